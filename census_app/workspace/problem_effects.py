"""What acts do to problems: which state an act leads to, and from where.

An act that moves problems names them by number in its payload (`problems`). Where an act does not fit a
problem's state when it comes to be applied, that problem stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from census_app.workspace.acts import Act
from census_app.workspace.problem_model import OUTSTANDING, State

if TYPE_CHECKING:
    import duckdb

_STANDING = tuple(state for state in OUTSTANDING if state not in (State.APPEALED, State.IN_REVIEW, State.CLAIMED))


@dataclass(frozen=True)
class Effect:
    """An act's effect on the problems it names; `closes` limits it to rules that close that way."""

    to: State
    taken_from: tuple[State, ...]
    closes: str | None = None


PROBLEM_REFUTED = "problem.refuted"
"""A person looked and it is no problem: left alone like an exemption, bound to the values and the rule as they are."""

APPEAL_MOVED = "appeal.moved"
"""An appeal was right in that another unit has to answer: the problem is to be listed there (`unit` in the payload)."""

EFFECTS: dict[str, Effect] = {
    "list.issued": Effect(State.ASSIGNED, (State.NEW, State.OPEN, State.REOPENED)),
    "tasks.dispatched": Effect(State.ASSIGNED, (State.NEW, State.OPEN, State.REOPENED)),
    "tasks.recalled": Effect(State.OPEN, (State.ASSIGNED,)),
    "results.received": Effect(State.IN_REVIEW, (*_STANDING, State.CLAIMED)),
    "results.returned": Effect(State.RETURNED, (State.ASSIGNED, State.IN_REVIEW, State.CLAIMED, State.APPEALED)),
    "corrections.exported": Effect(State.CLAIMED, (*_STANDING, State.IN_REVIEW, State.APPEALED)),
    "answer.received": Effect(State.IN_REVIEW, (*_STANDING, State.CLAIMED)),
    "answer.accepted": Effect(State.CLAIMED, (*_STANDING, State.IN_REVIEW, State.APPEALED)),
    "answer.returned": Effect(State.RETURNED, (State.ASSIGNED, State.IN_REVIEW, State.CLAIMED, State.APPEALED)),
    "appeal.filed": Effect(State.APPEALED, OUTSTANDING),
    APPEAL_MOVED: Effect(State.OPEN, (State.APPEALED,)),
    "explanation.accepted": Effect(State.FIXED, OUTSTANDING, closes="explanation"),
    "exemption.approved": Effect(State.EXEMPTED, OUTSTANDING),
    "exemption.revoked": Effect(State.IN_REVIEW, (State.EXEMPTED,)),
    PROBLEM_REFUTED: Effect(State.EXEMPTED, OUTSTANDING),
}
RESTORED = "act.undone"
"""Carries what each problem goes back to (`states`: number → state, until, values, fingerprint)."""

MOVING_KINDS = (*EFFECTS, RESTORED)


def apply_acts(connection: duckdb.DuckDBPyConnection, problems: str, acts: Iterable[Act]) -> None:
    """The DuckDB table `problems` (columns of `problem_model`) stands as after these acts, in their order."""
    rows = [row for act in acts for row in _events(act)]
    if not rows:
        return
    _load_events(connection, rows)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE ranked_events AS
        SELECT e.* EXCLUDE (problem_no), p.problem_id,
            row_number() OVER (PARTITION BY p.problem_id ORDER BY e.seq) AS turn
        FROM act_events e
        LEFT JOIN {problems} m ON m.problem_no = e.problem_no
        JOIN {problems} p ON p.problem_no = coalesce(m.merged_into, e.problem_no)
        """
    )
    turns = connection.execute("SELECT coalesce(max(turn), 0) FROM ranked_events").fetchone()
    for turn in range(1, (turns[0] if turns else 0) + 1):
        connection.execute(_TURN_SQL.format(problems=problems), [turn])


_EVENT_COLUMNS = {
    "seq": "BIGINT",
    "problem_no": "VARCHAR",
    "to_state": "VARCHAR",
    "taken_from": ["VARCHAR"],
    "closes": "VARCHAR",
    "day": "DATE",
    "reason": "VARCHAR",
    "exempt_until": "DATE",
    "exempt_values": "VARCHAR",
    "exempt_fingerprint": "VARCHAR",
}
_EVENT_SHAPE = json.dumps([_EVENT_COLUMNS])

_TURN_SQL = """
UPDATE {problems} SET
    state = e.to_state,
    state_date = e.day,
    reason = e.reason,
    exempt_until = CASE WHEN e.to_state = 'exempted' THEN coalesce(e.exempt_until, {problems}.exempt_until) END,
    exempt_values = CASE WHEN e.to_state = 'exempted' THEN coalesce(e.exempt_values, {problems}.exempt_values) END,
    exempt_fingerprint = CASE WHEN e.to_state = 'exempted'
        THEN coalesce(e.exempt_fingerprint, {problems}.exempt_fingerprint) END
FROM ranked_events e
WHERE e.turn = ? AND e.problem_id = {problems}.problem_id
  AND list_contains(e.taken_from, {problems}.state)
  AND (e.closes IS NULL OR e.closes = {problems}.closes)
"""


def local_day(act: Act) -> str:
    """The ISO date on the wall of whoever acted."""
    moment = datetime.fromisoformat(act.at) + timedelta(minutes=act.utc_offset_minutes)
    return moment.date().isoformat()


def _events(act: Act) -> list[tuple[Any, ...]]:
    day = local_day(act)
    reason = str(act.payload.get("reason", ""))
    if act.kind == RESTORED:
        every = [state.value for state in State]
        return [
            (act.seq, number, was["state"], every, None, day, reason, was["until"], was["values"], was["fingerprint"])
            for number, was in sorted(act.payload.get("states", {}).items())
        ]
    effect = EFFECTS.get(act.kind)
    if effect is None:
        return []
    bound = act.payload.get("bound", {})
    return [
        (
            act.seq,
            number,
            effect.to.value,
            [state.value for state in effect.taken_from],
            effect.closes,
            day,
            reason,
            act.payload.get("until"),
            bound.get(number, {}).get("values"),
            bound.get(number, {}).get("fingerprint"),
        )
        for number in act.payload.get("problems", [])
    ]


def _load_events(connection: duckdb.DuckDBPyConnection, rows: list[tuple[Any, ...]]) -> None:
    records = [dict(zip(_EVENT_COLUMNS, row, strict=True)) for row in rows]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE act_events AS SELECT unnest(from_json(?, '{_EVENT_SHAPE}'), recursive := true)",
        [json.dumps(records, ensure_ascii=False)],
    )
