"""Failing rows to findings, ordered and written so that equal runs give equal bytes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Set
from pathlib import Path

from census_app.archive.columns import quote_name, quote_text
from census_app.checking.compiling.tree import walk
from census_app.checking.engine import Engine
from census_app.checking.evidence import FIELDS
from census_app.checking.judge import JudgedRule
from census_app.checking.model import FINDING_COLUMNS
from census_app.checking.show import FIELD_END, RECORD_END
from census_app.checking.verdicts import Verdicts
from census_app.rulebook.expression import AggregateNode
from census_app.rulebook.resolved import Placeholder, ResolvedRule

FINDINGS = "findings"
_DIGEST_ROWS = 10_000
_SUMMARY_MEMBERS = 200
_STATE = re.compile(r"\b[wrxb]\d+\b")


def create_findings(engine: Engine) -> None:
    """An empty table for the findings of all scans."""
    engine.run(
        f'CREATE TEMP TABLE {FINDINGS} (rule_id VARCHAR, rule_version INTEGER, clauses VARCHAR, "table" VARCHAR, '
        "record_key VARCHAR, row_id BIGINT, customer VARCHAR, unit VARCHAR, severity VARCHAR, period VARCHAR, "
        '"values" VARCHAR, message VARCHAR, source_file VARCHAR, source_row INTEGER)'
    )


def collect(
    engine: Engine, verdicts: Verdicts, evidence: str, relation: str, numbers: dict[str, int], fired: Set[int]
) -> None:
    """Add the findings of one scan.

    `evidence` is SQL of its failing rows, `relation` the table's own relation for file and row, `fired` the slots of
    the clauses that are wrong on one of them.
    """
    accusing = (one for one in verdicts.judgement.rules if any(slot.index in fired for slot in one.slots))
    rules = {numbers[one.rule.id]: one for one in accusing}
    suppressed = {number: test for number, one in rules.items() if (test := verdicts.suppressed(one)) is not None}
    told = _told(rules, suppressed, evidence, relation)
    table = quote_text(verdicts.judgement.frame.table.id)
    summaries = any(one.rule.summary for one in rules.values())
    if summaries:
        engine.run(f"CREATE OR REPLACE TEMP TABLE told AS {told}")
    engine.run(
        f"INSERT INTO {FINDINGS} SELECT rule_id, rule_version, clauses, {table}, record_key, row_id, customer, unit, "
        "severity, nullif(period, ''), \"values\", message, source_file, source_row "
        f"FROM {'told' if summaries else f'({told})'} WHERE NOT is_summary"
    )
    if summaries:
        engine.run(_summaries(table))


def _told(rules: dict[int, JudgedRule], suppressed: dict[int, str], evidence: str, relation: str) -> str:
    """SQL of one row per failing row and rule that fired."""
    states = sorted({name for test in suppressed.values() for name in _STATE.findall(test)})
    carried = "".join(f", {name}" for name in states)
    dropped = " OR ".join(f"(rule = {number} AND ({test}))" for number, test in suppressed.items())
    kept = f"WHERE NOT ({dropped})" if dropped else ""
    parts = ", ".join(f"part[{index + 2}] AS {quote_name(name)}" for index, name in enumerate(FIELDS))
    facts = ", ".join(_rule_facts(number, one.rule) for number, one in rules.items())
    file = "_source_file || CASE WHEN _sheet <> '' THEN '!' || _sheet ELSE '' END"
    return (
        f"WITH records AS (SELECT row_id, unit{carried}, string_split(evidence, '{RECORD_END}') AS records "
        f"FROM ({evidence})), "
        f"pieces AS (SELECT row_id, unit{carried}, string_split(records[1], '{FIELD_END}') AS head, "
        f"string_split(unnest(records[2:]), '{FIELD_END}') AS part FROM records), "
        f"named AS (SELECT row_id, unit{carried}, head[1] AS record_key, nullif(head[2], '') AS customer, "
        f"CAST(part[1] AS INTEGER) AS rule, {parts} FROM pieces), "
        f"located AS (SELECT row_id, {file} AS source_file, _source_row AS source_row FROM {relation}) "
        f"SELECT named.*, rule_id, rule_version, is_summary, least, whole, source_file, source_row "
        f"FROM named JOIN (VALUES {facts}) known(rule, rule_id, rule_version, is_summary, least, whole) USING (rule) "
        f"JOIN located USING (row_id) {kept}"
    )


def _rule_facts(number: int, rule: ResolvedRule) -> str:
    """`whole`: the message already speaks of all accused records of the summary."""
    least = rule.summary.least if rule.summary else 0
    told = [part.node for clause in rule.clauses for part in clause.says if isinstance(part, Placeholder)]
    whole = any(isinstance(node, AggregateNode) and not node.path for top in told for node in walk(top))
    return f"({number}, {quote_text(rule.id)}, {rule.rule.version}, {rule.summary is not None}, {least}, {whole})"


def write_findings(engine: Engine, target: Path) -> tuple[int, str]:
    """All findings in their order as Parquet; returns their number and canonical digest.

    The digest is the SHA-256 of one line a finding, fields in the order of FINDING_COLUMNS joined by tabs; backslash,
    tab, newline and carriage return escaped by a backslash, null as `\\N`, as PostgreSQL's COPY writes text. It is the
    same on every engine that finds the same.
    """
    columns = ", ".join(quote_name(name) for name in FINDING_COLUMNS)
    engine.run(
        f"CREATE TEMP TABLE ordered AS SELECT {columns} FROM {FINDINGS} "
        'ORDER BY rule_id, "table", record_key, row_id, period, clauses'
    )
    engine.run(f"COPY ordered TO {quote_text(target.as_posix())} (FORMAT parquet, COMPRESSION zstd)")
    digest, count = hashlib.sha256(), 0
    for chunk, (text, rows, nulls) in enumerate(engine.rows(_canonical_text(_plain_line()))):
        if not _as_it_stands(text, rows, nulls):
            text = engine.rows(_canonical_text(_escaped_line(), chunk))[0][0]
        digest.update(text.encode("utf-8"))
        count += rows
    return count, digest.hexdigest()


def _canonical_text(line: str, chunk: int | None = None) -> str:
    """SQL of the lines, their number and the number of nulls in them, of every chunk or of one."""
    nulls = " + ".join(f"count(*) - count({quote_name(name)})" for name in FINDING_COLUMNS)
    only = "" if chunk is None else f"WHERE rowid // {_DIGEST_ROWS} = {chunk} "
    return (
        f"SELECT string_agg({line}, chr(10) ORDER BY rowid) || chr(10), count(*), {nulls} FROM ordered {only}"
        f"GROUP BY rowid // {_DIGEST_ROWS} ORDER BY min(rowid)"
    )


def _as_it_stands(text: str, rows: int, nulls: int) -> bool:
    """Whether plain lines are canonical: every tab, newline and backslash in them was put there, none by a value."""
    tabs = rows * (len(FINDING_COLUMNS) - 1)
    counted = (text.count("\t"), text.count("\n"), text.count("\r"), text.count("\\"))
    return counted == (tabs, rows, 0, nulls)


def _summaries(table: str) -> str:
    """One finding per group of accused records; the members stand in its values."""
    order = "ORDER BY record_key, row_id"
    return (
        f"INSERT INTO {FINDINGS} SELECT rule_id, any_value(rule_version), "
        f"array_to_string(list_sort(list_distinct(string_split(string_agg(clauses, ','), ','))), ','), "
        f"{table}, grouped, min(row_id), NULL, min(unit), arg_min(severity, "
        f"CASE severity WHEN 'urgent' THEN 0 WHEN 'important' THEN 1 ELSE 2 END), nullif(min(period), ''), "
        f"CAST(json_object('户数', CAST(count(*) AS VARCHAR), '明细', array_to_string((list(record_key {order}))"
        f"[:{_SUMMARY_MEMBERS}], '、')) AS VARCHAR), CASE WHEN whole THEN first(message {order}) "
        f"ELSE '共 ' || count(*) || ' 条，例如：' || first(message {order}) END, "
        f"first(source_file {order}), first(source_row {order}) "
        f"FROM told WHERE is_summary GROUP BY rule_id, grouped, least, whole HAVING count(*) >= least"
    )


def _plain_line() -> str:
    """SQL of a finding's canonical text where no value holds anything to escape."""
    cells = ", ".join(f"coalesce(CAST({quote_name(name)} AS VARCHAR), '\\N')" for name in FINDING_COLUMNS)
    return f"concat_ws(chr(9), {cells})"


def _escaped_line() -> str:
    return f"concat_ws(chr(9), {', '.join(map(_escaped, FINDING_COLUMNS))})"


def _escaped(name: str) -> str:
    text = rf"replace(CAST({quote_name(name)} AS VARCHAR), '\', '\\')"
    for character, letter in ((9, "t"), (10, "n"), (13, "r")):
        text = rf"replace({text}, chr({character}), '\{letter}')"
    return rf"coalesce({text}, '\N')"
