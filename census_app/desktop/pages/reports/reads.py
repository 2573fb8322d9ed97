"""Questions of the report page, as plain functions that run on a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.desktop.opened import opened

if TYPE_CHECKING:
    from census_app.reporting.reports.why import Answer


@dataclass(frozen=True)
class ReportKind:
    """A report that can be made: what it is asked for by (`day`, `week`, `month`), and the periods offered."""

    id: str
    zh: str
    says: str
    asked_by: str
    periods: tuple[str, ...]


@dataclass(frozen=True)
class PublishedLine:
    """A report that was made: local time, which, when, of which run, by whom, what its files are called."""

    at: str
    kind: str
    period: str
    run: str
    by: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class ReportGround:
    """The kinds there are, and what was made, newest first."""

    kinds: tuple[ReportKind, ...]
    published: tuple[PublishedLine, ...]


def read_reports(folder: Path, run_date: str) -> ReportGround:
    """What can be made, offered first for the day of the newest run, and what was made."""
    from census_app.reporting.reports.kinds import REPORTS
    from census_app.reporting.reports.publishing import published_reports
    from census_app.reporting.reports.report import present

    today = date.today()
    days = [today, *([date.fromisoformat(run_date[:10])] if run_date else [])]
    days += [today - timedelta(days=back) for back in (1, 7, 14, 31, 62)]
    kinds = tuple(
        ReportKind(
            one.id,
            one.zh,
            one.says,
            one.asked_by.value,
            tuple(dict.fromkeys(present(one.asked_by, day) for day in days)),
        )
        for one in REPORTS.values()
    )
    with opened(folder) as workspace:
        made = published_reports(workspace)
    lines = []
    for act in reversed(made):
        moment = datetime.fromisoformat(act.at) + timedelta(minutes=act.utc_offset_minutes)
        content = act.payload
        files = tuple(sorted(content["files"], reverse=True))
        line = PublishedLine(
            f"{moment:%Y-%m-%d %H:%M}", content["report"], content["period"], content["run"], act.actor, files
        )
        lines.append(line)
    return ReportGround(kinds, tuple(lines))


def resolve(folder: Path, code: str) -> Answer:
    """What the code stands for, with its rows counted once more."""
    from census_app.reporting.reports.why import resolve_code

    with opened(folder) as workspace:
        return resolve_code(workspace, code)


def save_rows(answer: Answer, target: Path) -> int:
    """`target` holds all rows behind the number; how many."""
    from census_app.reporting.reports.why import write_rows

    write_rows(answer, target)
    return len(answer.behind.rows)
