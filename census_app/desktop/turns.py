"""Work of the window in small steps: between two of them it answers keys, paints, and does whatever else is due."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Turns(QObject):
    """Takes one step a turn of the event loop; goes with its parent, and steps not taken by then never are."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: deque[Callable[[], object]] = deque()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)

    def take(self, *steps: Callable[[], object]) -> None:
        """These steps, in order, none of them before this has returned; what was still to be taken is dropped."""
        self.drop()
        if steps:
            self._steps.extend(steps)
            self._timer.start(0)

    @property
    def at_work(self) -> bool:
        """Whether a step is still to be taken."""
        return bool(self._steps)

    def drop(self) -> None:
        """What was still to be taken is not."""
        self._steps.clear()
        self._timer.stop()

    def _turn(self) -> None:
        step = self._steps.popleft()
        if not self._steps:
            self._timer.stop()
        step()
