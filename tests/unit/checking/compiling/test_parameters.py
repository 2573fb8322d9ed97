"""Named constants: by key, by the record's date, as lists."""

from __future__ import annotations

from tests.unit.checking.build import County


def test_values_by_key(county: County) -> None:
    rows = [
        {"cons_no": "1", "cons_sort": "高压", "contract_cap": "50"},
        {"cons_no": "2", "cons_sort": "低压居民", "contract_cap": "50"},
        {"cons_no": "3", "cons_sort": "低压非居民", "contract_cap": "50"},
        {"cons_no": "4", "cons_sort": None, "contract_cap": "50"},
    ]
    note = {
        "id": "R1",
        "table": "用电客户",
        "wrong": "合同容量 > :上限[用户分类]",
        "says": "上限 {:上限[用户分类]}",
        "params": {"上限": {"value": {"高压": "100", "低压居民": "16.5"}, "unit": "kVA"}},
    }
    checked = county.check({"customer": rows}, [note])
    assert [(row["record_key"], row["message"]) for row in checked.findings] == [("2", "上限 16.5")]
    assert checked.counted("R1") == (1, 1, 0, 2, 0)


def test_values_in_force_on_the_date_of_the_record(county: County) -> None:
    rows = [
        {"cons_no": "1", "build_date": "2019-12-31", "contract_cap": "50"},
        {"cons_no": "2", "build_date": "2020-01-01", "contract_cap": "50"},
        {"cons_no": "3", "build_date": None, "contract_cap": "50"},
    ]
    upper = {"value": "100", "unit": "kVA", "dated": [{"since": "2020-01-01", "value": "40"}], "at": "立户日期"}
    note = {"id": "R1", "table": "用电客户", "wrong": "合同容量 > :上限", "params": {"上限": upper}}
    checked = county.check({"customer": rows}, [note])
    assert checked.accused("R1") == ["2"]
    assert checked.counted("R1") == (1, 1, 0, 1, 0)


def test_lists(county: County) -> None:
    rows = [{"cons_no": "1", "tg_no": "A"}, {"cons_no": "2", "tg_no": "B"}, {"cons_no": "3", "tg_no": None}]
    note = {
        "id": "R1",
        "table": "用电客户",
        "wrong": "所属台区编号 in :名单",
        "params": {"名单": {"value": ["A", "C"]}},
    }
    assert county.check({"customer": rows}, [note]).counted("R1") == (1, 1, 0, 1, 0)
