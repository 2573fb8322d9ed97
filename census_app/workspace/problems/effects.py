"""What acts do to problems: which state an act leads to, and from where.

An act that moves problems names them by number in its payload (`problems`). Where an act does not fit a
problem's state when it comes to be applied, that problem stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from census_app.workspace.acts import Act
from census_app.workspace.problems.model import EXEMPTION_REVOKED, OUTSTANDING, State

if TYPE_CHECKING:
    import duckdb

_STANDING = tuple(state for state in OUTSTANDING if state not in (State.APPEALED, State.IN_REVIEW, State.CLAIMED))


@dataclass(frozen=True)
class Effect:
    """An act's effect on the problems it names; `closes` limits it to rules that close that way, `reason` is why they
    stand there where that is not what the act says."""

    to: State
    taken_from: tuple[State, ...]
    closes: str | None = None
    reason: str = ""


PROBLEM_REFUTED = "problem.refuted"
"""A person looked and it is no problem: left alone like an exemption, bound to the values and the rule as they are."""

APPEAL_MOVED = "appeal.moved"
"""An appeal was right in that another unit has to answer: the problem is listed there from now on (`unit`, `unit_name`
in the payload)."""

EFFECTS: dict[str, Effect] = {
    "list.issued": Effect(State.ASSIGNED, (State.NEW, State.OPEN, State.REOPENED)),
    "tasks.dispatched": Effect(State.ASSIGNED, (State.NEW, State.OPEN, State.REOPENED)),
    "tasks.recalled": Effect(State.OPEN, (State.ASSIGNED,)),
    "results.received": Effect(State.IN_REVIEW, (*_STANDING, State.CLAIMED)),
    "results.returned": Effect(State.RETURNED, (State.ASSIGNED, State.IN_REVIEW, State.CLAIMED, State.APPEALED)),
    "corrections.exported": Effect(State.CLAIMED, (*_STANDING, State.IN_REVIEW, State.APPEALED)),
    "answer.received": Effect(State.IN_REVIEW, (*_STANDING, State.CLAIMED)),
    "correction.proposed": Effect(State.IN_REVIEW, (*_STANDING, State.CLAIMED)),
    "answer.accepted": Effect(State.CLAIMED, (*_STANDING, State.IN_REVIEW, State.APPEALED)),
    "answer.returned": Effect(State.RETURNED, (State.ASSIGNED, State.IN_REVIEW, State.CLAIMED, State.APPEALED)),
    "appeal.filed": Effect(State.APPEALED, OUTSTANDING),
    APPEAL_MOVED: Effect(State.OPEN, (State.APPEALED,)),
    "explanation.accepted": Effect(State.FIXED, OUTSTANDING, closes="explanation"),
    "exemption.approved": Effect(State.EXEMPTED, OUTSTANDING),
    "exemption.revoked": Effect(State.IN_REVIEW, (State.EXEMPTED,), reason=EXEMPTION_REVOKED),
    PROBLEM_REFUTED: Effect(State.EXEMPTED, OUTSTANDING),
}
RESTORED = "act.undone"
"""Carries what each problem goes back to (`states`: number → state, until, values, fingerprint; `place` where the unit
changed)."""

MOVING_KINDS = (*EFFECTS, RESTORED)


def apply_acts(connection: duckdb.DuckDBPyConnection, problems: str, acts: Iterable[Act]) -> None:
    """The DuckDB table `problems` (columns of `problems.model`) stands as after these acts, in their order."""
    moving = [act for act in acts if act.kind in MOVING_KINDS]
    if not moving:
        return
    _load_events(connection, moving)
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


_ACT_COLUMNS = {
    "seq": "BIGINT",
    "to_state": "VARCHAR",
    "taken_from": ["VARCHAR"],
    "closes": "VARCHAR",
    "day": "DATE",
    "reason": "VARCHAR",
    "until": "DATE",
}
_OWN_COLUMNS = {
    "seq": "BIGINT",
    "problem_no": "VARCHAR",
    "state": "VARCHAR",
    "until": "DATE",
    "values": "VARCHAR",
    "fingerprint": "VARCHAR",
    "moves": "BOOLEAN",
    "unit": "VARCHAR",
    "unit_name": "VARCHAR",
    "moved_to": "VARCHAR",
}

_TURN_SQL = """
UPDATE {problems} SET
    state = e.to_state,
    state_date = e.day,
    reason = e.reason,
    exempt_until = CASE WHEN e.to_state = 'exempted' THEN coalesce(e.exempt_until, {problems}.exempt_until) END,
    exempt_values = CASE WHEN e.to_state = 'exempted' THEN coalesce(e.exempt_values, {problems}.exempt_values) END,
    exempt_fingerprint = CASE WHEN e.to_state = 'exempted'
        THEN coalesce(e.exempt_fingerprint, {problems}.exempt_fingerprint) END,
    unit = CASE WHEN e.moves THEN e.unit ELSE {problems}.unit END,
    unit_name = CASE WHEN e.moves THEN e.unit_name ELSE {problems}.unit_name END,
    moved_to = CASE WHEN e.moves THEN e.moved_to ELSE {problems}.moved_to END
