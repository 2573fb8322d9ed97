"""The sheet of units: new, renamed, moved and merged units, checked as a tree."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from census_app.workspace.people.model import Unit
from census_app.workspace.people.roster import values
from census_app.workspace.people.roster.faults import Faults
from census_app.workspace.people.roster.reading import RosterTable
from census_app.workspace.people.roster.units import UnitTree, renamed
from census_app.workspace.people.roster.values import Unreadable
from census_app.workspace.people.settings import LEVELS

_LONGEST_CODE = 64


def take_units(tables: Sequence[RosterTable], tree: UnitTree, faults: Faults) -> None:
    """The tree has the units of the tables; wrong cells go to `faults`."""
    placed: dict[str, tuple[RosterTable, int]] = {}
    for table in tables:
        for number, cells in table.rows:
            _take_names(table, number, cells, tree, placed, faults)
    for table in tables:
        for number, cells in table.rows:
            code = table.cell(cells, "code")
            if placed.get(code) == (table, number):
                _take_places(table, number, cells, tree, faults)
    for code, (table, number) in placed.items():
        _check(table, number, code, tree, faults)
    tree.close()


def _take_names(
    table: RosterTable,
    number: int,
    cells: list[str],
    tree: UnitTree,
    placed: dict[str, tuple[RosterTable, int]],
    faults: Faults,
) -> None:
    code, written = table.cell(cells, "code"), table.cell(cells, "name")
    if not code or len(code) > _LONGEST_CODE or any(unicodedata.category(one).startswith("C") for one in code):
        faults.say(
            table.sheet, number, table.place("code"), f"单位编码要有，最多 {_LONGEST_CODE} 个字，没有看不见的字符"
        )
        return
    if code in placed:
        faults.say(table.sheet, number, table.place("code"), f"单位编码重复，第 {placed[code][1]} 行已经有了")
        return
    before = tree.units.get(code)
    try:
        name = values.name(written)
        if not name or len(name) > _LONGEST_CODE:
            raise Unreadable(f"单位名称要有，最多 {_LONGEST_CODE} 个字")
    except Unreadable as reason:
        faults.say(table.sheet, number, table.place("name"), str(reason))
        return
    level = before.level if before else None
    try:
        if text := table.cell(cells, "level"):
            level = values.level(text)
    except Unreadable as reason:
        faults.say(table.sheet, number, table.place("level"), str(reason))
    placed[code] = (table, number)
    unit = Unit(code, name, level, before.parent if before else "", before.successor if before else "")
    tree.put(renamed(before, unit))


def _take_places(table: RosterTable, number: int, cells: list[str], tree: UnitTree, faults: Faults) -> None:
    code = table.cell(cells, "code")
    for column in ("parent", "successor"):
        place = table.place(column)
        if place is None:
            continue
        text = table.cell(cells, column)
        try:
            target = tree.find(text) if text else ""
        except Unreadable as reason:
            faults.say(table.sheet, number, place, str(reason))
            continue
        unit = tree.units[code]
        tree.put(replace(unit, parent=target) if column == "parent" else replace(unit, successor=target))


def _check(table: RosterTable, number: int, code: str, tree: UnitTree, faults: Faults) -> None:
    unit = tree.units[code]
    if unit.successor and _in_circle(tree, code, "successor"):
        faults.say(table.sheet, number, table.place("successor"), "并入的单位绕回了自己")
    if unit.parent and _in_circle(tree, code, "parent"):
        faults.say(table.sheet, number, table.place("parent"), "上级单位绕回了自己")
        return
    above = tree.units.get(unit.parent)
    if above is not None and above.level and unit.level and LEVELS.index(above.level) >= LEVELS.index(unit.level):
        faults.say(table.sheet, number, table.place("level"), f"级别不低于上级单位 {above.name}")


def _in_circle(tree: UnitTree, code: str, way: str) -> bool:
    seen: set[str] = set()
    while code in tree.units and code not in seen:
        seen.add(code)
        code = getattr(tree.units[code], way)
    return code in seen
