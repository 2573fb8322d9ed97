"""Constants and parameters."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from sqlglot import exp

from census_app.rulebook.expression import LiteralNode, ParameterNode, ValueType
from census_app.rulebook.language.fitting import check_label
from census_app.rulebook.language.lookup import Frame
from census_app.rulebook.language.meaning import Meaning, type_name
from census_app.rulebook.language.syntax import span_of
from census_app.rulebook.resolved import ParameterValue, Shape

MAX_DIGITS = 18
_MAPS = frozenset({Shape.MAP, Shape.MAP_OF_LISTS})


def literal(frame: Frame, tree: exp.Expr) -> Meaning:
    """A text or an exact number."""
    span = span_of(tree)
    if tree.is_string:
        return Meaning(LiteralNode(ValueType.TEXT, span, tree.this))
    try:
        value = Decimal(tree.this)
    except InvalidOperation:
        frame.refuse(span, f"“{tree.this}”不是数字", "数字写作 100 或 0.5")
    if "e" in tree.this.casefold():
        frame.refuse(span, f"数字不能写成 {tree.this}", f"写作 {value:f}" if abs(value.adjusted()) < MAX_DIGITS else "")
    if len(value.as_tuple().digits) > MAX_DIGITS:
        frame.refuse(span, f"数字超过 {MAX_DIGITS} 位", "编号是文字，写在引号里：'…'")
    return Meaning(LiteralNode(ValueType.NUMBER, span, value if "." in tree.this else int(tree.this)))


def boolean(frame: Frame, tree: exp.Expr) -> Meaning:
    """`true` or `false`."""
    return Meaning(LiteralNode(ValueType.BOOLEAN, span_of(tree), bool(tree.this)))


def null(frame: Frame, tree: exp.Expr) -> Meaning:
    """`null`, of no type."""
    return Meaning(LiteralNode(ValueType.UNKNOWN, span_of(tree), None))


def parameter(frame: Frame, tree: exp.Expr) -> Meaning:
    """`:容差`; a map needs its key."""
    declared = _declared(frame, tree)
    span = span_of(tree)
    if declared.shape in _MAPS:
        frame.refuse(span, f"参数“{declared.name}”按键取值", f"写作 :{declared.name}[字段]")
    kind = ValueType.LIST if declared.shape is Shape.LIST else declared.type
    node = ParameterNode(kind, span, declared.name, None, declared.at)
    return Meaning(node, declared.unit, element=declared.type)


def _declared(frame: Frame, tree: exp.Expr) -> ParameterValue:
    declared = frame.parameters.get(tree.this)
    if declared is None and tree.this in frame.broken:
        frame.refuse(span_of(tree), f"参数“:{tree.this}”本身写得不对，条件还看不了", "先改正这个参数")
    if declared is None:
        near = frame.vocabulary.names.nearest(tree.this, frame.parameters)
        hint = f"最接近的有：{'、'.join(':' + name for name in near)}" if near else "在规则的 params 里声明"
        frame.refuse(span_of(tree), f"没有参数“:{tree.this}”", hint)
    return declared


def keyed_parameter(frame: Frame, tree: exp.Expr, key: Meaning) -> Meaning:
    """`:周期[重要性等级]`; every key of the map is a label of the key's code list."""
    declared = _declared(frame, tree.this)
    span = span_of(tree)
    if declared.shape not in _MAPS:
        frame.refuse(span, f"参数“{declared.name}”不是映射，不能按键取值", f"写作 :{declared.name}")
    if key.type is not ValueType.TEXT:
        frame.refuse(key.span, f"映射的键是文字，写的是{type_name(key.type)}", "用代码字段作键")
    samples = [declared.value, *(value for _, value in declared.dated)]
    for text in dict.fromkeys(text for sample in samples for text in sample):
        check_label(frame, key, text, key.node)
    kind = ValueType.LIST if declared.shape is Shape.MAP_OF_LISTS else declared.type
    node = ParameterNode(kind, span, declared.name, key.node, declared.at)
    return Meaning(node, declared.unit, element=declared.type)
