"""The card in which one rule is written: conditions, parameters, severity and status, lint, examples, differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from census_app.desktop.language import label, say
from census_app.desktop.pages.rules.editor.case_table import CaseTable
from census_app.desktop.pages.rules.editor.content import Part, Path, changed, expressions
from census_app.desktop.pages.rules.editor.field import ExpressionField, Mark
from census_app.desktop.pages.rules.editor.notes import LintNotes
from census_app.desktop.pages.rules.editor.parameter_form import ParameterForm
from census_app.desktop.pages.rules.editor.placing import placed
from census_app.desktop.pages.rules.editor.popup import Popup
from census_app.desktop.pages.rules.editor.whole import WholeText
from census_app.desktop.pages.rules.editor.wording import facts_of, read_aloud, title_of
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import Card, clear_layout, row, scrolling, set_role, text_label

if TYPE_CHECKING:
    from census_app.desktop.pages.rules.editor.reads import DraftLook

SEVERITIES = ("urgent", "important", "normal")
STATUSES = ("published", "draft", "retired")


class EditorCard(Card):
    """`changed` after every change by the person; `completion_wanted(part, cursor)`; `dropped` to give the draft up."""

    changed = Signal()
    completion_wanted = Signal(object, int)
    dropped = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__((0, 0, 0, 0))
        self.popup = Popup(window)
        self.popup.taken.connect(self._take)
        self.content: dict[str, Any] | None = None
        self.owner, self._form_shown = "", True
        self.fields: dict[str, ExpressionField] = {}
        self.notes: dict[str, LintNotes] = {}
        self.readings: dict[str, Any] = {}
        self._parts: dict[str, Part] = {}
        self._pending: list[Callable[[], object]] = []
        self._look: DraftLook | None = None
        self._wants_keys = self._building = False
        self.cases, self.rest, self.whole = CaseTable(), LintNotes(), WholeText()
        self.whole.edited.connect(self.changed)
        self.title = text_label("", "heading", wrap=True)
        self.state = text_label("", "mute", wrap=True)
        self.chip = Chip(say("rules.draft"), "low")
        self.meta = text_label("", "mute", wrap=True)
        self.warning = text_label("", "mid", wrap=True)
        self.severity = self._choice("severity", SEVERITIES, "severity")
        self.status = self._choice("rule_status", STATUSES, "rules.status")
        self.toggle = LinkButton(say("rules.whole"))
        self.toggle.clicked.connect(lambda: self.show_whole(self.in_form))
        self.drop = LinkButton(say("action.drop_draft"))
        self.drop.clicked.connect(self.dropped)
        self._form = QVBoxLayout()
        self._form.setSpacing(6)
        self.values = ParameterForm()
        self.values.edited.connect(self._set)
        self.differences = text_label("", "mute", wrap=True)
        self._assemble()

    def _choice(self, name: str, stored: Sequence[str], group: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(say(f"rules.{name}"))
        for value in stored:
            box.addItem(label(group, value), value)
        key = "severity" if name == "severity" else "status"
        box.activated.connect(lambda _place: self._set((key,), str(box.currentData())))
        return box

    def _assemble(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(8)
        column.addLayout(row(self.title, self.severity, self.status, self.chip, spacing=10))
        column.itemAt(0).layout().setStretch(0, 1)  # type: ignore[attr-defined]
        column.addWidget(self.meta)
        acts = row(self.state, self.toggle, self.drop, spacing=16)
        acts.setStretch(0, 1)
        column.addLayout(acts)
        column.addWidget(self.warning)
        self.form = QWidget()
        below = QVBoxLayout(self.form)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(8)
        below.addLayout(self._form)
        below.addWidget(self.values)
        column.addWidget(self.form)
        column.addWidget(self.whole)
        column.addWidget(self.rest)
        column.addWidget(self.cases)
        column.addWidget(text_label(say("rules.differences"), "strong"))
        column.addWidget(self.differences)
        column.addStretch(1)
        self.area = scrolling(inside)
        self.body.addWidget(self.area)

    def show_draft(self, rule_id: str, content: dict[str, Any] | None, text: str, owner: str) -> None:
        """Another draft; a text that is no rule can only be edited as a whole."""
        self.content, self.owner = content, owner
        self._look, self._wants_keys = None, False
        self.whole.show_text(text, read_only=bool(owner))
        self.title.setText(rule_id if content is None else title_of(content) or rule_id)
        self.meta.setText(rule_id if content is None else facts_of(content))
        self.warning.setText(say("rules.owned", owner=owner) if owner else "")
        self.warning.setVisible(bool(owner))
        self.differences.setText("")
        self.rest.show_findings([])
        for box, key in ((self.severity, "severity"), (self.status, "status")):
            box.setCurrentIndex(max(0, box.findData(str((content or {}).get(key) or ""))))
            box.setEnabled(content is not None)
        self._build(content or {})
        self._put_form(content is not None)
        self.area.verticalScrollBar().setValue(0)

    def _build(self, content: dict[str, Any]) -> None:
        clear_layout(self._form)
        self.fields, self.notes, self.readings, self._parts = {}, {}, {}, {}
        self._pending = [partial(self._add_part, part) for part in expressions(content)]
        self._pending += self.values.steps(content, may_mark=not self.owner)
        waiting, self._building = self._building, True
        if not waiting:
            self._build_next()

    def _build_next(self) -> None:
        """One widget after another, so that keys and pictures come in between."""
        if self._pending:
            self._pending.pop(0)()
            QTimer.singleShot(0, self, self._build_next)
        else:
            self._building = False
            if self._look is not None:
                self.show_look(self._look)
            if self._wants_keys:
                self.focus_first()

    def _add_part(self, part: Part) -> None:
        name = say(f"rules.part.{part.kind}") + (f" · {part.clause}" if part.clause else "")
        reading = text_label("", "mute", wrap=True)
        line = row(text_label(name, "strong"), reading, spacing=10)
        line.setStretch(1, 1)
        field, notes = ExpressionField(name, self.popup), LintNotes()
        field.show_text(part.text)
        field.setReadOnly(bool(self.owner))
        field.setEnabled(not self.owner)
        field.edited.connect(lambda: self._set(part.path, field.toPlainText()))
        field.completion_wanted.connect(lambda cursor: self.completion_wanted.emit(part, cursor))
        self._form.addLayout(line)
        self._form.addWidget(field)
        self._form.addWidget(notes)
        self.fields[part.where], self.notes[part.where] = field, notes
        self.readings[part.where], self._parts[part.where] = reading, part

    def _set(self, path: Path, value: Any) -> None:
        if self.content is not None:
            self.content = changed(self.content, path, value)
            self.changed.emit()

    def set_parameter(self, name: str, text: str) -> None:
        """The dial was turned: as if the value had been typed, so that it can be undone."""
        self.values.put(name, text)

    @property
    def built(self) -> bool:
        """Whether every field stands."""
        return not self._building

    @property
    def in_form(self) -> bool:
        """Whether the fields are edited, not the whole text."""
        return self._form_shown

    def text(self) -> str:
        """What stands in the card, as the whole text of the rule."""
        from census_app.rulebook.rule_text import text_of

        return text_of(self.content) if self.in_form and self.content is not None else self.whole.toPlainText()

    def say_state(self, text: str, *, alarm: bool = False) -> None:
        """Whether what stands here is kept."""
        self.state.setText(text)
        set_role(self.state, "high" if alarm else "mute")

    def show_whole(self, whole: bool) -> None:
        """The whole text, or the fields again if the text is a rule."""
        from census_app.foundation.errors import BadInput
        from census_app.rulebook.rule_text import content_of

        if whole:
            self.whole.show_text(self.text(), read_only=bool(self.owner))
            self._put_form(False)
            self.whole.setFocus()
        else:
            try:
                self.content = content_of(self.whole.toPlainText())
            except BadInput as error:
                self.rest.show_fault(error.message)
                return
            self._build(self.content)
            self._put_form(True)

    def _put_form(self, form: bool) -> None:
        self._form_shown = form
        self.form.setVisible(form)
        self.whole.setVisible(not form)
        self.toggle.setText(say("rules.whole" if self.in_form else "rules.form"))
        self.toggle.setFixedSize(self.toggle.sizeHint())

    def show_look(self, look: DraftLook) -> None:
        """What lint and the words say of the text as it stands."""
        self._look = look
        if self._building:
            return
        told = placed(look.looked.findings, self.fields, self.values.names(), look.turned)
        for where, field in self.fields.items():
            own = told.expressions.get(where, [])
            field.show_findings(own)
            self.notes[where].show_findings(own, unfinished=any(field.unfinished(one) for one in own))
        self.values.show_findings(told.parameters)
        if look.looked.fault:
            self.rest.show_fault(look.looked.fault)
        else:
            self.rest.show_findings(told.rest, placed=False)
        if look.entry is not None:
            self._read_aloud(look)
            self.differences.setText("\n".join(look.differences) or say("rules.no_differences"))

    def _read_aloud(self, look: DraftLook) -> None:
        assert look.entry is not None
        clauses = {clause.name: clause.condition for clause in look.entry.clauses}
        for where, part in self._parts.items():
            condition = look.entry.scope if part.kind == "scope" else clauses.get(part.clause)
            if condition is not None:
                self.readings[where].setText(say("rules.reads_as", words=read_aloud(condition)))

    def part(self, where: str) -> Part:
        """The part whose field is at `where`."""
        return self._parts[where]

    def marks(self) -> list[tuple[ExpressionField, Mark]]:
        """Every place lint means, in the order of the card."""
        return [(field, mark) for field in self.fields.values() for mark in field.marks]

    def focus_first(self) -> None:
        """The cursor stands in the first condition, or in the first parameter where conditions are somebody else's."""
        self._wants_keys = self._building
        if self._building:
            return
        target: QWidget | None = next((one for where, one in self.fields.items() if where != "scope"), None)
        if self.owner:
            target = self.values.first()
        (target if target is not None and self.in_form else self.whole).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take(self, suggestion: Any) -> None:
        for field in self.fields.values():
            if field.hasFocus():
                field.take(suggestion)
