from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.workspace.library.personal import personal_data


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("打 13812345678 问", "手机号"),
        ("打 138 1234 5678 问", "手机号"),
        ("打+86-138-1234-5678", "手机号"),
        ("打１３８１２３４５６７８问", "手机号"),
        ("打一三八一二三四五六七八问", "手机号"),
        ("打138\u200b1234\u200b5678问", "手机号"),
        ("身份证110101199003077758", "身份证号"),
        ("身份证 110101 19900307 775X 的", "身份证号"),
        ("旧证 130102650321123 的", "身份证号"),
        ("电话 0311-86012345", "固定电话"),
        ("护照 E12345678", "护照号"),
        ("卡 6222 0212 3456 7890 128", "银行卡号"),
        ("写信 wang@example.com 说", "电子邮箱"),
        ("户号：0301142086 的", "户号或资产号"),
        ("户名：王大力，已核", "人名"),
        ("联系人: 欧阳明华", "人名"),
    ],
)
def test_personal_data_is_found(text: str, what: str) -> None:
    assert [finding.what for finding in personal_data({"正文": text})] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "138****5678 和 110101********7758 是掩码",
        "发改价格〔2023〕526号，2026-11-20，R043，315kVA，0.4kV，10000/100",
        "户名：必须与证件一致；联系人：空的不算",
        "一二三四五，上山打老虎",
        "95598 报修，12398 投诉",
        "公式 1234567.89 和 20261120",
        "GB 11643-1999、GB 32100-2015、DL/T 448-2016",
        "第 1 步 2 步 3 步 4 步 5 步 6 步 7 步 8 步 9 步 10 步 11 步",
    ],
)
def test_masks_numbers_of_rules_and_standards_are_not(text: str) -> None:
    assert personal_data({"正文": text}) == []


def test_the_place_is_that_of_the_text_as_written() -> None:
    (finding,) = personal_data({"标题": "无", "正文": "第一行\n电话\u200b１３８１２３４５６７８"})
    assert (finding.part, finding.line, finding.column) == ("正文", 2, 4)
    assert str(finding) == "正文第 2 行第 4 个字起像是手机号"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_any_text_is_looked_at(text: str) -> None:
    for finding in personal_data({"正文": text}):
        assert finding.line >= 1
        assert finding.column >= 1


@pytest.mark.parametrize(
    "text",
    ["1" * 20_000, "1 " * 10_000, "0-" * 10_000, "a@" * 10_000, "一" * 20_000, "户名" * 10_000, "\u0301" * 20_000],
)
def test_long_hostile_text_is_looked_at(text: str) -> None:
    assert isinstance(personal_data({"正文": text}), list)
