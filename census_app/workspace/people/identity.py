"""Whether two names mean one person: nobody reviews what they surveyed or answered themselves.

Names come from cells people fill in (张志强, 张志强（zhangzq）, 张志强、李梅) and from accounts. The roster tells who
they are whether or not signing in is enabled; without a roster the names themselves are compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from census_app.workspace.people.directory import directory_in, names_in
from census_app.workspace.people.model import Directory

_SEPARATORS = re.compile(r"[、,;/&|\n]")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_LONGEST = 200


@dataclass(frozen=True)
class Roster:
    """Who is who on a day: `accounts` by the folded account or name they are known under."""

    directory: Directory
    accounts: Mapping[str, frozenset[str]]
    names: Mapping[str, str]
    day: date

    @classmethod
    def of(cls, connection: Connection, day: date) -> Roster:
        """The roster as it stands; empty where none was imported."""
        directory = directory_in(connection)
        names = names_in(connection, directory)
        found: dict[str, set[str]] = {}
        for account in directory.people:
            for known in (account, names.get(account, "")):
                if known:
                    found.setdefault(_folded(known), set()).add(account)
        return cls(directory, {key: frozenset(listed) for key, listed in found.items()}, names, day)

    def called(self, person: str) -> str:
        """The roster's name of an account; anything else as it is."""
        return self.names.get(person, person)

    def why_same(self, reviewer: str, others: Iterable[str], answered: date | None = None) -> str:
        """Why `reviewer` may not review what the others did, in Chinese; empty when they may.

        One who stands in for another, on the day of the review or of the answer, counts as that person.
        """
        mine = self._who(reviewer)
        for other in others:
            theirs = self._who(other)
            if mine & theirs:
                return f"{self.called(reviewer)} 就是做这件事的人（{other.strip()[:40]}）"
            for one in mine:
                for held in theirs:
                    if self._stand_in(one, held, answered) or self._stand_in(held, one, answered):
                        return f"{self.called(reviewer)} 与 {other.strip()[:40]} 有代理关系"
        return ""

    def means(self, text: str, account: str) -> bool:
        """Whether a name somebody wrote is this account's person and nobody else's."""
        return self._who(text) == self._who(account)

    def _who(self, text: str) -> frozenset[str]:
        """Accounts where the roster knows them, else the folded names. Two of one name cannot be told apart: both."""
        found: set[str] = set()
        outside, inside = _people(text)
        for key in outside:
            found |= self.accounts.get(key, frozenset([f"={key}"]))
        for key in inside:
            # a bracket holds an account as often as a post: 张志强（班长）
            found |= self.accounts.get(key, frozenset())
        return frozenset(found)

    def _stand_in(self, account: str, other: str, answered: date | None) -> bool:
        person = self.directory.people.get(account)
        if person is None or person.substitute is None or person.substitute.account != other:
            return False
        held = person.substitute
        return any(held.start <= day <= held.end for day in (self.day, answered) if day is not None)


def _people(text: str) -> tuple[list[str], list[str]]:
    """The folded names a cell holds, and what stands in brackets beside them."""
    folded = unicodedata.normalize("NFKC", text[:_LONGEST])
    outside, inside = [], []
    for part in _SEPARATORS.split(folded):
        outside.append(_folded(_BRACKETS.sub("", part)))
        inside += [_folded(one) for one in _BRACKETS.findall(part)]
    return [one for one in outside if one], [one for one in inside if one]


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
