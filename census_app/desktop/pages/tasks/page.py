"""普查任务: exactly what is shown, chips, one table, the chosen task beside it, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractItemView, QLineEdit

from census_app.desktop.conditions import TASK, TASK_FILTERED, TASKS
from census_app.desktop.language import count, label, say
from census_app.desktop.pages.page import Context, Page
from census_app.desktop.pages.problems.columns import unit_text
from census_app.desktop.pages.tasks.beside import TaskBeside
from census_app.desktop.pages.tasks.board import TaskBoard
from census_app.desktop.pages.tasks.facets import TaskFacets
from census_app.desktop.pages.tasks.handling import TaskHandling
from census_app.desktop.pages.tasks.query import TaskQuery, TaskRow, TaskSelection, select
from census_app.desktop.pages.tasks.reads import TaskGround, read_story, read_tasks
from census_app.desktop.reads import Reader
from census_app.desktop.tables.paged_model import ListedRows
from census_app.desktop.widgets.rows import take_words

if TYPE_CHECKING:
    from census_app.survey.tasks.load import LoadNode

_TYPING_MILLISECONDS = 250


class TaskPage(Page):
    """Reads the tasks when first looked at and after every act on them; filtering happens on the worker too."""

    page_id = "tasks"

    def __init__(self, context: Context) -> None:
        super().__init__(context, say("page.tasks"))
        self.reader, self.slow_reader = Reader(self), Reader(self)
        self.ground: TaskGround | None = None
        self._read_for: tuple[Path | None, str] | None = None
        self.query: TaskQuery = context.memory.get("query", TaskQuery())
        self._wanted = str(context.memory.get("task", ""))
        self.acts = TaskHandling(self, context, self.reader)
        self.acts.changed.connect(self._read)
        self._build_tools()
        self.facets = TaskFacets(self._name)
        self.facets.changed.connect(self.ask)
        self.column.addWidget(self.facets)
        self._build_body()
        self._connect()

    def _build_tools(self) -> None:
        self.field = QLineEdit(self.query.words)
        self.field.setPlaceholderText(say("tasks.find"))
        self.field.setMinimumWidth(180)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MILLISECONDS)
        self.tools.addWidget(self.field)
        for name in ("issue_forms", "take_results"):
            self.tools.addWidget(self.action_button(name))
        self.tools.addWidget(self.action_button("dispatch_tasks", primary=True))

    def _build_body(self) -> None:
        board = TaskBoard(self.action_button, self.reader, self.slow_reader)
        self.beside = TaskBeside(self.session, self.slow_reader, board)
        self.board = self.beside.board
        self.board.wanted = bool(self.context.memory.get("panel", True))
        self.model, self.table, self.panel = self.board.model, self.board.table, self.board.panel
        self.board.error.retry.clicked.connect(self._read)
        self.column.addWidget(self.board, 1)

    def _connect(self) -> None:
        self.field.textEdited.connect(lambda _text: self._typing.start())
        self._typing.timeout.connect(self._words_changed)
        self.field.returnPressed.connect(self._words_changed)
        self.field.returnPressed.connect(self.table.setFocus)
        self.model.sort_asked.connect(lambda name, down: self.ask(replace(self.query, sort=name, descending=down)))
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._look(now.row()))
        self.table.activated.connect(lambda _index: self._open_customer())
        self.board.map.looked.connect(self._look_at_area)
        self.board.map.opened.connect(self._open_area)
        self.board.tree.chosen.connect(self._choose_load)
        self.board.listed.connect(lambda: self._look(self.table.currentIndex().row()))
        self.panel.strip.opened.connect(lambda at: self.acts.show_photos(self.panel.strip.photos, at))
        self.session.stale.connect(self._stale)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the page."""
        return {
            "dispatch_tasks": self.acts.dispatch,
            "issue_forms": self.acts.issue_forms,
            "take_results": self.acts.take,
            "reassign_tasks": lambda: self.acts.reassign(self.chosen()),
            "recall_tasks": lambda: self.acts.recall(self.chosen()),
            "undo_tasks": self.acts.undo,
            "merge_tasks": lambda: self.acts.merge(self.chosen()),
            "split_task": lambda: self.acts.split(self.panel.story),
            "fill_batch": lambda: self.acts.fill_batch(self.beside.area(self.chosen())),
            "sign_visit": lambda: self.acts.sign(self.chosen()),
            "task_photos": lambda: self.acts.show_photos(self.panel.strip.photos),
            "task_map": lambda: self.board.turn_to("list" if self.board.shown == "map" else "map"),
            "task_load": lambda: self.board.turn_to("list" if self.board.shown == "load" else "load"),
            "find_task": partial(take_words, self.field),
            "clear_task_filters": lambda: self.ask(TaskQuery(live=self.query.filtered)),
            "next_task": partial(self.step, 1),
            "previous_task": partial(self.step, -1),
            "task_panel": self.toggle_panel,
            "task_customer": self._open_customer,
        }

    def refresh(self) -> None:
        """Another workspace or run: read again, when the page is looked at."""
        facts = self.session.facts
        self.acts.refresh()
        if facts is None or facts.states is None:
            self.ground = self.acts.ground = self._read_for = None
            self.subtitle.setText(say("tasks.subtitle.none"))
            self.facets.hide()
            self._flags(0)
            self.board.show_part(self.board.nothing)
            self.panel.show_words(say("tasks.detail.none"))
        elif self.isVisible():
            self.activate()

    def activate(self) -> None:
        """Read on first look; the table takes the keys."""
        facts = self.session.facts
        if facts is not None and facts.states is not None and self._read_for != (facts.folder, facts.run):
            self._read()
        self.board.take_keys()

    def _read(self) -> None:
        facts = self.session.facts
        if facts is None or facts.states is None:
            return
        self._read_for = (facts.folder, facts.run)
        if self.ground is None:
            self.board.show_part(self.board.skeleton)
        self.reader.ask("tasks", lambda: read_tasks(facts.folder), self._show, self._refused)

    def _refused(self, error: Exception) -> None:
        self._read_for = None
        text = f"{getattr(error, 'message', error)}\n{getattr(error, 'advice', '')}".strip()
        self.board.error.show_error(say("tasks.failed"), text)
        self.board.show_part(self.board.error)

    def _show(self, ground: TaskGround) -> None:
        self.ground = self.acts.ground = ground
        live = [row for row in ground.rows if row.live]
        weeks = sorted({row.week for row in live})
        told = {
            "weeks": " – ".join(dict.fromkeys((weeks[0], weeks[-1]))) if weeks else "—",
            "live": count(len(live)),
            "problems": count(sum(row.open_problems for row in live)),
            "overdue": count(sum(row.overdue for row in live)),
            "nobody": count(sum(row.nobody for row in live)),
        }
        self.subtitle.setText(say("tasks.subtitle.full", **told) if ground.rows else say("tasks.none.title"))
        self.board.show_ground(ground.load, ground.tiles)
        self.table.tell_names("unit_name", ground.names.get("unit", {}).values())
        self.ask(self.query)
        if ground.rows:
            self.beside.read_signs(self._mark)

    def _mark(self, tasks: frozenset[str]) -> None:
        if tasks and (ground := self.ground) is not None:
            rows = [row._replace(look=row.task_no in tasks) for row in ground.rows]
            self.ground = self.acts.ground = replace(ground, rows=rows)
            self.ask(self.query)

    def ask(self, query: TaskQuery) -> None:
        """Show another query."""
        query = self.table.ordered(query)
        if query.words != self.query.words and self.field.text() != query.words:
            self.field.setText(query.words)
        self.query = self.context.memory["query"] = query
        if (ground := self.ground) is not None:
            self.reader.ask("select", lambda: select(ground.rows, query), self._selected, self._refused)

    def _selected(self, selection: TaskSelection) -> None:
        self.facets.setVisible(selection.total > 0)
        self.facets.show_selection(self.query, selection)
        self._flags(len(selection.rows))
        # where nothing is left to do, what was done is shown by the same key
        self.session.flag(TASK_FILTERED, self.query.filtered or (bool(selection.total) and not selection.rows))
        self.model.show(ListedRows(selection.rows), len(selection.rows))
        if selection.rows:
            self.board.show_part(self.table)
            self.table.fit()
            place = next((at for at, row in enumerate(selection.rows) if row.task_no == self._wanted), 0)
            self._select(place)
        else:
            words = "empty" if self.query.filtered else "all_done"
            self.board.empty.say(say(f"tasks.{words}.title"), say(f"tasks.{words}.text", total=count(selection.total)))
            self.board.show_part(self.board.empty if selection.total else self.board.none)
            self.panel.show_words(say("tasks.detail.none"))

    def _flags(self, shown: int) -> None:
        self.session.flag(TASKS, self.ground is not None and bool(self.ground.rows))
        self.session.flag(TASK, shown > 0)

    def _name(self, facet: str, value: str) -> str:
        name = self.ground.names.get(facet, {}).get(value, "") if self.ground else ""
        if facet == "unit":
            return unit_text(name, value)
        if facet in ("surveyor", "area"):
            return name or value or say("tasks.nobody")
        return label(f"task_{facet}", value)

    def chosen(self) -> list[TaskRow]:
        """The selected tasks, in the order of the list."""
        places = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        rows = (self.model.row(place) for place in places)
        return [TaskRow(*found) for found in rows if found is not None]

    def _select(self, place: int) -> None:
        index = self.model.index(place, 0)
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def step(self, step: int) -> None:
        """The next or previous task."""
        if rows := self.model.rowCount():
            self._select(max(0, min(rows - 1, self.table.currentIndex().row() + step)))

    def _look(self, place: int) -> None:
        if (found := self.model.row(place)) is not None:
            self._wanted = self.context.memory["task"] = TaskRow(*found).task_no
            if self.board.shown != "map":
                self._tell(self._wanted)

    def _look_at_area(self, area: str) -> None:
        rows = self.ground.rows if self.ground else []
        if number := next((one.task_no for one in rows if one.area == area and one.live), ""):
            self._tell(number)

    def _tell(self, number: str) -> None:
        if (folder := self.session.folder) is not None:
            self.reader.ask(
                "story", lambda: read_story(folder, number), self.beside.show_story, self.beside.show_refusal
            )

    def _open_area(self, area: str) -> None:
        self.board.turn_to("list")
        self.ask(replace(self.query, chosen={**self.query.chosen, "area": frozenset({area})}))

    def _choose_load(self, node: LoadNode) -> None:
        people = frozenset({node.surveyor}) if node.surveyor is not None else frozenset()
        self.board.turn_to("list")
        self.ask(replace(self.query, live=True, chosen={**self.query.chosen, "unit": node.units, "surveyor": people}))

    def _stale(self, kinds: frozenset[str]) -> None:
        if self.ground is not None and kinds & {"acts", "runs", "problems", "snapshots"}:
            if self.isVisible():
                self._read()
            else:
                self._read_for = None

    def _open_customer(self) -> None:
        rows = self.chosen()
        if rows and rows[0].customer:
            self.context.shell.open_customer(rows[0].customer)
        elif rows:
            self.context.shell.toast(say("tasks.no_customer"))

    def toggle_panel(self) -> None:
        """Show or hide the chosen task; in a narrow window it is a tab of the list."""
        self.context.memory["panel"] = self.board.toggle()

    def _words_changed(self) -> None:
        self.ask(replace(self.query, words=self.field.text().strip()))

    def back(self) -> bool:
        """Esc returns to the list, then clears the filters."""
        if self.board.leave_tab():
            return True
        if self.field.hasFocus():
            self.table.setFocus()
        elif self.query.filtered:
            self.ask(TaskQuery())
        else:
            return False
        return True

    def drop_files(self, paths: list[str]) -> bool:
        """Files dropped on this page are results."""
        if self.session.facts is None or self.session.facts.states is None:
            return False
        self.acts.take(paths)
        return True

    def close_page(self) -> None:
        """The worker ends."""
        for one in (self.acts, self.reader, self.slow_reader):
            one.close()
