"""A roster comes in: read, compared, checked, and then written in one transaction, or nothing of it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput, WorkspaceBusy
from census_app.foundation.files import publish
from census_app.foundation.jobs import JobContext, silent
from census_app.workspace.people.codes_file import write_codes
from census_app.workspace.people.credentials import Credential, credentials_in, issue_codes_in
from census_app.workspace.people.directory import (
    PEOPLE_IMPORTED,
    directory_in,
    names_in,
    person_as_json,
    phones_in,
    unit_as_json,
)
from census_app.workspace.people.enabling import confirm_administrator, enable_in, topmost
from census_app.workspace.people.permissions import permitted_in, permitting_in, require_in
from census_app.workspace.people.roster.faults import Faults
from census_app.workspace.people.roster.marked import write_marked
from census_app.workspace.people.roster.people_sheet import take_people
from census_app.workspace.people.roster.plan import RosterPlan, make_plan, units_of
from census_app.workspace.people.roster.reading import RosterFile, TableKind, read_roster
from census_app.workspace.people.roster.report import RosterReport
from census_app.workspace.people.roster.unit_sheet import take_units
from census_app.workspace.people.roster.units import UnitTree, archive_units
from census_app.workspace.people.roster.values import Unreadable
from census_app.workspace.people.settings import people_settings

if TYPE_CHECKING:
    from census_app.workspace.leases import Lease
    from census_app.workspace.workspace import Workspace

PEOPLE_LEASE = "people"


@dataclass(frozen=True)
class RosterRequest:
    """What to do with the roster in `file`.

    `preview`: only tell. `complete`: people it does not name leave. `codes`: write first codes of new people there.
    `enable`: people are enabled with it, `home` (unit code or name) being the workspace's unit. `marked`: where the
    marked copy goes when cells are wrong (default: the workspace's `exports/`).
    """

    file: Path
    preview: bool = False
    complete: bool = False
    codes: Path | None = None
    enable: bool = False
    home: str = ""
    marked: Path | None = None


def import_roster(
    workspace: Workspace,
    request: RosterRequest,
    context: JobContext | None = None,
    *,
    now: datetime | None = None,
) -> RosterReport:
    """Units and people stand as the roster states, or the report shows the wrong cells and nothing changed.

    The same roster again changes nothing. `BadInput` when it cannot be read, when who imports is no administrator over
    what it touches, or when no administrator would be left who can sign in.
    """
    moment = now or datetime.now().astimezone()
    if request.codes is not None and request.codes.exists():
        raise BadInput(f"文件已经存在：{request.codes}", "换一个文件名；开通码文件从不覆盖")
    with workspace.lease(PEOPLE_LEASE, what="导入名册") as lease:
        return _Import(workspace, request, context or silent(), moment, lease).run()


class _Import:
    def __init__(
        self, workspace: Workspace, request: RosterRequest, context: JobContext, now: datetime, lease: Lease
    ) -> None:
        self._workspace, self._request, self._context = workspace, request, context
        self._now, self._lease, self._faults, self._home = now, lease, Faults(), ""

    def run(self) -> RosterReport:
        """All of it: wrong cells end it early, a preview before anything is written."""
        roster = read_roster(self._request.file, self._faults, self._context)
        plan, tree = self._plan(roster)
        if plan is None:
            return self._refused(roster)
        self._home = _home(tree, self._request.home)
        report = RosterReport(
            self._request.file.name, _rows(roster), (), plan, self._request.preview, notes=_notes(roster, plan)
        )
        with reading(self._workspace.engine) as connection:
            self._confirm(connection, plan)
        if self._request.preview:
            return report
        self._context.raise_if_cancelled()
        return self._written(report, plan)

    def _plan(self, roster: RosterFile) -> tuple[RosterPlan | None, UnitTree]:
        with reading(self._workspace.engine) as connection:
            before = directory_in(connection)
            names, phones = names_in(connection, before), phones_in(connection, before)
        tree = UnitTree(before, archive_units(self._workspace))
        take_units(roster.of_kind(TableKind.UNITS), tree, self._faults)
        today = self._now.astimezone().date()
        stated = take_people(roster.of_kind(TableKind.PEOPLE), tree, before.people, today, self._faults)
        if self._faults:
            return None, tree
        with reading(self._workspace.engine) as connection:
            whole = permitted_in(connection, "people.manage", ())
        return make_plan(before, tree, stated, names, phones, today, self._request.complete, whole), tree

    def _refused(self, roster: RosterFile) -> RosterReport:
        faults = tuple(self._faults.found)
        marked = ""
        if roster.tables and not self._request.preview:
            target = self._request.marked or (
                self._workspace.folder / "exports" / f"{self._request.file.stem}.标错.xlsx"
            )
            write_marked(roster, faults, target)
            marked = str(target)
        return RosterReport(self._request.file.name, _rows(roster), faults, None, self._request.preview, marked=marked)

    def _confirm(self, connection: Connection, plan: RosterPlan) -> None:
        """Who imports may do so over all it touches, and somebody is left who can administer."""
        if not plan.empty:
            require_in(connection, people_settings().permissions["people.manage"], plan.touched_units())
        home = plan.before.home if plan.before.enabled else ""
        if self._request.enable and not plan.before.enabled:
            home = self._home or topmost(plan.after, self._now)
        if home and self._request.codes is None:
            confirm_administrator(connection, plan.after, home, self._now)

    def _written(self, report: RosterReport, plan: RosterPlan) -> RosterReport:
        from dataclasses import replace

        with ExitStack() as files:
            temporary = None if self._request.codes is None else files.enter_context(publish(self._request.codes))
            with writing(self._workspace.engine) as connection:
                self._lease.confirm_in(connection)
                if directory_in(connection).last_act != plan.before.last_act:
                    raise WorkspaceBusy("名册刚被别的程序改过；这次没有写入任何内容", "再导入一次")
                act = self._append(connection, plan)
                after = directory_in(connection)
                issued = 0 if temporary is None else self._issue(connection, temporary)
                enabled = self._request.enable and not after.enabled
                if enabled:
                    enable_in(connection, after, self._home, self._now)
                elif after.enabled:
                    confirm_administrator(connection, after, after.home, self._now)
        codes = str(self._request.codes or "")
        return replace(report, act=act, codes=codes, codes_issued=issued, enabled=enabled)

    def _append(self, connection: Connection, plan: RosterPlan) -> int:
        from census_app.workspace.acts import append_in

        if plan.empty:
            return 0
        content: dict[str, Any] = {
            "file": self._request.file.name,
            "sha256": sha256_file(self._request.file),
            "complete": self._request.complete,
            "units": {code: unit_as_json(unit) for code, unit in plan.units.items()},
            "people": {account: person_as_json(person) for account, person in plan.people.items()},
        }
        return append_in(connection, PEOPLE_IMPORTED, "", content, personal=plan.personal).seq

    def _issue(self, connection: Connection, target: Path) -> int:
        """First codes for everybody here now or later who has neither PIN nor code, as far as the importer may."""
        found = directory_in(connection)
        held = credentials_in(connection)
        may_manage = permitting_in(connection, "people.manage")
        today = self._now.astimezone().date()
        accounts = [
            account
            for account, person in found.people.items()
            if (person.valid_to is None or person.valid_to >= today)
            and not held.get(account, Credential(account)).can_sign_in(self._now)
            and not held.get(account, Credential(account)).locked
            and may_manage(units_of(person))
        ]
        codes, act = issue_codes_in(connection, accounts, self._now)
        until = "" if act is None else act.payload["until"]
        write_codes(target, codes, found, names_in(connection, found), until)
        return len(codes)


def _home(tree: UnitTree, text: str) -> str:
    try:
        return tree.find(text) if text else ""
    except Unreadable as reason:
        raise BadInput(f"--home：{reason}") from reason


def _rows(roster: RosterFile) -> int:
    return sum(len(table.rows) for table in roster.tables)


def _notes(roster: RosterFile, plan: RosterPlan) -> list[str]:
    notes = list(roster.notes)
    notes += [f"没有用到的工作表：{name}" for name in roster.strange]
    notes += [
        f"工作表“{table.sheet.name}”没有用到的列：{'、'.join(table.unused)}" for table in roster.tables if table.unused
    ]
    merged = sum(1 for person in plan.people.values() if plan.after.units[person.unit].successor)
    if merged:
        notes.append(f"{merged:,} 人的单位已经并入别的单位；他们的角色仍只管原单位的范围")
    return notes
