"""The verdicts of all worlds in one scan per table, and the texts of one world's findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from census_app.archive.columns import quote_name
from census_app.checking.blocking import blocked_words, keep_wrong
from census_app.checking.compiling.frame import Frame
from census_app.checking.engine import Engine
from census_app.checking.judge import judge
from census_app.checking.model import FINDING_COLUMNS
from census_app.checking.rehearsal.near import NearRows, NearSource
from census_app.checking.rehearsal.reach import Reached
from census_app.checking.rehearsal.worlds import Worlds
from census_app.checking.requirements import with_required
from census_app.checking.run import find
from census_app.checking.scan import states_sql
from census_app.checking.stages import Stage, stages_of
from census_app.checking.verdicts import Verdicts, verdict_of
from census_app.checking.world import World
from census_app.rulebook.resolved import ResolvedRule

WRONG = "wrong"


class Verdict(NamedTuple):
    """`verdict` as everywhere (wrong, right, out_of_scope, cannot_judge, error); `reason` of *cannot judge*."""

    verdict: str
    reason: str = ""


@dataclass
class WorldVerdicts:
    """(world, rule, row) → verdict of the rows whose verdict may differ; rows a world does not have are missing.

    `errors`: rules that could not be judged at all → what DuckDB says.
    """

    verdicts: dict[tuple[int, str, int], Verdict] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def wrong(self, world: int) -> set[tuple[str, int]]:
        """(rule, row) found wrong in the world."""
        return {(rule, row) for (one, rule, row), found in self.verdicts.items() if one == world and found[0] == WRONG}


@dataclass(frozen=True)
class Finding:
    """A finding as a run would write it."""

    rule_id: str
    rule_version: int
    clauses: str
    table: str
    record_key: str
    row_id: int
    customer: str | None
    unit: str | None
    severity: str
    period: str | None
    values: str
    message: str
    source_file: str | None
    source_row: int | None


def judge_worlds(worlds: Worlds, near: NearRows, reached: Reached) -> WorldVerdicts:
    """All worlds judged side by side; the tables it makes stay on the worlds' connection."""
    result = WorldVerdicts()
    source = NearSource(near)
    world = World.of_source(worlds.engine, source, worlds.dictionary, reached.rules, last_month=worlds.last_month)
    for stage in stages_of(reached.rules, worlds.dictionary):
        _judge_stage(worlds, world, stage, reached, result)
    return result


def told_in(worlds: Worlds, near: NearRows, reached: Reached, number: int, rules: Iterable[str]) -> list[Finding]:
    """The findings of the rules in one world, of rows whose verdict may differ; rules that raise give none."""
    chosen = with_required(reached.rules, rules)
    if not chosen:
        return []
    engine = worlds.engine
    _forget(engine)
    world = World.of_source(engine, NearSource(near, number), worlds.dictionary, chosen, last_month=worlds.last_month)
    find(engine, world, reached.surroundings, chosen)
    columns = ", ".join(map(quote_name, FINDING_COLUMNS))
    rows = engine.rows(f'SELECT {columns} FROM findings ORDER BY rule_id, "table", record_key, row_id')
    found = [Finding(*row) for row in rows]
    return [one for one in found if one.row_id in reached.changed.get(one.rule_id, frozenset())]


def _forget(engine: Engine) -> None:
    """What an earlier run on the connection left for itself is gone."""
    for (name,) in engine.rows("SELECT table_name FROM duckdb_tables() WHERE temporary"):
        engine.run(f"DROP TABLE temp.{quote_name(name)}")


def _judge_stage(worlds: Worlds, world: World, stage: Stage, reached: Reached, result: WorldVerdicts) -> None:
    """All rules at once; when one raises, those that can are judged under TRY and the others told in `errors`."""
    import duckdb

    try:
        verdicts = _scan(worlds, world, stage, stage.rules, reached, set(), result)
    except duckdb.Error:
        verdicts = _judge_carefully(worlds, world, stage, reached, result)
    keep_wrong(worlds.engine, stage, verdicts, "judged")


def _judge_carefully(worlds: Worlds, world: World, stage: Stage, reached: Reached, result: WorldVerdicts) -> Verdicts:
    import duckdb

    usable = []
    for rule in stage.rules:
        try:
            _scan(worlds, world, stage, [rule], reached, {rule.id}, WorldVerdicts())
            usable.append(rule)
        except duckdb.Error as error:
            result.errors[rule.id] = str(error).splitlines()[0]
    return _scan(worlds, world, stage, usable, reached, {rule.id for rule in usable}, result)


def _scan(
    worlds: Worlds,
    world: World,
    stage: Stage,
    rules: Sequence[ResolvedRule],
    reached: Reached,
    guarded: set[str],
    result: WorldVerdicts,
) -> Verdicts:
    frame = Frame(world.plan, stage.table)
    judgement = judge(frame, rules, reached.surroundings, guarded)
    present = {rule.id for rule in rules}
    bits, blocked = blocked_words(worlds.engine, frame, [one for one in stage.elsewhere if one.rule in present])
    verdicts = Verdicts(judgement, bits)
    states = states_sql(judgement, blocked)
    worlds.engine.run(f"CREATE OR REPLACE TEMP TABLE judged AS {states.sql}")
    asked = [one for one in judgement.rules if reached.changed.get(one.rule.id)]
    codes = "".join(f", CAST({verdicts.code(one)} AS SMALLINT)" for one in asked)
    number = worlds.number
    looked_at = sorted({row for one in asked for row in reached.changed[one.rule.id]})
    for row in worlds.engine.rows(
        f"SELECT row_id % {number}, row_id // {number}{codes} FROM judged "
        f"WHERE row_id // {number} IN (SELECT unnest(CAST($1 AS BIGINT[])))",
        [looked_at],
    ):
        _take(row, asked, verdicts, reached, result)
    return verdicts


def _take(row: tuple[Any, ...], asked: list[Any], verdicts: Verdicts, reached: Reached, result: WorldVerdicts) -> None:
    for one, code in zip(asked, row[2:], strict=True):
        if row[1] in reached.changed[one.rule.id]:
            found = verdict_of(code, list(verdicts.blockers(one)))
            result.verdicts[row[0], one.rule.id, row[1]] = Verdict(*found)
