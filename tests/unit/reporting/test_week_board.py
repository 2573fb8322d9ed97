"""The board of the week, counted by hand over the county of `probe`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from census_app.reporting.week_board import read_week_board
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
    assert "变电站" in board.missing
    assert {one.table for one in board.freshness} >= {"customer", "distribution_transformer"}
