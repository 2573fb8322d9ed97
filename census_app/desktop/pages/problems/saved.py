"""Saved filters: named, kept per workspace, chosen and thrown away by key."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidgetItem, QWidget

from census_app.desktop.frame.overlay import ListOverlay
from census_app.desktop.language import say
from census_app.desktop.pages.page import Context
from census_app.desktop.pinyin import matches
from census_app.desktop.tables.problem_query import ProblemQuery
from census_app.desktop.theme.look import scaled
from census_app.desktop.widgets.layout import text_label
from census_app.desktop.widgets.line_dialog import LineDialog, needs

_WIDTH, _ROW, _MOST_ROWS = 420, 30, 10
_LONGEST_NAME = 40
_NAME = int(Qt.ItemDataRole.UserRole)


class FilterMenu(ListOverlay):
    """Type to find, Enter shows a filter, Delete throws it away."""

    picked = Signal(str)
    dropped = Signal(str)

    def __init__(self, parent: QWidget, names: list[str]) -> None:
        super().__init__(parent, _WIDTH, say("problems.saved.find"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._names = names
        self.note = text_label(say("problems.saved.keys" if names else "problems.saved.none"), "mute", wrap=True)
        self.column.addWidget(self.note)
        self.field.textChanged.connect(self._fill)
        self._fill("")

    def _fill(self, typed: str) -> None:
        self.list.clear()
        for name in self._names:
            if matches(typed, name):
                item = QListWidgetItem(name)
                item.setData(_NAME, name)
                item.setSizeHint(QSize(0, scaled(_ROW)))
                self.list.addItem(item)
        self.fit(_ROW, _MOST_ROWS)

    def run(self) -> None:
        """The chosen filter is wanted."""
        item = self.list.currentItem()
        self.close()
        if item is not None:
            self.picked.emit(str(item.data(_NAME)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete throws the chosen one away."""
        item = self.list.currentItem()
        if event.key() == Qt.Key.Key_Delete and item is not None:
            name = str(item.data(_NAME))
            self._names.remove(name)
            self._fill(self.field.text())
            self.dropped.emit(name)
            return
        super().keyPressEvent(event)


class SavedFilters:
    """Reads and writes the filters of the open workspace; `show` shows one."""

    def __init__(
        self, page: QWidget, context: Context, present: Callable[[], ProblemQuery], show: Callable[[ProblemQuery], None]
    ) -> None:
        self._page, self._context, self._present, self._show = page, context, present, show
        self.menu: FilterMenu | None = None
        self.known: dict[str, dict[str, Any]] = {}
        self.refresh()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys."""
        return {"save_filter": self.ask_name, "pick_filter": self.open_menu}

    @property
    def _key(self) -> str:
        folder = self._context.session.folder
        told = sha256(str(folder.resolve() if folder else "").encode()).hexdigest()[:16]
        return f"problem_filters/{told}"

    def refresh(self) -> None:
        """The filters of the workspace that is open now; what cannot be read is none."""
        try:
            found = json.loads(self._context.session.preferences.text(self._key, "{}"))
        except ValueError:
            found = {}
        entries = found.items() if isinstance(found, dict) else ()
        self.known = {str(name): content for name, content in entries if isinstance(content, dict)}

    def _keep(self) -> None:
        self._context.session.preferences.remember(self._key, json.dumps(self.known, ensure_ascii=False))

    def ask_name(self) -> None:
        """The filter in force gets a name and stays."""
        name, given = LineDialog.ask_for(
            self._page, say("action.save_filter"), say("problems.saved.name"), faults=needs(say("common.write"))
        )
        if given and name.strip():
            self.save(name)

    def save(self, name: str) -> None:
        """The filter in force is kept under a name; one of that name before it is replaced."""
        kept = name.strip()[:_LONGEST_NAME]
        self.known[kept] = self._present().as_json()
        self._keep()
        self._context.shell.toast(say("problems.saved.done", name=kept))

    def open_menu(self) -> FilterMenu:
        """The filters to choose from."""
        menu = FilterMenu(self._page, sorted(self.known))
        menu.picked.connect(lambda name: self._show(ProblemQuery.from_json(self.known[name])))
        menu.dropped.connect(self._drop)
        menu.open_over(self._page.window())
        menu.field.setFocus()
        self.menu = menu
        return menu

    def _drop(self, name: str) -> None:
        content = self.known.pop(name)
        self._keep()

        def back() -> None:
            self.known[name] = content
            self._keep()

        self._context.shell.toast(say("problems.saved.dropped", name=name), back)
