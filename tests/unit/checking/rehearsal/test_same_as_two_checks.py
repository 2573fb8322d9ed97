"""A rehearsal says what two whole checks say, one of the tables as they are, one of the corrected tables."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from census_app.checking.rehearsal.corrections import Correction
from census_app.dictionary.loader import load_dictionary
from tests.unit.checking.build import County

from .rehearsing import change, delete, rehearsed

NOTES: list[dict[str, Any]] = [
    {"id": "A1", "table": "用电客户", "wrong": "运行容量 > 合同容量"},
    {"id": "A2", "table": "用电客户", "wrong": "合同容量 > 台区.台区容量", "requires": ["A1"]},
    {"id": "A3", "table": "用电客户", "wrong": "any(台区.用电客户, 成员.合同容量 < 本户.运行容量)"},
    {"id": "A4", "table": "用电客户", "wrong": "count(计量点) <> 1", "requires": ["A6"]},
    {"id": "A5", "table": "用电客户", "group": {"by": ["移动电话"], "grain": "one", "wrong": "count() > 1"}},
    {"id": "A6", "table": "用电客户", "unique": ["用户名称", "所属台区编号"], "accuses": ["用户名称"]},
    {"id": "A7", "table": "用电客户", "wrong": "最新合同.合同约定容量 <> 合同容量", "requires": ["A5"]},
    {"id": "A8", "table": "用电客户", "wrong": "sum(月电量.抄见电量, 月序 <= 2) > 10"},
    {"id": "B1", "table": "台区", "wrong": "sum(用电客户.合同容量) > 台区容量", "says": "{台区编号}"},
    {"id": "C1", "table": "计量点", "wrong": "计量点台区编号 <> 用户.所属台区编号", "says": "x", "requires": ["A1"]},
    {"id": "C2", "table": "计量点", "wrong": "用户.台区.台区容量 < 4", "says": "x",
     "summary": {"by": ["用户.所属台区编号"], "least": 2}},
]  # fmt: skip

few = st.sampled_from
customers = st.lists(
    st.fixed_dictionaries(
        {
            "cons_name": few(["王建国", "李丽"]),
            "contract_cap": few(["1", "3", "5", None]),
            "run_cap": few(["1", "4", None]),
            "tg_no": few(["T1", "T2", "T3", None]),
            "mobile": few(["13900000001", "13900000002", None]),
            "org_no": st.just("A"),
        }
    ),
    min_size=3,
    max_size=6,
).map(lambda rows: [{"cons_no": str(number), **row} for number, row in enumerate(rows)])
points = st.lists(
    st.fixed_dictionaries({"cons_no": few(["0", "1", "2", "9", None]), "tg_no": few(["T1", "T2", None])}),
    min_size=1,
    max_size=5,
).map(lambda rows: [{"mp_no": f"m{number}", **row} for number, row in enumerate(rows)])
contracts = st.lists(
    st.fixed_dictionaries(
        {
            "cons_no": few(["0", "1", "2"]),
            "contract_cap": few(["1", "3"]),
            "effect_date": few(["2020-01-01", "2024-01-01"]),
        }
    ),
    max_size=4,
).map(lambda rows: [{"contract_no": f"c{number}", **row} for number, row in enumerate(rows)])
bills = st.lists(
    st.fixed_dictionaries({"cons_no": few(["0", "1", "2"]), "read_pq": few(["4", "8", None])}), min_size=1, max_size=3
).map(
    lambda rows: [
        {**row, "mp_no": f"m{number}", "ym": month} for number, row in enumerate(rows) for month in ("202609", "202610")
    ]
)
OPTIONS = {
    "customer": {
        "cons_name": ["王建国", "赵强"], "contract_cap": ["1", "7", ""], "run_cap": ["1", "9", ""],
        "tg_no": ["T1", "T2", ""], "mobile": ["13900000001", "13900000009", ""], "cons_no": ["77"],
    },
    "metering_point": {"cons_no": ["0", "1", ""], "tg_no": ["T1", "T2"]},
    "distribution_transformer": {"tg_cap": ["1", "99", ""], "tg_no": ["T7"]},
    "contract": {"cons_no": ["0", "1"], "contract_cap": ["1", "9"], "effect_date": ["2019-01-01", "2025-01-01"]},
    "billing_month": {"read_pq": ["1", "99", ""]},
}  # fmt: skip
KEYS = {
    "customer": "cons_no",
    "metering_point": "mp_no",
    "distribution_transformer": "tg_no",
    "contract": "contract_no",
}


@st.composite
def tried(draw: st.DrawFn, tables: dict[str, list[dict[str, Any]]]) -> tuple[Correction, Any]:
    """A correction and how it changes the tables."""
    table = draw(few(sorted(name for name, rows in tables.items() if rows)))
    row = draw(st.integers(0, len(tables[table]) - 1))
    there = tables[table][row]
    key = there[KEYS[table]] if table in KEYS else "|".join(there[name] for name in ("cons_no", "ym", "mp_no"))
    if table != "billing_month" and draw(st.booleans()) and draw(st.booleans()):
        return delete(table, key), (table, row, None, None)
    field = draw(few(sorted(OPTIONS[table])))
    value = draw(few(OPTIONS[table][field]))
    return change(table, key, field, value), (table, row, field, value or None)


# shrinking would check hundreds of counties; the examples are small as they are
@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(customers, points, contracts, bills, st.data())
def test_the_same(people: Any, places: Any, agreed: Any, billed: Any, data: st.DataObject) -> None:
    tables = {"customer": people, "metering_point": places, "contract": agreed, "billing_month": billed}
    tables["distribution_transformer"] = [{"tg_no": "T1", "tg_cap": "3"}, {"tg_no": "T2", "tg_cap": "20"}]
    tables = {name: rows for name, rows in tables.items() if rows}
    chosen = data.draw(st.lists(tried(tables), min_size=1, max_size=3, unique_by=lambda one: one[1][:2]))
    with TemporaryDirectory() as folder:
        county = County(Path(folder), load_dictionary())
        columns = {name: sorted({field for row in rows for field in row}) for name, rows in tables.items()}
        snapshot = county.snapshot(tables, columns=columns)
        told = rehearsed(county, snapshot, NOTES, *(one for one, _ in chosen))
        before = county.check(snapshot, NOTES)
        done = {(one.table.id, one.row_id, one.field.id if one.field else None) for one in told.tried}
        corrected = deepcopy(tables)
        for table, row, field, value in sorted((one for _, one in chosen if one[:3] in done), key=lambda one: -one[1]):
            if field is None:
                del corrected[table][row]
            else:
                corrected[table][row][field] = value
        after = county.check(county.snapshot(corrected, columns=columns, snapshot_id="after"), NOTES)
    assert told.errors == {} and before.result.errors == {} and after.result.errors == {}
    renamed = {one[1][0:2] for one in chosen if one[1][2] in KEYS.values() and one[1][0] != "metering_point"}
    if renamed:
        return
    sides = [{(one["rule_id"], one["record_key"]): one["message"] for one in side.findings} for side in (before, after)]
    vanished = {(one.rule.id, one.before.record_key) for one in told.fates if one.before and not one.after}
    appeared = {(one.rule.id, one.after.record_key): one.after.message for one in told.fates if not one.before}  # type: ignore[union-attr]
    assert vanished == sides[0].keys() - sides[1].keys()
    assert appeared == {key: sides[1][key] for key in sides[1].keys() - sides[0].keys()}
