from __future__ import annotations

import pytest

from census_app.matching.addresses.canonical import canonical
from census_app.matching.addresses.divisions import division_names, short_division


@pytest.mark.parametrize(
    ("component", "written", "expected"),
    [
        ("building", "第三号楼", "3"),
        ("building", "B座", "B"),
        ("building", "12#楼", "12"),
        ("road_number", "12-3号", "12-3"),
        ("road_number", "15号附1号", "15附1"),
        ("road_number", "甲12号院", "甲12"),
        ("unit", "二单元", "2"),
        ("floor", "负一楼", "-1"),
        ("room", "三零五", "305"),
        ("group", "第三村民小组", "3"),
        ("group", "王家湾组", "王家湾"),
        ("town", "柳河镇", "柳河"),
        ("town", "城镇", "城"),
        ("town", "人民路街道办事处", "人民路"),
        ("village", "王庄村村委会", "王庄"),
        ("village", "陈村", "陈村"),
        ("county", "青岭县", "青岭"),
        ("lane", "十二弄", "12弄"),
        ("lane", "三巷", "三巷"),
        ("road", "五一路", "五一路"),
    ],
)
def test_canonical(component: str, written: str, expected: str) -> None:
    assert canonical(component, written) == expected


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("青岭县", "青岭"),
        ("桓仁满族自治县", "桓仁"),
        ("赵县", "赵县"),
        ("广西壮族自治区", "广西"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("海西蒙古族藏族自治州", "海西"),
        ("香港特别行政区", "香港"),
        ("大兴安岭地区", "大兴安岭"),
    ],
)
def test_short_divisions(name: str, short: str) -> None:
    assert short_division(name) == short


def test_a_city_has_the_last_word_over_a_county_of_its_name() -> None:
    names = division_names()
    assert names["朝阳"] == ("city", False)
    assert names["朝阳区"] == ("county", True)
    assert names["北京"] == ("city", False)
