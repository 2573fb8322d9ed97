"""`make_links`: every registered source that was imported is compared with the customers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
from census_app.matching.beside import Beside, parsing_beside, worth_beside
from census_app.matching.declaring import source_values
from census_app.matching.links import LinkedSource, LinkSet, LinkSetManifest, parts_of, read_link_set, write_link_set
from census_app.matching.renames import Renames, with_renames
from census_app.matching.sources import Source, shipped_sources, titles
from census_app.matching.weights.model import Model
from census_app.matching.weights.stored import model_values
from census_app.workspace.engine import scratch_engine
from census_app.workspace.linking.judged import Judged, judged_pairs, source_name
from census_app.workspace.linking.kept import KeptSources, kept_sources
from census_app.workspace.linking.link_sets import links_folder, record_link_set
from census_app.workspace.linking.models import model_in_use
from census_app.workspace.linking.references import age_warnings
from census_app.workspace.linking.remarks import remarks
from census_app.workspace.linking.rows import add_rows, create_tables
from census_app.workspace.linking.tables import records_of, taken_apart
from census_app.workspace.people.permissions import require

if TYPE_CHECKING:
    import duckdb

    from census_app.matching.ahead import Comparing, Linking
    from census_app.matching.link import LinkResult
    from census_app.workspace.workspace import Workspace

LINK_LEASE = "link"

_LAPSED_SHOWN = 3


@dataclass(frozen=True)
class _Task:
    source: Source
    model: Model
    learned: bool
    warnings: tuple[str, ...]


def make_links(
    workspace: Workspace,
    only: Sequence[str] = (),
    out: Path | None = None,
    context: JobContext | None = None,
) -> LinkSet:
    """The link set of the newest snapshot stands in the workspace; the same inputs give the one that is there.

    `only` names sources by id, the others stay as the link set in use has them; without it every source whose table was
    imported is compared. `out` gets a copy of the links. BadInput when there is nothing to compare; WorkspaceBusy while
    another comparison runs.
    """
    context = context or silent()
    require(workspace, "link.run")
    with workspace.lease(LINK_LEASE, what="比对") as lease:
        snapshot = workspace.catalogue.open()
        tasks = _tasks(workspace, snapshot, only)
        with scratch_engine(workspace.cache, context) as connection:
            judged = judged_pairs(connection, workspace, snapshot)
            kept = kept_sources(workspace, snapshot, only)
            manifest = _manifest(snapshot, tasks, judged, kept)
            folder = links_folder(workspace)
            target = folder / manifest.link_set
            if target.exists():
                links = read_link_set(target)
            else:
                folder.mkdir(exist_ok=True)
                with parsing_beside(worth_beside(_records(snapshot, tasks)), context) as beside:
                    links = _compare(connection, workspace, snapshot, tasks, judged, kept, manifest, context, beside)
        context.raise_if_cancelled()
        with writing(workspace.engine) as connection:
            lease.confirm_in(connection)
            record_link_set(connection, links, snapshot.manifest.snapshot)
    if out is not None:
        with publish(out) as temporary:
            shutil.copyfile(links.links_file, temporary)
    return links


def _tasks(workspace: Workspace, snapshot: Snapshot, only: Sequence[str]) -> list[_Task]:
    known = shipped_sources()
    if unknown := [name for name in only if name not in known]:
        raise BadInput(f"没有这个参照源：{'、'.join(unknown)}", f"可用的：{titles(known)}")
    tasks = []
    for source in known.values():
        if only and source.id not in only:
            continue
        if not snapshot.rows(source.left_table) or not snapshot.rows(source.table):
            continue
        model, learned = model_in_use(workspace, source)
        tasks.append(_Task(source, model, learned, age_warnings(snapshot, source, workspace.dictionary)))
    # people's numbers tell which places have two names, also to those sources that have none
    tasks.sort(key=lambda task: not any(role.kind == "identifier" for role in task.source.compared.values()))
    if not tasks:
        names = "、".join(
            f"{source.zh}（{source.table}）" for source in known.values() if not only or source.id in only
        )
        raise BadInput(f"没有可以比对的数据：要有用电客户，并导入过{names}", "用 census reference add 导入参照数据")
    return tasks


def _records(snapshot: Snapshot, tasks: Sequence[_Task]) -> int:
    """How many records are read, each table once."""
    return sum(map(snapshot.rows, {name for task in tasks for name in (task.source.left_table, task.source.table)}))


def _manifest(snapshot: Snapshot, tasks: Sequence[_Task], judged: Judged, kept: KeptSources) -> LinkSetManifest:
    """What goes in, and the name that follows from it."""
    decisions = judged.digest(source_name(task.source) for task in tasks)
    sources = {
        task.source.id: LinkedSource(
            table=task.source.table,
            left_tables=(task.source.left_table,),
            data_date=snapshot.coverage(task.source.table).data_date,
            model=task.model.name,
            warnings=(*task.warnings, *_lapsed(task.source, judged)),
        )
        for task in tasks
    }
    sources = {**sources, **kept.sources}
    tables = dict.fromkeys(table for one in sources.values() for table in (*one.left_tables, one.table))
    parts = {table: parts_of(snapshot, table) for table in tables}
    content = {
        "program": __version__,
        "parts": {table: [part.sha256 for part in found] for table, found in parts.items()},
        "sources": {task.source.id: source_values(task.source) for task in tasks},
        "models": {task.source.id: model_values(task.model) for task in tasks},
        "learned": [task.source.id for task in tasks if task.learned],
        "decisions": decisions,
        "kept": dict.fromkeys(kept.sources, kept.links.manifest.link_set) if kept.links is not None else {},
    }
    return LinkSetManifest(
        link_set=sha256_text(canonical_json(json.loads(json.dumps(content))))[:16],
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        parts=parts,
        sources=sources,
        decisions=decisions,
        warnings=_warnings(sources),
    )


def _warnings(sources: Mapping[str, LinkedSource]) -> tuple[str, ...]:
    return tuple(warning for source in sources.values() for warning in source.warnings)


def _lapsed(source: Source, judged: Judged) -> tuple[str, ...]:
    pairs = judged.lapsed.get(source_name(source), ())
    if not pairs:
        return ()
    shown = "、".join(f"{one.left_key}↔{one.right_key}" for one in pairs[:_LAPSED_SHOWN])
    return (f"{source.zh}：{len(pairs):,} 个人工决定不再作数，因为档案或参照数据里的值已改：{shown}",)


def _compare(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    snapshot: Snapshot,
    tasks: Sequence[_Task],
    judged: Judged,
    kept: KeptSources,
    manifest: LinkSetManifest,
    context: JobContext,
    parsing: Beside | None,
) -> LinkSet:
    create_tables(connection)
    kept.add_rows(connection)
    sources = dict(manifest.sources)
    linking = _linking(connection, workspace, snapshot, tasks, judged, context, parsing)
    renames = _renames_of(kept.sources.values())
    for number, task in enumerate(tasks):
        source, before = task.source, sources[task.source.id]
        result = linking.result(number, renames)
        counts = add_rows(connection, source, result)
        sources[source.id] = before.model_copy(
            update={
                "counts": counts,
                "warnings": (
                    *before.warnings,
                    *remarks(source, result, renames),
                ),
                "model": result.model.name,
                "weights": result.model,
            }
        )
        renames = with_renames(renames, result.model.renames)
    complete = manifest.model_copy(update={"sources": sources, "warnings": _warnings(sources)})
    return write_link_set(links_folder(workspace), complete, connection, "links", "covered")


def _linking(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    snapshot: Snapshot,
    tasks: Sequence[_Task],
    judged: Judged,
    context: JobContext,
    beside: Beside | None,
) -> Linking:
    from census_app.matching.ahead import Linking

    ahead = taken_apart(connection, workspace, snapshot, [task.source for task in tasks], context, beside)

    def comparing(number: int, renames: Renames) -> Comparing:
        task = tasks[number]
        model = replace(task.model, renames=renames)
        return _comparing(task.source, model, task.learned, judged)

    return Linking(ahead, comparing, beside, context)


def _comparing(source: Source, model: Model, learned: bool, judged: Judged) -> Comparing:
    from census_app.matching.ahead import Comparing

    return Comparing(source, model, learn_from_anchors=not learned, judged=judged.pairs.get(source_name(source)))


def _renames_of(sources: Iterable[LinkedSource]) -> Renames:
    """What sources that are not compared anew have shown to be names of one place."""
    found: dict[str, dict[str, str]] = {}
    for source in sources:
        found = with_renames(found, source.weights.renames if source.weights is not None else {})
    return found


def compare_source(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    snapshot: Snapshot,
    source: Source,
    model: Model,
    learned: bool,
    judged: Judged,
    context: JobContext,
) -> LinkResult:
    """One source compared; nothing is written. A model `learned` from decisions is taken as it is."""
    from census_app.matching.features import take_apart

    return _comparing(source, model, learned, judged).linked(
        lambda: take_apart(*records_of(connection, workspace, snapshot, source), source, context), context
    )
