"""What a check would look at and could not judge, told before anybody starts it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from census_app.archive.model import Completeness
from census_app.checking.readiness import readiness, source_of
from census_app.workspace.imports.outlook import Outlook, held_in, running_rules
from census_app.workspace.linking.link_sets import links_for
from census_app.workspace.runs.packs import load_for_run
from census_app.workspace.runs.record import last_official

if TYPE_CHECKING:
    from census_app.archive.model import TableCoverage
    from census_app.rulebook.resolved import ResolvedRule
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class TablePlan:
    """A table some rule reads: what of it is there, and the rules that read it; absent when nothing is."""

    table: str
    name: str
    rules: tuple[str, ...]
    coverage: TableCoverage | None

    @property
    def absent(self) -> bool:
        """Whether nothing of the table counts."""
        return self.coverage is None or self.coverage.completeness is Completeness.ABSENT


@dataclass(frozen=True)
class CheckPlan:
    """The newest snapshot against the rules in force.

    `hindered` are the rules that read a table of which nothing is there; `outlook` says how far each rule can be
    judged; `refusal` says why a run of this snapshot
    could only be a trial, "" when it may be official. `previous` is the official run it would follow; `checked` when
    that one looked at this very snapshot. `notes` tell of comparisons with outside data that will not be judged.
    """

    snapshot: str
    data_date: date
    pack: str
    rules: int
    tables: tuple[TablePlan, ...]
    hindered: tuple[str, ...]
    outlook: Outlook
    previous: str
    checked: bool
    refusal: str
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        tables = {one.table: {"name": one.name, "absent": one.absent, "rules": list(one.rules)} for one in self.tables}
        return {
            "snapshot": self.snapshot,
            "data_date": self.data_date.isoformat(),
            "pack": self.pack,
            "rules": self.rules,
            "tables": tables,
            "hindered": list(self.hindered),
            "outlook": self.outlook.as_json(),
            "previous": self.previous,
            "checked": self.checked,
            "refusal": self.refusal,
            "notes": list(self.notes),
        }

    def lines(self) -> list[str]:
        """For the terminal."""
        after = f"接在正式批次 {self.previous} 之后" if self.previous else "第一个正式批次"
        official = f"只能试算：{self.refusal}" if self.refusal else f"正式校验，{after}"
        again = ["这份快照已经正式校验过"] if self.checked else []
        return [
            f"快照 {self.snapshot}　数据日期 {self.data_date}　规则包 {self.pack}　{official}",
            *again,
            *self.outlook.lines("校验"),
            *self.notes,
        ]


def plan_check(workspace: Workspace) -> CheckPlan:
    """What `run_check` would do now; raises `BadInput` without a snapshot or with a broken pack. Nothing is written."""
    from census_app.workspace.pack_life.labels import label_of

    snapshot = workspace.catalogue.open()
    manifest = snapshot.manifest
    loaded = load_for_run(workspace, None, manifest.data_date)
    running = running_rules(loaded)
    tables = _tables(workspace, running, manifest.coverage)
    previous = last_official(workspace)
    older = previous is not None and manifest.data_date < previous.data_date
    return CheckPlan(
        snapshot=manifest.snapshot,
        data_date=manifest.data_date,
        pack=label_of(loaded.base, loaded.overrides) if loaded.base is not None else loaded.pack.manifest.id,
        rules=len(running),
        tables=tables,
        hindered=tuple(sorted({rule for table in tables if table.absent for rule in table.rules})),
        outlook=Outlook(readiness(running, workspace.dictionary, held_in(snapshot)), workspace.dictionary, ()),
        previous="" if previous is None else previous.run,
        checked=previous is not None and previous.snapshot == manifest.snapshot,
        refusal=f"数据日期早于正式批次 {previous.run} 的 {previous.data_date}"
        if previous is not None and older
        else "",
        notes=links_for(workspace, snapshot).notes,
    )


def _tables(
    workspace: Workspace, rules: Iterable[ResolvedRule], coverage: dict[str, TableCoverage]
) -> tuple[TablePlan, ...]:
    """The imported tables that rules read, in the dictionary's order."""
    from census_app.checking.compiling.tree import fields_of

    readers: dict[str, set[str]] = {}
    for rule in rules:
        for table in {rule.table.id, *(name for name, _ in fields_of(rule))}:
            readers.setdefault(source_of(workspace.dictionary.table(table)), set()).add(rule.id)
    return tuple(
        TablePlan(entry.id, entry.zh, tuple(sorted(readers[entry.id])), coverage.get(entry.id))
        for entry in workspace.dictionary.tables.values()
        if entry.id in readers
    )
