"""The open problems of a run as numbers: which rule and clauses accuse which fields of which record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path, quote_text
from census_app.dictionary.names import Names
from census_app.workspace.problems.accused_fields import accused_fields
from census_app.workspace.problems.model import OUTSTANDING

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from census_app.dictionary.model import Dictionary

PROBLEMS = "shared_problems"


@dataclass(frozen=True)
class Accusation:
    """What one rule says when the same clauses fire: `fields` are the accused (table, field) pairs.

    `judged`: how many records the rule gave a verdict right or wrong in the run; 0 when the run does not say.
    """

    number: int
    rule_id: str
    rule_title: str
    clauses: str
    table: str
    fields: tuple[tuple[str, str], ...]
    judged: int

    def accuses(self, table: str, field: str) -> bool:
        """Whether this field of that table is accused, in the record itself or over a relation."""
        return (table, field) in self.fields


@dataclass(frozen=True)
class OpenProblems:
    """Table `shared_problems` (pid 0…, problem_no, rule_id, accusation, table, customer, unit, unit_name, row_id).

    `count` problems found by the run are in it; `not_rechecked` are open too, but the run could not judge them.
    """

    count: int
    not_rechecked: int
    accusations: tuple[Accusation, ...]

    def tables(self) -> list[str]:
        """The tables whose records are accused."""
        return sorted({one.table for one in self.accusations})


def load_open_problems(
    connection: duckdb.DuckDBPyConnection, source: str, run: str, dictionary: Dictionary, counts: Path
) -> OpenProblems:
    """`shared_problems` holds the outstanding problems of table `source` (columns of `problems.model`) that `run`
    found, in the order of their ids; `counts` is the run's file of verdict counts."""
    standing = ", ".join(quote_text(state.value) for state in OUTSTANDING)
    open_sql = f"FROM {source} WHERE state IN ({standing}) AND merged_into IS NULL"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE accusation_of AS
        SELECT (row_number() OVER (ORDER BY rule_id, "table", clauses, accused) - 1)::INTEGER AS accusation, *
        FROM (SELECT rule_id, "table", coalesce(clauses, '') AS clauses, coalesce(accused, '[]') AS accused,
                any_value(rule_title) AS rule_title
            {open_sql} AND last_run = {quote_text(run)} GROUP BY ALL);
        CREATE OR REPLACE TEMP TABLE {PROBLEMS} AS
        SELECT (row_number() OVER (ORDER BY p.problem_id) - 1)::INTEGER AS pid, p.problem_no, p.rule_id, a.accusation,
            p."table", p.customer, p.unit, p.unit_name, p.row_id
        FROM (SELECT * {open_sql} AND last_run = {quote_text(run)}) p JOIN accusation_of a
            ON a.rule_id = p.rule_id AND a."table" = p."table" AND a.clauses = coalesce(p.clauses, '')
            AND a.accused = coalesce(p.accused, '[]')
        """
    )
    found = connection.execute(f"SELECT count(*) FROM {PROBLEMS}").fetchall()[0][0]
    every = connection.execute(f"SELECT count(*) {open_sql}").fetchall()[0][0]
    rows = connection.execute(
        'SELECT accusation, rule_id, rule_title, clauses, "table", accused FROM accusation_of ORDER BY accusation'
    ).fetchall()
    judged, names = _judged(connection, counts), Names(dictionary)
    accusations = tuple(
        Accusation(
            number, rule, title or "", clauses, table, accused_fields(names, table, accused), judged.get(rule, 0)
        )
        for number, rule, title, clauses, table, accused in rows
    )
    return OpenProblems(found, every - found, accusations)


def _judged(connection: duckdb.DuckDBPyConnection, counts: Path) -> dict[str, int]:
    found = connection.execute(
        f'SELECT rule_id, sum(wrong + "right")::BIGINT FROM read_parquet({quote_path(counts)}) '
        "WHERE clause = '' GROUP BY rule_id"
    ).fetchall()
    return {rule: int(number) for rule, number in found}
