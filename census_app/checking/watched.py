"""Verdicts of the records somebody waits for, whether the run accuses them or not."""

from __future__ import annotations

from pathlib import Path

from census_app.archive.columns import quote_text
from census_app.archive.model import Completeness
from census_app.checking.compiling.compile import Compiler
from census_app.checking.compiling.frame import Frame
from census_app.checking.compiling.keys import record_key_sql
from census_app.checking.coverage import cover_for
from census_app.checking.engine import Engine
from census_app.checking.evidence import summary_key_sql
from census_app.checking.judge import OUT, WRONG, JudgedRule
from census_app.checking.reasons import CODES, ORDER, Reason, reason_sql
from census_app.checking.verdicts import ERROR, FIRST_BLOCKER, FIRST_REASON, Verdicts
from census_app.checking.world import World

_ROWS, _SCANNED = "watched_rows", "watched_scanned"
_NEVER_LOST = "CAST(NULL AS SMALLINT)"
_COLUMNS = 'rule_id VARCHAR, "table" VARCHAR, record_key VARCHAR'


def create_watched(engine: Engine) -> None:
    """Empty tables for what is watched and what was seen."""
    engine.run(f"CREATE TEMP TABLE watch ({_COLUMNS}, unit VARCHAR, clauses VARCHAR)")
    engine.run(f"CREATE TEMP TABLE watched ({_COLUMNS}, verdict VARCHAR, reason VARCHAR)")


def load_watch(engine: Engine, watch: Path) -> None:
    """The watched records are known to the run; a column `unit` says where a record that is gone belonged, `clauses`
    (ids joined by commas) what it was accused of."""
    source = f"read_parquet({quote_text(watch.as_posix())})"
    columns = {row[0] for row in engine.rows(f"DESCRIBE SELECT * FROM {source}")}
    unit = "max(unit)" if "unit" in columns else "NULL"
    clauses = "string_agg(DISTINCT clauses, ',')" if "clauses" in columns else "NULL"
    engine.run(f'INSERT INTO watch SELECT rule_id, "table", record_key, {unit}, {clauses} FROM {source} GROUP BY ALL')


def collect_watched(engine: Engine, world: World, verdicts: Verdicts, scan: str) -> None:
    """Add the verdicts of the watched records of the scan's rules. Of rows that share a key the worst counts."""
    watched_rules = {row[0] for row in engine.rows("SELECT DISTINCT rule_id FROM watch")}
    watched = [judged for judged in verdicts.judgement.rules if judged.rule.id in watched_rules]
    if any(judged.rule.summary is None for judged in watched):
        engine.run(_rows_of(verdicts, watched))
        engine.run(f"CREATE OR REPLACE TEMP TABLE {_SCANNED} AS FROM {scan} SEMI JOIN {_ROWS} USING (row_id)")
    for judged in watched:
        engine.run(_insert(engine, world, verdicts, judged, scan if judged.rule.summary else _SCANNED))


def write_watched(engine: Engine, target: Path) -> None:
    """The verdicts seen, ordered, as Parquet."""
    engine.run(
        f'COPY (FROM watched ORDER BY rule_id, "table", record_key) TO {quote_text(target.as_posix())} '
        "(FORMAT parquet, COMPRESSION zstd)"
    )


def _rows_of(verdicts: Verdicts, watched: list[JudgedRule]) -> str:
    """The rows of the watched records, found once for all rules: each would spell the key of every row again."""
    keys = Frame(verdicts.judgement.frame.plan, verdicts.judgement.frame.table.id)
    rows = f"SELECT {keys.base.row_id()} AS row_id, {record_key_sql(keys)} AS record_key FROM {keys.from_clause()}"
    rules = ", ".join(quote_text(judged.rule.id) for judged in watched)
    wanted = f"SELECT record_key FROM watch WHERE rule_id IN ({rules})"
    return f"CREATE OR REPLACE TEMP TABLE {_ROWS} AS FROM ({rows}) WHERE record_key IN ({wanted})"


