"""A customer number given to somebody else proves nothing about whoever had it before.

A change of holder at the same place keeps the account and its problems. A number counts as given away only when the
record tells another customer at another place: name and address changed and the account was opened after the problem
was last found, or name, certificate, address and transformer area all changed. What a run found is written beside its
findings, so that its states can be derived again.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.dictionary.model import Dictionary, TableKind
from census_app.foundation.errors import BadInput
from census_app.workspace.problems.model import OUTSTANDING
from census_app.workspace.problems.record_facts import masked_address_sql, masked_name_sql, select_fields
from census_app.workspace.problems.states import NUMBER_REUSED, RunMoment
from census_app.workspace.runs.record import RunRecord, list_runs

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.workspace.workspace import Workspace

REUSED_FILE = "reused_numbers.json"
_CUSTOMER = "customer"
_NUMBER = "cons_no"
_FACTS = ("cons_name", "cert_no", "elec_addr", "tg_no", "build_date")
_OUT_ON_A_LIST = ("assigned", "claimed", "in_review", "returned", "appealed")


def find_reused(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, problems: str, snapshot: Snapshot
) -> list[tuple[str, str]]:
    """(customer number, last run) of the outstanding problems in table `problems` whose number somebody else has now.

    Where the data of that last run are no longer there, nothing is said.
    """
    runs = {record.run: record for record in list_runs(workspace)}
    _load_now(connection, problems, snapshot)
    found: list[tuple[str, str]] = []
    for run in _runs_to_ask(connection):
        then = _snapshot_of(workspace, runs.get(run))
        if then is not None and then.manifest.snapshot != snapshot.manifest.snapshot:
            found += [(number, run) for number in _given_away(connection, then, run, runs[run])]
    return sorted(found)


def apply_reused(
    connection: duckdb.DuckDBPyConnection,
    problems: str,
    reused: list[tuple[str, str]],
    moment: RunMoment,
    dictionary: Dictionary,
) -> None:
    """Outstanding problems of the accounts whose number was given away are gone, those out on a list to be looked at.

    Only what an account itself is or has goes with it: meters and bills are judged by their own records.
    """
    if not reused:
        return
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE reused_numbers AS SELECT r[1] AS customer, r[2] AS run FROM "
        """(SELECT unnest(from_json(?, '[["VARCHAR"]]')) AS r)""",
        [json.dumps(reused, ensure_ascii=False)],
    )
    tables = ", ".join(f"'{name}'" for name in _tables_of_accounts(dictionary))
    connection.execute(
        f"""
        UPDATE {problems} SET state = 'gone', reason = '{NUMBER_REUSED}',
            look = state IN ({_listed(_OUT_ON_A_LIST)}) OR coalesce(look, false),
            state_run = '{moment.run}', state_date = DATE '{moment.data_date.isoformat()}',
            checked_run = '{moment.run}', checked_date = DATE '{moment.data_date.isoformat()}'
        FROM reused_numbers u
        WHERE {problems}.customer = u.customer AND {problems}.last_run = u.run
          AND {problems}."table" IN ({tables}) AND {_still_open(problems)}
        """
    )


def write_reused(reused: list[tuple[str, str]], target: Path) -> None:
    """`target` holds the numbers as JSON."""
    text = json.dumps([list(entry) for entry in reused], ensure_ascii=False, indent=0)
    target.write_text(text, encoding="utf-8", newline="\n")


def read_reused(source: Path) -> list[tuple[str, str]]:
    """What `write_reused` wrote; nothing for a run of an older program, which did not ask."""
    if not source.is_file():
        return []
    return [(number, run) for number, run in json.loads(source.read_text(encoding="utf-8"))]


def _load_now(connection: duckdb.DuckDBPyConnection, problems: str, snapshot: Snapshot) -> None:
    """DuckDB table `holders_now`: who has the number now, where name or address no longer look as in the problem."""
    name, address = masked_name_sql("n.cons_name"), masked_address_sql("n.elec_addr")
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE holders_now AS
        SELECT DISTINCT p.last_run AS run, n.* FROM {problems} p
        JOIN ({_one_each(snapshot)}) n ON n.{_NUMBER} = p.customer
        WHERE {_still_open("p")} AND ({name} IS DISTINCT FROM p.customer_name OR {address} IS DISTINCT FROM p.address)
        """
    )


def _runs_to_ask(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute("SELECT DISTINCT run FROM holders_now WHERE run IS NOT NULL ORDER BY 1").fetchall()
    return [run for (run,) in rows]


def _given_away(connection: duckdb.DuckDBPyConnection, then: Snapshot, run: str, record: RunRecord) -> list[str]:
    opened_after = f"try_cast(n.build_date AS DATE) > DATE '{record.data_date.isoformat()}'"
    rows = connection.execute(
        f"""
        SELECT DISTINCT n.{_NUMBER} FROM holders_now n JOIN ({_one_each(then)}) o USING ({_NUMBER})
        WHERE n.run = ? AND {_differ("cons_name")} AND {_differ("elec_addr")}
          AND ({opened_after} OR {_differ("cert_no")} AND {_differ("tg_no")})
        """,
        [run],
    ).fetchall()
    return [number for (number,) in rows]


def _one_each(snapshot: Snapshot) -> str:
    """Customers whose number stands on one row only: a number given twice at once says nothing about who has it."""
    fields = select_fields(snapshot, _CUSTOMER, [_NUMBER, *_FACTS])
    return f"SELECT * FROM ({fields}) QUALIFY count(*) OVER (PARTITION BY {_NUMBER}) = 1"


def _differ(field: str) -> str:
    """Both known, and not the same when blanks and capitals do not count; a masked value is not known."""
    then, now = (rf"upper(regexp_replace({side}.{field}, '[\s　]', '', 'g'))" for side in ("o", "n"))
    known = " AND ".join(f"{side} <> '' AND NOT contains({side}, '*')" for side in (then, now))
    return f"coalesce({known} AND {then} <> {now}, false)"


def _still_open(problems: str) -> str:
    return f"{problems}.state IN ({_listed(OUTSTANDING)}) AND {problems}.merged_into IS NULL"


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _tables_of_accounts(dictionary: Dictionary) -> list[str]:
    """Tables whose rows are what an account is or has now; those by period tell what was."""
    return [
        table.id
        for table in dictionary.tables.values()
        if _NUMBER in table.key and table.period_field is None and table.kind is not TableKind.REFERENCE
    ]


def _snapshot_of(workspace: Workspace, record: RunRecord | None) -> Snapshot | None:
    if record is None:
        return None
    try:
        return workspace.catalogue.open(record.snapshot)
    except BadInput:
        return None
