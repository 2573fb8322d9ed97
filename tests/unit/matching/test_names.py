import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.matching.names import NameKind, learn_divisions, parse_name, parse_names


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
        ("阿不都·热合曼", "热合曼", "阿不都", ""),
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


def test_divisions_learned_from_a_column_are_recognised_without_their_suffix() -> None:
    divisions = learn_divisions(
        ["青岭县华兴商贸有限公司", "河北省永平市青岭县柳河镇", "青岭县人民医院", "河北省石家庄市"]
    )
    assert divisions == {"青岭"}
    assert parse_name("青岭华兴商贸有限公司").core == "青岭华兴"
    found = parse_name("青岭华兴商贸有限公司", divisions)
    assert (found.region, found.core) == ("青岭", "华兴")


HOSTILE = [
    "张" * 10_000, "(" * 10_000, ")(" * 5_000, "公司" * 5_000, "*" * 10_000, "第" * 99, "一" * 99, "村-" * 49,
    "(" * 50 + "村" * 49, "😀", "\u0301", "X", "X" * 50, "·", "··", "某", "集团公司", "公司", "分公司", "()", ")", "村",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_do_no_harm(text: str) -> None:
    assert "\n" not in parse_name(text).full
