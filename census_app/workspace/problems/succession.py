"""Keys change, problems stay: old key → new key from the 户号沿革 table, 原用户编号 and people's acts.

A succession counts only when the old key is no longer in the data (a person's word counts always; that of a correction
sent to the marketing system only once it was entered there). What a run
followed is written beside its findings, so that its states can be derived again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.dictionary.model import Dictionary
from census_app.foundation.canonical import record_key, split_record_key
from census_app.workspace.acts import Act, append
from census_app.workspace.problems.numbers import identity_sql
from census_app.workspace.problems.record_facts import record_key_sql, select_fields
from census_app.workspace.runs.rule_facts import RuleFacts

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.workspace.workspace import Workspace

SUCCESSION_FILE = "succession.json"
KEY_SUCCEEDED = "key.succeeded"
CORRECTIONS_EXPORTED = "corrections.exported"
SUCCESSIONS = "successions"
"""In the payload of an exported batch of corrections: [table, old key, new key] of those that change a key."""
TELLING_KINDS = (KEY_SUCCEEDED, CORRECTIONS_EXPORTED)
"""Acts `find_successions` reads."""
_CUSTOMER = "customer"
_CUSTOMER_FIELD = "cons_no"
_LONGEST_CHAIN = 20


@dataclass(frozen=True, order=True)
class Succession:
    """In `table`, what stood under `old_key` now stands under `new_key`."""

    table: str
    old_key: str
    new_key: str


def record_succession(
    workspace: Workspace, table: str, old_key: str, new_key: str, reason: str, *, actor: str | None = None
) -> Act:
    """A person's word that `old_key` goes on as `new_key`; followed from the next official run on."""
    from census_app.workspace.people.permissions import require

    require(workspace, "key.succeed")
    payload = {"table": table, "old_key": old_key, "new_key": new_key, "reason": reason}
    return append(workspace.engine, KEY_SUCCEEDED, f"{table}:{old_key}", payload, actor=actor)


def find_successions(
    connection: duckdb.DuckDBPyConnection,
    problems: str,
    snapshot: Snapshot,
    dictionary: Dictionary,
    acts: Iterable[Act],
) -> list[Succession]:
    """The successions that concern the records of DuckDB table `problems`, chains followed to their end."""
    told = list(acts)
    links = _told_by_people(told)
    for table, old, new in _told_by_data(connection, problems, snapshot, dictionary, _corrected(told)):
        links.setdefault((table, old), new)
    whole = [Succession(table, old, end) for (table, old) in links if (end := _end(links, table, old)) != old]
    return sorted({*whole, *_parts_of_keys(connection, problems, dictionary, whole)})


def apply_successions(
    connection: duckdb.DuckDBPyConnection, problems: str, successions: list[Succession], rules: list[RuleFacts]
) -> None:
    """Problems of `problems` stand under their records' and rules' new identities.

    Where the new identity is already known, the older problem goes on (with its number and dates) and the
    other one is `gone`, merged into it.
    """
    _load(connection, successions, rules)
    connection.execute(
        _MOVES_SQL.format(problems=problems, identity=identity_sql("rule_id", '"table"', "key", "period"))
    )
    moved = connection.execute("SELECT count(*) FROM moves").fetchone()
    if moved and moved[0]:
        connection.execute(_RANK_SQL.format(problems=problems))
        connection.execute(_LOSERS_SQL.format(problems=problems))
        connection.execute(_WINNERS_SQL.format(problems=problems))


def write_successions(successions: list[Succession], target: Path) -> None:
    """`target` holds the successions as JSON."""
    rows = [[entry.table, entry.old_key, entry.new_key] for entry in successions]
    target.write_text(json.dumps(rows, ensure_ascii=False, indent=0), encoding="utf-8", newline="\n")


def read_successions(source: Path) -> list[Succession]:
    """The successions as `write_successions` wrote them."""
    return [Succession(*row) for row in json.loads(source.read_text(encoding="utf-8"))]


def _told_by_people(acts: Iterable[Act]) -> dict[tuple[str, str], str]:
    told = {}
    for act in acts:
        if act.kind == KEY_SUCCEEDED:
            told[(act.payload["table"], act.payload["old_key"])] = act.payload["new_key"]
    return told


