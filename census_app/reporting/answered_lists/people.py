"""Who answered: a name or an account in a cell, held against the roster."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from census_app.foundation.database import reading
from census_app.workspace.people.directory import directory_in, names_in
from census_app.workspace.people.model import EMPTY, Directory, Person

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class ReadPerson:
    """The account, or the name as written where people are not enabled; `fault` refuses it, `note` is only said."""

    person: str
    fault: str = ""
    note: str = ""


class Roster:
    """The people of a workspace by name and account; without people enabled every name is taken."""

    def __init__(self, directory: Directory = EMPTY, names: Mapping[str, str] | None = None) -> None:
        self._directory = directory
        self._names = dict(names or {})
        self._known: dict[str, list[Person]] = {}
        for account, person in directory.people.items():
            for word in {_key(account), _key(self._names.get(account, ""))} - {""}:
                self._known.setdefault(word, []).append(person)

    @classmethod
    def of(cls, workspace: Workspace) -> Roster:
        """The roster as the log has it now."""
        with reading(workspace.engine) as connection:
            found = directory_in(connection)
            return cls(found, names_in(connection, found)) if found.enabled else cls()

    def find(self, said: str, unit: str, day: date) -> ReadPerson:
        """Who is meant by `said` in a list of that unit; of two people of one name, the one who belongs to the unit.

        Somebody who has left is taken and said: what was done before leaving stays done.
        """
        if not self._directory.enabled:
            return ReadPerson(" ".join(said.split()))
        people = self._known.get(_key(said), [])
        if not people:
            return ReadPerson("", f"名册里没有 {said}：写一个人的姓名或账号")
        near = self._nearest(people, unit) if len(people) > 1 else people
        if len(near) != 1:
            accounts = "、".join(sorted(person.account for person in people))
            return ReadPerson("", f"名册里有 {len(people)} 个 {said}：改写账号（{accounts}）")
        person = near[0]
        return ReadPerson(person.account, "", "" if person.is_here(day) else f"{said} 在 {day} 不在岗")

    def name(self, account: str) -> str:
        """What people call them; the account or name itself when the roster does not say."""
        return self._names.get(account, account)

    def unit_name(self, unit: str) -> str:
        """What people call a unit; its code when the roster does not know it."""
        return self._directory.unit_name(unit)

    def _nearest(self, people: list[Person], unit: str) -> list[Person]:
        """Those who belong to the unit or below it; without any, those of the units above it."""
        if unit not in self._directory.units:
            return people
        inside = [person for person in people if self._directory.covers(unit, person.unit)]
        return inside or [person for person in people if self._directory.covers(person.unit, unit)]


def _key(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
