"""Parameters of a rule with their types: text as packs spell it becomes numbers, dates, booleans, lists, maps."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from census_app.foundation.errors import BadInput
from census_app.rulebook.expression import Node, ValueType
from census_app.rulebook.language.meaning import TYPE_NAMES
from census_app.rulebook.model import Parameter
from census_app.rulebook.pack_files.limits import shown
from census_app.rulebook.resolved import ParameterValue, Shape

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,8})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_BOOLEANS = {"true": True, "false": False, "是": True, "否": False}
_TYPES = {kind.value: kind for kind in (ValueType.TEXT, ValueType.NUMBER, ValueType.DATE, ValueType.BOOLEAN)}
_SPELLING = {
    ValueType.NUMBER: "数字用半角写，例如 0.5、-3、1000，不写逗号和单位",
    ValueType.DATE: "日期写作 2024-03-01",
    ValueType.BOOLEAN: "写是或否",
}
MAX_VALUES = 5000


def typed_parameter(name: str, parameter: Parameter, at: Node | None) -> ParameterValue:
    """The parameter with one type for all its values; raises `BadInput` when they do not agree."""
    for one in parameter.dated:
        _day(name, one.since)
    samples = [parameter.value, *(dated.value for dated in parameter.dated)]
    shapes = {_shape(name, sample) for sample in samples}
    if len(shapes) > 1:
        raise BadInput(f"参数“{name}”各个时期的写法不同", "都写成单值、列表或映射")
    scalars = [scalar for sample in samples for scalar in _scalars(sample)]
    if len(scalars) > MAX_VALUES:
        raise BadInput(f"参数“{name}”超过 {MAX_VALUES} 个值", "长代码集放进数据字典，用 代码有效() 检查")
    kind = _type(name, parameter, scalars)
    convert = _CONVERTERS[kind]
    dated = tuple(
        sorted(
            ((_day(name, one.since), _converted(one.value, convert)) for one in parameter.dated),
            key=lambda pair: pair[0],
        )
    )
    if len({since for since, _ in dated}) < len(dated):
        raise BadInput(f"参数“{name}”有两个相同的生效日期", "每个日期只写一个值")
    value = _converted(parameter.value, convert)
    return ParameterValue(name, kind, shapes.pop(), value, parameter.unit or None, dated, at, parameter.locked)


def misspelt_day(parameter: Parameter) -> int | None:
    """The position among `dated` of the first effective date that is none; None when all are dates."""
    return next((place for place, one in enumerate(parameter.dated) if not _is_date(one.since)), None)


def word_list(name: str, words: tuple[str, ...]) -> ParameterValue:
    """A pack's word list as a parameter."""
    return ParameterValue(name, ValueType.TEXT, Shape.LIST, tuple(words), locked=False)


def _shape(name: str, value: Any) -> Shape:
    if isinstance(value, dict):
        if any(isinstance(one, dict) for one in value.values()):
            raise BadInput(f"参数“{name}”的映射里又有映射", "分成几个参数")
        lists = {isinstance(one, list | tuple) for one in value.values()}
        if len(lists) > 1 or not value:
            raise BadInput(f"参数“{name}”的映射是空的，或有的键是列表有的不是", "每个键写同一种值")
        return Shape.MAP_OF_LISTS if lists.pop() else Shape.MAP
    return Shape.LIST if isinstance(value, list | tuple) else Shape.SCALAR


def _scalars(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [scalar for one in value.values() for scalar in _scalars(one)]
    if isinstance(value, list | tuple):
        return [scalar for one in value for scalar in _scalars(one)]
    return [value]


def _type(name: str, parameter: Parameter, scalars: list[Any]) -> ValueType:
    if any(not isinstance(scalar, str) for scalar in scalars):
        raise BadInput(f"参数“{name}”有空值", "写出值；没有值的参数删去")
    declared = _TYPES.get(parameter.type)
    if parameter.type and declared is None:
        raise BadInput(f"参数“{name}”的类型“{parameter.type}”不对", f"只能是 {'、'.join(_TYPES)}")
    if declared is None and parameter.unit:
        declared = ValueType.NUMBER
    fitting = [kind for kind in _PATTERNS if all(_PATTERNS[kind](scalar) for scalar in scalars)]
    if declared is None:
        return fitting[0] if fitting and scalars else ValueType.TEXT
    if declared is not ValueType.TEXT and declared not in fitting:
        odd = next((scalar for scalar in scalars if not _PATTERNS[declared](scalar)), "")
        raise BadInput(f"参数“{name}”的值不全是{TYPE_NAMES[declared]}：“{shown(odd)}”", _SPELLING[declared])
    return declared


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and date.fromisoformat(text) is not None
    except ValueError:
        return False


def _number(text: str) -> int | Decimal:
    return Decimal(text) if "." in text else int(text)


_PATTERNS: dict[ValueType, Callable[[str], bool]] = {
    ValueType.NUMBER: _is_number,
    ValueType.DATE: _is_date,
    ValueType.BOOLEAN: lambda text: text in _BOOLEANS,
}
_CONVERTERS: dict[ValueType, Callable[[str], Any]] = {
    ValueType.NUMBER: _number,
    ValueType.DATE: date.fromisoformat,
    ValueType.BOOLEAN: _BOOLEANS.__getitem__,
    ValueType.TEXT: str,
}


def _converted(value: Any, convert: Callable[[str], Any]) -> Any:
    if isinstance(value, dict):
        return {key: _converted(one, convert) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return tuple(convert(one) for one in value)
    return convert(value)


def _day(name: str, text: str) -> date:
    if not _is_date(text):
        raise BadInput(f"参数“{name}”的生效日期“{text}”不对", "日期写作 2024-03-01")
    return date.fromisoformat(text)
