"""Source databases through SQLAlchemy: tables and views that are recognised, streamed into text grids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.mapping import SavedMapping
from census_app.archive.model import SourceFile
from census_app.archive.raw import Extraction, RawTable, RefusedFile
from census_app.archive.readers.cells import cell_text
from census_app.archive.readers.grid import PREVIEW_ROWS, Grid, GridWriter, batch_rows
from census_app.archive.recognition.recognise import Recogniser
from census_app.dictionary.model import Dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext

if TYPE_CHECKING:
    import duckdb
    from sqlalchemy import Connection, Engine, Table

_SYSTEM_SCHEMAS = {"information_schema", "pg_catalog", "pg_toast"}
_ADVICE = "检查数据库地址、账号、网络，以及是否装有该数据库的驱动"


def extract_database(
    url: str, dictionary: Dictionary, mapping: SavedMapping | None, scratch: Path, context: JobContext
) -> Extraction:
    """Raw tables of every table and view that is recognised; the others are listed as refused.

    Row numbers count from 1 in the order the database gives. Raises `BadInput` when the database cannot be
    reached; the password never appears in a message.
    """
    from sqlalchemy import MetaData
    from sqlalchemy.exc import SQLAlchemyError

    engine = _engine(url)
    shown = engine.url.render_as_string(hide_password=True)
    try:
        with engine.connect() as connection, _scratch_engine(scratch) as writer:
            reader = _DatabaseReader(connection, writer, scratch, Recogniser(writer, dictionary, mapping), shown)
            tables = list(_tables(engine, MetaData()))
            for number, table in enumerate(tables):
                context.raise_if_cancelled()
                context.progress(number, len(tables), f"读取 {table.fullname}")
                reader.take(table, context)
            return reader.extraction()
    except SQLAlchemyError as error:
        raise BadInput(f"无法读取数据库 {shown}：{_without_password(error, engine)}", _ADVICE) from None
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            parsed = _read_only_sqlite(parsed.database)
        return create_engine(parsed)
    except (ArgumentError, NoSuchModuleError, ImportError):
        raise BadInput(
            "看不懂的数据库地址，或没有安装它的驱动",
            "写成 sqlite:///路径/文件.db 或 postgresql+psycopg://账号:密码@主机/库名",
        ) from None


def _read_only_sqlite(database: str | None) -> Any:
    from sqlalchemy.engine import URL

    if not database or not Path(database).is_file():
        raise BadInput(f"数据库文件不存在：{database or '（未写路径）'}", "检查路径后重试")
    path = Path(database).resolve().as_posix()
    return URL.create("sqlite", database=f"file:{path}", query={"mode": "ro", "uri": "true"})


def _without_password(error: Exception, engine: Engine) -> str:
    text = str(getattr(error, "orig", None) or error).strip().splitlines()
    first = text[0] if text else type(error).__name__
    password = engine.url.password
    return first.replace(str(password), "***") if password else first


def _tables(engine: Engine, metadata: Any) -> Iterator[Table]:
    from sqlalchemy import Table, inspect

    inspector = inspect(engine)
    default = inspector.default_schema_name
    for schema in inspector.get_schema_names():
        if schema in _SYSTEM_SCHEMAS or schema.startswith("pg_"):
            continue
        place = None if schema == default else schema
        names = [*inspector.get_table_names(schema=place), *inspector.get_view_names(schema=place)]
        for name in sorted(set(names)):
            yield Table(name, metadata, schema=place, autoload_with=engine, resolve_fks=False)


def _scratch_engine(scratch: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    scratch.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute("SET temp_directory = $folder", {"folder": str(scratch)})
    return connection


class _DatabaseReader:
    """Collects raw tables of one database."""

    def __init__(
        self,
        connection: Connection,
        writer: duckdb.DuckDBPyConnection,
        scratch: Path,
        recogniser: Recogniser,
        shown: str,
    ) -> None:
        self._connection = connection
        self._writer = writer
        self._scratch = scratch
        self._recogniser = recogniser
        self._shown = shown
        self._found: list[RawTable] = []
        self._refused: list[RefusedFile] = []

    def take(self, table: Table, context: JobContext) -> None:
        """Read the table when its first rows are recognised, refuse it otherwise."""
        source = SourceFile(file=self._shown, sheet=table.fullname)
        try:
            sample = self._recogniser.recognise(self._read(table, "sample", PREVIEW_ROWS, context), source)
            if not sample.usable:
                self._refused.append(RefusedFile(self._shown, table.fullname, "；".join(sample.needs_answer), ""))
                return
            self._found.append(self._recogniser.recognise(self._read(table, "rows", None, context), source))
        except BadInput as refusal:
            self._refused.append(RefusedFile(self._shown, table.fullname, refusal.message, refusal.advice))

    def _read(self, table: Table, kind: str, limit: int | None, context: JobContext) -> Grid:
        from sqlalchemy import select

        names = [column.name for column in table.columns]
        grid = Grid(sheet=table.fullname, width=len(names), preview=[(0, [*names])], leading=1)
        size = batch_rows(len(names))
        query = select(table).limit(limit) if limit else select(table)
        result = self._connection.execution_options(stream_results=True, yield_per=size).execute(query)
        folder = self._scratch / f"{kind}{len(self._found) + len(self._refused):04d}"
        with GridWriter(self._writer, folder) as writer:
            for batch in result.partitions():
                context.raise_if_cancelled()
                self._write(batch, grid, writer)
        grid.files, grid.rows, grid.last_row = writer.files, writer.rows, writer.rows
        return grid

    def _write(self, batch: Sequence[Any], grid: Grid, writer: GridWriter) -> None:
        columns = [[database_text(value) for value in column] for column in zip(*batch, strict=True)]
        numbers = range(writer.rows + 1, writer.rows + 1 + len(batch))
        missing = PREVIEW_ROWS - len(grid.preview)
        if missing > 0:
            rows = zip(*(column[:missing] for column in columns), strict=True)
            grid.preview += [(number, list(row)) for number, row in zip(numbers, rows, strict=False)]
        writer.add(numbers, columns)

    def extraction(self) -> Extraction:
        """Everything taken so far."""
        return Extraction(tuple(self._found), tuple(self._refused))


def database_text(value: Any) -> str | None:
    """Text of a database value; integers and decimals are exact however long, so they bear no mark."""
    if isinstance(value, bool) or value is None:
        return cell_text(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex() or None
    return cell_text(value)
