"""Writes delimited text the ways counties send it: GB18030 files, zips of UTF-8 files with a byte order mark."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_CHUNK = 1 << 20


def write_gb18030(connection: duckdb.DuckDBPyConnection, target: Path, query: str) -> None:
    """`target` holds the query's rows as comma-separated GB18030 text with a header row."""
    plain = _csv(connection, target, query)
    try:
        with (
            plain.open(encoding="utf-8", newline="") as source,
            target.open("w", encoding="gb18030", newline="") as out,
        ):
            while text := source.read(_CHUNK):
                out.write(text)
    finally:
        plain.unlink()


def write_utf8(connection: duckdb.DuckDBPyConnection, target: Path, query: str) -> None:
    """`target` holds the query's rows as comma-separated UTF-8 text with a byte order mark."""
    plain = _csv(connection, target, query)
    try:
        with plain.open("rb") as source, target.open("wb") as out:
            out.write(codecs.BOM_UTF8)
            while chunk := source.read(_CHUNK):
                out.write(chunk)
    finally:
        plain.unlink()


def write_zip(connection: duckdb.DuckDBPyConnection, target: Path, queries: Mapping[str, str]) -> None:
    """`target` is a zip with one UTF-8 text file per entry of `queries` (file name → query)."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, query in queries.items():
            plain = _csv(connection, target.with_name(name), query)
            try:
                with plain.open("rb") as source, archive.open(name, "w", force_zip64=True) as out:
                    out.write(codecs.BOM_UTF8)
                    while chunk := source.read(_CHUNK):
                        out.write(chunk)
            finally:
                plain.unlink()


def _csv(connection: duckdb.DuckDBPyConnection, target: Path, query: str) -> Path:
    plain = target.with_name(f"{target.name}.utf8")
    connection.execute(f"COPY ({query}) TO '{str(plain).replace(chr(39), chr(39) * 2)}' (FORMAT csv, HEADER)")
    return plain
