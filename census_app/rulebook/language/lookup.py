"""From written names to dictionary entries: chains of relations, the accused record, the member of an aggregate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import Cardinality, Dictionary, FieldEntry, RelationEntry, TableEntry
from census_app.dictionary.names import Names
from census_app.rulebook.diagnostics import ExpressionError
from census_app.rulebook.expression import Hop, Span
from census_app.rulebook.resolved import ParameterValue

RECORD_WORDS = frozenset({"本户", "本条", "self"})
MEMBER_WORDS = frozenset({"成员", "member"})


@dataclass(frozen=True)
class Vocabulary:
    """The dictionary, indexed for expressions."""

    dictionary: Dictionary
    names: Names
    codes: CodeBook

    @classmethod
    def of(cls, dictionary: Dictionary) -> Vocabulary:
        """The vocabulary of a dictionary."""
        return cls(dictionary, Names(dictionary), CodeBook(dictionary))


@dataclass(frozen=True)
class Frame:
    """Where an expression stands.

    `record` is the accused table; `member` the table of the innermost aggregate's members, if inside one.
    `member_path` is set while an aggregate's *value* is read: chains that start with it are the member's.
    `group`: aggregates without a relation run over the rows of the group. `calls` counts the calls around. `broken` are
    parameters that are declared, but not as they should be.
    """

    vocabulary: Vocabulary
    text: str
    record: TableEntry
    parameters: dict[str, ParameterValue] = field(default_factory=dict)
    member: TableEntry | None = None
    member_path: tuple[Hop, ...] | None = None
    group: bool = False
    calls: int = 0
    broken: frozenset[str] = frozenset()

    def refuse(self, span: Span, message: str, hint: str = "") -> NoReturn:
        """Raise the `ExpressionError` for this place."""
        raise self.error(span, message, hint)

    def error(self, span: Span, message: str, hint: str = "") -> ExpressionError:
        """The `ExpressionError` for this place."""
        return ExpressionError(self.text, span, message, hint)


@dataclass(frozen=True)
class Word:
    """One part of a written chain."""

    text: str
    span: Span


@dataclass(frozen=True)
class Chain:
    """A written chain after lookup: hops, then a field (None when it ends at a relation)."""

    path: tuple[Hop, ...]
    field: FieldEntry | None
    table: TableEntry
    depth: int

    @property
    def many_hops(self) -> int:
        """How many hops lead to several rows."""
        return sum(hop.many for hop in self.path)


def look_up(frame: Frame, words: list[Word]) -> Chain:
    """The entries a chain of names means; raises with the nearest names when a part is unknown."""
    first = words[0]
    if first.text.casefold() in RECORD_WORDS or first.text.casefold() in MEMBER_WORDS:
        return _explicit(frame, words)
    if frame.member is None:
        return _walk(frame, frame.record, words, 0)
    _refuse_ambiguous(frame, words)
    if _entry(frame, frame.member, first.text) is None and _entry(frame, frame.record, first.text) is not None:
        frame.refuse(
            first.span,
            f"聚合条件里直接写的名称属于成员“{frame.member.rule_name}”，它没有“{first.text}”",
            f"被查记录（{frame.record.rule_name}）的写作 本户.{first.text}",
        )
    return _walk(frame, frame.member, words, 1)


def _explicit(frame: Frame, words: list[Word]) -> Chain:
    first = words[0]
    if len(words) == 1:
        frame.refuse(first.span, f"“{first.text}”后面要写字段", f"写作 {first.text}.用户编号")
    if first.text.casefold() in RECORD_WORDS:
        return _walk(frame, frame.record, words[1:], 0)
    if frame.member is None:
        frame.refuse(first.span, f"“{first.text}.”只能写在聚合的条件里", "直接写字段名")
    return _walk(frame, frame.member, words[1:], 1)


def _refuse_ambiguous(frame: Frame, words: list[Word]) -> None:
    first = words[0]
    assert frame.member is not None
    if frame.member.id == frame.record.id and frame.group:
        return
    if _entry(frame, frame.member, first.text) and _entry(frame, frame.record, first.text):
        frame.refuse(
            first.span,
            f"“{first.text}”在成员（{frame.member.rule_name}）和被查记录（{frame.record.rule_name}）里都有",
            f"成员的写作 成员.{first.text}，被查记录的写作 本户.{first.text}",
        )


def _walk(frame: Frame, start: TableEntry, words: list[Word], depth: int) -> Chain:
    table, hops = start, list[Hop]()
    for position, word in enumerate(words):
        entry = _entry(frame, table, word.text)
        if entry is None:
            _unknown(frame, table, word, is_last=position == len(words) - 1)
        if isinstance(entry, FieldEntry):
            if position < len(words) - 1:
                _field_is_no_relation(frame, table, word, entry, words[position + 1])
            return Chain(tuple(hops), entry, table, depth)
        hops.append(Hop(table.id, entry.name, entry.target, entry.cardinality is Cardinality.MANY))
        table = frame.vocabulary.dictionary.table(entry.target)
    return Chain(tuple(hops), None, table, depth)


def _entry(frame: Frame, table: TableEntry, name: str) -> FieldEntry | RelationEntry | None:
    names = frame.vocabulary.names
    return names.relation(table.id, name) or names.field(table.id, name)


def _unknown(frame: Frame, table: TableEntry, word: Word, *, is_last: bool) -> NoReturn:
    candidates = [relation.name for relation in table.relations]
    if is_last:
        candidates += [name for entry in table.fields for name in dict.fromkeys((entry.rule_name, entry.id))]
    near = frame.vocabulary.names.nearest(word.text, candidates)
    what = "字段或关系" if is_last else "关系"
    elsewhere = (_through_relation(frame, table, word.text) or _as_label(frame, word.text)) if is_last else ""
    hint = f"最接近的有：{'、'.join(near)}" if near else f"看数据字典里“{table.rule_name}”的字段"
    frame.refuse(word.span, f"“{table.rule_name}”没有{what}“{word.text}”", elsewhere or hint)


def _through_relation(frame: Frame, table: TableEntry, name: str) -> str:
    for relation in table.relations:
        if relation.cardinality is Cardinality.ONE and frame.vocabulary.names.field(relation.target, name):
            return f"它在“{relation.name}”上，写作 {relation.name}.{name}"
    return ""


def _as_label(frame: Frame, name: str) -> str:
    lists = frame.vocabulary.dictionary.code_lists.values()
    known = any(name == entry.label for codes in lists for entry in codes.values)
    return f"文字写在引号里：'{name}'" if known else ""


def _field_is_no_relation(frame: Frame, table: TableEntry, word: Word, entry: FieldEntry, following: Word) -> NoReturn:
    relations = [relation.name for relation in table.relations if entry.id in {local for local, _ in relation.fields}]
    hint = f"沿关系写作 {relations[0]}.{following.text}" if relations else "点前面要写关系名"
    frame.refuse(word.span, f"“{word.text}”是“{table.rule_name}”的字段，后面不能再接“.{following.text}”", hint)
