"""Pictures kept by their content: whose task they belong to, what they show, and where the same one was seen before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from census_app.foundation.canonical import canonical_json
from census_app.survey.photos.reading import PhotoFacts
from census_app.workspace.survey_tables import photos

if TYPE_CHECKING:
    from census_app.workspace.received import Received

PHOTO, SIGNATURE = "photo", "signature"
_ASKED_AT_ONCE = 400


@dataclass(frozen=True)
class SeenPhoto:
    """A picture that came in: its kept file, the task it is for (empty: nobody knows), and what it shows by itself."""

    received: Received
    facts: PhotoFacts
    task_no: str = ""
    item: str = ""
    name: str = ""
    signature: bool = False
    notes: tuple[str, ...] = field(default=())

    def row(self, said: Iterable[str] = ()) -> dict[str, Any]:
        """The row of `survey_tables.photos`."""
        return {
            "sha256": self.received.sha256,
            "kind": SIGNATURE if self.signature else PHOTO,
            "name": self.name,
            "task_no": self.task_no,
            "item": self.item,
            "taken_at": self.facts.taken_at,
            "longitude": self.facts.longitude,
            "latitude": self.facts.latitude,
            "barcodes": canonical_json(self.facts.barcodes) if self.facts.barcodes else "",
            "said": "；".join((*self.notes, *said)),
        }


def names_of_photos(connection: Connection, names: Sequence[str]) -> set[str]:
    """Those of the file names under which a picture was taken before."""
    found: set[str] = set()
    for start in range(0, len(names), _ASKED_AT_ONCE):
        chosen = photos.c.name.in_(names[start : start + _ASKED_AT_ONCE])
        found |= set(connection.execute(select(photos.c.name).where(chosen)).scalars())
    return found


def new_rows(connection: Connection, seen: Sequence[SeenPhoto]) -> list[dict[str, Any]]:
    """Rows of the pictures that their tasks do not have yet; one that another task has too is told.

    A picture nobody could place is kept once; placed later, it comes in again under its task.
    """
    stored = _stored(connection, {one.received.sha256 for one in seen})
    rows = []
    for one in seen:
        tasks = stored.setdefault(one.received.sha256, [])
        if one.task_no in tasks or (not one.task_no and tasks):
            continue
        others = [task for task in tasks if task]
        tasks.append(one.task_no)
        rows.append(one.row([f"同一张照片也交给过 {'、'.join(others)}"] if others else []))
    return rows


def _stored(connection: Connection, hashes: set[str]) -> dict[str, list[str]]:
    """Content → the tasks it was given for."""
    found: dict[str, list[str]] = {}
    listed = sorted(hashes)
    for start in range(0, len(listed), _ASKED_AT_ONCE):
        chosen = photos.c.sha256.in_(listed[start : start + _ASKED_AT_ONCE])
        for sha256, task_no in connection.execute(select(photos.c.sha256, photos.c.task_no).where(chosen)):
            found.setdefault(sha256, []).append(task_no)
    return found


def known_contents(connection: Connection, hashes: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Content → tasks, for contents that were kept before."""
    return _stored(connection, set(hashes))
