"""What a file's rows said enters the log: one transaction, one act for each list and each way problems move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import writing
from census_app.reporting.answered_lists.judging import MOVING
from census_app.reporting.answered_lists.model import FileResult, RowResult, RowStatus
from census_app.survey.answers import known_digests
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.people.permissions import require_in
from census_app.workspace.people.settings import people_settings
from census_app.workspace.problems.effects import EFFECTS
from census_app.workspace.problems.model import State
from census_app.workspace.received import PHOTO_KIND, Received, keep_file, not_yet_registered

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from census_app.workspace.workspace import Workspace

LISTS_TAKEN = "lists.taken"
_STORED = (RowStatus.TAKEN, RowStatus.KEPT, RowStatus.CONFLICT)
_LONGEST_SUBJECT = 200


def record_file(workspace: Workspace, result: FileResult, path: Path, is_known: bool) -> dict[str, State]:
    """The file and its answers stand in the log; returns the problems that moved and where they stand now.

    Nothing is written when the file was taken before (`is_known`) and brings nothing new. Photos that prove an answer
    are kept with it.
    """
    fresh = [row for row in result.rows if row.status in _STORED and row.answer is not None]
    if is_known and not fresh:
        return {}
    files = [keep_file(workspace, path, "list")]
    photos = {photo: keep_file(workspace, photo, PHOTO_KIND) for row in fresh for photo in row.photos}
    with writing(workspace.engine) as connection:
        if fresh:
            require_in(connection, people_settings().permission_of(LISTS_TAKEN), {row.granted_over for row in fresh})
        stored = known_digests(connection, [row.answer.digest for row in fresh if row.answer is not None])
        fresh = [row for row in fresh if row.again or (row.answer is not None and row.answer.digest not in stored)]
        return _append(connection, result, fresh, files, photos)


def _append(
    connection: Connection,
    result: FileResult,
    fresh: Sequence[RowResult],
    files: list[Received],
    photos: dict[Path, Received],
) -> dict[str, State]:
    groups: dict[tuple[str, str], list[RowResult]] = defaultdict(list)
    resting: list[RowResult] = []
    for row in fresh:
        kind = _moving_kind(row)
        if kind is None or row.answer is None:
            resting.append(row)
        else:
            groups[row.answer.document, kind].append(row)
    moved: dict[str, State] = {}
    for (document, kind), rows in sorted(groups.items(), key=lambda group: group[0]):
        numbers = sorted({row.problem_no for row in rows})
        content = {"list": document, "file": result.name, "sha256": result.sha256, "problems": numbers}
        append_with_rows(connection, kind, document, content, {"answers": _rows(rows), "photos": _photos(rows, photos)})
        moved |= dict.fromkeys(numbers, EFFECTS[kind].to)
    _append_taken(connection, result, resting, [*files, *photos.values()], photos)
    return moved


def _append_taken(
    connection: Connection,
    result: FileResult,
    resting: Sequence[RowResult],
    files: list[Received],
    photos: dict[Path, Received],
) -> None:
    content: dict[str, Any] = {
        "file": result.name,
        "sha256": result.sha256,
        "lists": result.list_nos,
        "rows": result.counts(),
        "conflicts": result.conflicts,
    }
    subject = result.list_nos[0] if len(result.list_nos) == 1 else result.name
    rows = {
        "answers": _rows(resting),
        "photos": _photos(resting, photos),
        "received_files": [file.row() for file in not_yet_registered(connection, files)],
    }
    append_with_rows(connection, LISTS_TAKEN, subject[:_LONGEST_SUBJECT], content, rows)


def _moving_kind(row: RowResult) -> str | None:
    """The act by which a row moves its problem; None when the answer only stands beside it."""
    if row.status is not RowStatus.TAKEN or row.answer is None or row.problem is None:
        return None
    kind = MOVING.get(row.answer.outcome)
    return kind if kind is not None and row.problem.state in EFFECTS[kind].taken_from else None


def _rows(rows: Sequence[RowResult]) -> list[dict[str, Any]]:
    return [row.answer.row() for row in rows if row.answer is not None and not row.again]


def _photos(rows: Sequence[RowResult], photos: dict[Path, Received]) -> list[dict[str, Any]]:
    """Each photo of each answer once: what it proves is the problem in `item`."""
    return [
        {"sha256": photos[path].sha256, "kind": "evidence", "name": path.name, "item": row.problem_no}
        for row in rows
        if not row.again
        for path in row.photos
    ]
