"""`run_check`: the newest snapshot against a pack, and what it does to the problems.

An official run (active pack, whole pack, newest data) moves problems; a trial only leaves its findings. All
files stand complete under the run's folder before the row that makes the run exist.
"""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app import __version__
from census_app.archive.columns import quote_path
from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish, publish_folder
from census_app.foundation.jobs import JobContext, silent
from census_app.foundation.temporary import sweep_temporary_folders
from census_app.foundation.weeks import week_of
from census_app.workspace import acts
from census_app.workspace.engine import SERIES_FOLDER, scratch_engine, sweep_spills
from census_app.workspace.linking.link_sets import ChosenLinks, links_for
from census_app.workspace.people.permissions import require
from census_app.workspace.problems.life import load_known, load_reserved, voided_states, write_watch
from census_app.workspace.problems.record_facts import RECORDS_FILE, write_record_facts
from census_app.workspace.problems.reused_numbers import (
    REUSED_FILE,
    apply_reused,
    find_reused,
    read_reused,
    write_reused,
)
from census_app.workspace.problems.states import RunMoment, VerdictFiles, derive, write_states
from census_app.workspace.problems.succession import (
    SUCCESSION_FILE,
    TELLING_KINDS,
    apply_successions,
    find_successions,
    read_successions,
    write_successions,
)
from census_app.workspace.runs.packs import LoadedPack, load_for_run
from census_app.workspace.runs.quality import QUALITY_FILE, QualityInputs, write_quality
from census_app.workspace.runs.record import (
    COUNTS_FILE,
    FINDINGS_FILE,
    RUN_COMMITTED,
    STATES_FILE,
    WATCHED_FILE,
    RunRecord,
    insert_run,
    last_official,
    list_runs,
)
from census_app.workspace.runs.rule_facts import RULES_FILE, RuleFacts, rule_facts, write_rule_facts

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.checking.model import CheckResult
    from census_app.workspace.leases import Lease
    from census_app.workspace.workspace import Workspace

Checker = Callable[..., "CheckResult"]
CHECK_LEASE = "check"
_WATCH_NAME = "watch.parquet"


@dataclass(frozen=True)
class _Plan:
    """Everything a run has decided before it starts."""

    run: str
    snapshot: Snapshot
    loaded: LoadedPack
    as_of: date
    trial_reason: str
    previous: RunRecord | None
    acts_seq: int
    chosen: ChosenLinks

    @property
    def official(self) -> bool:
        return not self.trial_reason

    @property
    def moment(self) -> RunMoment:
        manifest = self.snapshot.manifest
        dates = {table: entry.data_date for table, entry in manifest.coverage.items() if entry.data_date is not None}
        return RunMoment(self.run, manifest.data_date, week_of(manifest.data_date), dates)


def run_check(
    workspace: Workspace,
    as_of: date | None = None,
    pack: Path | None = None,
    trial: bool = False,
    out: Path | None = None,
    context: JobContext | None = None,
    *,
    checker: Checker | None = None,
) -> RunRecord:
    """The newest snapshot is checked and the run stands in the workspace; `out` gets a copy of the findings.

    `as_of` (今日) defaults to the snapshot's data date. Official unless `trial`, or `pack` is another than the
    active one; a snapshot older than the last official run's is refused as official with `BadInput`.
    Raises `WorkspaceBusy` while another check runs. `checker` stands in for `checking.run.check_snapshot`.
    """
    context = context or silent()
    require(workspace, "check.run")
    with workspace.lease(CHECK_LEASE, what="校验") as lease:
        sweep_orphans(workspace)
        plan = _plan(workspace, as_of, pack, trial)
        target = workspace.runs_folder / plan.run
        with publish_folder(target) as folder:
            record = _check_into(workspace, plan, folder, checker or _engine(workspace), context)
        context.raise_if_cancelled()
        record = _commit(workspace, lease, record)
    if out is not None:
        with publish(out) as temporary:
            shutil.copyfile(target / FINDINGS_FILE, temporary)
    return record