def _corrected(acts: Iterable[Act]) -> list[list[str]]:
    exported = (act for act in acts if act.kind == CORRECTIONS_EXPORTED)
    return [list(told) for act in exported for told in act.payload.get(SUCCESSIONS, [])]


def _told_by_data(
    connection: duckdb.DuckDBPyConnection,
    problems: str,
    snapshot: Snapshot,
    dictionary: Dictionary,
    corrected: list[list[str]],
) -> list[tuple[str, str, str]]:
    """(table, old, new) for keys some problem stands under, chains included; only when one new key is told."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE succession_links AS
        {_stated_sql(snapshot, dictionary)}
        UNION ALL
        SELECT '{_CUSTOMER}', orig_cons_no, cons_no
        FROM ({select_fields(snapshot, _CUSTOMER, ["orig_cons_no", "cons_no"])})
        """
    )
    if corrected:
        connection.executemany("INSERT INTO succession_links VALUES (?, ?, ?)", corrected)
    _drop_living_keys(connection, snapshot, dictionary)
    return connection.execute(
        f"""
        WITH RECURSIVE told AS (
            SELECT "table", old_key, min(new_key) AS new_key FROM succession_links
            WHERE old_key IS NOT NULL AND new_key IS NOT NULL AND old_key <> new_key AND old_key <> ''
            GROUP BY "table", old_key HAVING count(DISTINCT new_key) = 1
        ), reached AS (
            SELECT DISTINCT t.* FROM told t JOIN (
                SELECT "table", record_key AS k FROM {problems}
                UNION SELECT '{_CUSTOMER}', customer FROM {problems}
            ) p ON p."table" = t."table" AND p.k = t.old_key
            UNION
            SELECT t.* FROM reached r JOIN told t ON t."table" = r."table" AND t.old_key = r.new_key
        ) SELECT * FROM reached ORDER BY ALL
        """
    ).fetchall()


def _stated_sql(snapshot: Snapshot, dictionary: Dictionary) -> str:
    fields = ["object_table", "old_key", "new_key"]
    names = {name: table.id for table in dictionary.tables.values() for name in (table.id, table.zh, table.rule_name)}
    cases = " ".join(f"WHEN '{name}' THEN '{table}'" for name, table in sorted(names.items()) if "'" not in name)
    return (
        f"SELECT CASE coalesce(trim(object_table), '') WHEN '' THEN '{_CUSTOMER}' {cases} END AS \"table\", "
        f"old_key, new_key FROM ({select_fields(snapshot, 'key_succession', fields)})"
    )


def _drop_living_keys(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, dictionary: Dictionary) -> None:
    tables = connection.execute('SELECT DISTINCT "table" FROM succession_links WHERE "table" IS NOT NULL').fetchall()
    for (table_id,) in tables:
        key = list(dictionary.table(table_id).key)
        if key:
            connection.execute(
                f"""
                DELETE FROM succession_links WHERE "table" = '{table_id}' AND old_key IN
                (SELECT {record_key_sql(key)} FROM ({select_fields(snapshot, table_id, key)}))
                """
            )


def _end(links: dict[tuple[str, str], str], table: str, key: str) -> str:
    """The last key of the chain; the key itself when the chain runs in a circle."""
    seen, current = {key}, key
    while (table, current) in links and len(seen) <= _LONGEST_CHAIN:
        current = links[(table, current)]
        if current in seen:
            return key
        seen.add(current)
    return current


def _parts_of_keys(
    connection: duckdb.DuckDBPyConnection, problems: str, dictionary: Dictionary, whole: list[Succession]
) -> list[Succession]:
    """A customer's new number changes the keys of its bills and power sources too."""
    customers = {entry.old_key: entry.new_key for entry in whole if entry.table == _CUSTOMER}
    found = []
    for table in dictionary.tables.values():
        if table.id == _CUSTOMER or _CUSTOMER_FIELD not in table.key or not customers:
            continue
        place = table.key.index(_CUSTOMER_FIELD)
        keys = connection.execute(
            f'SELECT DISTINCT record_key FROM {problems} WHERE "table" = ?', [table.id]
        ).fetchall()
        for (key,) in keys:
            fields = split_record_key(key)
            if len(fields) == len(table.key) and fields[place] in customers:
                fields[place] = customers[fields[place]]
                found.append(Succession(table.id, key, record_key(fields)))
    return found


