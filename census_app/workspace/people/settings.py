"""Roles, permissions, sign-in and the roster's columns: read from `resources/people.yaml`, never below the floors."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from census_app.foundation.settings_files import settings

LEAST_MEMORY_KIB = 19_456
LEAST_PASSES = 2
SHORTEST_PIN = 6
MOST_FREE_ATTEMPTS = 5


class Role(StrEnum):
    """What a person is to a unit and to everything below it."""

    SURVEYOR = "surveyor"
    REVIEWER = "reviewer"
    UNIT_HEAD = "unit_head"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Level(StrEnum):
    """Where a unit stands in the tree, from the top."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    STATION = "station"
    TEAM = "team"


LEVELS = tuple(Level)


class Scope(StrEnum):
    """Over which units the role must hold: the workspace's own, each one concerned, some one, none at all because it is
    one's own matter, or because no person does it."""

    WHOLE = "whole"
    UNIT = "unit"
    ANY = "any"
    OWN = "own"
    NOBODY = "nobody"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(_Entry):
    """Something with a Chinese name and the other spellings people use."""

    zh: str = Field(min_length=1)
    words: tuple[str, ...] = ()


class Permission(_Entry):
    """Who may do one kind of thing; `acts` are the kinds of acts that need it."""

    zh: str = Field(min_length=1)
    scope: Scope
    roles: frozenset[Role]
    acts: tuple[str, ...] = ()


class Argon2(_Entry):
    """Cost of one PIN check; the floor is what OWASP asks of argon2id."""

    memory_kib: int = Field(ge=LEAST_MEMORY_KIB, le=1 << 20)
    passes: int = Field(ge=LEAST_PASSES, le=20)
    lanes: int = Field(ge=1, le=8)


class SignIn(_Entry):
    """How PINs are chosen, checked and locked; times in the units of the names."""

    shortest_pin: int = Field(ge=SHORTEST_PIN, le=32)
    longest_pin: int = Field(ge=16, le=256)
    banned_pins: frozenset[str]
    free_attempts: int = Field(ge=0, le=MOST_FREE_ATTEMPTS)
    first_delay_seconds: int = Field(ge=1)
    longest_delay_seconds: int = Field(ge=60)
    lock_after: int = Field(ge=3, le=100)
    idle_minutes: int = Field(ge=1, le=240)
    session_hours: int = Field(ge=1, le=24)
    code_days: int = Field(ge=1, le=90)
    argon2: Argon2


class States(_Entry):
    """Words that say a person is there, or has left."""

    present: frozenset[str]
    left: frozenset[str]


class Roster(_Entry):
    """Limits and column names of a roster."""

    longest_account: int = Field(ge=8, le=50)
    most_rows: int = Field(ge=1, le=200_000)
    header_within_rows: int = Field(ge=1, le=60)
    people_columns: dict[str, tuple[str, ...]]
    units_columns: dict[str, tuple[str, ...]]
    ignored_columns: tuple[str, ...]
    states: States
    levels: dict[Level, Named]


class PeopleSettings(_Entry):
    """`resources/people.yaml`, whose comments say what each entry means."""

    roles: dict[Role, Named]
    permissions: dict[str, Permission]
    sign_in: SignIn
    roster: Roster

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if set(self.roles) != set(Role) or set(self.roster.levels) != set(Level):
            raise ValueError("every role and every level needs an entry")
        kinds = [kind for permission in self.permissions.values() for kind in permission.acts]
        if len(kinds) != len(set(kinds)):
            raise ValueError("an act stands under two permissions")
        managing = self.permissions.get("people.manage")
        if managing is None or Role.ADMINISTRATOR not in managing.roles:
            raise ValueError("people.manage must be given to administrators")
        return self

    def permission_of(self, kind: str) -> Permission:
        """The permission an act of this kind needs; an act nobody listed needs an administrator."""
        found = next((one for one in self.permissions.values() if kind in one.acts), None)
        return found or Permission(zh=f"写“{kind}”这种动作", scope=Scope.ANY, roles=frozenset({Role.ADMINISTRATOR}))


def people_settings(path: Path | None = None) -> PeopleSettings:
    """The settings that ship, or those in `path`; `BadInput` says what is wrong with them."""
    return settings(PeopleSettings, "people.yaml", "人员设置有误", path)
