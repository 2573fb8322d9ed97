"""`trail_of`: everything known about one customer, found by index, never by reading whole tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.foundation.masking import masked
from census_app.reporting.trail.case import Case
from census_app.reporting.trail.index import TrailIndex, open_index
from census_app.reporting.trail.model import Entry, ProblemNow, Raw, Trail
from census_app.reporting.trail.sources import SOURCES
from census_app.reporting.trail.timeline import Move, turned_states
from census_app.reporting.trail.words import trail_words
from census_app.survey.tasks.model import Task, tasks_in
from census_app.workspace import acts as log
from census_app.workspace.people.directory import directory_in, names_in
from census_app.workspace.people.permissions import permitted_in
from census_app.workspace.problems.effects import MOVING_KINDS, RESTORED
from census_app.workspace.problems.model import STATE_LABELS
from census_app.workspace.problems.numbers import normalise, validate
from census_app.workspace.problems.succession import KEY_SUCCEEDED
from census_app.workspace.runs.record import RUN_COMMITTED
from census_app.workspace.schema import acts, runs
from census_app.workspace.survey_tables import task_problems, tasks

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.workspace import Workspace

_CUSTOMER = "customer"
_ASKED_AT_ONCE = 500


def trail_of(workspace: Workspace, asked: str, *, clear: bool = False) -> Trail:
    """The trail of a customer by number (the present or an earlier one), or of the customer of a problem by its short
    number; a problem without a customer stands alone.

    Personal values are masked unless `clear`; whoever asks for them in clear has been recorded (`showing`). `BadInput`
    when nothing is known of it.
    """
    with open_index(workspace) as index, reading(workspace.engine) as connection:
        keys, numbers = _identified(connection, index, asked)
        found = _tasks(connection, keys, numbers)
        numbers |= {number for task in found.values() for number in task.problems} & index.states(
            number for task in found.values() for number in task.problems
        ).keys()
        if not numbers and not found:
            _refuse_unknown(workspace, asked, keys)
        directory = directory_in(connection)
        named = permitted_in(connection, "personal.see", [])
        names = names_in(connection, directory) if named and directory.people else {}
        case = Case(connection, index, workspace, keys, frozenset(numbers), found, names, clear)
        return _trail(case, asked)


def _identified(connection: Connection, index: TrailIndex, asked: str) -> tuple[tuple[str, ...], set[str]]:
    """(the customer's numbers, newest first; its problems)."""
    text = asked.strip()
    number = normalise(text)
    if validate(number) and (held := index.states([number])):
        customer = held[number]["customer"]
        if customer is None:
            return (), {number}
        text = customer
    keys = _keys(connection, index, text)
    return keys, index.problems_of(keys)


def _keys(connection: Connection, index: TrailIndex, key: str) -> tuple[str, ...]:
    """The number that goes on for this one first, then all that lead to it."""
    links = {old: new for old, new, _ in index.successions(_CUSTOMER)}
    told = select(acts.c.payload).where(acts.c.kind == KEY_SUCCEEDED).order_by(acts.c.seq)
    for payload in connection.execute(told).scalars():
        content = json.loads(payload)
        if content["table"] == _CUSTOMER:
            links[content["old_key"]] = content["new_key"]
    seen = {key}
    while (after := links.get(key)) is not None and after not in seen:
        key = after
        seen.add(key)
    before: dict[str, list[str]] = {}
    for old, new in links.items():
        before.setdefault(new, []).append(old)
    found = [key]
    for one in found:
        found += [old for old in sorted(before.get(one, ())) if old not in found]
    return tuple(found)


def _tasks(connection: Connection, keys: Iterable[str], numbers: Iterable[str]) -> dict[str, Task]:
    """The tasks of the customer and those that carry its problems."""
    wanted = set(connection.execute(select(tasks.c.task_no).where(tasks.c.customer.in_(list(keys)))).scalars())
    listed = sorted(numbers)
    for start in range(0, len(listed), _ASKED_AT_ONCE):
        chosen = task_problems.c.problem_no.in_(listed[start : start + _ASKED_AT_ONCE])
        wanted |= set(connection.execute(select(task_problems.c.task_no).where(chosen)).scalars())
    return {task.task_no: task for task in tasks_in(connection, numbers=wanted)}


def _trail(case: Case, asked: str) -> Trail:
    raws = [raw for source in SOURCES for raw in source(case)]
    states = case.index.states(case.numbers)
    turned, last = turned_states(states, case.index.turns(states), _moves(case), _last_run(case.connection))
    signed = _signed(case.connection, {raw.act for raw in raws} | turned.keys())
    head, count = log.head_in(case.connection), log.last_seq(case.connection)
    facts = next((states[number] for number in sorted(states, key=lambda one: _newest(states[one]))), {})
    return Trail(
        customer=case.keys[0] if case.keys else asked.strip(),
        keys=case.keys,
        name=facts.get("customer_name") or "",
        address=facts.get("address") or "",
        unit=facts.get("unit_name") or facts.get("unit") or "",
        area=" ".join(part for part in (facts.get("tg_name"), facts.get("tg_no")) if part),
        problems=tuple(_problem(held, last[number]) for number, held in sorted(states.items())),
        entries=tuple(_entries(case, raws, turned, signed)),
        head=head,
        acts=count,
        clear=case.clear,
    )


def _last_run(connection: Connection) -> int:
    """The last act that the present states contain."""
    query = select(runs.c.acts_seq).where(runs.c.official, runs.c.void_act.is_(None)).order_by(runs.c.act.desc())
    return connection.execute(query.limit(1)).scalar() or 0


def _newest(held: Mapping[str, Any]) -> tuple[bool, str]:
    return held["merged_into"] is not None, str(held["problem_no"])


def _moves(case: Case) -> list[Move]:
    """The acts that move the customer's problems; what an undoing one goes back to is read from its payload."""
    mentioned = case.index.acts_mentioning(case.numbers)
    listed, found = sorted(mentioned), []
    for start in range(0, len(listed), _ASKED_AT_ONCE):
        chosen = acts.c.seq.in_(listed[start : start + _ASKED_AT_ONCE])
        query = select(acts.c.seq, acts.c.kind).where(chosen, acts.c.kind.in_(MOVING_KINDS))
        for seq, kind in case.connection.execute(query).all():
            back = _back(case.connection, seq) if kind == RESTORED else {}
            found.append(Move(seq, kind, tuple(mentioned[seq]), back))
    return found


def _back(connection: Connection, seq: int) -> dict[str, str]:
    payload = json.loads(connection.execute(select(acts.c.payload).where(acts.c.seq == seq)).scalar_one())
    return {number: was["state"] for number, was in payload["states"].items()}


def _signed(connection: Connection, wanted: Iterable[int]) -> dict[int, Any]:
    """Act → who stands under it, when, and its hash."""
    listed = sorted(wanted)
    found: dict[int, Any] = {}
    columns = (
        acts.c.seq,
        acts.c.kind,
        acts.c.at,
        acts.c.utc_offset_minutes,
        acts.c.actor,
        acts.c.identity,
        acts.c.hash,
    )
    for start in range(0, len(listed), _ASKED_AT_ONCE):
        chosen = acts.c.seq.in_(listed[start : start + _ASKED_AT_ONCE])
        found |= {row.seq: row for row in connection.execute(select(*columns).where(chosen))}
    return found


def _entries(
    case: Case, raws: list[Raw], turned: dict[int, dict[str, str]], signed: Mapping[int, Any]
) -> Iterable[Entry]:
    """In the order of the log. What an act only mentions is told where no row of it says more; the states it led to
    stand at its first entry."""
    words = trail_words()
    told = {raw.act for raw in raws if raw.position}
    shown: set[int] = set()
    for raw in sorted(raws, key=lambda one: one.act):
        if not raw.position and not raw.title and raw.act in told:
            continue
        row, led = signed[raw.act], turned.get(raw.act, {})
        if row.kind == RUN_COMMITTED:
            led = {number: state for number, state in led.items() if number in raw.problems}
        elif raw.act in shown:
            led = {}
        shown.add(raw.act)
        yield Entry(
            act=raw.act,
            kind=row.kind,
            title=raw.title or words.kind(row.kind),
            words=raw.words,
            when=local_time(row.at, row.utc_offset_minutes),
            who=case.person(row.actor),
            identity=words.identities.get(row.identity, row.identity),
            anchor=row.hash,
            problems=raw.problems,
            task=raw.task,
            turned={number: STATE_LABELS[state] for number, state in sorted(led.items())},
        )


def local_time(at: str, offset_minutes: int) -> str:
    """`2026-11-23 09:30`: the time on the wall of whoever acted."""
    moment = datetime.fromisoformat(at) + timedelta(minutes=offset_minutes)
    return f"{moment:%Y-%m-%d %H:%M}"


def _problem(held: Mapping[str, Any], state: str) -> ProblemNow:
    return ProblemNow(
        problem_no=held["problem_no"],
        rule=f"{held['rule_id']} {held['rule_title'] or ''}".strip(),
        message=held["message"] or "",
        state=STATE_LABELS[state],
        severity=held["severity"] or "",
        first_date=held["first_date"] or "",
        weeks_running=held["weeks_running"] or 0,
        due_date=held["due_date"] or "",
    )


def _refuse_unknown(workspace: Workspace, asked: str, keys: tuple[str, ...]) -> None:
    """A customer the archive knows has an empty trail; anything else is refused."""
    from census_app.workspace.engine import scratch_engine
    from census_app.workspace.problems.record_facts import select_fields

    snapshots = workspace.catalogue.snapshots()
    if snapshots:
        snapshot = workspace.catalogue.open()
        with scratch_engine(workspace.cache) as connection:
            rows = select_fields(snapshot, _CUSTOMER, ["cons_no"])
            known = connection.execute(
                f"SELECT 1 FROM ({rows}) WHERE list_contains($keys, cons_no) LIMIT 1", {"keys": list(keys)}
            ).fetchone()
        if known is not None:
            return
    raise BadInput(
        f"没有这一户：{masked(asked.strip()) if len(asked) > 40 else asked.strip()}", "核对户号，或给问题短号"
    )
