"""A person says what they found: the problem is real, it is a false alarm, or the earlier judgement is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.people.own_work import refuse_own_work
from census_app.workspace.people.permissions import require
from census_app.workspace.precision.decisions import UNJUDGED, undone_acts
from census_app.workspace.precision.settings import OUTCOME_LABELS, Outcome, precision_settings
from census_app.workspace.problems.acts import bound_values, checked_numbers, standing, undo, units_of
from census_app.workspace.problems.effects import PROBLEM_REFUTED
from census_app.workspace.problems.model import OUTSTANDING

if TYPE_CHECKING:
    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace

_KINDS = {
    Outcome.CONFIRMED: "problem.confirmed",
    Outcome.REFUTED: PROBLEM_REFUTED,
    Outcome.UNDECIDED: UNJUDGED,
}


def judge_problems(
    workspace: Workspace,
    numbers: Iterable[str],
    outcome: Outcome,
    reason: str,
    until: date | None = None,
    *,
    today: date | None = None,
    actor: str | None = None,
    now: datetime | None = None,
) -> Act:
    """The judgement stands in the log; precision counts it for the rule as it is now.

    Refuted problems that are still open are exempted through `until` (default: `refuted_days` of the settings), as
    long as the accused values and the rule stay the same; other states do not change. A reason is required for all
    but a confirmation. `BadInput` when a number is unknown, or whoever
    refutes it has answered it; then nothing is written.
    """
    if outcome is not Outcome.CONFIRMED:
        _require_reason(reason, outcome)
    chosen = checked_numbers(numbers)
    found = standing(workspace, chosen)
    require(workspace, "problem.judge", units_of(found))
    content: dict[str, Any] = {"reason": reason.strip(), "problems": chosen}
    if outcome is Outcome.REFUTED:
        with reading(workspace.engine) as connection:
            refuse_own_work(connection, actor, chosen)
        start = today or date.today()
        end = until or start + timedelta(days=precision_settings().refuted_days)
        if end < start:
            raise BadInput(f"到期日 {end} 已经过去", "到期日应在今天或以后")
        open_ones = {number: one for number, one in found.items() if one.state in OUTSTANDING}
        content |= {"until": end.isoformat(), "bound": bound_values(open_ones)}
    elif until is not None:
        raise BadInput("只有判为误报才有到期日", "去掉到期日")
    return acts.append(workspace.engine, _KINDS[outcome], "", content, actor=actor, now=now)


def overruled(workspace: Workspace, made: Act) -> dict[str, Act]:
    """The problems of judgement `made` of which the opposite was said before and stood till then, each with the act
    that said it: whoever judged may not have seen it, for instance when it was said while a question was open."""
    opposite = {Outcome.CONFIRMED: PROBLEM_REFUTED, Outcome.REFUTED: _KINDS[Outcome.CONFIRMED]}
    wanted = next((kind for outcome, kind in opposite.items() if _KINDS[outcome] == made.kind), "")
    with reading(workspace.engine) as connection:
        undone = undone_acts(connection, made.seq)
        earlier = list(acts.iterate(connection, kinds=_KINDS.values(), until=made.seq - 1))
    last = {number: act for act in earlier if act.seq not in undone for number in act.payload["problems"]}
    return {
        number: last[number] for number in made.payload["problems"] if number in last and last[number].kind == wanted
    }


def take_back_judgement(workspace: Workspace, seq: int, reason: str) -> Act:
    """The judgement of act `seq` no longer counts, and what was said of its problems before it does again; problems it
    left alone stand again as before it.

    `BadInput` when the act is no judgement, or something was built on it since.
    """
    with reading(workspace.engine) as connection:
        made = next(acts.iterate(connection, after=seq - 1, until=seq), None)
        undone = undone_acts(connection)
        later = [act for act in acts.iterate(connection, kinds=_KINDS.values(), after=seq) if act.seq not in undone]
    if made is None or made.kind not in (_KINDS[Outcome.CONFIRMED], PROBLEM_REFUTED) or seq in undone:
        raise BadInput(f"第 {seq} 号动作不是判属实或误报", "动作号见 census judge 的回执，或 census log")
    numbers = set(made.payload["problems"])
    after = next((act.seq for act in later if numbers & set(act.payload["problems"])), 0)
    if after:
        raise BadInput(f"第 {seq} 号动作之后又判过（第 {after} 号动作），不能撤回", "撤回后面的那一个，或重新判")
    if made.kind == PROBLEM_REFUTED:
        return undo(workspace, seq, reason)
    _require_reason(reason, Outcome.UNDECIDED)
    chosen = made.payload["problems"]
    require(workspace, "problem.judge", units_of(standing(workspace, chosen)))
    content = {"reason": reason.strip(), "problems": chosen, "undoes": seq}
    return acts.append(workspace.engine, UNJUDGED, "", content)


def _require_reason(reason: str, outcome: Outcome) -> None:
    if not reason.strip():
        raise BadInput(f"判为{OUTCOME_LABELS[outcome]}必须写明理由", "写清核实的依据，例如现场照片编号")
