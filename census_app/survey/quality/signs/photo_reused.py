"""The same picture, byte for byte, given for several customers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from census_app.foundation.places import metres_between
from census_app.survey.quality.model import Evidence, Facts, Observation, Photo
from census_app.survey.quality.signs.common import observed

SIGN = "photo_reused"
_NAMED = 3


def observe(facts: Facts) -> Iterator[Observation]:
    """One observation per surveyor with photos; pictures of neighbours close enough to share a meter box are left out,
    earlier weeks count too."""
    visit_of, metres = facts.visit_of, facts.settings.signs.photo_reused.same_box_metres
    judged: dict[str, int] = {}
    evidence: dict[str, list[Evidence]] = {}
    for photo in facts.photos:
        visit = visit_of[photo.task_no]
        if not visit.surveyor:
            continue
        judged[visit.surveyor] = judged.get(visit.surveyor, 0) + 1
        uses = facts.photo_uses[photo.sha256]
        strange = (other.task_no for other in uses if _is_strange(photo, other, metres))
        elsewhere = dict.fromkeys(islice(strange, _NAMED))
        if elsewhere:
            more = f" 等（共用 {len(uses)} 次）" if len(uses) > _NAMED + 1 else ""
            words = f"照片 {photo.name}（{photo.sha256[:12]}）也挂在 {'、'.join(elsewhere)}{more}"
            evidence.setdefault(visit.surveyor, []).append(
                Evidence(photo.task_no, photo.customer, visit.day, words, visit.document, visit.source_row)
            )
    for surveyor, total in sorted(judged.items()):
        found = evidence.get(surveyor, [])
        words = f"{len(found)}/{total} 张照片和别户的是同一个文件"
        yield observed(facts.settings, SIGN, surveyor, found, total, look=bool(found), words=words)


def _is_strange(photo: Photo, other: Photo, metres: int) -> bool:
    if other.task_no == photo.task_no or (photo.customer and other.customer == photo.customer):
        return False
    here, there = (photo.task_longitude, photo.task_latitude), (other.task_longitude, other.task_latitude)
    distance = metres_between(here, there)
    return distance is None or distance > metres
