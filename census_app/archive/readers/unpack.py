"""Zip archives of source files: unpacked flat into a scratch folder, names kept for people."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from census_app.archive.readers.limits import Limits
from census_app.foundation.errors import BadInput

_UTF8_NAME = 0x800
_CHUNK_BYTES = 1 << 20
_NO_SOURCES = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini", "~$")


def unpack(path: Path, folder: Path, limits: Limits) -> tuple[list[tuple[str, Path]], list[str]]:
    """Every file of the archive as (name inside, unpacked path), and sentences about entries left out."""
    folder.mkdir(parents=True, exist_ok=True)
    members: list[tuple[str, Path]] = []
    skipped: list[str] = []
    with zipfile.ZipFile(path) as archive:
        for index, entry in enumerate(archive.infolist()):
            name = entry_name(entry)
            if entry.is_dir() or is_no_source(name):
                continue
            if not _stays_inside(name):
                skipped.append(f"{name}：路径指向压缩包之外，未读取")
                continue
            target = folder / f"{index:05d}{PurePosixPath(name).suffix.lower()}"
            _copy(archive, entry, name, target, limits)
            members.append((name, target))
    if not members:
        raise BadInput("压缩包里没有可读取的文件", "请把 xlsx 或 csv 放进压缩包")
    return members, skipped


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The entry's name as its writer saw it: zips from Chinese Windows store GBK bytes without saying so."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename.replace("\\", "/")
    raw = entry.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return entry.filename.replace("\\", "/")


def is_no_source(name: str) -> bool:
    """Whether the file is litter of the operating system or a lock file of an open workbook."""
    lowered = name.lower()
    return lowered.startswith("__macosx/") or PurePosixPath(lowered).name.startswith(_NO_SOURCES)


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not (path.is_absolute() or ".." in path.parts or ":" in name)


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, target: Path, limits: Limits) -> None:
    try:
        with archive.open(entry) as source, target.open("wb") as sink:
            written = 0
            while chunk := source.read(_CHUNK_BYTES):
                written += len(chunk)
                if written > min(limits.zip_total_bytes, entry.file_size):
                    raise BadInput(f"{name} 解压后比声明的大，疑似压缩炸弹", "确认来源可靠，重新压缩")
                sink.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise BadInput(f"压缩包里的 {name} 损坏", "重新压缩或重新下载") from error


def remove_unpacked(folder: Path) -> None:
    """Free the scratch space of unpacked files."""
    shutil.rmtree(folder, ignore_errors=True)
