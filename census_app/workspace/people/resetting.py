"""New first codes by an administrator: the way in for the new, the forgetful and the locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.workspace.people.codes_file import write_codes
from census_app.workspace.people.credentials import issue_codes_in
from census_app.workspace.people.directory import directory_in, names_in
from census_app.workspace.people.permissions import require_in
from census_app.workspace.people.roster import values
from census_app.workspace.people.roster.plan import units_of
from census_app.workspace.people.settings import people_settings

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class CodesReport:
    """How many codes stand in the file, and until when they hold."""

    file: str
    accounts: tuple[str, ...]
    until: str
    act: int

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object; the codes are in the file only."""
        return {"file": self.file, "accounts": list(self.accounts), "until": self.until, "act": self.act}

    def lines(self) -> list[str]:
        """For the terminal."""
        what = f"{len(self.accounts)} 个开通码写在 {self.file}，{self.until[:10]} 前有效"
        return [f"{what}（第 {self.act} 号动作）；发完请删除"]


def issue_codes(
    workspace: Workspace, accounts: Sequence[str], target: Path, *, now: datetime | None = None
) -> CodesReport:
    """`target` holds a new first code for each account; their PINs and older codes no longer count, locks are open.

    `BadInput` when an account is unknown or has left, or lies outside what the caller administers.
    """
    if target.exists():
        raise BadInput(f"文件已经存在：{target}", "换一个文件名；开通码文件从不覆盖")
    moment = now or datetime.now().astimezone()
    today = moment.astimezone().date()
    chosen = [_spelt(account) for account in accounts]
    with publish(target) as temporary, writing(workspace.engine) as connection:
        found = directory_in(connection)
        for account in chosen:
            person = found.people.get(account)
            if person is None or (person.valid_to is not None and person.valid_to < today):
                raise BadInput(f"名册里没有这个在岗的账号：{account}", "用 census people list 核对")
            require_in(connection, people_settings().permissions["people.manage"], units_of(person))
        codes, act = issue_codes_in(connection, chosen, moment)
        if act is None:
            raise BadInput("没有给出账号", "至少给出一个账号")
        write_codes(temporary, codes, found, names_in(connection, found, codes), act.payload["until"])
    return CodesReport(str(target), tuple(codes), act.payload["until"], act.seq)


def _spelt(account: str) -> str:
    try:
        return values.account(account)
    except values.Unreadable as reason:
        raise BadInput(f"{reason}：{account[:50]!r}", "用 census people list 核对") from reason
