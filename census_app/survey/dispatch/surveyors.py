"""Who can be sent: people of the roster, or where people are not enabled the managers the archive names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from census_app.foundation.errors import BadInput
from census_app.workspace.people.model import Directory
from census_app.workspace.people.settings import Role

_NAMED = 5
_LONGEST_NAME = 50


class Staff(Protocol):
    """Who can be sent where, and on which of the planned days."""

    def named(self, manager: str, unit: str) -> str | None:
        """Whom the archive's manager stands for, or who stands in for them; None when nobody can be sent."""

    def pool(self, unit: str) -> tuple[str, ...]:
        """Everybody who can be sent in this unit, sorted."""

    def days(self, surveyor: str) -> tuple[date, ...]:
        """The planned days on which this person works."""

    def unit_now(self, unit: str) -> str:
        """The unit that goes on for this one."""


def name_key(name: str) -> str:
    """Names compare without blanks, widths and cases."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


@dataclass
class ArchiveStaff:
    """Managers as the archive names them, unit by unit: (unit, name) pairs. Everybody works every day."""

    pairs: Iterable[tuple[str, str]]
    planned: tuple[date, ...]
    only: frozenset[str] = frozenset()
    _pools: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for unit, name in self.pairs:
            if self._can_be_named(name):
                self._pools.setdefault(unit, set()).add(name)

    def named(self, manager: str, unit: str) -> str | None:
        """The manager, unless the name is masked or others were asked for."""
        return manager if self._can_be_named(manager) else None

    def pool(self, unit: str) -> tuple[str, ...]:
        """The managers of the unit; those who were asked for, where they were."""
        return tuple(sorted(self.only or self._pools.get(unit, set())))

    def days(self, surveyor: str) -> tuple[date, ...]:
        """All planned days."""
        return self.planned

    def unit_now(self, unit: str) -> str:
        """The unit itself: without a roster nobody knows of mergers."""
        return unit

    def _can_be_named(self, name: str) -> bool:
        return bool(name) and "*" not in name and len(name) <= _LONGEST_NAME and (not self.only or name in self.only)


class RosterStaff:
    """People of the roster with the role of a surveyor, here on at least one of the planned days.

    `names` account → name. In a unit those are sent who have the role over it or over a unit below it; where there is
    nobody, those of the nearest unit above. Who has left is never sent; while somebody is substituted, the substitute.
    """

    def __init__(
        self, directory: Directory, names: Mapping[str, str], planned: Sequence[date], only: Iterable[str] = ()
    ) -> None:
        self._directory = directory
        self._planned = tuple(planned)
        self._only = frozenset(only)
        self._by_name: dict[str, list[str]] = {}
        for account, name in names.items():
            self._by_name.setdefault(name_key(name), []).append(account)
        self._days = {account: self._working(account) for account in directory.people}
        self._granted = self._grants()
        self._below = self._spread()
        self._pools: dict[str, tuple[str, ...]] = {}

    def named(self, manager: str, unit: str) -> str | None:
        """The person of this account or name who can be sent, one of the unit first; None when it is not clear who."""
        if not manager:
            return None
        known = [manager] if manager in self._directory.people else self._by_name.get(name_key(manager), [])
        able = [sent for account in known if (sent := self._sent_for(account)) is not None]
        mine = [account for account in able if account in self.pool(unit)]
        chosen = mine or able
        return chosen[0] if len(set(chosen)) == 1 else None

    def pool(self, unit: str) -> tuple[str, ...]:
        """Everybody of the unit and below, else of the nearest unit above that has anybody."""
        if unit not in self._pools:
            now = self.unit_now(unit)
            found = self._below.get(now, set())
            for above in self._directory.above(now) if now in self._directory.units else self._home():
                found = found or self._granted.get(above, set())
            self._pools[unit] = tuple(sorted(found))
        return self._pools[unit]

    def days(self, surveyor: str) -> tuple[date, ...]:
        """The planned days on which the person is here and not substituted."""
        return self._days.get(surveyor, ())

    def unit_now(self, unit: str) -> str:
        """The unit that goes on for this one."""
        return self._directory.unit_now(unit)

    def _home(self) -> Iterable[str]:
        return self._directory.above(self._directory.home)

    def _working(self, account: str) -> tuple[date, ...]:
        person = self._directory.people[account]
        held = person.substitute
        return tuple(
            day
            for day in self._planned
            if person.is_here(day) and not (held is not None and held.start <= day <= held.end)
        )

    def _sent_for(self, account: str) -> str | None:
        """The person, or who stands in for them on the planned days."""
        if self._can_go(account):
            return account
        person = self._directory.people[account]
        held = person.substitute
        if held is None or not any(held.start <= day <= held.end and person.is_here(day) for day in self._planned):
            return None
        return held.account if self._can_go(held.account) else None

    def _can_go(self, account: str) -> bool:
        return bool(self._days.get(account)) and (not self._only or account in self._only) and self._surveys(account)

    def _surveys(self, account: str) -> bool:
        days = self._days[account]
        return any(grant.role is Role.SURVEYOR for grant in self._directory.grants_of(account, days[0]))

    def _grants(self) -> dict[str, set[str]]:
        """Unit → who has the role of a surveyor over it and can go."""
        found: dict[str, set[str]] = {}
        for account, days in self._days.items():
            if days and (not self._only or account in self._only):
                for grant in self._directory.grants_of(account, days[0]):
                    if grant.role is Role.SURVEYOR:
                        found.setdefault(grant.unit, set()).add(account)
        return found

    def _spread(self) -> dict[str, set[str]]:
        """Unit → who has the role over it or over a unit below it."""
        found: dict[str, set[str]] = {}
        for unit, accounts in self._granted.items():
            for above in self._directory.above(unit):
                found.setdefault(above, set()).update(accounts)
        return found


def accounts_of(directory: Directory, names: Mapping[str, str], asked: Iterable[str]) -> list[str]:
    """The accounts of people named by account or name; `BadInput` names those who are not in the roster, or not alone
    with their name."""
    by_name: dict[str, list[str]] = {}
    for account, name in names.items():
        by_name.setdefault(name_key(name), []).append(account)
    found, strange = [], []
    for one in asked:
        known = [one] if one in directory.people else by_name.get(name_key(one), [])
        found += known[:1]
        strange += [] if len(known) == 1 else [f"{one}（同名 {len(known)} 人）" if known else one]
    if strange:
        raise BadInput(f"名册里没有这些人：{'、'.join(strange[:_NAMED])}", "写名册里的账号，或不重名的姓名")
    return found