FROM ranked_events e
WHERE e.turn = ? AND e.problem_id = {problems}.problem_id
  AND list_contains(e.taken_from, {problems}.state)
  AND (e.closes IS NULL OR e.closes = {problems}.closes)
"""


def local_day(act: Act) -> str:
    """The ISO date on the wall of whoever acted."""
    moment = datetime.fromisoformat(act.at) + timedelta(minutes=act.utc_offset_minutes)
    return moment.date().isoformat()


def _load_events(connection: duckdb.DuckDBPyConnection, acts: list[Act]) -> None:
    """Table `act_events`: one row per act and problem. What is the same for all problems of an act is told once:
    an act may name a hundred thousand."""
    named = [(act.seq, number) for act in acts for number in _named(act)]
    _load(connection, "moving_acts", _ACT_COLUMNS, [_of_act(act) for act in acts])
    _load(connection, "own_words", _OWN_COLUMNS, [row for act in acts for row in _of_problems(act)])
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE act_events AS
        SELECT n.seq, n.problem_no, coalesce(o.state, a.to_state) AS to_state, a.taken_from, a.closes, a.day, a.reason,
            coalesce(o.until, a.until) AS exempt_until, o."values" AS exempt_values,
            o.fingerprint AS exempt_fingerprint, coalesce(o.moves, false) AS moves, o.unit, o.unit_name, o.moved_to
        FROM (
            SELECT unnest(from_json($seqs, '["BIGINT"]')) AS seq,
                unnest(from_json($numbers, '["VARCHAR"]')) AS problem_no
        ) n JOIN moving_acts a USING (seq) LEFT JOIN own_words o USING (seq, problem_no)
        """,
        {
            "seqs": json.dumps([seq for seq, _ in named]),
            "numbers": json.dumps([number for _, number in named], ensure_ascii=False),
        },
    )


def _named(act: Act) -> Iterable[str]:
    """The problems an act moves."""
    return sorted(act.payload.get("states", {})) if act.kind == RESTORED else act.payload.get("problems", [])


def _of_act(act: Act) -> tuple[Any, ...]:
    effect = EFFECTS.get(act.kind)
    taken_from = State if effect is None else effect.taken_from
    return (
        act.seq,
        None if effect is None else effect.to.value,
        [state.value for state in taken_from],
        None if effect is None else effect.closes,
        local_day(act),
        (effect.reason if effect else "") or str(act.payload.get("reason", "")),
        act.payload.get("until"),
    )


def _of_problems(act: Act) -> Iterable[tuple[Any, ...]]:
    """What an act says of one problem only: where it goes back to, what its exemption is bound to, which unit has it
    from now on."""
    if act.kind == RESTORED:
        for number, was in act.payload.get("states", {}).items():
            goes_back = (was["state"], was["until"], was["values"], was["fingerprint"])
            yield act.seq, number, *goes_back, *_place(was.get("place"))
    elif act.kind == APPEAL_MOVED:
        told = act.payload
        place = {"unit": told["unit"], "unit_name": told["unit_name"], "moved_to": told["unit"]}
        for number in told["problems"]:
            yield act.seq, number, None, None, None, None, *_place(place)
    else:
        for number, bound in act.payload.get("bound", {}).items():
            yield act.seq, number, None, None, bound.get("values"), bound.get("fingerprint"), *_place(None)


def _place(told: Mapping[str, Any] | None) -> tuple[Any, ...]:
    """Whether a problem moves to another unit, and to which."""
    if told is None:
        return False, None, None, None
    return True, told["unit"], told["unit_name"], told["moved_to"]


def _load(
    connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, Any], rows: list[tuple[Any, ...]]
) -> None:
    records = [dict(zip(columns, row, strict=True)) for row in rows]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS "
        f"SELECT unnest(from_json(?, '{json.dumps([columns])}'), recursive := true)",
        [json.dumps(records, ensure_ascii=False)],
    )
