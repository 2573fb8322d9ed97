"""What the rulebook says about a rule that cannot be taken, or should not be: place, reason, what to write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from census_app.foundation.errors import CensusError
from census_app.rulebook.expression import Span

_CELL = re.compile(r"![A-Z]{1,3}[0-9]+$")


class Level(StrEnum):
    """An error keeps a rule from running; a warning is for its author to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Diagnostic:
    """One remark on one rule.

    `where` is the part of the rule (`wrong[不符].when`, `params.容差`), `check` the lint check's id.
    `file`, `line` and `column` (1-based) point into the pack's files; 0 when the place is not known. In a workbook
    `file` is the cell (`分支!D23`), line and column count inside its text.
    """

    rule: str
    where: str
    line: int
    column: int
    message: str
    hint: str = ""
    level: Level = Level.ERROR
    check: str = ""
    file: str = ""

    def as_json(self) -> dict[str, str | int]:
        """What the command line prints."""
        return {
            "rule": self.rule,
            "where": self.where,
            "level": self.level.value,
            "check": self.check,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "hint": self.hint,
        }

    def __str__(self) -> str:
        place = spelt_place(self.file, self.line, self.column)
        advice = f"（{self.hint}）" if self.hint else ""
        kind = "" if self.level is Level.ERROR else "提醒："
        return f"{place}{self.rule} {self.where}：{kind}{self.message}{advice}"


def spelt_place(file: str, line: int, column: int) -> str:
    """`tariff.yaml:12:5 `, `分支!D23 第 2 行第 5 字 `, or nothing when the place is not known."""
    if not line:
        return ""
    if not _CELL.search(file):
        return f"{file}:{line}:{column} "
    if (line, column) == (1, 1):
        return f"{file} "
    return f"{file} 第 {line} 行第 {column} 字 " if line > 1 else f"{file} 第 {column} 字 "


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """1-based line and column, counted in characters, of `offset` in `text`."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


class ExpressionError(CensusError):
    """An expression that is not in the language, or does not fit the dictionary.

    `offset` counts characters from the start of `text`; `line` and `column` are 1-based inside it.
    """

    def __init__(self, text: str, span: Span, message: str, hint: str = "") -> None:
        self.text = text
        self.span = span
        self.offset = min(span.start, len(text))
        self.line, self.column = line_and_column(text, self.offset)
        self.hint = hint
        self.reason = message
        super().__init__(f"第 {self.line} 行第 {self.column} 列：{message}", hint)
