"""What decisions teach, looked at before it is switched on, and the versions of models, in the window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from census_app.desktop.language import CHINESE, ENGLISH, language
from census_app.desktop.pages.matching.model_words import learned_rows, teachable
from census_app.desktop.pages.matching.models import ModelDialog
from census_app.desktop.pages.matching.page import MatchPage
from census_app.desktop.pages.matching.reads import read_queue
from census_app.desktop.pages.tasks.job_dialog import FORM, RESULT
from census_app.matching.judging import Verdict
from census_app.matching.weights.shipped import shipped_model
from census_app.matching.weights.stored import model_text
from census_app.workspace.linking.deciding import Said, record_decisions
from census_app.workspace.linking.making import make_links
from census_app.workspace.linking.model_files import import_model
from census_app.workspace.linking.models import kept_models
from census_app.workspace.linking.queue import review_queue
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk

SOURCE = "gov_population"
SHARE = {"confirmed": 9, "judged": 10, "low": "0.5958", "high": "0.9821"}
MEASURE = {"bands": {"几乎肯定": SHARE}, "precision": SHARE, "recall": SHARE, "loss": 0.5}
LEARNED = {
    "name": "公安人口", "accepted": 31, "rejected": 30, "missing": {"accepted": 0, "rejected": 0},
    "before": MEASURE, "after": MEASURE | {"loss": 0.4}, "version": None, "refused": "", "refusal": "",
    "changes": [{"from": "review", "to": "auto", "pairs": 12, "examples": [["1", "P1"], ["2", "P2"]]}],
    "one_sided": [{"reviewer": "甲", "verdict": "accept", "judged": 61, "otherwise": 7.2}],
}  # fmt: skip


@pytest.fixture
def dialog(desk: Desk, qtbot: QtBot, compared: Path) -> ModelDialog:
    desk.open(qtbot, compared, "match")
    page = desk.window.page("match")
    assert isinstance(page, MatchPage)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.board, timeout=PATIENCE)
    desk.window.actions_["match_models"].trigger()
    (found,) = page.findChildren(ModelDialog)
    qtbot.waitUntil(lambda: bool(found.lines), timeout=PATIENCE)
    return found


@pytest.fixture
def chinese_again() -> Iterator[None]:
    yield
    language().switch(CHINESE)


def _preview(dialog: ModelDialog) -> list[str]:
    table = dialog.preview
    cells = [[table.item(row, column) for column in range(3)] for row in range(table.rowCount())]
    return ["  ".join(cell.text() for cell in line if cell is not None) for line in cells]


def _choose(dialog: ModelDialog, version: int) -> None:
    keys = [(one.source, one.version) for one in dialog.lines]
    dialog.versions.selectRow(keys.index((SOURCE, version)))


def _said(dialog: ModelDialog, qtbot: QtBot, words: str) -> None:
    qtbot.waitUntil(lambda: words in dialog.message.text(), timeout=PATIENCE)


def test_a_version_comes_from_a_file_is_used_written_and_left_again(
    dialog: ModelDialog, qtbot: QtBot, compared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all(one.version == 0 and one.in_use for one in dialog.lines)
    assert not dialog.use_button.isEnabled(), "it is in use already"
    other = replace(shipped_model("base"), prior=-12.0)
    (tmp_path / "来.json").write_text(model_text(other), encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(tmp_path / "来.json"), ""))
    _choose(dialog, 0)
    dialog.import_button.click()
    _said(dialog, qtbot, "公安人口 存为第 1 版，没有启用")
    qtbot.waitUntil(lambda: (SOURCE, 1) in [(one.source, one.version) for one in dialog.lines], timeout=PATIENCE)
    _choose(dialog, 1)
    dialog.use_button.click()
    _said(dialog, qtbot, "公安人口 用第 1 版，重新关联后生效")
    qtbot.waitUntil(lambda: any(one.version == 1 and one.in_use for one in dialog.lines), timeout=PATIENCE)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "去"), ""))
    dialog.export_button.click()
    _said(dialog, qtbot, "已写到文件")
    assert '"prior": -12' in (tmp_path / "去.json").read_text(encoding="utf-8")
    _choose(dialog, 0)
    dialog.use_button.click()
    _said(dialog, qtbot, "用第 0 版")
    with Workspace.open(compared) as workspace:
        assert [(one.version, one.in_use) for one in kept_models(workspace, SOURCE)] == [(0, True), (1, False)]
    dialog.close()


def test_what_learning_would_change_is_looked_at_and_too_few_decisions_teach_nothing(
    dialog: ModelDialog, qtbot: QtBot, compared: Path
) -> None:
    dialog.start_button.click()
    _said(dialog, qtbot, "还没有可以学的人工判定")
    assert dialog.stack.currentIndex() == FORM
    with Workspace.open(compared) as workspace:
        pairs = [one.shown for record in review_queue(workspace, SOURCE).records for one in record.pairs]
        record_decisions(workspace, [Said(one, Verdict.ACCEPT, "甲") for one in pairs[:3]])
    dialog.start_button.click()
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == RESULT, timeout=PATIENCE)
    told = "\n".join(_preview(dialog))
    assert "公安人口：是同一个" in told and "几乎肯定" in told and "够自动关联的里面对的" in told
    assert "还不能启用：判定太少，还差 是同一个 " in told
    assert dialog.teach_buttons == []
    dialog.back_button.click()
    assert dialog.stack.currentIndex() == FORM
    dialog.close()


def test_a_file_that_is_no_model_is_refused_in_words(
    dialog: ModelDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "坏.json").write_text("[1, 2]", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(tmp_path / "坏.json"), ""))
    dialog.import_button.click()
    _said(dialog, qtbot, "读不出来")
    assert dialog.stack.currentIndex() == FORM
    dialog.close()


def test_what_may_be_switched_to_has_its_button(qtbot: QtBot, dialog: ModelDialog) -> None:
    dialog._show_learned(SimpleNamespace(result={"sources": {SOURCE: LEARNED}}))  # type: ignore[arg-type]
    assert [button.text() for button in dialog.teach_buttons] == ["启用学到的：公安人口"]
    assert dialog.teach_buttons[0].isVisible()
    dialog.close()


@pytest.mark.usefixtures("chinese_again")
def test_what_learning_tells_in_both_languages() -> None:
    result = {
        "sources": {SOURCE: LEARNED, "self": LEARNED | {"name": "档案自身", "refusal": "判定太少，还差 都不是 3 对"}}
    }
    lines = [row.text for row in learned_rows(result)]
    assert lines[0] == "公安人口：是同一个 31 对，都不是 30 对"
    assert "注意：甲 判的 61 对全是“是同一个”，照模型约有 7 对不该是：启用之前抽几对核一核" in lines
    assert "待人工确认 → 自动关联：12 对，例如 1 ↔ P1、2 ↔ P2" in lines
    assert "可以启用" in lines and "还不能启用：判定太少，还差 都不是 3 对" in lines
    assert teachable(result) == [(SOURCE, "公安人口")]
    language().switch(ENGLISH)
    english = [row.text for row in learned_rows(result)]
    assert "Cannot be put in use yet: too few decisions, still 3 none of them" in english
    assert not re.search("[\u4e00-\u9fff]", "".join(english).replace("甲", ""))


def test_a_model_changed_elsewhere_is_told_until_it_was_compared_with(compared: Path, tmp_path: Path) -> None:
    other = replace(shipped_model("base"), prior=-12.0)
    (tmp_path / "来.json").write_text(model_text(other), encoding="utf-8")
    with Workspace.open(compared) as workspace:
        import_model(workspace, SOURCE, tmp_path / "来.json", switch=True)
    assert "公安人口：模型换过了，重新关联后生效" in read_queue(compared, "", "", 1).notes
    with Workspace.open(compared) as workspace:
        make_links(workspace)
    assert not any("模型换过了" in note for note in read_queue(compared, "", "", 1).notes)
