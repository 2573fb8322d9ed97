"""Values side by side: what differs is marked and shown, what both have in common of personal values is starred."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.foundation.text_width import display_width, padded, table_lines, wrapped
from census_app.matching.showing import LONGEST_SHOWN, alone, marked, nearest, plain, shortened, side_by_side


@pytest.mark.parametrize(
    ("left", "right", "kind", "shown"),
    [
        ("高琳", "高林", "name", ("高【琳】", "高【林】")),
        ("蔡闻国", "蔡文国", "name", ("蔡【闻】国", "蔡【文】国")),
        ("王建国", "王建国", "name", ("王*国", "王*国")),
        ("萧俊娥", "殷义", "name", ("【萧*娥】", "【殷*】")),
        ("王志福(东城)", "王志福", "name", ("王*福【(东城)】", "王*福")),
        ("320334199001011234", "320334199001011243", "identifier", None),
        ("13912345678", "13912345679", "phone", ("139****567【8】", "139****567【9】")),
        ("13912345678,13812345678", "13912345678", "phone", ("139****5678【,138****5678】", "139****5678")),
        ("3号楼2单元501室", "3号楼2单元502室", "address", ("3号楼*单元**【1】室", "3号楼*单元**【2】室")),
        ("1幢2单元201室", "1栋2单元201号", "address", ("1【幢】*单元***【室】", "1【栋】*单元***【号】")),
        ("迎宾路88号3层12号", "迎宾路88号3层12号", "address", ("迎宾路88号*层**号", "迎宾路88号*层**号")),
        ("蒋兰红", "蒋兰红，任家萍", "name", ("蒋*红", "蒋*红【，任*萍】")),
        ("蒋兰虹、李明", "蒋兰红，任家萍", "name", None),
        (
            "赣(2022)玉山县不动产权第0001001号",
            "赣(2022)玉山县不动产权第0001001号",
            "number",
            ("赣(2022)玉山县不动产权第00***01号", "赣(2022)玉山县不动产权第00***01号"),
        ),
        ("362300000111", "362300000111", "number", ("362300000111", "362300000111")),
        ("河北华兴机械有限公司", "华兴机械厂", "name", ("【河北】华兴机械【有限公司】", "华兴机械【厂】")),
    ],
)
def test_hidden_but_for_the_difference(left: str, right: str, kind: str, shown: tuple[str, str] | None) -> None:
    one, other = side_by_side(left, right, kind, hide=True)
    if shown is None:
        assert "【" in marked(one) and "*" in marked(one) and left not in plain(one)
    else:
        assert (marked(one), marked(other)) == shown


def test_of_a_masked_number_only_what_it_shows_is_seen_to_differ() -> None:
    ours, theirs = "370685199001018796", "370685********8496"
    one, other = side_by_side(ours, theirs, "identifier", hide=True, strangers=True)
    assert (marked(one), marked(other)) == ("370685********8【7】96", "370685********8【4】96")
    one, other = side_by_side(ours, "370685198001015496", "identifier", hide=True, strangers=True)
    assert (marked(one), marked(other)) == ("【370685********8796】", "【370685********5496】")


@pytest.mark.parametrize(
    ("ours", "theirs", "kind", "shown"),
    [
        ("18791366965", "187****6965", "phone", "187****6965"),
        ("370685199001018796", "370685********8796", "identifier", "370685********8796"),
        ("丁国杰", "丁*杰", "name", "丁*杰"),
        ("丁国杰", "*国杰", "name", "丁*杰"),
    ],
)
def test_what_one_side_masks_is_not_shown_of_the_other(ours: str, theirs: str, kind: str, shown: str) -> None:
    for strangers in (False, True):
        for left, right, place in ((ours, theirs, 0), (theirs, ours, 1)):
            sides = side_by_side(left, right, kind, hide=True, strangers=strangers)
            assert plain(sides[place]) == shown
            assert plain(side_by_side(left, right, kind)[place]) == ours


texts = st.text(max_size=30) | st.text(alphabet="王建国华兴机械有限公司0123456789号楼单元室", max_size=40)
kinds = st.sampled_from(["name", "identifier", "phone", "address", "text", ""])


@given(texts, texts, kinds, st.booleans())
def test_no_character_is_lost_or_made_up(left: str, right: str, kind: str, hide: bool) -> None:
    for value, shown in zip((left, right), side_by_side(left, right, kind, hide=hide), strict=True):
        expected, got = shortened(value), plain(shown)
        assert len(got) == len(expected)
        assert all(one == other or (hide and one == "*") for one, other in zip(got, expected, strict=True))


@given(texts, kinds)
def test_equal_values_differ_nowhere(value: str, kind: str) -> None:
    one, other = side_by_side(value, value, kind, hide=True)
    assert one == other and not any(piece.differs for piece in one)
    assert plain(alone(value, kind)) == shortened(value)


@given(st.lists(texts, max_size=4), st.lists(texts, max_size=4))
def test_the_nearest_are_values_that_were_given(left: list[str], right: list[str]) -> None:
    one, other = nearest(left, right)
    assert one in (left or [""]) and other in (right or [""])


def test_huge_values_are_cut() -> None:
    one, other = side_by_side("王" * 1_000_000, "𬭎⻓🙂" * 300_000, "address", hide=True)
    assert max(len(plain(one)), len(plain(other))) <= LONGEST_SHOWN


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), min_size=1, max_size=5))
def test_tables_are_aligned_and_keep_their_text(rows: list[tuple[str, str]]) -> None:
    rows = [tuple(shortened(cell) for cell in row) for row in rows]  # type: ignore[misc]
    lines = table_lines(rows, 20)
    assert sorted("".join(lines).replace(" ", "")) == sorted("".join(map("".join, rows)).replace(" ", ""))
    assert all(max(map(display_width, wrapped(cell, 20))) <= 20 for row in rows for cell in row)
    assert display_width(padded("户名", 10)) == display_width(padded("户名", 10, right=True)) == 10
