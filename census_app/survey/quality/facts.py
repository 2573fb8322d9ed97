"""Reads what the signs look at: one pass over the tables, nothing asked row by row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from census_app.foundation.database import reading
from census_app.foundation.weeks import week_days
from census_app.survey.answers import Answer, answers_in
from census_app.survey.forms.layout import MASKED_ANSWER, canonical_original, original_code
from census_app.survey.quality.model import Facts, Photo, Visit
from census_app.survey.quality.settings import QualitySettings
from census_app.survey.words import VisitOutcome
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.survey_tables import answers, photos, tasks, visits

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, RowMapping

    from census_app.workspace.workspace import Workspace

_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)")
_DONE = (VisitOutcome.SURVEYED.value, VisitOutcome.PARTLY.value)


def read_facts(workspace: Workspace, settings: QualitySettings, week: str | None = None) -> Facts:
    """The visits made in the ISO week (all without one) at which something was surveyed, with answers and photos.

    A visit without a day counts to the week its task was given out for. Of the same visit sent twice the last counts.
    """
    condition = _period(week)
    with reading(workspace.engine) as connection:
        rows = _visit_rows(connection, condition)
        given = _answers(connection, condition)
        pictures = _photos(connection)
    wanted = {row["task_no"] for row in rows}
    uses: dict[str, list[Photo]] = {}
    for picture in pictures:
        if picture.task_no:  # one that nobody could place at first is no other use
            uses.setdefault(picture.sha256, []).append(picture)
    made = tuple(_visit(row, given.get((row["document"], row["task_no"]), {})) for row in rows)
    return Facts(
        visits=made,
        photos=tuple(picture for picture in pictures if picture.task_no in wanted),
        photo_uses={digest: tuple(found) for digest, found in uses.items()},
        agrees=_agreements(RowCodes.of(workspace), made),
        settings=settings,
    )


def _period(week: str | None) -> ColumnElement[bool]:
    done = visits.c.outcome.in_(_DONE)
    if week is None:
        return done
    monday, sunday = week_days(week)
    within = visits.c.day.between(monday.isoformat(), sunday.isoformat())
    return and_(done, or_(within, and_(visits.c.day == "", tasks.c.week == week)))


def _visit_rows(connection: Connection, condition: ColumnElement[bool]) -> list[RowMapping]:
    place = (tasks.c.longitude.label("task_longitude"), tasks.c.latitude.label("task_latitude"))
    about = (tasks.c.unit, tasks.c.customer, tasks.c.tg_no, tasks.c.scene)
    query = (
        select(visits, *about, *place)
        .outerjoin_from(visits, tasks, tasks.c.task_no == visits.c.task_no)
        .where(condition)
        .order_by(visits.c.act, visits.c.position)
    )
    newest: dict[tuple[str, str], RowMapping] = {
        (row["document"], row["task_no"]): row for row in connection.execute(query).mappings()
    }
    return sorted(newest.values(), key=lambda row: (row["day"], minutes_of_day(row["arrived"]) or 0, row["source_row"]))


def _answers(
    connection: Connection, condition: ColumnElement[bool]
) -> dict[tuple[str, str], dict[tuple[str, str, str], Answer]]:
    """(document, task) → what is asked → the newest answer to it."""
    asked = (
        select(visits.c.document, visits.c.task_no)
        .outerjoin_from(visits, tasks, tasks.c.task_no == visits.c.task_no)
        .where(condition, visits.c.task_no == answers.c.task_no, visits.c.document == answers.c.document)
    )
    found: dict[tuple[str, str], dict[tuple[str, str, str], Answer]] = {}
    for answer in answers_in(connection, asked.exists()):
        about = (answer.item, answer.record_key, answer.field)
        found.setdefault((answer.document, answer.task_no), {})[about] = answer
    return found


def _photos(connection: Connection) -> list[Photo]:
    own = [photos.c[name] for name in ("sha256", "kind", "name", "task_no", "taken_at", "longitude", "latitude")]
    query = (
        select(*own, tasks.c.customer, tasks.c.longitude, tasks.c.latitude)
        .outerjoin_from(photos, tasks, tasks.c.task_no == photos.c.task_no)
        .order_by(photos.c.act, photos.c.position)
    )
    return [Photo(*(value or "" for value in row)) for row in connection.execute(query)]


def _agreements(codes: RowCodes, made: Iterable[Visit]) -> dict[tuple[int, int], bool]:
    """Blind answers held against the original that was left out, which nobody keeps: its keyed digest is compared."""
    return {
        (answer.act, answer.position): _says_original(codes, answer)
        for visit in made
        for answer in visit.answers
        if answer.blind and answer.original_code and answer.value and answer.value != MASKED_ANSWER
    }


def _says_original(codes: RowCodes, answer: Answer) -> bool:
    folded = unicodedata.normalize("NFKC", answer.value)
    return any(
        original_code(codes, answer.table, answer.record_key, answer.field, canonical_original(spelt))
        == answer.original_code
        for spelt in dict.fromkeys((answer.value, folded, "".join(folded.split())))
    )


def _visit(row: RowMapping, given: Mapping[tuple[str, str, str], Answer]) -> Visit:
    texts = {
        name: row[name] or "" for name in ("unit", "customer", "tg_no", "scene", "task_longitude", "task_latitude")
    }
    return Visit(
        task_no=row["task_no"],
        document=row["document"],
        surveyor=row["surveyor"],
        day=row["day"],
        arrived=minutes_of_day(row["arrived"]),
        left=minutes_of_day(row["left"]),
        distance=_number(row["distance"]),
        unit=texts["unit"],
        customer=texts["customer"],
        tg_no=texts["tg_no"],
        scene=texts["scene"],
        longitude=texts["task_longitude"],
        latitude=texts["task_latitude"],
        sheet=row["sheet"],
        source_row=row["source_row"],
        answers=tuple(given.values()),
    )


def minutes_of_day(text: str) -> int | None:
    """The clock time in a text such as `9:05`, `09:05:30` or `2026-11-24T09:05`; None where there is none."""
    found = _CLOCK.search(text)
    return None if found is None else int(found[1]) * 60 + int(found[2])


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None
