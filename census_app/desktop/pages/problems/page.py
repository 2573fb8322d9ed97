"""The problem list: exactly what is shown, chips, one paged table, the evidence beside it, the figures below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtWidgets import QAbstractItemView, QLineEdit

from census_app.desktop.conditions import FILTERED, GROUPED, SELECTION
from census_app.desktop.language import count, say
from census_app.desktop.pages.library.topics import Topic, TopicKind
from census_app.desktop.pages.page import Context, Page
from census_app.desktop.pages.problems.board import ProblemBoard
from census_app.desktop.pages.problems.chosen import Chosen
from census_app.desktop.pages.problems.columns import problem_columns
from census_app.desktop.pages.problems.copying import Copying
from census_app.desktop.pages.problems.doing import ProblemDoing
from census_app.desktop.pages.problems.facets import FacetBar
from census_app.desktop.pages.problems.flow import ProblemFlow
from census_app.desktop.pages.problems.grouping import Grouping
from census_app.desktop.pages.problems.looking import Looking
from census_app.desktop.pages.problems.naming import Names
from census_app.desktop.pages.problems.reads import ListGround, read_weeks
from census_app.desktop.pages.problems.saved import SavedFilters
from census_app.desktop.pages.problems.strip import ROWS_BEHIND
from census_app.desktop.pages.problems.telling import subtitle_of
from census_app.desktop.pages.problems.walking import CustomerWalk
from census_app.desktop.reads import Reader
from census_app.desktop.tables.paged_model import Heading
from census_app.desktop.tables.problem_query import ROW_NUMBER, ProblemQuery

_TYPING_MILLISECONDS = 250


class ProblemPage(Page):
    """Loads when first looked at; keeps its filters across a language switch."""

    page_id = "problems"

    def __init__(self, context: Context) -> None:
        super().__init__(context, say("page.problems"))
        self.reader = Reader(self)
        self.names = Names()
        self.ground = ListGround()
        self._facts = self.session.facts
        self._wanted_row = 0
        self._build_tools()
        self.facets = FacetBar(self.names.of)
        self.column.addWidget(self.facets)
        board = self.board = ProblemBoard(self.action_button, self.names.today)
        self.board.panel_wanted = bool(context.memory.get("panel", True))
        self.board.strip_wanted = bool(context.memory.get("strip", True))
        self.table, self.model, self.panel, self.stack = board.table, board.model, board.panel, board.stack
        self.column.addWidget(self.board, 1)
        self.flow = ProblemFlow(self.model, self)
        self.flow.query = context.memory.get("query", self.flow.query)
        self.field.setText(self.flow.query.words)
        self.chosen = Chosen(self.table, self.flow)
        self.grouping = Grouping(self.flow, self.table, self.names, self._select)
        self.saved = SavedFilters(self, context, lambda: self.flow.query, self.ask)
        self.looking = Looking(self.panel, context, self.reader)
        self.doing = ProblemDoing(self, context, self.flow, self.chosen, self.reader)
        self.copying = Copying(self.table, self.model, context.shell)
        self.walking = CustomerWalk(self.table, self.model, self._select, context.shell)
        self._connect()

    def _build_tools(self) -> None:
        self.field = QLineEdit(placeholderText=say("problems.find"))
        self.field.setMinimumWidth(240)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MILLISECONDS)
        self.tools.addWidget(self.field)
        for name in ("pick_filter", "export_view"):
            self.tools.addWidget(self.action_button(name))
        self.tools.addWidget(self.action_button("export_lists", primary=True))

    def _connect(self) -> None:
        self.field.textEdited.connect(lambda _text: self._typing.start())
        self._typing.timeout.connect(self._words_changed)
        self.field.returnPressed.connect(self._words_entered)
        self.facets.changed.connect(self.ask)
        self.model.sort_asked.connect(
            lambda name, down: self.ask(replace(self.flow.query, sort=name, descending=down or name == "risk"))
        )
        self.table.selectionModel().currentRowChanged.connect(self._row_changed)
        self.table.activated.connect(lambda _index: self._activate())
        self.table.clicked.connect(lambda index: self.grouping.clicked(index.row()))
        self.chosen.changed.connect(lambda number: self.board.chosen.show_number(number, whole=self.chosen.all))
        self.doing.waits.connect(self.board.show_waiting)
        self.board.strip.asked.connect(lambda name: self.ask(ROWS_BEHIND[name]))
        self.board.error.retry.clicked.connect(self.flow.retry)
        self.flow.loading.connect(self._loading)
        self.flow.previewed.connect(self._previewed)
        self.flow.counted.connect(self._counted)
        self.flow.grounded.connect(self._grounded)
        self.flow.record_read.connect(self._show_record)
        self.flow.failed.connect(self._failed)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the list."""
        return {
            "quick_filter": self._focus_field,
            "clear_filters": lambda: self.ask(ProblemQuery(group=self.flow.query.group)),
            "next_problem": partial(self.step, 1),
            "previous_problem": partial(self.step, -1),
            "toggle_panel": self.toggle_panel,
            "toggle_figures": lambda: self.context.memory.update(strip=self.board.toggle_strip()),
            "copy_number": self.copying.number,
            "copy_row": self.copying.row,
            "open_customer": self.walking.open_customer,
            "choose_all": self.chosen.choose_all,
            "group_problems": lambda: self.ask(self.grouping.next(self.flow.query)),
            "open_group": lambda: self.grouping.turn_current(opened=True),
            "close_group": lambda: self.grouping.turn_current(opened=False),
            "sort_by_risk": lambda: self.ask(self.flow.query.by_risk()),
            "add_condition": self.facets.open_conditions,
            **self.saved.handlers(),
            **self.doing.handlers(),
        }

    def refresh(self) -> None:
        """Another workspace or run, or acts: other rows."""
        facts = self.session.facts
        if facts is not self._facts:
            self._facts = facts
            self.saved.refresh()
            self._set_columns()
            self.looking.again()
        self.subtitle.setText(subtitle_of(facts))
        has = facts is not None and facts.states is not None
        self.facets.setVisible(has)
        self.field.setEnabled(has)
        if not has:
            self.flow.open(None)
            self.board.show_part(self.board.nothing)
            self.panel.show_nothing()
            self.board.show_deciding(None)
        elif self.isVisible():
            self.activate()

    def activate(self) -> None:
        """Load on first look; the table takes the keys."""
        facts = self.session.facts
        states = facts.states if facts else None
        if facts is not None and states is not None and states != self.flow.file:
            folder, show = facts.folder, self.board.strip.show_weeks
            self.reader.ask("weeks", lambda: read_weeks(folder), show, lambda _error: show(()))
            categories = {rule_id: rule.category for rule_id, rule in facts.rules.items()}
            self.flow.open(states, folder, categories)
        self.facets.show_query(self.flow.query)
        (self.table if self.table.isVisible() else self).setFocus()

    def ask(self, query: ProblemQuery) -> None:
        """Show another query."""
        query = self.table.ordered(query)
        if self.field.text().strip() != query.words:
            self.field.setText(query.words)
        before, self.context.memory["query"] = self.flow.query, query
        self.session.flag(FILTERED, query.filtered)
        self.session.flag(GROUPED, bool(query.group))
        self._wanted_row = 0
        self.flow.query = query
        if (before.sort == "risk") != (query.sort == "risk"):
            self._set_columns()
        self.flow.show(query)
        self.facets.show_query(query)

    def _set_columns(self) -> None:
        risk = self.flow.query.sort == "risk"
        self.names.facts = self._facts
        self.model.set_columns(problem_columns(self._facts, people=self.ground.people, risk=risk))
        self.flow.query = self.table.ordered(self.flow.query)

    def _words_changed(self) -> None:
        self._typing.stop()
        self.ask(replace(self.flow.query, words=self.field.text().strip()))

    def _words_entered(self) -> None:
        self._words_changed()
        self.table.setFocus()

    def _loading(self) -> None:
        if self.model.rowCount() == 0:
            self.board.show_part(self.board.skeleton)

    def _previewed(self, total: int) -> None:
        self.board.show_part(self.table if total else self.board.empty)
        if self.hasFocus():
            self.table.setFocus()
        if total:
            self._select(min(self._wanted_row, total - 1))
        else:
            self.session.flag(SELECTION, holds=False)
            self.panel.show_nothing()
            self.board.show_deciding(None)

    def _grounded(self, ground: ListGround) -> None:
        changed = ground.people and not self.ground.people
        people = ground.people or self.ground.people
        self.ground = replace(ground, people=people)
        self.names.tables = ground.tables or self.names.tables
        self.names.causes = ground.causes or self.names.causes
        if changed:
            row = max(0, self.table.currentIndex().row())
            self._set_columns()
            self.table.fit()
            self._select(row)
        if ground.note:
            self.context.shell.toast(ground.note)

    def _counted(self, counts: Any) -> None:
        self.names.names = counts.names
        self.table.tell_names("unit_name", counts.names.get("unit", {}).values())
        self.facets.show_counts(counts)
        if not self.flow.query.filtered:
            severities, flags = counts.values["severity"], counts.flags
            self.board.strip.show_counts(severities.get("urgent", 0), flags.get("overdue", 0))
        unfiltered = counts.flags.get("live", 0) if not self.flow.query.filtered else counts.total
        self.board.empty.say(say("problems.empty.title"), say("problems.empty.text", total=count(unfiltered)))

    def _failed(self, details: str) -> None:
        self.board.show_error(say("problems.error.text", file=self.flow.file), details)

    def _select(self, row: int) -> None:
        index = self.model.index(row, 0)
        if index == self.table.currentIndex():
            self._read(row)
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def step(self, step: int) -> None:
        """The next or previous row."""
        if rows := self.model.rowCount():
            self._select(max(0, min(rows - 1, self.table.currentIndex().row() + step)))

    def _row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._read(current.row())

    def _read(self, row: int) -> None:
        found = self.model.row(row)
        plain = found is not None and not isinstance(found, Heading)
        self.session.flag(SELECTION, plain)
        if isinstance(found, Heading):
            self.looking.show_group(self.flow.query.group, found, self.names)
            self.board.show_deciding(None)
        elif found is not None:
            self._wanted_row = row
            self.flow.read_record(int(found[ROW_NUMBER]))

    def _activate(self) -> None:
        if not self.grouping.turn(self.table.currentIndex().row()):
            self.walking.open_customer()

    def _show_record(self, record: dict[str, Any]) -> None:
        self.looking.show(record)
        self.doing.show(record)
        self.board.show_deciding(record)

    def toggle_panel(self) -> None:
        """Show or hide the evidence; in a narrow window it is a tab of the list."""
        self.board.toggle_panel()
        self.context.memory["panel"] = self.board.panel_wanted

    def _focus_field(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    @property
    def engaged(self) -> bool:
        """Several rows are chosen."""
        return self.chosen.number > 1

    def help_topic(self) -> Topic | None:
        """The rule of the chosen problem."""
        rule = str(self.panel.record.get("rule_id", ""))
        return Topic(TopicKind.RULE, rule) if rule else None

    def back(self) -> bool:
        """Esc leaves the evidence, the field, the chosen rows, the filters, one after the other."""
        if self.board.to_list():
            return True
        if self.field.hasFocus():
            self.table.setFocus()
            return True
        if self.chosen.reduce():
            return True
        if self.flow.query.filtered:
            self.ask(ProblemQuery(group=self.flow.query.group))
            return True
        return False

    def close_page(self) -> None:
        """The workers end."""
        self.doing.close()
        self.reader.close()
        self.flow.close()
