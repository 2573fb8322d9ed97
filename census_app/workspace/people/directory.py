"""The directory as the acts say it: folded from the log, never stored elsewhere, so the log's proof covers it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, func, select

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.workspace.people.model import EMPTY, Directory, Grant, Person, Substitution, Unit
from census_app.workspace.people.settings import Level, Role
from census_app.workspace.problems.succession import KEY_SUCCEEDED
from census_app.workspace.schema import acts as acts_table
from census_app.workspace.schema import personal_values

if TYPE_CHECKING:
    from census_app.workspace.acts import Act

PEOPLE_IMPORTED = "people.imported"
PEOPLE_ENABLED = "people.enabled"
PEOPLE_DISABLED = "people.disabled"
NAME = "name"
PHONE = "phone"
_UNIT_TABLE = "org_unit"
_KINDS = (PEOPLE_IMPORTED, PEOPLE_ENABLED, PEOPLE_DISABLED, KEY_SUCCEEDED)
_KEPT = 8
_FEW = 100
_known: OrderedDict[str, Directory] = OrderedDict()
_guard = Lock()


def directory(engine: Engine) -> Directory:
    """Units and people as they stand now."""
    with reading(engine) as connection:
        return directory_in(connection)


def directory_in(connection: Connection) -> Directory:
    """`directory` inside a transaction of yours; remembered by the hash of the last act about people."""
    newest = connection.execute(select(func.max(acts_table.c.seq)).where(acts_table.c.kind.in_(_KINDS))).scalar()
    if newest is None:
        return EMPTY
    name = str(connection.execute(select(acts_table.c.hash).where(acts_table.c.seq == newest)).scalar_one())
    with _guard:
        if name in _known:
            _known.move_to_end(name)
            return _known[name]
    from census_app.workspace.acts import iterate

    try:
        found = folded(iterate(connection, kinds=_KINDS))
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput("日志里的名册被改动过，读不出来", "运行 census verify 核对，从备份恢复") from error
    with _guard:
        _known[name] = found
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return found


def folded(found: Iterable[Act]) -> Directory:
    """The directory after these acts, in their order."""
    units: dict[str, Unit] = {}
    people: dict[str, Person] = {}
    personal: dict[str, dict[str, int]] = {NAME: {}, PHONE: {}}
    enabled, home, last = False, "", 0
    for act in found:
        last = act.seq
        if act.kind == PEOPLE_ENABLED:
            enabled, home = True, act.payload["unit"]
        elif act.kind == PEOPLE_DISABLED:
            enabled = False
        elif act.kind == PEOPLE_IMPORTED:
            units |= {code: unit_from(code, stated) for code, stated in act.payload["units"].items()}
            people |= {account: person_from(account, stated) for account, stated in act.payload["people"].items()}
            for field in act.personal:
                kind, _, account = field.partition(":")
                personal[kind][account] = act.seq
        elif act.payload["table"] == _UNIT_TABLE and act.payload["old_key"] in units:
            old, new = act.payload["old_key"], act.payload["new_key"]
            if new in units:
                units[old] = replace(units[old], successor=new)
    return Directory(enabled, home, units, people, personal[NAME], personal[PHONE], last)


def names_in(connection: Connection, directory: Directory, accounts: Iterable[str] | None = None) -> dict[str, str]:
    """Account → name, of these people or of all; erased names are left out."""
    return _personal(connection, NAME, directory.name_acts, accounts)


def phones_in(connection: Connection, directory: Directory, accounts: Iterable[str] | None = None) -> dict[str, str]:
    """Account → phone, of these people or of all; people without one are left out."""
    return _personal(connection, PHONE, directory.phone_acts, accounts)


def _personal(
    connection: Connection, kind: str, stated: Mapping[str, int], accounts: Iterable[str] | None
) -> dict[str, str]:
    wanted = set(stated) if accounts is None else set(accounts) & set(stated)
    query = select(personal_values.c.act, personal_values.c.field, personal_values.c.value).where(
        personal_values.c.act.in_(sorted({stated[account] for account in wanted})),
        personal_values.c.field.in_([f"{kind}:{account}" for account in wanted])
        if len(wanted) <= _FEW
        else personal_values.c.field.startswith(f"{kind}:", autoescape=True),
    )
    found = {}
    for act, field, value in connection.execute(query):
        account = field.partition(":")[2]
        if account in wanted and stated.get(account) == act and value:
            found[account] = str(value)
    return found


def unit_as_json(unit: Unit) -> dict[str, Any]:
    """How an act states a unit."""
    return {
        "name": unit.name,
        "level": unit.level.value if unit.level else "",
        "parent": unit.parent,
        "successor": unit.successor,
        "former_names": list(unit.former_names),
    }


def unit_from(code: str, stated: Mapping[str, Any]) -> Unit:
    """The unit an act states."""
    level = Level(stated["level"]) if stated["level"] else None
    return Unit(code, stated["name"], level, stated["parent"], stated["successor"], tuple(stated["former_names"]))


def person_as_json(person: Person) -> dict[str, Any]:
    """How an act states a person: all but name and phone."""
    held = person.substitute
    return {
        "unit": person.unit,
        "roles": [[grant.role.value, grant.unit] for grant in person.grants],
        "substitute": None if held is None else [held.account, held.start.isoformat(), held.end.isoformat()],
        "from": _day(person.valid_from),
        "to": _day(person.valid_to),
        "os": person.os_account,
    }


def person_from(account: str, stated: Mapping[str, Any]) -> Person:
    """The person an act states."""
    held = stated["substitute"]
    return Person(
        account,
        stated["unit"],
        tuple(Grant(Role(role), unit) for role, unit in stated["roles"]),
        None if held is None else Substitution(held[0], date.fromisoformat(held[1]), date.fromisoformat(held[2])),
        _date(stated["from"]),
        _date(stated["to"]),
        stated["os"],
    )


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
