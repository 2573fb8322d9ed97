"""Where not all problems can go out, those of customers of higher risk go first among equally urgent ones."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput, DiskRefusal
from census_app.foundation.jobs import silent
from census_app.reporting.county.figures import county_summary
from census_app.reporting.list_rows import unit_rows
from census_app.reporting.lists import write_lists
from census_app.reporting.standing import standing_at
from census_app.workspace.lists import issued_lists
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import check, deliver, use_pack
from tests.unit.workspace.fixtures import finding

W1, W2 = date(2026, 11, 9), date(2026, 11, 16)
CUSTOMERS = [
    {"cons_no": str(number), "org_no": "0301", "contract_cap": capacity}
    for number, capacity in enumerate((10, 20, 5000, 30, 400), 1)
]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / "W") as made:
        yield made
    shutil.rmtree(tmp_path / "W")


def customers(workspace: Workspace, week: str, limit: int | None) -> list[str]:
    with standing_at(workspace, week, "所", silent()) as standing:
        return [row.customer for unit in unit_rows(standing, {}, limit, W2) for row in unit.problems]


def test_high_risk_first_among_equals(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    use_pack(monkeypatch)
    deliver(workspace, W1, CUSTOMERS)
    check(workspace, [finding(str(number), severity="urgent" if number == 1 else "normal") for number in range(1, 6)])
    assert customers(workspace, "2026-W46", 3) == ["1", "3", "5"]
    assert len(customers(workspace, "2026-W46", None)) == 5
    deliver(workspace, W2, CUSTOMERS)
    check(workspace, [finding(str(number)) for number in range(1, 6)])
    assert len(customers(workspace, "2026-W46", 3)) == 3


def test_lists_of_a_week_long_after_the_data_are_refused(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    use_pack(monkeypatch)
    deliver(workspace, W1, CUSTOMERS)
    check(workspace, [finding("1")])
    assert customers(workspace, "2027-W46", None) == ["1"]
    with pytest.raises(BadInput, match="2926-W46 比最新的数据（2026-11-09）晚一年以上"):
        customers(workspace, "2926-W46", None)


def test_a_unit_carries_its_code_where_another_without_problems_has_its_name(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_pack(monkeypatch)
    deliver(
        workspace,
        W1,
        [one | {"org_no": unit, "org_name": "城关供电所"} for one, unit in zip(CUSTOMERS, "5566", strict=False)],
    )
    check(workspace, [finding("1", unit="5")])
    with standing_at(workspace, "2026-W46", "所", silent()) as standing:
        listed = [unit.name for unit in unit_rows(standing, {}, None, W2)]
        labels = {"county": "", "run": "", "pack": "", "head": ""}
        summary = county_summary(standing, [], "2026-W46", labels)
    assert listed == ["城关供电所（5）"]
    assert [unit.name for unit in summary.units] == ["城关供电所（5）", "城关供电所（6）"]


def test_nothing_is_issued_while_a_program_holds_the_file(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_pack(monkeypatch)
    deliver(workspace, W1, CUSTOMERS)
    check(workspace, [finding("1")])
    out = tmp_path / "清单"
    (first,) = write_lists(workspace, "2026-W46", out).files.values()
    check(workspace, [finding("1"), finding("2")])
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    replaced = os.replace

    def held(source: str | Path, target: str | Path) -> None:
        if Path(target) == first:
            raise PermissionError(errno.EACCES, "another program reads it")
        replaced(source, target)

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(DiskRefusal, match=f"没有写入权限：{first}"):
        write_lists(workspace, "2026-W46", out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert len(issued_lists(workspace)) == 1
    monkeypatch.setattr(os, "replace", replaced)
    write_lists(workspace, "2026-W46", out)
    assert len(issued_lists(workspace)) == 2
