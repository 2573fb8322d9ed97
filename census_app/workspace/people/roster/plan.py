"""What a roster would change: compared with what stands, person by person, unit by unit. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from census_app.workspace.people.model import Directory, Grant, Person, Unit
from census_app.workspace.people.roster.people_sheet import Stated
from census_app.workspace.people.roster.units import UnitTree
from census_app.workspace.people.settings import people_settings


@dataclass(frozen=True)
class Change:
    """One person or unit that would change: `kind` new, changed or left; `words` say what, without names or phones."""

    subject: str
    kind: str
    words: str


@dataclass(frozen=True)
class RosterPlan:
    """All that would change. `absent`: people here today whom the roster does not name. `after`: the directory then."""

    before: Directory
    after: Directory
    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    personal: Mapping[str, str]
    unit_changes: tuple[Change, ...]
    changes: tuple[Change, ...]
    unchanged: int
    absent: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether everything stands already."""
        return not self.units and not self.people and not self.personal

    def touched_units(self) -> list[str]:
        """Units over which one must be administrator to make these changes; new ones stand for those above them."""
        codes: set[str] = set()
        for account, person in self.people.items():
            codes |= units_of(person, self.before.people.get(account))
        for account in {field.partition(":")[2] for field in self.personal}:
            codes |= units_of(self.after.people[account], self.before.people.get(account))
        for code, unit in self.units.items():
            known = self.before.units.get(code)
            codes |= {code, unit.parent, unit.successor, *((known.parent, known.successor) if known else ())} - {""}
        return sorted({self._known(code) for code in codes})

    def _known(self, code: str) -> str:
        """The nearest unit from here up that stood before; the code itself when there is none."""
        return next((one for one in self.after.above(code) if one in self.before.units), code)


def make_plan(
    before: Directory,
    tree: UnitTree,
    stated: Mapping[str, Stated],
    names: Mapping[str, str],
    phones: Mapping[str, str],
    today: date,
    complete: bool,
    whole: bool = True,
) -> RosterPlan:
    """The changes from `before` to what is stated. `complete`: people here today whom it does not name leave. `whole`:
    units only the archive knows are taken over too, else only those that people are in."""
    people: dict[str, Person] = {}
    personal: dict[str, str] = {}
    changes: list[Change] = []
    for account, one in stated.items():
        known = before.people.get(account)
        own = _personal(one, names.get(account, ""), phones.get(account, ""))
        words = _differences(known, one.person, own, tree)
        if words:
            kind = "new" if known is None else "left" if _leaves(known, one.person, today) else "changed"
            changes.append(Change(account, kind, "；".join(words)))
        if known != one.person:
            people[account] = one.person
        personal |= own
    absent = [a for a, person in before.people.items() if a not in stated and person.is_here(today)]
    if complete:
        for account in absent:
            people[account] = replace(before.people[account], valid_to=today - timedelta(days=1))
            changes.append(Change(account, "left", "名册里没有，自今天起离岗"))
    needed = {code for person in people.values() for code in units_of(person)}
    units = tree.changed(None if whole else needed)
    after = replace(before, units={**before.units, **units}, people={**before.people, **people})
    return RosterPlan(
        before,
        after,
        units,
        people,
        personal,
        tuple(_unit_change(before.units.get(code), unit, tree) for code, unit in sorted(units.items())),
        tuple(changes),
        len(stated) - sum(1 for change in changes if change.subject in stated),
        () if complete else tuple(absent),
    )


def _personal(one: Stated, name: str, phone: str) -> dict[str, str]:
    account = one.person.account
    found = {f"name:{account}": one.name} if one.name != name else {}
    if one.phone is not None and one.phone != phone:
        found[f"phone:{account}"] = one.phone
    return found


def _differences(known: Person | None, person: Person, personal: Mapping[str, str], tree: UnitTree) -> list[str]:
    if known is None:
        return [_unit_name(person.unit, tree), _roles(person.grants, person.unit, tree) or "没有角色"]
    words = []
    if known.unit != person.unit:
        words.append(f"单位 {_unit_name(known.unit, tree)} → {_unit_name(person.unit, tree)}")
    if known.grants != person.grants:
        old, new = _roles(known.grants, known.unit, tree), _roles(person.grants, person.unit, tree)
        words.append(f"角色 {old or '无'} → {new or '无'}")
    if known.substitute != person.substitute:
        held = person.substitute
        words.append("取消代理" if held is None else f"{held.start} 至 {held.end} 由 {held.account} 代理")
    if (known.valid_from, known.valid_to) != (person.valid_from, person.valid_to):
        words.append(f"有效期 {person.valid_from or '不限'} 至 {person.valid_to or '不限'}")
    if known.os_account != person.os_account:
        words.append("系统账号")
    kinds = {"name": "姓名", "phone": "手机"}
    return words + [kinds[field.partition(":")[0]] for field in personal]


def _leaves(known: Person, person: Person, today: date) -> bool:
    return known.is_here(today) and person.valid_to is not None and person.valid_to < today


def _roles(grants: Iterable[Grant], own: str, tree: UnitTree) -> str:
    names = people_settings().roles
    return "、".join(
        names[grant.role].zh + ("" if grant.unit == own else f"@{_unit_name(grant.unit, tree)}") for grant in grants
    )


def _unit_change(known: Unit | None, unit: Unit, tree: UnitTree) -> Change:
    if known is None:
        return Change(unit.code, "new", f"{unit.name}，上级 {_unit_name(unit.parent, tree) or '无'}")
    words = []
    if known.name != unit.name:
        words.append(f"改名 {known.name} → {unit.name}")
    if known.parent != unit.parent:
        words.append(f"上级 {_unit_name(known.parent, tree) or '无'} → {_unit_name(unit.parent, tree) or '无'}")
    if known.successor != unit.successor:
        words.append(f"并入 {_unit_name(unit.successor, tree)}" if unit.successor else "不再并入别的单位")
    if known.level != unit.level:
        words.append("级别")
    return Change(unit.code, "changed", "；".join(words))


def _unit_name(code: str, tree: UnitTree) -> str:
    return tree.units[code].name if code in tree.units else code


def units_of(person: Person, known: Person | None = None) -> set[str]:
    """The units a change of this person concerns: all of theirs, before and after."""
    both = [person, known] if known else [person]
    return {one.unit for one in both} | {grant.unit for one in both for grant in one.grants} - {""}
