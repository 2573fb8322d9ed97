"""The 台区 of the core as tiles of the board: one line of words, a tone, the shares of the bar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from census_app.desktop.language import count, label, say
from census_app.desktop.widgets.area_map import AreaTile

if TYPE_CHECKING:
    from census_app.survey.tasks.areas import Area

_BAR = (("accepted", "ok"), ("surveyed", "low"), ("returned", "high"), ("unreached", "mid"), ("dispatched", "bar"))


def tiles_of(areas: Iterable[Area]) -> tuple[AreaTile, ...]:
    """One tile for each area, in walking order; of thousands this takes a while, so a worker does it."""
    return tuple(_tile(area) for area in areas)


def _tile(area: Area) -> AreaTile:
    load = area.load
    words = [say("tasks.map.open", open=count(load.open), total=count(area.total))]
    words += [say("tasks.map.overdue", number=count(load.overdue))] if load.overdue else []
    words += [say("tasks.map.nobody", number=count(load.nobody))] if load.nobody else []
    words += [say("tasks.map.waiting", number=count(waiting))] if (waiting := area.states.get("surveyed", 0)) else []
    if area.states.get("accepted", 0) == area.total:
        words = [say("tasks.map.done", total=count(area.total))]
    name = area.name or say("tasks.map.none")
    bar = tuple((tone, area.states[state]) for state, tone in _BAR if area.states.get(state))
    return AreaTile(area.tg_no, name, " · ".join(words), _tone(area), bar, area.place, _hint(area, name))


def _tone(area: Area) -> str:
    if area.load.overdue:
        return "high"
    if area.load.nobody:
        return "mid"
    if area.states.get("accepted", 0) == area.total:
        return "ok"
    return "mute" if area.load.open else "low"


def _hint(area: Area, name: str) -> str:
    states = "，".join(f"{label('task_state', state)} {count(number)}" for state, number in area.states.items())
    told = [f"{name}  {area.tg_no}".strip(), states, say("tasks.map.problems", number=count(area.open_problems))]
    told += [say("tasks.map.surveyors", names="、".join(area.surveyors))] if area.surveyors else []
    return "\n".join(told)
