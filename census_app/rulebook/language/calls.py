"""Calls of registry functions: argument count, types, literals fitted, dates and code lists checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NoReturn

from sqlglot import exp

from census_app.rulebook.expression import (
    CallNode,
    FieldNode,
    LiteralNode,
    ParameterNode,
    RelationNode,
    Span,
    ValueType,
)
from census_app.rulebook.functions.dates import DATA_DAY
from census_app.rulebook.functions.entry import Argument, Form, FunctionEntry
from census_app.rulebook.functions.registry import find_function, function_names
from census_app.rulebook.language.fitting import comparable, date_literal
from census_app.rulebook.language.lookup import Frame, Word
from census_app.rulebook.language.meaning import Meaning, type_name
from census_app.rulebook.language.patterns import check_pattern

Reader = Callable[[Frame, Any], Meaning]

# SQL built from a call may repeat its arguments: nesting multiplies, so it is bounded.
MAX_NESTED_CALLS = 4

_TEMPORAL = frozenset({ValueType.DATE, ValueType.DATETIME})
_ELSEWHERE = {
    "exists": "写作 any(电能表, 条件)",
    "length": "",
    "nvl": "写作 coalesce(…)；注意 coalesce(是非, false) 会把“不知道”当成“没有”",
    "ifnull": "写作 coalesce(…)",
    "isnull": "写作 字段 is null 或 为空(字段)",
    "regexp_matches": "写作 匹配(值, '…')",
    "regexp_full_match": "写作 匹配(值, '…')",
    "substr": "写作 前缀(值, 长度)",
    "substring": "写作 前缀(值, 长度)",
    "left": "写作 前缀(值, 长度)",
    "replace": "语言里不改写文字；比较归一后的名称用 归一姓名()、归一地址()",
    "greatest": "写作 较大(a, b)",
    "least": "写作 较小(a, b)",
    "datediff": "写作 天差(起, 止) 或 月差(起, 止)",
    "year": "写作 年月(日期)",
    "month": "写作 月份(日期)",
    "distinct": "写作 count_distinct(值)",
}


def nullary_of(frame: Frame, word: Word) -> Meaning | None:
    """The value of a bare word such as 今日; None when the word is no function that may stand without arguments."""
    entry = find_function(word.text)
    if entry is None or entry.least or frame.vocabulary.names.field(frame.record.id, word.text):
        return None
    return _of_delivery(frame, entry, word.span, []) if entry.id == DATA_DAY else _made(entry, word.span, [])


def call_of(frame: Frame, tree: exp.Anonymous, read: Reader) -> Meaning:
    """The call of a registry function; raises with the nearest name when there is none."""
    name_span = Span(tree.meta["start"], tree.meta["name_end"] + 1)
    entry = find_function(tree.this)
    if entry is None:
        _unknown_function(frame, tree.this, name_span)
    _count(frame, entry, tree)
    if frame.calls >= MAX_NESTED_CALLS:
        frame.refuse(name_span, f"函数套用超过 {MAX_NESTED_CALLS} 层", "化简，或分成几个分支")
    frame = replace(frame, calls=frame.calls + 1)
    arguments = [_argument(frame, entry, index, read(frame, one)) for index, one in enumerate(tree.expressions)]
    if entry.id == "matches":
        pattern = arguments[1].node
        assert isinstance(pattern, LiteralNode)
        check_pattern(frame.text, pattern)
    if entry.id == "code_valid":
        arguments[0] = _code_list(frame, arguments[0])
    if entry.id == "previous_month":
        _monthly(frame, arguments[0])
    _same_unit_and_type(frame, entry, arguments)
    span = Span(tree.meta["start"], tree.meta["end"] + 1)
    return _of_delivery(frame, entry, span, arguments) if entry.id == DATA_DAY else _made(entry, span, arguments)


def _of_delivery(frame: Frame, entry: FunctionEntry, span: Span, arguments: list[Meaning]) -> Meaning:
    """数据日 of a record that was delivered: months added up from several bills have no day of their own."""
    depth = 0 if frame.member is None else 1
    relation = arguments[0].node if arguments else RelationNode(ValueType.UNKNOWN, span, (), depth)
    assert isinstance(relation, RelationNode)
    own = frame.record if relation.depth == 0 or frame.member is None else frame.member
    table = frame.vocabulary.dictionary.table(relation.path[-1].target) if relation.path else own
    if table.periods is not None:
        frame.refuse(span, f"“{table.rule_name}”是由别的表算出来的，没有数据日", "用交来的表的数据日")
    return _made(entry, span, [Meaning(relation)])


def _made(entry: FunctionEntry, span: Span, arguments: list[Meaning]) -> Meaning:
    first = arguments[0] if arguments else None
    kind = entry.result
    if kind is None:
        kind = first.type if first is not None else ValueType.UNKNOWN
    unit = (first.unit if first else None) if entry.unit == "same" else entry.unit
    node = CallNode(kind, span, entry.id, tuple(argument.node for argument in arguments))
    return Meaning(node, unit, first.codes if first and entry.id == "previous_month" else None)


def _unknown_function(frame: Frame, name: str, span: Span) -> NoReturn:
    hint = _ELSEWHERE.get(name.casefold(), "")
    if not hint:
        near = frame.vocabulary.names.nearest(
            name, (*function_names(), "count", "sum", "any", "all", "none", "coalesce")
        )
        hint = f"最接近的有：{'、'.join(near)}" if near else "看 census pack book 里的函数表"
    frame.refuse(span, f"没有函数“{name}”", hint)


def _count(frame: Frame, entry: FunctionEntry, tree: exp.Anonymous) -> None:
    given = len(tree.expressions)
    if entry.least <= given <= entry.most:
        return
    wanted = str(entry.least) if entry.least == entry.most else f"{entry.least} 到 {entry.most}"
    frame.refuse(
        Span(tree.meta["start"], tree.meta["end"] + 1),
        f"{tree.this} 要 {wanted} 个参数，写了 {given} 个",
        f"写作 {entry.signature}",
    )


def _argument(frame: Frame, entry: FunctionEntry, index: int, meaning: Meaning) -> Meaning:
    wanted = entry.argument(index)
    _check_form(frame, entry, wanted, meaning)
    if wanted.form is Form.RELATION:
        return meaning
    node = meaning.node
    if (
        wanted.types
        and set(wanted.types) <= _TEMPORAL
        and isinstance(node, LiteralNode)
        and isinstance(node.value, str)
    ):
        return meaning.with_node(date_literal(frame, node))
    if wanted.form is Form.WORDS:
        _check_words(frame, entry, meaning)
    elif wanted.types and meaning.type not in {*wanted.types, ValueType.UNKNOWN}:
        expected = "或".join(dict.fromkeys(type_name(kind) for kind in wanted.types))
        frame.refuse(
            meaning.span,
            f"{entry.names[0]} 的“{wanted.name}”要{expected}，写的是{type_name(meaning.type)}",
            f"写作 {entry.signature}",
        )
    if wanted.unit and meaning.unit and wanted.unit != meaning.unit:
        frame.refuse(meaning.span, f"“{wanted.name}”的单位是 {wanted.unit}，写的是 {meaning.unit}", "换算后再用")
    return meaning


def _check_form(frame: Frame, entry: FunctionEntry, wanted: Argument, meaning: Meaning) -> None:
    node, usage = meaning.node, f"写作 {entry.signature}"
    if wanted.form is Form.RELATION:
        if not isinstance(node, RelationNode):
            frame.refuse(meaning.span, f"{entry.names[0]} 的参数是关系", f"写作 {entry.names[0]}(台区)")
        return
    if isinstance(node, RelationNode):
        frame.refuse(meaning.span, f"{entry.names[0]} 的“{wanted.name}”要值，写的是关系", usage)
    if wanted.form is Form.FIELD and not isinstance(node, FieldNode):
        frame.refuse(meaning.span, f"{entry.names[0]} 的“{wanted.name}”要直接写字段", usage)
    constant = isinstance(node, LiteralNode) or (
        isinstance(node, ParameterNode) and node.key is None and node.at is None
    )
    if wanted.form in {Form.CONSTANT, Form.WORDS} and not constant:
        frame.refuse(meaning.span, f"{entry.names[0]} 的“{wanted.name}”要直接写值或参数", usage)
    if entry.id == "matches" and wanted.form is Form.CONSTANT and not isinstance(node, LiteralNode):
        frame.refuse(meaning.span, "正则要直接写在引号里", usage)


def _check_words(frame: Frame, entry: FunctionEntry, meaning: Meaning) -> None:
    words = meaning.type is ValueType.LIST and meaning.element is ValueType.TEXT
    if not words and meaning.type is not ValueType.TEXT:
        frame.refuse(meaning.span, f"{entry.names[0]} 要一个词表", "写作 名称含(用户名称, :法人词)")


def _code_list(frame: Frame, meaning: Meaning) -> Meaning:
    node = meaning.node
    assert isinstance(node, LiteralNode)
    found = frame.vocabulary.codes.code_list(str(node.value))
    if found is None:
        lists = frame.vocabulary.dictionary.code_lists.values()
        near = frame.vocabulary.names.nearest(str(node.value), [name for one in lists for name in (one.zh, one.id)])
        hint = f"最接近的有：{'、'.join(near)}" if near else "看数据字典的代码集"
        frame.refuse(node.span, f"没有代码集“{node.value}”", hint)
    return meaning.with_node(LiteralNode(ValueType.TEXT, node.span, found.id))


def _monthly(frame: Frame, meaning: Meaning) -> None:
    node = meaning.node
    assert isinstance(node, FieldNode)
    table = frame.vocabulary.dictionary.table(node.table)
    if table.periods is None:
        near = [one.rule_name for one in frame.vocabulary.dictionary.tables.values() if one.periods is not None]
        frame.refuse(meaning.span, "上月() 只用于按月汇总的表", f"例如：{'、'.join(near)}")


def _same_unit_and_type(frame: Frame, entry: FunctionEntry, arguments: list[Meaning]) -> None:
    if entry.unit != "same" or entry.result is not None:
        return
    for other in arguments[1:]:
        comparable(frame, arguments[0], other)
