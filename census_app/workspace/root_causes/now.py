"""The causes of the problems as they stand now, kept in the cache until anything changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from census_app import __version__
from census_app.archive.columns import quote_path, quote_text
from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.database import reading
from census_app.foundation.files import forget, newest_first, publish, write_text
from census_app.foundation.jobs import JobContext, silent
from census_app.workspace import acts
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.life import load_current
from census_app.workspace.root_causes.find import find_causes
from census_app.workspace.root_causes.identity import CauseIds
from census_app.workspace.root_causes.model import Cause, CauseReport
from census_app.workspace.root_causes.naming import ASSIGNED, name_causes
from census_app.workspace.root_causes.settings import cause_settings
from census_app.workspace.runs.record import COUNTS_FILE, RunRecord, last_official
from census_app.workspace.tuning.past_snapshots import can_be_read

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

_PREFIX = "causes-"
_KEPT = 3
_NOT_CHECKED = "还没有正式校验，没有问题可以归并；先用 census check"
_NOT_READABLE = "这次校验的数据已经清理，算不出共因；重新导入并校验后再看"


def causes_now(workspace: Workspace, context: JobContext | None = None) -> CauseReport:
    """The causes of the outstanding problems that the last official run found; made anew when anything changed."""
    run = last_official(workspace)
    if run is None:
        return CauseReport("", None, 0, 0, 0, (), None, _NOT_CHECKED)
    target = workspace.cache / f"{_PREFIX}{_key(workspace, run)}.parquet"
    if not (target.is_file() and _beside(target).is_file()):
        context = context or silent()
        with scratch_engine(workspace.cache, context) as connection:
            load_current(connection, workspace, "current_problems")
            report = causes_of(connection, workspace, "current_problems", run, context)
            if report.note:
                return report
            _write(connection, report, target)
        older = newest_first(target.parent, f"{_PREFIX}*.parquet")[_KEPT:]
        forget(path for old in older for path in (old, _beside(old)))
    return _read(target, run)


def causes_of(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, source: str, run: RunRecord, context: JobContext
) -> CauseReport:
    """The causes of the outstanding problems of table `source` that the official `run` found in its snapshot.

    Leaves `shared_problems` and `assigned_problems`; without a readable snapshot nothing is found, and `note` says so.
    """
    if not can_be_read(workspace, run.snapshot):
        return CauseReport(run.run, run.data_date, 0, 0, 0, (), None, _NOT_READABLE)
    snapshot = workspace.catalogue.open(run.snapshot)
    counts = run.file(workspace, COUNTS_FILE)
    found = find_causes(connection, source, run.run, counts, snapshot, workspace.dictionary, cause_settings(), context)
    causes = name_causes(connection, found, CauseIds.of(workspace))
    total, not_rechecked = found.problems.count, found.problems.not_rechecked
    return CauseReport(run.run, run.data_date, total, not_rechecked, found.comparisons, causes, None)


def _write(connection: duckdb.DuckDBPyConnection, report: CauseReport, target: Path) -> None:
    content = {**report.summary(), "causes": [cause.as_json() for cause in report.causes]}
    write_text(_beside(target), canonical_json(content))
    ids = ", ".join(quote_text(cause.id) for cause in report.causes)
    with publish(target) as temporary:
        connection.execute(
            f"""
            COPY (
                SELECT p.problem_no, ([{ids}]::VARCHAR[])[a.cause + 1] AS cause, p.rule_id, p.unit, p.customer
                FROM {ASSIGNED} a JOIN shared_problems p USING (pid) ORDER BY a.cause, p.pid
            ) TO {quote_path(temporary)} (FORMAT parquet, COMPRESSION zstd)
            """
        )


def _read(target: Path, run: RunRecord) -> CauseReport:
    content = json.loads(_beside(target).read_text(encoding="utf-8"))
    causes = tuple(Cause.from_json(one) for one in content["causes"])
    return CauseReport(
        run.run, run.data_date, content["problems"], content["not_rechecked"], content["comparisons"], causes, target
    )


def _beside(target: Path) -> Path:
    return target.with_suffix(".json")


def _key(workspace: Workspace, run: RunRecord) -> str:
    with reading(workspace.engine) as connection:
        head = acts.head_in(connection)
    return sha256_text(f"{__version__}|{head}|{run.states_sha256}|{cause_settings().model_dump_json()}")[:24]
