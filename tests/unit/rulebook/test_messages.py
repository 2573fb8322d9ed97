from __future__ import annotations

import pytest

from census_app.rulebook.diagnostics import ExpressionError
from census_app.rulebook.messages import Hole, filled, holes_of, split_message


def test_holes_and_literal_braces() -> None:
    assert split_message("容量 {合同容量} kVA {{注}}，{名称含(用户名称, '}')}") == [
        "容量 ",
        Hole("合同容量", 4),
        " kVA {注}，",
        Hole("名称含(用户名称, '}')", 21),
    ]
    assert split_message("") == []


def test_the_same_values_in_another_order() -> None:
    assert holes_of("{ 合同容量 } kVA，{户名}，{合同容量}") == {"合同容量", "户名"}
    assert holes_of("没有户名") == frozenset()
    values = {"合同容量": "5", "户名": "{王}"}
    assert filled("{户名}: {{capacity}} { 合同容量 } kVA", values) == "{王}: {capacity} 5 kVA"
    with pytest.raises(KeyError):
        filled("{地址}", values)


@pytest.mark.parametrize(
    ("message", "says", "column"),
    [
        ("容量 {合同容量", "没有结束", 4),
        ("容量 合同容量}", "多了一个 }", 8),
        ("{}", "是空的", 1),
        ("{a{b}}", "不能再有 {", 3),
        ("{'a}", "没有结束", 1),
    ],
)
def test_broken(message: str, says: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        split_message(message)
    assert says in caught.value.reason
    assert caught.value.column == column
