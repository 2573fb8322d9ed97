import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.matching.text import Alike, Difference, alike, difference, differences
from census_app.matching.text.readings import known_readings

PAIRS = [
    ("张伟", "张伟", Difference.EQUAL),
    ("", "", Difference.EQUAL),
    ("张伟", "张玮", Difference.HOMOPHONE),
    ("李君", "李军", Difference.HOMOPHONE),
    ("王芳", "汪方", Difference.HOMOPHONE),
    ("单玉厚", "善玉厚", Difference.HOMOPHONE),
    ("王振", "王正", Difference.ONE_SOUND),
    ("刘宁", "刘林", Difference.ONE_SOUND),
    ("陈己", "陈已", Difference.ONE_LOOK),
    ("刘晓明", "刘晓朋", Difference.ONE_LOOK),
    ("李土", "李士", Difference.ONE_LOOK),
    ("郦城", "丽城", Difference.HOMOPHONE),
    ("张建国", "张国建", Difference.SWAPPED),
    ("王末正林", "王未政材", Difference.SEVERAL_ALIKE),
    ("张三", "张三丰", Difference.ONE_MISSING),
    ("华兴机械", "华机械", Difference.ONE_MISSING),
    ("王芳", "王强", Difference.ONE_OTHER),
    ("A1", "A2", Difference.ONE_OTHER),
    ("华兴", "华兴机械", Difference.CONTAINED),
    ("河北华兴机械厂", "河北机械厂", Difference.CONTAINED),
    ("张建国", "王芳", Difference.DIFFERENT),
    ("张建国", "王秀英", Difference.DIFFERENT),
    ("", "张三", Difference.DIFFERENT),
    ("", "张", Difference.DIFFERENT),
]


@pytest.mark.parametrize(("left", "right", "expected"), PAIRS)
def test_the_smallest_difference_either_way_round(left: str, right: str, expected: Difference) -> None:
    assert difference(left, right) is expected
    assert difference(right, left) is expected


def test_columns_of_pairs_give_the_same() -> None:
    found = differences([left for left, _, _ in PAIRS], [right for _, right, _ in PAIRS])
    assert found.tolist() == [expected for _, _, expected in PAIRS]
    assert differences([], []).tolist() == []


def test_long_texts_are_compared_too() -> None:
    long = "华兴机械" * 3000
    assert differences([long, long, long], [long + "厂", long[:-1] + "楲", "张三"]).tolist() == [
        Difference.ONE_MISSING,
        difference(long, long[:-1] + "楲"),
        Difference.DIFFERENT,
    ]


NAMES = st.text("张章己已伟玮国建芳王A*𬭎é", max_size=6)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=8))
def test_one_pair_or_many(pairs: list[tuple[str, str]]) -> None:
    found = differences([left for left, _ in pairs], [right for _, right in pairs])
    assert found.tolist() == [difference(left, right) for left, right in pairs]


@pytest.mark.parametrize(
    ("one", "other", "way"),
    [
        ("己", "已", Alike.LOOK), ("未", "末", Alike.LOOK), ("戊", "戌", Alike.LOOK), ("侯", "候", Alike.BOTH),
        ("晴", "睛", Alike.LOOK), ("杨", "扬", Alike.BOTH), ("徐", "涂", Alike.LOOK), ("丽", "郦", Alike.BOTH),
        ("闫", "阎", Alike.BOTH), ("肖", "萧", Alike.BOTH), ("付", "傅", Alike.BOTH), ("曾", "增", Alike.BOTH),
        ("宁", "林", Alike.SOUND), ("城", "陈", Alike.SOUND), ("女", "鲁", Alike.SOUND),
        ("胡", "福", Alike.SOUND), ("辉", "飞", Alike.SOUND), ("张", "王", Alike.NONE),
        ("东", "红", Alike.NONE), ("1", "2", Alike.NONE), ("甲", "甲", Alike.BOTH),
    ],
)  # fmt: skip
def test_alike(one: str, other: str, way: Alike) -> None:
    assert alike(one, other) == alike(other, one) == way


def test_no_character_has_more_readings_than_are_compared() -> None:
    assert max(len(readings) for _, readings in known_readings()) <= 3
