"""The line of steps above the import."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.importing.flow import Stage
from census_app.desktop.pages.start.step import Disc
from census_app.desktop.widgets.layout import rule_line, set_role, text_label

STEPS = ("files", "mapping", "import", "result")
_AT = {Stage.EMPTY: 0, Stage.READING: 0, Stage.MAPPING: 1, Stage.FAILED: 1, Stage.IMPORTING: 2, Stage.DONE: 3}


class Stepper(QWidget):
    """Discs with words; the current one is filled, earlier ones are ticked."""

    def __init__(self) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self._discs: list[Disc] = []
        self._words: list[QLabel] = []
        self._notes: list[QLabel] = []
        for number, name in enumerate(STEPS, 1):
            disc, word, note = Disc(number), text_label(say(f"import.step.{name}")), text_label("", "mute")
            self._discs.append(disc)
            self._words.append(word)
            self._notes.append(note)
            for widget in (disc, word, note):
                layout.addWidget(widget)
            if number < len(STEPS):
                line = rule_line()
                line.setFixedWidth(44)
                layout.addWidget(line)
        layout.addStretch(1)

    def show_stage(self, stage: Stage, notes: dict[str, str]) -> None:
        """Where the import stands, with a short note per step."""
        at = _AT[stage]
        finished = stage is Stage.DONE
        for place, name in enumerate(STEPS):
            done = place < at or finished
            self._discs[place].show_state(place == at and not finished, done)
            set_role(self._words[place], "strong" if place == at else "mute-body")
            self._notes[place].setText(notes.get(name, ""))
