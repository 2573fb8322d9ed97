"""Which rules will be judgeable after an import, from what its files were taken for; nothing is read or written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.model import Completeness
from census_app.archive.settings import load_settings
from census_app.checking.readiness import Blocker, Held, Judging, Readiness, readiness
from census_app.workspace.workspace import DATABASE_NAME, Workspace

if TYPE_CHECKING:
    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary
    from census_app.rulebook.resolved import ResolvedRule
    from census_app.workspace.runs.packs import LoadedPack

JUDGING_LABELS = {Judging.FULLY: "全能判", Judging.PARTLY: "能判一部分", Judging.NOT: "查不出"}
_SHOWN = 8
_RULES_SHOWN = 6


@dataclass(frozen=True)
class Given:
    """One file or sheet as it was taken: its table, the fields its columns feed, and how many rows it has; 0 where
    nobody counted them."""

    table: str
    fields: frozenset[str]
    rows: int = 0


@dataclass(frozen=True)
class OutlookGround:
    """What an outlook rests on: the rules in force, and what the workspace has already (imported table → what, and
    how many rows of it)."""

    rules: tuple[ResolvedRule, ...]
    dictionary: Dictionary
    standing: Mapping[str, Held]
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Outlook:
    """How far each rule could be judged after the import; `kept` are the tables the workspace keeps as they are."""

    readiness: Readiness
    dictionary: Dictionary
    kept: tuple[str, ...]

    def name_of(self, blocker: Blocker) -> str:
        """What is not there, in Chinese: 电能表 or 用电客户.证件号码."""
        return ".".join(self.names_of(blocker))

    def names_of(self, blocker: Blocker) -> tuple[str, ...]:
        """The table, or table and column, by their Chinese names."""
        table = self.dictionary.table(blocker.lack.table)
        return (table.rule_name, table.field(blocker.lack.field).rule_name) if blocker.lack.field else (table.zh,)

    def as_json(self) -> dict[str, Any]:
        """For the command line's JSON object."""
        found = self.readiness
        return {
            **{judging.value: list(found.of(judging)) for judging in Judging},
            "compared": list(found.compared),
            "kept_tables": list(self.kept),
            "blockers": [
                {
                    "table": one.lack.table,
                    "field": one.lack.field,
                    "partial": one.lack.partial,
                    "name": self.name_of(one),
                    "stops": list(one.stops),
                    "dims": list(one.dims),
                }
                for one in found.blockers
            ],
        }

    def lines(self, when: str = "导入以后") -> list[str]:
        """In Chinese for the terminal: how many rules, and what hinders most of them."""
        found = self.readiness
        told = "，".join(f"{label} {len(found.of(judging))}" for judging, label in JUDGING_LABELS.items())
        later = f"（{len(found.compared)} 条要先比对）" if found.compared else ""
        kept = f"；沿用工作区里的 {len(self.kept)} 张表" if self.kept else ""
        blockers = found.blockers
        more = [f"  还缺 {len(blockers) - _SHOWN} 样，见 --json"] if len(blockers) > _SHOWN else []
        return [
            f"{when} {len(found.rules)} 条规则：{told}{later}{kept}",
            *(self._line(one) for one in blockers[:_SHOWN]),
            *more,
        ]

    def _line(self, blocker: Blocker) -> str:
        lack = blocker.lack
        what = "一部分" if lack.partial else "列" if lack.field else "整张表"
        counted = [
            f"{len(rules)} 条{label}"
            for rules, label in ((blocker.stops, JUDGING_LABELS[Judging.NOT]), (blocker.dims, "只能判一部分"))
            if rules
        ]
        rules = [*blocker.stops, *blocker.dims]
        listed = " ".join(rules[:_RULES_SHOWN]) + (" …" if len(rules) > _RULES_SHOWN else "")
        return f"  缺 {self.name_of(blocker)}（{what}）：{'，'.join(counted)}　{listed}"


def outlook_ground(folder: Path | None) -> OutlookGround:
    """The rules in force in a workspace and what it has; without one the shipped rules and nothing."""
    from census_app.dictionary.loader import load_dictionary
    from census_app.workspace.runs.packs import load_for_run

    if folder is None or not (folder / DATABASE_NAME).exists():
        return OutlookGround(_shipped_rules(dictionary := load_dictionary()), dictionary, {})
    with Workspace.open(folder) as workspace:
        rules = running_rules(load_for_run(workspace, None))
        if workspace.catalogue.latest() is None:
            return OutlookGround(rules, workspace.dictionary, {})
        snapshot = workspace.catalogue.open()
        held = held_in(snapshot)
        return OutlookGround(rules, workspace.dictionary, held, {table: snapshot.rows(table) for table in held})


def outlook(ground: OutlookGround, given: Iterable[Given]) -> Outlook:
    """What the rules could be judged by after these files came in, all files of a table together: a column that only
    some of them have is there for some rows only.

    Files of clearly fewer rows than the workspace has of their table are the rest of a delivery, as the import would
    take them: what stands stays beside them, and whether that is all is in doubt until a person says so. Otherwise the
    newest of every table counts.
    """
    files: dict[str, list[Given]] = {}
    for one in given:
        files.setdefault(one.table, []).append(one)
    held = dict(ground.standing)
    for table, listed in files.items():
        columns = [one.fields for one in listed]
        uneven: frozenset[str] = frozenset()
        rest = _is_rest(listed, ground.rows.get(table, 0))
        if rest:
            columns.append(ground.standing[table].fields)
            uneven = ground.standing[table].uneven
        every = frozenset().union(*columns)
        held[table] = Held(every, uneven | (every - frozenset.intersection(*columns)), rest)
    kept = tuple(sorted(set(ground.standing) - set(files)))
    return Outlook(readiness(ground.rules, ground.dictionary, held), ground.dictionary, kept)


def _is_rest(files: Sequence[Given], standing: int) -> bool:
    """Whether files have so few of a table's rows that they are no new edition of it."""
    rows = [one.rows for one in files]
    if not standing or not all(rows):
        return False
    limits = load_settings().alarm
    missing = standing - sum(rows)
    return missing >= limits.rows_drop_at_least and missing > limits.rows_drop * standing


def held_in(snapshot: Snapshot) -> dict[str, Held]:
    """What a snapshot has of each table of which anything counts."""
    found = {}
    for table, coverage in snapshot.manifest.coverage.items():
        if coverage.completeness is not Completeness.ABSENT:
            parts = snapshot.table_parts(table)
            uneven = {
                name
                for name in coverage.fields
                if any(name not in part.fields or part.fields[name].missing for part in parts)
            }
            partial = coverage.completeness is not Completeness.COMPLETE or coverage.stale
            found[table] = Held(frozenset(coverage.fields), frozenset(uneven), partial)
    return found


def running_rules(loaded: LoadedPack) -> tuple[ResolvedRule, ...]:
    """The rules a run would judge by."""
    published = {rule.id for rule in loaded.pack.rules if rule.status.value == "published"}
    return tuple(rule for rule in loaded.resolved.rules if rule.id in published)


def _shipped_rules(dictionary: Dictionary) -> tuple[ResolvedRule, ...]:
    from census_app.rulebook.packs import load_pack
    from census_app.rulebook.resolving.resolve import resolve_pack
    from census_app.workspace.pack_life.composing import shipped_path

    return resolve_pack(load_pack(shipped_path()), dictionary).rules
