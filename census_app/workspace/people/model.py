"""The directory: units as a tree, people with their roles, as the acts have left them. Plain data, no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from census_app.workspace.people.settings import Level, Role

_DEEPEST = 40


class Identity(StrEnum):
    """How it was established who somebody is."""

    PIN = "pin"
    OS = "os"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; `successor` is the unit it was merged into, `former_names` what it was called before."""

    code: str
    name: str
    level: Level | None = None
    parent: str = ""
    successor: str = ""
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """A role over a unit and everything below it."""

    role: Role
    unit: str


@dataclass(frozen=True, slots=True)
class Substitution:
    """Somebody else acts with a person's roles on the days `start` to `end`, both included."""

    account: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Person:
    """A person by account. Name and phone are personal values kept beside the log: see `Directory.name_acts`."""

    account: str
    unit: str
    grants: tuple[Grant, ...] = ()
    substitute: Substitution | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    os_account: str = ""

    def is_here(self, day: date) -> bool:
        """Whether the person works here on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Directory:
    """All units and people after the acts up to `last_act`; `home` is the unit the workspace belongs to.

    `name_acts` and `phone_acts`: account → the act that carries the personal value.
    """

    enabled: bool = False
    home: str = ""
    units: Mapping[str, Unit] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    name_acts: Mapping[str, int] = field(default_factory=dict)
    phone_acts: Mapping[str, int] = field(default_factory=dict)
    last_act: int = 0

    def unit_now(self, code: str) -> str:
        """The unit that goes on for this one: itself, or what it was merged into, to the end."""
        seen: set[str] = set()
        while (unit := self.units.get(code)) is not None and unit.successor and code not in seen:
            seen.add(code)
            code = unit.successor
        return code

    def above(self, code: str) -> Iterator[str]:
        """The unit and all above it; a merged unit lies below the one it was merged into."""
        for _ in range(_DEEPEST):
            unit = self.units.get(code)
            if unit is None:
                return
            yield code
            code = unit.successor or unit.parent

    def covers(self, holder: str, code: str) -> bool:
        """Whether what is granted over `holder` holds over `code`; a unit nobody knows is covered by `home` only."""
        if code in self.units:
            return holder in self.above(code)
        return holder in self.above(self.home)

    def grants_of(self, account: str, day: date) -> tuple[Grant, ...]:
        """The roles a person has on a day: the own ones and those of people they stand in for; none when not here."""
        person = self.people.get(account)
        if person is None or not person.is_here(day):
            return ()
        lent = (grant for other in self.represented_by(account, day) for grant in self.people[other].grants)
        return tuple(dict.fromkeys((*person.grants, *lent)))

    def represented_by(self, account: str, day: date) -> list[str]:
        """The accounts this person stands in for on a day."""
        return [
            lender
            for lender in self._substitutes.get(account, ())
            if (held := self.people[lender].substitute) is not None and held.start <= day <= held.end
        ]

    def may(self, account: str, roles: Iterable[Role], unit: str, day: date) -> bool:
        """Whether the person has one of the roles over the unit on that day."""
        wanted = frozenset(roles)
        return any(grant.role in wanted and self.covers(grant.unit, unit) for grant in self.grants_of(account, day))

    def holders(self, roles: Iterable[Role], unit: str, day: date) -> list[str]:
        """Accounts of the people who have one of the roles over the unit on that day, sorted."""
        wanted = frozenset(roles)
        return [account for account in sorted(self.people) if self.may(account, wanted, unit, day)]

    def by_os_account(self, name: str) -> Person | None:
        """The person mapped to an account of the operating system."""
        account = self._os_accounts.get(name.casefold()) if name else None
        return None if account is None else self.people[account]

    def unit_name(self, code: str) -> str:
        """What people call the unit; its code when it is unknown."""
        unit = self.units.get(code)
        return code if unit is None or not unit.name else unit.name

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """Unit → the units right below it, sorted by code; "" has the tops. Merged units lie below their successor."""
        found: dict[str, list[str]] = {}
        for code in sorted(self.units):
            unit = self.units[code]
            above = unit.successor or unit.parent
            found.setdefault(above if above in self.units else "", []).append(code)
        return found

    @cached_property
    def _substitutes(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for person in self.people.values():
            if person.substitute is not None:
                found.setdefault(person.substitute.account, []).append(person.account)
        return found

    @cached_property
    def _os_accounts(self) -> dict[str, str]:
        return {person.os_account.casefold(): person.account for person in self.people.values() if person.os_account}


EMPTY = Directory()
