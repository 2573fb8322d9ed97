"""How texts stand in cells: as themselves, or in JSON quotes where a cell could not give them back.

Unquoted text never begins or ends with a blank, so blanks a person leaves around it mean nothing (as in YAML).
Quoted are the empty text, blanks at an end, a first apostrophe (Excel takes it away when the cell is edited),
tabs, and `_x0041_` (which spreadsheets read as a letter). Lists stand one item a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from census_app.rulebook.hidden_characters import first_hidden

LONGEST_CELL = 32_767
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNKEEPABLE = re.compile("[\r\ufffe\uffff\ud800-\udfff]")


class CellRefused(ValueError):
    """A cell cannot be taken as it is; the message continues the name of its column."""


def spelt(text: str) -> str:
    """The cell that reads back as `text`."""
    plain = text and text[0] != "'" and "\t" not in text and not _ESCAPE_LIKE.search(text)
    return text if plain and read(text) == text else _quoted(text)


def spelt_list(items: Iterable[str]) -> str:
    """The cell that reads back as these items."""
    return "\n".join(_quoted(item) if "\n" in item else spelt(item) for item in items)


def read(cell: str) -> str:
    """The text a cell stands for."""
    text = cell.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        try:
            inside = json.loads(text)
        except ValueError:
            return text
        if isinstance(inside, str):
            return inside
    return text


def read_list(cell: str) -> Iterator[tuple[str, int]]:
    """The items of a cell with the offset of each in it; empty lines do not count."""
    offset = 0
    for line in cell.split("\n"):
        if line.strip():
            yield read(line), offset + len(line) - len(line.lstrip())
        offset += len(line) + 1


def hidden_character(text: str) -> str:
    """The first character that nobody sees or no cell can keep, as `U+0001`; empty when there is none."""
    at = first_hidden(text)
    if at < 0:
        found = _UNKEEPABLE.search(text)
        at = found.start() if found else -1
    return f"U+{ord(text[at]):04X}" if at >= 0 else ""


def _quoted(text: str) -> str:
    return _ESCAPE_LIKE.sub(r"\\u005f", json.dumps(text, ensure_ascii=False))