def _insert(engine: Engine, world: World, verdicts: Verdicts, judged: JudgedRule, scan: str) -> str:
    rule = quote_text(judged.rule.id)
    located = _located(verdicts, judged)
    known = f"CASE WHEN ({verdicts.code(judged)}) = {OUT} AND lost IS NOT NULL THEN {FIRST_REASON} + lost "
    known += _not_proven(verdicts, judged)
    code = f"CAST(CASE WHEN row_id IS NOT NULL THEN {known}ELSE {verdicts.code(judged)} END END AS SMALLINT)"
    grave = f"CASE code WHEN {WRONG} THEN 0 WHEN {ERROR} THEN 1 WHEN 0 THEN 3 WHEN {OUT} THEN 4 ELSE 2 END"
    least = judged.rule.summary.least if judged.rule.summary else 1
    few = f"max(code) FILTER (WHERE code = {WRONG}) IS NOT NULL AND count(*) FILTER (WHERE code = {WRONG}) < {least}"
    worst = f"CASE WHEN {few} THEN 0 ELSE arg_min(code, {grave}) END"
    seen = (
        f"SELECT watch.record_key, watch.unit, {worst} AS code FROM ("
        f"SELECT watch.record_key, watch.unit, {code} AS code FROM watch "
        f"LEFT JOIN {located} located ON located.record_key = watch.record_key "
        f"LEFT JOIN {scan} scanned USING (row_id) WHERE watch.rule_id = {rule}) watch GROUP BY ALL"
    )
    reasons = ", ".join(quote_text(reason.value) for reason in ORDER)
    blockers = ", ".join(quote_text(f"blocked:{name}") for name in verdicts.blockers(judged)) or "''"
    gone, missing = _of_missing(engine, world, judged)
    return (
        f"INSERT INTO watched SELECT {rule}, {quote_text(judged.rule.table.id)}, record_key, "
        f"CASE WHEN code IS NULL THEN CASE WHEN {gone} THEN 'gone' ELSE 'cannot_judge' END WHEN code = 0 THEN 'right' "
        f"WHEN code = {OUT} THEN 'out_of_scope' WHEN code = {WRONG} THEN 'wrong' WHEN code = {ERROR} THEN 'error' "
        f"ELSE 'cannot_judge' END, "
        f"CASE WHEN code IS NULL THEN CASE WHEN {gone} THEN '' ELSE {missing} END "
        f"WHEN code >= {FIRST_BLOCKER} THEN ([{blockers}])[code - {FIRST_BLOCKER} + 1] "
        f"WHEN code >= {FIRST_REASON} THEN ([{reasons}])[code - {FIRST_REASON} + 1] ELSE '' END FROM ({seen})"
    )


def _located(verdicts: Verdicts, judged: JudgedRule) -> str:
    """FROM: the rows of the watched records, or of the members of watched groups, and why their scope is unknown."""
    only = f"row_id IN (SELECT row_id FROM {_ROWS})" if judged.rule.summary is None else None
    keys = Frame(verdicts.judgement.frame.plan, judged.rule.table.id, only=only)
    compiler = Compiler(keys, judged.compiler.settings)
    lost = _lost_scope(compiler, judged)
    if only and lost == _NEVER_LOST:
        return f"(SELECT *, {lost} AS lost FROM {_ROWS})"
    key = summary_key_sql(compiler, judged.rule) or record_key_sql(keys)
    return f"(SELECT {keys.base.row_id()} AS row_id, {key} AS record_key, {lost} AS lost FROM {keys.from_clause()})"


def _not_proven(verdicts: Verdicts, judged: JudgedRule) -> str:
    """A branch of CASE: what the record was accused of was not compared this time, so nothing proves it right."""
    ids = {slot.index: slot.clause.clause for slot in judged.slots}
    tests = [
        f"(contains(',' || watch.clauses || ',', {quote_text(f',{ids[index]},')}) AND {test})"
        for index, test in verdicts.unlinked(judged).items()
    ]
    if not tests:
        return ""
    right = f"({verdicts.code(judged)}) = 0"
    return f"WHEN {right} AND ({' OR '.join(tests)}) THEN {FIRST_REASON + CODES[Reason.NOT_LINKED]} "


def _lost_scope(compiler: Compiler, judged: JudgedRule) -> str:
    """SQL of the reason's code where the scope is unknown, else null.

    For counting, a record of unknown scope is out of scope; a problem has left the scope only when that is known.
    """
    scope = compiler.compile(judged.rule.scope)
    if not scope.nullable:
        return _NEVER_LOST
    lost = f"CASE WHEN ({scope.text}) IS NULL THEN {reason_sql(scope.causes)} END"
    return f"TRY({lost})" if judged.guarded else lost


def _of_missing(engine: Engine, world: World, judged: JudgedRule) -> tuple[str, str]:
    """SQL over `unit`: the absence of a record's row is real; and the reason to tell when it is not."""
    coverage = world.source.coverage(judged.rule.table.id)
    reason = quote_text(Reason.NOT_COVERED.value)
    rows = engine.rows(f"SELECT DISTINCT unit FROM watch WHERE rule_id = {quote_text(judged.rule.id)} ORDER BY 1")
    units = [row[0] for row in rows]
    if judged.rule.summary is not None and coverage.completeness is Completeness.COMPLETE and not coverage.stale:
        # a group nobody belongs to any more; its members' own coverage was looked at when they were judged
        return "TRUE" if coverage.units is None else "FALSE", reason
    cover = cover_for(coverage, units, world.org_tree() if coverage.units is not None else {})
    return (cover.on("unit").text if cover.depends else cover.text), reason
