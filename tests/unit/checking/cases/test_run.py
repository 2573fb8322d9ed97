"""Worked examples run side by side, each in its own world."""

from __future__ import annotations

from pathlib import Path

from census_app.checking.cases.run import run_cases
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.packs import load_pack
from census_app.rulebook.resolving.resolve import resolve_pack
from tests.unit.checking.build import County, pack_of

BASELINE = {
    "用电客户": {"用户编号": "1", "用户名称": "甲厂", "证件号码": "A", "合同容量": "5", "所属台区编号": "T1"},
    "台区": {"台区编号": "T1", "运行状态": "运行"},
    "计量点": {"计量点编号": "m1", "用户编号": "1"},
}


def outcomes(county: County, note: dict[str, object]) -> list[tuple[str, str, bool]]:
    resolved = pack_of(county.dictionary, [note])
    pack = resolved.pack.model_copy(update={"baseline": BASELINE})
    found = run_cases(resolve_pack(pack, county.dictionary), county.dictionary)
    return [(outcome.case, outcome.got.value, outcome.passed) for outcome in found]


def test_what_a_case_changes_is_its_own(county: County) -> None:
    note = {
        "id": "R1",
        "table": "用电客户",
        "scope": "合同容量 > 1",
        "wrong": [{"id": "停", "when": "台区.运行状态 <> '运行' or count(计量点) = 0", "says": {"zh": "停"}}],
        "cases": [
            {"name": "a", "expect": "wrong", "clauses": ["停"], "related": {"台区": [{"运行状态": "停运"}]}},
            {"name": "b", "expect": "right"},
            {"name": "c", "expect": "wrong", "related": {"计量点": []}},
            {"name": "d", "expect": "cannot_judge", "absent": ["台区"]},
            {"name": "e", "expect": "cannot_judge", "related": {"台区": [{"运行状态": None}]}},
            {"name": "f", "expect": "out_of_scope", "record": {"合同容量": "1"}},
            {"name": "g", "expect": "out_of_scope", "unreadable": ["合同容量"]},
            {"name": "h", "expect": "wrong"},
        ],
    }
    found = outcomes(county, note)
    assert [passed for _, _, passed in found] == [True] * 7 + [False]
    assert found[-1][1] == "right"


def test_a_function_of_what_is_told_of_a_whole_group_is_no_function_of_its_rows(county: County) -> None:
    note = {
        "id": "R1",
        "table": "用电客户",
        "group": {"by": ["所属台区编号"], "wrong": "确知(sum(合同容量) >= 300) and count() >= 2"},
        "says": "x",
        "cases": [
            {"name": "两户", "expect": "wrong", "peers": [{"用户编号": "2", "合同容量": "400"}]},
            {"name": "一户", "expect": "right"},
        ],
    }
    assert [passed for _, _, passed in outcomes(county, note)] == [True, True]


def test_peers_and_masked_values(county: County) -> None:
    note = {
        "id": "R1",
        "table": "用电客户",
        "unique": ["证件号码"],
        "says": "重复",
        "cases": [
            {"name": "两户同证", "expect": "wrong", "peers": [{"用户编号": "2"}]},
            {"name": "一户", "expect": "right"},
            {"name": "掩码", "expect": "cannot_judge", "record": {"证件号码": "A***"}, "peers": [{"用户编号": "2"}]},
        ],
    }
    assert all(passed for _, _, passed in outcomes(county, note))


def test_a_case_says_what_it_got_instead(county: County) -> None:
    note = {
        "id": "R1",
        "table": "用电客户",
        "wrong": "合同容量 > 9",
        "cases": [{"name": "大", "expect": "wrong"}],
    }
    resolved = pack_of(county.dictionary, [note])
    pack = resolved.pack.model_copy(update={"baseline": BASELINE})
    outcome = run_cases(resolve_pack(pack, county.dictionary), county.dictionary)[0]
    assert str(outcome) == "R1 例“大”：应为有错，得到正确"
    assert outcome.as_json()["got"] == "right"


def test_the_cases_of_the_shipped_pack_hold() -> None:
    dictionary = load_dictionary()
    folders = sorted(path for path in Path(shipped_folder("rules")).iterdir() if path.is_dir())
    failed = [
        str(outcome)
        for folder in folders
        for outcome in run_cases(resolve_pack(load_pack(folder), dictionary), dictionary)
        if not outcome.passed
    ]
    assert failed == []
