"""Splits a message into text and `{…}` placeholders; `{{` and `}}` are literal braces.

Not `str.format`: its conversions, indexes and attributes have no place in rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from census_app.rulebook.diagnostics import ExpressionError
from census_app.rulebook.expression import Span

MAX_MESSAGE = 500


@dataclass(frozen=True)
class Hole:
    """An expression inside a message, and where its first character stands there."""

    text: str
    offset: int


def split_message(message: str) -> list[str | Hole]:
    """Text and holes in order; raises `ExpressionError` for braces that do not pair."""
    if len(message) > MAX_MESSAGE:
        raise ExpressionError(message, Span(MAX_MESSAGE, MAX_MESSAGE + 1), f"说明超过 {MAX_MESSAGE} 个字符", "写短一些")
    parts: list[str | Hole] = []
    literal, offset = "", 0
    while offset < len(message):
        pair, character = message[offset : offset + 2], message[offset]
        if pair in {"{{", "}}"}:
            literal, offset = literal + character, offset + 2
        elif character == "{":
            end = _closing(message, offset)
            parts += [literal] if literal else []
            parts.append(Hole(message[offset + 1 : end], offset + 1))
            literal, offset = "", end + 1
        elif character == "}":
            raise ExpressionError(message, Span(offset, offset + 1), "多了一个 }", "按字面写作 }}")
        else:
            literal, offset = literal + character, offset + 1
    return [*parts, literal] if literal else parts


def holes_of(message: str) -> frozenset[str]:
    """The placeholders' words, white space around them left out; raises `ExpressionError` like `split_message`."""
    return frozenset(piece.text.strip() for piece in split_message(message) if isinstance(piece, Hole))


def filled(message: str, values: Mapping[str, str]) -> str:
    """The message with each placeholder replaced by the value that stands under its words; `KeyError` without one."""
    return "".join(values[piece.text.strip()] if isinstance(piece, Hole) else piece for piece in split_message(message))


def _closing(message: str, start: int) -> int:
    quoted = False
    for offset in range(start + 1, len(message)):
        character = message[offset]
        if character == "'":
            quoted = not quoted
        elif not quoted and character == "{":
            raise ExpressionError(message, Span(offset, offset + 1), "占位里不能再有 {", "按字面写作 {{")
        elif not quoted and character == "}":
            if not message[start + 1 : offset].strip():
                raise ExpressionError(message, Span(start, offset + 1), "占位 {} 是空的", "写作 {合同容量}")
            return offset
    raise ExpressionError(message, Span(start, start + 1), "{ 没有结束", "写作 {合同容量}；按字面写作 {{")
