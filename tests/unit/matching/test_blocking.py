"""Candidates: exactly the pairs that agree on a key, within its cap."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from census_app.foundation.jobs import silent
from census_app.matching.blocking import Blocks, block
from census_app.matching.declaring import source_from
from census_app.matching.features import take_apart
from census_app.matching.records import Records
from census_app.matching.sources import Source

WORD = st.sampled_from(["", "a", "b", "c", "dd"])
TABLE = st.lists(st.tuples(WORD, WORD), max_size=12)


def source(cap: int = 1000, within: bool = False, keys: tuple[str, ...] = ("x.value", "x.value + y.value")) -> Source:
    roles = {name: {"kind": "text", "left": (name,), "right": (name,)} for name in ("x", "y")}
    return source_from(
        {"id": "t", "table": "t", "zh": "试", "roles": roles, "keys": keys, "cap": cap, "within": within}
    )


def records(rows: list[tuple[str, str]]) -> Records:
    return Records(
        [str(i) for i in range(len(rows))],
        {"x": [row[0] or None for row in rows], "y": [row[1] or None for row in rows]},
    )


def blocks(left: list[tuple[str, str]], right: list[tuple[str, str]], declared: Source) -> Blocks:
    return block(take_apart(records(left), records(right), declared, silent()), declared)


def pairs(found: Blocks, size: int = 5) -> list[tuple[int, int, int]]:
    return [
        (int(a), int(b), int(bits))
        for chunk in found.chunks(size)
        for a, b, bits in zip(chunk.left, chunk.right, chunk.keys, strict=True)
    ]


@given(TABLE, TABLE, st.integers(1, 5))
def test_candidates_are_the_pairs_that_agree_on_a_key(left, right, size):
    expected = []
    for i, (x1, y1) in enumerate(left):
        for j, (x2, y2) in enumerate(right):
            first = bool(x1) and x1 == x2
            both = first and bool(y1) and y1 == y2
            if first or both:
                expected.append((i, j, first | both << 1))
    assert pairs(blocks(left, right, source()), size) == expected


def test_a_key_may_take_another_column_of_either_side():
    roles = {"number": {"kind": "identifier", "left": ("x",), "right": ("y",)}}
    declared = source_from({"id": "t", "table": "t", "zh": "试", "roles": roles, "keys": ("number.order/shown_end",)})
    ours = ["11010519491231002X", "320334197404244906"]
    theirs = ["110***********002X", "11010519491231002X", "110105************"]
    left = Records(["a", "b"], {"x": ours})
    right = Records(["c", "d", "e"], {"y": theirs})
    # a whole number on both sides needs no such key, and the last mask shows no end
    assert pairs(block(take_apart(left, right, declared, silent()), declared)) == [(0, 0, 1)]
    with pytest.raises(ValidationError, match="不能互比"):
        source_from(asdict(declared) | {"keys": ("number.order/county",)})


@given(TABLE)
def test_a_table_against_itself_gives_each_pair_once_and_nobody_with_himself(rows):
    found = pairs(blocks(rows, rows, source(within=True, keys=("x.value",))))
    assert found == [
        (i, j, 1) for i in range(len(rows)) for j in range(i + 1, len(rows)) if rows[i][0] and rows[i][0] == rows[j][0]
    ]


def test_a_value_shared_by_too_many_is_cut_and_said():
    left, right = [("same", str(i)) for i in range(100)], [("same", str(i)) for i in range(100)]
    found = blocks(left, right, source(cap=400))
    assert found.cut == {"x.value": 10_000}
    assert [(a, b) for a, b, _ in pairs(found)] == [(i, i) for i in range(100)]


def test_empty_columns_bring_nobody_together():
    empty = [("", "")] * 50
    assert pairs(blocks(empty, empty, source())) == []


def test_records_known_to_be_apart_meet_only_on_a_number():
    roles = {name: {"kind": "text", "left": (name,), "right": (name,)} for name in ("name", "county")}
    roles["phone"] = {"kind": "phone", "left": ("phone",), "right": ("phone",)}
    keys = ("name.value", "phone.number")
    declared = {"id": "t", "table": "t", "zh": "试", "roles": roles, "keys": keys}
    left = Records(["0"], {"name": ["a"], "county": ["here"], "phone": ["13800138001"]})
    right = Records(
        ["0", "1", "2", "3"],
        {
            "name": ["a", "a", "a", "a"],
            "county": ["here", "there", None, "there"],
            "phone": [None, None, None, "13800138001"],
        },
    )

    def met(**more: str) -> list[tuple[int, int, int]]:
        source = source_from(declared | more)
        return pairs(block(take_apart(left, right, source, silent()), source))

    assert met() == [(0, 0, 1), (0, 1, 1), (0, 2, 1), (0, 3, 3)]
    assert met(apart="county.value") == [(0, 0, 1), (0, 2, 1), (0, 3, 2)]


def test_what_keeps_records_apart_is_a_part_of_a_role():
    roles = {"x": {"kind": "text", "left": ("x",), "right": ("x",)}}
    declared = {"id": "t", "table": "t", "zh": "试", "roles": roles, "keys": ("x.value",)}
    for wrong in ("y.value", "x.county"):
        with pytest.raises(ValidationError):
            source_from(declared | {"apart": wrong})
