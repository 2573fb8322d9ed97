"""The log, paged: any stretch of it in words, read when it is looked at."""

from __future__ import annotations

from pathlib import Path

from census_app.desktop.tables.paged_model import PAGE_ROWS, Row
from census_app.foundation.database import open_database, reading
from census_app.workspace.log.reading import LogView, read_lines
from census_app.workspace.workspace import DATABASE_NAME


class LogPages:
    """Acts never change, so what was read stays true however many are appended; `close` ends the connection.

    An act may name a hundred thousand problems: whoever shows the pages lets a worker fetch them, as this does `first`.
    """

    def __init__(self, folder: Path, view: LogView, language: str) -> None:
        self.view, self._language = view, language
        self._engine = open_database(folder / DATABASE_NAME)
        self.first = self.fetch(0, PAGE_ROWS)

    def fetch(self, start: int, count: int) -> list[Row]:
        """Lines `start` … `start + count - 1`, fewer at the end."""
        with reading(self._engine) as connection:
            return list(read_lines(connection, self.view.numbers[start : start + count], self._language))

    def close(self) -> None:
        """Nothing is held open any more."""
        self._engine.dispose()
