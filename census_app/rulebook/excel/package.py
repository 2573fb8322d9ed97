"""A workbook file as what it is: a zip of XML parts. Hostile until checked; only the parts asked for are unpacked."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any
from xml.parsers import expat

from census_app.foundation.errors import BadInput
from census_app.foundation.files import said_plainly

MAX_PARTS = 1_000
MAX_FILE_BYTES = 20_000_000
MAX_PART_BYTES = 20_000_000
MAX_BYTES = 60_000_000
_CHUNK = 1 << 16
_END = struct.Struct("<4s4H2LH")
_MOST_DIRECTORY_BYTES = 300_000
_MARK = "xl/workbook.xml"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCODINGS = frozenset({"utf-8", "utf8", "utf-16", "us-ascii", "ascii"})
_SAVE_AGAIN = "在 Excel 或 WPS 里打开，另存为 .xlsx"
Start = Callable[[str, dict[str, str]], None]


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook by its content, or says so by its name."""
    if not path.is_file():
        return False
    if path.suffix.lower() in {".xlsx", ".xlsm", ".xls", ".et"}:
        return True
    try:
        if path.stat().st_size > MAX_FILE_BYTES or not _small_directory(path):
            return False
        with zipfile.ZipFile(path) as archive:
            return _MARK in archive.namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, EOFError, struct.error):
        return False


def _small_directory(path: Path) -> bool:
    """Whether the zip ends plainly in a directory of moderate size: a huge one costs memory before it is refused."""
    with path.open("rb") as stream:
        end = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, end - _END.size))
        tail = stream.read(_END.size)
    return len(tail) == _END.size and tail[:4] == b"PK\x05\x06" and _END.unpack(tail)[5] <= _MOST_DIRECTORY_BYTES


class Package:
    """The parts of one workbook; use as a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unpacked = 0

    def __enter__(self) -> Package:
        with said_plainly(self._path), self._path.open("rb") as stream:
            if stream.read(4) == _OLD_OFFICE:
                raise BadInput(f"{self._path} 是旧格式或加了密码的工作簿", f"去掉密码，{_SAVE_AGAIN}")
        if self._path.stat().st_size > MAX_FILE_BYTES or not _small_directory(self._path):
            raise BadInput(f"{self._path} 不是完好的 Excel 工作簿，或者太大", _SAVE_AGAIN)
        try:
            self._archive = zipfile.ZipFile(self._path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, struct.error) as error:
            raise BadInput(f"{self._path} 不是完好的 Excel 工作簿", _SAVE_AGAIN) from error
        try:
            self._check()
        except BaseException:
            self._archive.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()

    def _check(self) -> None:
        names = [entry.filename for entry in self._archive.infolist()]
        if len(names) > MAX_PARTS or len(set(names)) < len(names):
            raise BadInput(f"{self._path} 里的部件太多或重名", "不要使用来历不明的工作簿")
        if _MARK not in names:
            raise BadInput(f"{self._path} 不是 Excel 工作簿", _SAVE_AGAIN)
        if any(PurePosixPath(name).name == "vbaProject.bin" for name in names):
            raise BadInput(f"{self._path} 带有宏", "规则包不需要宏；另存为不带宏的 .xlsx")

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return name in self._archive.NameToInfo

    def parse(self, name: str, start: Start, end: Callable[[str], None], text: Callable[[str], None]) -> None:
        """Run the part's XML through the handlers: elements by local name, attributes as they are written.

        Raises `BadInput` for a missing, damaged or oversized part and for document type declarations.
        """
        parser = expat.ParserCreate()
        known: dict[str, str] = {}

        def local(tag: str) -> str:
            if tag not in known:
                known[tag] = tag.rpartition(":")[2]
            return known[tag]

        parser.buffer_text = True
        parser.XmlDeclHandler = partial(self._only_unicode, name)
        parser.StartDoctypeDeclHandler = self._no_doctype
        parser.StartElementHandler = lambda tag, given: start(local(tag), given)
        parser.EndElementHandler = lambda tag: end(local(tag))
        parser.CharacterDataHandler = text
        try:
            for chunk in self._chunks(name):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise BadInput(f"{self._path} 的部件 {name} 损坏", _SAVE_AGAIN) from error

    def _chunks(self, name: str) -> Iterator[bytes]:
        total = 0
        with self._opened(name) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                self._unpacked += len(chunk)
                if total > MAX_PART_BYTES or self._unpacked > MAX_BYTES:
                    size = f"{MAX_PART_BYTES // 1_000_000} MB"
                    raise BadInput(
                        f"{self._path} 的部件 {name} 展开后超过 {size}", "规则包不会这么大；检查是不是选错了"
                    )
                yield chunk

    @contextmanager
    def _opened(self, name: str) -> Iterator[Any]:
        try:
            with self._archive.open(name) as stream:
                yield stream
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, OSError) as error:
            raise BadInput(f"{self._path} 的部件 {name} 损坏或加了密码", _SAVE_AGAIN) from error

    def _only_unicode(self, name: str, _version: str, encoding: str | None, _standalone: int) -> None:
        """Workbooks are UTF-8 or UTF-16 by their standard; asked for another, the parser looks among Python's codecs
        and raises whatever it meets there."""
        if encoding is not None and encoding.casefold() not in _ENCODINGS:
            raise BadInput(f"{self._path} 的部件 {name} 不是 UTF-8 编码", _SAVE_AGAIN)

    def _no_doctype(self, *_declaration: object) -> None:
        raise BadInput(f"{self._path} 里有文档类型声明", "不要使用来历不明的工作簿")
