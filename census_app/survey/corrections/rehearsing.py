"""Accepted values are tried out together against all rules; those that would cause new problems are held back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from census_app.checking.rehearsal.corrections import Correction
from census_app.dictionary.names import Names
from census_app.survey.corrections.model import Accepted
from census_app.workspace.problems.accused_fields import accused_fields
from census_app.workspace.rehearsal.model import RehearsedProblem
from census_app.workspace.rehearsal.rehearse import rehearse
from census_app.workspace.runs.record import last_official
from census_app.workspace.runs.rule_facts import RULES_FILE, accused_names, read_rule_facts

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.rehearsal.model import Rehearsal
    from census_app.workspace.workspace import Workspace

_MOST_ROUNDS = 6
_RULES_NAMED = 3


@dataclass(frozen=True)
class Held:
    """A value that is not filed: it could not be tried (`refused` says why), or it would cause `problems`."""

    accepted: Accepted
    problems: tuple[RehearsedProblem, ...] = ()
    refused: str = ""

    @property
    def why(self) -> str:
        """In Chinese."""
        if self.refused:
            return self.refused
        told = [f"{one.rule_id} {one.rule_title}（{one.table_name} {one.record_key}）" for one in self.problems]
        more = f" 等 {len(told)} 个" if len(told) > _RULES_NAMED else ""
        return f"会新引起：{'、'.join(told[:_RULES_NAMED])}{more}"

    def as_json(self) -> dict[str, Any]:
        """For `--json` and the act: no values."""
        one = self.accepted
        return {
            "answer": [one.answer.act, one.answer.position],
            "key": one.key,
            "table": one.place.table,
            "record_key": one.place.record_key,
            "field": one.place.field,
            "rules": sorted({problem.rule_id for problem in self.problems}),
            "refused": self.refused,
        }


@dataclass
class Tried:
    """What may be filed, what is held back, and how many known problems it would solve."""

    good: list[Accepted] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    solved: int = 0
    left: int = 0
    rules: int = 0
    as_of: str = ""


def try_out(workspace: Workspace, accepted: Sequence[Accepted], context: JobContext | None = None) -> Tried:
    """The values that together cause no new problem; each of the others with the problems it would cause."""
    result = Tried()
    left, accusals = list(accepted), _Accusals(workspace)
    for _ in range(_MOST_ROUNDS):
        if not left:
            return result
        rehearsal = _rehearse(workspace, left, context)
        left = _without_refused(left, rehearsal, result)
        if not rehearsal.caused:
            break
        blamed = _blamed(left, rehearsal.caused, accusals)
        if not blamed:
            culprits = _searched(workspace, left, context)
            blamed = dict.fromkeys(culprits, rehearsal.caused)
        result.held += [Held(left[place], problems) for place, problems in sorted(blamed.items())]
        left = [one for place, one in enumerate(left) if place not in blamed]
    else:
        # what keeps causing problems in ever new combinations is not filed at all
        result.held += [Held(one, rehearsal.caused) for one in left]
        return result
    result.good = left
    result.solved, result.left = len(rehearsal.solved), len(rehearsal.left)
    result.rules, result.as_of = rehearsal.rules, rehearsal.as_of.isoformat()
    return result


def _rehearse(workspace: Workspace, some: Sequence[Accepted], context: JobContext | None) -> Rehearsal:
    wanted = [
        Correction(one.place.table, one.place.record_key, one.place.field, one.new, place=one.key) for one in some
    ]
    return rehearse(workspace, wanted, context=context)


def _without_refused(left: list[Accepted], rehearsal: Rehearsal, result: Tried) -> list[Accepted]:
    refused = {one.correction.place: one.reason for one in rehearsal.refused}
    result.held += [Held(one, refused=refused[one.key]) for one in left if one.key in refused]
    return [one for one in left if one.key not in refused]


class _Accusals:
    """Which fields a problem accuses, as the rules of the last official run say."""

    def __init__(self, workspace: Workspace) -> None:
        run = last_official(workspace)
        facts = [] if run is None else read_rule_facts(run.file(workspace, RULES_FILE))
        self._rules = {fact.rule_id: fact for fact in facts}
        self._names = Names(workspace.dictionary)

    def fields(self, problem: RehearsedProblem) -> set[tuple[str, str]]:
        """(table, field); empty for a rule nobody knows."""
        rule = self._rules.get(problem.rule_id)
        if rule is None:
            return set()
        listed = json.dumps(accused_names(rule, problem.clauses), ensure_ascii=False)
        return set(accused_fields(self._names, problem.table, listed))


def _blamed(
    left: Sequence[Accepted], caused: Sequence[RehearsedProblem], accusals: _Accusals
) -> dict[int, tuple[RehearsedProblem, ...]]:
    """Place in `left` → problems that accuse it; else those of its record, else of its customer; far ones nowhere."""
    blamed: dict[int, list[RehearsedProblem]] = {}
    for problem in caused:
        accused = accusals.fields(problem)
        own, record, near = [], [], []
        for number, one in enumerate(left):
            is_own = (one.place.table, one.place.record_key) == (problem.table, problem.record_key)
            is_near = bool(problem.customer) and one.customer == problem.customer
            if (is_own or is_near) and (one.place.table, one.place.field) in accused:
                own.append(number)
            record += [number] if is_own else []
            near += [number] if is_near else []
        for number in own or record or near:
            blamed.setdefault(number, []).append(problem)
    return {number: tuple(problems) for number, problems in blamed.items()}


def _searched(workspace: Workspace, left: Sequence[Accepted], context: JobContext | None) -> list[int]:
    """Places of values that cause problems on records nobody would expect, found by halving."""

    def search(places: list[int]) -> list[int]:
        if not _rehearse(workspace, [left[one] for one in places], context).caused:
            return []
        if len(places) == 1:
            return places
        middle = len(places) // 2
        found = search(places[:middle]) + search(places[middle:])
        # neither half alone does it: the pair does, and the later half waits
        return found or places[middle:]

    return search(list(range(len(left))))