def sweep_orphans(workspace: Workspace) -> int:
    """Folders and files that killed jobs left without a row are gone; call it only under the check lease."""
    sweep_spills(workspace.cache)
    sweep_temporary_folders()
    known = {record.run: {*record.files, record.states_file} for record in list_runs(workspace)}
    orphans = [path for path in workspace.runs_folder.iterdir() if path.is_dir() and path.name not in known]
    for path in orphans:
        shutil.rmtree(path, ignore_errors=True)
    strays = [
        path
        for run, names in known.items()
        for path in (workspace.runs_folder / run).glob("*")
        if path.name not in names
    ]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(orphans) + len(strays)


def _plan(workspace: Workspace, as_of: date | None, pack: Path | None, trial: bool) -> _Plan:
    snapshot = workspace.catalogue.open()
    day = snapshot.manifest.data_date
    loaded = load_for_run(workspace, pack, as_of or day)
    previous = last_official(workspace)
    reason = "按要求试算" if trial else ("" if loaded.active else "规则包不是生效的规则包")
    if not reason and previous is not None and day < previous.data_date:
        raise BadInput(
            f"快照的数据日期 {day} 早于上次正式校验 {previous.run} 的 {previous.data_date}，不能作正式校验",
            f"加 --trial 试算；若 {previous.run} 是导错了数据，先用 census void 作废它",
        )
    with reading(workspace.engine) as connection:
        acts_seq = acts.last_seq(connection)
    number = len(list_runs(workspace)) + 1
    run = f"{day:%Y%m%d}-{number:03d}"
    return _Plan(run, snapshot, loaded, as_of or day, reason, previous, acts_seq, links_for(workspace, snapshot))


def _check_into(workspace: Workspace, plan: _Plan, folder: Path, checker: Checker, context: JobContext) -> RunRecord:
    cache = workspace.cache
    watch: Path | None = None
    if plan.official:
        context.progress(0, 0, "整理已知问题")
        with scratch_engine(cache, context) as connection:
            watch = _write_watch(connection, workspace, plan, folder)
    result = _run_checker(workspace, plan, folder, checker, watch, context)
    facts = rule_facts(plan.loaded.pack, plan.as_of, result.errors)
    write_rule_facts(facts, folder / RULES_FILE)
    with scratch_engine(cache, context) as connection:
        context.progress(0, 0, "补充户名、地址、台区")
        write_record_facts(
            connection, plan.snapshot, workspace.dictionary, folder / FINDINGS_FILE, folder / RECORDS_FILE
        )
        states = ("", "")
        counts: dict[str, int] = {}
        if plan.official:
            context.progress(0, 0, "推出问题状态")
            states, counts = _write_states(connection, workspace, plan, facts, folder)
            context.progress(0, 0, "算合格率")
            inputs = QualityInputs(folder / FINDINGS_FILE, folder / COUNTS_FILE, folder / STATES_FILE)
            write_quality(connection, plan.snapshot, workspace.dictionary, facts, inputs, folder / QUALITY_FILE)
    names = sorted(path.name for path in folder.iterdir() if path.name != states[0])
    return RunRecord(
        run=plan.run,
        official=plan.official,
        trial_reason=plan.trial_reason,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        actor=workspace.actor,
        data_date=plan.snapshot.manifest.data_date,
        as_of=plan.as_of,
        week=plan.moment.week,
        acts_seq=plan.acts_seq,
        snapshot=plan.snapshot.manifest.snapshot,
        inputs=_inputs(workspace, plan),
        rules={rule: verdicts.as_json() for rule, verdicts in result.rules.items()},
        errors=result.errors,
        findings=result.findings,
        digest=result.digest,
        files={name: sha256_file(folder / name) for name in names},
        states_file=states[0],
        states_sha256=states[1],
        problems=counts,
    )


def _write_watch(connection: duckdb.DuckDBPyConnection, workspace: Workspace, plan: _Plan, folder: Path) -> Path:
    """The successions to follow, the numbers given away and the records to watch stand in the run's folder.

    The million problems loaded for it are let go before the checker takes its own memory.
    """
    _load_known(connection, workspace, plan)
    with reading(workspace.engine) as database:
        told = list(acts.iterate(database, kinds=TELLING_KINDS, until=plan.acts_seq))
    successions = find_successions(connection, "known", plan.snapshot, workspace.dictionary, told)
    write_successions(successions, folder / SUCCESSION_FILE)
    apply_successions(connection, "known", successions, rule_facts(plan.loaded.pack, plan.as_of, {}))
    write_reused(find_reused(connection, workspace, "known", plan.snapshot), folder / REUSED_FILE)
    watch = folder / _WATCH_NAME
    write_watch(connection, "known", plan.snapshot.manifest.data_date.isoformat(), watch)
    return watch


