"""Corrections as people write them, and what becomes of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from census_app.checking.rehearsal.changes import Changes
from census_app.dictionary.model import FieldEntry, FieldType, PersonalData, TableEntry
from census_app.foundation.masking import masked


class Action(StrEnum):
    """What a correction does with its record."""

    SET = "set"
    DELETE = "delete"
    ADD = "add"


@dataclass(frozen=True)
class Correction:
    """One corrected value. Table and field by id or Chinese name, `value` as a file would spell it, "" for empty.

    `delete` takes the record away and `add` makes one of this key; both may leave `field` empty.
    `source_row` tells records apart that share a key. `place` says where the correction was written (sheet, row).
    """

    table: str
    record_key: str
    field: str = ""
    value: str = ""
    action: Action = Action.SET
    source_row: int | None = None
    place: str = ""


def shown_value(entry: FieldEntry, text: str | None) -> str | None:
    """A stored value as people may see it: personal values masked, numbers without idle zeros; None stays None."""
    if text is None:
        return None
    if entry.personal is not PersonalData.NONE:
        return masked(text)
    if entry.type is FieldType.BOOLEAN:
        return "是" if text == "true" else "否"
    if entry.type is FieldType.NUMBER and "." in text:
        return text.rstrip("0").rstrip(".")
    return text


@dataclass(frozen=True)
class Refused:
    """A correction that was not tried out, and why. Its table and field as people call them, or as written where the
    dictionary does not know them."""

    correction: Correction
    reason: str
    table_name: str
    field_name: str


@dataclass(frozen=True)
class Tried:
    """A correction as understood: dictionary ids, the row, old and new value as people may see them (masked)."""

    correction: Correction
    table: TableEntry
    row_id: int
    field: FieldEntry | None = None
    old: str | None = None
    new: str | None = None


@dataclass
class Resolved:
    """What came of the corrections: the changes to try, corrections in them, and the refused ones."""

    changes: Changes
    tried: list[Tried]
    refused: list[Refused]
