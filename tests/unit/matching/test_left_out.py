"""What a role leaves out of its values: names of devices that one side begins with the voltage and the line."""

from __future__ import annotations

import pytest

from census_app.matching.link import LinkResult, link_records
from census_app.matching.records import Records
from census_app.matching.sources import Role, shipped_sources
from census_app.matching.weights.shipped import shipped_model

SOURCE = shipped_sources()["pms_topology"]
NAMES = ["瑾山花园配变", "金色家园1号公变", "兰宅村2号台区", "马路口村公变", "热线村公变", "窑山村箱变"]
BEFORE = ["10kV瑾山线", "玉山县.10kV瑾山线", "瑾山线", "10 KV怀玉线", "国网江西玉山_10千伏怀玉线", "怀玉线"]


def linked(prefixes: list[str], codes: list[str | None]) -> LinkResult:
    ours: list[str | None] = [f"36110000{number:02d}" for number in range(len(NAMES))]
    line: list[str | None] = ["L1", "L1", "L1", "L2", "L2", "L2"]
    left = Records([*map(str, ours)], {"tg_no": ours, "tg_name": [*NAMES], "line_no": line})
    theirs: list[str | None] = [before + name for before, name in zip(prefixes, NAMES, strict=True)]
    right = Records([f"P{i}" for i in range(len(NAMES))], {"obj_no": codes, "obj_name": theirs, "main_line_no": line})
    return link_records(left, right, SOURCE, model=shipped_model(SOURCE.model))


@pytest.mark.parametrize("prefixes", [[""] * 6, BEFORE])
def test_the_line_before_the_name_is_no_difference(prefixes: list[str]) -> None:
    found = linked(prefixes, [f"36110000{number:02d}" for number in range(6)])
    assert list(zip(found.left_row.tolist(), found.right_row.tolist(), strict=True)) == [(i, i) for i in range(6)]
    assert set(found.decision) == {"auto"}


def test_by_name_and_line_a_device_of_another_number_is_found() -> None:
    found = linked(BEFORE, [f"9911770{number:02d}5" for number in range(6)])
    assert list(zip(found.left_row.tolist(), found.right_row.tolist(), strict=True)) == [(i, i) for i in range(6)]


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="leave_out 不是正则表达式"):
        Role(kind="text", left=("a",), right=("b",), leave_out="(线")
