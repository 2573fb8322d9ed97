"""How each problem's state moved through runs and acts, so that every entry can say what it led to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from census_app.workspace.problems.effects import EFFECTS, RESTORED

_AFTER = 0.5


@dataclass(frozen=True)
class Move:
    """An act that names problems of this customer; `back` (undoing): problem → the state it goes back to."""

    act: int
    kind: str
    numbers: tuple[str, ...]
    back: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Step:
    """At `at` (an act's number; a run stands right after the last act its states contain) a run sets the state, or an
    act tries to move it."""

    at: float
    act: int
    state: str = ""
    move: Move | None = None


def turned_states(
    states: Mapping[str, Mapping[str, Any]], turns: Sequence[Mapping[str, Any]], moves: Iterable[Move], last_run: int
) -> tuple[dict[int, dict[str, str]], dict[str, str]]:
    """(act → problem → state it entered by it, problem → state now).

    `states`: the problems as the last official run left them, which contains the acts up to number `last_run`. Acts
    that did not fit a state leave it, as in `problems.effects.apply_acts`; an act on a problem that was merged into
    another moves that one.
    """
    steps: dict[str, list[_Step]] = {number: [] for number in states}
    merged: dict[str, tuple[str, float]] = {}
    for turn in turns:
        at = turn["acts_seq"] + _AFTER
        steps[turn["problem_no"]].append(_Step(at, turn["act"], turn["state"]))
        if turn["merged_into"]:
            merged[turn["problem_no"]] = (turn["merged_into"], at)
    for move in moves:
        for number in move.numbers:
            into, since = merged.get(number, (number, 0.0))
            moved = into if move.act > since else number
            if moved in steps:
                steps[moved].append(_Step(move.act, move.act, move=move))
    found: dict[int, dict[str, str]] = {}
    last: dict[str, str] = {}
    for number, listed in steps.items():
        state, closes = "", states[number]["closes"] or ""
        listed.append(_Step(last_run + _AFTER, 0, states[number]["state"]))
        for step in sorted(listed, key=lambda one: (one.at, -one.act)):
            entered = step.state if step.move is None else _moved(step.move, number, state, closes)
            if entered != state and step.act:
                found.setdefault(step.act, {})[number] = entered
            state = entered
        last[number] = state
    return found, last


def _moved(move: Move, number: str, state: str, closes: str) -> str:
    if move.kind == RESTORED:
        return move.back.get(number, state)
    effect = EFFECTS[move.kind]
    fits = state in effect.taken_from and effect.closes in (None, closes)
    return effect.to.value if fits else state
