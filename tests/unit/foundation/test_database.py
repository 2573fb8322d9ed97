from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, text
from sqlalchemy.exc import OperationalError

from census_app.foundation.database import _statements, open_database, reading, writing
from census_app.foundation.errors import BadInput


def test_wal_and_full_synchronous_are_on(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "d.db")
    with reading(engine) as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
    engine.dispose()


def test_reader_goes_on_while_a_writer_holds_the_database(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "d.db")
    with writing(engine) as writer:
        writer.execute(text("create table t(x)"))
    with writing(engine) as writer:
        writer.execute(text("insert into t values (1)"))
        with reading(engine) as reader:
            assert reader.execute(text("select count(*) from t")).scalar() == 0
    with reading(engine) as reader:
        assert reader.execute(text("select count(*) from t")).scalar() == 1
    engine.dispose()


def test_failed_write_leaves_nothing(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "d.db")
    with writing(engine) as writer:
        writer.execute(text("create table t(x)"))
    with pytest.raises(RuntimeError), writing(engine) as writer:
        writer.execute(text("insert into t values (1)"))
        raise RuntimeError
    with reading(engine) as reader:
        assert reader.execute(text("select count(*) from t")).scalar() == 0
    engine.dispose()


def test_read_then_write_of_several_processes_never_forks(tmp_path: Path) -> None:
    path = tmp_path / "d.db"
    engine = open_database(path)
    with writing(engine) as writer:
        writer.execute(text("create table t(n integer unique)"))
        writer.execute(text("insert into t values (0)"))
    engine.dispose()
    program = (
        "import sys\nfrom pathlib import Path\nfrom sqlalchemy import text\n"
        "from census_app.foundation.database import open_database, writing\n"
        "engine = open_database(Path(sys.argv[1]))\n"
        "for _ in range(20):\n"
        "    with writing(engine) as c:\n"
        "        n = c.execute(text('select max(n) from t')).scalar()\n"
        "        c.execute(text('insert into t values (:n)'), {'n': n + 1})\n"
    )
    processes = [subprocess.Popen([sys.executable, "-c", program, str(path)]) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    with reading(engine) as reader:
        assert reader.execute(text("select max(n) from t")).scalar() == 60
    engine.dispose()


@pytest.mark.parametrize(
    ("pragma", "sentence"), [("query_only = ON", "工作区只读"), ("max_page_count = 1", "磁盘已满")]
)
def test_a_database_that_cannot_take_more_is_refused_plainly(tmp_path: Path, pragma: str, sentence: str) -> None:
    engine = open_database(tmp_path / "d.db")
    with writing(engine) as writer:
        writer.execute(text("create table t(x)"))
    with pytest.raises(BadInput, match=sentence), writing(engine) as writer:
        writer.execute(text(f"PRAGMA {pragma}"))
        writer.execute(text("insert into t values (zeroblob(100000))"))
    engine.dispose()


def test_a_file_that_is_no_database_is_refused_plainly(tmp_path: Path) -> None:
    path = tmp_path / "d.db"
    path.write_text("这不是数据库" * 100, encoding="utf-8")
    engine = open_database(path)
    with pytest.raises(BadInput, match="不是工作区的数据库"), reading(engine) as connection:
        connection.execute(text("select 1"))
    engine.dispose()


def test_a_folder_that_does_not_exist_is_refused_plainly(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "nowhere" / "d.db")
    with pytest.raises(BadInput, match="打不开"), reading(engine) as connection:
        connection.execute(text("select 1"))
    engine.dispose()


def test_a_statement_is_compiled_once_for_all_files_and_answers_for_each(tmp_path: Path) -> None:
    table = Table("one", MetaData(), Column("name", String), Column("number", Integer))
    counted: list[int] = []
    for place in range(3):
        engine = open_database(tmp_path / f"{place}.db")
        with writing(engine) as writer:
            table.create(writer)
            writer.execute(insert(table), [{"name": "a", "number": place}, {"name": "b", "number": 10 + place}])
            writer.execute(insert(table).values(name="c"))
        with reading(engine) as reader:
            statement = select(table.c.number).where(table.c.name == ("a", "b", "c")[place])
            assert reader.execute(statement).scalar_one() == (0, 11, None)[place]
        engine.dispose()
        counted.append(len(_statements))
    assert counted[1:] == counted[:1] * 2


def test_a_read_only_folder_is_told_from_a_missing_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite says of both that it cannot open the file."""
    engine = open_database(tmp_path / "d.db")
    with pytest.raises(BadInput, match="打不开工作区的数据库"), reading(engine):
        raise _cannot_open()
    (tmp_path / "d.db").write_bytes(b"")
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(BadInput, match="文件夹是只读的"), reading(engine):
        raise _cannot_open()
    engine.dispose()


def _cannot_open() -> OperationalError:
    return OperationalError("PRAGMA", {}, sqlite3.OperationalError("unable to open database file"))


def test_a_path_too_long_for_the_database_is_said_to_be_so(tmp_path: Path) -> None:
    folder = tmp_path.joinpath(*["很长的路径" * 8] * 5)
    folder.mkdir(parents=True)
    engine = open_database(folder / "d.db")
    with pytest.raises(BadInput, match="路径太长"), reading(engine) as connection:
        connection.execute(text("select 1"))
    engine.dispose()
