"""What the county changed of the province's rules, and what that does: the same data judged by the province's alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path
from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.errors import BadInput
from census_app.foundation.files import write_text
from census_app.rulebook.model import AppliedOverride, Severity, Status
from census_app.rulebook.wording import SEVERITIES, STATUSES, value_words
from census_app.workspace.runs.quality import CORE, QualityInputs, load_customers, load_faults
from census_app.workspace.runs.record import COUNTS_FILE, FINDINGS_FILE, RunRecord, last_official

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.reporting.reports.ground import Ground
    from census_app.workspace.pack_life.composing import Composed
    from census_app.workspace.workspace import Workspace

_PREFIX = "report-parameters-"
_KINDS = {"params": "", "severity": "级别", "status": "启停", "word_lists": "词表"}


@dataclass(frozen=True)
class Change:
    """One thing that was changed: what of which rule, from what to what, by whose override."""

    rule: str
    what: str
    old: str
    new: str
    level: str


@dataclass(frozen=True)
class Effect:
    """`gains` and `losses`: rule → problems the overrides report more, and fewer; `wrong` customers of `judged` are
    wrong on core fields by the province's rules alone. `changes_file` holds the problems themselves."""

    gains: dict[str, int]
    losses: dict[str, int]
    judged: int
    wrong: int
    changes_file: Path


def changes_in_force(workspace: Workspace, run: RunRecord) -> tuple[Change, ...]:
    """What overrides changed in the rules of the run; empty without overrides."""
    if not run.inputs.get("pack", {}).get("overrides"):
        return ()
    return tuple(_told(one) for one in _composed(workspace, run).pack.overridden)


def effect_of_changes(ground: Ground, context: JobContext) -> Effect | None:
    """The effect on the run the report speaks of; None when nothing that judges was changed, or when the run's data or
    rules are no longer the present ones."""
    workspace, run = ground.workspace, ground.step.run
    newest = last_official(workspace)
    sets = _sets(workspace, run)
    if sets is None or newest is None or newest.run != run.run:
        return None
    kept = kept_effect(workspace, run)
    if kept is None:
        target = _kept_file(workspace, run, *sets)
        try:
            write_text(target, canonical_json(_judge(ground, *sets, target.with_suffix(".parquet"), context)))
        except BadInput:
            return None
        kept = kept_effect(workspace, run)
    return kept


def kept_effect(workspace: Workspace, run: RunRecord) -> Effect | None:
    """The effect as it was worked out before; None when it was not, or the cache was cleared."""
    sets = _sets(workspace, run)
    if sets is None:
        return None
    kept = _kept_file(workspace, run, *sets)
    changes = kept.with_suffix(".parquet")
    if not (kept.is_file() and changes.is_file()):
        return None
    content = json.loads(kept.read_text(encoding="utf-8"))
    return Effect(content["gains"], content["losses"], content["judged"], content["wrong"], changes)


def _sets(workspace: Workspace, run: RunRecord) -> tuple[Composed, Composed] | None:
    """The rules of the run with and without overrides; None when there are none, or the rules are others now."""
    if not run.inputs.get("pack", {}).get("overrides"):
        return None
    active = _composed(workspace, run)
    base = _without_overrides(active)
    same = run.inputs.get("pack", {}).get("fingerprint") == active.fingerprint
    return (active, base) if same and base.fingerprint != active.fingerprint else None


def _kept_file(workspace: Workspace, run: RunRecord, active: Composed, base: Composed) -> Path:
    key = sha256_text(canonical_json([run.digest, run.snapshot, active.fingerprint, base.fingerprint, str(run.as_of)]))
    return workspace.cache / f"{_PREFIX}{key[:24]}.json"


def _composed(workspace: Workspace, run: RunRecord) -> Composed:
    from census_app.workspace.runs.packs import load_active

    return load_active(workspace, run.as_of)


def _without_overrides(active: Composed) -> Composed:
    from dataclasses import replace

    return replace(active, active=replace(active.active, overrides=()), overrides=(), pack=active.base)


def _judge(ground: Ground, active: Composed, base: Composed, changes: Path, context: JobContext) -> dict[str, object]:
    """Gains, losses and the province's core quality; `changes` holds each problem that differs."""
    from census_app.workspace.pack_life.preview import preview_change

    workspace, run = ground.workspace, ground.step.run
    context.progress(0, 0, "按省包的参数重判")
    report = preview_change(workspace, active, base, run.as_of, changes, context)
    totals = {one.rule: one.total for one in report.rules}
    judged, wrong = _province_core(ground, changes)
    return {
        "gains": {rule: total.vanish for rule, total in totals.items() if total.vanish},
        "losses": {rule: total.appear for rule, total in totals.items() if total.appear},
        "judged": judged,
        "wrong": wrong,
    }


def _province_core(ground: Ground, changes: Path) -> tuple[int, int]:
    """Customers that count, and those of them with a fault on core fields when the overrides' problems are taken away
    and the province's are put in."""
    workspace, run, connection = ground.workspace, ground.step.run, ground.connection
    states = run.states_path(workspace)
    assert states is not None
    snapshot = workspace.catalogue.open(run.snapshot)
    folder = run.folder(workspace)
    load_customers(connection, snapshot, workspace.dictionary)
    inputs = QualityInputs(folder / FINDINGS_FILE, folder / COUNTS_FILE, states)
    load_faults(connection, workspace.dictionary, list(ground.facts.values()), inputs)
    row = connection.execute(
        f"""
        WITH changed AS (SELECT * FROM read_parquet({quote_path(changes)})),
        core_rules AS (SELECT DISTINCT rule_id FROM quality_accusals WHERE measure = '{CORE}'),
        faults AS (
            SELECT f.customer, f.exempted FROM quality_findings f
            LEFT JOIN changed v ON v.change = 'vanish' AND v.rule_id = f.rule_id AND v."table" = f."table"
                AND v.record_key = f.record_key AND (v.period IS NULL OR v.period = f.period)
            WHERE f.measure = '{CORE}' AND v.rule_id IS NULL
            UNION ALL
            SELECT customer, false FROM changed WHERE change = 'appear' AND rule_id IN (SELECT rule_id FROM core_rules)
        ), by_customer AS (SELECT customer, bool_and(exempted) AS only_exempted FROM faults GROUP BY 1)
        SELECT count(*) FILTER (WHERE NOT coalesce(only_exempted, false)),
            count(*) FILTER (WHERE NOT only_exempted)
        FROM quality_customers c LEFT JOIN by_customer f USING (customer) WHERE NOT c.in_transit
        """
    ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def _told(applied: AppliedOverride) -> Change:
    kind, _, inner = applied.what.partition(".")
    if kind.startswith("severity"):
        branch = kind.removeprefix("severity").strip("[]")
        what, words = f"{_KINDS['severity']}{branch}", (_severity(applied.old), _severity(applied.new))
    elif kind == "status":
        what, words = _KINDS["status"], (STATUSES[Status(applied.old)], STATUSES[Status(applied.new)])
    else:
        what = f"{_KINDS.get(kind, '')}{inner}"
        words = (value_words(applied.old), value_words(applied.new, applied.unit))
    return Change(applied.rule, what, *words, applied.level.value)


def _severity(value: object) -> str:
    return SEVERITIES[Severity(str(value))]
