"""A rule that requires another cannot judge where the other is wrong."""

from __future__ import annotations

from census_app.checking.stages import stages_of
from census_app.dictionary.loader import load_dictionary
from tests.unit.checking.build import County, pack_of

CUSTOMERS = [
    {"cons_no": "1", "contract_cap": None, "run_cap": "9"},
    {"cons_no": "2", "contract_cap": "5", "run_cap": "9"},
]
EMPTY = {"id": "R1", "table": "用电客户", "wrong": "为空(合同容量)"}


def test_blocked_by_a_rule_of_the_same_table(county: County) -> None:
    checked = county.check(
        {"customer": CUSTOMERS}, [EMPTY, {"id": "R2", "table": "用电客户", "wrong": "运行容量 > 5", "requires": ["R1"]}]
    )
    assert checked.accused("R2") == ["2"]
    assert checked.counted("R2") == (1, 0, 0, 1, 0)
    assert checked.reasons("R2") == {"blocked:R1": 1}


def test_blocked_by_a_rule_of_a_to_one_table(county: County) -> None:
    tables = {
        "customer": CUSTOMERS,
        "meter": [{"asset_no": f"M{number}", "cons_no": number, "t_factor": "3"} for number in ("1", "2", "8")],
    }
    checked = county.check(
        tables, [EMPTY, {"id": "R2", "table": "电能表", "wrong": "综合倍率 = 3", "says": "x", "requires": ["R1"]}]
    )
    assert checked.accused("R2") == ["M2", "M8"]
    assert checked.reasons("R2") == {"blocked:R1": 1}


def test_a_required_rule_runs_even_when_only_the_other_is_asked_for(county: County) -> None:
    notes = [
        EMPTY,
        {"id": "R2", "table": "用电客户", "wrong": "运行容量 > 5", "requires": ["R1"]},
        {**EMPTY, "id": "R3"},
    ]
    checked = county.check({"customer": CUSTOMERS}, notes, rules={"R2"})
    assert set(checked.result.rules) == {"R1", "R2"}


def test_a_blocked_rule_does_not_block_further(county: County) -> None:
    notes = [
        EMPTY,
        {"id": "R2", "table": "用电客户", "wrong": "运行容量 > 5", "requires": ["R1"]},
        {"id": "R3", "table": "用电客户", "wrong": "运行容量 > 6", "requires": ["R2"]},
    ]
    checked = county.check({"customer": CUSTOMERS}, notes)
    assert checked.accused("R3") == ["1"]
    assert checked.reasons("R3") == {"blocked:R2": 1}


def test_each_table_is_scanned_once_unless_two_tables_require_each_other() -> None:
    known = load_dictionary()

    def tables(requires: dict[str, str]) -> list[str]:
        notes = [
            {"id": "R1", "table": "用电客户", "wrong": "为空(合同容量)"},
            {"id": "R2", "table": "用电客户", "wrong": "为空(运行容量)"},
            {"id": "R3", "table": "电能表", "wrong": "综合倍率 = 3", "says": "x"},
            {"id": "R4", "table": "电能表", "wrong": "综合倍率 = 4", "says": "x"},
        ]
        listed = [{**note, "requires": [requires[note["id"]]] if note["id"] in requires else []} for note in notes]
        return [stage.table for stage in stages_of(pack_of(known, listed).rules, known)]

    assert tables({"R4": "R1"}) == ["customer", "meter"]
    assert tables({"R1": "R3"}) == ["meter", "customer"]
    assert tables({"R4": "R1", "R2": "R3"}) == ["customer", "meter", "customer", "meter"]
