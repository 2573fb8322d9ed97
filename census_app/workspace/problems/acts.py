"""Acts on problems by people: each checks that the problems are there and may take it, then appends one act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.workspace import acts, schema
from census_app.workspace.acts import Act
from census_app.workspace.engine import scratch_engine
from census_app.workspace.log.sealed_rows import SEAL
from census_app.workspace.people.own_work import refuse_own_work
from census_app.workspace.people.permissions import require_kind
from census_app.workspace.problems.effects import EFFECTS, MOVING_KINDS, RESTORED
from census_app.workspace.problems.life import load_current, load_known
from census_app.workspace.problems.model import STATE_LABELS
from census_app.workspace.problems.numbers import normalise, validate
from census_app.workspace.problems.states import exempted_values_sql
from census_app.workspace.runs.record import last_official

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

EXEMPTION_APPROVED = "exemption.approved"
EXEMPTION_REVOKED = "exemption.revoked"
REVIEWING = (EXEMPTION_APPROVED, "answer.accepted", "answer.returned", "explanation.accepted")
"""Acts that say what becomes of an answer: never done by whoever answered."""
_NAMED_IN_REFUSAL = 5
_OPPOSITE = "改用相反的动作：答复用 review decide 退回，豁免用 review exempt --revoke 撤销"


@dataclass(frozen=True)
class Standing:
    """What an act needs to know of a problem as it stands now."""

    problem_no: str
    state: str
    closes: str
    exempt_until: date | None
    exempt_values: str | None
    exempt_fingerprint: str | None
    values: str
    fingerprint: str
    unit: str
    unit_name: str | None
    moved_to: str | None


def move_problems(
    workspace: Workspace,
    kind: str,
    numbers: Iterable[str],
    payload: dict[str, Any] | None = None,
    *,
    subject: str = "",
    actor: str | None = None,
    personal: dict[str, str] | None = None,
    now: datetime | None = None,
) -> Act:
    """The act of `kind` (see `problems.effects.EFFECTS`) stands for these problems; refused whole when one of them is
    unknown or in a state that does not allow it."""
    effect = EFFECTS[kind]
    chosen = checked_numbers(numbers)
    found = standing(workspace, chosen)
    require_kind(workspace, kind, units_of(found))
    if kind in REVIEWING:
        with reading(workspace.engine) as connection:
            refuse_own_work(connection, actor, chosen)
    refused = [
        f"{number}（{STATE_LABELS[found[number].state]}）"
        for number in chosen
        if found[number].state not in effect.taken_from
        or (effect.closes is not None and found[number].closes != effect.closes)
    ]
    if refused:
        raise BadInput(
            f"{len(refused)} 个问题现在的状态不能这样处理：{'、'.join(refused[:_NAMED_IN_REFUSAL])}",
            "刷新后去掉它们再试；这次没有写入任何内容",
        )
    content = {**(payload or {}), "problems": chosen}
    if kind == EXEMPTION_APPROVED:
        content["bound"] = bound_values(found)
    return acts.append(workspace.engine, kind, subject, content, actor=actor, personal=personal, now=now)


def undo(workspace: Workspace, seq: int, reason: str, *, actor: str | None = None) -> Act:
    """A compensating act: the problems that act `seq` moved stand again as before it.

    Refused when a later act or an official run has built on it.
    """
    run = last_official(workspace)
    target = _undoable(workspace, seq)
    require_kind(workspace, RESTORED, _units_moved(workspace, target))
    with writing(workspace.engine) as connection:
        refuse_when_built_on(connection, target, 0 if run is None else run.acts_seq)
        before = states_before(workspace, target)
        content = {"undoes": seq, "reason": reason, "states": before, "problems": sorted(before)}
        return acts.append_in(connection, RESTORED, f"act:{seq}", content, actor=actor)


def _units_moved(workspace: Workspace, target: Act) -> Iterator[str]:
    """Asked for only where people are enabled."""
    yield from units_of(standing(workspace, target.payload.get("problems", [])))


def _undoable(workspace: Workspace, seq: int) -> Act:
    with reading(workspace.engine) as connection:
        target = next(acts.iterate(connection, after=seq - 1, until=seq), None)
    if target is None or target.kind not in EFFECTS:
        raise BadInput(f"第 {seq} 号动作不能撤销", "只能撤销派发、应答、复核、申诉、豁免这类处理问题的动作")
    if "reviews" in target.payload.get(SEAL, {}):
        raise BadInput(f"第 {seq} 号动作是审核，它的任务和答复也要一起回去", "用 census review undo 撤销")
    return target


def standing(workspace: Workspace, numbers: Sequence[str]) -> dict[str, Standing]:
    """The named problems as they stand now; `BadInput` names those that do not exist."""
    with scratch_engine(workspace.cache) as connection:
        load_current(connection, workspace, "current_problems")
        found = _standing(connection, "current_problems", numbers)
    missing = [number for number in numbers if number not in found]
    if missing:
        raise BadInput(f"没有这些问题：{'、'.join(missing[:_NAMED_IN_REFUSAL])}", "核对短号")
    return found


def units_of(found: Mapping[str, Standing]) -> list[str]:
    """The units these problems lie in, sorted; "" for those no unit is known of."""
    return sorted({one.unit for one in found.values()})


def bound_values(found: Mapping[str, Standing]) -> dict[str, dict[str, str]]:
    """What an exemption of these problems is bound to: the accused values (hashed) and the rule as it is."""
    return {number: {"values": one.values, "fingerprint": one.fingerprint} for number, one in found.items()}


def checked_numbers(numbers: Iterable[str]) -> list[str]:
    """The short numbers as stored, sorted, each once; `BadInput` when there is none or one is misspelt."""
    chosen = sorted({normalise(number) for number in numbers})
    if not any(chosen):
        raise BadInput("没有给出问题", "至少给出一个问题短号")
    wrong = [number for number in chosen if not validate(number)]
    if wrong:
        raise BadInput(
            f"短号写错了：{'、'.join(number or '（空）' for number in wrong[:_NAMED_IN_REFUSAL])}",
            "短号末位是校验位，请对照清单重新输入",
        )
    return chosen


def listed_numbers(file: Path) -> list[str]:
    """The short numbers of a text file, one a line, in their order, each once; `BadInput` when one is misspelt or
    there is none."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"读不了短号文件 {file.name}", "一行一个问题短号，UTF-8 文本") from error
    numbers = list(dict.fromkeys(normalise(line) for line in lines if line.strip()))
    checked_numbers(numbers)
    return numbers


