"""The roster as it stands, as a workbook to correct and import again; the way to a first one too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.workspace.people.directory import directory_in, names_in
from census_app.workspace.people.permissions import require_in
from census_app.workspace.people.roster.units import UnitTree, archive_units
from census_app.workspace.people.settings import people_settings

if TYPE_CHECKING:
    from census_app.workspace.people.model import Grant, Person, Unit
    from census_app.workspace.workspace import Workspace

_PEOPLE = (
    "account", "name", "unit", "roles", "substitute", "substitute_from", "substitute_to", "valid_from", "valid_to",
    "os_account",
)  # fmt: skip
_UNITS = ("code", "name", "level", "parent", "successor")
_NOTE = "说明"
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class RosterWritten:
    """How many people and units the file holds."""

    file: str
    people: int
    units: int

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return dict(self.__dict__)

    def lines(self) -> list[str]:
        """For the terminal."""
        return [f"{self.people:,} 人、{self.units:,} 个单位写在 {self.file}；改好以后用 census people import 导入"]


def write_roster(workspace: Workspace, target: Path) -> RosterWritten:
    """`target` holds everybody and every unit, those of the archive too; imported unchanged it changes nothing.

    Phones are left out: a roster without that column leaves them as they are. `BadInput` when a file stands there, or
    for whoever may not manage people.
    """
    if target.exists():
        raise BadInput(f"文件已经存在：{target}", "换一个文件名")
    with reading(workspace.engine) as connection:
        require_in(connection, people_settings().permissions["people.manage"])
        found = directory_in(connection)
        names = names_in(connection, found)
    units = UnitTree(found, archive_units(workspace)).units
    columns = people_settings().roster
    people = [_person(found.people[account], names.get(account, ""), units) for account in sorted(found.people)]
    rows = [_unit(units[code]) for code in sorted(units)]
    import xlsxwriter

    with publish(target) as temporary, xlsxwriter.Workbook(str(temporary), _OPTIONS) as workbook:
        _sheet(workbook, "人员", [*(columns.people_columns[name][0] for name in _PEOPLE), _NOTE], people)
        _sheet(workbook, "单位", [columns.units_columns[name][0] for name in _UNITS], rows)
    return RosterWritten(str(target), len(people), len(rows))


def _person(person: Person, name: str, units: dict[str, Unit]) -> list[str]:
    held = person.substitute
    return [
        person.account,
        name,
        person.unit,
        "、".join(_grant(one, person.unit) for one in person.grants),
        held.account if held else "",
        held.start.isoformat() if held else "",
        held.end.isoformat() if held else "",
        person.valid_from.isoformat() if person.valid_from else "",
        person.valid_to.isoformat() if person.valid_to else "",
        person.os_account,
        units[person.unit].name if person.unit in units else "",
    ]


def _grant(grant: Grant, own: str) -> str:
    role = people_settings().roles[grant.role].zh
    return role if grant.unit == own else f"{role}@{grant.unit}"


def _unit(unit: Unit) -> list[str]:
    level = people_settings().roster.levels[unit.level].zh if unit.level else ""
    return [unit.code, unit.name, level, unit.parent, unit.successor]


def _sheet(workbook: Any, title: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    sheet = workbook.add_worksheet(title)
    heading = workbook.add_format({"bold": True, "bg_color": "#E4E8EE", "num_format": "@"})
    text = workbook.add_format({"num_format": "@"})
    sheet.set_column(0, len(headers) - 1, 18, text)
    sheet.freeze_panes(1, 0)
    for line, cells in enumerate([headers, *rows]):
        for column, cell in enumerate(cells):
            sheet.write_string(line, column, cell, text if line else heading)
