"""Files of a county written and imported, and what then stands in the archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from census_app.archive.catalogue import Catalogue, archive_metadata
from census_app.archive.importing import import_files
from census_app.archive.report import ImportReport, ImportRequest
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.database import open_database
from census_app.foundation.jobs import silent

DICTIONARY = load_dictionary()
CUSTOMER_HEADER = "用户编号,用户名称,供电单位编码,合同容量(kVA),立户日期,用户状态,移动电话,供电电压"


@contextmanager
def new_catalogue(folder: Path) -> Iterator[Catalogue]:
    folder.mkdir()
    engine = open_database(folder / "census.sqlite")
    archive_metadata.create_all(engine)
    yield Catalogue(engine, folder)
    engine.dispose()


def write(folder: Path, name: str, lines: list[str], encoding: str = "utf-8-sig") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def customers(folder: Path, name: str, *rows: str, encoding: str = "utf-8-sig") -> Path:
    return write(folder, name, [CUSTOMER_HEADER, *rows], encoding)


def customer(number: int, unit: str, capacity: str = "8") -> str:
    return f"{number:010d},用户{number},{unit},{capacity},2020-01-02,正常用电客户,1380000{number:04d},交流220V"


def run(catalogue: Catalogue, *files: Path, **options: object) -> ImportReport:
    return import_files(ImportRequest(files=files, **options), catalogue, DICTIONARY, silent())


def rows_of(catalogue: Catalogue, table: str, *fields: str) -> list[tuple[object, ...]]:
    snapshot = catalogue.open()
    listed = ", ".join(fields)
    sql = snapshot.table_sql(
        DICTIONARY.table(table), [name for name in fields if DICTIONARY.table(table).has_field(name)]
    )
    return duckdb.sql(f"SELECT {listed} FROM ({sql}) ORDER BY row_id").fetchall()


def assert_counts_add_up(report: ImportReport) -> None:
    for table in report.tables.values():
        assert table.read == table.rows + table.rejected + sum(table.skipped.values())
        assert table.read == sum(source.read for source in table.sources)
