"""A parameter with an override's value: of the base's type, unit and shape, or refused."""

from __future__ import annotations

from typing import Any

from census_app.dictionary.nearest import did_you_mean
from census_app.foundation.errors import BadInput
from census_app.rulebook.language.meaning import type_name
from census_app.rulebook.model import DatedValue, Parameter
from census_app.rulebook.overrides.model import ParameterOverride
from census_app.rulebook.parameters import typed_parameter
from census_app.rulebook.resolved import Shape

_SHAPES = {
    Shape.SCALAR: "一个值",
    Shape.LIST: "一列值",
    Shape.MAP: "按键取值的映射",
    Shape.MAP_OF_LISTS: "按键取列表的映射",
}


def overridden_parameter(name: str, base: Parameter, change: ParameterOverride) -> Parameter:
    """The parameter after the change; raises `BadInput` in words when the value does not fit the base's."""
    if change.unit and change.unit != base.unit:
        raise BadInput(f"参数“{name}”的单位是“{base.unit or '没有单位'}”，写的是“{change.unit}”", "换算成基础包的单位")
    if change.value is None and not change.dated:
        raise BadInput(f"参数“{name}”没有写值", "写出新的值")
    original = typed_parameter(name, base, None)
    value = base.value if change.value is None else _merged(name, base.value, change.value)
    dated = tuple(
        DatedValue(since=one.since, value=_merged(name, value, one.value)) for one in _kept(base, change) + change.dated
    )
    changed = base.model_copy(update={"value": value, "dated": dated, "type": original.type.value})
    try:
        typed = typed_parameter(name, changed, None)
    except BadInput as error:
        raise BadInput(f"{error.message}；基础包里是{type_name(original.type)}", error.advice) from error
    if typed.shape is not original.shape:
        raise BadInput(
            f"参数“{name}”在基础包里是{_SHAPES[original.shape]}，写的是{_SHAPES[typed.shape]}", "照基础包的样子写"
        )
    if (typed.value, typed.dated) == (original.value, original.dated):
        return base.model_copy(update={"locked": base.locked or change.locked})
    return changed.model_copy(update={"locked": base.locked or change.locked})


def spelt(parameter: Parameter) -> Any:
    """The value as a pack spells it: alone, or `{value, dated}`."""
    if not parameter.dated:
        return parameter.value
    return {"value": parameter.value, "dated": [one.model_dump(mode="json") for one in parameter.dated]}


def _kept(base: Parameter, change: ParameterOverride) -> tuple[DatedValue, ...]:
    """The base's dated values from before the override's first date; none when it sets the value of all times."""
    if change.value is not None:
        return ()
    first = min(one.since for one in change.dated)
    return tuple(one for one in base.dated if one.since < first)


def _merged(name: str, base: Any, new: Any) -> Any:
    """Of a map the keys that are named change, the others stay; a key the base has not would never be asked for."""
    if not (isinstance(base, dict) and isinstance(new, dict)):
        return new
    for key in new:
        if key not in base:
            raise BadInput(f"参数“{name}”没有键“{key}”{did_you_mean(key, base)}", f"只能改这些键：{'、'.join(base)}")
    return base | new
