"""Parameters that are lists, values by key, or lists by key: as rows of cells, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from census_app.desktop.core_words import worded
from census_app.desktop.language import say
from census_app.desktop.pack_words import parameter_note
from census_app.desktop.pages.rules.editor.content import Path

Lines = tuple[tuple[str, ...], ...]
_APART = re.compile(r"\s*[、，,;；]\s*")


@dataclass(frozen=True)
class Many:
    """One parameter; `path` leads to its value. Rows have a key where it is `keyed`; `of_lists`: several values a
    key, written with 、 between them."""

    path: Path
    name: str
    unit: str
    note: str
    keyed: bool
    of_lists: bool
    lines: Lines

    @property
    def heads(self) -> tuple[str, ...]:
        """What the columns are called."""
        names = ("key", "values" if self.of_lists else "value") if self.keyed else ("value",)
        return tuple(say(f"rules.rows.{name}") for name in names)

    @property
    def width(self) -> int:
        """Of the table, in pixels of the normal text size."""
        return 360 if self.keyed else 220

    def value_of(self, lines: Lines) -> Any:
        """The value these rows make; they must be without fault."""
        if not self.keyed:
            return [line[0] for line in lines]
        return {key: _several(text) if self.of_lists else text for key, text in lines}

    def fault_of(self, lines: Lines) -> str:
        """What keeps the rows from being a value, naming the row, if anything does. Types are lint's business."""
        if not lines:
            return say("rules.rows.none")
        seen: dict[str, int] = {}
        for number, line in enumerate(lines, start=1):
            if not all(line) or (self.of_lists and not _several(line[1])):
                return say("rules.rows.empty", row=number)
            first = seen.setdefault(line[0], number)
            if first != number:
                return say("rules.rows.twice", row=number, first=first, value=line[0])
        return ""

    def settled(self, _before: Lines, lines: Lines) -> Lines:
        """The rows as they were typed."""
        return lines


def many_values(content: dict[str, Any]) -> list[Many]:
    """The parameters of many values; those that change with a date have periods."""
    found = []
    params = content.get("params")
    for name, given in params.items() if isinstance(params, dict) else ():
        long = isinstance(given, dict) and "value" in given
        value = given["value"] if long else given
        if not isinstance(value, dict | list) or (long and given.get("dated")):
            continue
        path: Path = ("params", name, "value") if long else ("params", name)
        unit = str(given.get("unit") or "") if long else ""
        notes = (worded(str(given.get("confirm") or "")), parameter_note(str(given.get("note") or ""))) if long else ()
        note = " · ".join(filter(None, notes))
        keyed = isinstance(value, dict)
        of_lists = isinstance(value, dict) and all(isinstance(one, list) for one in value.values())
        found.append(Many(path, str(name), unit, note, keyed, of_lists, _lines(value)))
    return found


def _lines(value: dict[str, Any] | list[Any]) -> Lines:
    if isinstance(value, list):
        return tuple((str(one),) for one in value)
    return tuple(
        (str(key), "、".join(map(str, one)) if isinstance(one, list) else str(one)) for key, one in value.items()
    )


def _several(text: str) -> list[str]:
    return [one for one in _APART.split(text.strip()) if one]
