"""People and units for the eye: the list, the tree, one person with their history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.people.credentials import CODES_ISSUED, LOCKED, PIN_CHANGED, Credential, credentials_in
from census_app.workspace.people.directory import PEOPLE_IMPORTED, directory_in, names_in, person_from
from census_app.workspace.people.model import Directory, Person
from census_app.workspace.people.roster import values
from census_app.workspace.people.roster.units import UnitTree
from census_app.workspace.people.roster.values import Unreadable
from census_app.workspace.people.settings import Role, people_settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class PersonRow:
    """One person as shown. `sign_in`: pin, code, os, locked or none: how they could come in now."""

    account: str
    name: str
    unit: str
    unit_name: str
    roles: tuple[tuple[str, str], ...]
    here: bool
    valid_from: str
    valid_to: str
    substitute: str
    stands_in_for: tuple[str, ...]
    sign_in: str
    history: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return dict(self.__dict__)

    def words(self) -> str:
        """One line."""
        names = people_settings().roles
        roles = "、".join(names[Role(role)].zh + ("" if unit == self.unit else f"@{unit}") for role, unit in self.roles)
        marks = [] if self.here else [f"已离岗 {self.valid_to}" if self.valid_to else "未到岗"]
        marks += [f"由 {self.substitute} 代理"] if self.substitute else []
        marks += [f"代理 {'、'.join(self.stands_in_for)}"] if self.stands_in_for else []
        marks += [_SIGN_IN[self.sign_in]]
        return f"{self.account}　{self.name}　{self.unit_name}　{roles or '没有角色'}　{'；'.join(marks)}"


_SIGN_IN = {"pin": "PIN 已设", "code": "开通码待用", "os": "系统账号", "locked": "已锁定", "none": "还没有开通"}


@dataclass(frozen=True)
class TreeRow:
    """One unit of the tree: how deep it lies, how many people are there today in it and below it."""

    code: str
    name: str
    depth: int
    people: int
    below: int
    merged_into: str = ""

    def words(self) -> str:
        """One line."""
        merged = f"（已并入 {self.merged_into}）" if self.merged_into else ""
        return f"{'  ' * self.depth}{self.name}（{self.code}）{merged}　{self.people} 人，连下级 {self.below} 人"


@dataclass(frozen=True)
class Standing:
    """Whether people are enabled, where the workspace belongs, and who works here now."""

    enabled: bool
    home: str
    home_name: str
    people: int
    units: int
    account: str
    identity: str
    roles: tuple[tuple[str, str], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return dict(self.__dict__)

    def lines(self) -> list[str]:
        """For the terminal."""
        state = f"人员管理已启用，工作区属于 {self.home_name}" if self.enabled else "没有启用人员管理：谁都可以做任何事"
        names = people_settings().roles
        roles = "、".join(f"{names[Role(role)].zh}@{unit}" for role, unit in self.roles) or "没有角色"
        how = {"pin": "PIN", "os": "系统账号", "none": "没有登录"}[self.identity]
        me = f"现在是 {self.account}（{how}），{roles}" if self.enabled else f"现在是系统账号 {self.account}"
        return [state, f"单位 {self.units:,} 个，人员 {self.people:,} 人", me]


@dataclass(frozen=True)
class PermissionRow:
    """Who may do one kind of thing: `scope` says over which units the role must hold."""

    permission: str
    zh: str
    scope: str
    roles: frozenset[str]


def permission_table() -> list[PermissionRow]:
    """Every permission that roles are asked for, in the order of the settings."""
    return [
        PermissionRow(name, one.zh, one.scope.value, frozenset(role.value for role in one.roles))
        for name, one in people_settings().permissions.items()
    ]


def able_people(workspace: Workspace, permission: str, *, today: date | None = None) -> list[tuple[str, str]]:
    """Account and name of everybody who may do this somewhere today; over which units, their roles say."""
    day = today or date.today()
    wanted = people_settings().permissions[permission].roles
    with reading(workspace.engine) as connection:
        found = directory_in(connection)
        able = [one for one in sorted(found.people) if any(grant.role in wanted for grant in found.grants_of(one, day))]
        names = names_in(connection, found, able)
    return [(account, names.get(account, "")) for account in able]


def list_people(
    workspace: Workspace, *, unit: str = "", role: str = "", everybody: bool = False, today: date | None = None
) -> list[PersonRow]:
    """People by account; of a unit and below, with a role, and only those here today unless `everybody`."""
    day = today or date.today()
    with reading(workspace.engine) as connection:
        found = directory_in(connection)
        top = _unit(found, unit) if unit else ""
        wanted = _role(role) if role else None
        chosen = [
            person
            for _, person in sorted(found.people.items())
            if (everybody or person.is_here(day))
            and (not top or found.covers(top, person.unit))
            and (wanted is None or any(grant.role is wanted for grant in found.grants_of(person.account, day)))
        ]
        return _rows(connection, found, chosen, day)


def show_person(workspace: Workspace, account: str, *, today: date | None = None) -> PersonRow:
    """One person with all that was ever done to the account; `BadInput` when there is none."""
    day = today or date.today()
    with reading(workspace.engine) as connection:
        found = directory_in(connection)
        try:
            spelt = values.account(account)
        except Unreadable as reason:
            raise BadInput(f"{reason}：{account[:50]!r}", "核对账号") from reason
        if spelt not in found.people:
            raise BadInput(f"名册里没有这个账号：{account[:50]}", "用 census people list 核对")
        (row,) = _rows(connection, found, [found.people[spelt]], day)
        history = tuple(_history(connection, found, spelt))
    return PersonRow(**{**row.__dict__, "history": history})


def unit_tree(workspace: Workspace, *, today: date | None = None) -> list[TreeRow]:
    """All units from the top down, merged ones below what they were merged into."""
    day = today or date.today()
    with reading(workspace.engine) as connection:
        found = directory_in(connection)
    own: dict[str, int] = {}
    below: dict[str, int] = {}
    for person in found.people.values():
        if person.is_here(day):
            own[person.unit] = own.get(person.unit, 0) + 1
            for code in found.above(person.unit):
                below[code] = below.get(code, 0) + 1

    def walk(parent: str, depth: int) -> Iterator[TreeRow]:
        for code in found.children.get(parent, ()):
            unit = found.units[code]
            merged = found.unit_name(unit.successor) if unit.successor else ""
            yield TreeRow(code, unit.name, depth, own.get(code, 0), below.get(code, 0), merged)
            yield from walk(code, depth + 1)

    return list(walk("", 0))


def standing(workspace: Workspace) -> Standing:
    """Whether people are enabled, and who works through this workspace."""
    from census_app.workspace.people.session import present

    with reading(workspace.engine) as connection:
        found = directory_in(connection)
        session = present(connection, found) if found.enabled else None
    grants = found.grants_of(session.account, date.today()) if session else ()
    return Standing(
        found.enabled,
        found.home,
        found.unit_name(found.home),
        sum(1 for person in found.people.values() if person.is_here(date.today())),
        len(found.units),
        workspace.actor,
        session.identity.value if session else "none",
        tuple((grant.role.value, found.unit_name(grant.unit)) for grant in grants),
    )


def _rows(connection: Connection, found: Directory, people: list[Person], day: date) -> list[PersonRow]:
    names = names_in(connection, found, [person.account for person in people])
    held = credentials_in(connection)
    now = datetime.now().astimezone()
    return [
        PersonRow(
            person.account,
            names.get(person.account, ""),
            person.unit,
            found.unit_name(person.unit),
            tuple((grant.role.value, grant.unit) for grant in person.grants),
            person.is_here(day),
            person.valid_from.isoformat() if person.valid_from else "",
            person.valid_to.isoformat() if person.valid_to else "",
            _substitute(person, day),
            tuple(found.represented_by(person.account, day)),
            _sign_in(person, held.get(person.account, Credential(person.account)), now),
        )
        for person in people
    ]


def _substitute(person: Person, day: date) -> str:
    held = person.substitute
    return held.account if held is not None and held.start <= day <= held.end else ""


def _sign_in(person: Person, held: Credential, now: datetime) -> str:
    if held.locked:
        return "locked"
    if held.pin_hash:
        return "pin"
    if held.has_code(now):
        return "code"
    return "os" if person.os_account else "none"


def _history(connection: Connection, found: Directory, account: str) -> Iterator[str]:
    for act in acts.iterate(connection, kinds=[PEOPLE_IMPORTED, CODES_ISSUED, PIN_CHANGED, LOCKED]):
        what = _told(act, account, found)
        if what:
            moment = datetime.fromisoformat(act.at).astimezone()
            yield f"{moment:%Y-%m-%d %H:%M} {act.actor}：{what}（第 {act.seq} 号动作）"


def _told(act: Act, account: str, found: Directory) -> str:
    if act.kind == PEOPLE_IMPORTED and account in act.payload["people"]:
        person = person_from(account, act.payload["people"][account])
        names = people_settings().roles
        roles = "、".join(f"{names[grant.role].zh}@{found.unit_name(grant.unit)}" for grant in person.grants)
        until = f"，至 {person.valid_to}" if person.valid_to else ""
        return f"名册 {act.payload['file']}：{found.unit_name(person.unit)}，{roles or '没有角色'}{until}"
    if act.kind == CODES_ISSUED and account in act.payload["accounts"]:
        return "发了开通码"
    if act.subject == account:
        return {PIN_CHANGED: "设了 PIN", LOCKED: "连错太多次，锁定"}.get(act.kind, "")
    return ""


def _unit(found: Directory, text: str) -> str:
    try:
        return UnitTree(found, {}).at(text)
    except Unreadable as reason:
        raise BadInput(str(reason), "用 census people tree 看单位") from reason


def _role(text: str) -> Role:
    try:
        return values.roles(text)[0][0]
    except (Unreadable, IndexError) as reason:
        raise BadInput(str(reason) or "没有给出角色", "用普查员、审核员、单位负责人、督察员、管理员之一") from reason
