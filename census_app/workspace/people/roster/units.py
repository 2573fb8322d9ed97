"""The units a roster speaks of: those known already, those of its own sheet, and teams first named beside people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from census_app.dictionary.nearest import did_you_mean
from census_app.workspace.people.model import Directory, Unit
from census_app.workspace.people.roster.values import Unreadable
from census_app.workspace.people.settings import LEVELS, Level

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_PATH = re.compile(r"\s*[/>→\\]\s*")
_SHORTEST_PART = 2
_LONGEST_CODE = 64


class UnitTree:
    """Units by code, found by code, name, end of a name or path. What was there before the roster is `before`."""

    def __init__(self, directory: Directory, archive: Mapping[str, Unit]) -> None:
        self.before = dict(directory.units)
        self.units: dict[str, Unit] = {**archive, **directory.units}
        self.stated: set[str] = set()
        self._index()
        self._adopt(archive)
        self.close()

    def _adopt(self, archive: Mapping[str, Unit]) -> None:
        """A unit known by name only, from before the archive came, goes on as the archive's unit of that name."""
        for code, unit in self.before.items():
            if unit.successor or code in archive or code.rpartition("/")[2] != unit.name:
                continue
            same = [one for one in self._by_name[unit_key(unit.name)] if one in archive]
            if len(same) == 1:
                self.put(replace(unit, successor=same[0]))

    def close(self) -> None:
        """From now on a unit that has units below it gets no further ones but from the sheet of units."""
        self._closed = {unit.parent for unit in self.units.values()}

    def put(self, unit: Unit) -> None:
        """The unit stands as given."""
        self.units[unit.code] = unit
        self.stated.add(unit.code)
        self._add(unit)
        self._found.clear()

    def changed(self, needed: Iterable[str] | None = None) -> dict[str, Unit]:
        """Units that are new or not what they were before; of those only the archive speaks of, the `needed` ones and
        what lies above them (None: all)."""
        kept = None if needed is None else self.stated | {one for code in needed for one in self.above(code)}
        return {
            code: unit
            for code, unit in self.units.items()
            if self.before.get(code) != unit and (kept is None or code in kept)
        }

    def find(self, text: str, below: str = "") -> str:
        """The code of the unit a text names, below a unit when one is given; `Unreadable` when none or several."""
        found = self._candidates(text, below)
        if len(found) == 1:
            return found[0]
        if found:
            named = "、".join(f"{self.units[code].name}（{code}）" for code in found[:3])
            raise Unreadable(f"“{text[:30]}”有几个单位：{named}；填单位编码")
        known = did_you_mean(text[:60], [unit.name for unit in self.units.values()])
        raise Unreadable(f"没有“{text[:30]}”这个单位{known}；新单位要写进“单位”表：单位编码、单位名称、级别、上级编码")

    def at(self, text: str) -> str:
        """`find`, and paths: `青岭县/柳河供电所/营业一班`, the end of which may be new where nothing was known."""
        text = unicodedata.normalize("NFKC", text).strip()
        if text in self.units or (self._closed and not _PATH.search(text)):
            return self.find(text)
        return self.descend([(None, part) for part in _PATH.split(text) if part])

    def descend(self, parts: Sequence[tuple[Level | None, str]], start: str = "") -> str:
        """From `start` (or the top) down the named units to the last; a unit where nothing was known below is new."""
        current = start
        for level, text in parts:
            found = self._candidates(text, current)
            if found:
                current = self.find(text, current)
            elif current in self._closed and self.units:
                raise Unreadable(self._not_below(text, current))
            else:
                current = self._new(text, current, level)
        return current

    def _not_below(self, text: str, parent: str) -> str:
        siblings = [unit.name for unit in self.units.values() if unit.parent == parent]
        where = self.units[parent].name if parent in self.units else "最上级"
        return f"{where}下没有“{text[:30]}”{did_you_mean(text[:60], siblings)}；新单位要写进“单位”表"

    def _new(self, text: str, parent: str, level: Level | None) -> str:
        code = f"{parent}/{text}" if parent else text
        if len(code) > _LONGEST_CODE or any(unicodedata.category(one).startswith("C") for one in code):
            raise Unreadable(f"单位名称太长或有看不见的字符：{text[:30]}")
        self.put(Unit(code, text, level or self._level_below(parent), parent))
        return code

    def _level_below(self, parent: str) -> Level | None:
        above = self.units[parent].level if parent in self.units else None
        if above is None or above is LEVELS[-1]:
            return None
        return LEVELS[LEVELS.index(above) + 1]

    def _candidates(self, text: str, below: str) -> list[str]:
        if (text, below) not in self._found:
            self._found[(text, below)] = self._search(text, below)
        return self._found[(text, below)]

    def _search(self, text: str, below: str) -> list[str]:
        key, code = unit_key(text), text.strip()
        coded = [code] if code in self.units and self._is_below(code, below) else []
        if coded and not self.units[code].successor:
            return coded
        exact = list(dict.fromkeys([*coded, *(c for c in self._by_name.get(key, ()) if self._is_below(c, below))]))
        if not exact and len(key) >= _SHORTEST_PART:
            exact = [code for code, unit in self.units.items() if self._is_below(code, below) and _ends(unit, key)]
        living = [code for code in exact if not self.units[code].successor]
        return sorted(living or exact)

    def _is_below(self, code: str, top: str) -> bool:
        return not top or (code != top and top in self.above(code))

    def above(self, code: str) -> Iterator[str]:
        """The unit and those above it; ends when it would go in a circle."""
        seen: set[str] = set()
        while code in self.units and code not in seen:
            seen.add(code)
            yield code
            code = self.units[code].parent

    def _index(self) -> None:
        self._found: dict[tuple[str, str], list[str]] = {}
        self._by_name: dict[str, list[str]] = {}
        for unit in self.units.values():
            self._add(unit)

    def _add(self, unit: Unit) -> None:
        for name in (unit.name, *unit.former_names):
            codes = self._by_name.setdefault(unit_key(name), [])
            if unit.code not in codes:
                codes.append(unit.code)


def unit_key(text: str) -> str:
    """How unit names are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _ends(unit: Unit, key: str) -> bool:
    return any(unit_key(name).endswith(key) for name in (unit.name, *unit.former_names))


def renamed(before: Unit | None, after: Unit) -> Unit:
    """The unit under its new name remembers what it was called."""
    if before is None:
        return after
    former = before.former_names
    if before.name != after.name:
        former = tuple(name for name in (*former, before.name) if name != after.name)
    return replace(after, former_names=former)


def archive_units(workspace: Workspace) -> dict[str, Unit]:
    """The units of the newest snapshot's unit table; none when nothing was imported."""
    from census_app.workspace.engine import scratch_engine
    from census_app.workspace.people.roster import values
    from census_app.workspace.problems.record_facts import select_fields

    if workspace.catalogue.latest() is None:
        return {}
    fields = ["org_no", "org_name", "org_level", "parent_org_no"]
    with scratch_engine(workspace.cache) as connection:
        rows = connection.execute(
            f"SELECT {', '.join(fields)} FROM ({select_fields(workspace.catalogue.open(), 'org_unit', fields)}) "
            f"WHERE org_no IS NOT NULL AND length(org_no) <= {_LONGEST_CODE} "
            "QUALIFY row_number() OVER (PARTITION BY org_no ORDER BY org_name, org_level, parent_org_no) = 1"
        ).fetchall()
    found = {}
    for code, name, level, parent in rows:
        try:
            known = values.level(level) if level else None
        except Unreadable:
            known = None
        found[code] = Unit(code, name or code, known, parent or "")
    return found
