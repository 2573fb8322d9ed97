"""What a file really is, by its bytes; anything but a table that we read is refused with the true reason."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from census_app.archive.readers.limits import Limits
from census_app.foundation.errors import BadInput

_HEAD_BYTES = 4096
_OPEN_MARK = "~$"
_SAVE_AS = "在 Excel 或 WPS 里打开，另存为“Excel 工作簿 (*.xlsx)”后再导入"


class FileKind(StrEnum):
    """The kinds of file that have a reader."""

    WORKBOOK = "workbook"
    TEXT = "text"
    ARCHIVE = "archive"


def identify(path: Path, limits: Limits) -> FileKind:
    """The kind of the file after all cheap safety checks; `BadInput` says why it is refused and what to do."""
    if path.name.startswith(_OPEN_MARK):
        raise BadInput(
            f"这是 {path.name.removeprefix(_OPEN_MARK)} 正在 Excel 或 WPS 里打开时的标记文件，不是数据",
            "关闭那个工作簿，再导入它本身；这个标记文件会自己消失",
        )
    head = _head(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _identify_zip(path, limits)
    for magic, refuse in _REFUSED_MAGIC:
        if head.startswith(magic):
            raise refuse(path)
    lowered = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if _looks_like_markup(lowered):
        raise BadInput("这是改了扩展名的网页或 XML 表格，不是真正的 Excel 文件", _SAVE_AS)
    if path.suffix.lower() in (".xlsx", ".xlsm", ".zip"):
        if _looks_like_text(head):
            raise BadInput(f"内容是文本（csv 一类），扩展名却是 {path.suffix}", "把扩展名改成 .csv 后再导入")
        raise BadInput("扩展名是 Excel 或压缩包，内容却不是；文件可能损坏或没有下载完整", "重新导出或重新下载")
    return FileKind.TEXT


def _head(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadInput("无法读取：这不是普通文件，是设备、管道或文件夹", "请给出 xlsx、csv 或 zip 文件本身")
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
    except FileNotFoundError as error:
        raise BadInput("文件不存在，可能已被移动或删除，或是指向别处的断开的链接", "检查路径后重试") from error
    except PermissionError as error:
        raise BadInput("没有读取权限，或文件正被别的程序独占", "关闭正在使用它的程序，或换一个有权限的位置") from error
    except OSError as error:
        raise BadInput(f"无法读取：{error.strerror or error}", "检查磁盘或网络位置后重试") from error
    if not head:
        raise BadInput("空文件，没有任何内容", "重新导出")
    return head


def _looks_like_markup(head: bytes) -> bool:
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<style", b"<div", b"<!--")):
        return True
    return head.startswith(b"mime-version:") or b"<table" in head or b"<html" in head


def _looks_like_text(head: bytes) -> bool:
    """Several columns on the first line, and no byte that text does not have."""
    first = head.splitlines()[0] if head.strip() else b""
    return re.search(rb"[\x00-\x08\x0e-\x1f]", head) is None and re.search(rb"[,\t;|]", first) is not None


def _old_office(path: Path) -> BadInput:
    content = path.read_bytes()[: 64 << 20]
    if _utf16("EncryptedPackage") in content or _utf16("EncryptionInfo") in content:
        return BadInput("工作簿设了打开密码，无法读取", "在 Excel 或 WPS 里打开，去掉打开密码后另存为 xlsx")
    if _utf16("WordDocument") in content:
        return BadInput("这是 Word 文档，不是表格", "把表格复制到 Excel，另存为 xlsx")
    return BadInput("这是旧版 Excel（.xls）或 WPS（.et）文件，不支持", _SAVE_AS)


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _refusal(reason: str, advice: str) -> Callable[[Path], BadInput]:
    return lambda _path: BadInput(reason, advice)


_OTHER_ARCHIVE = _refusal("这是 RAR、7z 或 gz 压缩包，不支持", "解压后导入其中的文件，或改用 zip 压缩")
_NOT_A_TABLE = _refusal("这是图片、PDF 或程序文件，不是表格", "请提供 xlsx、csv 或 zip")
_REFUSED_MAGIC: tuple[tuple[bytes, Callable[[Path], BadInput]], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _old_office),
    (b"\x09\x08", _refusal("这是很旧的 Excel（.xls）文件，不支持", _SAVE_AS)),
    (b"Rar!", _OTHER_ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _OTHER_ARCHIVE),
    (b"\x1f\x8b", _OTHER_ARCHIVE),
    (b"L\0\0\0\x01\x14\x02\0", _refusal("这是快捷方式，不是文件本身", "找到它指向的文件，拖那个文件进来")),
    (b"%PDF", _NOT_A_TABLE),
    (b"\x89PNG", _NOT_A_TABLE),
    (b"\xff\xd8\xff", _NOT_A_TABLE),
    (b"GIF8", _NOT_A_TABLE),
    (b"MZ", _NOT_A_TABLE),
    (b"\x7fELF", _NOT_A_TABLE),
    (b"{\\rtf", _NOT_A_TABLE),
    (b"SQLite format 3\x00", _refusal("这是 SQLite 数据库文件", "用数据库地址导入，例如 sqlite:///路径/文件.db")),
    (b"PAR1", _refusal("这是 Parquet 文件，不作为来源读取", "请提供 xlsx、csv 或 zip")),
)


def _identify_zip(path: Path, limits: Limits) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            check_entries(entries, limits)
            names = {entry.filename.lower() for entry in entries}
            if "[content_types].xml" in names or "xl/workbook.xml" in names:
                _check_office(archive, entries, names)
                return FileKind.WORKBOOK
            if "mimetype" in names and "content.xml" in names:
                raise BadInput("这是 OpenDocument（.ods）文件，不支持", _SAVE_AS)
            return FileKind.ARCHIVE
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise BadInput("压缩结构损坏，文件不完整或没有下载完", "重新导出或重新下载后再导入") from error


def check_entries(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse by the directory alone: too many entries, too large, blown up, or encrypted."""
    if len(entries) > limits.zip_entries:
        raise BadInput(f"压缩包里有 {len(entries)} 个文件，超过上限 {limits.zip_entries}", "拆成几个压缩包")
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadInput("压缩包设了密码，无法读取", "去掉密码重新压缩")
    total = sum(entry.file_size for entry in entries)
    if total > limits.zip_total_bytes:
        raise BadInput(f"解压后有 {total >> 20} MB，超过上限 {limits.zip_total_bytes >> 20} MB", "拆成几个文件")
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > 1 << 20 and ratio > limits.zip_ratio:
            raise BadInput(
                f"疑似压缩炸弹：{entry.filename} 解压后膨胀 {ratio:.0f} 倍，超过 {limits.zip_ratio} 倍",
                "确认来源可靠；在 Excel 或 WPS 里打开，清除多余的空白区域后另存",
            )


def _check_office(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise BadInput("这是二进制工作簿（.xlsb），不支持", _SAVE_AS)
    if "xl/workbook.xml" not in names:
        raise BadInput("这是 Word、PowerPoint 等文档，不是 Excel 工作簿", "请提供 xlsx、csv 或 zip")
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise BadInput("工作簿带有宏（或是改了扩展名的宏工作簿），为安全不读取", _SAVE_AS)
    if any(name.startswith("xl/externallinks/") for name in names):
        raise BadInput(
            "工作簿里有指向其他文件的外部链接，数值可能已经过期",
            "在 Excel 的“数据 → 编辑链接”里断开链接，或复制后选择性粘贴为数值，另存后再导入",
        )
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels")):
            _check_no_dtd(archive, entry)


def _check_no_dtd(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with archive.open(entry) as stream:
        head = stream.read(_HEAD_BYTES).replace(b"\0", b"")
    if re.search(rb"<!(DOCTYPE|ENTITY)", head, re.IGNORECASE):
        raise BadInput(f"工作簿的 {entry.filename} 里有 DTD 声明，可能是恶意文件", "确认来源；在 Excel 里另存为 xlsx")
