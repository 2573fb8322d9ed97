"""The common shapes read with one pattern give what the full parser gives."""

from __future__ import annotations

import random

import pytest

from census_app.matching.addresses import Places, learn_places
from census_app.matching.addresses.folding import fold_address
from census_app.matching.addresses.parser import Parser
from census_app.matching.addresses.shortcuts import Shortcuts

_HEADS = (
    "青岭县柳河镇王庄村 柳河镇人民路 青岭县城关镇建设大街 阳光小区 王庄 城东街道滨河东路 天鹅湖 王庄村东头 三里屯路 "
    "五一路 国际商贸城 柳河镇工业园区 张三 浙江省杭州市西湖区文三路 北京市海淀区学院路 第六 附近 书香门第 五楼 二单元 "
    "柳河镇幸福巷 青岭县王庄村 青岭县阳光小区 青岭县医院 人民路门牌 青岭县人民政府"
).split()
_NAMES = (
    " 锦绣花园 阳光小区 福临门 世纪城 王记五金店 中国银行 院内 楼上 附近 路北 大院 二期 三栋 水岸名都商铺 孔村一区"
    " 机械厂宿舍 一中家属院 八一小区"
).split(" ")
_NUMBERS = (
    " 3组 3组12号 12号 120号 1号 3号楼 12幢 3栋2单元 3号楼2单元501室 3号楼2单元501 12栋1203 3-2-501 3-501 16-2-1803 5"
    " 第3组12户 3社12 5队8号 第2村民小组7 15户 3#楼2单元501 3栋2门501 3楼2单元5层01室 14号楼1-2703 3#2-501"
    " 三组 三组十二号 一百二十号 三栋二单元 八号楼三单元501室 八队一百四十号 第三村民小组十二号 3#501 12-1203 五十五 八"
).split(" ")


_REMARKS = ("", "", "(东屋)", "西侧", "对面", "路北", "南50米", "大棚", "一层", "后院")
_COUNTY = ["青岭县柳河镇王庄村3组12号", "青岭县城关镇建设大街5号", "河北省永平市青岭县柳河镇人民路8号"]


@pytest.fixture
def parser() -> Parser:
    return Parser()


@pytest.mark.parametrize("places", [None, learn_places(_COUNTY * 5)])
def test_equal_to_the_full_parser_wherever_it_answers(places: Places | None) -> None:
    parser, dice = Parser(places), random.Random(7)
    texts = ["".join(map(dice.choice, (_HEADS, _NUMBERS, _NAMES, _NUMBERS, _REMARKS))) for _ in range(6000)]
    folded = [fold_address(text) for text in texts]
    answered = Shortcuts(parser).readings(folded).each()
    assert len(answered) > 250
    for reading in answered:
        assert reading.address() == parser.parse(folded[reading.place]), folded[reading.place]


@pytest.mark.parametrize(
    "text",
    [
        "青岭县柳河镇王庄村3组12号",
        "柳河镇人民路120号锦绣花园3号楼2单元1101室",
        "阳光小区3-2-501",
        "王庄村12号",
        "人民路5号中国银行",
        "王庄村三组12号",
        "人民路门牌5号",
        "建设路5号机械厂宿舍12栋1203",
        "建设路5号水泥厂家属楼12栋1203",
        "阳光小区12#305",
        "王庄村12号(东屋)",
        "建设路5号对面",
        "王庄村12号大棚",
    ],
)
def test_the_common_shapes_are_answered(parser: Parser, text: str) -> None:
    assert Shortcuts(parser).parse(text) == parser.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "人民路3-501",
        "人民路3-2-501",
        "阳光小区5楼2单元2层02室一层",
        "人民路12号楼下超市",
        "人民路12号水泥杆",
        "A座1203",
        "王庄村159大棚",
    ],
)
def test_anything_else_is_left_to_the_parser(parser: Parser, text: str) -> None:
    assert Shortcuts(parser).parse(text) is None
