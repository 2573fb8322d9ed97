"""What can be written next in an expression: names of the dictionary, functions, parameters, values of a code list.

The text is incomplete by nature, so it is scanned by hand up to the cursor; nothing here refuses anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from census_app.dictionary.model import Cardinality, Dictionary, FieldEntry, TableEntry
from census_app.dictionary.names import Names
from census_app.rulebook.expression import Aggregate
from census_app.rulebook.functions.registry import registry
from census_app.rulebook.language.aggregates import is_aggregate
from census_app.rulebook.language.completion_scan import Call, Place, scan
from census_app.rulebook.language.lookup import MEMBER_WORDS, RECORD_WORDS

RECORD, MEMBER = "本户", "成员"
_KEYWORDS = ("and", "or", "not", "is null", "is not null", "in", "between", "like", "case when", "true", "false")
_AGGREGATES = {
    Aggregate.COUNT: "count(关系, 条件)", Aggregate.SUM: "sum(关系.字段, 条件)", Aggregate.ANY: "any(关系, 条件)",
    Aggregate.ALL: "all(关系, 条件)", Aggregate.NONE: "none(关系, 条件)", Aggregate.MIN: "min(关系.字段, 条件)",
    Aggregate.MAX: "max(关系.字段, 条件)", Aggregate.AVG: "avg(关系.字段, 条件)",
    Aggregate.MEDIAN: "median(关系.字段, 条件)", Aggregate.COUNT_DISTINCT: "count_distinct(关系.字段, 条件)",
}  # fmt: skip


class Sort(StrEnum):
    """What a suggestion is."""

    FIELD = "field"
    RELATION = "relation"
    FUNCTION = "function"
    PARAMETER = "parameter"
    VALUE = "value"
    KEYWORD = "keyword"


@dataclass(frozen=True)
class Suggestion:
    """`text` replaces the word before the cursor. `table` and `field` name the column a field stands in.

    `owner` is `member` or `record` inside an aggregate's condition, empty elsewhere. `values` are the labels of a coded
    field, `detail` the signature of a function, the target of a relation, the value of a parameter.
    """

    text: str
    sort: Sort
    owner: str = ""
    table: str = ""
    field: str = ""
    type: str = ""
    unit: str = ""
    values: tuple[str, ...] = ()
    detail: str = ""
    many: bool = False


@dataclass(frozen=True)
class Completion:
    """What may stand in the place of `text[start:cursor]`, the likeliest kinds first."""

    start: int
    word: str
    suggestions: tuple[Suggestion, ...]


def complete(
    dictionary: Dictionary,
    table: str,
    text: str,
    cursor: int,
    parameters: Mapping[str, str] | None = None,
    *,
    group: bool = False,
) -> Completion:
    """Everything that may be written at the cursor, not narrowed by the word begun there.

    `table` is the accused record's, by any of its names; `parameters` what `:` may be followed by, with the value as
    shown. `group`: the expression runs over a group of records, which are then the members of aggregates.
    """
    names = Names(dictionary)
    record = names.table(table)
    place = scan(text, cursor)
    if record is None:
        return Completion(place.start, place.word, ())
    writer = _Writer(dictionary, names, record, group)
    if place.after_colon:
        found: Iterable[Suggestion] = (
            Suggestion(f":{name}", Sort.PARAMETER, detail=shown) for name, shown in (parameters or {}).items()
        )
    elif place.quoted or place.compared:
        found = writer.values(place)
    elif place.chain:
        found = writer.after_dot(place)
    else:
        found = writer.bare(place)
    return Completion(place.start, place.word, tuple(dict.fromkeys(found)))


@dataclass(frozen=True)
class _Writer:
    dictionary: Dictionary
    names: Names
    record: TableEntry
    group: bool

    def bare(self, place: Place) -> Iterator[Suggestion]:
        """A name without anything before it."""
        member = self._member(place.calls)
        if member is not None:
            yield from self._columns(member, "member", clash=self.record)
            yield from self._columns(self.record, "record", prefix=f"{RECORD}.")
        else:
            yield from self._columns(self.record)
        inside = bool(place.calls) and is_aggregate(place.calls[-1].name) and place.calls[-1].place == 0
        yield from self._relations(member or self.record, many_first=inside)
        yield from (
            Suggestion(entry.names[0], Sort.FUNCTION, detail=f"{entry.signature}　{entry.doc}")
            for entry in registry().values()
        )
        if member is None:
            yield from (Suggestion(name.value, Sort.FUNCTION, detail=usage) for name, usage in _AGGREGATES.items())
        yield from (Suggestion(word, Sort.KEYWORD) for word in _KEYWORDS)

    def after_dot(self, place: Place) -> Iterator[Suggestion]:
        """Fields and relations of what the chain leads to; none when it leads nowhere."""
        target, owner = self._target(place)
        if target is not None:
            yield from self._columns(target, owner)
            yield from self._relations(target)

    def values(self, place: Place) -> Iterator[Suggestion]:
        """The labels of the code list of the field that is compared; the usual names where there is none."""
        field = self._field(place)
        codes = self.dictionary.code_lists.get(field.code_list or "") if field is not None else None
        if codes is not None:
            yield from (Suggestion(f"'{one.label}'", Sort.VALUE, detail=one.code) for one in codes.values)
        if not place.quoted:
            yield from self.bare(place) if not place.chain else self.after_dot(place)

    def _field(self, place: Place) -> FieldEntry | None:
        words = place.compared
        if not words:
            return None
        start, rest, _ = self._start(words, place.calls)
        table = self._walk(start, rest[:-1])
        return self.names.field(table.id, rest[-1]) if table is not None and rest else None

    def _target(self, place: Place) -> tuple[TableEntry | None, str]:
        start, rest, owner = self._start(place.chain, place.calls)
        return self._walk(start, rest), owner

    def _start(self, words: tuple[str, ...], calls: tuple[Call, ...]) -> tuple[TableEntry, tuple[str, ...], str]:
        member = self._member(calls)
        first = words[0].casefold()
        if first in RECORD_WORDS:
            return self.record, words[1:], "record"
        if member is not None:
            return member, words[1:] if first in MEMBER_WORDS else words, "member"
        return self.record, words, ""

    def _walk(self, table: TableEntry, words: Iterable[str]) -> TableEntry | None:
        for word in words:
            relation = self.names.relation(table.id, word)
            if relation is None:
                return None
            table = self.dictionary.table(relation.target)
        return table

    def _member(self, calls: tuple[Call, ...]) -> TableEntry | None:
        """The table whose rows the innermost aggregate runs over, where its condition is being written."""
        for call in reversed(calls):
            if not is_aggregate(call.name):
                continue
            if self.group and not self._many(call.first):
                return self.record
            return self._many(call.first) if call.place > 0 else None
        return None

    def _many(self, words: tuple[str, ...]) -> TableEntry | None:
        table, found = self.record, None
        for word in words:
            relation = self.names.relation(table.id, word)
            if relation is None:
                break
            table = self.dictionary.table(relation.target)
            if relation.cardinality is Cardinality.MANY:
                found = table
        return found

    def _columns(
        self, table: TableEntry, owner: str = "", prefix: str = "", clash: TableEntry | None = None
    ) -> Iterator[Suggestion]:
        for field in table.fields:
            double = clash is not None and clash.id != table.id and self.names.field(clash.id, field.rule_name)
            codes = self.dictionary.code_lists.get(field.code_list or "")
            yield Suggestion(
                f"{MEMBER}.{field.rule_name}" if double else f"{prefix}{field.rule_name}",
                Sort.FIELD,
                owner,
                table.id,
                field.id,
                field.type.value,
                field.unit or "",
                () if codes is None else tuple(one.label for one in codes.values),
            )

    def _relations(self, table: TableEntry, *, many_first: bool = False) -> Iterator[Suggestion]:
        ordered = sorted(table.relations, key=lambda one: many_first and one.cardinality is not Cardinality.MANY)
        for relation in ordered:
            target = self.dictionary.table(relation.target)
            many = relation.cardinality is Cardinality.MANY
            yield Suggestion(relation.name, Sort.RELATION, table=target.id, detail=target.rule_name, many=many)
