"""`make_links`: every registered source that was imported is compared with the customers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from census_app import __version__
from census_app.archive.snapshot import Snapshot
from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.foundation.jobs import JobContext, silent
from census_app.matching.links import LinkedSource, LinkSet, LinkSetManifest, parts_of, read_link_set, write_link_set
from census_app.matching.sources import Source, shipped_sources
from census_app.matching.weights.shipped import shipped_model
from census_app.workspace.engine import scratch_engine
from census_app.workspace.link_sets import links_folder, record_link_set
from census_app.workspace.linking.reading import SnapshotRecords
from census_app.workspace.linking.rows import add_rows, create_tables

if TYPE_CHECKING:
    import duckdb

    from census_app.matching.link import LinkResult
    from census_app.workspace.workspace import Workspace

LINK_LEASE = "link"
WORKERS = 2


@dataclass(frozen=True)
class _Task:
    source: Source
    warnings: tuple[str, ...]


def make_links(
    workspace: Workspace,
    only: Sequence[str] = (),
    out: Path | None = None,
    context: JobContext | None = None,
) -> LinkSet:
    """The link set of the newest snapshot stands in the workspace; the same inputs give the one that is there.

    `only` names sources by id; without it every source whose table was imported is compared. `out` gets a copy of the
    links. BadInput when there is nothing to compare; WorkspaceBusy while another comparison runs.
    """
    context = context or silent()
    with workspace.lease(LINK_LEASE, what="比对") as lease:
        snapshot = workspace.catalogue.open()
        tasks = _tasks(snapshot, only)
        manifest = _manifest(snapshot, tasks)
        folder = links_folder(workspace)
        target = folder / manifest.link_set
        if target.exists():
            links = read_link_set(target)
        else:
            folder.mkdir(exist_ok=True)
            links = _compare(workspace, snapshot, tasks, manifest, context)
        context.raise_if_cancelled()
        with writing(workspace.engine) as connection:
            lease.confirm_in(connection)
            record_link_set(connection, links, snapshot.manifest.snapshot)
    if out is not None:
        with publish(out) as temporary:
            shutil.copyfile(links.links_file, temporary)
    return links


def _tasks(snapshot: Snapshot, only: Sequence[str]) -> list[_Task]:
    known = shipped_sources()
    if unknown := [name for name in only if name not in known]:
        raise BadInput(f"没有这个参照源：{'、'.join(unknown)}", f"可用的：{'、'.join(known)}")
    tasks = []
    for source in known.values():
        if only and source.id not in only:
            continue
        if not snapshot.rows(source.left_table) or not snapshot.rows(source.table):
            continue
        tasks.append(_Task(source, _warnings(snapshot, source)))
    if not tasks:
        names = "、".join(
            f"{source.zh}（{source.table}）" for source in known.values() if not only or source.id in only
        )
        raise BadInput(f"没有可以比对的数据：要有用电客户，并导入过{names}", "用 census reference add 导入参照数据")
    return tasks


def _warnings(snapshot: Snapshot, source: Source) -> tuple[str, ...]:
    if source.max_age_days is None or source.within:
        return ()
    day = snapshot.coverage(source.table).data_date
    if day is None:
        return ()
    age = (snapshot.manifest.data_date - day).days
    if age <= source.max_age_days:
        return ()
    return (f"{source.zh}是 {day.isoformat()} 的数据，已有 {age} 天（一般不超过 {source.max_age_days} 天）",)


def _manifest(snapshot: Snapshot, tasks: Sequence[_Task]) -> LinkSetManifest:
    """What goes in, and the name that follows from it."""
    sources = {
        task.source.id: LinkedSource(
            table=task.source.table,
            left_tables=(task.source.left_table,),
            data_date=snapshot.coverage(task.source.table).data_date,
            model=shipped_model(task.source.model).name,
            warnings=task.warnings,
        )
        for task in tasks
    }
    tables = dict.fromkeys(table for task in tasks for table in (task.source.left_table, task.source.table))
    parts = {table: parts_of(snapshot, table) for table in tables}
    content = {
        "program": __version__,
        "parts": {table: [part.sha256 for part in found] for table, found in parts.items()},
        "sources": {task.source.id: task.source.model_dump(mode="json") for task in tasks},
        "models": {task.source.id: shipped_model(task.source.model).model_dump(mode="json") for task in tasks},
    }
    return LinkSetManifest(
        link_set=sha256_text(canonical_json(json.loads(json.dumps(content))))[:16],
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        parts=parts,
        sources=sources,
        warnings=tuple(warning for task in tasks for warning in task.warnings),
    )


def _compare(
    workspace: Workspace, snapshot: Snapshot, tasks: Sequence[_Task], manifest: LinkSetManifest, context: JobContext
) -> LinkSet:
    with scratch_engine(workspace.folder / "cache", context) as connection:
        create_tables(connection)
        sources = dict(manifest.sources)
        for task in tasks:
            result = _one(connection, workspace, snapshot, task.source, context)
            counts = add_rows(connection, task.source, result)
            cut = tuple(
                f"{task.source.zh}：键 {key} 有太多记录共用一个值，{pairs:,} 对没有比"
                for key, pairs in result.cut.items()
            )
            sources[task.source.id] = sources[task.source.id].model_copy(
                update={"counts": counts, "warnings": (*task.warnings, *cut), "model": result.model.name}
            )
        complete = manifest.model_copy(update={"sources": sources})
        return write_link_set(links_folder(workspace), complete, connection, "links", "covered")


def _one(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    snapshot: Snapshot,
    source: Source,
    context: JobContext,
) -> LinkResult:
    from census_app.matching.link import link_records

    tables = workspace.dictionary.tables
    left_fields = [name for role in source.roles.values() for name in role.left]
    right_fields = [name for role in source.roles.values() for name in role.right]
    left = SnapshotRecords(connection, snapshot, tables[source.left_table], left_fields)
    right = left if source.within else SnapshotRecords(connection, snapshot, tables[source.table], right_fields)
    return link_records(left, right, source, model=shipped_model(source.model), workers=WORKERS, job=context)
