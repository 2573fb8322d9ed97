"""The import page on what recognition can say, without files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from census_app.archive.recognition.mapping import load
from census_app.desktop.core import write_mapping
from census_app.desktop.pages.importing.flow import Stage
from census_app.desktop.pages.importing.outlook import OutlookCard
from census_app.desktop.pages.importing.page import ImportPage
from census_app.desktop.pages.importing.preview import read_preview
from census_app.desktop.widgets.chips import Chip
from census_app.workspace.imports.outlook import Outlook
from tests.desktop.conftest import Desk

ECHO = (sys.executable, "-c", "import json, sys; print(json.dumps({'tables': {}, 'asked': sys.argv[1:]}))")


def _column(
    index: int, header: str, field: str | None, confidence: float, *samples: str, **more: Any
) -> dict[str, Any]:
    return {"index": index, "header": header, "field": field, "confidence": confidence, "samples": samples, **more}


CUSTOMER = {
    "source": {"file": "档案.xlsx", "sheet": "客户"},
    "table": "customer",
    "confidence": 0.98,
    "columns": [
        _column(0, "户号", "cons_no", 1, "1302210004"),
        _column(1, "户名", "cons_name", 1, "王敏"),
        _column(2, "联系方式", "mobile", 0.61, "13812345678", candidates=["phone"], reason="列名像两个字段"),
        _column(3, "备注", None, 0, "老户"),
    ],
    "read": 105,
    "rows": 100,
    "rejected_rows": 2,
    "skipped": {"title": 1, "header": 1, "total": 1},
    "header_rows": [2],
}
UNKNOWN = {
    "source": {"file": "其他.csv", "sheet": ""},
    "table": None,
    "confidence": 0.2,
    "columns": [_column(0, "编号", "line_no", 0.9, "L1"), _column(1, "名称", "line_name", 0.9, "城关线")],
    "read": 11,
    "rows": 10,
    "skipped": {"header": 1},
    "header_rows": [1],
    "needs_answer": ["列太少，认不出是哪张表"],
    "table_candidates": [["feeder", 0.4], ["customer", 0.2]],
}
REFUSED = {"file": "密码.xlsx", "sheet": "", "reason": "文件有打开密码", "advice": "去掉密码后另存"}


def _words(page: ImportPage) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in page.board.findChildren(QLabel) if not label.isHidden())


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ImportPage:
    desk.window.go("import")
    shown = desk.window.page("import")
    assert isinstance(shown, ImportPage)
    qtbot.waitUntil(lambda: bool(shown.names.tables), timeout=60000)
    shown.flow.sources = ["档案.xlsx", "其他.csv", "密码.xlsx"]
    shown.flow.preview = read_preview({"tables": [CUSTOMER, UNKNOWN], "refused": [REFUSED]})
    shown.flow._to(Stage.MAPPING)
    qtbot.waitUntil(lambda: shown.stack.currentWidget() is shown.board)
    return shown


def test_doubtful_columns_come_first_and_samples_are_masked(page: ImportPage) -> None:
    lines = [[page.mapping.model.index(row, column).data() for column in range(6)] for row in range(4)]
    assert [line[0] for line in lines] == ["联系方式", "户号", "户名", "备注"]
    assert lines[0][1:] == ["移动电话？", "138****5678", "—", "—", "61%"]
    assert lines[2][2] == "王*"
    assert [option.text() for option in page.decision.options] == ["移动电话", "固定电话", "不导入"]
    assert "1 处待确认" in " ".join(note.text() for note in page.stepper._notes)


def test_the_account_adds_up(page: ImportPage) -> None:
    figures = {name: int(label.text()) for name, label in page.decision.account._figures.items()}
    assert figures == {"read": 105, "rows": 100, "rejected": 2, "skipped": 3}
    assert figures["read"] == figures["rows"] + figures["rejected"] + figures["skipped"]


def test_a_number_key_answers_and_the_mapping_says_so(page: ImportPage, desk: Desk, tmp_path: Path) -> None:
    desk.window.actions_["answer_2"].trigger()
    table = page.flow.answered_tables()[0]
    assert [column.field for column in table.columns] == ["cons_no", "cons_name", "phone", None]
    assert table.doubtful == 0
    saved = load(write_mapping(page.flow.answered_tables(), tmp_path / "m.yaml"))
    assert [column.field for column in saved.tables[0].columns] == ["cons_no", "cons_name", "phone", None]
    assert len(saved.tables) == 1, "a sheet nobody named is not imported"


def test_answers_are_taken_back_one_after_another(page: ImportPage, desk: Desk) -> None:
    undo = desk.window.actions_["undo_mapping"]
    assert not undo.isEnabled()
    before = page.flow.answered_tables()
    desk.window.actions_["answer_2"].trigger()
    page.sheets.list.setCurrentRow(1)
    page.decision.options[-1].click()
    assert page.flow.answered_tables()[1].table is None and not page.flow.answered_tables()[1].questions
    undo.trigger()
    assert page.flow.answered_tables()[1].questions
    assert page.flow.answered_tables()[0].columns[2].field == "phone", "what was said before stays"
    undo.trigger()
    assert page.flow.answered_tables() == before
    assert not undo.isEnabled()
    assert not page.flow.take_back()


def test_an_unknown_sheet_becomes_the_table_a_person_names(page: ImportPage, tmp_path: Path) -> None:
    page.sheets.list.setCurrentRow(1)
    assert page.decision.options[0].text() == "线路"
    page.decision.options[0].click()
    assert page.flow.answered_tables()[1].table == "feeder"
    saved = load(write_mapping(page.flow.answered_tables(), tmp_path / "m.yaml"))
    assert [table.table for table in saved.tables] == ["customer", "feeder"]


def test_a_refused_file_says_why_and_what_to_do(page: ImportPage) -> None:
    page.sheets.list.setCurrentRow(2)
    words = _words(page)
    assert REFUSED["reason"] in words
    assert REFUSED["advice"] in words
    assert not page.mapping.isVisible()


def test_files_said_to_be_complete_are_imported_again(
    page: ImportPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page.flow.target, page.flow.report = tmp_path, {"tables": {}, "questions": ["用电客户少了 40 行"]}
    page.flow._to(Stage.DONE)
    monkeypatch.setattr(desk.session.jobs, "_program", ECHO)
    again = next(b for b in page.result.findChildren(QPushButton) if b.text() == "文件是全的，重新导入")
    again.click()
    qtbot.waitUntil(lambda: "asked" in page.flow.report, timeout=20000)
    assert "--complete" in page.flow.report["asked"]


def test_what_the_files_hold_is_said_before_they_are_imported(
    page: ImportPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert page.extent.choice.currentText() == "与上次对照着判断"
    page.extent.choice.setCurrentIndex(3)
    page.extent.choice.activated.emit(3)
    monkeypatch.setattr(desk.session.jobs, "_program", ECHO)
    assert page.flow.start(tmp_path, None)
    qtbot.waitUntil(lambda: "asked" in page.flow.report, timeout=20000)
    assert "--changes" in page.flow.report["asked"]


def test_what_was_said_of_other_files_is_not_said_of_the_next(
    page: ImportPage, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page.flow.say_extent("changes")
    assert page.extent.choice.currentText() == "只有新增和变动的行：没交来的没有变"
    monkeypatch.setattr(desk.session.jobs, "start", lambda job: job)
    page.flow.choose(["另一批.xlsx"], tmp_path)
    assert (page.flow.extent, page.extent.choice.currentIndex()) == ("", 0)


def test_a_failed_import_keeps_the_mapping_and_says_what_to_do(
    page: ImportPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = 'import sys; print(\'{"error": "磁盘已满", "advice": "清理后重试"}\'); sys.exit(2)'
    monkeypatch.setattr(desk.session.jobs, "_program", (sys.executable, "-c", script))
    page.target.choose(tmp_path / "新")
    desk.window.actions_["start_import"].trigger()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.error, timeout=20000)
    words = " ".join(label.text() for label in page.error.findChildren(QLabel))
    assert "磁盘已满" in words
    assert "清理后重试" in words
    page.error.retry.click()
    assert page.flow.stage is Stage.MAPPING


def test_which_rules_will_be_judgeable_is_told_and_follows_every_answer(
    page: ImportPage, desk: Desk, qtbot: QtBot
) -> None:
    card = page.outlook
    qtbot.waitUntil(lambda: card.outlook is not None and card.isVisible(), timeout=60000)
    before = card.outlook
    assert before is not None and "查不出" in _chips(card) and not card.lines.isVisible()
    assert card.worst.text() and not before.kept
    desk.window.actions_["show_outlook"].trigger()
    assert card.lines.isVisible()
    assert before.name_of(before.readiness.blockers[0]) in _words(page)
    assert _lack_names(before, "R001") == ["用户状态"]
    customers = page.flow.answered_tables()[0]
    page.flow.answer(customers, customers.columns[1], None)
    qtbot.waitUntil(lambda: card.outlook is not before, timeout=60000)
    assert card.outlook is not None
    assert _lack_names(card.outlook, "R001") == ["用户名称", "用户状态"], "the name is not imported any more"
    page.flow.answer_table(page.flow.answered_tables()[0], None)
    assert not card.isVisible(), "nothing is imported"


def _chips(card: OutlookCard) -> str:
    return " ".join(chip.accessibleName() for chip in card.findChildren(Chip))


def _lack_names(outlook: Outlook, rule: str) -> list[str]:
    found = next(one for one in outlook.readiness.rules if one.rule == rule)
    return [outlook.dictionary.table(lack.table).field(lack.field).rule_name for lack in found.lacks]


def test_a_job_that_begins_does_not_say_what_the_one_before_did(
    page: ImportPage, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = (sys.executable, "-c", "import time; time.sleep(60)")
    monkeypatch.setattr(desk.session.jobs, "_program", waiting)
    page.working.show_step("识别文件：读取 其他.csv 2 / 3", 2, 3)
    assert page.flow.start(tmp_path / "县", None)
    said = [label.text() for label in page.working.findChildren(QLabel)]
    assert page.stack.currentWidget() is page.working
    assert "导入档案" in said and not any("其他.csv" in words for words in said)
    desk.window.actions_["cancel_job"].trigger()
    qtbot.waitUntil(lambda: desk.session.jobs.current is None, timeout=20_000)


def test_lists_and_choices_of_the_import_have_names(page: ImportPage) -> None:
    page.sheets.list.setCurrentRow(0)
    named = [page.sheets.list, page.mapping.view, page.decision.other]
    assert [one.accessibleName() for one in named] == ["识别出的表", "识别与对应", page.decision.other.itemText(0)]


def test_in_a_narrow_window_samples_give_their_room_to_the_names(page: ImportPage, desk: Desk, qtbot: QtBot) -> None:
    view = page.mapping.view
    desk.window.resize(1000, 700)
    qtbot.waitUntil(lambda: [view.isColumnHidden(place) for place in range(6)] == [False] * 3 + [True] * 2 + [False])
    desk.window.resize(1900, 900)
    qtbot.waitUntil(lambda: not any(view.isColumnHidden(place) for place in range(6)))
