"""Values of answers: read as the archive would read them, refused with a reason a person can act on."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.dictionary.loader import load_dictionary
from census_app.survey.values import ValueReader

READER = ValueReader(load_dictionary(), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("contract_cap", "３１５", "315"),
        ("contract_cap", "315.0 kVA", "315"),
        ("cons_status", "正常用电客户", "正常用电客户"),
        ("cert_no", "11010519491231002x", "11010519491231002x"),
        ("uscc", "91110000600037341L", "91110000600037341L"),
        ("mobile", "13931186666", "13931186666"),
        ("mobile", "0311-85012345", "0311-85012345"),
        ("longitude", "114.51", "114.51"),
        ("cons_name", "  赵 小芳 ", "赵 小芳"),
        ("contract_cap", "", ""),
    ],
)
def test_values_that_are_taken(field: str, text: str, value: str) -> None:
    found = READER.read("customer", field, text)
    assert (found.value, found.fault) == (value, "")


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("contract_cap", "大约300", "读不成 数字"),
        ("contract_cap", "0", "大于 0"),
        ("cons_status", "正在用电", "不在"),
        ("cert_no", "110105194912310021", "校验码"),
        ("cert_no", "1101051949123100", ""),
        ("uscc", "91110000600037341K", "校验码"),
        ("mobile", "1380013800", "11 位手机号"),
        ("mobile", "13800138000", "随手填"),
        ("mobile", "138 1234 5678", "随手填"),
        ("mobile", "138****8000", "星号"),
        ("longitude", "14.51", "73 到 136"),
        ("cons_name", "同上", "“同上”不是一个值"),
        ("cons_name", "长" * 10_000, "太长"),
        ("cons_no", "\x01301160044000123", "失真"),
    ],
)
def test_values_that_are_refused(field: str, text: str, said: str) -> None:
    found = READER.read("customer", field, text)
    assert said in found.fault and bool(found.fault) == bool(said)


def test_what_is_repeated_of_a_personal_value_is_masked() -> None:
    assert "110105194912310021" not in READER.read("customer", "cert_no", "=110105194912310021#").fault


@given(
    text=st.text(max_size=60), field=st.sampled_from(["contract_cap", "cert_no", "cons_status", "mobile", "build_date"])
)
def test_any_text_is_either_taken_or_refused(text: str, field: str) -> None:
    found = READER.read("customer", field, text)
    assert isinstance(found.value, str) and len(found.value) <= 200
