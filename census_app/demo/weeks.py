"""Which stations deliver what in the second week, and what becomes of each error there."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from census_app.demo.plan import CountyPlan
from census_app.demo.truth import Fate

_CYCLE = (Fate.FIXED, Fate.STILL, Fate.NEW, Fate.FIXED, Fate.CLAIMED)


@dataclass(frozen=True)
class WeekRoles:
    """Unit codes by their habits.

    `masked` blanks personal data in both weeks and holds no injected error; `careless` has the unreadable cells
    and bad rows. In the second week `quiet` send nothing, so their first-week data is inherited, and `partial`
    sends customers with half the columns and no metering points: nothing may be accused or proved there that
    rests on what is missing.
    """

    quiet: frozenset[str]
    partial: frozenset[str]
    masked: frozenset[str]
    careless: str


def week_roles(plan: CountyPlan) -> WeekRoles:
    """The roles of the plan's stations; small counties keep at least one station that delivers in full."""
    codes = [f"1340922{station + 1:02d}" for station in range(plan.stations)]
    if plan.stations < 4:
        return WeekRoles(frozenset(codes[1:2]), frozenset(), frozenset(), codes[0])
    quiet = {codes[-2]} | ({codes[3]} if plan.stations >= 10 else set())
    return WeekRoles(frozenset(quiet), frozenset({codes[-1]}), frozenset({codes[2]}), codes[1])


def fate_of(number: int, units: Set[str | None], roles: WeekRoles) -> Fate:
    """What becomes of the `number`-th chosen error; `units` are the one it lies in and, if another, the delivering one.

    A record that carries another unit's code comes in that unit's file, or does not come where that one sends nothing.
    """
    if not units.isdisjoint(roles.quiet | roles.partial):
        return Fate.NOT_RECHECKED
    return _CYCLE[number % len(_CYCLE)]


def present_in(fate: Fate, week: int) -> bool:
    """Whether the data of that week holds the error."""
    if week == 1:
        return fate is not Fate.NEW
    return fate is not Fate.FIXED
