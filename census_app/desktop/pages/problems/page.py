"""The problem list: exactly what is shown, chips, one paged table, the evidence beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QStackedWidget, QTabBar

from census_app.desktop.actions import FILTERED, SELECTION
from census_app.desktop.language import count, label, say
from census_app.desktop.pages.library.topics import Topic, TopicKind
from census_app.desktop.pages.page import NARROW_PAGE, Context, Page
from census_app.desktop.pages.problems.columns import problem_columns, unit_text
from census_app.desktop.pages.problems.delegate import ProblemDelegate
from census_app.desktop.pages.problems.evidence import EvidencePanel
from census_app.desktop.pages.problems.facets import FacetBar
from census_app.desktop.pages.problems.flow import ProblemFlow
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.pages.problems.walking import CustomerWalk
from census_app.desktop.tables.paged_model import PagedModel
from census_app.desktop.tables.problem_query import SHOWN, ProblemQuery
from census_app.desktop.widgets.layout import Card
from census_app.desktop.widgets.states import ErrorView, Skeleton, StateView

_TYPING_MILLISECONDS = 250
_ROW_NUMBER = len(SHOWN)


class ProblemPage(Page):
    """Loads when first looked at; keeps its filters across a language switch."""

    page_id = "problems"

    def __init__(self, context: Context) -> None:
        super().__init__(context, say("page.problems"))
        self.model = PagedModel(problem_columns(self.session.facts), self)
        self.flow = ProblemFlow(self.model, self)
        self.flow.query = context.memory.get("query", self.flow.query)
        self._panel_wanted = bool(context.memory.get("panel", True))
        self._wanted_row = 0
        self._facts = self.session.facts
        self._facet_names: dict[str, dict[str, str]] = {}
        self._build_tools()
        self.facets = FacetBar(self._name)
        self.facets.changed.connect(self.ask)
        self.column.addWidget(self.facets)
        self._build_body()
        self.walking = CustomerWalk(self.table, self.model, self._select, context.shell)
        self._connect()

    def _build_tools(self) -> None:
        self.field = QLineEdit(self.flow.query.words)
        self.field.setPlaceholderText(say("problems.find"))
        self.field.setMinimumWidth(280)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MILLISECONDS)
        self.tools.addWidget(self.field)
        self.tools.addWidget(self.action_button("export_lists", primary=True))

    def _build_body(self) -> None:
        self.table = ProblemTable(self.model)
        self.table.setItemDelegate(ProblemDelegate(self.model, self.flow.query.today))
        self.panel = EvidencePanel()
        self.error = ErrorView()
        clear = self.action_button("clear_filters", primary=True)
        self.empty = StateView("filter", say("problems.empty.title"), "", [clear])
        check = self.action_button("start_check", primary=True)
        files = self.action_button("open_files")
        self.nothing = StateView("problems", say("problems.none.title"), say("problems.none.text"), [files, check])
        self.skeleton = Skeleton()
        self.stack = QStackedWidget()
        for widget in (self.table, self.skeleton, self.empty, self.nothing, self.error):
            self.stack.addWidget(widget)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for name in ("list", "evidence"):
            self.tabs.addTab(say(f"problems.tab.{name}"))
        self.column.addWidget(self.tabs)
        self.card = Card((1, 1, 1, 1))
        self.card.body.addWidget(self.stack)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.card, 1)
        body.addWidget(self.panel)
        self.column.addLayout(body, 1)

    def _connect(self) -> None:
        self.field.textEdited.connect(lambda _text: self._typing.start())
        self._typing.timeout.connect(self._words_changed)
        self.field.returnPressed.connect(self._words_entered)
        self.model.sort_asked.connect(self._sort)
        self.table.selectionModel().currentRowChanged.connect(self._row_changed)
        self.table.activated.connect(lambda _index: self.walking.open_customer())
        self.tabs.currentChanged.connect(lambda _tab: self._arrange())
        self.error.retry.clicked.connect(self.flow.retry)
        self.flow.loading.connect(self._loading)
        self.flow.previewed.connect(self._previewed)
        self.flow.ready.connect(self._ready)
        self.flow.counted.connect(self._counted)
        self.flow.record_read.connect(self._show_record)
        self.flow.failed.connect(self._failed)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the list."""
        return {
            "quick_filter": self._focus_field,
            "clear_filters": lambda: self.ask(ProblemQuery()),
            "next_problem": lambda: self.step(1),
            "previous_problem": lambda: self.step(-1),
            "toggle_panel": self.toggle_panel,
            "copy_number": self._copy_number,
            "open_customer": self.walking.open_customer,
        }

    def refresh(self) -> None:
        """Another workspace or run: other rows."""
        facts = self.session.facts
        if facts is not self._facts:
            self._facts = facts
            self.model.set_columns(problem_columns(facts))
        self.subtitle.setText(self._subtitle())
        has = facts is not None and facts.states is not None
        self.facets.setVisible(has)
        self.field.setEnabled(has)
        if not has:
            self.flow.open(None)
            self.stack.setCurrentWidget(self.nothing)
            self.panel.show_nothing()
        elif self.isVisible():
            self.activate()
        self._arrange()

    def activate(self) -> None:
        """Load on first look; the table takes the keys."""
        facts = self.session.facts
        self.flow.open(facts.states if facts else None)
        self.facets.show_query(self.flow.query)
        self.table.setFocus()

    def _subtitle(self) -> str:
        facts = self.session.facts
        if facts is None or facts.states is None:
            return say("problems.subtitle.none")
        told = say(
            "problems.subtitle.full",
            date=facts.run_date,
            run=facts.run,
            pack=facts.pack,
            findings=count(facts.findings),
        )
        return told + (say("problems.subtitle.newer", date=facts.data_date) if facts.unchecked else "")

    def _name(self, facet: str, value: str) -> str:
        name = self._facet_names.get(facet, {}).get(value, "")
        if facet == "unit":
            return unit_text(name, value)
        if facet == "rule_id":
            return f"{value} {name}" if name else value
        return label(facet, value)

    def ask(self, query: ProblemQuery) -> None:
        """Show another query."""
        kept = query.words if query.words or query.filtered else ""
        if self.field.text() != kept:
            self.field.setText(kept)
        self.context.memory["query"] = query
        self.session.flag(FILTERED, query.filtered)
        self._wanted_row = 0
        self.flow.show(query)
        self.facets.show_query(self.flow.query)

    def _words_changed(self) -> None:
        self.ask(replace(self.flow.query, words=self.field.text().strip()))

    def _words_entered(self) -> None:
        self._typing.stop()
        self._words_changed()
        self.table.setFocus()

    def _sort(self, column: str, descending: bool) -> None:
        self.ask(replace(self.flow.query, sort=column, descending=descending))

    def _loading(self) -> None:
        if self.model.rowCount() == 0:
            self.stack.setCurrentWidget(self.skeleton)

    def _previewed(self, total: int) -> None:
        self.stack.setCurrentWidget(self.table if total else self.empty)
        self.table.fit()
        if total:
            self._select(min(self._wanted_row, total - 1))
        else:
            self.panel.show_nothing()

    def _ready(self, rows: int) -> None:
        if rows and not self.table.currentIndex().isValid():
            self._select(0)

    def _counted(self, counts: Any) -> None:
        self._facet_names = counts.names
        self.facets.show_counts(counts.values, counts.flags, counts.shown, counts.total)
        unfiltered = counts.flags.get("live", 0) if not self.flow.query.filtered else counts.total
        self.empty.say(say("problems.empty.title"), say("problems.empty.text", total=count(unfiltered)))

    def _failed(self, details: str) -> None:
        self.error.show_error(say("problems.error.title"), say("problems.error.text", file=self.flow.file), details)
        self.stack.setCurrentWidget(self.error)

    def _select(self, row: int) -> None:
        index = self.model.index(row, 0)
        if index == self.table.currentIndex():
            self._read(row)
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def step(self, step: int) -> None:
        """The next or previous problem."""
        rows = self.model.rowCount()
        if rows:
            self._select(max(0, min(rows - 1, self.table.currentIndex().row() + step)))

    def _row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._read(current.row())

    def _read(self, row: int) -> None:
        found = self.model.row(row)
        self.session.flag(SELECTION, found is not None)
        if found is not None:
            self._wanted_row = row
            self.flow.read_record(int(found[_ROW_NUMBER]))

    def _show_record(self, record: dict[str, Any]) -> None:
        self.panel.show_record(record, self.session.facts)

    def toggle_panel(self) -> None:
        """Show or hide the evidence; in a narrow window it is a tab of the list."""
        if self._narrow():
            self.tabs.setCurrentIndex(1 - self.tabs.currentIndex())
            (self if self.tabs.currentIndex() == 1 else self.table).setFocus()
            return
        self._panel_wanted = not self._panel_wanted
        self.context.memory["panel"] = self._panel_wanted
        self._arrange()

    def _narrow(self) -> bool:
        return self.width() < NARROW_PAGE

    def _arrange(self) -> None:
        narrow, has = self._narrow(), self.stack.currentWidget() is not self.nothing
        reading = narrow and has and self.tabs.currentIndex() == 1
        self.tabs.setVisible(narrow and has)
        self.card.setVisible(not reading)
        self.panel.setVisible(has and (reading or (self._panel_wanted and not narrow)))
        self.panel.set_narrow(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The narrow form."""
        super().resizeEvent(event)
        self._arrange()

    def _focus_field(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def _copy_number(self) -> None:
        if number := str(self.panel.record.get("problem_no", "")):
            QGuiApplication.clipboard().setText(number)
            self.context.shell.toast(say("problems.copied", number=number))

    def help_topic(self) -> Topic | None:
        """The rule of the chosen problem."""
        rule = str(self.panel.record.get("rule_id", ""))
        return Topic(TopicKind.RULE, rule) if rule else None

    def back(self) -> bool:
        """Esc in the field returns to the list; in the list it clears the filters."""
        if self._narrow() and self.tabs.currentIndex() == 1:
            self.tabs.setCurrentIndex(0)
            self.table.setFocus()
            return True
        if self.field.hasFocus():
            self.table.setFocus()
            return True
        if self.flow.query.filtered:
            self.ask(ProblemQuery())
            return True
        return False

    def close_page(self) -> None:
        """The worker ends."""
        self.flow.close()
