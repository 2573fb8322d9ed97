"""The words recognition goes by (`resources/archive/recognition.yaml`)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from census_app.foundation.settings_files import settings


class Words(BaseModel):
    """The file's lists by name; the file explains each in Chinese."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accept: float
    accept_told: float
    remembered_used: float
    remembered_alike: float
    header_rows: int
    synonyms: tuple[tuple[str, ...], ...]
    ignored: tuple[str, ...]
    neutral: tuple[str, ...]
    contrasts: tuple[tuple[str, ...], ...]
    units: tuple[str, ...]
    filler: tuple[str, ...]
    totals: tuple[str, ...]
    notes: tuple[str, ...]
    notes_within: tuple[str, ...]
    explaining_names: tuple[str, ...]
    explaining_rows: int
    explaining_cells: int
    explaining_digits: int
    tables: dict[str, tuple[str, ...]]


def shipped_words() -> Words:
    """The words that ship with the program."""
    return settings(Words, "archive/recognition.yaml", "认表用语文件读不了")
