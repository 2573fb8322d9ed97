"""Lists that another office program opened and saved: as a workbook and as text."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import County
from .filling import FIXED, RIGHT, VISIT, fill, statuses, take

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="no office program here"),
]
_TEXT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
"""The second sheet as UTF-8 text, cells as they are shown."""


def converted(source: Path, form: str, folder: Path) -> Path:
    before = set(folder.glob("*"))
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return (set(folder.glob("*")) - before).pop()


def test_saved_by_another_program(county: County) -> None:
    answers = {("R042", "1"): FIXED, ("R005", "1"): RIGHT, ("R042", "3"): VISIT}
    filled = fill(county.lists["0301"], county.folder / "a.xlsx", answers)
    work, workbooks = county.folder / "work", county.folder / "workbooks"
    for folder in (work, workbooks):
        folder.mkdir()
    open_document = converted(filled, "ods", work)
    workbook = converted(open_document, "xlsx:Calc MS Excel 2007 XML", workbooks)
    text = converted(filled, _TEXT, work)
    taken = take(county, workbook)
    assert [statuses(taken)[key] for key in answers] == ["taken"] * 3
    again = take(county, text)
    assert [statuses(again)[key] for key in answers] == ["already"] * 3
