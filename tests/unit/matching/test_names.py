import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.matching.names import NameKind, parse_name, parse_names


@pytest.mark.parametrize(
    ("written", "surname", "given_name", "remark"),
    [
        ("张三", "张", "三", ""),
        ("張三豐（二戶）", "张", "三丰", "二户"),
        ("张三二户", "张", "三", "二户"),
        ("张三-大棚", "张", "三", "大棚"),
        ("张三机井", "张", "三", "机井"),
        ("张三1号表", "张", "三", "1号表"),
        ("张文家", "张", "文家", ""),
        ("张建国家", "张", "建国", "家"),
        ("欧阳修", "欧阳", "修", ""),
        ("张新村", "张", "新村", ""),
        ("阿不都·热合曼", "", "阿不都热合曼", ""),
        ("阿卜杜热合曼", "", "阿卜杜热合曼", ""),
        ("乌云其木格", "", "乌云其木格", ""),
    ],
)
def test_persons(written: str, surname: str, given_name: str, remark: str) -> None:
    name = parse_name(written)
    assert (name.kind, name.surname, name.given, name.remark) == (NameKind.PERSON, surname, given_name, remark)


def test_a_surname_is_read_as_a_surname() -> None:
    name = parse_name("单玉厚")
    assert name.pinyin == "shan yu hou"
    assert "dan yu hou" in name.pinyin_other


@given(
    st.lists(st.one_of(st.text(max_size=30), st.text("张王李三*（）()厂有限公司第二分0123·", max_size=40)), max_size=4)
)
def test_wild_names_are_read_the_same_way_each_time(texts: list[str]) -> None:
    assert parse_names(texts) == [parse_name(text) for text in texts]
