"""Properties of the greedy choice on arbitrary candidates."""

from __future__ import annotations

from collections.abc import Callable

import numpy
from hypothesis import given
from hypothesis import strategies as st

from census_app.workspace.root_causes.cover import Candidate, Cell, Chosen, Cover

COUNT, CAUSE, EXCEPTION, LEAST = 40, 2.0, 0.1, 3


def at_least(least: int) -> Callable[[float, float], bool]:
    return lambda accused, members: accused >= least and accused / members >= 0.2


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    found, number = [], 0
    for place in range(draw(st.integers(0, 8))):
        cells, used = [], set[int]()
        for _ in range(draw(st.integers(1, 3))):
            pids = sorted(draw(st.sets(st.integers(0, COUNT - 1), min_size=1, max_size=15)) - used)
            used |= set(pids)
            if not pids:
                continue
            members = len(pids) + draw(st.integers(0, 30))
            cells.append(Cell(number, numpy.array(pids, dtype=numpy.int32), len(pids), members, at_least(LEAST)))
            number += 1
        if cells:
            found.append(Candidate((draw(st.integers(0, 2)), str(place)), tuple(cells)))
    return found


def choose(given_candidates: list[Candidate]) -> list[Chosen]:
    return Cover(given_candidates, COUNT, CAUSE, EXCEPTION).choose()


def taken(chosen: list[Chosen]) -> list[int]:
    return [int(pid) for one in chosen for pids in one.problems.values() for pid in pids]


def cost(offered: list[Candidate], one: Chosen) -> float:
    cells = {cell.number: cell for cell in offered[one.candidate].cells}
    return CAUSE + EXCEPTION * sum(cells[number].members - cells[number].accused for number in one.problems)


@given(candidates())
def test_each_problem_has_at_most_one_cause_and_it_is_its_own(offered: list[Candidate]) -> None:
    chosen = choose(offered)
    assert len(set(taken(chosen))) == len(taken(chosen))
    assert len({one.candidate for one in chosen}) == len(chosen)
    for one in chosen:
        cells = {cell.number: set(cell.problems.tolist()) for cell in offered[one.candidate].cells}
        assert all(set(pids.tolist()) <= cells[number] for number, pids in one.problems.items())


@given(candidates())
def test_every_cause_pays_and_what_is_left_would_not(offered: list[Candidate]) -> None:
    chosen = choose(offered)
    for one in chosen:
        assert cost(offered, one) < len(taken([one]))
        assert all(len(pids) >= 1 for pids in one.problems.values())
    free = set(range(COUNT)) - set(taken(chosen))
    names = {one.candidate for one in chosen}
    for number, candidate in enumerate(offered):
        for cell in candidate.cells:
            left = len(free & set(cell.problems.tolist()))
            counts = cell.counts(cell.accused * left / len(cell.problems), cell.members - cell.accused + left)
            price = EXCEPTION * (cell.members - cell.accused) + (0 if number in names else CAUSE)
            assert not counts or price >= left


@given(candidates(), st.randoms())
def test_the_order_of_candidates_does_not_matter(offered: list[Candidate], random: object) -> None:
    mixed = list(offered)
    random.shuffle(mixed)  # type: ignore[attr-defined]

    def named(given_candidates: list[Candidate]) -> set[tuple[tuple[int, str], tuple[int, ...]]]:
        return {
            (given_candidates[one.candidate].order, tuple(sorted(taken([one])))) for one in choose(given_candidates)
        }

    assert named(offered) == named(mixed)


def whole(number: int, pids: range, members: int) -> Cell:
    return Cell(number, numpy.array(pids, dtype=numpy.int32), len(pids), members, at_least(LEAST))


def test_a_tight_cause_goes_before_a_loose_one() -> None:
    area = Candidate((1, "area"), (whole(0, range(10), 10),))
    line = Candidate((0, "line"), (whole(1, range(11), 40),))
    (one,) = choose([area, line])
    assert (one.candidate, taken([one])) == (0, list(range(10)))


def test_two_halves_of_one_thing_are_one_thing() -> None:
    halves = [Candidate((0, str(place)), (whole(place, range(20 * place, 20 * place + 20), 20),)) for place in range(2)]
    both = Candidate((1, "both"), (whole(2, range(40), 42),))
    (one,) = choose([*halves, both])
    assert (one.candidate, len(taken([one]))) == (2, 40)


def test_of_equals_the_earlier_kind() -> None:
    value, area = (
        Candidate((0, "value"), (whole(0, range(10), 10),)),
        Candidate((1, "area"), (whole(1, range(10), 10),)),
    )
    (one,) = choose([area, value])
    assert one.candidate == 1
