"""Cells that hold several values: the owners of one house and their numbers."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"\s*[、,，;；/|\n]\s*|\s+")
_SHORTEST_NUMBER = 15
_NUMBER = re.compile(r"[0-9A-Za-z*＊]+")


def people_in(text: str) -> tuple[str, ...]:
    """The names of a cell that lists people, in order; the whole text where any piece is none (张 三, 张三(东院))."""
    if not _SEPARATORS.search(text.strip()):
        return (text,)
    from census_app.matching.names import is_listed_person

    pieces = _SEPARATORS.split(text.strip(" 、,，;；/|\t\n"))
    return tuple(pieces) if len(pieces) > 1 and all(map(is_listed_person, pieces)) else (text,)


def numbers_in(text: str) -> tuple[str, ...]:
    """The identifiers of a cell that lists them, in order; the whole text where any piece is too short to be one."""
    if len(text) <= 2 * _SHORTEST_NUMBER:
        return (text,)
    pieces = _SEPARATORS.split(text.strip(" 、,，;；/|\t\n"))
    full = [len(piece) >= _SHORTEST_NUMBER and _NUMBER.fullmatch(piece) is not None for piece in pieces]
    return tuple(pieces) if len(pieces) > 1 and all(full) else (text,)
