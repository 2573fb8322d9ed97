"""What an import asks a person: the same doubt about many tables is one question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_MOST_NAMED = 6


@dataclass(frozen=True)
class Question:
    """A doubt about one table (its Chinese name), as a Chinese sentence without the table's name."""

    table: str
    text: str


def merged(questions: Iterable[Question]) -> list[str]:
    """One sentence per doubt, naming its tables; in order of first appearance."""
    tables: dict[str, list[str]] = {}
    for question in questions:
        tables.setdefault(question.text, []).append(question.table)
    return [f"{_named(names)}：{text}" for text, names in tables.items()]


def _named(names: list[str]) -> str:
    shown = "、".join(names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown}等 {len(names)} 张表"
