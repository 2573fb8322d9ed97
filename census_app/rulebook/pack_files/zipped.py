"""The files of a zipped pack. The archive is read once, whole, and only the plainest kind of zip is taken."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from census_app.foundation.errors import BadInput
from census_app.foundation.quiet_file import read_quietly
from census_app.rulebook.pack_files.limits import (
    MANIFEST,
    MAX_FILES,
    MAX_TOTAL_BYTES,
    check_amount,
    is_pack_file,
    name_fault,
    shown,
)

MAX_RATIO = 100
_ADVICE = "不要使用来历不明的规则包"
_AGAIN = "重新传一遍；仍不行，请发包的单位重新导出"
_BROKEN = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OverflowError, IndexError,
    struct.error, zlib.error, OSError,
)  # fmt: skip
_END = struct.Struct("<4s4H2LH")
_LOCAL_HEADER_BYTES = 30
_LENGTHS, _LENGTHS_AT = struct.Struct("<2H"), 26  # of name and extra field, in the local header
_MOST_DIRECTORY_BYTES = MAX_FILES * 1000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


def zip_contents(path: Path) -> dict[str, bytes]:
    """Relative name → bytes of every file in the zip; raises `BadInput` for anything that is not a plain, whole zip.

    No more is ever unpacked than the declared sizes, which together stay within the limits of a pack.
    """
    content = read_quietly(path, MAX_TOTAL_BYTES)
    listed = _check_end(path, content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) != listed:
                raise BadInput(f"{path} 不是完好的 zip，文件数和目录记录的不符", _AGAIN)
            return _unpacked(path, archive, content)
    except _BROKEN as error:
        raise BadInput(f"{path} 不是完好的 zip", _AGAIN) from error


def _check_end(path: Path, content: bytes) -> int:
    """Nothing before the first entry, nothing after the directory, which has a pack's size; how many it lists."""
    if not content:
        raise BadInput(f"{path} 是空的，一个字节也没有", _AGAIN)
    if content[:2] != b"PK":
        raise BadInput(f"{path} 不是 zip", "规则包是文件夹、zip 或 xlsx")
    tail = content[-_END.size :]
    if len(tail) < _END.size or tail[:4] != b"PK\x05\x06":
        raise BadInput(f"{path} 不是完好的 zip，没有传完，或者后面接了别的内容", _AGAIN)
    _, _, _, _, entries, size, start, _ = _END.unpack(tail)
    if entries > MAX_FILES or size > _MOST_DIRECTORY_BYTES:
        check_amount(path, entries, 0)
        raise BadInput(f"{path} 的目录太大", _ADVICE)
    if start + size != len(content) - _END.size:
        raise BadInput(f"{path} 不是完好的 zip，目录的位置不对", _AGAIN)
    return int(entries)


def _unpacked(path: Path, archive: zipfile.ZipFile, content: bytes) -> dict[str, bytes]:
    entries = [(_name_of(path, entry), entry) for entry in archive.infolist()]
    check_amount(path, len(entries), sum(entry.file_size for _, entry in entries))
    for name, entry in entries:
        _check_entry(path, name, entry)
    _check_layout(path, content, [entry for _, entry in entries])
    files = [(name, entry) for name, entry in entries if not name.endswith("/")]
    _check_doubles(path, [name for name, _ in files])
    root = _common_root([name for name, _ in files])
    contents: dict[str, bytes] = {}
    for whole_name, entry in files:
        name = whole_name.removeprefix(root)
        if not is_pack_file(name):
            raise BadInput(f"{path} 里有不该有的文件：{shown(name)}", "规则包里只有 .yaml、说明文件和签名")
        with archive.open(entry) as stream:
            contents[name] = stream.read(entry.file_size + 1)
        if len(contents[name]) != entry.file_size:
            raise BadInput(f"{path} 里的 {name} 与目录记录的大小不符", _AGAIN)
    return contents


def _name_of(path: Path, entry: zipfile.ZipInfo) -> str:
    """The name as its author saw it: zips made on Chinese Windows hold GBK names without saying so."""
    name = entry.orig_filename
    if os.sep != "/":
        name = name.replace(os.sep, "\\")
    if "\0" in name:
        raise BadInput(f"{path} 里有带零字节的文件名：{shown(name)}", _ADVICE)
    if entry.flag_bits & _UTF8_NAME or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name


def _check_entry(path: Path, name: str, entry: zipfile.ZipInfo) -> None:
    if name.startswith("__MACOSX/"):
        raise BadInput(f"{path} 里夹带了苹果系统的文件：{shown(name)}", "删去 __MACOSX 文件夹后重新压缩")
    fault = name_fault(name.removesuffix("/"))
    if fault:
        raise BadInput(f"{path} 里{fault}：{shown(name)}", _ADVICE)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        what = "链接" if kind == stat.S_IFLNK else "不是文件的东西"
        raise BadInput(f"{path} 里有{what}：{name}", _ADVICE)
    if entry.flag_bits & _ENCRYPTED:
        raise BadInput(f"{path} 加了密码", "去掉密码后重新导出")
    if entry.compress_type not in _METHODS:
        raise BadInput(f"{path} 里的 {name} 用了少见的压缩方法", "用普通的 zip 重新压缩")
    if entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise BadInput(f"{path} 里的 {name} 压缩比超过 {MAX_RATIO}", _ADVICE)


def _check_layout(path: Path, content: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """Each entry has its own bytes: entries that share them are how a small zip unpacks to a huge one."""
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            raise BadInput(f"{path} 里的文件互相重叠", _ADVICE)
        if end == 0 and entry.header_offset > 0:
            raise BadInput(f"{path} 的前面接了别的内容", _ADVICE)
        lengths = _LENGTHS.unpack_from(content, entry.header_offset + _LENGTHS_AT)
        end = entry.header_offset + _LOCAL_HEADER_BYTES + sum(lengths) + entry.compress_size
    if end > len(content) - _END.size:
        raise BadInput(f"{path} 里的文件互相重叠", _ADVICE)


def _check_doubles(path: Path, names: list[str]) -> None:
    """No name twice, and none that another system would take for the same."""
    seen: dict[str, str] = {}
    for name in names:
        if name.casefold() in seen:
            raise BadInput(f"{path} 里有重名的文件：{seen[name.casefold()]}、{name}", _AGAIN)
        seen[name.casefold()] = name


def _common_root(names: list[str]) -> str:
    """`census-112/` when the pack was zipped as a folder."""
    manifest = next((name for name in names if PurePosixPath(name).name == MANIFEST), MANIFEST)
    root = manifest.removesuffix(MANIFEST)
    return root if all(name.startswith(root) for name in names) else ""
