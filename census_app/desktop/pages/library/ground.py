"""What every page of help rests on: the rules in force and the dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.desktop.opened import opened

if TYPE_CHECKING:
    from census_app.dictionary.model import Dictionary, FieldEntry, TableEntry
    from census_app.workspace.runs.packs import LoadedPack


@dataclass(frozen=True)
class HelpGround:
    """The rules in force and the dictionary, read once."""

    folder: Path
    loaded: LoadedPack
    dictionary: Dictionary


def read_ground(folder: Path) -> HelpGround:
    """What pages of help rest on."""
    from census_app.workspace.runs.packs import load_for_run

    with opened(folder) as workspace:
        return HelpGround(folder, load_for_run(workspace, None), workspace.dictionary)


def field_of(dictionary: Dictionary, value: str) -> tuple[TableEntry, FieldEntry] | None:
    """The table and field of `table.field`; None when the dictionary has no such field."""
    table_id, _, field_id = value.partition(".")
    table = dictionary.tables.get(table_id)
    if table is None:
        return None
    entry = next((one for one in table.fields if one.id == field_id), None)
    return (table, entry) if entry is not None else None
