"""Corrections tried out before anyone files them: which problems they solve, leave and newly cause.

Nothing of it enters the archive, the problems or the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.checking.rehearsal.corrections import Correction
from census_app.foundation.jobs import JobContext, silent
from census_app.workspace.rehearsal.known import KnownProblems, known_problems
from census_app.workspace.rehearsal.model import Outcome, Rehearsal, RehearsedProblem
from census_app.workspace.runs.packs import load_for_run

if TYPE_CHECKING:
    from census_app.checking.rehearsal.rehearse import Fate
    from census_app.workspace.workspace import Workspace

_OF_VERDICT = {
    "right": Outcome.SOLVED,
    "out_of_scope": Outcome.LEFT_SCOPE,
    "gone": Outcome.GONE,
    "cannot_judge": Outcome.CANNOT_JUDGE,
    "error": Outcome.CANNOT_JUDGE,
}


def rehearse(
    workspace: Workspace,
    corrections: Sequence[Correction],
    as_of: date | None = None,
    context: JobContext | None = None,
    pack: Path | None = None,
) -> Rehearsal:
    """What the corrections would do to the newest snapshot's problems, judged by the active pack (or `pack`).

    Corrections are typed by the dictionary as an import would; those that cannot be tried are in `refused`, the
    others are tried out together. `as_of` (今日) defaults to the snapshot's data date. Everything compared is judged
    anew on both sides; problems of the touched records and customers that the corrections cannot reach are `left`
    as the last official run knew them, and so are those that links accuse: links are not made anew for it.
    """
    from census_app.checking.compiling.tree import over_links
    from census_app.checking.model import EngineLimits
    from census_app.checking.rehearsal.rehearse import rehearse_snapshot

    context = context or silent()
    loaded = load_for_run(workspace, pack)
    snapshot = workspace.catalogue.open()
    day = as_of or snapshot.manifest.data_date
    comparison = rehearse_snapshot(
        snapshot, loaded.resolved, workspace.dictionary, day, corrections, EngineLimits(), context
    )
    by_link = {
        (rule.id, clause.clause)
        for rule in loaded.resolved.rules
        for clause in rule.clauses
        if over_links(clause.when, workspace.dictionary)
    }
    known = known_problems(workspace, comparison, by_link)
    return Rehearsal(
        as_of=day,
        data_date=snapshot.manifest.data_date,
        problems=(*(_problem(fate, known) for fate in comparison.fates), *known.unreached),
        tried=tuple(comparison.tried),
        refused=tuple(comparison.refused),
        rules=len(comparison.judged),
        rows=comparison.rows,
        lost=comparison.lost,
        errors=comparison.errors,
        unreached_as_of=known.data_date,
    )


def _problem(fate: Fate, known: KnownProblems) -> RehearsedProblem:
    finding = fate.finding
    told = fate.before or finding
    number, state = known.of(told)
    outcome, reason = _outcome(fate), fate.verdict.reason
    if outcome is Outcome.SOLVED and known.rests_on_links(told):
        outcome, reason = Outcome.CANNOT_JUDGE, "not_linked"
    return RehearsedProblem(
        outcome=outcome,
        rule_id=fate.rule.id,
        rule_title=fate.rule.rule.short or fate.rule.rule.title.zh,
        severity=finding.severity,
        table=finding.table,
        table_name=fate.rule.table.rule_name,
        record_key=finding.record_key,
        customer=finding.customer or "",
        clauses=finding.clauses,
        message=finding.message,
        message_before=fate.before.message if fate.before is not None else "",
        reason=reason,
        was=fate.verdict.verdict if fate.before is None else "",
        problem_no=number,
        state=state,
    )


def _outcome(fate: Fate) -> Outcome:
    if fate.before is None:
        return Outcome.CAUSED
    return Outcome.LEFT if fate.after is not None else _OF_VERDICT[fate.verdict.verdict]
