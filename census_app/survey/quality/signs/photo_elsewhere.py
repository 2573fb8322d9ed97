"""A photo's own time and place against the visit's day and the archive's place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from census_app.foundation.places import metres_between
from census_app.survey.quality.model import Evidence, Facts, Observation, Photo, Visit
from census_app.survey.quality.settings import PhotoElsewhere
from census_app.survey.quality.signs.common import observed

SIGN = "photo_elsewhere"
_DAY = 10


def observe(facts: Facts) -> Iterator[Observation]:
    """One observation per surveyor with photos that tell a time or a place; the others are not judged."""
    asked = facts.settings.signs.photo_elsewhere
    judged: dict[str, int] = {}
    evidence: dict[str, list[Evidence]] = {}
    for photo in facts.photos:
        visit = facts.visit_of[photo.task_no]
        if not visit.surveyor or not (photo.taken_at or (photo.longitude and photo.latitude)):
            continue
        judged[visit.surveyor] = judged.get(visit.surveyor, 0) + 1
        said = [*_when(photo, visit, asked), *_where(photo, asked)]
        if said:
            evidence.setdefault(visit.surveyor, []).append(
                Evidence(
                    photo.task_no, photo.customer, visit.day, f"照片 {photo.name}：{'；'.join(said)}", visit.document,
                    visit.source_row,
                )
            )  # fmt: skip
    for surveyor, total in sorted(judged.items()):
        found = evidence.get(surveyor, [])
        words = f"{len(found)}/{total} 张带时间或位置的照片不是到访那天、或不在那里拍的"
        look = len(found) >= asked.fewest_photos
        yield observed(facts.settings, SIGN, surveyor, found, total, look=look, words=words)


def _when(photo: Photo, visit: Visit, asked: PhotoElsewhere) -> list[str]:
    taken, day = _date(photo.taken_at), _date(visit.day)
    if taken is None or day is None:
        return []
    days = (taken - day).days
    if days < -asked.days_before:
        return [f"拍于 {photo.taken_at}，早于到访日 {visit.day}"]
    return [f"拍于 {photo.taken_at}，晚于到访日 {visit.day}"] if days > asked.days_after else []


def _where(photo: Photo, asked: PhotoElsewhere) -> list[str]:
    distance = metres_between((photo.longitude, photo.latitude), (photo.task_longitude, photo.task_latitude))
    return [f"拍摄位置离档案坐标 {distance:,.0f} 米"] if distance is not None and distance > asked.metres else []


def _date(text: str) -> date | None:
    try:
        # cameras write colons between the parts of a date
        return date.fromisoformat(text[:_DAY].replace(":", "-"))
    except ValueError:
        return None
