"""What functions may know beside their arguments: the frozen day, the working calendar, the org tree, code tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from census_app.archive.columns import quote_text
from census_app.checking.compiling.tree import nodes_of, walk
from census_app.checking.engine import Engine
from census_app.checking.world import World
from census_app.dictionary.calendar import WorkingCalendar
from census_app.rulebook.expression import CallNode, LiteralNode
from census_app.rulebook.functions.entry import WORKDAY_DIGITS, CodeValue, Surroundings
from census_app.rulebook.resolved import ResolvedRule

_WORKDAYS, _UNITS = "census_workdays", "census_units"
_CALENDAR, _CODES, _BILLS = "special_holiday", "code_value", "monthly_energy"


def prepare(engine: Engine, world: World, as_of: date, rules: Iterable[ResolvedRule]) -> Surroundings:
    """Session variables stand ready for the functions the rules call."""
    calls = [part for rule in rules for node in nodes_of(rule) for part in walk(node) if isinstance(part, CallNode)]
    called = {call.function for call in calls}
    start = _set_workdays(engine, world, as_of) if "workdays" in called else None
    units = _UNITS if "same_chain" in called and _set_units(engine, world) else None
    return Surroundings(
        dictionary=world.dictionary,
        as_of=as_of,
        workdays=_WORKDAYS if start is not None else None,
        calendar_start=start,
        units=units,
        last_period=world.last_period(_BILLS) if "last_complete_period" in called else None,
        code_values=_code_values(engine, world, calls),
    )


def _set_workdays(engine: Engine, world: World, as_of: date) -> date | None:
    """The running count of working days over the covered days around the as-of date; imported days go first."""
    days = dict(WorkingCalendar.load().days())
    if {"d", "is_workday"} <= world.source.columns(_CALENDAR):
        relation = world.source.relation(_CALENDAR)
        known = engine.rows(f"SELECT d, is_workday FROM {relation} WHERE d IS NOT NULL AND is_workday IS NOT NULL")
        days |= {day: bool(worked) for day, worked in known}
    if not days:
        return None
    start = as_of if as_of in days else max(days)
    first = start
    while first - timedelta(days=1) in days:
        first -= timedelta(days=1)
    counts, total, day = [], 0, first
    while day in days:
        total += days[day]
        counts.append(f"{total:0{WORKDAY_DIGITS}d}")
        day += timedelta(days=1)
    engine.run(f"SET VARIABLE {_WORKDAYS} = '{''.join(counts)}'")
    return first


def _set_units(engine: Engine, world: World) -> bool:
    parents = world.org_tree()
    if not parents:
        return False
    chains = {unit: ",".join(reversed(_chain(unit, parents))) for unit in {*parents, *parents.values()}}
    keys = ", ".join(quote_text(unit) for unit in sorted(chains))
    values = ", ".join(quote_text(f",{chains[unit]},") for unit in sorted(chains))
    engine.run(f"SET VARIABLE {_UNITS} = map([{keys}], [{values}])")
    return True


def _chain(unit: str, parents: dict[str, str]) -> list[str]:
    chain = [unit]
    while (unit := parents.get(unit, "")) and unit not in chain:
        chain.append(unit)
    return chain


def _code_values(engine: Engine, world: World, calls: list[CallNode]) -> dict[str, tuple[CodeValue, ...]]:
    """The imported code table's rows of the code lists that calls name (by list id or Chinese name)."""
    asked = {
        str(call.arguments[0].value)
        for call in calls
        if call.function == "code_valid" and isinstance(call.arguments[0], LiteralNode)
    }
    columns = world.source.columns(_CODES)
    if not asked or not {"code_set", "code_value", "code_label"} <= columns:
        return {}
    dates = [name if name in columns else "CAST(NULL AS DATE)" for name in ("valid_from", "valid_to")]
    found: dict[str, tuple[CodeValue, ...]] = {}
    for list_id in sorted(asked):
        entry = world.dictionary.code_lists.get(list_id)
        names = ", ".join(quote_text(name) for name in {list_id, entry.zh if entry else list_id})
        rows = engine.rows(
            f"SELECT coalesce(code_value, ''), coalesce(code_label, ''), {dates[0]}, {dates[1]} "
            f"FROM {world.source.relation(_CODES)} WHERE code_set IN ({names}) ORDER BY ALL"
        )
        found[list_id] = tuple(CodeValue(*row) for row in rows)
    return found
