"""Problems of one states.parquet behind DuckDB: first rows, ordered and filtered views, facet counts, one record.

A view is a table of row numbers in the order asked for, made on the worker; its pages are looked up by these numbers,
which takes a few milliseconds where neighbours in the view are neighbours in the file. A sorted view is written out as
rows afterwards (`settle`), so that a jump anywhere costs the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

from census_app.desktop.tables.grouped_rows import Group, GroupedRows
from census_app.desktop.tables.paged_model import PAGE_ROWS, Row
from census_app.desktop.tables.problem_query import FACETS, FLAG_CONDITIONS, FLAGS, ProblemQuery
from census_app.desktop.tables.problem_rows import first_of_file, looked_up
from census_app.desktop.tables.problem_slice import ProblemSlice
from census_app.desktop.tables.problem_source import BASE, FILE, Beside, load_base, make_cube, see_file
from census_app.foundation.temporary import temporary_folder

_MEMORY = "220MB"
Range = tuple[int, int]


@dataclass(frozen=True)
class FacetCounts:
    """Counts per value of each facet, each without its own filter; `names` of units and rules."""

    values: dict[str, dict[str, int]]
    names: dict[str, dict[str, str]]
    flags: dict[str, int]
    shown: int
    total: int


class ProblemView:
    """Open one states file for looking; `close` ends every connection."""

    def __init__(self, states: Path, today: str = "") -> None:
        self.states = states
        self._scratch = temporary_folder("view")
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _MEMORY,
            "threads": 2,
            "temp_directory": self._scratch.name,
        }
        self._database = duckdb.connect(":memory:", config=config)
        self._worker = self._database.cursor()
        self._window = self._database.cursor()
        self._aside, self._aside_in_use = self._database.cursor(), Lock()
        self._number = 0
        self._made: set[str] = set()
        self._source = FILE
        self._words = ""
        try:
            self._unit_name = see_file(self._worker, states, today)
        except duckdb.Error:
            self.close()
            raise

    @property
    def loaded(self) -> bool:
        """Whether everything can be asked."""
        return self._source == BASE

    def preview(self, query: ProblemQuery) -> tuple[int, list[Row]]:
        """How many rows the view will have and its first page."""
        if not self.loaded:
            return first_of_file(self._worker, query)
        where, values = query.where()
        total = self._one(f"SELECT count(*) FROM {self._source} p WHERE {where}", values)
        rows, order = self._ordered(query)
        listed = f"SELECT p.n FROM {rows} WHERE {where}{order} LIMIT {PAGE_ROWS}"
        first = looked_up(f"SELECT n, row_number() OVER () AS place FROM ({listed})", query.sort == "risk")
        return int(total), self._worker.execute(first, values).fetchall()

    def glance(self, query: ProblemQuery) -> tuple[int, list[Row]]:
        """`preview` from the file itself, on a thread of its own while the worker loads everything."""
        with self._aside_in_use:
            return first_of_file(self._aside, query)

    def load(self, beside: Beside) -> None:
        """From now on any query is answered; nothing happens when that is so already."""
        if self.loaded:
            return
        store = str(Path(self._scratch.name) / "problems.duckdb").replace("'", "''")
        self._worker.execute(f"ATTACH IF NOT EXISTS '{store}' AS store")
        load_base(self._worker, beside)
        self._source = BASE

    def rank(self, scores: Path) -> None:
        """Risk scores of customers (columns customer, score) may be sorted by."""
        quoted = str(scores).replace("'", "''")
        self._worker.execute(
            f"CREATE OR REPLACE TABLE risks AS SELECT p.n, CAST(s.score AS DOUBLE) AS risk FROM {BASE} p "
            f"JOIN read_parquet('{quoted}') s ON s.customer = p.customer"
        )

    def share_causes(self, members: Path | None) -> None:
        """Which problems share a cause (columns problem_no, cause) may be grouped by."""
        found = "(SELECT NULL::VARCHAR AS problem_no, NULL::VARCHAR AS cause LIMIT 0)"
        if members is not None:
            quoted = str(members).replace("'", "''")
            found = f"read_parquet('{quoted}')"
        self._worker.execute(
            f"CREATE OR REPLACE TABLE causes AS SELECT p.n, m.cause FROM {BASE} p "
            f"JOIN {found} m ON m.problem_no = p.problem_no"
        )

    def make(self, query: ProblemQuery, keep: str = "") -> ProblemSlice:
        """The whole view; every other view but `keep` (still on screen) is freed first."""
        where, values = query.where()
        name = self._fresh(keep)
        rows, order = self._ordered(query)
        self._worker.execute(f"CREATE TABLE {name} AS SELECT p.n FROM {rows} WHERE {where}{order}", values)
        return self._slice(name, query)

    def make_groups(self, query: ProblemQuery, keep: str = "") -> GroupedRows:
        """The whole view in groups, the largest first; no rows are read before a group is opened."""
        where, values = query.where()
        name = self._fresh(keep)
        key = f"coalesce(CAST(\"{query.group}\" AS VARCHAR), '')"
        rows, _ = self._ordered(query)
        rows += " LEFT JOIN causes USING (n)" if query.group == "cause" else ""
        label = {"unit": "unit_name", "tg_no": "tg_name"}.get(query.group, query.group)
        found = self._worker.execute(
            f"SELECT {key}, coalesce(any_value(CAST(\"{label}\" AS VARCHAR)), ''), count(*) FROM {rows} "
            f"WHERE {where} GROUP BY {key} ORDER BY {key} = '', 3 DESC, 1",
            values,
        ).fetchall()
        groups = [Group(str(value), str(text), int(number)) for value, text, number in found]
        self._worker.execute(
            f"CREATE OR REPLACE TABLE group_places AS "
            f"SELECT unnest($1::VARCHAR[]) AS value, unnest(range({len(groups)})) AS place",
            [[group.key for group in groups]],
        )
        self._worker.execute(
            f"CREATE TABLE {name} AS SELECT p.n FROM {rows} JOIN group_places g ON g.value = {key} "
            f"WHERE {where} ORDER BY g.place, {query.order()}",
            values,
        )
        return GroupedRows(self._slice(name, query), groups)

    def settle(self, made: ProblemSlice) -> ProblemSlice:
        """The view written out as rows: a jump anywhere costs the same from now on."""
        rows = looked_up(f"SELECT n, rowid AS place FROM {made.name}", made.risk)
        self._worker.execute(f"CREATE TABLE {made.name}_rows AS {rows}")
        made.written = True
        return made

    def _fresh(self, keep: str) -> str:
        for old in self._made - {keep}:
            self._worker.execute(f"DROP TABLE IF EXISTS {old}")
            self._worker.execute(f"DROP TABLE IF EXISTS {old}_rows")
        self._made &= {keep}
        self._number += 1
        name = f"view_{self._number}"
        self._made.add(name)
        return name

    def _slice(self, name: str, query: ProblemQuery) -> ProblemSlice:
        rows = int(self._one(f"SELECT count(*) FROM {name}", []))
        return ProblemSlice(self._window, name, rows, self._source, query.sort == "risk", bool(query.sort))

    def _ordered(self, query: ProblemQuery) -> tuple[str, str]:
        """Rows `p` with what they are ordered by, and the order."""
        beside = {"risk": "risks", "person": "people"}.get(query.sort)
        rows = f"{self._source} p" + (f" LEFT JOIN {beside} USING (n)" if beside else "")
        return rows, f" ORDER BY {query.order()}"

    def facets(self, query: ProblemQuery) -> FacetCounts:
        """Counts for the chips, from the cube; words make a cube of their own."""
        cube = "cube"
        if query.words:
            cube = "cube_of_words"
            if self._words != query.words:
                self._words = ""
                make_cube(self._worker, cube, *ProblemQuery(live=False, words=query.words).where())
                self._words = query.words
        values = {facet: self._counted(cube, facet, query) for facet in FACETS}
        flags = {}
        for flag in FLAGS:
            where, parameters = query.where_counted(without=flag)
            flags[flag] = self._sum(cube, f"{where} AND {FLAG_CONDITIONS[flag]}", parameters)
        names: dict[str, dict[str, str]] = {"unit": {}, "rule_id": {}}
        for facet, value, name in self._worker.execute("SELECT * FROM names").fetchall():
            if name:
                names[facet][str(value)] = str(name)
        shown = self._sum(cube, *query.where_counted())
        return FacetCounts(values, names, flags, shown, self._sum("cube", "true", []))

    def _counted(self, cube: str, facet: str, query: ProblemQuery) -> dict[str, int]:
        where, parameters = query.where_counted(without=facet)
        sql = f'SELECT "{facet}", sum(number) FROM {cube} WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1'
        found = self._worker.execute(sql, parameters).fetchall()
        return {str(value): int(number) for value, number in found}

    def _sum(self, cube: str, where: str, values: Iterable[Any]) -> int:
        return int(self._one(f"SELECT sum(number) FROM {cube} WHERE {where}", list(values)) or 0)

    def numbers(self, made: ProblemSlice, ranges: Iterable[Range]) -> list[str]:
        """The short numbers of stretches of a view (first and last row), in its order."""
        parts = [f"o.rowid BETWEEN {int(first)} AND {int(last)}" for first, last in ranges]
        if not parts:
            return []
        sql = (
            f"SELECT p.problem_no FROM {made.name} o JOIN {made.source} p ON p.n = o.n "
            f"WHERE {' OR '.join(parts)} ORDER BY o.rowid"
        )
        return [str(number) for (number,) in self._worker.execute(sql).fetchall()]

    def record(self, row_number: int) -> dict[str, Any]:
        """Every column of one problem by its row number in the file; empty when there is none."""
        quoted = str(self.states).replace("'", "''")
        with self._aside_in_use:
            cursor = self._aside.execute(
                f"SELECT * REPLACE ({self._unit_name} AS unit_name) "
                f"FROM read_parquet('{quoted}', file_row_number = true) WHERE file_row_number = ?",
                [row_number],
            )
            names = [column[0] for column in cursor.description or []]
            found = cursor.fetchone()
        return dict(zip(names, found, strict=True)) if found else {}

    def interrupt(self) -> None:
        """Stop what the worker is computing; it raises there."""
        _interrupt(self._worker)

    def interrupt_glance(self) -> None:
        """Stop what is looked up beside the worker; it raises there."""
        _interrupt(self._aside)

    def close(self) -> None:
        """No connection and no scratch file is left, however often it is asked."""
        _interrupt(self._aside)
        with self._aside_in_use:
            for connection in (self._aside, self._window, self._worker, self._database):
                connection.close()
        self._scratch.cleanup()

    def _one(self, sql: str, values: list[Any]) -> Any:
        found = self._worker.execute(sql, values).fetchone()
        return found[0] if found else 0


def _interrupt(connection: duckdb.DuckDBPyConnection) -> None:
    """A connection that was closed meanwhile computes nothing any more."""
    with suppress(duckdb.ConnectionException):
        connection.interrupt()
