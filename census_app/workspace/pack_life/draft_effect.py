"""What a draft would do to the problems of the newest snapshot: per unit, and the records themselves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_path
from census_app.foundation.engines import kept_engine
from census_app.foundation.jobs import JobContext
from census_app.rulebook.model import Rule
from census_app.workspace.engine import scratch_engine, scratch_folder
from census_app.workspace.pack_life.composing import Composed
from census_app.workspace.pack_life.draft_rules import composed_with
from census_app.workspace.pack_life.preview import CHANGES_FILE, preview_change
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.problems.model import OUTSTANDING, State
from census_app.workspace.runs.record import FINDINGS_FILE, last_official
from census_app.workspace.unit_names import unit_names

if TYPE_CHECKING:
    from census_app.checking.model import CheckResult, VerdictCounts
    from census_app.workspace.workspace import Workspace

SAMPLES = 50
_UNSENT = (State.NEW, State.OPEN)


@dataclass(frozen=True)
class UnitEffect:
    """One unit: problems now, those that go, those that come, those after; `unit` empty where none is known."""

    unit: str
    name: str
    now: int
    vanish: int
    appear: int

    @property
    def after(self) -> int:
        """now − vanish + appear."""
        return self.now - self.vanish + self.appear


@dataclass(frozen=True)
class SampleHit:
    """One problem that would `appear`, `vanish` or `stay`."""

    change: str
    record_key: str
    customer: str
    unit_name: str
    message: str


@dataclass(frozen=True)
class DraftEffect:
    """`counts` is None when nothing had to be judged anew; `issued` of those that vanish were already given out.

    `samples` hold the first few of each change. `error` is what breaks the draft on the data; empty when nothing does.
    `unjudged` are units where it could be judged on no record at all: unknown there, not right.
    """

    rule_id: str
    data_date: str
    snapshot: str
    units: tuple[UnitEffect, ...]
    samples: tuple[SampleHit, ...]
    issued: int
    counts: VerdictCounts | None
    error: str = ""
    unjudged: tuple[str, ...] = ()

    @property
    def total(self) -> UnitEffect:
        """Over all units."""
        parts = [(one.now, one.vanish, one.appear) for one in self.units]
        return UnitEffect("", "", *(sum(part[place] for part in parts) for place in range(3)))


def draft_effect(workspace: Workspace, composed: Composed, rule: Rule, context: JobContext) -> DraftEffect:
    """The effect of publishing the draft, on the newest snapshot; nothing is written.

    Raises `BadInput` when nothing was imported yet or the draft does not fit, `Cancelled` when asked to stop.
    """
    manifest = workspace.catalogue.open().manifest
    day = manifest.data_date
    before = composed.on(day)
    after = composed_with(before, [rule])
    seen: list[CheckResult] = []
    blind: list[str] = []
    with scratch_folder(workspace.cache) as folder:
        changes = folder / CHANGES_FILE
        report = preview_change(workspace, before, after, day, changes, context, checker=_watched(seen, blind, rule.id))
        units, samples, issued = _read(workspace, rule.id, changes, report.unit_names, context)
    told = next((one for one in report.rules if one.rule == rule.id), None)
    if told is None:
        units = _as_now(workspace, rule.id, manifest.snapshot, context)
    return DraftEffect(
        rule.id,
        day.isoformat(),
        manifest.snapshot,
        units,
        samples,
        issued,
        seen[-1].rules.get(rule.id) if seen else None,
        told.error if told is not None else "",
        tuple(sorted(_named(workspace, manifest.snapshot, blind))),
    )


def _watched(seen: list[CheckResult], blind: list[str], rule_id: str) -> Any:
    """The engine, its last result noted, and the units it could say nothing about."""
    from census_app.checking.run import check_snapshot

    def check(*arguments: Any, **named: Any) -> CheckResult:
        result = check_snapshot(*arguments, **named)
        seen.append(result)
        blind[:] = _blind_units(result.counts_file, rule_id)
        return result

    return check


def _blind_units(counts: Path, rule_id: str) -> list[str]:
    with kept_engine(1) as connection:
        rows = connection.execute(
            f"""
            SELECT unit FROM read_parquet({quote_path(counts)}) WHERE rule_id = $rule AND clause = '' AND unit <> ''
            AND wrong + "right" = 0 AND cannot_judge > 0
            """,
            {"rule": rule_id},
        ).fetchall()
    return [unit for (unit,) in rows]


def _named(workspace: Workspace, snapshot: str, units: list[str]) -> list[str]:
    names = unit_names(workspace, workspace.catalogue.open(snapshot)) if units else {}
    return [names.get(unit, unit) for unit in units]


def _read(
    workspace: Workspace, rule_id: str, changes: Path, names: dict[str, str], context: JobContext
) -> tuple[tuple[UnitEffect, ...], tuple[SampleHit, ...], int]:
    with scratch_engine(workspace.cache, context) as connection:
        connection.execute(
            f"CREATE TEMP TABLE mine AS SELECT * FROM read_parquet({quote_path(changes)}) WHERE rule_id = $rule",
            {"rule": rule_id},
        )
        counted = connection.execute(
            """
            SELECT coalesce(unit, '') AS unit, count(*) FILTER (change <> 'appear'),
                count(*) FILTER (change = 'vanish'), count(*) FILTER (change = 'appear')
            FROM mine GROUP BY 1 ORDER BY 2 DESC, 1
            """
        ).fetchall()
        rows = connection.execute(
            f"""
            SELECT change, record_key, coalesce(customer, ''), coalesce(unit, ''), coalesce(message, '') FROM mine
            QUALIFY row_number() OVER (PARTITION BY change ORDER BY unit NULLS LAST, record_key) <= {SAMPLES}
            ORDER BY change, unit NULLS LAST, record_key
            """
        ).fetchall()
        issued = _issued(workspace, connection, rule_id)
    units = tuple(UnitEffect(unit, names.get(unit, unit), *numbers) for unit, *numbers in counted)
    samples = tuple(SampleHit(change, key, customer, names.get(unit, unit), said)
                    for change, key, customer, unit, said in rows)  # fmt: skip
    return units, samples, issued


def _issued(workspace: Workspace, connection: Any, rule_id: str) -> int:
    """How many of the vanishing problems are with somebody already."""
    if last_official(workspace) is None:
        return 0
    given_out = [state.value for state in OUTSTANDING if state not in _UNSENT]
    found = connection.execute(
        f"""
        SELECT count(*) FROM mine m JOIN read_parquet({quote_path(problem_rows(workspace).file)}) p
        ON p.rule_id = m.rule_id AND p."table" = m."table" AND p.record_key = m.record_key
            AND p.period IS NOT DISTINCT FROM m.period
        WHERE m.change = 'vanish' AND list_contains($states::VARCHAR[], p.state) AND p.rule_id = $rule
        """,
        {"states": given_out, "rule": rule_id},
    ).fetchone()
    return int(found[0]) if found else 0


def _as_now(workspace: Workspace, rule_id: str, snapshot: str, context: JobContext) -> tuple[UnitEffect, ...]:
    """A draft that judges as the rule in force does changes nothing: its problems as the last official run found them.

    Empty when that run looked at another snapshot.
    """
    run = last_official(workspace)
    if run is None or run.snapshot != snapshot:
        return ()
    with scratch_engine(workspace.cache, context) as connection:
        counted = connection.execute(
            f"""
            SELECT coalesce(unit, ''), count(DISTINCT (record_key, period)) AS found
            FROM read_parquet({quote_path(run.file(workspace, FINDINGS_FILE))}) WHERE rule_id = $rule
            GROUP BY 1 ORDER BY 2 DESC, 1
            """,
            {"rule": rule_id},
        ).fetchall()
    names = unit_names(workspace, workspace.catalogue.open(snapshot))
    return tuple(UnitEffect(unit, names.get(unit, unit), found, 0, 0) for unit, found in counted)
