"""What came and went by week, counted by hand over the county of `probe`."""

from __future__ import annotations

from pathlib import Path

from census_app.reporting.week_flow import WeekFlow, read_week_flow
from census_app.workspace.runs.record import official_runs
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.probe import two_weeks


def test_two_weeks_and_ten_gaps(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "W") as workspace:
        assert read_week_flow(workspace) == (), "before the first official run there is no week"
        two_weeks(workspace)
        weeks = read_week_flow(workspace)
        assert [one.came for one in weeks[:10]] == [None] * 10, "a week without a run is a gap, not a zero"
        assert weeks[10] == WeekFlow("2026-W46", came=4, fixed=0, due=4, standing=4, first=True)
        assert weeks[10].completion is None, "there is nothing earlier to compare with"
        # 2 and 3 were judged false alarms before the second run: they neither stand nor could be fixed
        newest = weeks[11]
        assert (newest.week, newest.came, newest.fixed) == ("2026-W47", 1, 1)
        assert newest.completion == (newest.fixed or 0) / (newest.due or 1)
        assert read_week_flow(workspace) == weeks, "the kept figures are the same"
        states = official_runs(workspace)[0].states_path(workspace)
        assert states is not None
        states.unlink()
        assert [one.came for one in read_week_flow(workspace)[10:]] == [None, None], "what is not kept is not told"
