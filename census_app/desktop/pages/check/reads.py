"""What the check page reads of the core, as plain values; every function runs on a worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.desktop.core_errors import advised
from census_app.desktop.opened import opened

if TYPE_CHECKING:
    from census_app.workspace.runs.plan import CheckPlan
    from census_app.workspace.runs.record import RunRecord
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class RunLine:
    """A run as the list shows it; `stands` while it counts as official, `voided` once it was taken back."""

    run: str
    official: bool
    voided: bool
    trial_reason: str
    data_date: str
    as_of: str
    created_at: str
    actor: str
    pack: str
    findings: int
    counts: dict[str, dict[str, int]]
    errors: dict[str, str]
    notes: tuple[str, ...]

    @property
    def stands(self) -> bool:
        """Whether problems rest on it."""
        return self.official and not self.voided


@dataclass(frozen=True)
class RunDetail:
    """What is read of one run when it is looked at. `doubts`: rules that could not judge open
    problems again, and those that found nearly everything wrong somewhere."""

    run: str
    findings: Path
    titles: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, dict[str, int]] = field(default_factory=dict)
    void_reason: str = ""
    doubts: tuple[str, ...] = ()


def read_runs(folder: Path) -> tuple[RunLine, ...]:
    """Every run, newest first."""
    from census_app.workspace.runs.record import list_runs

    with opened(folder) as workspace:
        return tuple(_line(record) for record in reversed(list_runs(workspace)))


def read_plan(folder: Path) -> CheckPlan:
    """What a check would do now; refusals of the core pass through."""
    from census_app.workspace.runs.plan import plan_check

    with opened(folder) as workspace:
        return plan_check(workspace)


def read_detail(folder: Path, run: str) -> RunDetail:
    """A run's rules, units and what it could not judge; refusals of the core pass through."""
    from census_app.desktop.tables.reasons import cannot_judge_reasons
    from census_app.workspace.precision.measured import measure_precision
    from census_app.workspace.runs.record import COUNTS_FILE, FINDINGS_FILE, get_run
    from census_app.workspace.runs.rule_facts import RULES_FILE, read_rule_facts
    from census_app.workspace.runs.sweeping import sweeping_rules
    from census_app.workspace.runs.unproven import unproven_problems

    with opened(folder) as workspace:
        record = get_run(workspace, run)
        units = _units(workspace, record)
        precision = measure_precision(workspace)
        return RunDetail(
            run,
            record.file(workspace, FINDINGS_FILE),
            {fact.rule_id: fact.title for fact in read_rule_facts(record.file(workspace, RULES_FILE))},
            units,
            cannot_judge_reasons(record.file(workspace, COUNTS_FILE)),
            _void_reason(workspace, record),
            tuple(
                advised(line)
                for line in (
                    *(one.line() for one in unproven_problems(workspace, record)),
                    *(one.line(units) for one in sweeping_rules(workspace, record)),
                    *(precision.demotions() if precision.run == run else ()),
                )
            ),
        )


def _line(record: RunRecord) -> RunLine:
    from census_app.workspace.pack_life.labels import label_of_input, warnings_of_input

    pack = record.inputs.get("pack", {})
    return RunLine(
        record.run,
        record.official,
        record.void_act is not None,
        record.trial_reason,
        record.data_date.isoformat(),
        record.as_of.isoformat(),
        record.created_at,
        record.actor,
        label_of_input(pack),
        record.findings,
        record.rules,
        record.errors,
        (*warnings_of_input(pack), *map(str, record.inputs.get("notes", []))),
    )


def _units(workspace: Workspace, record: RunRecord) -> dict[str, str]:
    from census_app.foundation.errors import BadInput
    from census_app.workspace.unit_names import unit_names

    try:
        return unit_names(workspace, workspace.catalogue.open(record.snapshot))
    except BadInput:  # a snapshot that was cleared away: its units keep their codes
        return {}


def _void_reason(workspace: Workspace, record: RunRecord) -> str:
    from census_app.workspace.acts import list_acts
    from census_app.workspace.runs.void import RUN_VOIDED

    if record.void_act is None:
        return ""
    found = list_acts(workspace.engine, kinds=[RUN_VOIDED], subject=record.run)
    return str(found[-1].payload.get("reason", "")) if found else ""
