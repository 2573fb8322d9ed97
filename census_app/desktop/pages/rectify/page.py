"""整改闭环: the flow as a strip, the queue of a step, what it is judged by, lists back, lateness, corrections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QWidget

from census_app.desktop import survey_commands
from census_app.desktop.company import Company
from census_app.desktop.conditions import RECTIFY, RECTIFY_FILTERED, REVIEW_PHOTOS
from census_app.desktop.jobs import JobRecord
from census_app.desktop.language import count, say
from census_app.desktop.pages.page import NARROW_PAGE, Context, Page
from census_app.desktop.pages.rectify.acts import RectifyActs
from census_app.desktop.pages.rectify.body import RectifyBody
from census_app.desktop.pages.rectify.deciding import Deciding
from census_app.desktop.pages.rectify.flow import ReviewFlow
from census_app.desktop.pages.rectify.lower import EVIDENCE, FILING, LATE, RETURNED
from census_app.desktop.pages.rectify.photos import viewed_photos
from census_app.desktop.pages.rectify.reads import read_rows
from census_app.desktop.pages.rectify.rows import WorkQuery, number_of
from census_app.desktop.theme.look import unscaled
from census_app.desktop.widgets.buttons import Button, LinkButton
from census_app.desktop.widgets.line_dialog import LineDialog, needs
from census_app.desktop.widgets.photo_viewer import PhotoViewer

_REVIEWER = "reviewer"
_LOW_PAGE = 780
_SELDOM = ("export_reviews", "take_reviews", "sample_tasks")


class RectifyPage(Page):
    """Reads when it is looked at and after every act; the list moves on at once, writing happens behind it."""

    page_id = "rectify"

    def __init__(self, context: Context) -> None:
        super().__init__(context, say("page.rectify"))
        self.flow = ReviewFlow(self)
        self.flow.reviewer = self.session.preferences.text(_REVIEWER, "")
        self.deciding = Deciding(context, self.flow, self)
        self.acts, self.company = RectifyActs(self, context, self.flow), Company(self, self.session)
        self.query: WorkQuery = context.memory.get("query", WorkQuery())
        self.step: str = context.memory.get("step", "in_review")
        self._build_tools()
        self.body = RectifyBody(self)
        self.column.addWidget(self.body.strip)
        self.column.addWidget(self.body, 1)
        self._connect()

    def _build_tools(self) -> None:
        self.field = QLineEdit(self.query.words)
        self.field.setPlaceholderText(say("rectify.find"))
        self.field.setMinimumWidth(190)
        self.who = LinkButton()
        self.who.clicked.connect(self._ask_name)
        self.tools.addWidget(self.who)
        self.tools.addWidget(self.field)
        more = Button(say("rectify.more"))
        more.clicked.connect(lambda: self._show_more(more))
        self.tools.addWidget(more)
        self.tools.addWidget(self.action_button("take_answered_lists"))

    def _show_more(self, button: Button) -> None:
        """What is done seldom: review workbooks out and in, samples."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in _SELDOM:
            menu.addAction(self.context.actions[name])
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _connect(self) -> None:
        flow, body = self.flow, self.body
        flow.read.connect(self._read)
        flow.moved.connect(body.show_queue)
        flow.failed.connect(self._failed)
        self.acts.done.connect(self._job_done)
        self.acts.refused.connect(self._job_refused)
        self.session.stale.connect(self._stale)
        self.field.textEdited.connect(lambda text: body.ask(words=text.strip()))
        self.field.returnPressed.connect(self._take_keys)
        self.company.told.connect(body.decision.show_others)
        body.decision.note_left.connect(self._take_keys)
        body.work.error.retry.clicked.connect(self.read)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the page."""
        body = self.body
        found: dict[str, Callable[[], object]] = {
            f"review_{name}": partial(self.press, name) for name in ("pass", "return", "refute", "visit", "transfer")
        }
        found |= {f"review_{number}": partial(self.digit, number) for number in range(1, 10)}
        found |= {f"rectify_{name}": partial(body.show_tab, name) for name in (EVIDENCE, RETURNED, LATE, FILING)}
        return found | {
            "review_note": body.decision.write_note,
            "review_photos": self.show_photos,
            "undo_review": self.flow.take_back,
            "review_next": partial(body.walk, 1),
            "review_previous": partial(body.walk, -1),
            "rectify_left": partial(body.step, -1),
            "rectify_right": partial(body.step, 1),
            "rectify_customer": self._open_customer,
            "find_review": self._focus_field,
            "clear_rectify_filter": self._clear,
            "take_answered_lists": self.acts.take_lists,
            "write_notices": self.acts.write_notices,
            "defer_problems": lambda: self.acts.defer(body.chosen_problems()),
            "press_again": lambda: self.acts.press_again(body.chosen_problems()),
            "make_corrections": self.acts.make_corrections,
            "release_held": lambda: self.acts.release(body.panels.filing.held),
            "export_corrections": lambda: self.acts.export_corrections(),
            "export_batch": lambda: self.acts.export_corrections(body.panels.filing.batch),
            "withdraw_batch": lambda: self.acts.withdraw(body.panels.filing.batch),
            "export_reviews": self.acts.export_reviews,
            "take_reviews": self.acts.take_reviews,
            "sample_tasks": self.acts.sample,
        }

    def later_parts(self) -> Sequence[Callable[[], QWidget]]:
        """What a problem of another step is read by; the lists that came back."""
        return (lambda: self.body.problem, lambda: self.body.panels.returned_made)

    def press(self, name: str) -> None:
        """A decision's key; whoever decides first says who they are."""
        if self._named():
            self.deciding.press(name)

    def digit(self, number: int) -> None:
        """A reason, or the version that holds."""
        if self._named():
            self.deciding.digit(number)

    def _named(self) -> bool:
        ground = self.flow.ground
        return ground is not None and (ground.desk.signed or bool(self.flow.reviewer) or self._ask_name())

    def _ask_name(self) -> bool:
        title, text = say("rectify.who_title"), say("rectify.who_text")
        name, given = LineDialog.ask_for(self, title, text, self.flow.reviewer, needs(say("common.write")))
        if not given or not name.strip():
            return False
        self.flow.reviewer = " ".join(name.split())
        self.session.preferences.remember(_REVIEWER, self.flow.reviewer)
        self.who.setText(say("rectify.who", name=self.flow.reviewer))
        self.read()
        return True

    def refresh(self) -> None:
        """Another workspace or run: read again when the page is looked at."""
        facts = self.session.facts
        if facts is None or facts.states is None:
            self.flow.open(None)
            self.subtitle.setText(say("rectify.subtitle_none"))
            self.session.flag(RECTIFY, False)
            self.session.count(self.page_id, 0)
            self.body.show_nothing()
        elif self.isVisible():
            self.activate()

    def activate(self) -> None:
        """Read how things stand; the list takes the keys."""
        if self.session.facts is not None and self.session.facts.states is not None:
            self.read()
        self._take_keys()

    def read(self) -> None:
        """Read again; the list on screen stays until it is there."""
        if self.flow.ground is None or self.flow.folder != self.session.folder:
            self.body.show_loading()
        self.flow.open(self.session.folder)

    def _stale(self, _kinds: object) -> None:
        if self.isVisible() and self.flow.ground is not None:
            self.flow.open(self.session.folder)

    def _read(self) -> None:
        ground = self.flow.ground
        self.session.flag(RECTIFY, ground is not None)
        if ground is None:
            self.body.show_nothing()
            return
        name = ground.desk.reviewer if ground.desk.signed else self.flow.reviewer
        self.who.setText(say("rectify.who", name=name or say("rectify.nobody")))
        self.who.setEnabled(not ground.desk.signed)
        self.body.show_ground(ground)

    def _failed(self, error: Exception) -> None:
        text = f"{getattr(error, 'message', error)}\n{getattr(error, 'advice', '')}".strip()
        self.body.work.show_error(text)

    def ask_rows(self, sha256: str) -> None:
        """The rows of a list that came back are read and shown."""
        folder = self.session.folder
        if folder is not None:
            work = partial(read_rows, folder, sha256)
            self.flow.reader.ask("rows", work, self.body.panels.returned.show_outcomes, self._failed)

    def _job_done(self, record: JobRecord) -> None:
        self.body.notice.show_words("", "")
        if record.job.kind == survey_commands.CORRECTIONS_MAKE:
            self.body.panels.filing.show_held(record.result.get("held") or ())
        if record.job.kind == survey_commands.LISTS_TAKE:
            refused = [one for one in record.result.get("files") or () if one.get("refused")]
            said = "；".join(str(one["refused"]) for one in refused)
            self.body.notice.show_words(
                say("rectify.returned.refused", number=count(len(refused))) if said else "", said
            )
            self.body.show_tab(RETURNED)
        self.flow.open(self.session.folder)

    def _job_refused(self, record: JobRecord) -> None:
        self.body.notice.show_words(record.message or say("error.unknown"), record.advice)

    def show_photos(self) -> None:
        """The photos of the entry looked at."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QAbstractButton):
            # Space presses a button that has the keys, here too
            focused.click()
            return
        item = self.deciding.item
        if item is not None and item.photos:
            viewer = PhotoViewer(self, self.flow.reader, viewed_photos(item))
            viewer.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            viewer.open()

    def look(self, item: Any) -> None:
        """Another entry is looked at, or none."""
        self.deciding.look(item)
        self.company.look_at_customer(number_of(item) if item is not None else "")
        self.session.flag(REVIEW_PHOTOS, item is not None and bool(item.photos))

    def show_step(self, step: str) -> None:
        """The step somebody asked for from elsewhere; `overdue` is the ladder."""
        if step == "overdue":
            self.body.show_tab(LATE)
        else:
            self.body.show_step(step)

    def _open_customer(self) -> None:
        customer, number = self.body.customer()
        if customer:
            self.context.shell.open_customer(customer, number)

    def _clear(self) -> None:
        self.field.clear()
        self.body.ask(words="", unit="")

    def _focus_field(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def _take_keys(self) -> None:
        self.body.take_keys()

    def flag_filtered(self) -> None:
        """Whether something narrows the queue."""
        self.session.flag(RECTIFY_FILTERED, self.query.filtered)

    def back(self) -> bool:
        """Esc drops the reason being chosen, then leaves the field, then clears the filter."""
        if self.deciding.cancel():
            return True
        if self.field.hasFocus() or self.body.decision.note.hasFocus():
            self._take_keys()
        elif self.query.filtered:
            self._clear()
        else:
            return False
        return True

    def drop_files(self, paths: list[str]) -> bool:
        """Files dropped here are lists that come back."""
        if self.session.facts is None or self.session.facts.states is None:
            return False
        self.acts.take_lists(paths)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The narrow and the low form."""
        super().resizeEvent(event)
        wide, high = unscaled(self.width()), unscaled(self.height())
        self.body.arrange(narrow=wide < NARROW_PAGE, low=high < _LOW_PAGE)

    def close_page(self) -> None:
        """Every decision is written; nobody listens any more."""
        self.acts.close()
        self.company.close()
        self.body.work.close_flow()
        self.flow.close()
