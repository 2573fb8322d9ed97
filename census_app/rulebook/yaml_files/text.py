"""Writes plain data as YAML in one way: block style, short leaves on one line, quotes only where needed.

Width is what a reader sees: a Chinese character is two columns.
"""

from __future__ import annotations

import json
import re
from typing import Any

from census_app.foundation.text_width import display_width

WIDTH = 118
_SHORT = 40
_NO_VALUE = frozenset({"", "~", "null"})
_LEADING = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`\s=]")
_INSIDE = re.compile(r":(\s|$)|\s#|[\t\n\r]|\s$")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_FLOW = re.compile(r"[,\[\]{}]")


class OneLine(dict[str, Any]):
    """A record of a list that reads best on one line, and is put there where it fits; otherwise like any other."""


def written(content: Any) -> str:
    """The document's text; reading it back strictly gives the same content."""
    if content is None:
        return ""
    return "\n".join(_block(content, 0)) + "\n"


def _block(value: Any, indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(value, dict):
        return [line for key, one in value.items() for line in _entry(f"{pad}{_plain(key, flow=False)}:", one, indent)]
    return [line for one in value for line in _item(one, indent)]


def _entry(head: str, value: Any, indent: int) -> list[str]:
    if isinstance(value, str) and "\n" in value and _fits_block(value):
        return [f"{head} |-", *(f"{' ' * (indent + 2)}{line}" if line else "" for line in value.split("\n"))]
    inline = None if _of_records(value) else _inline(value)
    if inline is not None and (not isinstance(value, dict | list) or _fits(f"{head} {inline}")):
        return [f"{head} {inline}".rstrip()]
    if inline is not None and isinstance(value, list) and all(_is_short(one) for one in value):
        return _wrapped(f"{head} [", value, indent + 2)
    return [head, *_block(value, indent + 2)]


def _fits(line: str) -> bool:
    return display_width(line) <= WIDTH


def _is_short(value: Any) -> bool:
    """Whether the value is a word among words, not a sentence, which deserves a line of its own."""
    return not isinstance(value, str) or display_width(value) <= _SHORT


def _of_records(value: Any) -> bool:
    """Whether the value holds records, which read better one under the other."""
    inside = list(value.values()) if isinstance(value, dict) else value
    return isinstance(value, dict | list) and bool(inside) and all(isinstance(one, dict) for one in inside)


def _wrapped(head: str, items: list[Any], indent: int) -> list[str]:
    """A long list of short values as a few full lines."""
    lines, current = [], head
    for position, item in enumerate(items):
        piece = f"{_flow(item)}" + ("," if position < len(items) - 1 else "]")
        if not _fits(f"{current} {piece}") and current.strip():
            lines.append(current.rstrip())
            current = " " * indent
        current += piece if current.endswith("[") or not current.strip() else f" {piece}"
    return [*lines, current]


def _item(value: Any, indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(value, dict) and value:
        inline = _inline(value)
        brief = isinstance(value, OneLine) or (not _deep(value) and len(value) <= 2)
        if inline is not None and brief and _fits(f"{pad}- {inline}"):
            return [f"{pad}- {inline}"]
        lines = _block(value, indent + 2)
        return [f"{pad}- {lines[0].lstrip()}", *lines[1:]]
    return _entry(f"{pad}-", value, indent)


def _deep(value: dict[str, Any]) -> bool:
    return any(isinstance(one, dict | list) for one in value.values())


def _fits_block(value: str) -> bool:
    """Whether `|-` gives the text back: no blank at line ends or at the very start, nothing unprintable."""
    lines = value.split("\n")
    if not lines[0] or not lines[-1] or lines[0][0].isspace():
        return False
    return all(line == line.rstrip() and "\t" not in line and not _UNPRINTABLE.search(line) for line in lines)


def _inline(value: Any) -> str | None:
    """The value on one line; None when it should not be."""
    if isinstance(value, dict):
        parts = [(_plain(key, flow=True), _flow(one)) for key, one in value.items()]
        return None if any(part is None for _, part in parts) else "{" + ", ".join(f"{k}: {v}" for k, v in parts) + "}"
    if isinstance(value, list):
        items = [_flow(one) for one in value]
        return None if any(item is None for item in items) else "[" + ", ".join(str(item) for item in items) + "]"
    return _scalar(value, flow=False)


def _flow(value: Any) -> str | None:
    if isinstance(value, dict | list):
        return _inline(value)
    return None if isinstance(value, str) and "\n" in value else _scalar(value, flow=True)


def _scalar(value: str | None, *, flow: bool) -> str:
    return "~" if value is None else _plain(value, flow=flow)


def _plain(text: str, *, flow: bool) -> str:
    odd = text in _NO_VALUE or _LEADING.match(text) or _INSIDE.search(text) or (flow and _FLOW.search(text))
    return _quoted(text) if odd or _UNPRINTABLE.search(text) else text


def _quoted(text: str) -> str:
    escaped = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)
