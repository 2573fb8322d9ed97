"""The QActions of a window, made from what `actions` declares."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from census_app.desktop.action_spec import ActionSpec
from census_app.desktop.actions import SPECS
from census_app.desktop.conditions import WRITABLE
from census_app.desktop.language import language, say


class Actions(QObject):
    """The QActions made from the specs, living on one window; those of a page are made when it is first shown.

    Handlers are attached by whoever owns the work; `refresh` decides what is enabled.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.specs = {spec.id: spec for spec in SPECS}
        self._window = window
        self._handlers: dict[str, Callable[[], object]] = {}
        self._actions: dict[str, QAction] = {}
        self._conditions: frozenset[str] = frozenset()
        self._page = ""
        self._only: frozenset[str] | None = None
        language().changed.connect(self.translate)

    def _make(self, spec: ActionSpec) -> QAction:
        action = QAction(say(f"action.{spec.id}"), self._window)
        action.setObjectName(spec.id)
        action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _checked=False, name=spec.id: self._run(name))
        self._fit(action, spec)
        self._window.addAction(action)
        self._actions[spec.id] = action
        return action

    def _run(self, name: str) -> None:
        handler = self._handlers.get(name)
        if handler is not None:
            handler()

    def handle(self, name: str, handler: Callable[[], object]) -> None:
        """`handler` does the work of the action from now on."""
        self._handlers[name] = handler

    def __getitem__(self, name: str) -> QAction:
        return self._actions.get(name) or self._make(self.specs[name])

    def translate(self) -> None:
        """Say every action's text in the language in force."""
        for name, action in self._actions.items():
            action.setText(say(f"action.{name}"))
            self._fit(action, self.specs[name])

    def refresh(self, conditions: frozenset[str], page: str, only: frozenset[str] | None = None) -> None:
        """Enable what the conditions and the visible page allow; nothing but `only` when that is given."""
        other = (page, only) != (self._page, self._only) or not self._actions
        changed = conditions ^ self._conditions
        self._conditions, self._page, self._only = conditions, page, only
        for name, action in self._actions.items():
            # a page says a dozen of its conditions in one go, each about a few of two hundred actions
            if other or self.specs[name].needs & changed:
                self._fit(action, self.specs[name])
        if other:
            for spec in SPECS:
                if spec.id not in self._actions and spec.page in (None, page):
                    self._make(spec)

    def _fit(self, action: QAction, spec: ActionSpec) -> None:
        """Enabled or not; where only the ground keeps it from being done, it says so."""
        barred = spec.needs - self._conditions == {WRITABLE}
        action.setStatusTip(say("status.only_looked_at_advice") if barred else "")
        action.setEnabled(self._allowed(spec))

    def _allowed(self, spec: ActionSpec) -> bool:
        here = spec.page in (None, self._page)
        return here and (self._only is None or spec.id in self._only) and spec.needs <= self._conditions

    def of_page(self, page: str) -> list[ActionSpec]:
        """The actions with keys that work on a page, its own first."""
        keyed = [spec for spec in SPECS if spec.shortcuts and spec.page in (None, page)]
        return sorted(keyed, key=lambda spec: spec.page is None)
