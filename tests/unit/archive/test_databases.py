"""Source databases: SQLite always, PostgreSQL on a server of our own when its programs are installed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import create_engine, text

from census_app.archive.catalogue import Catalogue, archive_metadata
from census_app.archive.databases import extract_database
from census_app.archive.importing import import_files
from census_app.archive.report import ImportReport, ImportRequest
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.database import open_database
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import silent

DICTIONARY = load_dictionary()
FIELDS = ["cons_no", "contract_cap", "build_date", "app_bind_flag"]


@pytest.fixture
def catalogue(tmp_path):
    folder = tmp_path / "workspace"
    folder.mkdir()
    engine = open_database(folder / "census.sqlite")
    archive_metadata.create_all(engine)
    yield Catalogue(engine, folder)
    engine.dispose()


def run(catalogue: Catalogue, address: str) -> ImportReport:
    request = ImportRequest(databases=(address,), data_date=date(2026, 11, 20))
    return import_files(request, catalogue, DICTIONARY, silent())


def rows_of(catalogue: Catalogue) -> list[tuple[object, ...]]:
    sql = catalogue.open().table_sql(DICTIONARY.table("customer"), FIELDS)
    return duckdb.sql(f"SELECT {', '.join(FIELDS)}, _source_row FROM ({sql}) ORDER BY row_id").fetchall()


def test_a_sqlite_database_is_imported_and_not_touched(catalogue, tmp_path):
    file = tmp_path / "营销 20261119.db"
    with sqlite3.connect(file) as source:
        source.execute("CREATE TABLE C_CONS (用户编号 TEXT PRIMARY KEY, 用户名称, 合同容量 NUMERIC)")
        source.execute("ALTER TABLE C_CONS ADD COLUMN 立户日期")
        source.execute("ALTER TABLE C_CONS ADD COLUMN 网上国网绑定标志 INT")
        source.execute(
            "INSERT INTO C_CONS VALUES ('0002', '李四', 12.5, '2024/3/5', 0), ('0001', '张三', 315, '20200102', 1)"
        )
        source.execute("CREATE TABLE empty_one (a INT)")
    source.close()
    before = file.read_bytes()
    report = run(catalogue, f"sqlite:///{file}")
    assert file.read_bytes() == before
    assert rows_of(catalogue) == [
        ("0001", Decimal("315.000"), date(2020, 1, 2), True, 2),
        ("0002", Decimal("12.500"), date(2024, 3, 5), False, 3),
    ]
    assert [(refused.sheet, refused.reason) for refused in report.refused] == [("empty_one", "没有数据行")]
    assert run(catalogue, f"sqlite:///{file}").parts == report.parts


@pytest.mark.parametrize("address", ["sqlite:///nowhere/missing.db", "mysql://u:p@h/d", "not an address", "sqlite://"])
def test_addresses_that_lead_nowhere_are_refused(tmp_path, address):
    with pytest.raises(BadInput):
        extract_database(address, DICTIONARY, None, tmp_path, silent())


def test_a_file_that_is_no_database_is_refused_with_its_reason(tmp_path):
    (tmp_path / "a.db").write_text("no database at all, just text" * 100)
    found = extract_database(f"sqlite:///{tmp_path / 'a.db'}", DICTIONARY, None, tmp_path / "s", silent())
    assert found.tables == ()
    assert "not a database" in found.refused[0].reason


def test_an_unreachable_server_is_refused_and_its_password_not_shown(tmp_path):
    pytest.importorskip("psycopg")
    address = "postgresql+psycopg://census:secret@127.0.0.1:1/db?connect_timeout=2"
    found = extract_database(address, DICTIONARY, None, tmp_path, silent())
    assert "读不了数据库" in found.refused[0].reason
    assert "secret" not in f"{found.refused[0]}"


@pytest.fixture(scope="module")
def postgresql():
    """The address of a fresh server on a socket in a temporary folder, run by another user when we are root."""
    pytest.importorskip("psycopg")
    server = shutil.which("postgres") or next(
        (str(p) for p in Path("/usr/lib/postgresql").glob("*/bin/postgres")), None
    )
    if os.name == "nt" or server is None or not Path(server).resolve().with_name("initdb").exists():
        pytest.skip("PostgreSQL 的服务程序（postgres、initdb）没有安装")
    programs = Path(server).resolve().parent
    folder = Path(tempfile.mkdtemp(prefix="census-pg-"))
    owner: dict[str, object] = {}
    if os.getuid() == 0:
        owner = {"user": 65534, "group": 65534, "extra_groups": []}
        os.chown(folder, 65534, 65534)
    data = folder / "data"
    made = subprocess.run(
        [programs / "initdb", "-D", data, "-U", "census", "-E", "UTF8", "--locale=C", "--auth=trust"],
        capture_output=True,
        text=True,
        cwd=folder,
        **owner,
    )
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"initdb 不能运行：{made.stderr.strip()}")
    options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([programs / "postgres", "-D", data, *options], stderr=log, cwd=folder, **owner)
    address = f"postgresql+psycopg://census@/postgres?host={folder}"
    try:
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(address: str) -> None:
    import time

    from sqlalchemy.exc import OperationalError

    engine = create_engine(address)
    for attempt in range(100):
        try:
            with engine.connect():
                break
        except OperationalError:
            if attempt == 99:
                raise
            time.sleep(0.1)
    engine.dispose()


def test_a_postgresql_database_is_imported(catalogue, postgresql):
    engine = create_engine(postgresql)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS c_cons"))
        connection.execute(
            text(
                "CREATE TABLE c_cons (用户编号 text PRIMARY KEY, 用户名称 text, 合同容量 numeric(12,3), 立户日期 date, "
                "网上国网绑定标志 boolean, 证件号码 bigint, 更新时间 timestamptz)"
            )
        )
        connection.execute(
            text("INSERT INTO c_cons VALUES (:no, '张三', 315.5, :day, true, 330106198001011234, :at)"),
            [{"no": f"{number:04d}", "day": date(2020, 1, 2), "at": datetime(2026, 1, 1)} for number in (2, 1)],
        )
    engine.dispose()
    report = run(catalogue, postgresql)
    assert report.tables["customer"].rows == 2
    assert rows_of(catalogue) == [
        (f"{number:04d}", Decimal("315.500"), date(2020, 1, 2), True, row) for number, row in ((1, 2), (2, 3))
    ]
    sql = catalogue.open().table_sql(DICTIONARY.table("customer"), ["cert_no"])
    assert {row[1] for row in duckdb.sql(sql).fetchall()} == {"330106198001011234"}
