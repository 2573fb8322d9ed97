"""The board of the week, counted by hand over the county of `probe`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

from census_app.archive.model import Completeness, SnapshotManifest, TableCoverage
from census_app.dictionary.loader import load_dictionary
from census_app.reporting.quality import Quality
from census_app.reporting.week_board import read_week_board
from census_app.reporting.week_board.freshness import freshness_of
from census_app.reporting.week_board.ranking import ABOVE, BELOW, LEVEL, UNRANKED, _place
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.probe import two_weeks


def test_the_week_at_a_glance(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "W") as workspace:
        assert read_week_board(workspace) is None, "before the first official run there is no week"
        two_weeks(workspace)
        board = read_week_board(workspace, today=date(2026, 11, 30))
    assert board is not None
    assert (board.queue.outstanding, board.queue.new, board.queue.overdue) == (2, 1, 2)
    measured = {point.week: (point.right, point.customers) for point in board.rates if point.right is not None}
    assert measured == {"2026-W46": (2, 6), "2026-W47": (2, 4)}
    assert len(board.rates) == 12
    assert not any(point.changed for point in board.rates)
    totals = {row.unit: (row.total, row.customers) for row in board.heat}
    assert totals == {"0301": (1, 4), "0302": (1, 2)}
    supply = board.categories.index("供电电源与受电设备")
    cells = {row.unit: row.cells[supply] for row in board.heat}
    assert (cells["0301"].problems, cells["0301"].before) == (1, 3)
    assert [(one.rule_id, one.new, one.before) for one in board.news] == [("R042", 1, 4)]
    ranks = {one.unit: one for one in board.ranks}
    assert {unit: (one.right, one.customers, one.outstanding, one.new, one.overdue) for unit, one in ranks.items()} == {
        "0301": (1, 2, 1, 1, 1),
        "0302": (1, 2, 1, 0, 1),
    }
    assert {one.place for one in board.ranks} == {UNRANKED}, "so few customers are not compared"
    assert (ranks["0301"].right_before, ranks["0301"].customers_before) == (1, 4)
    assert ranks["0301"].covered == 1.0
    assert not board.counties
    assert "变电站" in board.missing
    assert {one.table for one in board.freshness} >= {"customer", "distribution_transformer"}


def test_a_table_of_which_one_unit_is_older_has_the_day_of_that_one() -> None:
    newest, before = date(2026, 11, 25), date(2026, 11, 18)
    days = {"0301": newest, "0302": before}
    manifest = SnapshotManifest(
        snapshot="s",
        created_at=datetime(2026, 11, 25, 9),
        data_date=newest,
        parts={},
        dictionary="",
        coverage={
            "customer": TableCoverage(
                completeness=Completeness.COMPLETE, data_date=newest, inherited_units=("0302",), unit_dates=days
            ),
            "org_unit": TableCoverage(
                completeness=Completeness.COMPLETE, data_date=newest, unit_dates=days | {"03": newest}
            ),
        },
    )
    found, _ = freshness_of(SimpleNamespace(dictionary=load_dictionary()), manifest)  # type: ignore[arg-type]
    told = {one.table: (one.date, one.days, one.units, one.all_units, one.state) for one in found}
    assert told["customer"] == ("2026-11-18", 7, 2, 2, "partly_inherited")
    assert told["org_unit"][2:4] == (2, 2), "a county is no unit that delivers"


def _quality(right: int, customers: int) -> Quality:
    return Quality(active=customers, wrong=customers - right)


def test_a_unit_is_better_or_worse_only_beyond_chance_and_never_when_little_was_judged() -> None:
    assert _place(_quality(99, 100), 900, 100, 0.9) == ABOVE
    assert _place(_quality(70, 100), 900, 100, 0.9) == BELOW
    assert _place(_quality(92, 100), 900, 100, 0.9) == LEVEL
    assert _place(_quality(29, 29), 900, 100, 0.5) == UNRANKED, "few customers"
    assert _place(_quality(99, 100), 700, 300, 0.9) == UNRANKED, "little was judged"


def test_of_several_counties_the_rows_are_counties(tmp_path: Path) -> None:
    units = [
        {"org_no": "03", "org_name": "东县", "org_level": "县", "parent_org_no": None},
        {"org_no": "04", "org_name": "西县", "org_level": "县", "parent_org_no": None},
        {"org_no": "0301", "org_name": "城关所", "org_level": "所", "parent_org_no": "03"},
        {"org_no": "0302", "org_name": "河湾所", "org_level": "所", "parent_org_no": "04"},
    ]
    with Workspace.create(tmp_path / "W") as workspace:
        two_weeks(workspace, org_unit=units)
        board = read_week_board(workspace, today=date(2026, 11, 30))
    assert board is not None
    assert board.counties
    assert {row.unit: (row.name, row.total, row.customers, row.units) for row in board.heat} == {
        "03": ("东县", 1, 4, ("0301",)),
        "04": ("西县", 1, 2, ("0302",)),
    }
    assert {one.unit: (one.name, one.units) for one in board.ranks} == {
        "03": ("东县", ("0301",)),
        "04": ("西县", ("0302",)),
    }
