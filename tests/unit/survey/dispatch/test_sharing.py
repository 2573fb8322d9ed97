"""Who takes what on which day, for any load: nobody forgotten, nobody twice, no day fuller than it can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from census_app.dictionary.calendar import WorkingCalendar
from census_app.survey.dispatch.deadlines import WorkingDays
from census_app.survey.dispatch.grouping import GroupBy
from census_app.survey.dispatch.request import Candidate
from census_app.survey.dispatch.settings import dispatch_settings
from census_app.survey.dispatch.sharing import Loads, Shared, share
from census_app.survey.dispatch.surveyors import ArchiveStaff
from census_app.survey.dispatch.walking import address_key, curve_keys, walk
from census_app.survey.words import TaskKind

CAPACITY = dispatch_settings().capacity
DAYS = tuple(date(2026, 11, 23) + timedelta(days=day) for day in range(3))
PAIRS = [("0301", "甲"), ("0301", "乙"), ("0302", "丙")]


def candidate(number: int, **changes: object) -> Candidate:
    content = {
        "customer": f"C{number:05d}", "table": "customer", "record_key": f"C{number:05d}", "kind": TaskKind.VISIT,
        "severity": "normal", "score": Decimal(0), "problems": ("P",), "unit": "0301", "tg_no": f"T{number % 7}",
    } | changes  # fmt: skip
    return Candidate(**content)  # type: ignore[arg-type]


def shared_out(
    candidates: Sequence[Candidate],
    by: tuple[GroupBy, ...] = (GroupBy.MANAGER,),
    taken: dict[tuple[str, str], int] | None = None,
) -> Shared:
    staff = ArchiveStaff(PAIRS, DAYS)
    due = {one.subject: DAYS[-1] for one in candidates}
    return share(candidates, staff, Loads(staff, CAPACITY, taken or {}), CAPACITY, by, due)


CANDIDATES = st.lists(
    st.builds(
        lambda kind, severity, score, count, unit, manager, tg, place: {
            "kind": kind, "severity": severity, "score": Decimal(score), "problems": ("P",) * count, "unit": unit,
            "manager": manager, "tg_no": tg, "position": place,
        },
        st.sampled_from(TaskKind),
        st.sampled_from(["urgent", "important", "normal"]),
        st.integers(0, 100),
        st.integers(0, 80),
        st.sampled_from(["0301", "0302", "0399", ""]),
        st.sampled_from(["", "甲", "丙", "张*", "不在册"]),
        st.sampled_from(["", "T1", "T2"]),
        st.none() | st.tuples(st.floats(115, 117), st.floats(37, 39)),
    ),
    max_size=60,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(CANDIDATES, st.lists(st.sampled_from(GroupBy), max_size=3, unique=True))
def test_everybody_is_placed_once_and_no_day_is_too_full(drawn: list[dict[str, object]], by: list[GroupBy]) -> None:
    candidates = [candidate(number, **changes) for number, changes in enumerate(drawn)]
    shared = shared_out(candidates, tuple(by))
    seen = Counter(one.customer for one in [*(placed.candidate for placed in shared.placed), *shared.left_over])
    assert seen == Counter(one.customer for one in candidates)
    minutes: Counter[tuple[str, date]] = Counter()
    for placed in shared.placed:
        assert bool(placed.surveyor) == (placed.day is not None)
        if placed.day is not None:
            needed = CAPACITY.needed(placed.candidate.kind, len(placed.candidate.problems))
            minutes[placed.surveyor, placed.day] += needed
    assert all(taken <= CAPACITY.day_minutes for taken in minutes.values())
    for surveyor, day in minutes:
        routes = sorted(one.route for one in shared.placed if (one.surveyor, one.day) == (surveyor, day))
        assert routes == list(range(1, len(routes) + 1))


def test_loads_are_even_where_nobody_is_named_and_named_ones_take_their_own() -> None:
    free = shared_out([candidate(number) for number in range(40)])
    counts = Counter(one.surveyor for one in free.placed)
    assert set(counts) == {"甲", "乙"} and abs(counts["甲"] - counts["乙"]) <= 6
    named = shared_out([candidate(number, manager="乙") for number in range(10)])
    assert {one.surveyor for one in named.placed} == {"乙"}


def test_what_one_person_cannot_take_goes_to_the_next_and_open_tasks_count() -> None:
    many = [candidate(number, manager="乙", score=Decimal(number)) for number in range(90)]
    shared = shared_out(many)
    assert {one.surveyor for one in shared.placed} == {"甲", "乙"}
    assert len(shared.placed) == 2 * 3 * (CAPACITY.day_minutes // CAPACITY.minutes[TaskKind.VISIT])
    # at the end of a person's last day there may be a rest that is too short for one more
    worst = min(one.candidate.score for one in shared.placed)
    assert sum(one.score > worst for one in shared.left_over) <= 2
    full = {("甲", DAYS[0].isoformat()): CAPACITY.day_minutes, ("乙", ""): 2 * CAPACITY.day_minutes}
    later = shared_out([candidate(number) for number in range(8)], taken=full)
    assert {(one.surveyor, one.day) for one in later.placed} <= {("甲", DAYS[1]), ("甲", DAYS[2]), ("乙", DAYS[2])}


@pytest.mark.parametrize("by", [GroupBy.TRANSFORMER, GroupBy.LINE, GroupBy.AREA, GroupBy.PROBLEM])
def test_a_group_stays_with_one_person(by: GroupBy) -> None:
    names = {GroupBy.TRANSFORMER: "tg_no", GroupBy.LINE: "line_no", GroupBy.AREA: "area", GroupBy.PROBLEM: "category"}
    candidates = [candidate(number, **{names[by]: f"G{number % 6}"}) for number in range(36)]
    shared = shared_out(candidates, (by,))
    people: dict[object, set[str]] = {}
    for one in shared.placed:
        people.setdefault(getattr(one.candidate, names[by]), set()).add(one.surveyor)
    assert len(people) == 6 and all(len(taken) == 1 for taken in people.values())
    assert set().union(*people.values()) == {"甲", "乙"}


def test_the_walk_goes_from_one_neighbour_to_the_next_and_addresses_count_like_people() -> None:
    east = [candidate(number, position=(116 + number / 100, 38.0)) for number in (3, 0, 4, 1, 2)]
    order = [one.customer for one in walk(east)]
    assert order in ([f"C{n:05d}" for n in range(5)], [f"C{n:05d}" for n in reversed(range(5))])
    lost = [candidate(number, tg_no="T1", address=f"前柳村{number}号") for number in (10, 2, 1)]
    assert [one.address for one in walk([*lost, east[0]])][1:] == ["前柳村1号", "前柳村2号", "前柳村10号"]
    assert address_key("2号楼") < address_key("10号楼")
    assert curve_keys(lost) == [-1, -1, -1]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.none() | st.tuples(st.floats(73, 136), st.floats(3, 54)), max_size=40), st.text(max_size=300))
def test_a_walk_visits_everybody_once(places: list[tuple[float, float] | None], address: str) -> None:
    drawn = [candidate(number, position=place, address=address) for number, place in enumerate(places)]
    assert Counter(one.customer for one in walk(drawn)) == Counter(one.customer for one in drawn)


def test_working_days_follow_the_calendar_and_say_where_they_guess() -> None:
    days = WorkingDays(WorkingCalendar.load())
    # 1–8 October 2026 are holidays but for the 8th; Saturday the 10th is worked
    assert days.next(date(2026, 9, 30), 4) == (
        date(2026, 9, 30), date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10),
    )  # fmt: skip
    assert days.notes() == []
    deadlines = dispatch_settings().deadlines
    assert days.due(date(2026, 9, 30), "urgent", deadlines, None) == date(2026, 10, 10)
    assert days.due(date(2026, 9, 30), "normal", deadlines, date(2026, 10, 8)) == date(2026, 10, 8)
    assert days.due(date(2026, 9, 30), "normal", deadlines, date(2026, 1, 1)) == date(2026, 9, 30)
    days.next(date(2026, 12, 30), 5)
    assert days.notes() == ["2027 年的放假安排不在工作日历里，先按周一至周五算"]
