"""The county's reports over 52 weeks: with the counts of earlier weeks kept (as every week finds them) and without.

Run: python -m tests.bench.bench_reports [weeks] [customers] [folder]

Prints wall seconds of the bulletin with a trend of all weeks, of the monthly report and of one code resolved
(goal: the county report over 52 weeks ≤ 3 s). The county is made first; with a folder it is kept for the next time.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from census_app.reporting.reports.publishing import Wanted, published_reports, write_report
from census_app.reporting.reports.why import resolve_code
from census_app.workspace.runs.record import last_official
from census_app.workspace.workspace import Workspace
from tests.unit.reporting.reports.world import World, install_pack

WEEKS, CUSTOMERS = 52, 20_000


def make(folder: Path, weeks: int, customers: int) -> None:
    with pytest.MonkeyPatch.context() as patch, Workspace.create(folder) as workspace:
        install_pack(patch)
        world = World(workspace, customers=customers)
        world.move(customers, 0)
        for week in range(weeks):
            record = world.check()
            world.move(customers // 40, 0.06)
            print(f"\rweek {week + 1}/{weeks}: {record.findings:,} findings", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def measure(folder: Path, weeks: int) -> None:
    with Workspace.open(folder) as workspace, tempfile.TemporaryDirectory() as out:
        run = last_official(workspace)
        assert run is not None
        bulletin = Wanted("bulletin", run.week, trend_weeks=weeks)
        monthly = Wanted("monthly", f"{run.data_date:%Y-%m}", trend_weeks=weeks)

        def first() -> None:
            for path in (workspace.folder / "cache").glob("report-step-*"):
                path.unlink()
            write_report(workspace, bulletin, Path(out))

        cold = seconds(first)
        warm = [seconds(lambda: write_report(workspace, bulletin, Path(out))) for _ in range(3)]
        month = seconds(lambda: write_report(workspace, monthly, Path(out)))
        code = next(iter(published_reports(workspace)[-1].payload["codes"]))
        why = seconds(lambda: resolve_code(workspace, code))
    print(f"bulletin over {weeks} weeks: {min(warm):.2f} s (nothing kept {cold:.2f} s)")
    print(f"monthly {month:.2f} s   why {why:.2f} s")


def main() -> None:
    weeks = int(sys.argv[1]) if len(sys.argv) > 1 else WEEKS
    customers = int(sys.argv[2]) if len(sys.argv) > 2 else CUSTOMERS
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[3]) if len(sys.argv) > 3 else Path(temporary) / "W"
        if not (folder / "workspace.db").is_file():
            make(folder, weeks, customers)
        measure(folder, weeks)


if __name__ == "__main__":
    main()
