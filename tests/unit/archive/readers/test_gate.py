import os
import zipfile
from pathlib import Path

import pytest

from census_app.archive.readers.gate import FileKind, identify
from census_app.archive.readers.limits import shipped_limits
from census_app.foundation.errors import BadInput
from tests.unit.archive.corpus import bomb_cell, customers, ole, rewrite, workbook, zip_bomb

LIMITS = shipped_limits()


def refused(path):
    with pytest.raises(BadInput) as caught:
        identify(path, LIMITS)
    assert caught.value.advice
    return caught.value.message


def test_real_files_pass(tmp_path):
    assert identify(customers(tmp_path / "a.xlsx"), LIMITS) is FileKind.WORKBOOK
    text = tmp_path / "a.csv"
    text.write_text("户号,户名\n1,张三\n", encoding="gb18030")
    assert identify(text, LIMITS) is FileKind.TEXT
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(text, "a.csv")
    assert identify(tmp_path / "a.zip", LIMITS) is FileKind.ARCHIVE


def test_a_workbook_with_a_csv_name_is_still_a_workbook(tmp_path):
    assert identify(customers(tmp_path / "a.csv"), LIMITS) is FileKind.WORKBOOK


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空文件"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b"\xef\xbb\xbf\r\n  <!DOCTYPE html><html>", "网页"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "网页"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "网页"),
        (b"%PDF-1.7", "PDF"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"L\0\0\0\x01\x14\x02\0" + b"\0" * 80, "快捷方式"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"PK\x03\x04 broken", "损坏"),
        (b"just text", "内容却不是"),
        ("户号,户名\n1,张三\n".encode("gb18030"), "内容是文本"),
    ],
)
def test_what_a_renamed_file_really_is(tmp_path, content, says):
    path = tmp_path / "renamed.xlsx"
    path.write_bytes(content)
    assert says in refused(path)


def test_the_mark_of_an_open_workbook_is_no_broken_file(tmp_path):
    (tmp_path / "~$用户.xlsx").write_bytes(b"\x05Admin" + b"\0" * 150)
    assert "用户.xlsx 正在 Excel 或 WPS 里打开" in refused(tmp_path / "~$用户.xlsx")


def test_missing_file(tmp_path):
    assert "不存在" in refused(tmp_path / "gone.xlsx")


def test_old_excel_and_password_are_told_apart(tmp_path):
    assert "旧版" in refused(ole(tmp_path / "a.xls"))
    assert "密码" in refused(ole(tmp_path / "b.xlsx", "EncryptedPackage"))


def test_macros_under_another_name(tmp_path):
    path = rewrite(customers(tmp_path / "a.xlsx"), lambda name, data: data, {"xl/vbaProject.bin": b"macro"})
    assert "宏" in refused(path)


def test_external_links(tmp_path):
    link = {"xl/externalLinks/externalLink1.xml": b"<a/>"}
    path = rewrite(customers(tmp_path / "a.xlsx"), lambda name, data: data, link)
    assert "外部链接" in refused(path)


def test_document_type_declaration(tmp_path):
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'
    path = rewrite(
        customers(tmp_path / "a.xlsx"), lambda name, data: entity + data if name == "xl/workbook.xml" else data
    )
    assert "DTD" in refused(path)


def test_zip_bomb(tmp_path):
    assert "压缩炸弹" in refused(zip_bomb(tmp_path / "a.xlsx"))


def test_truncated_workbook(tmp_path):
    path = customers(tmp_path / "a.xlsx")
    path.write_bytes(path.read_bytes()[:-300])
    assert "损坏" in refused(path)


def test_too_many_entries(tmp_path):
    limits = LIMITS.model_copy(update={"zip_entries": 3})
    with pytest.raises(BadInput, match="超过上限 3"):
        identify(customers(tmp_path / "a.xlsx"), limits)


def test_other_office_documents(tmp_path):
    for part, says in (("word/document.xml", "Word"), ("xl/workbook.bin", "xlsb")):
        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("[Content_Types].xml", "<a/>")
            archive.writestr(part, "x")
        assert says in refused(path)


def test_bomb_cell_passes_the_gate_and_is_left_to_the_careful_reader(tmp_path):
    assert identify(bomb_cell(tmp_path / "a.xlsx"), LIMITS) is FileKind.WORKBOOK


def test_folder_instead_of_file(tmp_path):
    (tmp_path / "a.xlsx").mkdir()
    assert "无法读取" in refused(tmp_path / "a.xlsx")


def test_workbook_helper_writes_all_sheets(tmp_path):
    assert identify(workbook(tmp_path / "a.xlsx", {"一": [["a"]], "二": [["b"]]}), LIMITS) is FileKind.WORKBOOK


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_what_is_no_plain_file_is_refused_without_reading_it(tmp_path):
    pipe = tmp_path / "管道.csv"
    os.mkfifo(pipe)
    assert "不是普通文件" in refused(pipe)
    assert "不是普通文件" in refused(Path("/dev/zero"))
    broken = tmp_path / "断.csv"
    broken.symlink_to(tmp_path / "没有.csv")
    assert "不存在" in refused(broken)
