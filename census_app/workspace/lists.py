"""Issued lists: what each unit was given, bound into the chain so that what comes back can be held against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.people.permissions import require
from census_app.workspace.runs.record import last_official
from census_app.workspace.schema import anchors

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

LIST_ISSUED = "list.issued"
LISTS_LEASE = "lists"


@dataclass(frozen=True)
class IssuedList:
    """One unit's list. `row_codes` problem number → row check code; `anchor` the head hash printed on its cover."""

    list_no: str
    unit: str
    week: str
    run: str
    problems: tuple[str, ...]
    row_codes: dict[str, str]
    anchor: str
    file_name: str
    file_sha256: str
    issued_at: str = ""
    act: int = 0


def issue_list(
    workspace: Workspace,
    *,
    list_no: str,
    unit: str,
    week: str,
    row_codes: dict[str, str],
    anchor: str,
    file: Path,
    actor: str | None = None,
) -> IssuedList:
    """The list is registered: its problems become assigned, its cover's head hash is an anchor of the log.

    `row_codes`: problem number → row check code, in the order of the sheet. Call it when `file` stands complete.
    Raises `BadInput` when the number is taken by a list of other content; the same list again changes nothing.
    """
    return issue_lists(
        workspace,
        [(list_no, unit, row_codes, file)],
        week=week,
        anchor=anchor,
        actor=actor,
    )[0]


def issue_lists(
    workspace: Workspace,
    lists: Sequence[tuple[str, str, dict[str, str], Path]],
    *,
    week: str,
    anchor: str,
    actor: str | None = None,
) -> list[IssuedList]:
    """All of a week's lists (number, unit, row codes, file) are registered in one transaction, or none."""
    require(workspace, "list.issue")
    run = last_official(workspace)
    hashed = [sha256_file(file) for _, _, _, file in lists]
    issued = []
    with writing(workspace.engine) as connection:
        for (list_no, unit, row_codes, file), digest in zip(lists, hashed, strict=True):
            content: dict[str, Any] = {
                "unit": unit,
                "week": week,
                "run": "" if run is None else run.run,
                "problems": list(row_codes),
                "row_codes": row_codes,
                "anchor": anchor,
                "file": file.name,
                "sha256": digest,
            }
            before = next(acts.iterate(connection, kinds=[LIST_ISSUED], subject=list_no), None)
            if before is not None and before.payload["row_codes"] != row_codes:
                raise BadInput(f"清单号 {list_no} 已经发出过，内容不同", "换一个清单号")
            if before is None:
                before = acts.append_in(connection, LIST_ISSUED, list_no, content, actor=actor)
            issued.append(_from_act(before))
        if lists and run is not None:
            connection.execute(
                insert(anchors).prefix_with("OR IGNORE"),
                [{"hash": anchor, "place": f"清单 {week}", "at": datetime.now(UTC).isoformat(timespec="seconds")}],
            )
    return issued


def issued_lists(workspace: Workspace, week: str | None = None, unit: str | None = None) -> list[IssuedList]:
    """The lists issued, oldest first; only those of the week and to the unit when these are given."""
    wanted = {name: value for name, value in (("week", week), ("unit", unit)) if value is not None}
    with reading(workspace.engine) as connection:
        return [_from_act(act) for act in acts.iterate(connection, kinds=[LIST_ISSUED], payload=wanted)]


def find_list(workspace: Workspace, list_no: str) -> IssuedList:
    """The list of this number; `BadInput` when none was issued under it."""
    found = acts.list_acts(workspace.engine, kinds=[LIST_ISSUED], subject=list_no)
    if not found:
        raise BadInput(f"没有发出过这份清单：{list_no}", "核对清单号；也许来自另一个工作区")
    return _from_act(found[-1])


def _from_act(act: acts.Act) -> IssuedList:
    content = act.payload
    return IssuedList(
        list_no=act.subject,
        unit=content["unit"],
        week=content["week"],
        run=content["run"],
        problems=tuple(content["problems"]),
        row_codes=dict(content["row_codes"]),
        anchor=content["anchor"],
        file_name=content["file"],
        file_sha256=content["sha256"],
        issued_at=act.at,
        act=act.seq,
    )
