"""Known errors: every entry finds a place, nothing is spoilt twice, both weeks spoil the same places."""

from __future__ import annotations

from pathlib import Path

import pytest

from census_app.demo.errors import known_errors
from census_app.demo.generate import write_tables
from census_app.demo.plan import CountyPlan
from census_app.demo.truth import Fate
from census_app.demo.weeks import week_roles
from census_app.foundation.engines import kept_engine


def test_every_known_error_finds_a_place(tmp_path: Path) -> None:
    truth = write_tables(tmp_path, 1500, seed=11, errors=True)
    placed = {(row.rule_id, row.clause) for row in truth.rows if row.primary}
    missing = {(entry.rule, entry.clause) for entry in known_errors()} - placed
    assert len(missing) <= 10, "only rare kinds of customer may run out in a small county"
    assert (tmp_path / "truth_week1.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.nightly
def test_weeks_agree_on_the_places(tmp_path: Path) -> None:
    first = write_tables(tmp_path / "1", 700, seed=2, errors=True, week=1)
    second = write_tables(tmp_path / "2", 700, seed=2, errors=True, week=2)
    assert [(row.rule_id, row.record_key, row.fate) for row in first.rows] == [
        (row.rule_id, row.record_key, row.fate) for row in second.rows
    ]
    assert all(row.present == (row.fate is not Fate.NEW) for row in first.rows)
    assert all(row.present == (row.fate is not Fate.FIXED) for row in second.rows)


def test_a_customer_spoilt_into_another_unit_comes_and_goes_with_its_files(tmp_path: Path) -> None:
    """With two stations, of which the second is silent in week 2, a new error there would be in nobody's file."""
    truth = write_tables(tmp_path, 700, seed=112, errors=True, week=2)
    (row,) = [row for row in truth.rows if row.rule_id == "R040" and row.primary]
    with kept_engine(1) as connection:
        query = f"SELECT org_no FROM '{tmp_path}/customer.parquet' WHERE cons_no = $key"
        (held,) = connection.execute(query, {"key": row.record_key}).fetchone() or ("",)
    assert held in week_roles(CountyPlan(700, 112, 2)).quiet
    assert row.fate is Fate.NOT_RECHECKED


def test_clean_tables_carry_no_error(tmp_path: Path) -> None:
    assert write_tables(tmp_path, 600, seed=2).rows == ()
    with kept_engine(1) as connection:
        named = connection.execute(
            f"SELECT count(*) FROM '{tmp_path}/customer.parquet' WHERE cons_name IS NOT NULL"
        ).fetchall()
    assert named == [(600,)]


def test_what_another_unit_should_have_sent_is_rechecked_only_when_that_one_sends(tmp_path: Path) -> None:
    plan = CountyPlan(600, seed=2)
    truth = write_tables(tmp_path, plan.customers, seed=plan.seed, errors=True)
    rows = [row for row in truth.rows if row.rule_id == "R040"]
    with kept_engine(1) as connection:
        delivering = dict(connection.execute(f"SELECT cons_no, org_no FROM '{tmp_path}/customer.parquet'").fetchall())
    assert rows and all(row.unit != delivering[row.record_key] for row in rows)
    assert {delivering[row.record_key] for row in rows} <= week_roles(plan).quiet
    assert {row.fate for row in rows} == {Fate.NOT_RECHECKED}
