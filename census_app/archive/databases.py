"""Raw tables of a source database, read through SQLAlchemy and recognised like sheets: one per table or view."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from census_app.archive.model import SourceFile
from census_app.archive.raw import Extraction, RawTable, RefusedFile
from census_app.archive.readers.cells import cell_text
from census_app.archive.readers.grid import PREVIEW_ROWS, Grid, GridWriter, batch_rows
from census_app.archive.recognition.mapping import SavedMapping
from census_app.archive.recognition.recognise import Recogniser
from census_app.dictionary.model import Dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

_HEADER_ROW = 1
_LOCAL_ZONE = "Asia/Shanghai"
_SUPPORTED = ("sqlite", "postgresql")


def extract_database(
    address: str, dictionary: Dictionary, mapping: SavedMapping | None, scratch: Path, context: JobContext
) -> Extraction:
    """Raw tables of every table and view that has rows; they lie under `scratch` until it is removed.

    The database is only read. Row numbers count from 2 in the order of the primary key (else as delivered), so that
    the same content gives the same part. A database that cannot be reached is a `RefusedFile`; an address that is
    none, or of another kind than SQLite and PostgreSQL, raises `BadInput`.
    """
    import duckdb
    from sqlalchemy.exc import SQLAlchemyError

    url = _parsed(address)
    name = f"{url.get_backend_name()}:{PurePath(url.database or '').name}"
    tables: list[RawTable] = []
    refused: list[RefusedFile] = []
    with duckdb.connect(config={"threads": 2}) as engine:
        recogniser = Recogniser(engine, dictionary, mapping)
        try:
            with _reading(url) as connection:
                names = _table_names(connection)
                for number, table in enumerate(names):
                    context.raise_if_cancelled()
                    context.progress(number, len(names), f"读取数据库表 {table}")
                    grid, digest = _read_table(connection, engine, table, scratch / f"{number:04d}", context)
                    if not grid.rows:
                        refused.append(RefusedFile(name, table, "没有数据行", "确认库里的数据；空表不算已覆盖"))
                        continue
                    tables.append(recogniser.recognise(grid, SourceFile(file=name, sheet=table, sha256=digest)))
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            refused.append(RefusedFile(name, "", f"读不了数据库：{reason}", "检查地址、账号、网络和读权限"))
    return Extraction(tuple(tables), tuple(refused))


def _parsed(address: str) -> URL:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    advice = "例如 sqlite:///D:/数据/营销.db 或 postgresql+psycopg://用户:密码@主机/库"
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise BadInput("看不懂数据库地址", advice) from error
    if url.get_backend_name() not in _SUPPORTED:
        raise BadInput(f"不支持的数据库：{url.get_backend_name()}", advice)
    if url.get_backend_name() == "sqlite" and not (url.database and Path(url.database).is_file()):
        raise BadInput(f"找不到数据库文件：{url.database}", advice)
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


@contextmanager
def _reading(url: URL) -> Iterator[Connection]:
    """A connection that cannot write."""
    from sqlalchemy import create_engine

    engine = _sqlite_engine(Path(str(url.database))) if url.get_backend_name() == "sqlite" else create_engine(url)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql("SET TRANSACTION READ ONLY")
                connection.exec_driver_sql(f"SET LOCAL TIME ZONE '{_LOCAL_ZONE}'")
            yield connection
    finally:
        engine.dispose()


def _sqlite_engine(path: Path) -> Engine:
    import sqlite3

    from sqlalchemy import create_engine

    address = f"{path.resolve().as_uri()}?mode=ro"
    return create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True, check_same_thread=False))


def _table_names(connection: Connection) -> list[str]:
    from sqlalchemy import inspect

    inspector = inspect(connection)
    return sorted({*inspector.get_table_names(), *inspector.get_view_names()})


def _read_table(connection: Connection, engine: Any, table: str, folder: Path, context: JobContext) -> tuple[Grid, str]:
    """The table's rows as texts, and the hash of their content."""
    from sqlalchemy import inspect

    quote = connection.dialect.identifier_preparer.quote
    key = inspect(connection).get_pk_constraint(table).get("constrained_columns", [])
    order = f" ORDER BY {', '.join(quote(column) for column in key)}" if key else ""
    streamed = connection.execution_options(stream_results=True)
    found = streamed.exec_driver_sql(f"SELECT * FROM {quote(table)}{order}")
    headers = [str(name) for name in found.keys()]  # noqa: SIM118 (a result's keys, not a dict's)
    digest = hashlib.sha256(repr(headers).encode())
    preview: list[tuple[int, list[str | None]]] = [(_HEADER_ROW, list(headers))]
    number = _HEADER_ROW
    with GridWriter(engine, folder) as writer:
        while rows := found.fetchmany(batch_rows(len(headers))):
            context.raise_if_cancelled()
            texts = [[_text(value) for value in row] for row in rows]
            digest.update(repr(texts).encode("utf-8", errors="surrogatepass"))
            numbers = list(range(number + 1, number + 1 + len(texts)))
            number += len(texts)
            if len(preview) < PREVIEW_ROWS:
                preview += zip(numbers, texts[: PREVIEW_ROWS - len(preview)], strict=False)
            writer.add(numbers, _columns(texts, len(headers)))
    grid = Grid(
        sheet=table,
        files=writer.files,
        width=len(headers),
        rows=writer.rows,
        last_row=number,
        leading=1,
        preview=preview,
    )
    return grid, digest.hexdigest()


def _columns(rows: Sequence[Sequence[str | None]], width: int) -> list[list[str | None]]:
    return [[row[position] for row in rows] for position in range(width)]


def _text(value: Any) -> str | None:
    """Whole numbers of a database are exact whatever their length; local times lose the zone they are shown in."""
    if isinstance(value, bool) or value is None:
        return cell_text(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value.is_finite() else None
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime) and value.tzinfo is not None:
        return cell_text(value.replace(tzinfo=None))
    text = cell_text(value)
    return None if text is None else text.replace("\0", "")
