"""Which table a set of headers belongs to: coverage weighted by rarity, key fields, and hints in names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from census_app.archive.recognition.headers import Header, header_key
from census_app.archive.recognition.names import NameIndex
from census_app.archive.recognition.words import shipped_words

_BASE_WEIGHT = 0.3
_UNKNOWN_WEIGHT = 0.12
_BORROWED = 0.25
_MISSING_KEY = 0.2
_HINT_BONUS = 0.25
_SHEET_HINT = 1.0
_FILE_HINT = 0.8
_CLOSE = 0.03
_DOUBT = 0.3


@dataclass(frozen=True)
class TableScore:
    """How well one table fits; `score` 0–1, `known` columns it knows, `hint` 0–1 from the names."""

    table: str
    score: float
    known: int
    hint: float


def rank_tables(headers: Sequence[Header | None], file: str, sheet: str, index: NameIndex) -> list[TableScore]:
    """Tables that know at least two of the headers, best first; a close second lowers the confidence of the first."""
    named = [header for header in headers if header is not None]
    hints = name_hints(file, sheet, index)
    scores = [_score(table, named, hints.get(table, 0.0), index) for table in index.tables]
    ranked = sorted((score for score in scores if score.known >= 2), key=lambda score: (-score.score, score.table))
    if len(ranked) > 1 and ranked[0].score - ranked[1].score < _CLOSE:
        first = ranked[0]
        ranked[0] = TableScore(first.table, round(first.score - _DOUBT, 4), first.known, first.hint)
    return [TableScore(s.table, min(1.0, s.score), s.known, s.hint) for s in ranked]


def _score(table: str, headers: Sequence[Header], hint: float, index: NameIndex) -> TableScore:
    gained = total = 0.0
    fields: set[str] = set()
    for header in headers:
        spread = index.tables_knowing(header)
        weight = _BASE_WEIGHT + 1 / len(spread) if spread else _UNKNOWN_WEIGHT
        weight *= header_key(header.text) not in _neutral()
        matches = index.matches(table, header)
        if not matches and spread & index.lenders(table):
            weight *= _BORROWED
        total += weight
        if matches:
            gained += weight * matches[0].confidence
            fields.add(matches[0].field)
    key = index.tables[table].key
    missing = sum(field not in fields for field in key)
    score = gained / total if total else 0.0
    score += _HINT_BONUS * hint * min(1.0, len(fields) / 3) - _MISSING_KEY * missing / max(len(key), 1)
    return TableScore(table, round(max(score, 0.0), 4), len(fields), hint)


@cache
def _neutral() -> frozenset[str]:
    """Headers of no weight: they may still name a field (序号 as a record number)."""
    return frozenset(header_key(word) for word in shipped_words().neutral)


def name_hints(file: str, sheet: str, index: NameIndex) -> dict[str, float]:
    """1 for the table the sheet's name says, 0.8 for the file's; less where a longer word says another."""
    hints: dict[str, float] = {}
    for name, weight in ((sheet, _SHEET_HINT), (file, _FILE_HINT)):
        for table, hint in _hints(name, index).items():
            hints[table] = max(hints.get(table, 0.0), hint * weight)
    return hints


def _hints(name: str, index: NameIndex) -> dict[str, float]:
    key = header_key(re.sub(r"\.\w{2,4}$", "", name.rsplit("/", 1)[-1]))
    lengths: dict[str, int] = {}
    for word, table in index.table_words:
        if len(word) > lengths.get(table, 0) and _contains(key, word):
            lengths[table] = len(word)
    longest = max(lengths.values(), default=1)
    return {table: length / longest for table, length in lengths.items()}


def _contains(key: str, word: str) -> bool:
    if word not in key:
        return False
    return not word.isascii() or re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", key) is not None
