import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.matching.text import READINGS, arabic, parse_numeral, pinyin, readings


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("十二", 12), ("二十一", 21), ("廿一", 21), ("二〇三", 203), ("一百零三", 103), ("贰", 2), ("两", 2),
        ("三万二千", 32000), ("12", 12), ("007", 7), ("一二", 12), ("", None), ("三友", None), ("十十" * 20, None),
        ("1二", 12), ("②", None),
    ],
)  # fmt: skip
def test_numerals(written: str, number: int | None) -> None:
    assert parse_numeral(written) == number


def test_numerals_inside_a_text() -> None:
    assert arabic("三栋二单元五〇一室") == "3栋2单元501室"
    assert arabic("第十二车间A3") == "第12车间A3"


@given(st.text("零〇一二三十百千万两廿09第号", max_size=20))
def test_any_run_of_numerals_is_read_or_left(text: str) -> None:
    assert arabic(arabic(text)) == arabic(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [("重庆", "zhong qing"), ("吕", "lv"), ("六安", "liu an"), ("郝𬭎", "hao hong"), ("A1", "a 1"), ("", "")],
)
def test_pinyin(text: str, read: str) -> None:
    assert pinyin(text) == read


def test_every_usual_reading_of_surnames_is_known() -> None:
    usual = "单shan 曾zeng 覃qin 解xie 仇qiu 区ou 查zha 朴piao 盖ge 乐yue 重chong"
    for character, *reading in usual.split():
        assert "".join(reading) in READINGS[character]


def test_readings_are_the_same_where_packages_are_no_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = readings._dictionary()
    monkeypatch.setattr(readings, "find_spec", lambda _: None)
    assert readings._dictionary.__wrapped__() == listed
