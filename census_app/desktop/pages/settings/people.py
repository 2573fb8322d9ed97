"""人员与权限: everybody in the roster, the chosen one beside the list, the roster in, first codes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from census_app.desktop.conditions import PEOPLE_OFF, PEOPLE_ON, PERSON
from census_app.desktop.core_words import worded
from census_app.desktop.language import count, label, say
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.pages.settings import people_reads
from census_app.desktop.pages.settings.cells import ToneDelegate, quiet
from census_app.desktop.pages.settings.detail_card import ROOM_FOR_CARD
from census_app.desktop.pages.settings.matrix import RightMatrix
from census_app.desktop.pages.settings.people_acts import PeopleActs
from census_app.desktop.pages.settings.people_reads import ROLES, PeopleChoice, PeopleGround, PersonLine
from census_app.desktop.pages.settings.person_detail import WIDTH, PersonDetail
from census_app.desktop.pages.settings.section import Host, Section
from census_app.desktop.pages.settings.tones import SIGN_IN_TONES
from census_app.desktop.tables.paged_model import ListedRows, PagedColumn, PagedModel
from census_app.desktop.widgets.chips import FacetChip, chip_width
from census_app.desktop.widgets.layout import Card, FlowLayout, row
from census_app.desktop.widgets.list_and_card import ListAndCard
from census_app.desktop.widgets.notice import Notice
from census_app.desktop.widgets.rows import step_row
from census_app.desktop.widgets.states import StateView

_CHIP_ROOM = 20
# One of the two is offered, once it is known whether people sign in: both together are wider than a small screen.
_SWITCHES = {"enable_people": PEOPLE_OFF, "disable_people": PEOPLE_ON}


class PeopleSection(Section):
    """`choose` narrows the list; 权限 shows the same from the side of what is done."""

    section_id = "people"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.ground: PeopleGround | None = None
        self.choice = PeopleChoice()
        self.acts = PeopleActs(self, self.context, self.reader)
        self.acts.changed.connect(self.read)
        self.buttons = {
            name: self.button(name) for name in ("enable_people", "disable_people", "export_roster", "issue_codes")
        }
        for one in self.buttons.values():
            self.tools.addWidget(one)
        for name in _SWITCHES:
            self.buttons[name].hide()
        self.tools.addWidget(self.button("import_roster", primary=True))
        self.notice = Notice()
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(say("settings.section.people"))
        for name in ("list", "rights"):
            self.tabs.addTab(say(f"settings.people.tab.{name}"))
        self.tabs.currentChanged.connect(self._turn)
        self.field = QLineEdit()
        self.field.setPlaceholderText(say("settings.people.find"))
        self.field.setFixedWidth(230)
        self.field.textChanged.connect(lambda text: self.choose(replace(self.choice, words=text.strip())))
        self.field.returnPressed.connect(self._to_table)
        self.chips = {role: FacetChip() for role in ROLES}
        self.gone, self.unit = FacetChip(), FacetChip()
        self.list_part = self._build_list()
        self.rights = RightMatrix(self._ask_able)
        self.parts = QStackedWidget()
        self.parts.addWidget(self.list_part)
        self.parts.addWidget(self.rights)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.notice)
        column.addLayout(row(self.tabs, None, self.beside.tabs, self.field))
        column.addWidget(self.parts, 1)

    def _build_list(self) -> QWidget:
        flow = FlowLayout(8)
        for role, chip in self.chips.items():
            chip.clicked.connect(partial(self._pick_role, role))
            flow.addWidget(chip)
        self.gone.clicked.connect(lambda: self.choose(replace(self.choice, everybody=not self.choice.everybody)))
        self.unit.removed.connect(lambda: self.choose(replace(self.choice, unit="")))
        flow.addWidget(self.gone)
        flow.addWidget(self.unit)
        self.model = PagedModel(_columns(), self)
        self.table = ProblemTable(self.model, ("account", "marks"), 150, kept_as="people")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setAccessibleName(say("settings.section.people"))
        chips = {"sign_in": lambda line: SIGN_IN_TONES[line[4]]}
        self.table.setItemDelegate(ToneDelegate(self.model, chips, {"account": quiet, "marks": quiet}))
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._look(now.row()))
        self.table.activated.connect(lambda _index: self.beside.read())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._flag())
        first = self.button("import_roster")
        blank = self.button("export_roster")
        self.none = StateView(
            "customer", say("settings.people.none.title"), say("settings.people.none.text"), [blank, first]
        )
        self.empty = StateView("filter", say("settings.people.empty.title"), say("settings.people.empty.text"))
        self.middle = QStackedWidget()
        for widget in (self.table, self.none, self.empty):
            self.middle.addWidget(widget)
        card = Card((1, 1, 1, 1))
        card.body.addWidget(self.middle)
        self.detail = PersonDetail()
        self.beside: ListAndCard = ListAndCard(card, self.detail, WIDTH, ROOM_FOR_CARD, "person")
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(flow)
        column.addWidget(self.beside, 1)
        return part

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the section."""
        return {
            "settings_find": self._find,
            "settings_next": partial(self._step, 1),
            "settings_previous": partial(self._step, -1),
            "settings_panel": self.beside.toggle,
            "import_roster": self.acts.import_roster,
            "export_roster": self.acts.export_roster,
            "issue_codes": lambda: self.acts.issue_codes([one.account for one in self.chosen()]),
            "enable_people": self.acts.enable,
            "disable_people": self.acts.disable,
        }

    def drop_files(self, paths: list[str]) -> bool:
        """A file dropped on the people is their roster; one at a time."""
        if len(paths) > 1:
            self.context.shell.toast(say("settings.roster.one_file", number=len(paths)))
        self.acts.import_roster(paths)
        return True

    def question(self, folder: Path) -> Callable[[], Any] | None:
        """The roster."""
        return partial(people_reads.read_people, folder)

    def show_answer(self, answer: PeopleGround) -> None:
        """The roster as it stands."""
        self.ground = answer
        standing = answer.standing
        self.acts.enabled = standing.enabled
        words = say("settings.people.on", unit=standing.home_name) if standing.enabled else say("settings.people.off")
        numbers = say("settings.people.numbers", people=count(standing.people), units=count(standing.units))
        self.note.setText(f"{words} · {numbers}" if answer.lines else say("settings.people.off"))
        offered = {"enable_people": not standing.enabled and bool(answer.lines), "disable_people": standing.enabled}
        for name, flag in _SWITCHES.items():
            self.buttons[name].setVisible(offered[name])
            self.session.flag(flag, offered[name])
        who = "、".join(answer.managers) or say("settings.people.nobody_able")
        refused = "" if answer.may_manage else say("settings.people.not_allowed")
        self.notice.show_words(refused, say("settings.people.ask_them", people=who))
        self.choose(self.choice)
        self.rights.fill()

    def choose(self, choice: PeopleChoice) -> None:
        """Show other people of the roster."""
        self.choice = choice
        if self.ground is None:
            return
        found = people_reads.select_people(self.ground, choice)
        for role, chip in self.chips.items():
            chip.show_text(f"{label('role', role)} {count(found.roles.get(role, 0))}", choice.role == role)
        self.gone.show_text(say("settings.people.gone", number=count(found.gone)), choice.everybody)
        self.gone.setVisible(bool(found.gone))
        unit = next((one.unit_name for one in self.ground.lines if one.unit == choice.unit), choice.unit)
        self.unit.show_text(say("settings.people.of_unit", unit=unit), True, "×")
        self.unit.setVisible(bool(choice.unit))
        self.model.show(ListedRows(found.lines), len(found.lines))
        self.table.fit()
        shown = self.table if found.lines else self.empty if self.ground.lines else self.none
        self.middle.setCurrentWidget(shown)
        self.beside.offer(bool(self.ground.lines))
        if found.lines:
            place = next((at for at, one in enumerate(found.lines) if one.account == self.detail.shown), 0)
            self.table.setCurrentIndex(self.model.index(place, 0))
        else:
            self.detail.show_words(say("settings.people.choose"))
        self._flag()

    def choose_unit(self, unit: str) -> None:
        """The people of a unit and of those below it."""
        self.tabs.setCurrentIndex(0)
        self.choose(replace(PeopleChoice(), unit=unit))
        self.table.setFocus()

    def chosen(self) -> list[PersonLine]:
        """The selected people."""
        places = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        rows = (self.model.row(place) for place in places)
        return [PersonLine(*found) for found in rows if found is not None]

    def _flag(self) -> None:
        self.session.flag(PERSON, bool(self.chosen()))

    def _pick_role(self, role: str, _checked: bool = False) -> None:
        self.choose(replace(self.choice, role="" if self.choice.role == role else role))

    def _turn(self, tab: int) -> None:
        self.parts.setCurrentIndex(tab)
        self.field.setVisible(tab == 0)
        self.beside.arrange()
        if tab:
            self.beside.tabs.hide()
        (self.table if tab == 0 else self.rights.table).setFocus()

    def _look(self, place: int) -> None:
        found, folder = self.model.row(place), self.session.folder
        if found is None or folder is None:
            return
        account = PersonLine(*found).account
        self.reader.ask(
            "person", partial(people_reads.read_person, folder, account), self._show_person, self._no_person
        )

    def _show_person(self, person: Any) -> None:
        from census_app.workspace.people.showing import permission_table

        self.detail.show_person(person, permission_table())

    def _no_person(self, error: Exception) -> None:
        self.detail.show_words(str(getattr(error, "message", error)))

    def _ask_able(self, permission: str) -> None:
        if (folder := self.session.folder) is not None:
            work = partial(people_reads.read_able, folder, permission)
            self.reader.ask("able", work, self.rights.show_able, self.refused)

    def _step(self, step: int) -> None:
        table = self.table if self.tabs.currentIndex() == 0 else self.rights.table
        step_row(table, step)

    def _to_table(self) -> None:
        self.table.setFocus()

    def _find(self) -> None:
        self.tabs.setCurrentIndex(0)
        self.field.setFocus()
        self.field.selectAll()

    def keys_here(self) -> Any:
        """The table of people."""
        return self.table

    def back(self) -> bool:
        """Esc leaves the field, then the choice."""
        if self.beside.to_list() or self.field.hasFocus():
            self.table.setFocus()
        elif self.choice != PeopleChoice():
            self.field.clear()
            self.choose(PeopleChoice())
        else:
            return False
        return True


def _columns() -> list[PagedColumn]:
    def column(name: str, width: int, text: Callable[[Any], str], **more: Any) -> PagedColumn:
        return PagedColumn(name, say(f"settings.people.column.{name}"), text, width, **more)

    states = max(chip_width(label("sign_in", name)) for name in SIGN_IN_TONES) + _CHIP_ROOM
    return [
        column("name", 90, lambda line: line.name or "—", measured=True),
        column("account", 100, lambda line: line.account, measured=True),
        column("unit", 150, lambda line: line.unit_name, elides=True, keeps_end=True, stretch=True),
        column("roles", 150, lambda line: worded(line.roles) or say("settings.people.no_roles"), measured=True),
        column("sign_in", 0, lambda line: label("sign_in", line.sign_in), room=states),
        column("marks", 110, lambda line: worded(line.marks), elides=True),
    ]
