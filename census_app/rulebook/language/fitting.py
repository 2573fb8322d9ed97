"""Whether two values may stand together: types, units, code lists; literals take the type of their neighbour."""

from __future__ import annotations

import re
from datetime import date, datetime

from census_app.rulebook.expression import LiteralNode, Node, ParameterNode, ValueType
from census_app.rulebook.language.lookup import Frame
from census_app.rulebook.language.meaning import Meaning, type_name

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?")
_TEMPORAL = frozenset({ValueType.DATE, ValueType.DATETIME})
_SAME_UNITS = {"日": "天", "工作日": "天", "自然日": "天"}
_UNIT_HINTS = {
    frozenset({"kVA", "kW"}): "kVA 是视在功率，kW 是有功功率；要比较时先乘功率因数参数",
    frozenset({"kVA", "kWh"}): "容量和电量不能比较；乘上小时数后再比",
    frozenset({"kW", "kWh"}): "功率和电量不能比较；乘上小时数后再比",
    frozenset({"月", "天"}): "月和天不能混算；用 月前(n) 或 天差()",
}


def comparable(frame: Frame, left: Meaning, right: Meaning) -> tuple[Meaning, Meaning]:
    """Both sides, literals fitted to the other side; raises when they cannot be compared or unified."""
    left, right = adapted(frame, left, right), adapted(frame, right, left)
    _same_type(frame, left, right)
    same_unit(frame, left, right)
    _code_values(frame, left, right)
    _code_values(frame, right, left)
    return left, right


def adapted(frame: Frame, value: Meaning, other: Meaning) -> Meaning:
    """A text literal beside a date becomes a date; everything else is returned as it is."""
    node = value.node
    if not (isinstance(node, LiteralNode) and isinstance(node.value, str) and other.type in _TEMPORAL):
        return value
    return value.with_node(date_literal(frame, node))


def date_literal(frame: Frame, node: LiteralNode) -> LiteralNode:
    """The date or time a text literal spells; raises when it is none."""
    text = str(node.value)
    try:
        if _DATE.fullmatch(text):
            return LiteralNode(ValueType.DATE, node.span, date.fromisoformat(text))
        if _TIME.fullmatch(text):
            return LiteralNode(ValueType.DATETIME, node.span, datetime.fromisoformat(text))
    except ValueError:
        frame.refuse(node.span, f"没有“{text}”这一天", "日期写作 '2024-03-01'")
    raise frame.error(node.span, f"这里要日期，“{text}”不是", "日期写作 '2024-03-01'，时间写作 '2024-03-01 08:30:00'")


def _same_type(frame: Frame, left: Meaning, right: Meaning) -> None:
    if left.type == right.type or ValueType.UNKNOWN in {left.type, right.type}:
        return
    if {left.type, right.type} <= _TEMPORAL:
        return
    frame.refuse(
        right.span,
        f"{type_name(left.type)}和{type_name(right.type)}不能放在一起比较",
        _type_hint(left, right) or _type_hint(right, left) or "两边换成同一类型的字段、参数或常数",
    )


def _type_hint(value: Meaning, other: Meaning) -> str:
    literal = other.node.value if isinstance(other.node, LiteralNode) else None
    if value.type is ValueType.TEXT and other.type is ValueType.NUMBER and literal is not None:
        return f"文字写在引号里：'{literal}'"
    if value.type is ValueType.NUMBER and isinstance(literal, str):
        return f"数字不写引号：{literal}" if re.fullmatch(r"-?[0-9.]+", literal) else "数字字段只能和数字比较"
    if value.type is ValueType.BOOLEAN:
        return "是非字段直接写名称，否定写 not 名称"
    if other.type is ValueType.LIST:
        return "列表参数只能用在 in 后面"
    if value.type in _TEMPORAL and other.type is ValueType.NUMBER:
        return "日期写作 '2024-03-01'，相差的天数写作 天差(起, 止)"
    return ""


def same_unit(frame: Frame, left: Meaning, right: Meaning) -> str | None:
    """The unit of both; raises when both have one and they differ (`A/V` is a field that holds either)."""
    if left.unit and right.unit and not _alternatives(left.unit) & _alternatives(right.unit):
        hint = _UNIT_HINTS.get(frozenset({left.unit, right.unit}), "换成同一单位再比")
        frame.refuse(right.span, f"单位不同：左边是 {left.unit}，右边是 {right.unit}", hint)
    return left.unit or right.unit


def _alternatives(unit: str) -> set[str]:
    return {_SAME_UNITS.get(one, one) for one in unit.split("/")}


def _code_values(frame: Frame, coded: Meaning, other: Meaning) -> None:
    if coded.codes is None or coded.codes.open:
        return
    if isinstance(other.node, LiteralNode) and isinstance(other.node.value, str):
        check_label(frame, coded, other.node.value, other.node)
    elif isinstance(other.node, ParameterNode):
        check_parameter(frame, coded, other.node)


def check_parameter(frame: Frame, coded: Meaning, node: ParameterNode) -> None:
    """Every text a parameter may give is a label of the code list."""
    parameter = frame.parameters.get(node.name)
    if parameter is None or parameter.type is not ValueType.TEXT:
        return
    for value in (parameter.value, *(value for _, value in parameter.dated)):
        values = value.values() if isinstance(value, dict) else [value]
        for one in values:
            for text in one if isinstance(one, tuple) else (one,):
                check_label(frame, coded, str(text), node)


def check_label(frame: Frame, coded: Meaning, text: str, node: Node) -> None:
    """`text` is one of the code list's labels; raises with the label it probably means."""
    codes = coded.codes
    if codes is None or codes.open:
        return
    labels = [entry.label for entry in codes.values]
    if not labels or text in labels:
        return
    meant = frame.vocabulary.codes.label(codes.id, text)
    near = [meant] if meant else frame.vocabulary.names.nearest(text, labels)
    hint = f"写作 '{near[0]}'" if near else f"可用的有：{'、'.join(labels[:8])}"
    frame.refuse(node.span, f"“{text}”不在代码集“{codes.zh}”里", hint)
