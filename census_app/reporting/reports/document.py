"""A report as data: what stands on the page in which order. The workbook and the page are both made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from census_app.reporting.reports.numbers import Number, Words, numbers_in, words_text


class Tone(StrEnum):
    """What a colour says; a word always stands beside it."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    WARN = "warn"
    STRONG_WARN = "strong_warn"
    ACCENT = "accent"
    MUTE = "mute"


@dataclass(frozen=True)
class Cell:
    """One cell of a table. `bar` is the share of the cell a data bar fills."""

    words: Words
    bold: bool = False
    left: bool = False
    tone: Tone = Tone.PLAIN
    bar: float | None = None
    small: bool = False


@dataclass(frozen=True)
class Column:
    """A column and how many of the table's grid units it takes."""

    title: str
    width: int


@dataclass(frozen=True)
class Row:
    """A row; its tone colours the ground. `depth` indents the second cell and folds the row under the one above."""

    cells: tuple[Cell, ...]
    tone: Tone = Tone.PLAIN
    depth: int = 0


@dataclass(frozen=True)
class Table:
    """A titled table; widths of its columns add up to the units of its place (`HALF` or `FULL`)."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Words = ()


@dataclass(frozen=True)
class Tile:
    """One big figure with what it is compared with."""

    label: str
    number: Number
    note: Words
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Tiles:
    """Two or four figures beside each other."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Series:
    """One line of a chart; None where there is nothing: the line breaks."""

    name: str
    values: tuple[Number | None, ...]
    tone: Tone = Tone.PLAIN
    dotted: bool = False


@dataclass(frozen=True)
class Chart:
    """A line chart over categories; `rate`: values are shares of one."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    rate: bool = False
    note: Words = ()


@dataclass(frozen=True)
class Text:
    """A titled paragraph or a few."""

    title: str
    lines: tuple[Words, ...]


Block = Table | Chart | Text


@dataclass(frozen=True)
class Pair:
    """Two blocks beside each other."""

    left: Block
    right: Block


Section = Tiles | Pair | Block

HALF, FULL = 12, 25
"""Grid units of half a page, and of a whole one (two halves and the gap between)."""


@dataclass(frozen=True)
class Document:
    """A whole report. `numbers` are code, meaning, reckoning of everything printed, for its last page. `pages`: high at
    most that many when printed; 0: as many as it takes."""

    title: str
    issue: str
    subtitle: str
    headline: Words
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
    signed: str = ""
    landscape: bool = False
    pages: int = 1
    numbers: tuple[tuple[str, str, str], ...] = field(default=())

    @property
    def headline_text(self) -> str:
        """The sentence on top, as printed."""
        return words_text(self.headline)

    def sealed(self, head: str, numbers: tuple[tuple[str, str, str], ...]) -> Document:
        """The document with the head of the log in its foot and the codes of its numbers."""
        return replace(self, footer=tuple(line.replace("{head}", head) for line in self.footer), numbers=numbers)

    def coded(self) -> Iterator[tuple[str, str, str, str]]:
        """Code, number as printed, what it is, how it is reckoned: each once, in reading order."""
        told = {code: (what, how) for code, what, how in self.numbers}
        printed = {number.code: number.text for number in reversed(list(self.printed())) if number.code}
        seen = dict.fromkeys(number.code for number in self.printed() if number.code)
        return ((code, printed[code], *told[code]) for code in seen)

    def printed(self) -> Iterator[Number]:
        """Every number of the pages, in reading order."""
        yield from numbers_in(self.headline)
        for section in self.sections:
            for block in (section.left, section.right) if isinstance(section, Pair) else (section,):
                yield from _numbers(block)


def _numbers(block: Tiles | Block) -> Iterator[Number]:
    if isinstance(block, Tiles):
        for tile in block.tiles:
            yield tile.number
            yield from numbers_in(tile.note)
    elif isinstance(block, Table):
        for row in block.rows:
            for cell in row.cells:
                yield from numbers_in(cell.words)
        yield from numbers_in(block.note)
    elif isinstance(block, Chart):
        for series in block.series:
            yield from (number for number in series.values if number is not None)
        yield from numbers_in(block.note)
    else:
        for line in block.lines:
            yield from numbers_in(line)
