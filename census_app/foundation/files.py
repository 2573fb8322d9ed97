"""Durable files: a name either holds the whole content or does not exist.

Protocol (architecture decision 21): write under a temporary name in the same folder, fsync,
rename, fsync the folder; the caller then commits the database row with the file's SHA-256.
A file without a row does not exist and is swept at the next start.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from census_app.foundation.errors import BadInput, CensusError, DiskRefusal
from census_app.foundation.processes import process_started

TEMPORARY_SUFFIX = ".part-writing"
_DUCKDB_SAYS = (
    ("No space left", "磁盘已满"),
    ("not enough space", "磁盘已满"),
    ("Permission denied", "没有读写权限"),
    ("Read-only file system", "文件夹是只读的"),
    ("No such file", "文件不见了"),
    ("being used by another process", "文件正被别的程序占用"),
)


def fsync_folder(folder: Path) -> None:
    """Make renames inside `folder` durable; a no-op where folders cannot be opened (Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_file(path: Path) -> None:
    """Make the bytes of `path` durable."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_temporaries = count()


def _temporary_name(target: Path) -> Path:
    """A hidden name beside `target` that no other thread or process uses; it ends with the writer's process id."""
    return target.with_name(f".{target.name}.{next(_temporaries)}.{os.getpid()}{TEMPORARY_SUFFIX}")


@contextmanager
def publish(target: Path) -> Iterator[Path]:
    """Yield a temporary path; at a clean exit its content stands durably under `target`.

    On any error the temporary file is removed and `target` is untouched.
    """
    with said_plainly(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = _temporary_name(target)
        try:
            yield temporary
            fsync_file(temporary)
            os.replace(temporary, target)
            fsync_folder(target.parent)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


@contextmanager
def publish_folder(target: Path) -> Iterator[Path]:
    """Like `publish` for a folder of files: all of it under its final name, or nothing."""
    with said_plainly(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = _temporary_name(target)
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        try:
            yield temporary
            for path in sorted(temporary.rglob("*")):
                if path.is_file():
                    fsync_file(path)
            fsync_folder(temporary)
            os.rename(temporary, target)
            fsync_folder(target.parent)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise


@contextmanager
def drafting_folder(target: Path) -> Iterator[Path]:
    """An empty folder beside `target` to make it in; gone afterwards, or swept where the process was killed."""
    with said_plainly(target):
        folder = _temporary_name(target)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def refuse_held(files: Iterable[Path], folder: Path) -> None:
    """`DiskRefusal` when one of these names stands in `folder` and cannot be replaced now: on Windows because a
    program, say Excel, has it open. To be asked before the files are registered."""
    for path in files:
        standing = folder / path.name
        with said_plainly(standing), suppress(FileNotFoundError):
            os.replace(standing, standing)


def place_files(files: Iterable[Path], folder: Path) -> list[Path]:
    """Drafts stand durably in `folder` under their own names, in the place of what stood there; returns where."""
    placed = []
    for path in files:
        with said_plainly(folder / path.name):
            os.replace(path, folder / path.name)
        placed.append(folder / path.name)
    fsync_folder(folder)
    return placed


def write_text(target: Path, text: str) -> None:
    """`target` durably holds `text` in UTF-8."""
    with publish(target) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def sweep_unfinished(folder: Path) -> int:
    """Remove what killed processes left under temporary names; returns how many.

    Other processes may be at work in `folder`: what they take away meanwhile is passed over, what they write stays.
    """
    removed = 0
    for parent, folders, files in os.walk(folder):
        unfinished = {name for name in (*folders, *files) if name[0] == "." and name.endswith(TEMPORARY_SUFFIX)}
        folders[:] = [name for name in folders if name not in unfinished]
        for path in (Path(parent, name) for name in sorted(unfinished)):
            if _writer_is_alive(path):
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
            removed += 1
    return removed


def newest_first(folder: Path, pattern: str) -> list[Path]:
    """The files of `folder` matching `pattern`, those written last before the others."""
    return sorted(folder.glob(pattern), key=_written_at, reverse=True)


def forget(paths: Iterable[Path]) -> None:
    """Files that can be made again are gone; one somebody still reads (Windows keeps those) goes another time."""
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _writer_is_alive(path: Path) -> bool:
    process_id = path.name.removesuffix(TEMPORARY_SUFFIX).rsplit(".", 1)[-1]
    return process_id.isdigit() and process_started(int(process_id)) is not None


@contextmanager
def said_plainly(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals, also those a library has wrapped, into sentences that name the file and the
    cure."""
    try:
        yield
    except CensusError:
        raise
    except Exception as error:
        refusal = plain_refusal(error, path)
        if refusal is None:
            raise
        raise refusal from error


def plain_refusal(error: Exception, path: Path | str) -> DiskRefusal | None:
    """What to tell of a full disk or a missing permission; None for any other error."""
    number = _system_error(error)
    if number in (errno.ENOSPC, errno.EDQUOT):
        return DiskRefusal(f"磁盘已满，无法写入 {path}", "清理磁盘后重试；没有留下半个文件")
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return DiskRefusal(f"没有写入权限：{path}", "换一个可写的文件夹，或关闭正在使用它的程序")
    return None


def gone(error: OSError) -> BadInput | None:
    """What to tell of a folder that is taken away while one works in it; None for any other error."""
    if not isinstance(error, FileNotFoundError) or not error.filename:
        return None
    return BadInput(
        f"找不到了：{error.filename}", "文件夹可能被移走、改名，或移动盘拔掉了；放回原处再做一次，已完成的都在"
    )


def plain_reason(error: Exception) -> str:
    """Why DuckDB could not read or write, in a few words; its own first line where it is nothing known."""
    text = str(error)
    known = next((words for sign, words in _DUCKDB_SAYS if sign.casefold() in text.casefold()), None)
    return known or (text.splitlines() or [""])[0]


def _system_error(error: Exception) -> int | None:
    """The system's number of an error; SQLite tells a full disk in words only, xlsxwriter hands the error on."""
    if isinstance(error, sqlite3.Error):
        return errno.ENOSPC if "disk is full" in str(error) else None
    behind = next((one for one in (error, *error.args) if isinstance(one, OSError)), None)
    return None if behind is None else behind.errno
