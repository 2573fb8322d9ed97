"""Records of a text file, one by one: what fits the usual width is copied with its row number, the rest set aside."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from census_app.archive.readers.dialect import QUOTE, Dialect
from census_app.archive.readers.encoding import TextFacts
from census_app.archive.readers.limits import Limits


@dataclass
class CleanText:
    """`regular`: UTF-8, one record per row with the row number as last cell; `ragged`: JSON lines."""

    regular: Path
    ragged: Path
    last_row: int = 0
    ragged_rows: int = 0


@dataclass
class Record:
    """A record: its physical text without line end, its cells when it was parsed, or why it cannot be."""

    number: int
    text: str
    cells: list[str] | None = None
    fault: str = ""


def clean_text(
    path: Path, folder: Path, facts: TextFacts, dialect: Dialect, limits: Limits, precise: bool
) -> CleanText:
    """Split the file; with `precise` every record that has quotes is parsed and written anew."""
    clean = CleanText(folder / "regular.csv", folder / "ragged.json")
    with (
        path.open(encoding=facts.encoding, errors="surrogateescape", newline=None) as source,
        clean.regular.open("w", encoding="utf-8", newline="\n") as regular,
        clean.ragged.open("w", encoding="utf-8", newline="\n") as ragged,
    ):
        writer = csv.writer(regular, delimiter=dialect.delimiter, quotechar=QUOTE, lineterminator="\n")
        leading = {number for number, _ in dialect.leading}
        for record in _records(source, facts, dialect, limits, precise):
            clean.last_row = record.number
            if record.number in leading or not record.text.strip():
                continue
            if record.cells is None and not record.fault:
                regular.write(f"{record.text}{dialect.delimiter}{record.number}\n")
                continue
            cells = record.cells or []
            fault = record.fault or _width_fault(cells, dialect.width)
            if fault:
                _set_aside(ragged, record, fault)
                clean.ragged_rows += 1
            else:
                writer.writerow([*cells[: dialect.width], record.number])
    return clean


def _width_fault(cells: list[str], width: int) -> str:
    if len(cells) < width:
        return f"只有 {len(cells)} 格，应有 {width} 格"
    if any(cell.strip() for cell in cells[width:]):
        return f"有 {len(cells)} 格，应有 {width} 格（某格里可能有未加引号的分隔符）"
    return ""


def _set_aside(ragged: TextIO, record: Record, fault: str) -> None:
    cells = record.cells if record.cells else [record.text]
    safe = [cell.encode("utf-8", errors="replace").decode("utf-8") for cell in cells]
    line = {"_row": record.number, "cells": json.dumps(safe, ensure_ascii=False), "reason": fault}
    ragged.write(json.dumps(line, ensure_ascii=False) + "\n")


def _records(source: TextIO, facts: TextFacts, dialect: Dialect, limits: Limits, precise: bool) -> Iterator[Record]:
    """Records in order; a quote that is never closed costs its own line only."""
    delimiters = dialect.width - 1
    number = 0
    lines = _Lines(source, facts)
    while (text := lines.next()) is not None:
        number += 1
        if lines.bad:
            yield Record(number, text, text.split(dialect.delimiter), "编码与全文不一致，无法可靠识别")
        elif "\0" in text:
            seen = text.replace("\0", "␀").split(dialect.delimiter)
            yield Record(number, text, seen, "含有空字符（NUL），数据可能已损坏")
        elif QUOTE not in text:
            regular = text.count(dialect.delimiter) == delimiters
            yield Record(number, text, None if regular else text.split(dialect.delimiter))
        elif not precise and text.count(dialect.delimiter) == delimiters and text.count(QUOTE) % 2 == 0:
            yield Record(number, text)
        else:
            yield _quoted(number, text, lines, dialect, limits)


def _quoted(number: int, text: str, lines: _Lines, dialect: Dialect, limits: Limits) -> Record:
    cells = _parse(text, dialect)
    if cells is not None:
        return Record(number, text, cells)
    whole = text
    taken: list[str] = []
    while len(taken) < limits.quoted_lines and len(whole) < limits.cell_bytes:
        following = lines.next()
        if following is None:
            break
        taken.append(following)
        if lines.bad or "\0" in following:
            break
        whole = f"{whole}\n{following}"
        cells = _parse(whole, dialect) if QUOTE in following else None
        if cells is not None:
            return Record(number, whole, cells)
    lines.put_back(taken)
    return Record(number, text, text.split(dialect.delimiter), "引号没有配对或不合规，无法确定各格的界限")


def _parse(text: str, dialect: Dialect) -> list[str] | None:
    """The cells of exactly one record; None when its quotes are not closed or not regular."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, quotechar=QUOTE, strict=True)
    try:
        records = list(reader)
    except csv.Error:
        return None
    return records[0] if len(records) == 1 else None


class _Lines:
    """Physical lines without line ends; lines can be put back. `bad` tells whether the last one was undecodable."""

    def __init__(self, source: TextIO, facts: TextFacts) -> None:
        self._source = iter(source)
        self._facts = facts
        self._waiting: list[tuple[int, str]] = []
        self._position = -1
        self.bad = False

    def next(self) -> str | None:
        """The next line, None at the end."""
        if self._waiting:
            self._position, text = self._waiting.pop()
        else:
            line = next(self._source, None)
            if line is None:
                return None
            text = line.rstrip("\n")
            self._position += 1
        self.bad = self._position in self._facts.bad_lines
        return text

    def put_back(self, texts: list[str]) -> None:
        """Make the last lines come again."""
        first = self._position - len(texts) + 1
        pairs = [(first + index, text) for index, text in enumerate(texts)]
        self._waiting.extend(reversed(pairs))
        self._position = first - 1
