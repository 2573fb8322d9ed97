from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from census_app.foundation import engines
from census_app.foundation.engines import kept_engine


@pytest.fixture(autouse=True)
def none_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_idle", {})


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """The configuration of every engine that is made."""
    asked: list[dict[str, object]] = []
    connect = duckdb.connect

    def counted(config: dict[str, object]) -> duckdb.DuckDBPyConnection:
        asked.append(config)
        return connect(config=config)

    monkeypatch.setattr(duckdb, "connect", counted)
    return asked


def test_the_next_finds_the_engine_and_nothing_of_the_last(made: list[dict[str, object]]) -> None:
    with kept_engine(1) as first:
        first.execute("CREATE TABLE found AS SELECT 1 AS value")
        first.execute("CREATE TEMP TABLE beside AS SELECT 1 AS value")
        first.execute("CREATE MACRO twice(x) AS 2 * x")
        first.execute("CREATE SCHEMA apart")
        first.execute("SET VARIABLE told = 1")
        first.register("shown", first.execute("SELECT 1 AS one").df())
    with kept_engine(1) as second:
        assert second.execute("SHOW ALL TABLES").fetchall() == []
        assert second.execute("SELECT getvariable('told')").fetchone() == (None,)
        for gone in ("SELECT twice(1)", "SELECT * FROM shown", "CREATE TABLE apart.t (n INTEGER)"):
            with pytest.raises(duckdb.CatalogException):
                second.execute(gone)
        second.execute("CREATE TABLE found AS SELECT 2 AS value")
    assert len(made) == 1


def test_those_used_at_once_are_two_and_know_nothing_of_each_other(made: list[dict[str, object]]) -> None:
    with kept_engine(1) as first, kept_engine(1) as second:
        for connection, value in ((first, 1), (second, 2)):
            connection.execute(f"CREATE TABLE found AS SELECT {value} AS value")
        assert [one.execute("FROM found").fetchall() for one in (first, second)] == [[(1,)], [(2,)]]
    assert len(made) == 2


def test_engines_of_another_kind_are_others(made: list[dict[str, object]]) -> None:
    for threads, memory in ((1, None), (2, "1GB"), (1, None), (2, "1GB")):
        with kept_engine(threads, memory) as connection:
            told = connection.execute("SELECT current_setting('threads')").fetchone()
            assert told == (threads,)
    assert made == [{"threads": 1}, {"threads": 2, "memory_limit": "1GB"}]


def test_only_a_few_wait() -> None:
    def nested(depth: int) -> None:
        if depth:
            with kept_engine(1):
                nested(depth - 1)

    nested(engines._MOST_IDLE + 2)
    assert [len(waiting) for waiting in engines._idle.values()] == [engines._MOST_IDLE]


def test_one_that_failed_is_not_used_again(made: list[dict[str, object]]) -> None:
    with pytest.raises(duckdb.IOException), kept_engine(1) as connection:
        connection.execute("SELECT * FROM read_csv('/nowhere/at/all.csv')")
    with kept_engine(1) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert len(made) == 2


def test_each_spills_into_its_own_folder(tmp_path: Path, made: list[dict[str, object]]) -> None:
    folders = [tmp_path / name for name in ("first", "second", "third")]
    for folder in folders:
        folder.mkdir()
    many = "CREATE TABLE many AS SELECT hash(range)::VARCHAR || range AS text FROM range({})"
    for folder, rows in zip(folders, (10, 2_000_000, 10), strict=True):
        with kept_engine(1, "40MB", folder) as connection:
            connection.execute(many.format(rows))
            assert any(folder.iterdir()) == (rows > 10)
            assert connection.execute("SELECT count(DISTINCT text) FROM many").fetchone() == (rows,)
    assert len(made) == 2, "one that wrote into a folder stays bound to it"
