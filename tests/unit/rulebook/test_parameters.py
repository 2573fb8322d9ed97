from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from census_app.foundation.errors import BadInput
from census_app.rulebook.expression import ValueType
from census_app.rulebook.model import Parameter
from census_app.rulebook.parameters import typed_parameter
from census_app.rulebook.resolved import ParameterValue, Shape


def _typed(value: Any, **more: Any) -> ParameterValue:
    return typed_parameter("参数", Parameter(value=value, **more), None)


@pytest.mark.parametrize(
    ("value", "kind", "typed"),
    [
        ("0.5", ValueType.NUMBER, Decimal("0.5")),
        ("-3", ValueType.NUMBER, -3),
        ("01", ValueType.TEXT, "01"),
        ("NO", ValueType.TEXT, "NO"),
        ("12:30", ValueType.TEXT, "12:30"),
        ("110105194912310021", ValueType.TEXT, "110105194912310021"),
        ("2024-03-01", ValueType.DATE, date(2024, 3, 1)),
        ("2024-02-30", ValueType.TEXT, "2024-02-30"),
        ("是", ValueType.BOOLEAN, True),
        (["高压", "低压"], ValueType.TEXT, ("高压", "低压")),
        (["1", "2.5"], ValueType.NUMBER, (1, Decimal("2.5"))),
        ({"高压": "3"}, ValueType.NUMBER, {"高压": 3}),
        ({"Ⅰ类": ["0.2S"], "Ⅱ类": ["0.5S", "1"]}, ValueType.TEXT, {"Ⅰ类": ("0.2S",), "Ⅱ类": ("0.5S", "1")}),
    ],
)
def test_types(value: Any, kind: ValueType, typed: Any) -> None:
    parameter = _typed(value)
    assert (parameter.type, parameter.value) == (kind, typed)


def test_declared_type_and_unit_decide() -> None:
    assert _typed("315", type="text").value == "315"
    assert _typed("315", unit="kVA").type is ValueType.NUMBER
    with pytest.raises(BadInput, match="不全是数字"):
        _typed("三百", unit="kVA")


def test_dated_values_take_over_on_their_day() -> None:
    parameter = _typed("315", dated=({"since": "2023-06-01", "value": "160"}, {"since": "2020-01-01", "value": "250"}))
    assert [parameter.on(date(2019, 1, 1)), parameter.on(date(2020, 1, 1)), parameter.on(date(2023, 6, 1))] == [
        315,
        250,
        160,
    ]
    assert parameter.on(None) is None
    assert _typed("1").on(None) == 1


@pytest.mark.parametrize("value", [None, [None], {}, {"a": "1", "b": ["2"]}, {"a": {"b": "1"}}])
def test_refused(value: Any) -> None:
    with pytest.raises(BadInput):
        _typed(value)


def test_shapes_must_agree() -> None:
    with pytest.raises(BadInput, match="写法不同"):
        _typed("1", dated=({"since": "2023-06-01", "value": ["1"]},))
    with pytest.raises(BadInput, match="相同的生效日期"):
        _typed("1", dated=({"since": "2023-06-01", "value": "1"}, {"since": "2023-06-01", "value": "2"}))
    assert _typed(["1"]).shape is Shape.LIST