def _load(connection: duckdb.DuckDBPyConnection, successions: list[Succession], rules: list[RuleFacts]) -> None:
    keys = [{"t": entry.table, "o": entry.old_key, "n": entry.new_key} for entry in successions]
    published = {rule.rule_id for rule in rules if rule.published}
    heirs = [
        {"o": old, "n": rule.rule_id}
        for rule in rules
        if rule.published
        for old in rule.replaces
        if old not in published
    ]
    connection.execute(
        'CREATE OR REPLACE TEMP TABLE key_moves AS SELECT t AS "table", o AS old_key, n AS new_key FROM '
        """(SELECT unnest(from_json(?, '[{"t":"VARCHAR","o":"VARCHAR","n":"VARCHAR"}]'), recursive := true))""",
        [json.dumps(keys, ensure_ascii=False)],
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE rule_moves AS SELECT o AS old_rule, min(n) AS new_rule FROM "
        """(SELECT unnest(from_json(?, '[{"o":"VARCHAR","n":"VARCHAR"}]'), recursive := true)) """
        "GROUP BY o HAVING count(DISTINCT n) = 1",
        [json.dumps(heirs, ensure_ascii=False)],
    )


_MOVES_SQL = """
CREATE OR REPLACE TEMP TABLE moves AS
SELECT *, {identity} AS new_id FROM (
    SELECT p.problem_id AS old_id, coalesce(r.new_rule, p.rule_id) AS rule_id, p."table",
        coalesce(k.new_key, p.record_key) AS key, p.period,
        coalesce(c.new_key, p.customer) AS customer
    FROM {problems} p
    LEFT JOIN rule_moves r ON r.old_rule = p.rule_id
    LEFT JOIN key_moves k ON k."table" = p."table" AND k.old_key = p.record_key
    LEFT JOIN key_moves c ON c."table" = 'customer' AND c.old_key = p.customer
    WHERE p.merged_into IS NULL AND (r.new_rule IS NOT NULL OR k.new_key IS NOT NULL OR c.new_key IS NOT NULL)
)
"""

_RANK_SQL = """
CREATE OR REPLACE TEMP TABLE move_ranks AS
SELECT *, row_number() OVER (PARTITION BY new_id ORDER BY first_date, problem_no) AS rank,
    first_value(problem_no) OVER (PARTITION BY new_id ORDER BY first_date, problem_no) AS winner_no,
    first_value(old_id) OVER (PARTITION BY new_id ORDER BY first_date, problem_no) AS winner_old_id
FROM (
    SELECT m.old_id, m.rule_id, m.key, m.customer, m.new_id, p.problem_no, p.first_date
    FROM moves m JOIN {problems} p ON p.problem_id = m.old_id
    UNION ALL
    SELECT p.problem_id, p.rule_id, p.record_key, p.customer, p.problem_id, p.problem_no, p.first_date
    FROM {problems} p
    WHERE p.problem_id IN (SELECT new_id FROM moves) AND p.problem_id NOT IN (SELECT old_id FROM moves)
)
"""

_LOSERS_SQL = """
UPDATE {problems} SET state = 'gone', reason = 'merged', merged_into = r.winner_no, is_new = false,
    problem_id = CASE WHEN r.old_id = r.new_id THEN 'merged:' || {problems}.problem_no ELSE {problems}.problem_id END
FROM move_ranks r WHERE r.rank > 1 AND r.old_id = {problems}.problem_id
"""

_WINNERS_SQL = """
UPDATE {problems} SET problem_id = r.new_id, rule_id = r.rule_id, record_key = r.key, customer = r.customer
FROM move_ranks r WHERE r.rank = 1 AND r.old_id = {problems}.problem_id
"""
