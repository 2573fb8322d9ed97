"""`count(计量点, 条件)`, `sum(受电设备.铭牌容量, 条件)`, `any(电能表, 条件)`; over a group's rows: `count()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlglot import exp

from census_app.rulebook.expression import Aggregate, AggregateNode, Hop, Node, RelationNode, Span, ValueType
from census_app.rulebook.language.calls import nullary_of
from census_app.rulebook.language.lookup import MEMBER_WORDS, Chain, Frame, look_up
from census_app.rulebook.language.meaning import Meaning, type_name
from census_app.rulebook.language.syntax import span_of, words_of

Reader = Callable[[Frame, Any], Meaning]

_QUANTIFIERS = frozenset({Aggregate.ANY, Aggregate.ALL, Aggregate.NONE})
_ROWS = _QUANTIFIERS | {Aggregate.COUNT}
_NUMERIC = frozenset({Aggregate.SUM, Aggregate.AVG, Aggregate.MEDIAN})
_ORDERED = (ValueType.NUMBER, ValueType.DATE, ValueType.DATETIME, ValueType.TEXT)


def is_aggregate(name: str) -> bool:
    """Whether a called name is an aggregate or quantifier."""
    return name in Aggregate._value2member_map_


def aggregate_of(frame: Frame, tree: exp.Anonymous, read: Reader) -> Meaning:
    """The aggregate a call means; raises when its relation, value or condition does not fit."""
    function = Aggregate(tree.this.casefold())
    span = span_of(tree)
    if frame.member is not None or frame.member_path is not None:
        frame.refuse(span, "聚合里不能再写聚合", "改由成员所在的表出规则，或用成员表上已有的汇总字段")
    arguments = list(tree.expressions)
    if len(arguments) > 2:
        frame.refuse(span_of(arguments[2]), f"{function} 最多两个参数", _usage(function))
    path = _member_path(frame, arguments)
    if path is None:
        return _over_group(frame, function, arguments, span, read)
    return _over_relation(frame, function, arguments, path, span, read)


def _over_relation(
    frame: Frame, function: Aggregate, arguments: list[exp.Expr], path: tuple[Hop, ...], span: Span, read: Reader
) -> Meaning:
    inner = replace(frame, member=frame.vocabulary.dictionary.table(path[-1].target), group=False)
    chain = _relation_only(frame, arguments[0])
    if function in _ROWS:
        if chain is None or chain.field is not None or chain.path != path:
            frame.refuse(span_of(arguments[0]), f"{function} 的第一个参数是关系", _usage(function))
        if function in _QUANTIFIERS and len(arguments) < 2:
            frame.refuse(span, f"{function} 缺少条件", _usage(function))
        value = None
    else:
        value = read(replace(frame, member_path=path), arguments[0])
        _fitting_value(frame, function, value)
    condition = _condition(inner, arguments[1:], read)
    return _made(function, span, path, value, condition)


def _over_group(frame: Frame, function: Aggregate, arguments: list[exp.Expr], span: Span, read: Reader) -> Meaning:
    if not frame.group:
        place = span_of(arguments[0]) if arguments else span
        frame.refuse(place, f"{function} 要沿一个“多条”关系", _relations_of(frame) or _usage(function))
    inner = replace(frame, member=frame.record)
    if function is Aggregate.COUNT or function in _QUANTIFIERS:
        if len(arguments) > 1 or (function in _QUANTIFIERS and not arguments):
            frame.refuse(span, f"组内的 {function} 只写条件", f"写作 {function}(条件)，组内行数写作 count()")
        return _made(function, span, (), None, _condition(inner, arguments, read))
    if not arguments:
        frame.refuse(span, f"{function} 缺少要汇总的值", _usage(function))
    value = read(inner, arguments[0])
    _fitting_value(frame, function, value)
    return _made(function, span, (), value, _condition(inner, arguments[1:], read))


def _condition(frame: Frame, arguments: list[exp.Expr], read: Reader) -> Node | None:
    if not arguments:
        return None
    meaning = read(frame, arguments[0])
    if meaning.type not in {ValueType.BOOLEAN, ValueType.UNKNOWN}:
        frame.refuse(
            meaning.span, f"这里要一个条件，写的是{type_name(meaning.type)}", "加上比较，例如 运行状态 = '运行'"
        )
    return meaning.node


def _made(
    function: Aggregate, span: Span, path: tuple[Hop, ...], value: Meaning | None, condition: Node | None
) -> Meaning:
    kind, unit = ValueType.NUMBER, None
    if function in _QUANTIFIERS:
        kind = ValueType.BOOLEAN
    elif value is not None and function is not Aggregate.COUNT_DISTINCT:
        kind, unit = value.type, value.unit
    node = AggregateNode(kind, span, function, path, value.node if value else None, condition)
    codes = value.codes if value and function in {Aggregate.MIN, Aggregate.MAX} else None
    return Meaning(node, unit, codes)


def _fitting_value(frame: Frame, function: Aggregate, value: Meaning) -> None:
    if isinstance(value.node, RelationNode):
        frame.refuse(value.span, f"{function} 要汇总的是字段，写的是关系", _usage(function))
    if function in _NUMERIC and value.type is not ValueType.NUMBER:
        frame.refuse(value.span, f"{function} 只能汇总数字，写的是{type_name(value.type)}", _usage(function))
    if function in {Aggregate.MIN, Aggregate.MAX} and value.type not in _ORDERED:
        frame.refuse(value.span, f"{function} 不能用于{type_name(value.type)}", _usage(function))


def _member_path(frame: Frame, arguments: list[exp.Expr]) -> tuple[Hop, ...] | None:
    """Hops up to and including the one to-many relation of the first argument; None when it has none."""
    if not arguments:
        return None
    found: tuple[Hop, ...] | None = None
    for name in _names(arguments[0]):
        chain = _look_up_quietly(frame, name)
        if chain is None or not chain.many_hops:
            continue
        if chain.many_hops > 1:
            frame.refuse(span_of(name), "一条路上只能有一个“多条”关系", _direct(frame, chain))
        last = next(index for index, hop in enumerate(chain.path) if hop.many)
        path = chain.path[: last + 1]
        if found is not None and path != found:
            frame.refuse(span_of(name), "一个聚合只能沿一个关系", "分成两个聚合再运算")
        found = path
    return found


def _direct(frame: Frame, chain: Chain) -> str:
    for relation in frame.record.relations:
        if relation.target == chain.table.id:
            return f"“{frame.record.rule_name}”直接有关系“{relation.name}”"
    return "改由下一级的表出规则"


def _look_up_quietly(frame: Frame, name: exp.Expr) -> Chain | None:
    words = words_of(name)
    if len(words) == 1 and nullary_of(frame, words[0]) is not None:
        return None
    if frame.group and words[0].text.casefold() in MEMBER_WORDS:
        return None
    return look_up(frame, words)


def _relation_only(frame: Frame, tree: exp.Expr) -> Chain | None:
    return look_up(frame, words_of(tree)) if isinstance(tree, exp.Identifier | exp.Dot) else None


def _names(tree: exp.Expr) -> list[exp.Expr]:
    """The outermost written names in a tree."""
    if isinstance(tree, exp.Identifier | exp.Dot):
        return [tree]
    return [name for child in tree.iter_expressions() for name in _names(child)]


def _relations_of(frame: Frame) -> str:
    many = [relation.name for relation in frame.record.relations if relation.cardinality == "many"]
    return f"“{frame.record.rule_name}”的多条关系有：{'、'.join(many[:8])}" if many else ""


def _usage(function: Aggregate) -> str:
    if function in _QUANTIFIERS:
        return f"写作 {function}(电能表, 安装日期 > 今日)"
    if function is Aggregate.COUNT:
        return "写作 count(计量点) 或 count(计量点, 计量点状态 <> '撤销')"
    return f"写作 {function}(受电设备.铭牌容量, 运行状态 = '运行')"
