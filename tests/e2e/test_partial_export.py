"""The week only a part comes: what was not delivered accuses nobody and proves nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import sg186
from tests.e2e.census import census, imported

UNIT = "3340101"
CUSTOMER_COLUMNS = ("CONS_NO", "CONS_NAME", "ELEC_ADDR", "STATUS_CODE", "ORG_NO", "TG_NO", "CONTRACT_CAP")
METER_COLUMNS = ("ASSET_NO", "CONS_NO", "MP_NO", "T_FACTOR")
Row = dict[str, str]


def _read(path: Path) -> list[Row]:
    with path.open(encoding="gb18030", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.DictWriter(stream, columns, quoting=csv.QUOTE_ALL, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def _spoil(path: Path, change: Callable[[int, Row], None]) -> None:
    rows = _read(path)
    for number, row in enumerate(rows):
        change(number, row)
    _write(path, list(rows[0]), rows)


def _wrong_customers(number: int, row: Row) -> None:
    """Errors of rules whose scope or verdict needs columns that the second week lacks."""
    if number in (1, 4):
        row["CONTRACT_CAP"] = "9000"
    if number in (5, 8):
        row["TG_NO"] = "999999"
    if number in (10, 13):
        row["MOBILE"] = "13800000000"
    if number == 16:
        row["PS_DATE"] = "2030/1/1"


def _problems(workspace: Path) -> dict[tuple[str, str], dict[str, Any]]:
    found = census("problems", "--workspace", workspace, "--json").report["problems"]
    return {(problem["rule_id"], problem["record_key"]): problem for problem in found}


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory):
    """Problems after a whole week and after a partial one; the second week's check."""
    folder = tmp_path_factory.mktemp("partial")
    sg186.write(folder / "whole")
    _spoil(folder / "whole" / "C_CONS.csv", _wrong_customers)
    workspace = folder / "workspace"
    imported(workspace, folder / "whole", "--data-date", "2026-11-20")
    assert census("check", "--workspace", workspace, "--json").code == 0
    first = _problems(workspace)
    customers = _read(folder / "whole" / "C_CONS.csv")
    own = {row["CONS_NO"] for row in customers if row["ORG_NO"] == UNIT}
    meters = [row for row in _read(folder / "whole" / "C_METER.csv") if row["CONS_NO"] in own]
    corrected = [row | {"TG_NO": "000003"} if row["TG_NO"] == "999999" else row for row in customers]
    _write(folder / "part" / "C_CONS.csv", CUSTOMER_COLUMNS, corrected)
    _write(folder / "part" / "C_METER.csv", METER_COLUMNS, meters)
    report = imported(workspace, folder / "part", "--data-date", "2026-11-27")
    check = census("check", "--workspace", workspace, "--json").report
    return first, _problems(workspace), report, check, folder


def test_the_whole_week_accuses_what_is_wrong(weeks) -> None:
    first = weeks[0]
    assert {"R006", "R032", "R046", "R055", "R075", "R076"} <= {rule for rule, _ in first}
    assert all(problem["state"] == "new" for problem in first.values())


def test_the_delivery_is_taken_as_partial_and_asked_about(weeks) -> None:
    report = weeks[2]
    assert {report["coverage"][table]["completeness"] for table in ("customer", "meter")} == {"partial"}
    assert report["coverage"]["meter"]["inherited_units"] == ["3340102", "3340103"]
    assert report["coverage"]["metering_point"]["inherited"] is True
    assert len(report["questions"]) == 2


def test_nothing_new_is_accused(weeks) -> None:
    first, second, *_ = weeks
    assert set(second) == set(first)
    assert not any(problem["is_new"] or problem["reopened"] for problem in second.values())


def test_nothing_counts_as_fixed_gone_or_out_of_scope_that_was_not_judged(weeks) -> None:
    _, second, _, check, _ = weeks
    moved = {key: problem["state"] for key, problem in second.items() if problem["state"] not in ("open", "new")}
    assert moved == {}
    assert check["rules"]["R032"]["right"] == 0
    waiting = [problem for key, problem in second.items() if key[0] in ("R006", "R032", "R046")]
    assert all(problem["not_rechecked"] for problem in waiting)


def test_a_first_delivery_without_metering_points_accuses_only_what_it_shows(weeks) -> None:
    """No 计量点 at all, one unit's meters: nobody lacks a point or a meter; what is accused was wrong before too."""
    first, _, _, _, folder = weeks
    workspace = folder / "only_part"
    imported(workspace, folder / "part", "--data-date", "2026-11-27", "--partial")
    check = census("check", "--workspace", workspace, "--json").report
    assert set(_problems(workspace)) <= set(first)
    assert all(counts["error"] == 0 for counts in check["rules"].values())
