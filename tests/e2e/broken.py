"""Files that are not what they seem, as they arrive every week; each writer makes one file at the given path."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

HEADER = "户号,户名,用电地址,合同容量,供电电压"
LINES = [f"34{n:08d},用户{n},解放路{n}号,8,220V" for n in range(50)]
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def csv_text(lines: list[str] | None = None, header: str = HEADER) -> str:
    return "\r\n".join([header, *(LINES if lines is None else lines)]) + "\r\n"


def workbook(path: Path, rows: list[list[object]] | None = None) -> None:
    """A sound workbook of customers."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "用户档案"
    for row in [HEADER.split(","), *(line.split(",") for line in LINES)] if rows is None else rows:
        book.active.append(row)
    book.save(path)


def _with_member(path: Path, name: str, content: bytes) -> None:
    workbook(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


def _macros(path: Path) -> None:
    _with_member(path, "xl/vbaProject.bin", OLE_MAGIC + b"Attribute VB_Name" * 50)


def _external_link(path: Path) -> None:
    _with_member(path, "xl/externalLinks/externalLink1.xml", b"<externalLink/>")


def _entities(path: Path) -> None:
    workbook(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = bomb + sheet[sheet.index(b"<worksheet") :]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def _swollen_sheet(path: Path) -> None:
    """A sheet that is 300 MB of blanks inside 0.3 MB."""
    workbook(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            with archive.open(name, "w", force_zip64=True) as stream:
                stream.write(content)
                if name == "xl/worksheets/sheet1.xml":
                    for _ in range(300):
                        stream.write(b" " * (1 << 20))


def _bomb(path: Path) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("用户.csv", "w") as out,
    ):
        for _ in range(300):
            out.write(b"0" * (1 << 20))


def _password(path: Path) -> None:
    names = "EncryptedPackage".encode("utf-16-le") + "EncryptionInfo".encode("utf-16-le")
    path.write_bytes(OLE_MAGIC + b"\0" * 504 + names + b"\0" * 4096)


def _old_excel(path: Path) -> None:
    path.write_bytes(OLE_MAGIC + b"\0" * 504 + "Workbook".encode("utf-16-le") + b"\0" * 4096)


def _html(path: Path) -> None:
    rows = "".join(f"<tr><td>{line.replace(',', '</td><td>')}</td></tr>" for line in [HEADER, *LINES])
    path.write_text(f"<html><head><meta charset=gbk></head><body><table>{rows}</table></body></html>", encoding="gbk")


def _mixed_encodings(path: Path) -> None:
    lines = [HEADER.encode("gbk")]
    lines += [line.encode("utf-8" if n % 5 == 0 else "gbk") for n, line in enumerate(LINES)]
    path.write_bytes(b"\r\n".join(lines))


def _truncated(path: Path) -> None:
    workbook(path)
    path.write_bytes(path.read_bytes()[:-900])


def _no_key(path: Path) -> None:
    lines = [line.split(",", 1)[1] for line in LINES]
    path.write_text(csv_text(lines, HEADER.split(",", 1)[1]), encoding="utf-8")


def _two_keys(path: Path) -> None:
    lines = [f"{line},99{n:08d}" for n, line in enumerate(LINES)]
    path.write_text(csv_text(lines, f"{HEADER},户号"), encoding="utf-8")


def _header_only(path: Path) -> None:
    path.write_text(csv_text([]), encoding="gbk")


def _empty_workbook(path: Path) -> None:
    workbook(path, [])


def _prose(path: Path) -> None:
    path.write_text("各单位：\n请于本周五前报送普查进度。\n联系人：王芳，电话 2233。\n", encoding="utf-8")


def _picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)


def _rar(path: Path) -> None:
    path.write_bytes(b"Rar!\x1a\x07\x01\x00" + b"\0" * 100)


def _random(path: Path) -> None:
    path.write_bytes(bytes((n * 7919 + n // 7) % 256 for n in range(20_000)))


def _only_blank(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf\r\n\r\n   \r\n")


def _encrypted_zip(path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("用户.csv", csv_text())
    content = bytearray(buffer.getvalue())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    path.write_bytes(bytes(content))


def _far_column(path: Path) -> None:
    from openpyxl import load_workbook

    workbook(path)
    book = load_workbook(path)
    book.active["XFD1048576"] = "x"
    book.save(path)


REFUSED: dict[str, tuple[Callable[[Path], None], str]] = {
    "带宏.xlsx": (_macros, "宏"),
    "外部链接.xlsx": (_external_link, "外部链接"),
    "实体.xlsx": (_entities, "DTD"),
    "远处一格.xlsx": (_far_column, "XFD"),
    "膨胀.xlsx": (_swollen_sheet, "炸弹"),
    "炸弹.zip": (_bomb, "炸弹"),
    "有密码.xlsx": (_password, "密码"),
    "旧格式.xls": (_old_excel, "旧版"),
    "网页.xls": (_html, "网页"),
    "混合编码.csv": (_mixed_encodings, "编码"),
    "截断.xlsx": (_truncated, "损坏"),
    "没有户号.csv": (_no_key, "用户编号"),
    "两个户号.csv": (_two_keys, "用户编号"),
    "空文件.csv": (lambda path: path.write_bytes(b"") and None, "空文件"),
    "只有表头.csv": (_header_only, "没有"),
    "空工作簿.xlsx": (_empty_workbook, "没有"),
    "只有空行.csv": (_only_blank, ""),
    "通知.csv": (_prose, ""),
    "照片.xlsx": (_picture, "图片"),
    "压缩.rar": (_rar, "RAR"),
    "乱码.csv": (_random, ""),
    "加密.zip": (_encrypted_zip, "密码"),
}
