from __future__ import annotations

from pathlib import Path

import openpyxl

from census_app.foundation.resources import shipped_folder
from census_app.rulebook.documents import read_documents
from census_app.rulebook.export import export_workbook, read_source
from census_app.rulebook.format import format_document, format_text
from census_app.rulebook.packs import load_pack

SHIPPED = shipped_folder("rules") / "census-112"


def test_says_what_the_files_say(shipped_workbook: Path) -> None:
    files, workbook = load_pack(SHIPPED), load_pack(shipped_workbook)
    assert workbook.fingerprint == files.fingerprint
    assert workbook.model_dump() == files.model_dump()


def test_gives_the_canonical_files_back(shipped_workbook: Path) -> None:
    documents = read_documents(shipped_workbook)
    files = {file.name: file.read_text(encoding="utf-8") for file in SHIPPED.glob("*.yaml")}
    assert list(documents) == sorted(files)
    for name, text in files.items():
        assert format_document(documents[name], name) == format_text(text, name)


def test_saved_again_by_openpyxl(shipped_workbook: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    book = openpyxl.load_workbook(shipped_workbook)
    book.save(again)
    book.close()
    assert load_pack(again).model_dump() == load_pack(SHIPPED).model_dump()


def test_the_same_pack_gives_the_same_bytes(shipped_workbook: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    export_workbook(read_source(shipped_workbook), again)
    assert again.read_bytes() == shipped_workbook.read_bytes()
