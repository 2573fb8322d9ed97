"""Sets of suspected cells tried out: which fillings clear the problems, and which cells must follow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from census_app.checking.localisation.case import Case
from census_app.checking.localisation.cover import lightest_covers
from census_app.checking.localisation.elements import Accusation, Cells, Element
from census_app.checking.localisation.fillings import Tried, best, changes_of, fillings, judged
from census_app.checking.localisation.model import Standing
from census_app.checking.localisation.trust import trust_settings
from census_app.checking.localisation.values import Suggestions
from census_app.checking.rehearsal.changes import Changes
from census_app.checking.rehearsal.near import NearRows, NearSource
from census_app.checking.rehearsal.reach import Reached, reach
from census_app.checking.rehearsal.rehearse import near_rows
from census_app.checking.rehearsal.verdicts import judge_worlds
from census_app.checking.rehearsal.worlds import Worlds
from census_app.checking.world import World
from census_app.rulebook.resolved import ResolvedPack, ResolvedRule

WorldsMaker = Callable[[Sequence[Changes]], Worlds]
_MOST_CAUSES = 5
_MOST_ROWS_SIDE_BY_SIDE = 3_000_000


@dataclass(frozen=True)
class Answer:
    """A set of cells and the best filling tried; `added` are cells that must follow when the others change."""

    elements: frozenset[Element]
    added: frozenset[Element] = frozenset()
    options: Mapping[Element, list[str]] = field(default_factory=dict)
    tried: int = 0
    outcome: Tried | None = None

    @property
    def standing(self) -> Standing:
        """How sure the set is."""
        if self.outcome is None:
            return Standing.COVERS
        return Standing.PROVED if self.outcome.clean else Standing.REFUTED


@dataclass
class Trial:
    """One comparison of many fillings side by side, on an engine of its own."""

    worlds: Worlds
    reached: Reached
    near: NearRows
    answers: list[Answer]


def try_out(
    make_worlds: WorldsMaker, pack: ResolvedPack, case: Case, answers: list[Answer], as_of: date
) -> Trial | None:
    """Every answer with its best filling; None when there is nothing to try, or too many records would change."""
    share = max(1, trust_settings().most_worlds // max(1, len(answers)))
    planned = [fillings(sorted(one.elements, key=repr), one.options, share) for one in answers]
    everything = [(place, filling) for place, listed in enumerate(planned) for filling in listed]
    if not everything:
        return None
    worlds = make_worlds([changes_of(filling) for _, filling in everything])
    reached = reach(worlds, pack.rules, as_of)
    if sum(len(rows) for rows in reached.kept.values()) * worlds.number > _MOST_ROWS_SIDE_BY_SIDE:
        return None
    near = near_rows(worlds, reached)
    verdicts = judge_worlds(worlds, near, reached)
    outcomes: dict[int, list[Tried]] = {}
    for world, (place, filling) in enumerate(everything, start=1):
        outcomes.setdefault(place, []).append(judged(world, filling, case.targets, verdicts))
    found = [
        replace(one, tried=len(planned[place]), outcome=best(outcomes.get(place, [])))
        for place, one in enumerate(answers)
    ]
    return Trial(worlds, reached, near, found)


def extended(trial: Trial, case: Case, measured: Collection[tuple[str, str, str]]) -> list[Answer]:
    """For each set whose best filling clears the problems but breaks what holds now: the set with the cells that the
    newly failing clauses accuse, to be tried with the values those clauses compare them with."""
    found = []
    for one in trial.answers:
        if one.outcome is not None and not one.outcome.leaves and 0 < len(one.outcome.causes) <= _MOST_CAUSES:
            more = _with_followers(trial, case, one, one.outcome, measured)
            found += [more] if more is not None else []
    return found


def _accusation(cells: Cells, rule: ResolvedRule, row: int, chosen: frozenset[Element]) -> Accusation:
    """What a newly failing rule accuses beside the cells already chosen."""
    accused = cells.accused(rule, "", row) - chosen
    return Accusation(rule, "", row, "", "", accused, accused)


def _with_followers(
    trial: Trial, case: Case, answer: Answer, outcome: Tried, measured: Collection[tuple[str, str, str]]
) -> Answer | None:
    rules = {rule.id: rule for rule in trial.reached.rules}
    cells = Cells(trial.worlds)
    accusations = [_accusation(cells, rules[rule_id], row, answer.elements) for rule_id, row in sorted(outcome.causes)]
    elements = [element for one in accusations for element in sorted(one.elements, key=repr)]
    case.weigh(trial.worlds, cells, trial.worlds.wide.snapshot, elements, measured, accusations)
    covers = lightest_covers([one.elements for one in accusations], case.weights(), 1).found
    if not covers:
        return None
    added = covers[0].elements
    source = NearSource(trial.near, outcome.world)
    dictionary, last_month = trial.worlds.dictionary, trial.worlds.last_month
    world = World.of_source(trial.worlds.engine, source, dictionary, trial.reached.rules, last_month)
    suggested = Suggestions(trial.worlds, cells, case.facts, trial.worlds.wide.snapshot.manifest.data_date)
    suggested.compared(accusations, world, trial.reached.surroundings)
    options = {element: [value] for element, value in outcome.filling.items()}
    options |= {element: suggested.of(element) for element in added}
    return Answer(answer.elements | added, added, options)
