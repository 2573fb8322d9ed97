"""When, where and of which meters a picture is, held against its task: reasons to look, never verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from census_app.foundation.places import metres_between
from census_app.survey.photos.kept import SeenPhoto
from census_app.survey.photos.meter_boxes import BoxMeters, check_box
from census_app.survey.results.settings import result_settings
from census_app.survey.tasks.model import Task

_PLATE = 1


def with_notes(
    seen: Sequence[SeenPhoto],
    tasks: Mapping[str, Task],
    dispatched: Mapping[int, date],
    meters: Mapping[str, BoxMeters],
    today: date,
) -> list[SeenPhoto]:
    """The pictures with what is odd about time and place, and, once per task, what its meter box shows."""
    noted = [replace(one, notes=(*one.notes, *_odd(one, tasks.get(one.task_no), dispatched, today))) for one in seen]
    for task_no in dict.fromkeys(one.task_no for one in seen if one.facts.barcodes):
        task = tasks.get(task_no)
        if task is None or task.customer not in meters:
            continue
        places = [place for place, one in enumerate(noted) if one.task_no == task_no]
        told = _box(meters[task.customer], [code for place in places for code in noted[place].facts.barcodes])
        if told:
            best = max(places, key=lambda place: len(noted[place].facts.barcodes))
            noted[best] = replace(noted[best], notes=(*noted[best].notes, told))
    return noted


def _box(meters: BoxMeters, codes: Sequence[str]) -> str:
    """A picture of one meter's plate says nothing of the others in the box."""
    found = check_box(meters, codes)
    if len(found.seen) <= _PLATE and not found.extra and not found.foreign and found.missing:
        return ""
    return found.says()


def _odd(one: SeenPhoto, task: Task | None, dispatched: Mapping[int, date], today: date) -> list[str]:
    notes = []
    taken = _day(one.facts.taken_at)
    if taken is not None and taken > today + timedelta(days=result_settings().future_days):
        notes.append(f"拍摄时间 {taken} 在今天之后，相机时钟不对")
    if task is None:
        return notes
    given = dispatched.get(task.act)
    if taken is not None and given is not None and taken < given:
        notes.append(f"拍摄时间 {taken} 在派发（{given}）之前")
    metres = metres_between((one.facts.longitude, one.facts.latitude), (task.longitude, task.latitude))
    if metres is not None and metres > result_settings().distance_metres:
        notes.append(f"拍摄地点离档案坐标 {metres:,.0f} 米")
    return notes


def _day(text: str) -> date | None:
    return datetime.fromisoformat(text).date() if text else None
