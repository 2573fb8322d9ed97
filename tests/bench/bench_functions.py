"""CPU seconds per million rows of the identity functions, beside a bare regular expression on the same column.

First each function as an expression of its own, as cases and small tables are judged; then ids and credit codes, all
different: what telling the wrong ones apart costs where the values lie in memory, and what it adds to a check of a
million customers: what a rule that asks for nothing else costs more than one that finds the same thousand records by
the length of their customer numbers (so that writing the findings is not counted).

Run by hand: `python tests/bench/bench_functions.py [--folder F]`; figures are only comparable within one run.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from census_app.dictionary.loader import load_dictionary
from census_app.rulebook.functions.entry import Given, Surroundings
from census_app.rulebook.functions.registry import registry

if TYPE_CHECKING:
    from census_app.archive.snapshot import Snapshot

ROWS = 1_000_000
TODAY = date(2026, 11, 25)
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
    """Print one line per function, then one per rule."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--folder", type=Path, default=Path("/tmp/census-bench-functions")
    )  # a benchmark's scratch data
    given = parser.parse_args()
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.execute(_PEOPLE)
    around = Surroundings(load_dictionary(), TODAY)
    words = ("公司", "集团", "局", "委员会", "学校", "医院", "银行", "政府")
    calls = {
        "regex alone": "regexp_full_match(id, '[1-9][0-9]{16}[0-9X]')",
        **{name: _call(name, column, around) for name, column in _COLUMNS.items()},
        "contains_any": _sql("contains_any", [Given("name"), Given("", words)], around),
    }
    for name, sql in calls.items():
        seconds, found = min(_measured(connection, sql) for _ in range(3))
        print(f"{name:24} {seconds:.3f} CPU s   true {found}")
    values = connection.execute(f"SELECT cert_no, uscc FROM ({_CUSTOMERS})").fetchnumpy()
    for name, column in {"id_card_valid": "cert_no", "credit_code_valid": "uscc"}.items():
        seconds, wrong = min(_told_apart(values[column], name, around) for _ in range(3))
        print(f"{name:24} {seconds:.3f} CPU s   wrong {wrong}, values in memory")
    as_a_check_judges(given.folder, connection)


def _told_apart(values: Any, name: str, around: Surroundings) -> tuple[float, int]:
    """CPU seconds of finding the values for which the function is not true, as a check does, and their number."""
    from census_app.checking.compiling.screening import Screening
    from census_app.checking.engine import open_engine
    from census_app.checking.model import EngineLimits
    from census_app.foundation.jobs import silent

    with open_engine(EngineLimits(threads=1), silent(), []) as engine:
        engine.connection.register("given", {"v": values})
        engine.run("CREATE TEMP TABLE held AS SELECT * FROM given")
        started = time.process_time()
        table = Screening(engine).exceptions("SELECT v FROM held", ROWS, registry()[name], around)
        spent = time.process_time() - started
        ((wrong,),) = engine.rows(f"SELECT count(*) FROM {table}")
    return spent, wrong


def as_a_check_judges(folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Print what each of the rules costs beside one that finds the same records by their numbers."""
    snapshot = _customers(folder, connection)
    for length, rules in _RULES.items():
        base, _ = _checked(snapshot, folder, f"长度(用户编号) = {length}")
        for words in rules:
            seconds, found = _checked(snapshot, folder, words)
            print(f"{words:60} {seconds - base:.3f} CPU s   wrong {found}")


# by the length of the customer numbers of those they find
_RULES = {
    11: ("not 匹配(证件号码, '[1-9][0-9]{16}[0-9X]')", "not 证件号有效(证件号码)"),
    12: ("not 信用代码有效(统一社会信用代码)",),
}


def _customers(folder: Path, connection: duckdb.DuckDBPyConnection) -> Snapshot:
    """A million customers with ids and credit codes of their own, one in a thousand with a wrong last character."""
    from census_app.archive.fabricate import build_snapshot

    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "customer.parquet"
    connection.execute(f"COPY ({_CUSTOMERS}) TO '{file.as_posix()}' (FORMAT parquet)")
    return build_snapshot({"customer": file}, folder / "parts", load_dictionary())


_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CUSTOMERS = f"""
WITH coded AS (
    SELECT id, row_number() OVER () AS i, '91130102' || (SELECT string_agg(substr('{_ALPHABET}',
        CAST(1 + (hash(id) // p) % 31 AS INT), 1), '') FROM unnest([1, 31, 961, 29791, 923521, 28629151, 887503681, 7,
        217]) AS places(p)) AS body FROM people
)
SELECT printf('9%0*d', CASE i % 1000 WHEN 7 THEN 10 WHEN 8 THEN 11 ELSE 9 END, i) AS cons_no,
    CASE WHEN i % 1000 = 7 THEN left(id, 17) || '?' ELSE id END AS cert_no,
    body || CASE WHEN i % 1000 = 8 THEN '?' ELSE substr('{_ALPHABET}', CAST(1 + (31 - list_sum(list_transform(
        range(1, 18), lambda p: (strpos('{_ALPHABET}', substr(body, CAST(p AS INT), 1)) - 1)
        * {[pow(3, place, 31) for place in range(17)]}[CAST(p AS INT)])) % 31) % 31 AS INT), 1) END AS uscc
FROM coded
"""


def _checked(snapshot: Snapshot, folder: Path, words: str) -> tuple[float, int]:
    """CPU seconds and findings of a check with this one rule, the best of three."""
    from census_app.checking.model import EngineLimits
    from census_app.checking.run import check_snapshot
    from census_app.foundation.jobs import silent
    from tests.unit.checking.build import pack_of

    dictionary = load_dictionary()
    pack = pack_of(dictionary, [{"id": "R001", "table": "用电客户", "wrong": words, "says": "{用户编号}"}])
    best = None
    for _ in range(3):
        started = time.process_time()
        result = check_snapshot(snapshot, pack, dictionary, TODAY, folder / "found", EngineLimits(), silent())
        measured = (time.process_time() - started, result.findings)
        best = min(best, measured) if best else measured
    assert best is not None
    return best


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
