"""A number that the archive does not have is taken, and said to be unknown to it: by a slip, or newly built."""

from __future__ import annotations

from pathlib import Path

import pytest

from census_app.foundation.database import reading
from census_app.foundation.jobs import silent
from census_app.reporting.answered_lists.take import take_lists
from census_app.reporting.lists import write_lists
from census_app.survey.answers import answers_in
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver
from tests.unit.workspace.in_force import put_in_force, write_pack
from tests.unit.workspace.rehearsal.test_rehearsal import PACK, RULE, customer

from .conftest import DATA_DAY, TODAY, UNITS, WEEK
from .filling import FIXED, fill

ACCUSED = "所属台区编号"
RULES = RULE.format(id="R007", title="台区不对", when=f"{ACCUSED} = 'T1'", accuses=ACCUSED, says="台区")


@pytest.fixture
def issued(tmp_path: Path) -> Workspace:
    with Workspace.create(tmp_path / "W") as workspace:
        put_in_force(workspace, write_pack(tmp_path / "probe", pack=PACK, rules=RULES))
        areas = [{"tg_no": number, "tg_name": number, "org_no": "0301"} for number in ("T1", "T2")]
        customers = [customer(number, 8, 8) | {"tg_no": "T1"} for number in (1, 2)]
        deliver(workspace, DATA_DAY, customers, org_unit=UNITS, distribution_transformer=areas)
        run_check(workspace)
        write_lists(workspace, WEEK, tmp_path / "lists", None, silent())
        return workspace


def test_an_area_the_archive_does_not_have_is_told_in_the_receipt_and_kept_for_review(
    issued: Workspace, tmp_path: Path
) -> None:
    (source,) = (tmp_path / "lists").glob("周清单_*.xlsx")
    answers = {("R007", "1"): {**FIXED, "整改后值": "T2"}, ("R007", "2"): {**FIXED, "整改后值": "T99"}}
    with Workspace.open(tmp_path / "W") as workspace:
        taken = take_lists(workspace, [fill(source, tmp_path / "a.xlsx", answers)], tmp_path / "out", today=TODAY)
        rows = {row.row.text("customer"): row for row in taken.files[0].rows}
        assert [rows[number].status.value for number in ("1", "2")] == ["taken", "taken"]
        assert "里没有" not in rows["1"].why
        assert "档案的台区里没有“T99”：抄错了，或是新增的，由审核定" in rows["2"].why
        with reading(workspace.engine) as connection:
            said = {answer.record_key: answer.said for answer in answers_in(connection)}
        assert "里没有“T99”" in said["2"] and "里没有" not in said["1"]
