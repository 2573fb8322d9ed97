"""Deriving every state again from runs and acts: the proof that states are nothing but their consequence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, update

from census_app.archive.columns import quote_path
from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.foundation.files import fsync_file, fsync_folder, said_plainly
from census_app.foundation.jobs import JobContext, silent
from census_app.workspace import acts
from census_app.workspace.engine import scratch_engine
from census_app.workspace.people.permissions import require
from census_app.workspace.problems.life import load_known, load_reserved, voided_states
from census_app.workspace.problems.model import quoted
from census_app.workspace.problems.record_facts import RECORDS_FILE
from census_app.workspace.problems.reused_numbers import REUSED_FILE, apply_reused, read_reused
from census_app.workspace.problems.states import RunMoment, VerdictFiles, derive, known_columns, write_states
from census_app.workspace.problems.succession import SUCCESSION_FILE, apply_successions, read_successions
from census_app.workspace.runs.record import FINDINGS_FILE, WATCHED_FILE, RunRecord, official_runs
from census_app.workspace.runs.rule_facts import RULES_FILE, read_rule_facts
from census_app.workspace.runs.run import CHECK_LEASE, sweep_orphans
from census_app.workspace.schema import runs

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

MAINTENANCE_LEASE = "maintenance"
STATES_REBUILT = "states.rebuilt"


@dataclass(frozen=True)
class DerivedStates:
    """One run's states derived again: where they stand, and whether they say what the stored ones say."""

    run: str
    file: Path
    sha256: str
    same: bool


@dataclass(frozen=True)
class RebuildReport:
    """What a rebuild found; runs whose states differed have been given the derived ones."""

    runs: tuple[DerivedStates, ...]

    @property
    def same(self) -> bool:
        """Whether every run's states were what runs and acts say."""
        return all(entry.same for entry in self.runs)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {"same": self.same, "runs": {entry.run: entry.same for entry in self.runs}}

    def lines(self) -> list[str]:
        """The report in Chinese lines."""
        lines = [f"批次 {entry.run}：{'一致' if entry.same else '不一致，已换成重推的状态'}" for entry in self.runs]
        return [*lines, f"重推 {len(self.runs)} 个正式批次，{'全部一致' if self.same else '有不一致'}"]


def rebuild_states(workspace: Workspace, context: JobContext | None = None) -> RebuildReport:
    """Every official run's states are what runs and acts say; those that were not are replaced and the log says so."""
    context = context or silent()
    require(workspace, "storage.keep")
    with workspace.lease(CHECK_LEASE, MAINTENANCE_LEASE, what="重推问题状态") as lease:
        sweep_orphans(workspace)
        with derived_again(workspace, frozenset(), context) as found:
            changed = [entry for entry in found if not entry.same]
            if changed:
                with writing(workspace.engine) as connection:
                    lease.confirm_in(connection)
                    replace_states(connection, changed)
                    acts.append_in(connection, STATES_REBUILT, "", {"states": bound_states(changed)})
        sweep_orphans(workspace)
    return RebuildReport(tuple(found))


@contextmanager
def derived_again(workspace: Workspace, without: frozenset[str], context: JobContext) -> Iterator[list[DerivedStates]]:
    """The states of all official runs but `without`, derived anew; files that differ stand durably beside the stored
    ones under their hash, and are removed again when the block fails."""
    written: list[Path] = []
    try:
        yield _derive_all(workspace, without, context, written)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def replace_states(connection: Connection, changed: list[DerivedStates]) -> None:
    """The runs point to the derived states when the write transaction commits."""
    for entry in changed:
        connection.execute(
            update(runs).where(runs.c.run == entry.run).values(states_file=entry.file.name, states_sha256=entry.sha256)
        )


def bound_states(changed: list[DerivedStates]) -> dict[str, dict[str, str]]:
    """What an act binds of replaced states: run → file and hash."""
    return {entry.run: {"file": entry.file.name, "sha256": entry.sha256} for entry in changed}


def _derive_all(
    workspace: Workspace, without: frozenset[str], context: JobContext, written: list[Path]
) -> list[DerivedStates]:
    standing = [record for record in official_runs(workspace) if record.run not in without]
    voided = voided_states(workspace, without)
    found: list[DerivedStates] = []
    previous: RunRecord | None = None
    states: Path | None = None
    for number, record in enumerate(standing):
        context.raise_if_cancelled()
        context.progress(number, len(standing), f"重推 {record.run}")
        with scratch_engine(workspace.cache, context) as connection:
            table = _derive_one(connection, workspace, record, previous, states, voided)
            entry = _stand_beside(connection, workspace, record, table, written)
        found.append(entry)
        previous, states = record, entry.file
    return found


def _derive_one(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    record: RunRecord,
    previous: RunRecord | None,
    states: Path | None,
    voided: list[Path],
) -> str:
    folder = record.folder(workspace)
    needed = [FINDINGS_FILE, WATCHED_FILE, RECORDS_FILE, RULES_FILE, SUCCESSION_FILE]
    missing = [name for name in needed if not (folder / name).is_file()]
    if missing:
        raise BadInput(f"批次 {record.run} 的文件不见了：{'、'.join(missing)}", "从备份恢复")
    rules = read_rule_facts(folder / RULES_FILE)
    load_known(connection, workspace, "known", previous, states, record.acts_seq)
    apply_successions(connection, "known", read_successions(folder / SUCCESSION_FILE), rules)
    dates = {table: date.fromisoformat(day) for table, day in record.inputs["table_dates"].items()}
    moment = RunMoment(record.run, record.data_date, record.week, dates)
    apply_reused(connection, "known", read_reused(folder / REUSED_FILE), moment, workspace.dictionary)
    load_reserved(connection, "reserved", "known", voided)
    files = VerdictFiles(folder / FINDINGS_FILE, folder / WATCHED_FILE, folder / RECORDS_FILE)
    return derive(connection, moment, rules, "known", "reserved", files)


def _stand_beside(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    record: RunRecord,
    table: str,
    written: list[Path],
) -> DerivedStates:
    folder = record.folder(workspace)
    draft = folder / ".states.draft"
    with said_plainly(folder):
        try:
            write_states(connection, table, draft)
            digest = sha256_file(draft)
            stored = record.states_path(workspace)
            if stored is not None and _says_the_same(connection, stored, digest, record, draft):
                return DerivedStates(record.run, stored, record.states_sha256, True)
            target = folder / f"states.{digest[:12]}.parquet"
            fsync_file(draft)
            draft.replace(target)
            written.append(target)
            fsync_folder(folder)
            return DerivedStates(record.run, target, digest, False)
        finally:
            draft.unlink(missing_ok=True)


def _says_the_same(
    connection: duckdb.DuckDBPyConnection, stored: Path, digest: str, record: RunRecord, draft: Path
) -> bool:
    """Equal bytes; or equal rows in the columns it has, when an older program wrote the file and it is untouched."""
    if not stored.is_file() or sha256_file(stored) != record.states_sha256:
        return False
    if digest == record.states_sha256:
        return True
    columns = quoted(known_columns(connection, stored))
    one, two = (f"SELECT {columns} FROM read_parquet({quote_path(path)})" for path in (stored, draft))
    row = connection.execute(
        f"SELECT (SELECT count(*) FROM ({one} EXCEPT ALL {two})) + (SELECT count(*) FROM ({two} EXCEPT ALL {one}))"
    ).fetchone()
    return row is not None and row[0] == 0
