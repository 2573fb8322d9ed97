"""The sheet of people: each row a person as it states them; what a sheet has no column for stays as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from census_app.workspace.people.model import Grant, Person, Substitution
from census_app.workspace.people.roster import values
from census_app.workspace.people.roster.faults import Faults
from census_app.workspace.people.roster.reading import RosterTable
from census_app.workspace.people.roster.units import UnitTree
from census_app.workspace.people.roster.values import Unreadable
from census_app.workspace.people.settings import Level

_TREE_COLUMNS = {
    "province": Level.PROVINCE,
    "city": Level.CITY,
    "county": Level.COUNTY,
    "station": Level.STATION,
}
Read = TypeVar("Read")


@dataclass(frozen=True)
class Stated:
    """A person as the roster states them, and in which row. `phone` None: the sheet has no such column."""

    person: Person
    name: str
    phone: str | None
    table: RosterTable
    row: int
    cells: list[str]


def take_people(
    tables: Sequence[RosterTable],
    tree: UnitTree,
    known: Mapping[str, Person],
    today: date,
    faults: Faults,
) -> dict[str, Stated]:
    """The people of the tables by account; wrong cells go to `faults`."""
    found: dict[str, Stated] = {}
    for table in tables:
        for number, cells in table.rows:
            stated = _Row(table, number, cells, faults).stated(tree, known, today)
            if stated is None:
                continue
            account = stated.person.account
            if account in found:
                first = found[account]
                where = f"{first.table.sheet.name} 第 {first.row} 行".strip()
                faults.say(table.sheet, number, table.place("account"), f"账号重复，{where}已经有了")
            else:
                found[account] = stated
    _check_os_accounts(found, known, faults)
    return _with_substitutes(found, known, faults)


@dataclass(frozen=True)
class _Row:
    table: RosterTable
    number: int
    cells: list[str]
    faults: Faults

    def stated(self, tree: UnitTree, known: Mapping[str, Person], today: date) -> Stated | None:
        """The person of this row but for the substitute; None when there is no telling who it is."""
        account = self._read("account", values.account, "账号不能空")
        name = self._read("name", values.person_name, "姓名不能空")
        if account is None:
            return None
        before = known.get(account, Person(account, ""))
        unit = self._unit(tree, before.unit)
        person = replace(
            before,
            unit=unit,
            grants=self._grants(tree, unit, before.grants),
            valid_from=self._day("valid_from", before.valid_from),
            valid_to=self._valid_to(before.valid_to, today),
            os_account=self._text("os_account", before.os_account),
        )
        if person.valid_from and person.valid_to and person.valid_to < person.valid_from and self._has("valid_to"):
            self._say("valid_to", "失效日期早于生效日期")
        phone = self._read("phone", values.phone) or "" if self._has("phone") else None
        return Stated(person, name or "", phone, self.table, self.number, self.cells)

    def _unit(self, tree: UnitTree, before: str) -> str:
        try:
            unit, place = self._named_unit(tree)
        except Unreadable:
            return before
        team = self._text("team", "")
        if team and (not unit or not self._is_called(tree, unit, team)):
            try:
                return tree.descend([(Level.TEAM, team)], unit)
            except Unreadable as reason:
                self._say("team", str(reason))
                return unit
        if not unit and not before:
            self._say_at(place, "单位不能空")
        return unit or before

    def _named_unit(self, tree: UnitTree) -> tuple[str, int | None]:
        """The unit by the unit columns, else by 省/市/县/所, and where it is written; says what is wrong and raises."""
        found: dict[str, int] = {}
        for place, text in self.table.cells(self.cells, "unit"):
            try:
                found.setdefault(tree.at(text), place)
            except Unreadable as reason:
                self._say_at(place, str(reason))
                raise
        if len(found) > 1:
            place = list(found.values())[1]
            self._say_at(place, f"和前面写的“{tree.units[next(iter(found))].name}”不是同一个单位")
            raise Unreadable
        if found:
            return next(iter(found.items()))
        unit, written = "", self.table.place("unit")
        for column, level in _TREE_COLUMNS.items():
            if text := self.table.cell(self.cells, column):
                written = self.table.place(column)
                try:
                    unit = tree.descend([(level, text)], unit)
                except Unreadable as reason:
                    self._say(column, str(reason))
                    raise
        return unit, written

    def _is_called(self, tree: UnitTree, unit: str, team: str) -> bool:
        return tree.units[unit].level is Level.TEAM and tree.units[unit].name.endswith(team)

    def _grants(self, tree: UnitTree, unit: str, before: tuple[Grant, ...]) -> tuple[Grant, ...]:
        if not self._has("roles"):
            return before
        found = []
        for role, named in self._read("roles", values.roles) or []:
            try:
                found.append(Grant(role, tree.at(named) if named else unit))
            except Unreadable as reason:
                self._say("roles", str(reason))
        return tuple(sorted(set(found)))

    def _valid_to(self, before: date | None, today: date) -> date | None:
        stated = self._day("valid_to", before)
        if not self._has("state") or not self._text("state", "") or not self._read("state", values.is_left):
            return stated
        yesterday = today - timedelta(days=1)
        return min((one for one in (stated, before) if one is not None and one < today), default=yesterday)

    def _day(self, column: str, before: date | None) -> date | None:
        return self._read(column, values.day) if self._has(column) else before

    def _text(self, column: str, before: str) -> str:
        return self._read(column, values.name) or "" if self._has(column) else before

    def _has(self, column: str) -> bool:
        return column in self.table.columns

    def _read(self, column: str, read: Callable[[str], Read], missing: str = "") -> Read | None:
        text = self.table.cell(self.cells, column)
        if not text:
            if missing:
                self._say(column, missing)
            return None
        try:
            return read(text)
        except Unreadable as reason:
            self._say(column, str(reason))
            return None

    def _say(self, column: str, message: str) -> None:
        self._say_at(self.table.place(column), message)

    def _say_at(self, place: int | None, message: str) -> None:
        self.faults.say(self.table.sheet, self.number, place, message)


def _check_os_accounts(found: Mapping[str, Stated], known: Mapping[str, Person], faults: Faults) -> None:
    taken = {
        person.os_account.casefold(): account
        for account, person in known.items()
        if person.os_account and account not in found
    }
    for account, stated in found.items():
        name = stated.person.os_account.casefold()
        if name and taken.setdefault(name, account) != account:
            place = stated.table.place("os_account")
            faults.say(stated.table.sheet, stated.row, place, f"系统账号已经登记给 {taken[name]}")


def _with_substitutes(found: dict[str, Stated], known: Mapping[str, Person], faults: Faults) -> dict[str, Stated]:
    accounts = {*found, *known}
    names: dict[str, list[str]] = {}
    for account, stated in found.items():
        names.setdefault(stated.name, []).append(account)
    return {
        account: replace(stated, person=_substituted(stated, accounts, names, faults))
        for account, stated in found.items()
    }


def _substituted(stated: Stated, accounts: set[str], names: dict[str, list[str]], faults: Faults) -> Person:
    """The person with the substitute the row names, by account or by a name that only one has."""
    table, person = stated.table, stated.person
    if "substitute" not in table.columns:
        return person
    row = _Row(table, stated.row, stated.cells, faults)
    text = table.cell(stated.cells, "substitute")
    if not text:
        return replace(person, substitute=None)
    start, end = row._day("substitute_from", None), row._day("substitute_to", None)
    try:
        account = _substitute_account(text, accounts, names)
        if account == person.account:
            raise Unreadable("代理人不能是本人")
    except Unreadable as reason:
        row._say("substitute", str(reason))
        return person
    if start is None or end is None or end < start:
        place = table.place("substitute_to") if start else table.place("substitute_from")
        row._say_at(
            table.place("substitute") if place is None else place, "有代理人就要写代理开始、代理结束日期，先后要对"
        )
        return person
    return replace(person, substitute=Substitution(account, start, end))


def _substitute_account(text: str, accounts: set[str], names: dict[str, list[str]]) -> str:
    named = names.get(" ".join(text.split()), [])
    if len(named) == 1:
        return named[0]
    if len(named) > 1:
        raise Unreadable(f"有几个人叫“{text[:20]}”：填代理人的账号")
    account = values.account(text)
    if account not in accounts:
        raise Unreadable(f"名册里没有代理人 {text[:40]}")
    return account
