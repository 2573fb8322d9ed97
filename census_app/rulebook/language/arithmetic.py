"""`+ - * /` on numbers and days: units must agree where they are added, and are dropped where they are multiplied."""

from __future__ import annotations

from census_app.rulebook.expression import BinaryNode, RelationNode, Span, ValueType
from census_app.rulebook.language.fitting import same_unit
from census_app.rulebook.language.lookup import Frame
from census_app.rulebook.language.meaning import Meaning, type_name

_DAY_UNITS = frozenset({None, "天", "日"})
_TEMPORAL = frozenset({ValueType.DATE, ValueType.DATETIME})


def computed(frame: Frame, operator: str, left: Meaning, right: Meaning, span: Span) -> Meaning:
    """The result of an operation; raises when the operands are not numbers or days, or their units differ."""
    if left.type in _TEMPORAL or right.type in _TEMPORAL:
        return _with_dates(frame, operator, left, right, span)
    require_number(frame, left)
    require_number(frame, right)
    unit = same_unit(frame, left, right) if operator in "+-" else None
    return Meaning(BinaryNode(ValueType.NUMBER, span, operator, left.node, right.node), unit)


def _with_dates(frame: Frame, operator: str, left: Meaning, right: Meaning, span: Span) -> Meaning:
    if operator == "-" and left.type is right.type is ValueType.DATE:
        return Meaning(BinaryNode(ValueType.NUMBER, span, "-", left.node, right.node), "天")
    if left.type is ValueType.DATE and right.type is ValueType.NUMBER and operator in "+-":
        if right.unit not in _DAY_UNITS:
            frame.refuse(right.span, f"日期只能加减天数，这里的单位是 {right.unit}", "月数用 月前(n) 或 月差(起, 止)")
        return Meaning(BinaryNode(ValueType.DATE, span, operator, left.node, right.node))
    hint = "两个时间相差的天数写作 天差(起, 止)；日期加减天数写作 今日 - 30；月数用 月前(6)"
    raise frame.error(span, "日期不能这样运算", hint)


def require_number(frame: Frame, meaning: Meaning) -> None:
    """Raise unless the value is a number."""
    if meaning.type not in {ValueType.NUMBER, ValueType.UNKNOWN} or isinstance(meaning.node, RelationNode):
        frame.refuse(meaning.span, f"这里要数字，写的是{type_name(meaning.type)}", "加减乘除只用于数字字段和数字参数")
