"""Behind the queue: decisions are written one after another, the list moves on at once, each can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from census_app.desktop.language import say
from census_app.desktop.pages.rectify.reads import Ground, Verdict, Written, decide, read_ground, take_back
from census_app.desktop.pages.rectify.rows import questions
from census_app.desktop.reads import Reader

if TYPE_CHECKING:
    from census_app.survey.review.desk import DeskItem

_SETTLE_MILLISECONDS = 900


@dataclass
class Decision:
    """One decision of this window: about which entry, in words; `acts` once it is written."""

    item: DeskItem
    words: str
    keys: tuple[str, ...]
    written: Written | None = None


class ReviewFlow(QObject):
    """`read` brings the ground; `moved` when the list changed; `refused(words)` when the core said no to `item`."""

    read = Signal()
    moved = Signal()
    failed = Signal(object)
    written = Signal(object)
    undone = Signal(object)
    refused = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.reader, self._writer = Reader(self), Reader(self)
        self.folder: Path | None = None
        self.reviewer = ""
        self.ground: Ground | None = None
        self.asked = False
        self.made: list[Decision] = []
        self._gone: set[str] = set()
        self._restored: list[DeskItem] = []
        self.wanted = ""
        self._pending = 0
        self._number = 0
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_SETTLE_MILLISECONDS)
        self._again.timeout.connect(self._settle)

    def open(self, folder: Path | None) -> None:
        """Read a workspace; another one forgets what was decided here."""
        if folder != self.folder:
            self.made, self._gone, self.ground, self.folder = [], set(), None, folder
            self._restored = []
        if folder is None:
            self.reader.forget("ground")
            return
        if self._pending:
            return
        self.asked = True
        self.reader.ask("ground", partial(read_ground, folder, self.reviewer), self._show, self._fail)

    def _show(self, ground: Ground | None) -> None:
        self.ground = ground
        self._gone.clear()
        self._restored.clear()
        self.read.emit()

    def _fail(self, error: Exception) -> None:
        self.asked = False
        self.failed.emit(error)

    def waiting(self) -> list[DeskItem]:
        """What waits still, each question once."""
        return questions(self._items())

    def _items(self) -> list[DeskItem]:
        """What was read, without what was decided since, with what was taken back since."""
        items = self.ground.desk.items if self.ground is not None else ()
        found = [one for one in items if one.key not in self._gone]
        known = {one.key for one in found}
        back = [one for one in self._restored if one.key not in known and one.key not in self._gone]
        return sorted([*back, *found], key=lambda one: one.due or "9999") if back else found

    def item(self, key: str) -> DeskItem | None:
        """An entry by its key."""
        return next((one for one in self._items() if one.key == key), None)

    def of_problem(self, number: str) -> DeskItem | None:
        """The question that waits about a problem."""
        return next(
            (one for one in self.waiting() if any(number == problem.problem_no for problem in one.entry.problems)), None
        )

    def decide(self, item: DeskItem, verdicts: Sequence[Verdict], words: str) -> Decision | None:
        """The list moves on at once; the decision is written behind it."""
        if self.folder is None:
            return None
        folder, decision = self.folder, Decision(item, words, (item.key, *item.entry.rivals))
        self._gone |= set(decision.keys)
        self.made.append(decision)

        def work() -> None:
            # kept by the worker itself: taking it back may be next in its line
            decision.written = decide(folder, list(verdicts), self.reviewer)

        self._write(work, lambda _nothing: self.written.emit(decision), lambda: self._drop(decision))
        self.moved.emit()
        return decision

    def take_back(self) -> Decision | None:
        """The newest decision of this window no longer counts; its entry waits again. None when there is none."""
        if not self.made or self.folder is None:
            return None
        decision, folder = self.made.pop(), self.folder
        self._gone -= set(decision.keys)
        self._restored.append(decision.item)
        self.wanted = decision.item.key

        def work() -> None:
            acts = decision.written.acts if decision.written is not None else ()
            if acts:
                take_back(folder, acts, say("rectify.undo_reason"), self.reviewer)

        def restore() -> None:
            self.made.append(decision)
            self._gone.update(decision.keys)

        self._write(work, lambda _nothing: self.undone.emit(decision), restore)
        self.moved.emit()
        return decision

    def _drop(self, decision: Decision) -> None:
        self._gone -= set(decision.keys)
        if decision in self.made:
            self.made.remove(decision)

    def _write(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        undo: Callable[[], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """In their order; none is dropped for a newer one. When the last is written, everything is read again."""
        self._number += 1
        self._pending += 1
        self._again.stop()
        self.reader.forget("ground")

        def finish(result: Any) -> None:
            self._pending -= 1
            done(result)
            self._again.start()

        def refuse(error: Exception) -> None:
            self._pending -= 1
            undo()
            if failed is not None:
                failed(error)
            else:
                self.refused.emit(str(getattr(error, "message", error)), str(getattr(error, "advice", "") or ""))
            self.moved.emit()
            self._again.start()

        self._writer.ask(f"write {self._number}", work, finish, refuse)

    def _settle(self) -> None:
        if not self._pending:
            self.open(self.folder)

    def write(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Another small act of this page, in the order of the decisions; `failed` says a refusal in its own place."""
        self._write(work, done, lambda: None, failed)

    def close(self) -> None:
        """Every decision is written, then both workers end."""
        self._again.stop()
        self._writer.finish()
        self.reader.close()
