"""Behind the review: the queue read some at a time, answers written one after another, each taken back by one key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from census_app.desktop.pages.matching.reads import (
    ACCEPT,
    NONE,
    QUEUE_LIMIT,
    UNSURE,
    QueueView,
    decide,
    read_queue,
    reveal,
    undo,
)
from census_app.desktop.reads import Reader

if TYPE_CHECKING:
    from census_app.workspace.linking.queue import QueuedPair, QueuedRecord

# what these keys say of every candidate of a record
_OF_ALL = {"0": NONE, "Q": UNSURE}


@dataclass(frozen=True)
class Answer:
    """What `reviewer` answered to a record: `key` the key pressed, `pairs` those a word was said about."""

    record: QueuedRecord
    key: str
    pairs: tuple[QueuedPair, ...]
    reviewer: str


@dataclass(frozen=True)
class KeptReview:
    """What was shown, answered and put off of a workspace when a page was made anew: in another size or language."""

    folder: Path
    source: str
    disputed: bool
    answers: tuple[Answer, ...]
    skipped: tuple[QueuedRecord, ...]


class ReviewFlow(QObject):
    """Moves on at once, to what waits behind when all that was read is answered or put off.

    An answer that could not be written comes back with the reason.
    """

    read = Signal()
    moved = Signal()
    counted = Signal()
    disagreed = Signal(str, object)
    refused = Signal(str, str)
    failed = Signal(object)
    revealed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.reader, self._writer = Reader(self), Reader(self)
        self.view: QueueView | None = None
        self.folder: Path | None = None
        self.reviewer = ""
        self.source, self.disputed = "", False
        self.answers: list[Answer] = []
        self._skipped: list[QueuedRecord] = []
        self._clear: dict[tuple[str, str], QueuedRecord] = {}
        self._number = 0
        self.kept: KeptReview | None = None

    def keep(self) -> KeptReview | None:
        """What another page of the same review goes on with."""
        if self.folder is None or self.view is None:
            return self.kept
        return KeptReview(self.folder, self.source, self.disputed, tuple(self.answers), tuple(self._skipped))

    def open(self, folder: Path) -> None:
        """Read the queue of a workspace anew."""
        self.answers, self._skipped, self._clear = [], [], {}
        if folder != self.folder:
            self.view, self.source, self.disputed = None, "", False
        self.folder = folder
        if self.kept is not None and self.kept.folder == folder:
            self.answers, self._skipped = [*self.kept.answers], [*self.kept.skipped]
            self.source, self.disputed = self.kept.source, self.kept.disputed
        self.kept = None
        self._read_on()

    def narrow(self, source: str, *, disputed: bool) -> None:
        """Only one source (id; "" for all), or only what reviewers disagree about; answers stay as they are."""
        self.source, self.disputed = source, disputed
        self._read_on()

    def reviewed_by(self, name: str) -> None:
        """Another reviewer answers, who may be asked what the one before has answered."""
        if name != self.reviewer:
            self.reviewer = name
            self._read_on()

    def look_again(self) -> None:
        """Somebody else did something: what waits now is read, and what is looked at stays where it still waits."""
        if self.folder is not None and self.view is not None:
            limit = QUEUE_LIMIT + len(self._skipped)
            reading = partial(read_queue, self.folder, self.source, self.reviewer, limit)
            self._writer.ask("again", reading, self._show_newer, self.failed.emit)

    def _show_newer(self, view: QueueView) -> None:
        before, looked_at = self.view, self.current()
        if before is None:
            return
        anew = before.link_set != view.link_set
        kept = [one for one in view.records if looked_at is not None and _same(one, looked_at)]
        first = tuple(kept if anew else [self._plain(one) for one in kept])
        rest = tuple(one for one in view.records if not any(_same(one, other) for other in kept))
        self.view = replace(view, records=(*first, *rest))
        if anew:
            self._clear = {}
        if anew or not kept:
            self.read.emit()
        else:
            self.counted.emit()

    def _read_on(self) -> None:
        """Read what waits now; after the answers that are still being written."""
        if self.folder is not None:
            limit = QUEUE_LIMIT + len(self._skipped)
            reading = partial(read_queue, self.folder, self.source, self.reviewer, limit)
            self._writer.ask("queue", reading, self._show, self.failed.emit)

    def _show(self, view: QueueView) -> None:
        self.view = view
        self.read.emit()

    def _moved(self) -> None:
        """Something else is looked at; more is read when nothing but what was put off is left of what was read."""
        self.moved.emit()
        if self.view is not None and self.view.later and all(map(self._put_off, self.waiting())):
            self._read_on()

    def _put_off(self, record: QueuedRecord) -> bool:
        return any(_same(one, record) for one in self._skipped)

    def waiting(self) -> list[QueuedRecord]:
        """What this reviewer may still answer under the filter; what was skipped comes last."""
        answered = {(one.record.source.id, one.record.key) for one in self._said_by_me()}
        found = [one for one in self._mine() if (one.source.id, one.key) not in answered]
        return sorted(found, key=self._put_off)

    def _said_by_me(self) -> list[Answer]:
        """What the present reviewer answered; what another one did before may be asked again."""
        return [one for one in self.answers if one.reviewer.casefold() == self.reviewer.casefold()]

    def _mine(self) -> list[QueuedRecord]:
        records = self.view.records if self.view is not None else ()
        return [
            one
            for one in records
            if (one.disputed or not self.disputed) and not any(self._said_already(pair.reviewers) for pair in one.pairs)
        ]

    def _said_already(self, reviewers: tuple[str, ...]) -> bool:
        return bool(self.reviewer) and self.reviewer.casefold() in (name.casefold() for name in reviewers)

    def left(self) -> dict[str, int]:
        """Source id → how many of its records wait now: when the view was read, less those answered since."""
        if self.view is None:
            return {}
        records = [one.record for one in self._said_by_me()]
        answered = Counter(one.source.id for one in records if any(_same(one, read) for read in self.view.records))
        return {one.id: one.waiting - answered[one.id] for one in self.view.sources}

    def total(self) -> int:
        """Records read under the filter and those answered."""
        return len(self.waiting()) + len(self._said_by_me())

    def current(self) -> QueuedRecord | None:
        """The record to look at."""
        waiting = self.waiting()
        if not waiting:
            return None
        return self._clear.get((waiting[0].source.id, waiting[0].key), waiting[0])

    def answer(self, key: str) -> bool:
        """`1`…`5` one and the same, `0` none of them, `Q` cannot tell, `S` later.

        False when the key means nothing here.
        """
        record = self.current()
        if record is None:
            return False
        if key == "S":
            self._skipped = [one for one in self._skipped if not _same(one, record)] + [self._plain(record)]
            self._moved()
            return True
        pairs = record.pairs if key in _OF_ALL else record.pairs[int(key) - 1 : int(key)]
        if not pairs or self.folder is None or not self.reviewer:
            return False
        answer = Answer(record, key, tuple(pairs), self.reviewer)
        self.answers.append(answer)
        verdict = _OF_ALL.get(key, ACCEPT)
        self._write(
            partial(decide, self.folder, answer.pairs, verdict, self.reviewer),
            lambda: self._drop(answer),
            lambda others: self.disagreed.emit(record.key, others) if others else None,
        )
        self._moved()
        return True

    def _plain(self, record: QueuedRecord) -> QueuedRecord:
        records = self.view.records if self.view is not None else ()
        return next((one for one in records if _same(one, record)), record)

    def take_back(self) -> Answer | None:
        """The newest answer no longer counts, whoever gave it; its record is looked at again. None without any."""
        if not self.answers or self.folder is None:
            return None
        answer = self.answers.pop()
        self._skipped = [one for one in self._skipped if not _same(one, answer.record)]
        if self.view is not None and not any(_same(one, answer.record) for one in self.view.records):
            self.view = self.view.with_again(answer.record)
        pairs = [pair.shown.pair for pair in answer.pairs]
        self._write(partial(undo, self.folder, pairs, answer.reviewer), lambda: self.answers.append(answer))
        self.moved.emit()
        return answer

    def _drop(self, answer: Answer) -> None:
        if answer in self.answers:
            self.answers.remove(answer)

    def _write(
        self,
        work: Callable[[], Any],
        on_refusal: Callable[[], Any],
        done: Callable[[Any], Any] = lambda _done: None,
    ) -> None:
        """Answers are written in their order; none is ever dropped for a newer one."""
        self._number += 1

        def refuse(error: Exception) -> None:
            on_refusal()
            self.refused.emit(str(getattr(error, "message", error)), str(getattr(error, "advice", "") or ""))
            self.moved.emit()

        self._writer.ask(f"write {self._number}", work, done, refuse)

    def reveal(self, reason: str) -> None:
        """The record looked at, in clear; the log keeps the reason."""
        record = self.current()
        if record is None or self.folder is None:
            return
        question = partial(reveal, self.folder, record.source.id, record.key, reason)

        def show(found: QueuedRecord | None) -> None:
            if found is not None:
                self._clear[record.source.id, record.key] = found
                self.revealed.emit()

        def refuse(error: Exception) -> None:
            self.refused.emit(str(getattr(error, "message", error)), str(getattr(error, "advice", "") or ""))

        self.reader.ask("reveal", question, show, refuse)

    def close(self) -> None:
        """Every answer is written, then both workers end."""
        self._writer.finish()
        self.reader.close()


def _same(one: QueuedRecord, other: QueuedRecord) -> bool:
    return (one.source.id, one.key) == (other.source.id, other.key)
