"""Files as counties send them and as nobody should: made by code, so that each says what is wrong with it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

CUSTOMER_HEADERS = ["户号", "户名", "用电类别", "供电电压", "合同容量", "立户日期", "用电地址"]


def customer(number: int) -> list[Any]:
    """One customer row under `CUSTOMER_HEADERS`."""
    day = date(2020, 1, 1 + number % 28)
    return [f"33010{number:08d}", f"用户{number}", "一般工商业", "交流10kV", 100 + number, day, f"文三路{number}号"]


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook of plain rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def customers(path: Path, count: int = 3) -> Path:
    """A clean customer workbook."""
    return workbook(path, {"用电客户": [CUSTOMER_HEADERS, *(customer(number) for number in range(count))]})


def rewrite(path: Path, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> Path:
    """The workbook with parts changed or added, as a tampering program would."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as sink:
        for entry in source.infolist():
            sink.writestr(entry.filename, change(entry.filename, source.read(entry)))
        for name, data in (extra or {}).items():
            sink.writestr(name, data)
    path.write_bytes(buffer.getvalue())
    return path


def bomb_cell(path: Path) -> Path:
    """One cell at XFD1048576 that makes dense readers allocate the whole sheet."""
    book = openpyxl.Workbook()
    book.active.append(CUSTOMER_HEADERS)
    book.active.append(customer(1))
    book.active["XFD1048576"] = 1
    book.save(path)
    return path


def zip_bomb(path: Path) -> Path:
    """A sheet that unpacks a thousandfold."""
    customers(path)
    blanks = b"<row></row>" + b" " * (40 << 20)
    return rewrite(
        path,
        lambda name, data: data.replace(b"</sheetData>", blanks + b"</sheetData>") if "sheet1" in name else data,
    )


def ole(path: Path, stream: str = "Workbook") -> Path:
    """An OLE container with a stream of this name: old Excel, or an encrypted workbook."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack("<16x2H", 0x3E, 3) + b"\0" * 484
    path.write_bytes(header + stream.encode("utf-16-le") + b"\0" * 512)
    return path


def gbk_named_zip(path: Path, members: dict[str, bytes]) -> Path:
    """A zip as Chinese Windows packs it: names in GBK without the UTF-8 flag."""
    names = [name.encode("gbk") for name in members]
    stand_ins = [f"{index:04d}".encode().ljust(len(name), b"m") for index, name in enumerate(names)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for stand_in, data in zip(stand_ins, members.values(), strict=True):
            archive.writestr(stand_in.decode(), data)
    content = path.read_bytes()
    for stand_in, name in zip(stand_ins, names, strict=True):
        content = content.replace(stand_in, name)
    path.write_bytes(content)
    return path
