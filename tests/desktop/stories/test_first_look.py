"""Somebody who has never seen the program: from the launch to the first understood problem and the weekly lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from census_app.desktop import commands
from census_app.desktop.pages.lists.dialog import ListsDialog
from census_app.desktop.pages.problems.page import ProblemPage
from tests.desktop.stories.hands import Hands

FEW = 500


@pytest.mark.nightly
def test_the_sample_county_explains_itself(hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("census_app.desktop.controller.first_folder", lambda: tmp_path)
    monkeypatch.setattr(commands, "SAMPLE_CUSTOMERS", FEW)
    hands.press("Ctrl+T")
    page = hands.on("problems")
    assert isinstance(page, ProblemPage)
    hands.wait(lambda: page.model.rowCount() > 0 and bool(page.panel.record))
    hands.press("J", "J")
    hands.sees("证据", "怎么改", "来源", on=page.panel)
    hands.press("Return")
    hands.on("customer")
    hands.sees("判错条件")
    hands.press("Escape")
    hands.on("problems")
    hands.press("Ctrl+E")
    dialog = hands.dialog(ListsDialog)
    hands.press("Return")
    hands.wait(lambda: dialog.files.count() > 0)
    written = sorted(file.name for file in Path(dialog.folder.text()).glob("*.xlsx"))
    assert sorted(dialog.files.item(place).text() for place in range(dialog.files.count())) == written
