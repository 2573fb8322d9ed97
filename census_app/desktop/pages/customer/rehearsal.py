"""预演更正: edit a field, see what it solves, newly causes and leaves; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from census_app.desktop.core_words import worded
from census_app.desktop.language import say
from census_app.desktop.pages.customer.reads import Edit
from census_app.desktop.pages.problems.columns import rule_title
from census_app.desktop.session import WorkspaceFacts
from census_app.desktop.widgets.buttons import Button, LinkButton
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import Card, clear_layout, row, set_role, text_label

if TYPE_CHECKING:
    from census_app.desktop.widgets.buttons import ActionButton
    from census_app.workspace.customers import CustomerSheet
    from census_app.workspace.customers.model import Cell
    from census_app.workspace.rehearsal.model import Rehearsal

_SHOWN = 6
_OUTCOMES = (("solved", "ok"), ("caused", "high"), ("cannot_judge", "unknown"), ("left", "mid"), ("gone", "mute"))


class RehearsalCard(Card):
    """`wanted(edits)` asks for a rehearsal of all the edits listed."""

    wanted = Signal(list)
    ready = Signal(bool)

    def __init__(self, propose: ActionButton) -> None:
        super().__init__()
        self.tried: list[Edit] = []
        self._asked: list[Edit] = []
        self._offered = ("", "", "")
        self._sheet: CustomerSheet | None = None
        self._facts: WorkspaceFacts | None = None
        self.edits: list[Edit] = []
        self._build_question()
        self._build_answer()
        self._build_proposal(propose)
        self.body.addStretch(1)
        self._offer([])
        self.record.currentIndexChanged.connect(lambda _place: self._fill_fields())
        self.field.currentIndexChanged.connect(lambda _place: self._show_old())
        self.value.textEdited.connect(lambda _text: self._changed())
        self.value.returnPressed.connect(self.ask)
        self.run.clicked.connect(self.ask)
        self.more.clicked.connect(self._keep)

    def _build_question(self) -> None:
        note = text_label(say("customer.rehearsal_note"), "mute")
        self.body.addLayout(row(text_label(say("customer.rehearsal"), "heading"), note, None))
        self.record, self.field, self.value = QComboBox(), QComboBox(), QLineEdit()
        self.record.setAccessibleName(say("customer.rehearsal_record"))
        self.field.setAccessibleName(say("customer.rehearsal_field"))
        self.field.setEditable(True)
        self.field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = self.field.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.value.setPlaceholderText(say("customer.rehearsal_value"))
        self.old = text_label("", "mute", wrap=True)
        self.run = Button(say("customer.rehearsal_run"), "Enter")
        self.more = LinkButton(say("customer.rehearsal_more"))
        first, second = QHBoxLayout(), QHBoxLayout()
        for layout in (first, second):
            layout.setSpacing(8)
        first.addWidget(self.record, 3)
        first.addWidget(self.field, 2)
        second.addWidget(self.value, 1)
        second.addWidget(self.run)
        self.body.addLayout(first)
        self.body.addWidget(self.old)
        self.body.addLayout(second)
        self.body.addLayout(row(self.more, None))

    def _build_answer(self) -> None:
        self.listed, self.result = QVBoxLayout(), QVBoxLayout()
        for layout in (self.listed, self.result):
            layout.setSpacing(5)
            self.body.addLayout(layout)

    def _build_proposal(self, propose: ActionButton) -> None:
        self.evidence = QLineEdit()
        self.evidence.setPlaceholderText(say("customer.proposal.evidence"))
        self.evidence.setAccessibleName(say("customer.proposal.evidence"))
        self.evidence.returnPressed.connect(propose.click)
        self.said = text_label("", "mute", wrap=True)
        self.proposal = QWidget()
        column = QVBoxLayout(self.proposal)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row(self.evidence, propose))
        column.addWidget(self.said)
        self.body.addWidget(self.proposal)

    def show_sheet(self, sheet: CustomerSheet, facts: WorkspaceFacts | None) -> None:
        """Another customer: its records with their fields; `facts` have the rules in force. The same one read again
        leaves what somebody is writing."""
        if self._sheet is not None and self._sheet.customer == sheet.customer and self.busy:
            self._sheet, self._facts = sheet, facts
            return
        self._offered = ("", "", "")
        self._sheet, self._facts, self.edits = sheet, facts, []
        with QSignalBlocker(self.record):
            self.record.clear()
            for table in sheet.tables:
                for record in table.records:
                    self.record.addItem(f"{worded(table.name)} {record.key}", (table.table, record.key))
        self._fill_fields()
        self.value.clear()
        self._list_edits()
        clear_layout(self.result)
        self._offer([])
        self.setEnabled(bool(sheet.in_snapshot))

    @property
    def busy(self) -> bool:
        """Whether somebody has written something here."""
        return bool(self.value.text() or self.edits or self.evidence.text())

    def _offer(self, tried: list[Edit]) -> None:
        """What was tried can be proposed, or nothing can."""
        self.tried = tried
        self.proposal.setVisible(bool(tried))
        self.said.setText("")
        self.said.hide()
        self.ready.emit(bool(tried))

    def show_proposal(self, text: str, *, good: bool) -> None:
        """What became of the proposal, where it was made."""
        self.said.setText(text)
        set_role(self.said, "ok" if good else "high")
        self.said.show()
        if good:
            self.evidence.clear()
            self.tried = []
            self.ready.emit(False)

    def choose(self, table: str, key: str, field: str) -> None:
        """Offer one value for correction; the same once more leaves what somebody is writing."""
        if self.busy and self._offered == (table, key, field):
            return
        self._offered = (table, key, field)
        for place in range(self.record.count()):
            if self.record.itemData(place) == (table, key):
                self.record.setCurrentIndex(place)
        found = self.field.findText(worded(field))
        if found >= 0:
            self.field.setCurrentIndex(found)

    def _cells(self) -> list[Cell]:
        chosen = self.record.currentData()
        if self._sheet is None or not chosen:
            return []
        record = next((one for one in self._sheet.records(chosen[0]) if one.key == chosen[1]), None)
        return [cell for cell in record.cells if cell.state != "not_imported"] if record else []

    def _fill_fields(self) -> None:
        with QSignalBlocker(self.field):
            self.field.clear()
            for cell in self._cells():
                self.field.addItem(worded(cell.name), cell.field)
            self.field.setCurrentIndex(min(1, self.field.count() - 1))
        self._show_old()

    def _show_old(self) -> None:
        cell = next((one for one in self._cells() if one.field == self.field.currentData()), None)
        text = (cell.value or say("evidence.empty")) if cell else ""
        self.old.setText(say("customer.rehearsal_now", value=text) if cell else "")

    def _edit(self) -> Edit | None:
        chosen, field = self.record.currentData(), self.field.currentData()
        return Edit(chosen[0], chosen[1], field, self.value.text()) if chosen and field else None

    def _keep(self) -> None:
        edit = self._edit()
        if edit is not None:
            others = [
                one for one in self.edits if (one.table, one.key, one.field) != (edit.table, edit.key, edit.field)
            ]
            self.edits = [*others, edit]
            self.value.clear()
            self._list_edits()
            self.field.setFocus()

    def _list_edits(self) -> None:
        clear_layout(self.listed)
        for edit in self.edits:
            drop = LinkButton(say("customer.rehearsal_drop"))
            drop.clicked.connect(lambda _checked=False, gone=edit: self._drop(gone))
            value = edit.value or say("evidence.empty")
            name = self._name(edit)
            line = row(spacing=8)
            line.addWidget(text_label(f"{edit.key} · {name} → {value}", wrap=True), 1)
            line.addWidget(drop, 0, Qt.AlignmentFlag.AlignTop)
            self.listed.addLayout(line)

    def _name(self, edit: Edit) -> str:
        records = self._sheet.records(edit.table) if self._sheet else ()
        cells = [cell for record in records for cell in record.cells if cell.field == edit.field]
        return worded(cells[0].name) if cells else edit.field

    def _drop(self, edit: Edit) -> None:
        self.edits.remove(edit)
        self._list_edits()
        self._changed()

    def _changed(self) -> None:
        """What was tried is no longer what stands here, and cannot be proposed."""
        clear_layout(self.result)
        self._offer([])

    def ask(self) -> None:
        """Rehearse what is listed, and what stands in the fields when something is typed there."""
        edit = self._edit()
        edits = list(self.edits)
        if edit is not None and (self.value.text() or not edits):
            edits.append(edit)
        if edits:
            clear_layout(self.result)
            self.result.addWidget(text_label(say("customer.rehearsing"), "mute"))
            self._offer([])
            self._asked = edits
            self.wanted.emit(edits)

    def show_failure(self, text: str) -> None:
        """It could not be tried."""
        clear_layout(self.result)
        self.result.addWidget(text_label(text, "high", wrap=True))

    def show_result(self, found: Rehearsal) -> None:
        """解决, 新增 and the others with their problems; 不变 counts the rules nothing happens to."""
        clear_layout(self.result)
        for refused in found.refused:
            self.result.addWidget(text_label(f"{refused.correction.record_key}：{refused.reason}", "high", wrap=True))
        if not found.tried:
            return
        touched = set()
        for outcome, tone in _OUTCOMES:
            problems = [one for one in found.problems if one.outcome.value == outcome]
            if outcome == "left":
                problems = [one for one in problems if one.reached]
            else:
                touched |= {one.rule_id for one in problems}
            if not problems and outcome not in ("solved", "caused"):
                continue
            words = [
                f"{one.rule_id} {rule_title(self._facts, one.rule_id, one.rule_title)}" for one in problems[:_SHOWN]
            ]
            more = say("customer.rehearsal_others", number=len(problems) - _SHOWN) if len(problems) > _SHOWN else ""
            self._outcome(
                say(f"customer.outcome.{outcome}"), len(problems), tone, "\n".join([*words, *filter(None, [more])])
            )
        self._offer([] if found.refused else self._asked)
        same = max(0, (len(self._facts.rules) if self._facts else 0) - len(touched))
        self._outcome(say("customer.outcome.same"), same, "mute", say("customer.rehearsal_same"))

    def _outcome(self, word: str, number: int, tone: str, text: str) -> None:
        chip = Chip(f"{word} {number}", tone)
        chip.setMinimumWidth(76)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text_label(text, "mute" if tone == "mute" else "", wrap=True), 1, Qt.AlignmentFlag.AlignVCenter)
        self.result.addLayout(line)
