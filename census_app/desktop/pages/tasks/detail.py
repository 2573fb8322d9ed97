"""One task beside the list: who, when, its problems, what was done by whom and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from census_app.desktop.core_words import worded
from census_app.desktop.language import count, label, pair, say
from census_app.desktop.pages.tasks.columns import TASK_TONE, day_words
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.chips import SEVERITY_TONE, STATE_TONE, Chip
from census_app.desktop.widgets.layout import Card, clear_layout, row, rule_line, scrolling, text_label
from census_app.desktop.widgets.photo_strip import PhotoStrip
from census_app.desktop.widgets.photo_viewer import ViewedPhoto

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from census_app.survey.quality.by_task import TaskSign
    from census_app.survey.tasks.listing import TaskStory

_MOST_PROBLEMS = 40
_MOST_STEPS = 60


def _said(text: str, role: str = "") -> QLabel:
    made = text_label(text, role, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class TaskDetail(Card):
    """`show_story` fills it; without a task it says what to do."""

    def __init__(self, photos: Reader) -> None:
        super().__init__((0, 0, 0, 0))
        inside = QWidget()
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(16, 14, 16, 14)
        whole.setSpacing(8)
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self._signs = QVBoxLayout()
        self._signs.setSpacing(6)
        self.strip = PhotoStrip(photos)
        whole.addLayout(self._column)
        whole.addWidget(self.strip)
        whole.addLayout(self._signs)
        whole.addStretch(1)
        self.area = scrolling(inside)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self.area)
        self.story: TaskStory | None = None
        self.show_words(say("tasks.detail.none"))

    def show_words(self, words: str) -> None:
        """No task, or why it cannot be shown."""
        self.story = None
        clear_layout(self._column)
        self._column.addWidget(text_label(words, "mute-body", wrap=True))
        self.show_photos(())
        self.show_signs((), "")

    def show_story(self, story: TaskStory) -> None:
        """Everything known of one task."""
        self.story = story
        clear_layout(self._column)
        self._head(story)
        self._problems(story)
        self._history(story)
        self.show_photos(())
        self.area.verticalScrollBar().setValue(0)

    def show_photos(self, photos: Sequence[ViewedPhoto]) -> None:
        """The pictures of the task."""
        self.strip.show_photos(photos)

    def show_signs(self, signs: Sequence[TaskSign], note: str) -> None:
        """What is worth a look: each with what else it may be and how to find out; never a verdict."""
        clear_layout(self._signs)
        if not signs:
            return
        self._signs.addWidget(rule_line())
        self._signs.addWidget(text_label(say("tasks.signs.title"), "strong"))
        self._signs.addWidget(_said(note, "mute"))
        for sign in signs:
            self._signs.addWidget(_said(pair(sign.title, sign.words), "mid"))
            self._signs.addWidget(_said(say("tasks.signs.innocent", text=sign.innocent), "mute"))
            self._signs.addWidget(_said(say("tasks.signs.check", text=sign.check), "mute"))

    def _head(self, story: TaskStory) -> None:
        line, task = story.line, story.line.task
        state = Chip(label("task_state", task.state.value), TASK_TONE.get(task.state.value, "mute"))
        chips: list[QWidget | int | None] = [state]
        if task.severity:
            chips.append(Chip(label("severity", task.severity), SEVERITY_TONE.get(task.severity, "mute")))
        self._column.addLayout(row(*chips, None, text_label(label("task_kind", task.kind.value), "mute")))
        self._column.addWidget(_said(task.task_no, "heading"))
        who = line.surveyor_name or task.surveyor or say("tasks.nobody")
        reasons = "、".join(label("trigger", one.value) for one in task.triggers)
        for key, text in {
            "customer": line.subject,
            "unit": line.unit_name,
            "surveyor": who,
            "day": day_words(task.day, task.route),
            "due": task.due or "—",
            "reason": reasons,
            "into": task.into_task,
        }.items():
            if text:
                self._column.addLayout(self._pair(say(f"tasks.detail.{key}"), text))
        if line.marks:
            self._column.addWidget(_said("；".join(line.marks), "mid"))

    def _pair(self, name: str, text: str) -> QHBoxLayout:
        words = text_label(name, "mute")
        words.setFixedWidth(64)
        layout = row(words)
        layout.addWidget(_said(text), 1)
        return layout

    def _problems(self, story: TaskStory) -> None:
        self._column.addWidget(rule_line())
        title = say("tasks.detail.problems", open=story.line.open_problems, total=len(story.problems))
        self._column.addWidget(text_label(title, "strong"))
        for number, state, rule, said in story.problems[:_MOST_PROBLEMS]:
            chip = Chip(label("state", state), STATE_TONE.get(state, "mute"))
            self._column.addLayout(row(chip, text_label(number, "mute"), None))
            self._column.addWidget(_said(rule, "strong"))
            if said:
                self._column.addWidget(_said(said))
        if len(story.problems) > _MOST_PROBLEMS:
            more = count(len(story.problems) - _MOST_PROBLEMS)
            self._column.addWidget(text_label(say("tasks.detail.more", more=more), "mute"))
        if not story.problems:
            self._column.addWidget(text_label(say("tasks.detail.no_problems"), "mute-body"))

    def _history(self, story: TaskStory) -> None:
        self._column.addWidget(rule_line())
        self._column.addWidget(text_label(say("tasks.detail.history"), "strong"))
        for step in story.history[-_MOST_STEPS:]:
            self._column.addWidget(_said(worded(step)))
