"""Rows among the data that are none: blank, totals, repeated headers and titles, notes under the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from census_app.archive.model import SkipKind
from census_app.archive.raw import ROW_COLUMN
from census_app.archive.recognition.headers import header_key
from census_app.archive.recognition.layout import Cells
from census_app.archive.recognition.words import shipped_words

if TYPE_CHECKING:
    import duckdb

_MAX_EXAMINED = 200_000
_NOTE_CELLS = 3
_LABEL_COLUMNS = 6
_TOTAL_LENGTH = 24
_NOTE_SHARE = 0.5
_LONE_COLUMNS = 4
_SENTENCE = r"[，。；：、！？,;:]|^\s*[※★☆●■◆▲△*]"
_COUNT = r"^\d[\d,]*\s*[户个块台条只行笔人份]$"
_FOREIGN_NAMES = 3
_NAMES_TABLE = "field_spellings"


@dataclass
class RowKinds:
    """What makes a row no data: header texts per column, texts of the title rows, columns of the key.

    `names` are the spellings of all fields of all tables; rows that consist of them although they are not this
    header end up in `foreign`: another table begins there.
    """

    headers: list[set[str]]
    titles: set[str]
    key: list[int]
    names: frozenset[str] = frozenset()
    skipped: dict[int, SkipKind] = field(default_factory=dict)
    foreign: list[int] = field(default_factory=list)


def find_skipped(connection: duckdb.DuckDBPyConnection, scan: str, kinds: RowKinds, width: int) -> dict[int, SkipKind]:
    """Source row → why it is no data, for every such row of the scan."""
    if not width:
        return {}
    candidates = f"SELECT * FROM ({scan}) WHERE {_suspicious(kinds, width)} LIMIT {_MAX_EXAMINED}"
    for row in connection.execute(candidates).fetchall():
        kind = row_kind(list(row[1:]), kinds)
        if kind is not None:
            kinds.skipped[int(row[0])] = kind
        elif _is_foreign_header(row[1:], kinds):
            kinds.foreign.append(int(row[0]))
    return kinds.skipped


def register_names(connection: duckdb.DuckDBPyConnection, names: frozenset[str]) -> None:
    """Make the spellings of all fields known to the engine, once per connection, before `find_skipped`."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_NAMES_TABLE} AS SELECT unnest($names) AS name", {"names": [*names]}
    )


def _suspicious(kinds: RowKinds, width: int) -> str:
    """A cheap test that every row which is no data passes: something is odd in a key or label column."""
    watched = kinds.key or list(range(min(width, 2)))
    tests = []
    latin = {spelt for word in shipped_words().totals if word.isascii() for spelt in (word, word.upper(), word.title())}
    for column in watched:
        texts = sorted(kinds.headers[column] | kinds.titles | latin)
        tests.append(f"c{column} IS NULL OR trim(c{column}) = ''")
        tests.append(f"c{column} IN (SELECT unnest([{', '.join(map(_literal, texts))}]))")
        if kinds.names:
            tests.append(f"c{column} IN (SELECT name FROM {_NAMES_TABLE})")
        hanzi = f"strlen(c{column}) > length(c{column})"
        odd = f"{_total_sql()}|{_COUNT}"
        tests.append(
            f"({hanzi} AND length(c{column}) <= {_TOTAL_LENGTH} AND regexp_matches(c{column}, {_literal(odd)}))"
        )
        note = rf"^\s*({_note_sql()})|{_SENTENCE}"
        tests.append(f"({hanzi} AND regexp_matches(c{column}, {_literal(note)}))")
    words = ", ".join(_literal(word) for word in shipped_words().totals)
    tests += [f"rtrim(trim(c{column}), ':：') IN ({words})" for column in range(min(kinds.key, default=0))]
    return " OR ".join(tests)


