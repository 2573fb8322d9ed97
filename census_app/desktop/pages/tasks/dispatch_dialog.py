"""派发: say what, look at the preview, then give it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHeaderView,
    QLineEdit,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from census_app.desktop import survey_commands
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.language import count, label, say
from census_app.desktop.pages.tasks.columns import TASK_KINDS
from census_app.desktop.pages.tasks.job_dialog import FORM, RESULT, JobDialog, offered_weeks
from census_app.desktop.session import Session
from census_app.desktop.survey_commands import Dispatching
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.chips import FacetChip
from census_app.desktop.widgets.layout import FlowLayout, text_label

_SIZE = (720, 520)
_GROUPS = ("tg", "line", "area", "manager", "problem")
_LEFT_ALONE = (
    "already_in_tasks",
    "joined_problems",
    "absorbed_tasks",
    "without_phone",
    "left_over",
    "over_limit",
    "known_reasons",
)
_MOST_DAYS = 3


class DispatchDialog(JobDialog):
    """A preview never writes; only 派发 does, and it does what was previewed unless something changed meanwhile."""

    def __init__(self, parent: QWidget, session: Session, units: Mapping[str, str]) -> None:
        super().__init__(parent, session, say("action.dispatch_tasks"), say("tasks.dispatch.preview"), _SIZE)
        self._listed: Path | None = None
        self._lead = say("tasks.dispatch.text")
        self.week = QComboBox()
        self.week.setEditable(True)
        self.week.addItems(offered_weeks(session.facts.week if session.facts else ""))
        self.unit = QComboBox()
        self.unit.addItem(say("tasks.dispatch.every_unit"), "")
        for code, name in sorted(units.items(), key=lambda pair: pair[1]):
            self.unit.addItem(name or code, code)
        self.kinds = {kind: FacetChip(label("task_kind", kind), chosen=kind != "desk") for kind in TASK_KINDS}
        self.groups = {group: FacetChip(label("task_group", group)) for group in _GROUPS}
        for chip in (*self.kinds.values(), *self.groups.values()):
            chip.clicked.connect(partial(_turn, chip))
        self.where = QLineEdit()
        self.where.setPlaceholderText(say("tasks.dispatch.where_hint"))
        self.limit = QSpinBox()
        self.limit.setRange(0, 100_000)
        self.limit.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.limit.setSpecialValueText(say("tasks.dispatch.no_limit"))
        self.change_button = Button(say("tasks.dispatch.change"))
        self.give_button = Button(say("action.dispatch_tasks"), "Ctrl+Enter", primary=True)
        self.give_button.setShortcut("Ctrl+Return")
        self.buttons.insertWidget(1, self.change_button)
        self.buttons.addWidget(self.give_button)
        self.change_button.clicked.connect(lambda: self.show_step(FORM, self._lead))
        self.give_button.clicked.connect(self._give)
        self.people = QTableWidget(0, 4)
        self.left = text_label("", "mute-body", wrap=True)
        self.wanted = Dispatching("")
        self.assemble(self._form(), self._outcome(), say("tasks.dispatch.text"))

    def only_problems(self, listed: Path, number: int) -> None:
        """Asked for certain problems, whose numbers stand in a file: only these, by whatever way they are settled."""
        self._listed = listed
        self._lead = say("tasks.dispatch.only", number=count(number))
        for chip in self.kinds.values():
            chip.show_text(chip.text(), chosen=True)
        self.show_step(FORM, self._lead)

    def only_customer(self, customer: str) -> None:
        """Asked from a customer: its problems only, by whatever way they are settled, previewed at once."""
        self.where.setText(f"户号 = '{customer}'")
        for chip in self.kinds.values():
            chip.show_text(chip.text(), chosen=True)
        self.start()

    def _form(self) -> QWidget:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        choices: dict[str, QWidget] = {"week": self.week, "unit": self.unit}
        for line, (name, widget) in enumerate(choices.items()):
            grid.addWidget(text_label(say(f"tasks.dispatch.{name}")), line, 0)
            grid.addWidget(widget, line, 1)
            widget.setAccessibleName(say(f"tasks.dispatch.{name}"))
        for line, (name, chips) in enumerate({"kind": self.kinds, "by": self.groups}.items(), start=2):
            grid.addWidget(text_label(say(f"tasks.dispatch.{name}")), line, 0)
            flow = FlowLayout(8)
            for chip in chips.values():
                flow.addWidget(chip)
            grid.addLayout(flow, line, 1)
        limits: dict[str, QWidget] = {"where": self.where, "limit": self.limit}
        for line, (name, widget) in enumerate(limits.items(), start=4):
            grid.addWidget(text_label(say(f"tasks.dispatch.{name}")), line, 0)
            grid.addWidget(widget, line, 1)
            widget.setAccessibleName(say(f"tasks.dispatch.{name}"))
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(6, 1)
        return form

    def _outcome(self) -> QWidget:
        table = self.people
        table.setHorizontalHeaderLabels([say(f"tasks.dispatch.column.{name}") for name in _COLUMNS])
        table.verticalHeader().hide()
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setAccessibleName(say("tasks.dispatch.people"))
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        outcome = QWidget()
        column = QVBoxLayout(outcome)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(table, 1)
        column.addWidget(self.left)
        return outcome

    def show_step(self, step: int, text: str, role: str = "mute") -> None:
        """Only a preview with something in it can be given out."""
        super().show_step(step, text, role)
        previewed = step == RESULT and self.record is not None and self.record.job.kind == survey_commands.TASK_PREVIEW
        self.change_button.setVisible(previewed)
        given = self.record.result if previewed and self.record is not None else {}
        self.give_button.setVisible(bool(given.get("tasks") or given.get("joined_problems")))
        if self.give_button.isVisibleTo(self):
            self.give_button.setFocus()

    def job(self) -> Job | None:
        """The preview of what the form says."""
        kinds = tuple(name for name, chip in self.kinds.items() if chip.chosen)
        if not kinds:
            self.show_step(FORM, say("tasks.dispatch.no_kind"), "mid")
            return None
        self.wanted = Dispatching(
            self.week.currentText().strip(),
            tuple(filter(None, [str(self.unit.currentData() or "")])),
            tuple(name for name, chip in self.groups.items() if chip.chosen),
            kinds,
            self.where.text().strip(),
            self.limit.value(),
            self._listed,
        )
        folder = self.session.folder
        return survey_commands.dispatch(folder, self.wanted, preview=True) if folder is not None else None

    def _give(self) -> None:
        folder = self.session.folder
        if folder is not None:
            self.run_job(survey_commands.dispatch(folder, self.wanted, preview=False))

    def show_result(self, record: JobRecord) -> None:
        """The preview, or what was given out."""
        result = record.result
        preview = record.job.kind == survey_commands.TASK_PREVIEW
        words = dispatch_words(result)
        self._show_people(result)
        self.left.setText("\n".join(_left_alone(result)))
        self.show_step(
            RESULT, say("tasks.dispatch.would", words=words) if preview else words, "mid" if preview else "ok"
        )

    def _show_people(self, result: Mapping[str, Any]) -> None:
        lines = _people(result)
        self.people.setRowCount(len(lines))
        for place, cells in enumerate(lines):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.people.setItem(place, column, item)


_COLUMNS = ("unit", "surveyor", "tasks", "days")


def _turn(chip: FacetChip, _checked: bool = False) -> None:
    chip.show_text(chip.text(), not chip.chosen)


def dispatch_words(result: Mapping[str, Any]) -> str:
    """How many tasks of which kind, for how many problems."""
    kinds = "、".join(
        f"{label('task_kind', kind)} {count(int(number))}"
        for kind, number in dict(result.get("kinds") or {}).items()
        if number
    )
    number, problems = int(result.get("tasks") or 0), int(result.get("problems") or 0)
    if not number:
        return say("tasks.dispatch.nothing")
    return say("tasks.dispatch.given", tasks=count(number), kinds=kinds, problems=count(problems))


def _people(result: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Unit, person, tasks and days, those without a person first."""
    days: dict[tuple[str, str], Counter[str]] = {}
    for task in result.get("list") or ():
        who = str(task.get("surveyor_name") or task.get("surveyor") or "")
        key = (str(task.get("unit_name") or task.get("unit") or say("problems.no_unit")), who)
        days.setdefault(key, Counter())[str(task.get("day") or "")] += 1
    lines = []
    for (unit, who), counted in sorted(days.items(), key=lambda pair: (bool(pair[0][1]), pair[0])):
        planned = [f"{day[5:]}：{number}" for day, number in sorted(counted.items()) if day]
        more = "…" if len(planned) > _MOST_DAYS + 2 else ""
        told = "   ".join(planned[: _MOST_DAYS + 2]) + more
        lines.append((unit, who or say("tasks.nobody"), count(sum(counted.values())), told))
    return lines


def _left_alone(result: Mapping[str, Any]) -> list[str]:
    """What was not given out, and why."""
    told = [
        say(f"tasks.dispatch.left.{name}", number=count(int(result[name])))
        for name in ("unassigned", *_LEFT_ALONE)
        if result.get(name)
    ]
    return [*told, *map(str, result.get("notes") or ())]
