"""Where a trail's entries come from, one small file each, in the order in which those of one act are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from census_app.reporting.trail.case import Case
from census_app.reporting.trail.model import Raw
from census_app.reporting.trail.sources import (
    answers,
    corrections,
    keys,
    mentions,
    photos,
    recoveries,
    reviews,
    runs,
    tasks,
    visits,
)

SOURCES: tuple[Callable[[Case], Iterator[Raw]], ...] = tuple(
    module.entries
    for module in (runs, keys, mentions, visits, answers, photos, tasks, reviews, corrections, recoveries)
)
