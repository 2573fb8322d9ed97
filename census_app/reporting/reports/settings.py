"""What the reports say and how far they look: `resources/reports.yaml`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from census_app.foundation.settings_files import settings


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FigureText(_Settings):
    """What a figure is called, how it is reckoned, and what the rows behind it are."""

    zh: str
    how: str
    rows: str


class ForecastSettings(_Settings):
    """How the week the backlog ends is foreseen; see `how`."""

    window_weeks: int
    fewest_weeks: int
    paths: int
    horizon_weeks: int
    low: float
    high: float
    how: str


Situation = Literal["nothing_due", "unproven", "low", "long_standing", "growing", "few", "high", "level"]


class Advice(_Settings):
    """What the board says of a category in this situation."""

    when: Situation
    text: str


class ReportSettings(_Settings):
    """The file; its comments say what each entry means."""

    trend_weeks: int
    longest_trend_weeks: int
    long_standing_weeks: int
    ranked_from: int
    bar_full: float
    look_share: float
    most_units_named: int
    most_small_units: int
    most_rules: int
    forecast: ForecastSettings
    figures: dict[str, FigureText]
    board_advice: tuple[Advice, ...]
    longest_note: int


def report_settings() -> ReportSettings:
    """The shipped file, validated once per process."""
    return settings(ReportSettings, "reports.yaml", "报表设置有误")
