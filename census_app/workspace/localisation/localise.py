"""Which fields of a customer with several problems are most likely wrong."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_path, quote_text
from census_app.checking.localisation.case import KnownProblem
from census_app.checking.localisation.model import Localisation, Standing, Suspect, SuspectSet
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.model import OUTSTANDING
from census_app.workspace.runs.packs import load_for_run
from census_app.workspace.runs.record import RunRecord, last_official

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_MOST_SHOWN = 3
_STANDING_WORDS = {
    Standing.PROVED: "已验证：改成例值后这些问题全部消除，也不引起新问题",
    Standing.COVERS: "只算覆盖：每个问题都指到这些字段，没有可试的值，未验证",
    Standing.REFUTED: "试过的值都不行",
}


@dataclass(frozen=True)
class LocatedRecord:
    """The answer for one customer or record; `problems_of` is the data date of the run that found the problems."""

    key: str
    located: Localisation
    problems_of: date

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {"key": self.key, "problems_of": self.problems_of.isoformat(), **asdict(self.located)}

    def lines(self) -> list[str]:
        """The answer for the terminal."""
        located = self.located
        # each clause is to be cleared; a person has one problem
        whole = {(one.rule_id, one.table, one.record_key, one.message): one for one in located.problems}
        lines = [f"{self.key}：{len(whole)} 个问题（数据日期 {self.problems_of}）"]
        lines += [f"  {one.rule_id} {one.rule_title}：{one.message}" for one in whole.values()]
        for one in located.aside:
            lines.append(f"  {one.rule_id} {one.rule_title} 不参与：{one.note}")
        if not located.sets:
            return [*lines, "没有可以指认的字段"]
        lines.append("最可能错的字段（代价越小越可能）：")
        for place, found in enumerate(_worth_showing(located.sets), start=1):
            lines += _set_lines(place, found)
        if not located.complete:
            lines.append("问题太多，没有算完全部组合，可能还有代价更小的")
        return [*lines, "例值只用来验证能不能改通，真值以现场和原始资料为准。"]


def localise(
    workspace: Workspace,
    key: str,
    as_of: date | None = None,
    context: JobContext | None = None,
    pack: Path | None = None,
    measured: Collection[tuple[str, str, str]] = (),
) -> LocatedRecord:
    """The sets of fields whose change would clear all problems of a customer (its number) or record (its key).

    The problems are the outstanding ones of the last official run; values are tried on the newest snapshot.
    `measured` names cells seen on site (table, record key, field). Nothing is written.
    Raises `BadInput` when there is no run, or no problem of that key.
    """
    from census_app.checking.localisation.locate import locate
    from census_app.checking.model import EngineLimits

    context = context or silent()
    run = last_run_with_states(workspace)
    problems = _problems(workspace, run, key)
    if not problems:
        raise BadInput(f"{key} 没有未了结的问题", "写户号或记录键；用 census problems 看有哪些问题")
    loaded = load_for_run(workspace, pack)
    snapshot = workspace.catalogue.open()
    located = locate(
        snapshot,
        loaded.resolved,
        workspace.dictionary,
        as_of or snapshot.manifest.data_date,
        problems,
        EngineLimits(),
        context,
        measured,
    )
    return LocatedRecord(key, located, run.data_date)


def last_run_with_states(workspace: Workspace) -> RunRecord:
    """The official run whose problems stand; `BadInput` when there is none."""
    run = last_official(workspace)
    if run is None or run.states_path(workspace) is None:
        raise BadInput("还没有正式校验，没有问题可以定位", "先运行 census check")
    return run


def _problems(workspace: Workspace, run: RunRecord, key: str) -> list[KnownProblem]:
    states = run.states_path(workspace)
    assert states is not None
    listed = ", ".join(quote_text(state) for state in OUTSTANDING)
    wanted = quote_text(key)
    with scratch_engine(workspace.cache) as connection:
        rows = connection.execute(
            f"SELECT rule_id, coalesce(clauses, ''), \"table\", record_key, message "
            f"FROM read_parquet({quote_path(states)}) WHERE state IN ({listed}) "
            f"AND (customer = {wanted} OR record_key = {wanted}) ORDER BY rule_id, record_key"
        ).fetchall()
    return [
        KnownProblem(rule, tuple(one for one in clauses.split(",") if one), table, record, message)
        for rule, clauses, table, record, message in rows
    ]


def _worth_showing(sets: tuple[SuspectSet, ...]) -> list[SuspectSet]:
    """The first sets that no value refutes; one refuted set when there is nothing better."""
    standing = [one for one in sets if one.standing is not Standing.REFUTED]
    return standing[:_MOST_SHOWN] or list(sets[:1])


def _set_lines(place: int, found: SuspectSet) -> list[str]:
    clears = "、".join(found.clears)
    lines = [f"{place}. 代价 {found.weight:g}　{_STANDING_WORDS[found.standing]}"]
    lines += [f"   {_suspect_line(one, found.standing)}" for one in found.suspects]
    if clears:
        lines.append(f"   涉及问题：{clears}")
    if found.added:
        lines.append(f"   其中 {'、'.join(found.added)} 是连带要改的")
    if found.standing is Standing.REFUTED:
        left = "、".join(dict.fromkeys(rule for rule, _ in found.leaves))
        caused = "、".join(dict.fromkeys(rule for rule, _ in found.causes))
        parts = [f"仍有 {left}"] if left else []
        parts += [f"会引起 {caused}"] if caused else []
        lines.append(f"   试了 {found.tried} 种填法，最好的{'，'.join(parts)}")
    return lines


def _suspect_line(one: Suspect, standing: Standing) -> str:
    why = f"（{'，'.join(one.why)}）" if one.why else ""
    if one.missing:
        return f"{one.table_name} {one.record_key} 可能缺“{one.field_name}”记录，或那条记录没挂对"
    value = "（空）" if one.value is None else one.value
    example = f"，例如 {one.example}" if one.example is not None and standing is Standing.PROVED else ""
    return f"{one.table_name} {one.record_key} 的“{one.field_name}”：现值 {value}{example}{why}"
