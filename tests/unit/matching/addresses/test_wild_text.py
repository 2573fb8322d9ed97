"""Any text is parsed: without an error, always alike, and nothing is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.matching.addresses import COMPONENTS, Address, locate_components, parse_address, parse_addresses
from census_app.matching.addresses.canonical import canonical
from census_app.matching.addresses.folding import LONGEST, fold_address

_WORDS = (
    "青岭县 柳河镇 王庄村 三组 12号 人民路 锦绣花园 3号楼 2单元 501室 3-2-501 A座 一区 二期 附3号 与 对面 - # ( ） "
    "13800138000 张三 号 第 十 东 弄 99弄 街 门 12F 负一楼 𬭎 ⻓ 😀 浙江省 杭州 某 收 某某 "
    "18甲-2号 号杆 表箱 箱变 (赣州) 附近) K12+300 内蒙 城区"
)
_PIECES = st.sampled_from([*_WORDS.split(" "), " ", "\x00", "\n"])
_ADDRESSES = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=12).map("".join))


@given(_ADDRESSES)
def test_components_are_pieces_of_the_text(text: str) -> None:
    folded, spans = locate_components(text)
    address = parse_address(text)
    assert folded == fold_address(text)
    for span in spans:
        assert getattr(address, span.component) == canonical(span.component, folded[span.start : span.end])
    assert {span.component for span in spans} == {
        name for name in COMPONENTS if name != "tail" and getattr(address, name)
    }
    assert all(piece in folded for piece in address.tail.split(" "))
    ends = [0] + [span.end for span in spans]
    assert all(span.start >= end for span, end in zip(spans, ends, strict=False))


@given(st.lists(_ADDRESSES, max_size=6))
def test_one_by_one_and_in_bulk(texts: list[str]) -> None:
    assert parse_addresses(texts) == [parse_address(text) for text in texts]


@pytest.mark.parametrize(
    "unit", ["王", "1", "-", "1-", "号", "路", "A", " ", "东", "第", "一", "镇村路号", "😀", "3号楼", "(", "附1"]
)
def test_endless_text_ends_in_the_tail(unit: str) -> None:
    address = parse_address("人民路5号" + unit * 10_000)
    assert address.road.startswith("人民路") or address != Address()
    assert all(len(getattr(address, name)) <= LONGEST for name in COMPONENTS if name != "tail")


@pytest.mark.parametrize("text", ["", " ", "_", "\n", "-", "()"])
def test_nothing_written_nothing_read(text: str) -> None:
    assert parse_address(text) == Address()


@pytest.mark.parametrize("text", ["二期3号", "一区12号", "A区3号楼", "期号", "3期2号5号", "区区区1号"])
def test_a_section_of_nothing(text: str) -> None:
    assert parse_address(text) != Address()


@pytest.mark.parametrize("post", ["K12+300处", "1234公里+200米处", "15号杆", "025#杆", "十二号电表箱"])
def test_posts_and_poles_are_no_doors(post: str) -> None:
    assert parse_address(f"省道205线{post}") == Address(road="省道205线", tail=post)


@pytest.mark.parametrize("behind", ["杆表箱", "箱变", "配变台区", "电表箱", "环网柜", "路灯", "开闭所"])
def test_what_stands_behind_a_number_reads_the_same_in_bulk(behind: str) -> None:
    text = f"柳河镇人民路12号{behind}"
    assert parse_addresses([text]) == [parse_address(text)]
    assert parse_address(text).road_number == ""


def test_line_breaks_do_not_move_the_others() -> None:
    assert parse_addresses(["人民路5号\n", "a\nb", "建设路6号"])[2] == Address(road="建设路", road_number="6")


def test_line_breaks_separate_and_nothing_else() -> None:
    lines = "杭州市西湖区\r\n文三路120号\n锦绣花园3幢2单元501室\n"
    assert parse_address(lines) == parse_address("杭州市西湖区文三路120号锦绣花园3幢2单元501室")
