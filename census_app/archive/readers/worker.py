"""The reader process: reads one file per request line, so that a hostile file can only kill this process.

Requests and answers are JSON, one per line, on the standard streams: `ReadRequest` in; `progress` lines and
one final `grids`, `members` or `refused` line out.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from pydantic import BaseModel

from census_app.archive.readers.gate import FileKind, identify
from census_app.archive.readers.grid import Grid
from census_app.archive.readers.limits import Limits, shipped_limits
from census_app.foundation.canonical import sha256_file
from census_app.foundation.errors import BadInput

if TYPE_CHECKING:
    import duckdb

_ENGINE_MEMORY = "1GB"


class ReadRequest(BaseModel):
    """Read `path` into `folder`; `depth` counts the zips around it, `careful` avoids the fast reader. Workbooks whose
    visible sheets have at most `inline_cells` cells are answered with all their rows, without files. `one_column`: a
    text without any delimiter is a list of one column."""

    path: Path
    folder: Path
    depth: int = 0
    careful: bool = False
    inline_cells: int = 0
    one_column: bool = False


class Member(BaseModel):
    """A file unpacked from a zip: `name` is its path inside."""

    name: str
    path: Path


class ReadAnswer(BaseModel):
    """What became of the request; `refused` is the reason when nothing was read."""

    sha256: str = ""
    grids: list[Grid] = []
    members: list[Member] = []
    skipped_members: list[str] = []
    refused: str = ""
    advice: str = ""


def main() -> int:
    """Serve requests until the input ends."""
    answers = _private_output()
    limits = shipped_limits()
    _limit_memory(limits.worker_bytes)
    gc.disable()  # millions of short-lived cells, hardly any cycles
    for line in sys.stdin:
        request = ReadRequest.model_validate_json(line)
        answer = _answer(request, limits, answers)
        _send(answers, {"answer": answer.model_dump(mode="json")})
        gc.collect()
    return 0


def _private_output() -> TextIO:
    """The real standard output for answers; anything a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _limit_memory(limit: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _send(stream: TextIO, message: dict[str, Any]) -> None:
    stream.write(json.dumps(message, ensure_ascii=False) + "\n")
    stream.flush()


def _answer(request: ReadRequest, limits: Limits, answers: TextIO) -> ReadAnswer:
    def progress(done: int, total: int, text: str) -> None:
        _send(answers, {"progress": [done, total, text]})

    try:
        before = _state(request.path)
        kind = identify(request.path, limits)
        answer = _READ[kind](request, limits, progress)
        if _state(request.path) != before:
            raise BadInput("读的时候文件变了，可能还在导出、下载或同步", "等它写完再导入")
        return answer
    except BadInput as refusal:
        return ReadAnswer(refused=refusal.message, advice=refusal.advice)
    except MemoryError:
        return ReadAnswer(refused="文件太大，读取时内存不足", advice="拆成几个文件，或改存为 csv 后再导入")
    except Exception as error:  # whatever a library meets in one file must not reach the next
        return _failed(error)


def _state(path: Path) -> tuple[int, int]:
    """What changes when somebody writes to the file or puts another in its place."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _failed(error: Exception) -> ReadAnswer:
    text = str(error)
    if getattr(error, "errno", None) == errno.ENOSPC or "No space left" in text:
        return ReadAnswer(refused="磁盘已满，读取时没有地方放临时文件", advice="清理磁盘后重试")
    if isinstance(error, OSError):
        return ReadAnswer(refused=f"读取时出错：{error.strerror or text}", advice="检查文件是否仍在原处、能否打开")
    return ReadAnswer(
        refused=f"内容无法读取，文件可能已损坏（{type(error).__name__}）",
        advice="在 Excel 或 WPS 里打开核对，另存为 xlsx 后再导入",
    )


def _connection(folder: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{_ENGINE_MEMORY}'")
    connection.execute("SET temp_directory = $folder", {"folder": str(folder)})
    connection.execute("SET enable_progress_bar = false")
    return connection


def _read_workbook(request: ReadRequest, limits: Limits, progress: Any) -> ReadAnswer:
    from census_app.archive.readers.workbook import read_small_workbook, read_workbook

    if request.inline_cells and not request.careful:
        small = read_small_workbook(request.path, limits, request.inline_cells)
        if small is not None:
            return ReadAnswer(sha256=sha256_file(request.path), grids=small)
    with _connection(request.folder) as connection:
        grids = read_workbook(request.path, request.folder, connection, limits, request.careful, progress)
    return ReadAnswer(sha256=sha256_file(request.path), grids=grids)


def _read_text(request: ReadRequest, limits: Limits, progress: Any) -> ReadAnswer:
    from census_app.archive.readers.delimited import read_delimited

    with _connection(request.folder) as connection:
        grid, sha256 = read_delimited(request.path, request.folder, connection, limits, progress, request.one_column)
    return ReadAnswer(sha256=sha256, grids=[grid])


def _read_archive(request: ReadRequest, limits: Limits, progress: Any) -> ReadAnswer:
    from census_app.archive.readers.unpack import unpack

    if request.depth >= limits.zip_depth:
        raise BadInput("压缩包套得太深", "解压后导入里面的文件")
    members, skipped = unpack(request.path, request.folder, limits)
    return ReadAnswer(
        sha256=sha256_file(request.path),
        members=[Member(name=name, path=path) for name, path in members],
        skipped_members=skipped,
    )


_READ = {FileKind.WORKBOOK: _read_workbook, FileKind.TEXT: _read_text, FileKind.ARCHIVE: _read_archive}

if __name__ == "__main__":
    sys.exit(main())
