"""The kept pictures of a customer or a task, as people look at them: the file, and all that is known of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, select

from census_app.foundation.database import reading
from census_app.foundation.places import metres_between
from census_app.survey.photos.kept import SIGNATURE
from census_app.workspace.received import received_path
from census_app.workspace.schema import acts
from census_app.workspace.survey_tables import photos, received_files, tasks

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_ASKED_AT_ONCE = 400
_PHOTO = ("sha256", "kind", "name", "task_no", "item", "taken_at", "longitude", "latitude", "barcodes", "said")


@dataclass(frozen=True)
class KeptPhoto:
    """One picture of a task. `file` stands under `sha256`, so that anybody can see whether it was changed since.

    `taken_at` and the place are the picture's own words, empty where it does not tell; `metres` from where the archive
    has the customer, None where one of the two is unknown. `came` is when and `by` through whom it came in. `item`
    names what it shows in the dictionary's words; `said` is worth a look.
    """

    file: Path
    sha256: str
    name: str
    task_no: str
    signature: bool = False
    item: str = ""
    taken_at: str = ""
    longitude: str = ""
    latitude: str = ""
    metres: float | None = None
    barcodes: tuple[str, ...] = ()
    said: str = ""
    came: str = ""
    by: str = ""


def photos_of_customer(workspace: Workspace, customer: str) -> tuple[KeptPhoto, ...]:
    """The pictures of all the customer's tasks, the newest task's first, signatures last; none is empty."""
    with reading(workspace.engine) as connection:
        query = select(tasks.c.task_no).where(tasks.c.customer == customer).order_by(tasks.c.act.desc())
        numbers = list(connection.execute(query).scalars())
    return photos_of_tasks(workspace, numbers)


def photos_of_tasks(workspace: Workspace, numbers: Iterable[str]) -> tuple[KeptPhoto, ...]:
    """The pictures of these tasks, in the order of the tasks, signatures last."""
    wanted = list(dict.fromkeys(numbers))
    with reading(workspace.engine) as connection:
        rows = [row for some in _chunks(wanted) for row in _rows(connection, some)]
    found = [_kept(workspace, row) for row in rows]
    order = {number: place for place, number in enumerate(wanted)}
    return tuple(sorted(found, key=lambda one: (one.signature, order[one.task_no])))


def _rows(connection: Connection, numbers: list[str]) -> list[Row[Any]]:
    query = (
        select(
            *(photos.c[name] for name in _PHOTO),
            received_files.c.name.label("file"),
            tasks.c.longitude.label("task_longitude"),
            tasks.c.latitude.label("task_latitude"),
            acts.c.at,
            acts.c.utc_offset_minutes,
            acts.c.actor,
        )
        .join(received_files, received_files.c.sha256 == photos.c.sha256)
        .join(tasks, tasks.c.task_no == photos.c.task_no)
        .join(acts, acts.c.seq == photos.c.act)
        .where(photos.c.task_no.in_(numbers))
        .order_by(photos.c.act, photos.c.position)
    )
    return list(connection.execute(query))


def _kept(workspace: Workspace, row: Row[Any]) -> KeptPhoto:
    came = datetime.fromisoformat(row.at) + timedelta(minutes=row.utc_offset_minutes)
    return KeptPhoto(
        file=received_path(workspace, row.sha256, row.file),
        sha256=row.sha256,
        name=row.name or row.file,
        task_no=row.task_no,
        signature=row.kind == SIGNATURE,
        item=_item_name(workspace, row.item),
        taken_at=row.taken_at,
        longitude=row.longitude,
        latitude=row.latitude,
        metres=metres_between((row.longitude, row.latitude), (row.task_longitude, row.task_latitude)),
        barcodes=tuple(json.loads(row.barcodes or "[]")),
        said=row.said,
        came=f"{came:%Y-%m-%d %H:%M}",
        by=row.actor,
    )


def _item_name(workspace: Workspace, item: str) -> str:
    table, _, name = item.partition(".")
    entry = workspace.dictionary.tables.get(table)
    return entry.field(name).rule_name if entry is not None and entry.has_field(name) else item


def _chunks(listed: list[str]) -> Iterable[list[str]]:
    for start in range(0, len(listed), _ASKED_AT_ONCE):
        yield listed[start : start + _ASKED_AT_ONCE]
