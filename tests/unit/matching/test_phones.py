import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.matching.phones import parse_phones, parse_phones_of


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("13812341234", ["13812341234"]),
        ("+86 138-1234-1235", ["13812341235"]),
        ("0086-13812341234", ["13812341234"]),
        ("8613812341234", ["13812341234"]),
        ("１３８１２３４１２３４", ["13812341234"]),
        ("013912341234", ["13912341234"]),
        ("138 1234 1234 / 139 1234 1235", ["13812341234", "13912341235"]),
        ("13812341234、13912341235;15012341236", ["13812341234", "13912341235", "15012341236"]),
        ("13812341234 13812341234", ["13812341234"]),
        ("1381234123413912341235", ["13812341234", "13912341235"]),
        ("张三13812341234李四13912341235", ["13812341234", "13912341235"]),
        ("0311-85678901", ["031185678901"]),
        ("031185678901", ["031185678901"]),
        ("(0311)85678901", ["031185678901"]),
        ("+86-311-85678901", ["031185678901"]),
        ("010-62345678", ["01062345678"]),
        ("0316 2345678转801", ["03162345678"]),
        ("0316-2345678-801", ["03162345678"]),
        ("85678901", ["85678901"]),
        ("13812341234 85678901", ["13812341234", "85678901"]),
        ("400-123-4567", ["4001234567"]),
        ("1381234123", ["1381234123"]),
        ("138****5678", ["138****5678"]),
        ("138XXXX5678", ["138****5678"]),
        ("138***5678", ["138****5678"]),
        ("138******5678/0311-85678901", ["138****5678", "031185678901"]),
        ("0311-8567****", ["03118567****"]),
        ("*******5678", ["*******5678"]),
        ("****5678", ["*******5678"]),
        ("13812341234/×××××××5678", ["13812341234", "*******5678"]),
        ("0311-****5678", []),
        ("***5678", []),
    ],
)
def test_numbers_of_a_cell(written: str, numbers: list[str]) -> None:
    assert [phone.number or phone.pattern for phone in parse_phones(written)] == numbers


def test_landlines_with_and_without_area_code_share_the_local_number() -> None:
    (whole,), (bare,) = parse_phones("0311-85678901"), parse_phones("85678901")
    assert whole.local == bare.local == "85678901"
    assert not whole.mobile


@pytest.mark.parametrize(
    "written",
    ["", "无", "11111111111", "00000000000", "13800000000", "13888888888", "13800138000", "13812345678", "12345678901",
     "95598", "********", "8" * 10_000],
)  # fmt: skip
def test_placeholders_are_nobodys_number(written: str) -> None:
    assert parse_phones(written) == ()


@given(st.lists(st.one_of(st.text(max_size=30), st.text("0123456789*+-() /转", max_size=40)), max_size=5))
def test_wild_cells_are_read_the_same_way_each_time(texts: list[str]) -> None:
    assert parse_phones_of(texts) == [parse_phones(text) for text in texts]
