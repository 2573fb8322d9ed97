"""One run: a pack's rules over a snapshot, one scan per table, to findings, counts and watched verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_text
from census_app.archive.snapshot import Snapshot
from census_app.checking.blocking import blocked_words, is_kept, keep_wrong, wrong_table
from census_app.checking.compiling.frame import Frame, Place
from census_app.checking.engine import Engine, open_engine
from census_app.checking.findings import collect, create_findings, write_findings
from census_app.checking.judge import Judgement, judge
from census_app.checking.known_wrong import KnownWrong
from census_app.checking.model import CheckResult, EngineLimits
from census_app.checking.requirements import with_required
from census_app.checking.scan import SUSPECTED, Scan, scan_sql
from census_app.checking.shares import Shares
from census_app.checking.stages import Stage, stages_of, way
from census_app.checking.surroundings import prepare
from census_app.checking.verdicts import Counter, Verdicts
from census_app.checking.watched import collect_watched, create_watched, load_watch, write_watched
from census_app.checking.world import World
from census_app.dictionary.model import Dictionary
from census_app.foundation.files import publish
from census_app.foundation.jobs import JobContext
from census_app.matching.links import LinkSet
from census_app.rulebook.resolved import ResolvedPack, ResolvedRule

if TYPE_CHECKING:
    from census_app.checking.series_memory import SeriesMemory
    from census_app.rulebook.functions.entry import Surroundings

FINDINGS_FILE, COUNTS_FILE, WATCHED_FILE = "findings.parquet", "counts.parquet", "watched.parquet"


@dataclass
class _Run:
    engine: Engine
    world: World
    surroundings: Surroundings
    numbers: dict[str, int]
    watching: bool = False
    counting: bool = True
    counter: Counter = field(default_factory=Counter)
    errors: dict[str, str] = field(default_factory=dict)


def check_snapshot(
    snapshot: Snapshot,
    pack: ResolvedPack,
    dictionary: Dictionary,
    as_of: date,
    out_folder: Path,
    limits: EngineLimits,
    context: JobContext,
    watch: Path | None = None,
    rules: set[str] | None = None,
    links: LinkSet | None = None,
    counting: bool = True,
    memory: SeriesMemory | None = None,
    known: KnownWrong | None = None,
) -> CheckResult:
    """Findings, counts and watched verdicts stand durably in `out_folder`; equal inputs give equal bytes.

    `links` must fit the snapshot; without them what needs links is not judged.
    `rules` restricts the run to these ids (rules they require run too). A rule that raises is told in `errors`, its
    erring rows count as errors and give no findings. Without `counting` only findings are looked for, and all counts
    are zero: rows that cannot be wrong are left out of the scans. `memory` keeps what is asked of all rows for later
    previews; required rules that `known` tells of are not judged again. Raises `Cancelled`, or `TooLong` past the time
    limit; then nothing has been written.
    """
    told = [] if known is None or rules is None else known.of(pack.rules, rules, dictionary)
    chosen = _chosen(pack, rules, {rule.id for rule in told})
    out_folder.mkdir(parents=True, exist_ok=True)
    files = readable_files(snapshot, links)
    findings, counts, watched = (out_folder / name for name in (FINDINGS_FILE, COUNTS_FILE, WATCHED_FILE))
    with publish(findings) as findings_new, publish(counts) as counts_new, publish(watched) as watched_new:
        readable = [*files, *([watch] if watch else []), *([known.findings] if known is not None else [])]
        with open_engine(
            limits.for_rows(_rows(snapshot)), context, readable, [findings_new, counts_new, watched_new]
        ) as engine:
            engine.memory = memory
            run = _start(engine, snapshot, dictionary, as_of, chosen, watch, links, counting)
            if known is not None:
                known.stand(engine, told)
            stages = stages_of(chosen, dictionary, told)
            for position, stage in enumerate(stages):
                context.progress(position, len(stages), f"校验 {dictionary.tables[stage.table].zh}")
                started = perf_counter()
                _run_stage(run, stage)
                if counting:
                    context.partial(_stage_found(run, stage, perf_counter() - started))
            context.progress(len(stages), len(stages), "写入结果")
            number, digest = write_findings(engine, findings_new)
            _write_counts(run, counts_new)
            write_watched(engine, watched_new)
            seconds = engine.seconds
    totals = run.counter.totals(rule.id for rule in chosen)
    return CheckResult(findings, counts, watched, as_of, number, digest, totals, run.errors, seconds)


def readable_files(snapshot: Snapshot, links: LinkSet | None) -> list[Path]:
    """Every file a run over the snapshot and its links may read."""
    parts = [snapshot.part_file(part) for parts in snapshot.manifest.parts.values() for part in parts]
    return [*parts, links.links_file, links.covered_file] if links is not None else parts


def _rows(snapshot: Snapshot) -> int:
    return sum(snapshot.rows(table) for table in snapshot.manifest.parts)


def find(engine: Engine, world: World, surroundings: Surroundings, rules: Sequence[ResolvedRule]) -> dict[str, str]:
    """The rules' findings in a world stand in the connection's table `findings`, nothing is counted or written.

    Returns the rules that raise → what DuckDB says; their erring rows give no findings.
    """
    numbers = {rule.id: number for number, rule in enumerate(sorted(rules, key=lambda one: one.id))}
    create_findings(engine)
    run = _Run(engine, world, surroundings, numbers, counting=False)
    for stage in stages_of(rules, world.dictionary):
        _run_stage(run, stage)
    return run.errors


def _chosen(pack: ResolvedPack, wanted: set[str] | None, told: Set[str]) -> list[ResolvedRule]:
    return list(pack.rules) if wanted is None else with_required(pack.rules, wanted, told)


def _start(
    engine: Engine,
    snapshot: Snapshot,
    dictionary: Dictionary,
    as_of: date,
    rules: list[ResolvedRule],
    watch: Path | None,
    links: LinkSet | None = None,
    counting: bool = True,
) -> _Run:
    world = World.of_snapshot(engine, snapshot, dictionary, rules, links)
    numbers = {rule.id: number for number, rule in enumerate(sorted(rules, key=lambda one: one.id))}
    create_findings(engine)
    create_watched(engine)
    if watch is not None:
        load_watch(engine, watch)
    return _Run(engine, world, prepare(engine, world, as_of, rules), numbers, watch is not None, counting)


@dataclass(frozen=True)
class Blocking:
    """A row is blocked when the row at `path` from it stands in the table `rows` (of row ids)."""

    path: Place
    rows: str


def stand_on(
    engine: Engine,
    snapshot: Snapshot,
    dictionary: Dictionary,
    as_of: date,
    rule: ResolvedRule,
    required: Sequence[ResolvedRule],
    links: LinkSet | None = None,
) -> tuple[World, Surroundings, list[Blocking]]:
    """What compiling one rule needs, and the rows on which the rules it requires are wrong.

    `required`: those rules and what they require in turn.
    """
    run = _start(engine, snapshot, dictionary, as_of, [*required, rule], None, links)
    for stage in stages_of(required, dictionary):
        stage.needed_later = {one.id for one in stage.rules}
        _run_stage(run, stage)
    blocking = []
    for one in required:
        path = way(dictionary, rule.table.id, one.table.id)
        if one.id in rule.rule.requires and path is not None and is_kept(run.engine, one.id):
            blocking.append(Blocking(path, wrong_table(one.id)))
    return run.world, run.surroundings, blocking


def _run_stage(run: _Run, stage: Stage) -> None:
    import duckdb

    try:
        _scan(run, stage, stage.rules, set())
        return
    except duckdb.Error as error:
        broken = _erring(run, stage, list(stage.rules), _plain(error))
    run.errors |= broken
    hopeless = {rule_id for rule_id in broken if not _runs(run, stage, [_rule(stage, rule_id)], {rule_id})}
    usable = [rule for rule in stage.rules if rule.id not in hopeless]
    if usable:
        _scan(run, stage, usable, set(broken) - hopeless)
    for rule_id in sorted(hopeless) if run.counting else ():
        _count_hopeless(run, stage, rule_id)


def _stage_found(run: _Run, stage: Stage, seconds: float) -> dict[str, Any]:
    """What a finished pass over a table found, for whoever watches the run."""
    judged = {rule.id for rule in stage.rules}
    cells = [cell for (rule, clause, _), cell in run.counter.cells.items() if clause == "" and rule in judged]
    return {
        "table": stage.table,
        "name": run.world.dictionary.tables[stage.table].zh,
        "rows": run.world.plan.source.rows_of(stage.table),
        "rules": len(stage.rules),
        "wrong": sum(cell.wrong for cell in cells),
        "cannot_judge": sum(cell.cannot_judge for cell in cells),
        "seconds": round(seconds, 2),
    }


def _scan(run: _Run, stage: Stage, rules: Iterable[ResolvedRule], guarded: set[str]) -> None:
    _, verdicts, scan = _materialise(run, stage, rules, guarded)
    if run.counting:
        run.counter.add(run.engine, verdicts, "scanned", scan.state_columns)
    run.engine.run(f"CREATE OR REPLACE TEMP TABLE failing AS {scan.failing('scanned')}")
    fired = scan.fired(run.engine, "failing")
    if fired:
        relation = run.world.plan.source.relation(stage.table)
        collect(run.engine, verdicts, scan.told("failing", fired), relation, run.numbers, fired)
    if run.watching:
        collect_watched(run.engine, run.world, verdicts, "scanned")
    keep_wrong(run.engine, stage, verdicts, "scanned")
    run.engine.run("DROP TABLE scanned")


def _materialise(
    run: _Run, stage: Stage, rules: Iterable[ResolvedRule], guarded: set[str]
) -> tuple[Judgement, Verdicts, Scan]:
    listed = list(rules)
    plan = run.world.plan
    shares = Shares.of(plan.table(stage.table), plan.source.rows_of(stage.table))
    frame = Frame(plan, stage.table, shares=shares, screened=True)
    judgement = judge(frame, listed, run.surroundings, guarded)
    present = {rule.id for rule in listed}
    wanted = [requirement for requirement in stage.elsewhere if requirement.rule in present]
    bits, blocked = blocked_words(run.engine, frame, wanted)
    scan = scan_sql(judgement, run.numbers, blocked, only_failing=not (run.counting or run.watching))
    divided = shares.each(run.engine, plan.source.relation(stage.table)) if shares is not None and shares.used else [0]
    if scan.first is not None:
        run.engine.run(scan.first)
    for share in divided:
        run.engine.run(f"{'INSERT INTO scanned' if share else 'CREATE OR REPLACE TEMP TABLE scanned AS'} {scan.sql}")
    if scan.first is not None:
        run.engine.run(f"DROP TABLE {SUSPECTED}")
    return judgement, Verdicts(judgement, bits), scan


def _erring(run: _Run, stage: Stage, rules: list[ResolvedRule], said: str) -> dict[str, str]:
    """Rule id → what DuckDB says, of the rules that raise; found by halving."""
    import duckdb

    if len(rules) == 1:
        return {rules[0].id: said}
    broken: dict[str, str] = {}
    middle = len(rules) // 2
    for half in (rules[:middle], rules[middle:]):
        try:
            _materialise(run, stage, half, set())
        except duckdb.Error as error:
            broken |= _erring(run, stage, half, _plain(error))
    return broken


def _runs(run: _Run, stage: Stage, rules: list[ResolvedRule], guarded: set[str]) -> bool:
    import duckdb

    try:
        _materialise(run, stage, rules, guarded)
    except duckdb.Error:
        return False
    return True


def _rule(stage: Stage, rule_id: str) -> ResolvedRule:
    return next(rule for rule in stage.rules if rule.id == rule_id)


def _count_hopeless(run: _Run, stage: Stage, rule_id: str) -> None:
    """A rule that cannot run even under TRY: every row is an error."""
    frame = Frame(run.world.plan, stage.table)
    unit = frame.unit().text
    rows = run.engine.rows(f"SELECT CAST({unit} AS VARCHAR), count(*) FROM {frame.from_clause()} GROUP BY ALL")
    for found, number in rows:
        run.counter.cells[rule_id, "", found or ""].error += number


def _write_counts(run: _Run, target: Path) -> None:
    run.engine.run(
        'CREATE TEMP TABLE counts (rule_id VARCHAR, clause VARCHAR, unit VARCHAR, wrong BIGINT, "right" BIGINT, '
        "out_of_scope BIGINT, cannot_judge BIGINT, error BIGINT, reasons VARCHAR)"
    )
    rows = run.counter.rows()
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        unnested = ", ".join(f"unnest(${place + 1})" for place in range(len(columns)))
        run.engine.run(f"INSERT INTO counts SELECT {unnested}", columns)
    run.engine.run(
        f"COPY (FROM counts ORDER BY rule_id, clause, unit) TO {quote_text(target.as_posix())} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )


def _plain(error: Exception) -> str:
    return str(error).splitlines()[0][:500]
