"""Causes of a workspace: cached, filtered, told; without a run or without data it is said why there are none."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest

from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput
from census_app.workspace.problems.exemptions import approve_exemption
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.root_causes.identity import normalise
from census_app.workspace.root_causes.now import causes_now
from census_app.workspace.root_causes.telling import CauseFilter, print_causes
from census_app.workspace.runs import run as runs
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.conftest import Prepared
from tests.unit.workspace.county import Says, deliver, use_pack
from tests.unit.workspace.fixtures import finding

DAY = date(2026, 11, 9)
CUSTOMERS = [
    {"cons_no": f"{number:04d}", "org_no": f"030{number % 2}", "tg_no": f"T{number // 20}", "cons_sort": "低压居民"}
    for number in range(600)
]


class Counts(Says):
    """Also says how many records were judged, as a real checker does."""

    def __call__(self, *arguments: Any, **more: Any) -> Any:
        result = super().__call__(*arguments, **more)
        with kept_engine(1) as connection:
            connection.execute(
                "COPY (SELECT 'R043' AS rule_id, '' AS clause, '03' AS unit, 20::BIGINT AS wrong, 580::BIGINT AS "
                f"\"right\") TO '{result.counts_file.as_posix()}' (FORMAT parquet)"
            )
        return result


def _checked(workspace: Workspace) -> None:
    deliver(workspace, DAY, CUSTOMERS, org_unit=[{"org_no": unit, "org_name": "柳河所"} for unit in ("0300", "0301")])
    found = [*range(140, 160), 3, 250, 401]
    says = Counts([finding(f"{n:04d}", row_id=n, unit=f"030{n % 2}") for n in found])
    runs.run_check(workspace, checker=says)


@pytest.fixture
def county(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """All twenty customers of area T7 have a problem, and three others."""
    use_pack(monkeypatch)
    return prepared(_checked)


def text_of(workspace: Workspace, form: str, **wanted: str) -> str:
    out = io.StringIO()
    print_causes(causes_now(workspace), CauseFilter(**wanted), form, out)
    return out.getvalue()


def test_the_report_adds_up_and_members_are_the_problems(county: Workspace) -> None:
    report = causes_now(county)
    (cause,) = report.causes
    assert (cause.kind, report.total, report.explained, report.individual) == ("area", 23, 20, 3)
    content = json.loads(text_of(county, "json"))
    keys = {number: key for key, number in problem_rows(county).rows(["record_key", "problem_no"])}
    numbers = content["causes"][0]["problem_numbers"]
    assert {keys[number] for number in numbers} == {f"{n:04d}" for n in range(140, 160)}
    assert content["causes"][0]["id"] == cause.id and content["individual"] == 3


def test_it_is_kept_until_something_changes(county: Workspace) -> None:
    first = causes_now(county)
    stamp = first.members.stat().st_mtime_ns if first.members else 0
    again = causes_now(county)
    assert again == first and again.members is not None and again.members.stat().st_mtime_ns == stamp
    (number,) = [no for key, no in problem_rows(county).rows(["record_key", "problem_no"]) if key == "0150"]
    approve_exemption(county, [number], "不是问题", until=date(2027, 1, 1), today=DAY)
    changed = causes_now(county)
    assert (changed.explained, changed.total) == (19, 22)
    assert changed.causes[0].id == first.causes[0].id


def test_filters(county: Workspace) -> None:
    (cause,) = causes_now(county).causes
    assert cause.id in text_of(county, "table", rule="R043")
    assert cause.id not in text_of(county, "table", rule="R001")
    assert cause.id in text_of(county, "csv", unit="0300") and cause.id not in text_of(county, "csv", unit="0302")
    listed = text_of(county, "table", cause=cause.id)
    assert "全部：" in listed and listed.count("、") >= 19
    with pytest.raises(BadInput, match="没有这个共因"):
        text_of(county, "table", cause="C-2222222")


def test_units_of_one_name_carry_their_codes(county: Workspace) -> None:
    (cause,) = causes_now(county).causes
    assert [(one.unit, one.name) for one in cause.units] == [("0300", "柳河所（0300）"), ("0301", "柳河所（0301）")]
    assert "柳河所（0300） 10、柳河所（0301） 10" in text_of(county, "table", unit="柳河所")
    assert cause.id in text_of(county, "table", unit="柳河所（0301）")


def test_csv_has_a_row_per_cause_and_no_formula(county: Workspace) -> None:
    (row,) = csv.DictReader(io.StringIO(text_of(county, "csv")))
    assert row["共因"] == "台区 T7" and row["问题数"] == "20"


def test_ids_are_understood_as_people_type_them() -> None:
    assert normalise("c-w86pwhj") == normalise("W86PWHJ") == normalise("Ｃ－W86 PWHJ") == "C-W86PWHJ"


def test_before_the_first_check_it_is_said(workspace: Workspace) -> None:
    assert "还没有正式校验" in text_of(workspace, "table")
    assert json.loads(text_of(workspace, "json"))["causes"] == []


def test_without_the_data_it_is_said(county: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("census_app.workspace.root_causes.now.can_be_read", lambda *_: False)
    assert "数据已经清理" in text_of(county, "table")
