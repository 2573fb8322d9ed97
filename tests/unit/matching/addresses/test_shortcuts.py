"""The common shapes read with one pattern give what the full parser gives."""

from __future__ import annotations

import random

import pytest

from census_app.matching.addresses.folding import fold_address
from census_app.matching.addresses.parser import Parser
from census_app.matching.addresses.shortcuts import Shortcuts

_HEADS = (
    "青岭县柳河镇王庄村 柳河镇人民路 青岭县城关镇建设大街 阳光小区 王庄 城东街道滨河东路 天鹅湖 王庄村东头 三里屯路 "
    "五一路 国际商贸城 柳河镇工业园区 张三 浙江省杭州市西湖区文三路 北京市海淀区学院路 第六 附近 书香门第 五楼 二单元 "
    "柳河镇幸福巷"
).split()
_NAMES = (
    " 锦绣花园 阳光小区 福临门 世纪城 王记五金店 中国银行 院内 楼上 附近 路北 大院 二期 三栋 水岸名都商铺 孔村一区"
).split(" ")
_NUMBERS = (
    " 3组 3组12号 12号 120号 1号 3号楼 12幢 3栋2单元 3号楼2单元501室 3号楼2单元501 12栋1203 3-2-501 3-501 16-2-1803 5"
    " 第3组12户 3社12 5队8号 第2村民小组7 15户 3#楼2单元501 3栋2门501 3楼2单元5层01室 14号楼1-2703 3#2-501"
).split(" ")


@pytest.fixture
def parser() -> Parser:
    return Parser()


def test_equal_to_the_full_parser_wherever_it_answers(parser: Parser) -> None:
    shortcuts = Shortcuts(parser)
    texts = [
        head + first + name + second for head in _HEADS for first in _NUMBERS for name in _NAMES for second in _NUMBERS
    ]
    answered = 0
    for text in random.Random(7).sample(texts, 4000):
        folded = fold_address(text)
        found = shortcuts.parse(folded)
        if found is not None:
            answered += 1
            assert found == parser.parse(folded), text
    assert answered > 100


@pytest.mark.parametrize(
    "text",
    [
        "青岭县柳河镇王庄村3组12号",
        "柳河镇人民路120号锦绣花园3号楼2单元1101室",
        "阳光小区3-2-501",
        "王庄村12号",
        "人民路5号中国银行",
    ],
)
def test_the_common_shapes_are_answered(parser: Parser, text: str) -> None:
    assert Shortcuts(parser).parse(text) == parser.parse(text)


@pytest.mark.parametrize(
    "text", ["", "建设路5号对面", "王庄村三组12号", "人民路3-2-501", "人民路12号楼下超市", "A座1203"]
)
def test_anything_else_is_left_to_the_parser(parser: Parser, text: str) -> None:
    assert Shortcuts(parser).parse(text) is None
