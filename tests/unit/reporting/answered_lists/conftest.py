"""A county of two units with its lists of one week issued, made once; every test works on a copy.

| customer | unit | run | contract | name   | mobile      | problems                               |
|----------|------|-----|----------|--------|-------------|----------------------------------------|
| 1        | 0301 | 8   | 0        | 赵小芳 |             | R042 运行容量, R005 合同容量           |
| 2        | 0301 | 5   | 9        | 甲     |             | R001 用户名称 (personal)               |
| 3        | 0301 | 9   | 8        | 孙梅   |             | R042 运行容量                          |
| 4        | 0302 | 9   | 8        | 钱多   |             | R042 运行容量                          |
| 5        | 0302 | 7   | 0        | 李四光 |             | R042 运行容量, R005 合同容量           |
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from census_app.foundation.jobs import silent
from census_app.reporting.lists import write_lists
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver
from tests.unit.workspace.in_force import put_in_force, write_pack
from tests.unit.workspace.rehearsal.test_rehearsal import PACK, RULES, customer

DATA_DAY, WEEK, TODAY = date(2026, 11, 16), "2026-W47", date(2026, 11, 20)
CUSTOMERS = [
    customer(1, 8, 0),
    customer(2, 5, 9, name="甲"),
    customer(3, 9, 8, name="孙梅"),
    customer(4, 9, 8, name="钱多") | {"org_no": "0302"},
    customer(5, 7, 0, name="李四光") | {"org_no": "0302"},
]
UNITS = [{"org_no": "0301", "org_name": "柳河供电所"}, {"org_no": "0302", "org_name": "青岭供电所"}]


@dataclass
class County:
    """An open copy: its workspace, the lists of the two units, and a folder of one's own."""

    workspace: Workspace
    lists: dict[str, Path]
    folder: Path


@pytest.fixture(scope="session")
def issued_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("issued")
    with Workspace.create(folder / "W") as workspace:
        put_in_force(workspace, write_pack(folder / "probe", pack=PACK, rules=RULES))
        deliver(workspace, DATA_DAY, CUSTOMERS, org_unit=UNITS)
        run_check(workspace)
        write_lists(workspace, WEEK, folder / "lists", None, silent())
    return folder


@pytest.fixture
def county(issued_folder: Path, tmp_path: Path) -> Iterator[County]:
    shutil.copytree(issued_folder / "W", tmp_path / "W")
    shutil.copytree(issued_folder / "lists", tmp_path / "lists")
    given = tmp_path / "given"
    given.mkdir()
    lists = {path.name.split("_")[2]: path for path in (tmp_path / "lists").glob("周清单_*.xlsx")}
    with Workspace.open(tmp_path / "W") as workspace:
        yield County(workspace, lists, given)
