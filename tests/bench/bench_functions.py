"""CPU seconds per million rows of the identity functions, beside a bare regular expression on the same column.

Run by hand: `python tests/bench/bench_functions.py`; figures are only comparable within one run.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from census_app.dictionary.loader import load_dictionary
from census_app.rulebook.functions.entry import Given, Surroundings
from census_app.rulebook.functions.registry import registry

ROWS = 1_000_000
_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
_PEOPLE = f"""
CREATE TABLE people AS
WITH numbered AS (
    SELECT '13010' || (1 + hash(i) % 5) || strftime(DATE '1940-01-01' + CAST(hash(i * 7) % 23000 AS INT), '%Y%m%d')
        || lpad(CAST(hash(i * 3) % 1000 AS VARCHAR), 3, '0') AS body, i
    FROM range({ROWS}) AS r(i)
)
SELECT body || substr('10X98765432', 1 + CAST(list_sum(list_transform(range(1, 18),
    lambda p: CAST(substr(body, CAST(p AS INT), 1) AS INT) * {_WEIGHTS}[CAST(p AS INT)])) % 11 AS INT), 1) AS id,
    '91110000600037341L' AS code, '138' || lpad(CAST(hash(i) % 100000000 AS VARCHAR), 8, '0') AS mobile,
    '河北华兴商贸' || i || '有限公司' AS name
FROM numbered
"""


def main() -> None:
    """Print one line per function."""
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.execute(_PEOPLE)
    around = Surroundings(load_dictionary(), date(2026, 11, 25))
    words = ("公司", "集团", "局", "委员会", "学校", "医院", "银行", "政府")
    calls = {
        "regex alone": "regexp_full_match(id, '[1-9][0-9]{16}[0-9X]')",
        **{name: _call(name, column, around) for name, column in _COLUMNS.items()},
        "contains_any": _sql("contains_any", [Given("name"), Given("", words)], around),
    }
    for name, sql in calls.items():
        seconds, found = min(_measured(connection, sql) for _ in range(3))
        print(f"{name:24} {seconds:.3f} CPU s   true {found}")


_COLUMNS = {
    "id_card_valid": "id",
    "id_card_birthday": "id",
    "credit_code_valid": "code",
    "mobile_valid": "mobile",
    "placeholder_number": "mobile",
    "normal_name": "name",
}


def _call(name: str, column: str, around: Surroundings) -> str:
    sql = _sql(name, [Given(column)], around)
    return sql if registry()[name].result == "boolean" else f"({sql}) IS NOT NULL"


def _sql(name: str, given: list[Given], around: Surroundings) -> str:
    builder = registry()[name].duckdb
    assert builder is not None
    return builder(given, around)


def _measured(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, int]:
    started = time.process_time()
    row = connection.execute(f"SELECT count(*) FROM people WHERE {sql}").fetchone()
    assert row is not None
    return time.process_time() - started, row[0]


if __name__ == "__main__":
    main()
