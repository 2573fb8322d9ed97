"""Who takes which task on which day: groups stay with one person, loads are even, no day is fuller than it can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from census_app.survey.dispatch.grouping import GroupBy
from census_app.survey.dispatch.request import Candidate
from census_app.survey.dispatch.settings import Capacity
from census_app.survey.dispatch.surveyors import Staff
from census_app.survey.dispatch.walking import address_key, curve_keys, walk
from census_app.survey.settling.kinds import EFFORT

SEVERITIES = ("urgent", "important", "normal")


@dataclass(frozen=True)
class Placed:
    """A candidate with who goes on which day as the how-manieth; surveyor "" and no day where nobody can be sent.
    `into` is the open task it goes on in."""

    candidate: Candidate
    surveyor: str = ""
    day: date | None = None
    route: int = 0
    into: str = ""


@dataclass
class Shared:
    """What is given out, and what does not fit into the planned days."""

    placed: list[Placed] = field(default_factory=list)
    left_over: list[Candidate] = field(default_factory=list)


class Loads:
    """Minutes still free per person and day.

    `taken`: (surveyor, ISO day) → minutes of open tasks; those of days gone by stand under the day "" and are made up
    for on the first days.
    """

    def __init__(self, staff: Staff, capacity: Capacity, taken: Mapping[tuple[str, str], int]) -> None:
        self._staff = staff
        self._capacity = capacity
        self._taken = taken
        self._free: dict[str, dict[date, int]] = {}
        self._promised: Counter[str] = Counter()

    def days(self, surveyor: str) -> dict[date, int]:
        """Day → free minutes."""
        if surveyor not in self._free:
            owed, free = self._taken.get((surveyor, ""), 0), {}
            for day in self._staff.days(surveyor):
                left = max(0, self._capacity.day_minutes - self._taken.get((surveyor, day.isoformat()), 0))
                free[day] = left - min(owed, left)
                owed -= min(owed, left)
            self._free[surveyor] = free
        return self._free[surveyor]

    def left(self, surveyor: str) -> int:
        """Minutes that are neither taken nor promised."""
        return sum(self.days(surveyor).values()) - self._promised[surveyor]

    def promise(self, surveyor: str, minutes: int) -> None:
        """So many more minutes are meant for the person."""
        self._promised[surveyor] += minutes


def share(
    candidates: Sequence[Candidate],
    staff: Staff,
    loads: Loads,
    capacity: Capacity,
    by: tuple[GroupBy, ...],
    due: Mapping[tuple[str, str], date],
) -> Shared:
    """Every candidate is placed or left over, never both. `due`: subject → its deadline.

    A group goes to the person the archive names for more than half of it, else to whoever has most time left; what
    one person cannot take goes on to the next. The grave ones and those of high score are placed first.
    """
    shared = Shared()
    taken: dict[str, list[Candidate]] = {}
    for group in _groups(candidates, by, staff):
        _promise(group, staff, loads, capacity, taken, shared)
    for surveyor in sorted(taken):
        _plan_days(surveyor, taken[surveyor], loads, capacity, due, shared)
    return shared


def gravest_first(one: Candidate) -> tuple[int, object, str, str, str]:
    """Order of who goes first when not all can."""
    return SEVERITIES.index(one.severity), -one.score, *_named(one)


def _named(one: Candidate) -> tuple[str, str, str]:
    return one.customer, one.table, one.record_key


def _groups(candidates: Sequence[Candidate], by: tuple[GroupBy, ...], staff: Staff) -> list[list[Candidate]]:
    """The group with the gravest candidate first; within a group the gravest first.

    Grouped by manager, those whose manager cannot be sent would all be one group: their neighbourhoods are instead.
    """
    found: dict[tuple[str, ...], list[Candidate]] = {}
    for one in sorted(candidates, key=gravest_first):
        key = one.group(by)
        if GroupBy.MANAGER in by and staff.named(one.manager, one.unit) is None:
            key = (*key, *_neighbourhood(one))
        found.setdefault(key, []).append(one)
    return list(found.values())


def _promise(
    group: list[Candidate],
    staff: Staff,
    loads: Loads,
    capacity: Capacity,
    taken: dict[str, list[Candidate]],
    shared: Shared,
) -> None:
    unit = group[0].unit
    named = {one.manager: staff.named(one.manager, unit) for one in group}
    votes = Counter(found for one in group if (found := named[one.manager]))
    first = next((name for name, count in votes.items() if count * 2 > len(group)), None)
    pool = staff.pool(unit)
    if first is None and not pool:
        shared.placed += [Placed(one) for one in group]
        return
    now = first
    for one in group:
        minutes = capacity.needed(one.kind, len(one.problems))
        if now is None or loads.left(now) < minutes:
            now = min(pool or (now or "",), key=lambda name: (-loads.left(name), name))
        if loads.left(now) < minutes:
            shared.left_over.append(one)
            continue
        loads.promise(now, minutes)
        taken.setdefault(now, []).append(one)


def _plan_days(
    surveyor: str,
    mine: list[Candidate],
    loads: Loads,
    capacity: Capacity,
    due: Mapping[tuple[str, str], date],
    shared: Shared,
) -> None:
    """Neighbours on one day, those due first on the first days. Days do not fill without a rest: where some do not fit
    after all, it is the least grave that stay."""
    kept = sorted(mine, key=gravest_first)
    while True:
        days, missing = _filled(_by_neighbourhood(kept, due), loads.days(surveyor), capacity)
        if not missing:
            break
        shared.left_over += kept[-missing:]
        kept = kept[:-missing]
    for day in sorted(days):
        route = 0
        for kind in reversed(EFFORT):
            for one in walk(each for each in days[day] if each.kind is kind):
                route += 1
                shared.placed.append(Placed(one, surveyor, day, route))


def _filled(
    ordered: Iterable[Candidate], free: Mapping[date, int], capacity: Capacity
) -> tuple[dict[date, list[Candidate]], int]:
    """Day → who is seen, each on the first day with enough time left; and how many found none."""
    left, days, missing = dict(free), dict[date, list[Candidate]](), 0
    for one in ordered:
        minutes = capacity.needed(one.kind, len(one.problems))
        day = next((day for day, rest in left.items() if rest >= minutes), None)
        if day is None:
            missing += 1
        else:
            left[day] -= minutes
            days.setdefault(day, []).append(one)
    return days, missing


def _by_neighbourhood(mine: list[Candidate], due: Mapping[tuple[str, str], date]) -> list[Candidate]:
    """Neighbourhood after neighbourhood (台区, else 居住区, else line): the one with the earliest deadline first, then
    the next along the curve."""
    keys = curve_keys(mine)
    around: dict[tuple[str, str], list[tuple[int, Candidate]]] = {}
    for key, one in zip(keys, mine, strict=True):
        around.setdefault(_neighbourhood(one), []).append((key, one))
    ordered = sorted(
        around.items(),
        key=lambda item: (min(due[one.subject] for _, one in item[1]), min(key for key, _ in item[1]), item[0]),
    )
    return [
        one
        for _, members in ordered
        for _, one in sorted(
            members, key=lambda pair: (due[pair[1].subject], pair[0], address_key(pair[1].address), _named(pair[1]))
        )
    ]


def _neighbourhood(one: Candidate) -> tuple[str, str]:
    for kind, value in (("tg", one.tg_no), ("area", one.area), ("line", one.line_no)):
        if value:
            return kind, value
    return "unit", one.unit
