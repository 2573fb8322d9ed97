"""What the signs look at (visits with their answers and photos) and what they say (observations with evidence)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from census_app.survey.answers import Answer
from census_app.survey.forms.layout import BATCH_SHEET
from census_app.survey.quality.settings import QualitySettings


@dataclass(frozen=True)
class Photo:
    """A photo of a task as it was received; times and places are texts, empty where the picture does not tell.

    `customer` and `task_…` are the task's: where the archive says the customer is.
    """

    sha256: str
    kind: str
    name: str
    task_no: str
    taken_at: str
    longitude: str
    latitude: str
    customer: str = ""
    task_longitude: str = ""
    task_latitude: str = ""


@dataclass(frozen=True)
class Visit:
    """One visit with its task and what was answered at it.

    `arrived`, `left`: minutes of the day, None where they were not given. `distance`: metres from the archive's place,
    None where one of the two is unknown.
    """

    task_no: str
    document: str
    surveyor: str
    day: str
    arrived: int | None
    left: int | None
    distance: float | None
    unit: str
    customer: str
    tg_no: str
    scene: str
    longitude: str
    latitude: str
    sheet: str
    source_row: int
    answers: tuple[Answer, ...] = ()

    @property
    def minutes(self) -> int | None:
        """How long it took; None where the times are missing or run backwards."""
        if self.arrived is None or self.left is None or self.left < self.arrived:
            return None
        return self.left - self.arrived

    @property
    def own_answers(self) -> tuple[Answer, ...]:
        """Those given for this customer, not once for the whole transformer area."""
        return tuple(answer for answer in self.answers if answer.sheet != BATCH_SHEET)


@dataclass(frozen=True)
class Facts:
    """All visits of the period asked about, in the order of day and arrival; the photos of their tasks.

    `photo_uses`: sha256 → the tasks it was ever given for, whatever the period. `agrees`: whether a blind answer says
    what the archive says, by (act, position); answers that cannot be compared are left out.
    """

    visits: tuple[Visit, ...]
    photos: tuple[Photo, ...]
    photo_uses: Mapping[str, tuple[Photo, ...]]
    agrees: Mapping[tuple[int, int], bool]
    settings: QualitySettings

    @cached_property
    def by_surveyor(self) -> dict[str, list[Visit]]:
        """Visits by who made them, in order; visits nobody is named for are left out."""
        found: dict[str, list[Visit]] = {}
        for visit in self.visits:
            if visit.surveyor:
                found.setdefault(visit.surveyor, []).append(visit)
        return found

    @cached_property
    def visit_of(self) -> dict[str, Visit]:
        """Task → its last visit in the period."""
        return {visit.task_no: visit for visit in self.visits}


@dataclass(frozen=True)
class Evidence:
    """One row to look at: which task, and what is seen there."""

    task_no: str
    customer: str
    day: str
    words: str
    document: str = ""
    source_row: int = 0


@dataclass(frozen=True)
class Observation:
    """What one sign sees of one surveyor: `seen` of `judged`; `look` tells whether it is a reason to look.

    `words` says it in Chinese with its numbers. `low` and `high`: interval of the share, empty where none is stated.
    """

    sign: str
    surveyor: str
    seen: int
    judged: int
    look: bool
    words: str
    low: str = ""
    high: str = ""
    evidence: tuple[Evidence, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        content = dict(self.__dict__)
        content["evidence"] = [dict(one.__dict__) for one in self.evidence]
        return content


def evidence_of(visit: Visit, words: str) -> Evidence:
    """The visit as a row to look at."""
    return Evidence(visit.task_no, visit.customer, visit.day, words, visit.document, visit.source_row)