def row_kind(cells: Cells, kinds: RowKinds) -> SkipKind | None:
    """Why the row is no data; None when it is."""
    filled = [(column, text.strip()) for column, text in enumerate(cells) if text and text.strip()]
    if not filled:
        return SkipKind.BLANK
    if _repeats_header(filled, kinds):
        return SkipKind.HEADER
    if len(filled) == 1 and filled[0][1] in kinds.titles:
        return SkipKind.TITLE
    first = filled[0][1]
    if len(filled) <= len(cells) * _NOTE_SHARE and _is_all_notes(filled, kinds):
        return SkipKind.TITLE
    if len(filled) == 1 and len(cells) >= _LONE_COLUMNS and filled[0][0] in kinds.key and _is_sentence(first):
        return SkipKind.TITLE
    if any(column < min(kinds.key, default=0) and _is_total_word(text) for column, text in filled):
        return SkipKind.TOTAL
    missing = [column for column in kinds.key if _is_no_key(_text(cells, column))]
    if kinds.key and not missing:
        return None
    labels = [text for column, text in filled[:_LABEL_COLUMNS]]
    if any(is_total(text) for text in labels):
        return SkipKind.TOTAL
    if len(filled) <= _NOTE_CELLS * 2 and is_note(filled[0][1]):
        return SkipKind.TITLE
    if (
        len(filled) == 1
        and (len(missing) == len(kinds.key) or filled[0][0] == 0)
        and is_note(filled[0][1], loosely=True)
    ):
        return SkipKind.TITLE
    return None


def _is_all_notes(filled: Sequence[tuple[int, str]], kinds: RowKinds) -> bool:
    """A note that begins in the key, or notes side by side of which one stands in the key."""
    if filled[0][0] in kinds.key and is_note(filled[0][1]):
        return True
    return any(column in kinds.key for column, _ in filled) and all(is_note(text) for _, text in filled)


def _is_foreign_header(cells: Sequence[str | None], kinds: RowKinds) -> bool:
    texts = [text.strip() for text in cells if text and text.strip()]
    known = sum(text in kinds.names for text in texts)
    return known >= _FOREIGN_NAMES and known * 2 > len(texts)


def _text(cells: Cells, column: int) -> str:
    return (cells[column] or "").strip()


def _is_no_key(text: str) -> bool:
    return not text or is_total(text) or re.fullmatch(_COUNT, text) is not None


def _repeats_header(filled: Sequence[tuple[int, str]], kinds: RowKinds) -> bool:
    same = sum(text in kinds.headers[column] for column, text in filled if column < len(kinds.headers))
    return same >= min(2, len(kinds.headers)) and same * 2 > len(filled)


def is_total(text: str) -> bool:
    """`合计`, `总 计：`, `城关供电所小计`, `合计 12 户`."""
    return len(text) <= _TOTAL_LENGTH and _total_pattern().fullmatch(header_key(text)) is not None


def _is_total_word(text: str) -> bool:
    """Only the word itself: a name before a sound key may well contain it."""
    return text.rstrip(":：").rstrip() in shipped_words().totals


@cache
def _total_words() -> str:
    return "|".join(sorted({re.escape(header_key(word)) for word in shipped_words().totals}))


@cache
def _total_pattern() -> re.Pattern[str]:
    return re.compile(rf"[(\[【]?(?:\D{{0,16}})(?:{_total_words()})[)\]】]?[:：]?(?:[\d.,]+\D{{0,4}}|\(.*\))?")


def _total_sql() -> str:
    words = {re.sub(r"\s+", "", word) for word in shipped_words().totals if not word.isascii()}
    spaced = [r"\s*".join(map(re.escape, word)) for word in sorted(words)]
    return "|".join(spaced)


def _note_sql() -> str:
    return "|".join(re.escape(word) for word in sorted(shipped_words().notes) if not word.isascii())


def is_note(text: str, loosely: bool = False) -> bool:
    """`制表人：…`, `共 12 条`, `注：…`; `loosely` also takes any sentence that is no identifier."""
    key = header_key(text)
    if any(key.startswith(header_key(word)) for word in shipped_words().notes if header_key(word)):
        return True
    if any(text.startswith(word) for word in shipped_words().notes):
        return True
    if any(word in text for word in shipped_words().notes_within):
        return True
    return loosely and not re.fullmatch(r"[\dA-Za-z\x01]+", text) and len(text) >= 6


def _is_sentence(text: str) -> bool:
    """Chinese with punctuation, or behind a mark: a remark where a key should be, not the key of a record."""
    return len(text.encode()) > len(text) and not is_total(text) and re.search(_SENTENCE, text) is not None


def skip_condition(rows: Sequence[int]) -> str:
    """A SQL condition that keeps all rows but these."""
    return f"{ROW_COLUMN} NOT IN ({', '.join(map(str, rows))})" if rows else "TRUE"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
