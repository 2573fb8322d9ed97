"""Tuning by sight: a rule's hits and precision at every value of one of its parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path
from census_app.checking.tuning.monotone import Direction, direction_of
from census_app.dictionary.nearest import nearest
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.workspace.engine import scratch_engine, scratch_folder
from census_app.workspace.linking.link_sets import links_for
from census_app.workspace.precision.interval import share_of
from census_app.workspace.precision.outcomes import load_outcomes
from census_app.workspace.precision.settings import PrecisionSettings, precision_settings
from census_app.workspace.runs.packs import LoadedPack, load_for_run
from census_app.workspace.runs.record import official_runs
from census_app.workspace.tuning.dial_report import DialPoint, DialReport
from census_app.workspace.tuning.dial_values import Knob, Scalar, find_knob, with_present
from census_app.workspace.tuning.past_snapshots import can_be_read
from census_app.workspace.unit_names import unit_names

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.checking.tuning.dial import Dial, DialCount
    from census_app.rulebook.resolved import ResolvedRule
    from census_app.workspace.workspace import Workspace

Values = Callable[[Knob], list[Scalar]]
"""Given the parameter as it is, the values to try."""


@dataclass(frozen=True)
class _Ground:
    """One snapshot with judged problems of the rule (Parquet: record_key, outcome), as of the day of its run."""

    snapshot: str
    as_of: date
    judged: Path


def turn_dial(
    workspace: Workspace,
    rule_id: str,
    parameter: str,
    values: Values,
    pack: Path | LoadedPack | None = None,
    context: JobContext | None = None,
) -> DialReport:
    """Hits on the newest snapshot and precision at every value, over all and per unit; nothing is written.

    Precision is of the problems people judged (any version of the rule): each is asked on the snapshot that found it
    last, since what was confirmed is usually mended by now. `pack`: a pack file to try, or rules already loaded (a
    draft's). `BadInput` when rule or parameter are not there or the parameter decides nothing.
    """
    from census_app.checking.tuning.dial import Dial

    context = context or silent()
    newest = workspace.catalogue.open()
    as_of = newest.manifest.data_date
    loaded = pack if isinstance(pack, LoadedPack) else load_for_run(workspace, pack, as_of)
    rule = _rule(loaded, rule_id)
    knob = find_knob(rule, parameter, as_of)
    tried = with_present(knob, values(knob))
    dial = Dial(rule, knob.parameter.name, tuple(knob.whole(value) for value in tried))
    if not dial.clauses:
        raise BadInput(f"参数“{parameter}”不影响规则 {rule_id} 的判定，只用在说明里", "换一个参数")
    settings = precision_settings()
    with scratch_folder(workspace.cache) as folder:
        grounds, judged, lost = _grounds(workspace, rule, folder, context)
        counts, known = _scans(workspace, loaded, dial, newest, grounds, context)
    points = _points(tried, knob.present, counts, known, settings)
    found = sorted({count.unit for count in (*counts, *known)})
    return DialReport(
        rule_id=rule_id,
        title=rule.rule.short or rule.rule.title.zh,
        parameter=parameter,
        unit=knob.parameter.unit or "",
        present=knob.present,
        clauses=[rule.clauses[place].clause for place in dial.clauses],
        snapshot=f"{newest.manifest.snapshot}（{as_of}）",
        points=points,
        proved=direction_of(rule, knob.parameter.name, dial.clauses),
        seen=_seen(len(tried), (*counts, *known)),
        judged=judged,
        lost=lost,
        settings=settings,
        units={unit: _points(tried, knob.present, _of(unit, counts), _of(unit, known), settings) for unit in found},
        names=unit_names(workspace, newest),
    )


def _rule(loaded: LoadedPack, rule_id: str) -> ResolvedRule:
    try:
        return loaded.resolved.rule(rule_id)
    except KeyError:
        known = [rule.id for rule in (*loaded.resolved.rules, *loaded.resolved.drafts)]
        close = "、".join(nearest(rule_id, known))
        raise BadInput(f"规则包里没有能运行的规则 {rule_id}", f"最接近的有：{close}" if close else "") from None


def _grounds(
    workspace: Workspace, rule: ResolvedRule, folder: Path, context: JobContext
) -> tuple[list[_Ground], int, int]:
    """The snapshots to ask for precision, how many problems were judged, and how many stand on none of these."""
    runs = {run.run: run for run in official_runs(workspace)}
    with scratch_engine(workspace.cache, context) as connection:
        load_outcomes(connection, workspace, precision_settings())
        connection.execute(
            """
            CREATE TEMP TABLE judged AS SELECT record_key, outcome, last_run FROM outcomes
            WHERE rule_id IN (SELECT unnest($rules)) AND outcome <> 'undecided'
            QUALIFY row_number() OVER (PARTITION BY record_key ORDER BY decided_on DESC, problem_no DESC) = 1
            """,
            {"rules": [rule.id, *rule.rule.replaces]},
        )
        found = connection.execute("SELECT last_run, count(*) FROM judged GROUP BY 1 ORDER BY 1").fetchall()
        grounds, lost = [], 0
        for run_id, number in found:
            run = runs.get(run_id)
            if run is None or not can_be_read(workspace, run.snapshot):
                lost += number
                continue
            grounds.append(_Ground(run.snapshot, run.as_of, _write(connection, run_id, folder)))
    return grounds, sum(number for _, number in found), lost


def _write(connection: duckdb.DuckDBPyConnection, run: str, folder: Path) -> Path:
    target = folder / f"{run}.parquet"
    connection.execute(
        f"COPY (SELECT record_key, outcome FROM judged WHERE last_run = '{run}') TO {quote_path(target)} "
        "(FORMAT parquet)"
    )
    return target


def _scans(
    workspace: Workspace,
    loaded: LoadedPack,
    dial: Dial,
    newest: Snapshot,
    grounds: list[_Ground],
    context: JobContext,
) -> tuple[list[DialCount], list[DialCount]]:
    """Hits on the newest snapshot, and those of judged records wherever they were found."""
    from census_app.checking.model import EngineLimits
    from census_app.checking.requirements import with_required
    from census_app.checking.tuning.dial import scan_dial

    rules = [*loaded.resolved.rules, *loaded.resolved.drafts]
    required = [one for one in with_required(rules, dial.rule.rule.requires) if one.id != dial.rule.id]
    dictionary, limits = workspace.dictionary, EngineLimits()
    context.progress(0, len(grounds) + 1, f"试 {len(dial.values)} 个值：最新快照")
    day = newest.manifest.data_date
    links = links_for(workspace, newest).links
    counts = scan_dial(newest, dial, required, dictionary, day, limits, context, links=links)
    known: list[DialCount] = []
    for place, ground in enumerate(grounds, 1):
        context.progress(place, len(grounds) + 1, f"判过的问题：快照 {ground.snapshot}")
        snapshot = workspace.catalogue.open(ground.snapshot)
        known += scan_dial(
            snapshot,
            dial,
            required,
            dictionary,
            ground.as_of,
            limits,
            context,
            ground.judged,
            only_judged=True,
            links=links_for(workspace, snapshot).links,
        )
    context.progress(len(grounds) + 1, len(grounds) + 1, "试完")
    return counts, known


def _of(unit: str, counts: Iterable[DialCount]) -> list[DialCount]:
    return [count for count in counts if count.unit == unit]


def _points(
    tried: list[Scalar],
    present: Scalar,
    counts: list[DialCount],
    known: list[DialCount],
    settings: PrecisionSettings,
) -> list[DialPoint]:
    now = tried.index(present)
    return [_point(place, now, value, counts, known, settings) for place, value in enumerate(tried)]


def _point(
    place: int,
    now: int,
    value: Scalar,
    counts: list[DialCount],
    known: list[DialCount],
    settings: PrecisionSettings,
) -> DialPoint:
    hit = [count for count in counts if count.hit >> place & 1]
    confirmed = sum(count.records for count in known if count.hit >> place & 1 and count.outcome == "confirmed")
    judged = sum(count.records for count in known if count.hit >> place & 1)
    hits = sum(count.records for count in hit)
    return DialPoint(
        value=value,
        hits=hits,
        total=sum(count.records for count in counts if count.hit >> place & 1 or count.other),
        appear=sum(count.records for count in hit if not count.hit >> now & 1),
        vanish=sum(count.records for count in counts if count.hit >> now & 1 and not count.hit >> place & 1),
        share=share_of(confirmed, judged, settings.confidence),
    )


def _seen(number: int, counts: Iterable[DialCount]) -> Direction | None:
    """How the hits moved over the values in their order, record by record."""
    everywhere = (1 << number) - 1
    rising = falling = True
    for count in counts:
        if count.hit in (0, everywhere):
            continue
        falling = falling and count.hit & (count.hit + 1) == 0
        missed = everywhere ^ count.hit
        rising = rising and missed & (missed + 1) == 0
    if rising and falling:
        return Direction.FLAT
    return Direction.RISING if rising else Direction.FALLING if falling else None
