"""What may be written next, in expressions that are not finished."""

from __future__ import annotations

import pytest

from census_app.dictionary.loader import load_dictionary
from census_app.rulebook.language.completion import Completion, Sort, complete

TABLE = "用电客户"


def _at(text: str, *, group: bool = False) -> Completion:
    """The completion at `|`."""
    place = text.index("|")
    return complete(load_dictionary(), TABLE, text.replace("|", ""), place, {"容差": "0.5 kVA"}, group=group)


def _names(found: Completion, sort: Sort | None = None) -> list[str]:
    return [one.text for one in found.suggestions if sort in (None, one.sort)]


def test_a_bare_name_is_a_field_a_relation_or_a_function() -> None:
    found = _at("合同|")
    assert (found.start, found.word) == (0, "合同")
    assert "合同容量" in _names(found, Sort.FIELD)
    assert "受电设备" in _names(found, Sort.RELATION)
    assert {"在册", "sum"} <= set(_names(found, Sort.FUNCTION))
    field = next(one for one in found.suggestions if one.text == "合同容量")
    assert (field.table, field.field, field.unit, field.owner) == ("customer", "contract_cap", "kVA", "")


def test_inside_an_aggregate_the_members_fields_come_first_and_the_records_say_so() -> None:
    found = _at("abs(合同容量) > 1\nor any(受电设备, 运|")
    assert found.word == "运"
    fields = [one for one in found.suggestions if one.sort is Sort.FIELD]
    assert fields[0].owner == "member"
    assert "运行状态" in [one.text for one in fields if one.owner == "member"]
    assert "本户.运行容量" in [one.text for one in fields if one.owner == "record"]
    assert "sum" not in _names(found, Sort.FUNCTION), "no aggregate inside another"


def test_names_both_have_are_written_with_their_owner() -> None:
    assert "成员.用户编号" in _names(_at("any(计量点, |"), Sort.FIELD)


def test_after_a_dot_the_target_speaks() -> None:
    assert "铭牌容量" in _names(_at("sum(受电设备.铭|"))
    assert "运行容量" in _names(_at("any(受电设备, 铭牌容量 > 本户.|"))
    assert _names(_at("没有这个.|")) == []


def test_parameters_after_a_colon() -> None:
    found = _at("合同容量 > :容|")
    assert _names(found) == [":容差"]
    assert found.start == len("合同容量 > ")
    assert _names(_at("合同容量 > :|")) == [":容差"]


@pytest.mark.parametrize(
    "text", ["any(受电设备, 运行状态 = |", "any(受电设备, 运行状态 <> '拆|", "any(受电设备, 运行状态 in ('运行', |"]
)
def test_the_labels_of_the_compared_field(text: str) -> None:
    assert "'拆除'" in _names(_at(text), Sort.VALUE)


def test_a_quoted_text_starts_at_its_quote() -> None:
    found = _at("用户分类 = '高|' and true")
    assert found.start == len("用户分类 = ")
    assert "'高压'" in _names(found)


def test_in_a_group_the_members_are_the_records_themselves() -> None:
    found = _at("count_distinct(用户名称, 用|) > 1", group=True)
    assert any(one.owner == "member" and one.text == "用户状态" for one in found.suggestions)


def test_an_unknown_table_gives_nothing() -> None:
    assert not complete(load_dictionary(), "没有", "a", 1).suggestions


@pytest.mark.parametrize("text", ["", "(((", "''", "'", ")", ",", ":", "a.b.c.", '"', "1 in (", "x in"])
def test_nothing_written_is_too_broken(text: str) -> None:
    for place in range(-1, len(text) + 2):
        complete(load_dictionary(), TABLE, text, place)
