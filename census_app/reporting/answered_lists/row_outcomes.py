"""What became of every row of a received list, kept beside the file: the window shows it long after the take."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import reading
from census_app.foundation.files import publish
from census_app.reporting.answered_lists.model import FileResult, RowResult, RowStatus
from census_app.reporting.answered_lists.record import LISTS_TAKEN
from census_app.workspace.acts import iterate
from census_app.workspace.people.directory import directory_in, names_in
from census_app.workspace.received import RECEIVED_FOLDER

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_FOLDER = "rows"


@dataclass(frozen=True)
class KeptRow:
    """One row: where it stands in the file, whose it is, what was answered, what became of it and why. No values."""

    sheet: str
    number: int
    status: RowStatus
    problem_no: str
    rule: str
    customer: str
    result: str
    person: str
    why: str


@dataclass(frozen=True)
class TakenFile:
    """One received list, however often it came: `at` (UTC) and `actor` of the newest take. `counts` by status are
    those of `kept_rows` where rows were kept, else what the first take counted."""

    sha256: str
    name: str
    at: str
    actor: str
    lists: tuple[str, ...]
    counts: dict[str, int]
    has_rows: bool

    @property
    def rows(self) -> int:
        """Rows of the file."""
        return sum(self.counts.values())


def keep_row_outcomes(workspace: Workspace, result: FileResult) -> None:
    """The outcomes of the file's rows stand beside it; a row that comes again unchanged keeps its first outcome."""
    before = {(one.sheet, one.number): one for one in kept_rows(workspace, result.sha256)}
    found = []
    for row in result.rows:
        kept = _kept(row)
        earlier = before.get((kept.sheet, kept.number))
        found.append(earlier if earlier is not None and kept.status is RowStatus.ALREADY else kept)
    path = _path(workspace, result.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    with publish(path) as temporary:
        temporary.write_text(json.dumps([one.__dict__ for one in found], ensure_ascii=False), encoding="utf-8")


def kept_rows(workspace: Workspace, sha256: str) -> tuple[KeptRow, ...]:
    """The rows of a received list in their order; empty for one taken before outcomes were kept."""
    try:
        listed: list[dict[str, Any]] = json.loads(_path(workspace, sha256).read_text(encoding="utf-8"))
        return tuple(KeptRow(**{**one, "status": RowStatus(one["status"])}) for one in listed)
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def taken_files(workspace: Workspace) -> list[TakenFile]:
    """The received lists, the newest take first."""
    found: dict[str, TakenFile] = {}
    with reading(workspace.engine) as connection:
        names = names_in(connection, directory_in(connection))
        taken = [act for act in iterate(connection, kinds=[LISTS_TAKEN]) if act.payload.get("sha256")]
    for act in taken:
        sha256 = str(act.payload["sha256"])
        earlier = found.pop(sha256, None)
        rows = kept_rows(workspace, sha256) if earlier is None else ()
        counts = earlier.counts if earlier is not None else _counts(rows) or dict(act.payload.get("rows", {}))
        found[sha256] = TakenFile(
            sha256=sha256,
            name=str(act.payload.get("file", "")),
            at=act.at,
            actor=names.get(act.actor, act.actor),
            lists=tuple(act.payload.get("lists", ())),
            counts=counts,
            has_rows=earlier.has_rows if earlier is not None else bool(rows),
        )
    return list(reversed(found.values()))


def _kept(one: RowResult) -> KeptRow:
    return KeptRow(
        sheet=one.row.sheet.name,
        number=one.row.number,
        status=one.status,
        problem_no=one.problem_no,
        rule=one.row.text("rule")[:60],
        customer=one.row.text("customer")[:30],
        result=one.row.text("result")[:20],
        person=one.row.text("person")[:30],
        why=one.why[:500],
    )


def _counts(rows: Iterable[KeptRow]) -> dict[str, int]:
    counted = Counter(one.status.value for one in rows)
    return {status.value: counted[status.value] for status in RowStatus} if counted else {}


def _path(workspace: Workspace, sha256: str) -> Path:
    return workspace.folder / RECEIVED_FOLDER / _FOLDER / f"{sha256}.json"
