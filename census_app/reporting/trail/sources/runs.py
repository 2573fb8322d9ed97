"""What official runs found, proved and refuted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from census_app.reporting.trail.case import Case
from census_app.reporting.trail.model import Raw
from census_app.reporting.trail.words import trail_words
from census_app.workspace.problems.model import State
from census_app.workspace.problems.states import NUMBER_REUSED

_FOUND = ("found", "refuted", "reopened", "found_again", "exempted")
_AGAIN = (State.LEFT_SCOPE, State.GONE, State.CANNOT_JUDGE, State.WITHDRAWN)


def entries(case: Case) -> Iterator[Raw]:
    """One per problem and run that turned it; a problem that merely stays open is none."""
    turns = trail_words().turns
    for turn in case.index.turns(case.numbers):
        name = turn_name(turn)
        if name is None:
            continue
        words = f"数据日期 {turn['data_date']}，{turn['rule_id']} {turn['rule_title']}{_what(name, turn)}"
        yield Raw(turn["act"], 0, words, (turn["problem_no"],), title=turns[name])


def _what(name: str, turn: Mapping[str, Any]) -> str:
    """The values where they were found wrong; a record that is right, gone or merged keeps the last ones known."""
    if name == "merged":
        return f"：并入 {turn['merged_into']}"
    before = "" if name in _FOUND else "上次发现时 "
    return f"：{before}{turn['message']}" if turn["message"] else ""


def turn_name(turn: Mapping[str, Any]) -> str | None:
    """What the run did to the problem (an entry of `trail.yaml`); None where it only grew older."""
    state, reason = turn["state"], turn["reason"]
    if turn["merged_into"]:
        return "merged"
    if turn["before"] is None:
        return "found"
    if state == State.OPEN:
        return "refuted" if reason == "refuted" else ("found_again" if turn["before"] in _AGAIN else None)
    if state == State.IN_REVIEW:
        return reason if reason in ("exemption_expired", "exemption_changed") else None
    if state == State.GONE and reason == NUMBER_REUSED:
        return NUMBER_REUSED
    return str(state) if state in trail_words().turns else None
