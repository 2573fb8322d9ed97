"""Every name a field may have in a file, per table, with how sure a match by it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from census_app.archive.recognition.headers import Header, header_key, read_header
from census_app.archive.recognition.words import shipped_words
from census_app.dictionary.model import Cardinality, Dictionary, FieldType, TableEntry, TableKind

EXACT, ALIAS, LEAST_ALIAS, SYNONYM, SHORTENED = 1.0, 0.95, 0.93, 0.9, 0.85
_ALIAS_STEP = 0.001  # of two aliases in one file the one named first in the dictionary is meant
_CODE_SUFFIXES = ("代码", "编码", "名称")
_MIN_SHORTENED = 2


@dataclass(frozen=True)
class Match:
    """A field a header may mean; `alone` is False when the same name stands for other fields too."""

    field: str
    confidence: float
    alone: bool = True


class NameIndex:
    """Looks headers up in all stored tables of one dictionary."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.tables = {table.id: table for table in dictionary.tables.values() if table.kind is not TableKind.DERIVED}
        self._names = {table.id: _table_names(table) for table in self.tables.values()}
        self.table_words = [
            (word, table.id)
            for table in self.tables.values()
            for word in {header_key(text) for text in _table_texts(table)}
            if word
        ]
        self._matches: dict[tuple[str, str], tuple[Match, ...]] = {}
        self.spellings = frozenset(
            text
            for table in self.tables.values()
            for field in table.fields
            for text in (field.zh, field.rule_name, field.id, field.id.upper(), *field.aliases)
        )
        self._lenders: dict[str, frozenset[str]] = {}
        self._owners: dict[str, set[str]] = {}
        for table, names in self._names.items():
            for key in names:
                self._owners.setdefault(key, set()).add(table)

    def matches(self, table: str, header: Header) -> tuple[Match, ...]:
        """Fields of the table the header names, best first; fields of equal confidence stand side by side."""
        place = (table, header.text)
        found = self._matches.get(place)
        if found is None:
            found = self._matches[place] = self._look_up(table, header)
        return found

    def tables_knowing(self, header: Header) -> frozenset[str]:
        """Ids of the tables that have a field of this name."""
        known: set[str] = set()
        for spelling, _ in header.spellings:
            known |= self._owners.get(spelling, set()) | self._owners.get(canonical(spelling), set())
        return frozenset(known)

    def lenders(self, table: str) -> frozenset[str]:
        """Tables of which each row of `table` meets at most one, whose columns an export may carry along."""
        known = self._lenders.get(table)
        if known is None:
            known = self._lenders[table] = _lenders(table, self.tables)
        return known

    def names(self, table: str) -> dict[str, dict[str, float]]:
        """Comparison key → field → confidence of one table."""
        return self._names[table]

    def _look_up(self, table: str, header: Header) -> tuple[Match, ...]:
        names = self._names[table]
        best: dict[str, float] = {}
        spellings = header.spellings
        if spellings[:1] and spellings[0][0] in names:
            # the whole text is a name: 准确度等级(无功) is not also what it is without its hint
            spellings = spellings[:1]
        for spelling, weight in spellings:
            for key, penalty in ((spelling, 1.0), (canonical(spelling), SYNONYM)):
                for field, confidence in names.get(key, {}).items():
                    value = min(confidence, penalty) * weight
                    best[field] = max(best.get(field, 0.0), value)
        ranked = sorted(best.items(), key=lambda item: -item[1])
        top = [field for field, confidence in ranked if confidence == ranked[0][1]]
        return tuple(Match(field, confidence, len(top) == 1 or field not in top) for field, confidence in ranked)


def _table_texts(table: TableEntry) -> tuple[str, ...]:
    words = shipped_words().tables.get(table.id, ())
    return (table.zh, table.rule_name, table.id, *table.aliases, *words)


def _lenders(table: str, tables: dict[str, TableEntry]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [table]
    while waiting:
        for relation in tables[waiting.pop()].relations:
            if relation.cardinality is Cardinality.ONE and relation.target in tables and relation.target not in found:
                found.add(relation.target)
                waiting.append(relation.target)
    return frozenset(found - {table})


def _table_names(table: TableEntry) -> dict[str, dict[str, float]]:
    names: dict[str, dict[str, float]] = {}

    def add(text: str, field: str, confidence: float) -> None:
        key = header_key(text)
        if key:
            fields = names.setdefault(key, {})
            fields[field] = max(fields.get(field, 0.0), confidence)

    for field in table.fields:
        literal = (field.id, field.zh, field.rule_name)
        for text in literal:
            add(text, field.id, EXACT)
        for position, text in enumerate(field.aliases):
            add(text, field.id, max(ALIAS - position * _ALIAS_STEP, LEAST_ALIAS))
        for text in (*literal, *field.aliases):
            for spelling, weight in read_header(text).spellings:
                if weight == 1.0:
                    add(canonical(spelling), field.id, SYNONYM)
        if field.type is FieldType.CODE:
            for text in (*literal, *field.aliases):
                for suffix in _CODE_SUFFIXES:
                    add(text + suffix, field.id, SHORTENED)
        for text in (field.zh, field.rule_name):
            short = _without_table(text, table)
            if short:
                add(short, field.id, SHORTENED)
                add(canonical(header_key(short)), field.id, SHORTENED)
    return names


def _without_table(text: str, table: TableEntry) -> str:
    """`台区名称` is just `名称` inside the table 台区."""
    for prefix in (table.rule_name, table.zh):
        rest = text.removeprefix(prefix)
        if rest != text and len(rest) >= _MIN_SHORTENED:
            return rest
    return ""


@cache
def canonical(key: str) -> str:
    """The key with synonyms in their first form and words that may be left out removed."""
    for word in shipped_words().ignored:
        shortened = key.replace(word, "")
        key = shortened or key
    return _synonym_pattern().sub(lambda match: _synonym_table()[match[0]], key)


@cache
def _synonym_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for first, *others in shipped_words().synonyms:
        table.update(dict.fromkeys([first, *others], first))
    return table


@cache
def _synonym_pattern() -> re.Pattern[str]:
    words = sorted(_synonym_table(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


_indexes: dict[int, tuple[Dictionary, NameIndex]] = {}


def name_index(dictionary: Dictionary) -> NameIndex:
    """The index of a dictionary, made once."""
    known = _indexes.get(id(dictionary))
    if known is None or known[0] is not dictionary:
        known = _indexes[id(dictionary)] = (dictionary, NameIndex(dictionary))
    return known[1]