def _load_known(connection: duckdb.DuckDBPyConnection, workspace: Workspace, plan: _Plan) -> None:
    states = None if plan.previous is None else plan.previous.states_path(workspace)
    load_known(connection, workspace, "known", plan.previous, states, plan.acts_seq)


def _run_checker(
    workspace: Workspace, plan: _Plan, folder: Path, checker: Checker, watch: Path | None, context: JobContext
) -> CheckResult:
    from census_app.checking.model import EngineLimits

    result = checker(
        plan.snapshot,
        plan.loaded.resolved,
        workspace.dictionary,
        plan.as_of,
        folder,
        EngineLimits(),
        context,
        watch=watch,
        rules={rule.id for rule in plan.loaded.pack.rules if rule.status.value == "published"},
        links=plan.chosen.links,
    )
    for produced, name in (
        (result.findings_file, FINDINGS_FILE),
        (result.counts_file, COUNTS_FILE),
        (result.watched_file, WATCHED_FILE),
    ):
        if produced != folder / name:
            shutil.move(produced, folder / name)
    if watch is not None:
        watch.unlink(missing_ok=True)
    return result


def _write_states(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, plan: _Plan, facts: list[RuleFacts], folder: Path
) -> tuple[tuple[str, str], dict[str, int]]:
    _load_known(connection, workspace, plan)
    apply_successions(connection, "known", read_successions(folder / SUCCESSION_FILE), facts)
    apply_reused(connection, "known", read_reused(folder / REUSED_FILE), plan.moment, workspace.dictionary)
    load_reserved(connection, "reserved", "known", voided_states(workspace))
    files = VerdictFiles(folder / FINDINGS_FILE, folder / WATCHED_FILE, folder / RECORDS_FILE)
    result = derive(connection, plan.moment, facts, "known", "reserved", files)
    target = folder / STATES_FILE
    write_states(connection, result, target)
    counted = connection.execute(
        f"SELECT state, count(*) FROM read_parquet({quote_path(target)}) GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return (STATES_FILE, sha256_file(target)), dict(counted)


def _inputs(workspace: Workspace, plan: _Plan) -> dict[str, Any]:
    import duckdb

    from census_app.dictionary.loader import dictionary_hash

    manifest, snapshot = plan.snapshot.manifest, plan.snapshot
    parts = {
        table: {part.part: part.file_sha256 for part in snapshot.table_parts(table)} for table in sorted(manifest.parts)
    }
    return {
        "snapshot": manifest.snapshot,
        "parts": parts,
        "table_dates": {table: day.isoformat() for table, day in sorted(plan.moment.table_dates.items())},
        "dictionary": dictionary_hash(workspace.dictionary),
        "pack": plan.loaded.as_input(plan.as_of),
        "calendar": sorted(parts.get("special_holiday", {}).values()),
        "org_tree": sorted(parts.get("org_unit", {}).values()),
        "prices": sorted(parts.get("price_catalog", {}).values()),
        "link_set": plan.chosen.as_input(),
        "notes": list(plan.chosen.notes),
        "previous": "" if plan.previous is None else plan.previous.run,
        "versions": {
            "census": __version__,
            "duckdb": duckdb.__version__,
            "python": platform.python_version(),
        },
    }


def _commit(workspace: Workspace, lease: Lease, record: RunRecord) -> RunRecord:
    with writing(workspace.engine) as connection:
        lease.confirm_in(connection)
        act = acts.append_in(connection, RUN_COMMITTED, record.run, record.bound(), actor=record.actor)
        insert_run(connection, record, act.seq)
    return replace(record, act=act.seq)


def _engine(workspace: Workspace) -> Checker:
    from census_app.checking.run import check_snapshot
    from census_app.checking.series_memory import SeriesMemory

    return partial(check_snapshot, memory=SeriesMemory(workspace.cache / SERIES_FOLDER, writes=True))
