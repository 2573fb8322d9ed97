"""The week the backlog ends, as a range: what the last weeks did to it, drawn again and again.

Each path first draws as many weekly net changes as there are, with replacement (how uncertain the changes themselves
are), then week after week from those, until nothing is left. Weeks without a run count as parts of the step over them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from census_app.foundation.weeks import week_days, week_of
from census_app.reporting.reports.settings import ForecastSettings

NO_END = "看不到头"


@dataclass(frozen=True)
class Forecast:
    """Weeks from now until nothing is left: the early end, the middle and the late end of the range; None: no end in
    sight. `steps` net changes were looked at; too few: nothing is foreseen and `words` says so."""

    week: str
    backlog: int
    steps: int
    early: int | None = None
    middle: int | None = None
    late: int | None = None
    enough: bool = True

    @property
    def words(self) -> str:
        """In Chinese, for one line of a report."""
        if self.backlog == 0:
            return "已经没有未整改"
        if not self.enough:
            return f"只有 {self.steps} 段周变化，还不能预测"
        if self.middle is None:
            return f"{NO_END}：按最近 {self.steps} 段周变化，存量减不完"
        late = NO_END if self.late is None else self._week(self.late)
        return f"{self._week(self.early or self.middle)} 至 {late}（八成把握，最可能 {self._week(self.middle)}）"

    def _week(self, weeks: int) -> str:
        return week_of(week_days(self.week)[0] + timedelta(weeks=weeks))


def forecast(
    week: str, backlog: int, changes: Sequence[tuple[int, int]], settings: ForecastSettings, seed: str
) -> Forecast:
    """The range from net changes (change, weeks it took), the newest last; the same seed gives the same range."""
    recent = [change / weeks for change, weeks in changes][-settings.window_weeks :]
    if backlog == 0 or len(recent) < settings.fewest_weeks:
        return Forecast(week, backlog, len(recent), enough=backlog == 0)
    dice = random.Random(seed)  # noqa: S311 - a forecast, not a secret
    ends = sorted(_path(backlog, recent, settings.horizon_weeks, dice) for _ in range(settings.paths))

    def at(share: float) -> int | None:
        end = ends[min(len(ends) - 1, int(share * len(ends)))]
        return end if end <= settings.horizon_weeks else None

    return Forecast(week, backlog, len(recent), at(settings.low), at(0.5), at(settings.high))


def _path(backlog: int, recent: Sequence[float], horizon: int, dice: random.Random) -> int:
    """The week in which this path ends; horizon + 1 when it does not."""
    drawn = dice.choices(recent, k=len(recent))
    left = float(backlog)
    for week, change in enumerate(dice.choices(drawn, k=horizon), start=1):
        left += change
        if left <= 0:
            return week
    return horizon + 1
