"""Questions about units and people, and what is done to them, as plain functions that run on a worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from census_app.desktop.language import label
from census_app.desktop.opened import opened

if TYPE_CHECKING:
    from census_app.workspace.people.resetting import CodesReport
    from census_app.workspace.people.roster.writing import RosterWritten
    from census_app.workspace.people.showing import PersonRow, Standing, TreeRow

ROLES = ("surveyor", "reviewer", "unit_head", "supervisor", "administrator")
MANAGE = "people.manage"


class PersonLine(NamedTuple):
    """One person as a row of the list."""

    account: str
    name: str
    unit_name: str
    roles: str
    sign_in: str
    here: bool
    marks: str
    unit: str
    role_ids: tuple[str, ...]


@dataclass(frozen=True)
class PeopleGround:
    """Everybody in the roster, how the workspace stands, and who could manage it when the reader may not."""

    standing: Standing
    lines: tuple[PersonLine, ...]
    below: dict[str, frozenset[str]]
    may_manage: bool
    managers: tuple[str, ...] = ()


@dataclass(frozen=True)
class PeopleChoice:
    """What of the people is shown: a role, a unit with those below it, words, and people who are not here."""

    role: str = ""
    unit: str = ""
    words: str = ""
    everybody: bool = False


@dataclass(frozen=True)
class PeopleSelection:
    """The people of a choice, and how many each role has without the choice of a role."""

    lines: list[PersonLine]
    roles: dict[str, int] = field(default_factory=dict)
    gone: int = 0


def read_people(folder: Path) -> PeopleGround:
    """The roster as it stands."""
    from census_app.workspace.people.permissions import may
    from census_app.workspace.people.showing import able_people, list_people, standing, unit_tree

    with opened(folder) as workspace:
        rows = list_people(workspace, everybody=True)
        allowed = may(workspace, MANAGE)
        able = () if allowed else able_people(workspace, MANAGE)
        below = _below(unit_tree(workspace))
        found = standing(workspace)
    names = {row.account: row.name for row in rows}
    lines = tuple(_line(row, names) for row in rows)
    return PeopleGround(
        found, lines, below, allowed, tuple(f"{name or account}（{account}）" for account, name in able)
    )


def _line(row: PersonRow, names: dict[str, str]) -> PersonLine:
    marks = [] if row.here else [row.valid_to or row.valid_from]
    marks += [f"⇄ {names.get(one) or one}" for one in filter(None, (row.substitute, *row.stands_in_for))]
    roles = "、".join(dict.fromkeys(label("role", role) for role, _ in row.roles))
    role_ids = tuple(dict.fromkeys(role for role, _ in row.roles))
    state = row.sign_in if row.here else "left" if row.valid_to else "coming"
    return PersonLine(row.account, row.name, row.unit_name, roles, state, row.here, " ".join(marks), row.unit, role_ids)


def _below(tree: Sequence[TreeRow]) -> dict[str, frozenset[str]]:
    """Unit → itself and every unit below it."""
    found: dict[str, set[str]] = {}
    above: list[str] = []
    for row in tree:
        above = [*above[: row.depth], row.code]
        for code in above:
            found.setdefault(code, set()).add(row.code)
    return {code: frozenset(codes) for code, codes in found.items()}


def select_people(ground: PeopleGround, choice: PeopleChoice) -> PeopleSelection:
    """The people of a choice, in the order of their accounts."""
    units = ground.below.get(choice.unit, frozenset({choice.unit})) if choice.unit else None
    words = choice.words.casefold()
    fitting = [
        one
        for one in ground.lines
        if (units is None or one.unit in units)
        and (not words or any(words in text.casefold() for text in (one.account, one.name, one.unit_name)))
    ]
    present = [one for one in fitting if choice.everybody or one.here]
    roles = Counter(role for one in present for role in one.role_ids)
    lines = [one for one in present if not choice.role or choice.role in one.role_ids]
    return PeopleSelection(lines, dict(roles), sum(not one.here for one in fitting))


def read_person(folder: Path, account: str) -> PersonRow:
    """One person with everything that was done to the account."""
    from census_app.workspace.people.showing import show_person

    with opened(folder) as workspace:
        return show_person(workspace, account)


def read_able(folder: Path, permission: str) -> list[tuple[str, str]]:
    """Who may do this today."""
    from census_app.workspace.people.showing import able_people

    with opened(folder) as workspace:
        return able_people(workspace, permission)


def read_units(folder: Path) -> list[TreeRow]:
    """The unit tree with its people."""
    from census_app.workspace.people.showing import unit_tree

    with opened(folder) as workspace:
        return unit_tree(workspace)


def issue_first_codes(folder: Path, accounts: Sequence[str], target: Path) -> CodesReport:
    """New first codes stand in the file, and nowhere else."""
    from census_app.workspace.people.resetting import issue_codes

    with opened(folder) as workspace:
        return issue_codes(workspace, accounts, target)


def write_out(folder: Path, target: Path) -> RosterWritten:
    """The roster as it stands is in the file, ready to be corrected and imported again."""
    from census_app.workspace.people.roster.writing import write_roster

    with opened(folder) as workspace:
        return write_roster(workspace, target)


def enable(folder: Path, home: str) -> str:
    """Every act needs somebody who signed in; returns the unit the workspace belongs to."""
    from census_app.workspace.people.enabling import enable_people

    with opened(folder) as workspace:
        return enable_people(workspace, home).subject


def disable(folder: Path, reason: str) -> None:
    """Everybody may do everything again."""
    from census_app.workspace.people.enabling import disable_people

    with opened(folder) as workspace:
        disable_people(workspace, reason)
