"""How entries are weighed and how large they may be: read from `resources/library/library.yaml`."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from census_app.foundation.settings_files import settings


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limits(_Entry):
    """Most characters of titles and texts, links of an entry, words of a query."""

    title: int = Field(gt=0)
    text: int = Field(gt=0)
    links: int = Field(gt=0)
    query: int = Field(gt=0)
    words: int = Field(gt=0)


class SearchWeights(_Entry):
    """What a hit in a part of an entry counts against a hit in its text."""

    title: float = Field(gt=0)
    names: float = Field(gt=0)
    text: float = Field(gt=0)
    initials: float = Field(gt=0)


class SuggestionWeights(_Entry):
    """Points for each reason to suggest an entry; below `least` points it is not suggested."""

    rule: float = Field(ge=0)
    item: float = Field(ge=0)
    items_at_most: int = Field(gt=0)
    words: float = Field(ge=0)
    unit: float = Field(ge=0)
    helpful: float = Field(ge=0)
    least: float = Field(ge=0)


class LibrarySettings(_Entry):
    """`resources/library/library.yaml`, whose comments say what each entry means."""

    limits: Limits
    search: SearchWeights
    suggestion: SuggestionWeights
    near_share: float = Field(gt=0, lt=1)


def library_settings(path: Path | None = None) -> LibrarySettings:
    """The settings of `path`, or the shipped ones; `BadInput` names what is wrong in the file."""
    return settings(LibrarySettings, "library/library.yaml", "经验库参数文件读不了", path)
