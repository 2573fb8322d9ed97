"""From SQLGlot's tree to ours: an exact allow-list of nodes, each resolved, typed and placed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlglot import exp

from census_app.rulebook.expression import (
    BetweenNode,
    BinaryNode,
    CaseNode,
    CoalesceNode,
    FieldNode,
    InNode,
    IsNullNode,
    LiteralNode,
    Node,
    ParameterNode,
    RelationNode,
    UnaryNode,
    ValueType,
)
from census_app.rulebook.language.aggregates import aggregate_of, is_aggregate
from census_app.rulebook.language.arithmetic import computed, require_number
from census_app.rulebook.language.calls import call_of, nullary_of
from census_app.rulebook.language.dialect import parse
from census_app.rulebook.language.fitting import check_parameter, comparable, same_unit
from census_app.rulebook.language.leaves import boolean, keyed_parameter, literal, null, parameter
from census_app.rulebook.language.lookup import Frame, look_up
from census_app.rulebook.language.meaning import Meaning, type_name, value_type
from census_app.rulebook.language.syntax import span_of, words_of

MAX_DEPTH = 60


def read_expression(frame: Frame) -> Meaning:
    """The meaning of `frame.text`; raises `ExpressionError` at the first part that is not in the language."""
    tree = parse(frame.text)
    _refuse_depth(frame, tree)
    return read(frame, tree)


def read_condition(frame: Frame) -> Node:
    """Like `read_expression`, for a text that must be true or false."""
    return condition(frame, read_expression(frame))


def condition(frame: Frame, meaning: Meaning) -> Node:
    """The tree, when it is a condition; raises otherwise."""
    if meaning.type not in {ValueType.BOOLEAN, ValueType.UNKNOWN}:
        frame.refuse(meaning.span, f"这里要一个条件，写的是{type_name(meaning.type)}", "加上比较，例如 合同容量 > 0")
    return meaning.node


def read(frame: Frame, tree: exp.Expr) -> Meaning:
    """The meaning of one SQLGlot node in its frame."""
    reader = _READERS.get(type(tree))
    if reader is None:
        frame.refuse(span_of(tree), f"语言里没有 {type(tree).__name__}", "看 rules/README.md")
    return reader(frame, tree)


def _refuse_depth(frame: Frame, tree: exp.Expr) -> None:
    level, pending = 0, [tree]
    while pending:
        level += 1
        if level > MAX_DEPTH:
            frame.refuse(span_of(pending[0]), f"条件超过 {MAX_DEPTH} 层或连写过多", "分成几个分支，或用列表参数")
        pending = [child for node in pending for child in node.iter_expressions()]


def _paren(frame: Frame, tree: exp.Expr) -> Meaning:
    return read(frame, tree.this)


def _name(frame: Frame, tree: exp.Expr) -> Meaning:
    words = words_of(tree)
    if len(words) == 1:
        nullary = nullary_of(frame, words[0])
        if nullary is not None:
            return nullary
    chain = look_up(frame, words)
    span = span_of(tree)
    path, depth = chain.path, chain.depth
    if frame.member_path is not None and depth == 0 and _starts_with(path, frame.member_path):
        path, depth = path[len(frame.member_path) :], 1
    many = next((hop for hop in path if hop.many), None)
    if many is not None:
        written = ".".join(word.text for word in words)
        frame.refuse(
            span,
            f"“{many.relation}”有多条记录，不能直接取值",
            f"用聚合，例如 any({many.relation}, 条件)、sum({written}, 条件)、count({many.relation})",
        )
    if chain.field is None:
        return Meaning(RelationNode(ValueType.UNKNOWN, span, path, depth))
    codes = frame.vocabulary.dictionary.code_lists.get(chain.field.code_list or "")
    node = FieldNode(value_type(chain.field), span, chain.table.id, chain.field.id, path, depth)
    return Meaning(node, chain.field.unit, codes, chain.field)


def _starts_with(path: tuple[Any, ...], prefix: tuple[Any, ...]) -> bool:
    return path[: len(prefix)] == prefix


def _keyed(frame: Frame, tree: exp.Expr) -> Meaning:
    return keyed_parameter(frame, tree, read(frame, tree.expressions[0]))


def _not(frame: Frame, tree: exp.Expr) -> Meaning:
    operand = condition(frame, read(frame, tree.this))
    return Meaning(UnaryNode(ValueType.BOOLEAN, span_of(tree), "not", operand))


def _negative(frame: Frame, tree: exp.Expr) -> Meaning:
    span, operand = span_of(tree), read(frame, tree.this)
    require_number(frame, operand)
    if isinstance(operand.node, LiteralNode) and isinstance(operand.node.value, int | Decimal):
        return Meaning(LiteralNode(ValueType.NUMBER, span, -operand.node.value))
    return replace(operand, node=UnaryNode(ValueType.NUMBER, span, "-", operand.node), field=None)


def _logical(operator: str) -> Callable[[Frame, exp.Expr], Meaning]:
    def reader(frame: Frame, tree: exp.Expr) -> Meaning:
        left = condition(frame, read(frame, tree.this))
        right = condition(frame, read(frame, tree.expression))
        return Meaning(BinaryNode(ValueType.BOOLEAN, span_of(tree), operator, left, right))

    return reader


def _comparison(operator: str) -> Callable[[Frame, exp.Expr], Meaning]:
    def reader(frame: Frame, tree: exp.Expr) -> Meaning:
        left, right = _values(frame, tree)
        _refuse_null(frame, left, right)
        left, right = comparable(frame, left, right)
        if operator not in {"=", "<>"}:
            _ordered(frame, left)
            _ordered(frame, right)
        return Meaning(BinaryNode(ValueType.BOOLEAN, span_of(tree), operator, left.node, right.node))

    return reader


def _refuse_null(frame: Frame, *sides: Meaning) -> None:
    for side in sides:
        if isinstance(side.node, LiteralNode) and side.node.value is None:
            frame.refuse(side.span, "和 null 比较永远不知道", "写作 字段 is null 或 为空(字段)")


def _ordered(frame: Frame, side: Meaning) -> None:
    if side.type is ValueType.BOOLEAN:
        frame.refuse(side.span, "是非值没有大小", "直接写名称或 not 名称")
    if side.codes is not None:
        frame.refuse(side.span, f"代码“{side.codes.zh}”没有大小", "用 in 列出，或用 等级不低于()、电压千伏() 等函数")


def _values(frame: Frame, tree: exp.Expr) -> tuple[Meaning, Meaning]:
    return _value(frame, read(frame, tree.this)), _value(frame, read(frame, tree.expression))


def _value(frame: Frame, meaning: Meaning) -> Meaning:
    if isinstance(meaning.node, RelationNode):
        frame.refuse(meaning.span, "这里要字段，写的是关系", "关系后面加字段，或写 关系 is null")
    return meaning


def _arithmetic(operator: str) -> Callable[[Frame, exp.Expr], Meaning]:
    def reader(frame: Frame, tree: exp.Expr) -> Meaning:
        left, right = _values(frame, tree)
        return computed(frame, operator, left, right, span_of(tree))

    return reader


def _like(frame: Frame, tree: exp.Expr) -> Meaning:
    left, right = _values(frame, tree)
    if left.type is not ValueType.TEXT:
        frame.refuse(left.span, f"like 只用于文字，这里是{type_name(left.type)}", "数字用 = < > 或 between")
    if not (isinstance(right.node, LiteralNode) and isinstance(right.node.value, str)):
        frame.refuse(right.span, "like 后面要直接写文字", "写作 用电类别 like '%排灌%'")
    return Meaning(BinaryNode(ValueType.BOOLEAN, span_of(tree), "like", left.node, right.node))


def _between(frame: Frame, tree: exp.Expr) -> Meaning:
    operand = _value(frame, read(frame, tree.this))
    low, high = (_value(frame, read(frame, tree.args[name])) for name in ("low", "high"))
    _refuse_null(frame, operand, low, high)
    operand, low = comparable(frame, operand, low)
    operand, high = comparable(frame, operand, high)
    _ordered(frame, operand)
    return Meaning(BetweenNode(ValueType.BOOLEAN, span_of(tree), operand.node, low.node, high.node))


def _in(frame: Frame, tree: exp.Expr) -> Meaning:
    operand = _value(frame, read(frame, tree.this))
    options = [_value(frame, read(frame, option)) for option in tree.expressions]
    if not options:
        frame.refuse(span_of(tree), "in 的括号里没有值", "写作 in ('高压', '低压')")
    if len(options) == 1 and options[0].type is ValueType.LIST:
        return _in_list(frame, tree, operand, options[0])
    _refuse_null(frame, *options)
    fitted = [comparable(frame, operand, option)[1] for option in options]
    return Meaning(InNode(ValueType.BOOLEAN, span_of(tree), operand.node, tuple(option.node for option in fitted)))


def _in_list(frame: Frame, tree: exp.Expr, operand: Meaning, options: Meaning) -> Meaning:
    if options.element is not operand.type and operand.type is not ValueType.UNKNOWN:
        assert options.element is not None
        kinds = f"{type_name(operand.type)}不能在{type_name(options.element)}列表里找"
        frame.refuse(options.span, kinds, "检查参数的值")
    same_unit(frame, operand, options)
    if operand.codes is not None and isinstance(options.node, ParameterNode):
        check_parameter(frame, operand, options.node)
    return Meaning(InNode(ValueType.BOOLEAN, span_of(tree), operand.node, (options.node,)))


def _is_null(frame: Frame, tree: exp.Expr) -> Meaning:
    return Meaning(IsNullNode(ValueType.BOOLEAN, span_of(tree), read(frame, tree.this).node))


def _case(frame: Frame, tree: exp.Expr) -> Meaning:
    conditions = [condition(frame, read(frame, branch.this)) for branch in tree.args["ifs"]]
    trees = [branch.args["true"] for branch in tree.args["ifs"]]
    default = tree.args.get("default")
    values = [_value(frame, read(frame, one)) for one in (*trees, *([default] if default is not None else ()))]
    values = _unified(frame, values)
    otherwise = values.pop().node if default is not None else None
    branches = tuple(zip(conditions, (value.node for value in values), strict=True))
    return _facts(values, CaseNode(_common(values), span_of(tree), branches, otherwise))


def _coalesce(frame: Frame, tree: exp.Expr) -> Meaning:
    if len(tree.expressions) < 2:
        frame.refuse(span_of(tree), "coalesce 至少要两个参数", "写作 coalesce(移动电话, 固定电话)")
    values = _unified(frame, [_value(frame, read(frame, one)) for one in tree.expressions])
    node = CoalesceNode(_common(values), span_of(tree), tuple(value.node for value in values))
    return _facts(values, node)


def _unified(frame: Frame, values: list[Meaning]) -> list[Meaning]:
    leader = next((value for value in values if not isinstance(value.node, LiteralNode)), values[0])
    return [value if value is leader else comparable(frame, leader, value)[1] for value in values]


def _common(values: list[Meaning]) -> ValueType:
    return next((value.type for value in values if value.type is not ValueType.UNKNOWN), ValueType.UNKNOWN)


def _facts(values: list[Meaning], node: Node) -> Meaning:
    unit = next((value.unit for value in values if value.unit), None)
    codes = next((value.codes for value in values if value.codes), None)
    return Meaning(node, unit, codes)


def _call(frame: Frame, tree: exp.Anonymous) -> Meaning:
    name = tree.this.casefold()
    if name == "coalesce":
        return _coalesce(frame, tree)
    if is_aggregate(name):
        return aggregate_of(frame, tree, read)
    return call_of(frame, tree, read)


_READERS: dict[type[exp.Expr], Callable[[Frame, Any], Meaning]] = {
    exp.Paren: _paren,
    exp.Literal: literal,
    exp.Boolean: boolean,
    exp.Null: null,
    exp.Identifier: _name,
    exp.Dot: _name,
    exp.Placeholder: parameter,
    exp.Bracket: _keyed,
    exp.Not: _not,
    exp.Neg: _negative,
    exp.And: _logical("and"),
    exp.Or: _logical("or"),
    exp.EQ: _comparison("="),
    exp.NEQ: _comparison("<>"),
    exp.LT: _comparison("<"),
    exp.LTE: _comparison("<="),
    exp.GT: _comparison(">"),
    exp.GTE: _comparison(">="),
    exp.Add: _arithmetic("+"),
    exp.Sub: _arithmetic("-"),
    exp.Mul: _arithmetic("*"),
    exp.Div: _arithmetic("/"),
    exp.Like: _like,
    exp.Between: _between,
    exp.In: _in,
    exp.Is: _is_null,
    exp.Case: _case,
    exp.Anonymous: _call,
}
