"""The QActions of a window, made from what `actions` declares."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from census_app.desktop.action_spec import ActionSpec
from census_app.desktop.actions import SPECS
from census_app.desktop.language import language, say


class Actions(QObject):
    """The QActions made from the specs, living on one window.

    Handlers are attached by whoever owns the work; `refresh` decides what is enabled.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.specs = {spec.id: spec for spec in SPECS}
        self._handlers: dict[str, Callable[[], object]] = {}
        self._actions = {spec.id: self._make(spec, window) for spec in SPECS}
        self.translate()
        language().changed.connect(self.translate)

    def _make(self, spec: ActionSpec, window: QWidget) -> QAction:
        action = QAction(window)
        action.setObjectName(spec.id)
        action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _checked=False, name=spec.id: self._run(name))
        window.addAction(action)
        return action

    def _run(self, name: str) -> None:
        handler = self._handlers.get(name)
        if handler is not None:
            handler()

    def handle(self, name: str, handler: Callable[[], object]) -> None:
        """`handler` does the work of the action from now on."""
        self._handlers[name] = handler

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def translate(self) -> None:
        """Say every action's text in the language in force."""
        for name, action in self._actions.items():
            action.setText(say(f"action.{name}"))

    def refresh(self, conditions: frozenset[str], page: str, only: frozenset[str] | None = None) -> None:
        """Enable what the conditions and the visible page allow; nothing but `only` when that is given."""
        for name, spec in self.specs.items():
            here = spec.page is None or spec.page == page
            allowed = only is None or name in only
            self._actions[name].setEnabled(here and allowed and spec.needs <= conditions)

    def of_page(self, page: str) -> list[ActionSpec]:
        """The actions with keys that work on a page, its own first."""
        keyed = [spec for spec in SPECS if spec.shortcuts and spec.page in (None, page)]
        return sorted(keyed, key=lambda spec: spec.page is None)
