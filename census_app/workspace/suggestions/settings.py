"""Where suggested values come from and how sure one may be: read from `resources/suggestions.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from census_app.foundation.settings_files import settings
from census_app.matching.decisions import Decision


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Origin(_Entry):
    """A field of a reference source; `latest` is that table's date field, where one record has several rows; `right`
    the share of its values that hold today when the link is right; rows of which a field has one of the labels `unless`
    names suggest nothing."""

    source: str
    field: str
    latest: str = ""
    right: float = Field(default=1.0, gt=0, le=1)
    unless: dict[str, tuple[str, ...]] = {}


class SuggestedField(_Entry):
    """How values of an accused field are judged and where they come from, in no order."""

    kind: Literal["identifier", "phone", "name", "address", "plain"]
    origins: tuple[Origin, ...] = Field(alias="from", min_length=1)


class PhoneCheck(_Entry):
    """The table that knows whether a number is in service."""

    table: str
    number: str
    status: str
    dead: tuple[str, ...]


class SuggestionSettings(_Entry):
    """`resources/suggestions.yaml`, whose comments say what each entry means; `fields` by `table.field`."""

    least: float = Field(gt=0, le=1)
    decisions: tuple[Decision, ...] = Field(min_length=1)
    fields: dict[str, SuggestedField]
    phone_check: PhoneCheck


def suggestion_settings(path: Path | None = None) -> SuggestionSettings:
    """The settings of `path`, or the shipped ones; `BadInput` names what is wrong in the file."""
    return settings(SuggestionSettings, "suggestions.yaml", "建议值参数文件读不了", path)
