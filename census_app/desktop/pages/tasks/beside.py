"""What stands beside the list of tasks: the pictures and the signs of the task looked at, the 台区 it is on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from census_app.desktop.pages.customer.photos import read_photos
from census_app.desktop.pages.tasks.board import TaskBoard
from census_app.desktop.pages.tasks.query import TaskRow
from census_app.desktop.pages.tasks.reads import Signs, read_signs
from census_app.desktop.reads import Reader
from census_app.desktop.session import Session

if TYPE_CHECKING:
    from census_app.survey.tasks.listing import TaskStory


class TaskBeside:
    """Reads with a worker of its own, so that nobody waits for pictures or signs."""

    def __init__(self, session: Session, reader: Reader, board: TaskBoard) -> None:
        self._session, self._reader, self.board = session, reader, board
        self.signs: Signs | None = None

    def read_signs(self, marked: Callable[[frozenset[str]], object]) -> None:
        """The signs of all tasks; `marked` gets the numbers of the tasks that have some."""
        folder = self._session.folder
        if folder is None:
            return

        def done(signs: Signs) -> None:
            self.signs = signs
            marked(frozenset(signs.by_task))
            if self.board.panel.story is not None:
                self._tell_signs(self.board.panel.story)

        self._reader.ask("signs", partial(read_signs, folder), done, lambda _error: None)

    def show_story(self, story: TaskStory) -> None:
        """One task, its signs, and its pictures when they are read."""
        panel, folder, number = self.board.panel, self._session.folder, story.line.task.task_no
        panel.show_story(story)
        self._tell_signs(story)
        if folder is not None:
            work = partial(read_photos, folder, task_no=number)
            self._reader.ask("pictures", work, panel.show_photos, lambda _error: panel.show_photos(()))

    def show_refusal(self, error: Exception) -> None:
        """Why there is nothing to show of a task."""
        self.board.panel.show_words(str(getattr(error, "message", error)))

    def _tell_signs(self, story: TaskStory) -> None:
        if self.signs is not None:
            found = self.signs.by_task.get(story.line.task.task_no, ())
            self.board.panel.show_signs(found, self.signs.note)

    def area(self, chosen: Sequence[TaskRow]) -> str:
        """The 台区 looked at: on the board, else that of the chosen task; "" where there is none."""
        board = self.board.map
        if self.board.shown == "map" and board.tiles:
            return board.tiles[board.at].id
        return next((row.area for row in chosen), "")
