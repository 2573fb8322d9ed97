"""Texts that spreadsheets love to change, after one opened the workbook and saved it in its own way."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from census_app.foundation.resources import shipped_folder
from census_app.rulebook.export import export_workbook, read_source
from census_app.rulebook.packs import load_pack
from census_app.rulebook.yaml_files.text import written

LONG = "合同容量 > 0 and " * 230 + "合同容量 < 1"
NASTY = ["=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(A1)", "'单引号", '"双引号"', "01", "NO", "true", "是", "1.0"]
NASTY += [
    "1E+17",
    "123456789012345678",
    "2026-01-01",
    "2026/1/1",
    "12:30",
    "1-2",
    "1,234",
    "50%",
    "￥5",
    "TRUE",
    "null",
]
NASTY += [
    " 前",
    "后 ",
    "甲\n乙",
    "甲\n\n乙 \n 丙",
    "",
    "（空）",
    "_x000D_",
    "http://a.b/c",
    "a\tb",
    "#N/A",
    "#",
    "a  b",
]
NASTY += ["\u3000全角空格\u3000", "𠮷𠮷", "😀", "<t>&amp;", "{用户名称}", "e\u0301", "null", "a  b"]
SHIPPED = shipped_folder("rules") / "census-112"


def _pack(folder: Path) -> Path:
    texts: dict[str, Any] = {f"k{number}": text for number, text in enumerate(NASTY)}
    manifest = {"id": "sample", "title": {"zh": "甲"}, "version": "1.0.0", "issuer": "乙", "dictionary": "1"}
    manifest |= {"effective_from": "2026-01-01", "due_days": {"urgent": "3"}, "word_lists": {"词": NASTY}}  # type: ignore[dict-item]
    rule: dict[str, Any] = {"id": "R001", "version": "1", "title": {"zh": "丙"}, "category": "丁", "severity": "urgent"}
    rule |= {"table": "用电客户", "remedy": {"zh": "戊"}, "source": {"kind": "seed", "cite": NASTY}, "shows": NASTY}
    rule["wrong"] = [{"id": f"c{n}", "when": text, "says": {"zh": text}} for n, text in enumerate(NASTY)]
    rule["wrong"].append({"id": "长", "when": LONG, "says": {"zh": "长"}})
    rule["params"] = {"列": {"value": NASTY}, "映": {"value": texts}, "单": {"value": "=1"}}
    rule["cases"] = [{"expect": "right", "record": {**texts, "空": None}, "name": text} for text in NASTY[:3]]
    folder.mkdir()
    for name, content in (("pack", manifest), ("baseline", {"用电客户": texts}), ("rules", [rule])):
        (folder / f"{name}.yaml").write_text(written(content), encoding="utf-8")
    return folder


@pytest.fixture
def nasty(tmp_path: Path) -> Path:
    return _pack(tmp_path / "pack")


def test_by_openpyxl(nasty: Path, tmp_path: Path) -> None:
    export_workbook(read_source(nasty), tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    book.save(tmp_path / "p.xlsx")
    book.close()
    assert load_pack(tmp_path / "p.xlsx").model_dump() == load_pack(nasty).model_dump()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.nightly
@pytest.mark.parametrize("shipped", [False, True])
def test_by_libreoffice(nasty: Path, tmp_path: Path, shipped: bool) -> None:
    source, workbook = SHIPPED if shipped else nasty, tmp_path / "p.xlsx"
    export_workbook(read_source(source), workbook)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    target = ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "again"), str(workbook)]
    subprocess.run([*command, *target], check=True, capture_output=True)
    again = tmp_path / "again" / "p.xlsx"
    assert again.read_bytes() != workbook.read_bytes()
    assert load_pack(again).fingerprint == load_pack(source).fingerprint
    assert load_pack(again).model_dump() == load_pack(source).model_dump()