def _standing(connection: duckdb.DuckDBPyConnection, table: str, numbers: Sequence[str]) -> dict[str, Standing]:
    rows = connection.execute(
        f"""
        SELECT problem_no, state, closes, exempt_until, exempt_values, exempt_fingerprint,
            {exempted_values_sql("accused", '"values"')}, fingerprint, coalesce(unit, ''),
            unit_name, moved_to
        FROM {table} WHERE problem_no IN (SELECT unnest($numbers::VARCHAR[]))
        """,
        {"numbers": list(numbers)},
    ).fetchall()
    return {row[0]: Standing(*row) for row in rows}


def refuse_when_built_on(connection: Connection, target: Act, run_acts: int) -> None:
    """`BadInput` when the act's problems were moved since, by an official run (up to act `run_acts`) or a later act."""
    if target.seq <= run_acts:
        raise BadInput(
            f"第 {target.seq} 号动作之后已有正式校验，不能撤销",
            _OPPOSITE,
        )
    touched = set(target.payload.get("problems", []))
    followers = list(acts.iterate(connection, kinds=MOVING_KINDS, after=target.seq))
    undone = {act.payload["undoes"] for act in followers if act.kind == RESTORED}
    if target.seq in undone:
        raise BadInput(f"第 {target.seq} 号动作已经撤销过", "刷新后再看")
    for later in followers:
        if later.kind != RESTORED and later.seq not in undone and touched & set(later.payload["problems"]):
            raise BadInput(f"第 {target.seq} 号动作之后又有第 {later.seq} 号动作，不能撤销", "先撤销后面的那一个")


def states_before(workspace: Workspace, target: Act) -> dict[str, dict[str, Any]]:
    """Problem number → what it was before the act, for those the act changed: what `RESTORED` carries."""
    run = last_official(workspace)
    states = None if run is None else run.states_path(workspace)
    numbers = target.payload.get("problems", [])
    with scratch_engine(workspace.cache) as connection:
        load_known(connection, workspace, "before", run, states, target.seq - 1)
        before = _standing(connection, "before", numbers)
        load_known(connection, workspace, "after", run, states, target.seq)
        after = _standing(connection, "after", numbers)
    return {
        number: {
            "state": one.state,
            "until": None if one.exempt_until is None else one.exempt_until.isoformat(),
            "values": one.exempt_values,
            "fingerprint": one.exempt_fingerprint,
            **({"place": _place(one)} if _place(one) != _place(after[number]) else {}),
        }
        for number, one in before.items()
        if one != after[number]
    }


def _place(one: Standing) -> dict[str, str | None]:
    return {"unit": one.unit or None, "unit_name": one.unit_name, "moved_to": one.moved_to}


def last_move(workspace: Workspace, until: int | None = None) -> int:
    """Number of the newest act that moved a problem, of those up to `until` when given; 0 before the first."""
    query = select(func.max(schema.acts.c.seq)).where(schema.acts.c.kind.in_(MOVING_KINDS))
    if until is not None:
        query = query.where(schema.acts.c.seq <= until)
    with reading(workspace.engine) as connection:
        return connection.execute(query).scalar() or 0


def pending_acts(workspace: Workspace) -> list[Act]:
    """Acts on problems since the last official run, oldest first: those that may still be undone."""
    run = last_official(workspace)
    with reading(workspace.engine) as connection:
        return list(acts.iterate(connection, kinds=MOVING_KINDS, after=0 if run is None else run.acts_seq))
