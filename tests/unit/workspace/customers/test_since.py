"""The week a value went wrong, on the county of `probe`: customer 4 ran 95 in the first week, 130 in the second."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from census_app.workspace.customers import find_customers, read_customer
from census_app.workspace.customers.since import last_seen, wrong_since
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver
from tests.unit.workspace.probe import W1, W2, two_weeks


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder: Path = tmp_path_factory.mktemp("since") / "W"
    with Workspace.create(folder) as made:
        two_weeks(made)
        yield made


def problem(workspace: Workspace, key: str) -> dict[str, Any]:
    names = ["record_key", "table", "accused", "first_run", "first_date"]
    rows = problem_rows(workspace).rows(names)
    return next(dict(zip(names, row, strict=True)) for row in rows if row[0] == key)


def test_the_change_stands_between_two_data_dates(weeks: Workspace) -> None:
    found = wrong_since(weeks, problem(weeks, "4"))
    running = next(one for one in found.values if one.name == "运行容量")
    assert (running.old, running.value) == ("95", "130")
    assert (running.before, running.day, running.week) == (W1.isoformat(), W2.isoformat(), "2026-W47")
    contract = next(one for one in found.values if one.name == "合同容量")
    assert (contract.value, contract.before, contract.day) == ("100", "", W1.isoformat())
    assert found.run and found.found == W2.isoformat() and found.reached == W1.isoformat()


def test_what_never_changed_says_since_when_it_is_known(weeks: Workspace) -> None:
    running = next(one for one in wrong_since(weeks, problem(weeks, "6")).values if one.name == "运行容量")
    assert (running.value, running.before, running.appeared) == ("200", "", False)


def test_a_customer_gone_from_the_newest_data_keeps_its_last_date(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "W") as made:
        two_weeks(made)
        left = [{"cons_no": "5", "cons_name": "赵小芳", "org_no": "0302", "contract_cap": 100, "run_cap": 90}]
        deliver(made, date(2026, 11, 23), left)
        sheet = read_customer(made, "4")
        assert not sheet.in_snapshot and sheet.last_seen == W2.isoformat()
        assert read_customer(made, "5").last_seen == "", "it is still there"
        assert last_seen(made, "customer", "没有") == ""
        assert wrong_since(made, problem(made, "4")).values == ()


def test_a_unit_that_shares_its_name_is_told_by_its_code(tmp_path: Path) -> None:
    units = [{"org_no": unit, "org_name": "城关供电所"} for unit in ("0301", "0302")]
    people = [
        {"cons_no": unit, "cons_name": "赵小芳", "org_no": unit, "org_name": "城关供电所"} for unit in ("0301", "0302")
    ]
    with Workspace.create(tmp_path / "W") as made:
        deliver(made, W1, people, org_unit=units)
        assert read_customer(made, "0302").unit_name == "城关供电所（0302）"
        assert [one.unit_name for one in find_customers(made, "0301")] == ["城关供电所（0301）"]
