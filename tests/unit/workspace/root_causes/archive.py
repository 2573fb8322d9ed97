"""Archives built for one cause: 2,000 customers in 40 areas, 4 lines, 4 units, and problems told by SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from census_app.archive.fabricate import build_snapshot
from census_app.archive.model import SourceFile
from census_app.archive.snapshot import Snapshot
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.canonical import canonical_json
from census_app.foundation.engines import kept_engine
from census_app.foundation.jobs import silent
from census_app.workspace.problems.model import COLUMNS, create_table_sql
from census_app.workspace.root_causes.find import FoundCauses, find_causes
from census_app.workspace.root_causes.identity import CauseIds
from census_app.workspace.root_causes.model import Cause
from census_app.workspace.root_causes.naming import name_causes
from census_app.workspace.root_causes.settings import CauseSettings, cause_settings

DICTIONARY = load_dictionary()
CUSTOMERS = 2000
TABLES = {
    "customer": f"""SELECT printf('03%06d', n) AS cons_no, '用户' || chr((20000 + n % 900)::INTEGER) AS cons_name,
        CASE WHEN n % 20 = 0 THEN '高压' WHEN n % 5 = 0 THEN '低压非居民' ELSE '低压居民' END AS cons_sort,
        printf('T%03d', n // 50) AS tg_no, printf('L%d', n // 500) AS line_no, printf('03%02d', n // 500) AS org_no,
        printf('S%03d', (n * 7) % 80) AS mr_sect_no, '经理' || (n // 250) AS tg_manager,
        printf('139%08d', n) AS mobile, '青岭县柳河镇' || (['人民路', '建设街', '红旗路', '前柳村'])[1 + n % 4]
            || n || '号' AS elec_addr,
        DATE '2015-01-01' + (n * 13 % 3000)::INTEGER AS build_date, '商业用电' AS elec_type, NULL::VARCHAR AS uscc
        FROM range({CUSTOMERS}) t(n)""",
    "metering_point": f"""SELECT printf('P%06d', n) AS mp_no, printf('03%06d', n) AS cons_no,
        printf('T%03d', n // 50) AS tg_no, printf('L%d', n // 500) AS line_no,
        (['A1', 'A2', 'B1'])[1 + n % 3] AS price_code FROM range({CUSTOMERS}) t(n)""",
    "distribution_transformer": """SELECT printf('T%03d', n) AS tg_no, '台区' || n AS tg_name,
        printf('L%d', n // 10) AS line_no, printf('03%02d', n // 10) AS org_no, '公变' AS pub_priv
        FROM range(40) t(n)""",
    "feeder": "SELECT printf('L%d', n) AS line_no, '线' || n AS line_name, printf('B%d', n // 2) AS subs_no "
    "FROM range(4) t(n)",
    "substation": "SELECT printf('B%d', n) AS subs_no, '站' || n AS subs_name FROM range(2) t(n)",
    "org_unit": "SELECT printf('03%02d', n) AS org_no, '供电所' || n AS org_name FROM range(4) t(n)",
    "price_catalog": "SELECT unnest(['A1', 'A2', 'B1']) AS price_code, '居民' AS price_name",
}
RULES = {"R001": ["用户名称"], "R003": ["移动电话"], "R022": ["用电类别"], "R032": ["所属台区编号"],
         "R002": ["用电地址"], "R086": ["用户名称"], "R036": ["计量点台区编号", "用户.所属台区编号"],
         "R005": ["合同容量"], "R023": ["执行电价"]}  # fmt: skip


@dataclass
class Archive:
    """`changes`: SQL run on the tables before they are delivered; `problems`: rule → SQL of the accused n, by the
    customer's (or point's) place; `files`: SQL of the file number of a customer row, when there are several."""

    folder: Path
    changes: list[str] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    on_points: frozenset[str] = frozenset({"R036", "R023"})
    judged: Mapping[str, int] = field(default_factory=dict)
    files: str = ""

    def find(self, settings: CauseSettings | None = None) -> tuple[FoundCauses, tuple[Cause, ...]]:
        """The causes found, and the same in words."""
        with kept_engine(1) as connection:
            snapshot = self._deliver(connection)
            self._tell(connection)
            found = find_causes(
                connection, "told", "run", self._counts(connection), snapshot, DICTIONARY,
                settings or cause_settings(), silent(),
            )  # fmt: skip
            return found, name_causes(connection, found, CauseIds(b"key"))

    def _deliver(self, connection: duckdb.DuckDBPyConnection) -> Snapshot:
        self.folder.mkdir(exist_ok=True)
        files: dict[str, Any] = {}
        for table, query in TABLES.items():
            connection.execute(f"CREATE TABLE {table} AS {query}")
        for change in self.changes:
            connection.execute(change)
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall():
            files[table] = self.folder / f"{table}.parquet"
            connection.execute(f"COPY {table} TO '{files[table].as_posix()}' (FORMAT parquet)")
        snapshot = build_snapshot(files, self.folder / "parts", DICTIONARY)
        return self._in_several_files(connection, snapshot) if self.files else snapshot

    def _in_several_files(self, connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> Snapshot:
        (part,) = snapshot.table_parts("customer")
        path = snapshot.part_file(part.part)
        columns = [row[0] for row in connection.execute(f"DESCRIBE FROM '{path}'").fetchall() if row[0] != "_source"]
        listed = ", ".join(columns)
        connection.execute(
            f"CREATE TABLE again AS SELECT {listed}, ({self.files})::INTEGER AS _source FROM "
            f"(SELECT *, file_row_number AS n FROM read_parquet('{path}', file_row_number = true)) ORDER BY n"
        )
        connection.execute(f"COPY again TO '{path}' (FORMAT parquet)")
        sources = tuple(SourceFile(file=f"客户{number}.xlsx") for number in range(8))
        parts = snapshot.parts | {part.part: part.model_copy(update={"sources": sources})}
        return Snapshot(snapshot.manifest, parts, snapshot.parts_folder)

    def _tell(self, connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(create_table_sql("told"))
        for rule, accused in self.problems.items():
            point = rule in self.on_points
            key = "printf('P%06d', n)" if point else "printf('03%06d', n)"
            connection.execute(
                f"""INSERT INTO told BY NAME SELECT '{rule}' || '-' || n AS problem_no,
                substr(sha256('{rule}' || n), 1, 16) AS problem_id, '{rule}' AS rule_id, '{rule}的事' AS rule_title,
                '{"metering_point" if point else "customer"}' AS "table", {key} AS record_key, 'open' AS state,
                printf('03%06d', n) AS customer, printf('03%02d', n // 500) AS unit,
                '供电所' || (n // 500) AS unit_name, n AS row_id, $accused AS accused, '' AS clauses, 'run' AS last_run
                FROM (SELECT DISTINCT unnest(({accused})) AS n)""",
                {"accused": canonical_json(RULES[rule])},
            )

    def _counts(self, connection: duckdb.DuckDBPyConnection) -> Path:
        target = self.folder / "counts.parquet"
        rows = ", ".join(f"('{rule}', {self.judged.get(rule, CUSTOMERS)})" for rule in RULES)
        connection.execute(
            f"COPY (SELECT rule_id, '' AS clause, '03' AS unit, 0::BIGINT AS wrong, judged::BIGINT AS \"right\" "
            f"FROM (VALUES {rows}) v(rule_id, judged)) TO '{target.as_posix()}' (FORMAT parquet)"
        )
        return target


def told(causes: tuple[Cause, ...]) -> list[tuple[str, str, int]]:
    """Kind, name and number of problems of each cause."""
    return [(cause.kind, cause.name, cause.problems) for cause in causes]


assert set(COLUMNS) >= {"problem_no", "accused", "last_run"}
