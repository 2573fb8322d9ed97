"""5,000 visits of 125 surveyors into 125 survey workbooks, with and without the XLSForms.

Run: python -m tests.bench.bench_forms [tasks]

Prints wall and CPU seconds of each (goal: well under a minute for 5,000 tasks of about 20 items).
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from census_app.survey.forms.issuing import issue_forms
from census_app.workspace.workspace import Workspace
from tests.unit.survey.forms.walk import WEEK, county, dispatch

PER_SURVEYOR = 40


def main() -> None:
    tasks = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as folder, Workspace.create(Path(folder) / "W") as workspace:
        county(workspace, tasks)
        for start in range(0, tasks, PER_SURVEYOR):
            numbers = list(range(start, min(tasks, start + PER_SURVEYOR)))
            dispatch(workspace, numbers, f"普查员{start // PER_SURVEYOR:03d}", scene="charging")
        for phones in (False, True):
            started, used = time.perf_counter(), time.process_time()
            report = issue_forms(workspace, WEEK, Path(folder) / f"forms{phones}", phones=phones)
            seconds, cpu = time.perf_counter() - started, time.process_time() - used
            items = sum(report.items.values())
            what = "workbooks and XLSForms" if phones else "workbooks"
            print(f"{len(report.files)} {what}, {tasks:,} tasks, {items:,} items: {seconds:.1f} s, CPU {cpu:.1f} s")


if __name__ == "__main__":
    main()
