"""What is done on a customer's page: pictures, one page, a proposal, a review, a dispatch, and what was gone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop.frame.toast import Toast
from census_app.desktop.pages.customer.page import CustomerPage
from census_app.desktop.pages.customer.print_dialog import PrintDialog
from census_app.desktop.pages.tasks.dispatch_dialog import DispatchDialog
from census_app.desktop.pages.tasks.job_dialog import RESULT
from census_app.desktop.widgets.line_dialog import LineDialog
from census_app.desktop.widgets.photo_viewer import PhotoViewer
from census_app.survey.corrections.proposing import ProposedValue, propose_correction
from census_app.survey.results.taking import TakeRequest, take_results
from census_app.workspace import acts
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk
from tests.unit.survey.photos.pictures import picture, save
from tests.unit.survey.results.issuing import T1, dispatch
from tests.unit.survey.review.field import numbers, states
from tests.unit.workspace.county import deliver


def _words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def _opened(desk: Desk, qtbot: QtBot, folder: Path, customer: str = "4") -> CustomerPage:
    desk.open(qtbot, folder, "customer")
    desk.window.open_customer(customer)
    page = desk.window.page("customer")
    assert isinstance(page, CustomerPage)
    qtbot.waitUntil(lambda: page.sheet is not None and page.sheet.customer == customer, timeout=PATIENCE)
    return page


def _dialog(page: CustomerPage, kind: type[Any]) -> Any:
    dialog = page.doing.dialog
    assert isinstance(dialog, kind)
    return dialog


def _toast(desk: Desk) -> Toast:
    assert desk.window._toast is not None
    return desk.window._toast


@pytest.fixture
def pictured(county: Path, tmp_path: Path) -> Path:
    """Customer 4 was visited; two pictures came in."""
    folder = tmp_path / "照片"
    folder.mkdir()
    save(picture("2206031502"), folder / f"{T1}-1.jpg", "2026:11:26 09:30:00", (115.9, 38.9))
    save(picture(size=(300, 200)), folder / f"{T1}-2.jpg")
    with Workspace.open(county) as workspace:
        dispatch(workspace, {"task_no": T1, "customer": "4", "longitude": "115.9", "latitude": "38.9"})
        take_results(workspace, TakeRequest([folder], tmp_path / "回"))
    return county


def test_space_shows_the_pictures_with_what_is_known_of_them(desk: Desk, qtbot: QtBot, pictured: Path) -> None:
    page = _opened(desk, qtbot, pictured)
    action = desk.window.actions_["show_photos"]
    qtbot.waitUntil(action.isEnabled, timeout=PATIENCE)
    qtbot.keyClick(page.problems.list, Qt.Key.Key_Space)
    viewer: PhotoViewer = _dialog(page, PhotoViewer)
    qtbot.waitUntil(lambda: "没有改过" in viewer.hash.text(), timeout=PATIENCE)
    words = _words(viewer)
    assert "2206031502" in words and "0 米" in words and "2026-11-26 09:30:00" in words
    fitted = viewer.canvas.scale
    qtbot.keyClick(viewer, Qt.Key.Key_R)
    assert viewer.canvas.turned == 90
    qtbot.keyClick(viewer, Qt.Key.Key_1)
    assert viewer.canvas.scale == 1.0 > fitted
    qtbot.mousePress(viewer.canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    qtbot.mouseMove(viewer.canvas, QPoint(20, 20))
    qtbot.mouseRelease(viewer.canvas, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    viewer.canvas.wheelEvent(_wheel(viewer.canvas, 120))
    assert viewer.canvas.scale > 1.0
    qtbot.keyClick(viewer, Qt.Key.Key_0)
    qtbot.keyClick(viewer, Qt.Key.Key_Right)
    assert viewer.title.text() == f"{T1}-2" and not viewer.next.isEnabled()
    qtbot.waitUntil(lambda: "没有改过" in viewer.hash.text(), timeout=PATIENCE)
    assert "没有读出条码" in _words(viewer) and viewer.canvas.scale == 1.0, "a small picture is not blown up"
    qtbot.keyClick(viewer, Qt.Key.Key_Space)
    assert not viewer.isVisible()


def _wheel(widget: QWidget, turned: int) -> QWheelEvent:
    place = QPointF(widget.rect().center())
    return QWheelEvent(
        place, widget.mapToGlobal(place), QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip


def test_a_picture_that_was_changed_or_lost_is_said(desk: Desk, qtbot: QtBot, pictured: Path) -> None:
    first, second = sorted((pictured / "received").rglob("*.jpg"))
    first.write_bytes(first.read_bytes() + b" ")
    second.unlink()
    page = _opened(desk, qtbot, pictured)
    qtbot.waitUntil(desk.window.actions_["show_photos"].isEnabled, timeout=PATIENCE)
    page.doing.show_photos()
    viewer: PhotoViewer = _dialog(page, PhotoViewer)
    told: set[str] = set()
    for place in range(2):
        viewer.show_photo(place)
        qtbot.waitUntil(lambda: bool(viewer.hash.text()), timeout=PATIENCE)
        told.add(viewer.canvas.words or viewer.hash.text()[:8])
    assert any("不见了" in words for words in told) and any("不一样" in words for words in told)


def test_one_page_is_masked_like_the_screen(desk: Desk, qtbot: QtBot, county: Path, tmp_path: Path) -> None:
    page = _opened(desk, qtbot, county)
    qtbot.waitUntil(lambda: page.why.answer is not None, timeout=PATIENCE)
    desk.window.actions_["print_customer"].trigger()
    dialog: PrintDialog = _dialog(page, PrintDialog)
    text = dialog.document.toPlainText()
    assert "赵*" in text and "赵小芳" not in text and "个人信息已遮盖" in text
    assert "运行容量 130 大于合同容量 100" in text and "判“错”" in text
    assert text.count("运行容量 130 大于合同容量 100") == 2, "of the problem, and of the rule asked about"
    assert dialog.write_pdf(tmp_path / "4.pdf")
    assert (tmp_path / "4.pdf").read_bytes().startswith(b"%PDF")
    assert not dialog.write_pdf(tmp_path / "没有这个文件夹" / "4.pdf")
    assert "写不进去" in dialog.message.text()


def test_a_rehearsed_correction_is_proposed_with_evidence(desk: Desk, qtbot: QtBot, county: Path) -> None:
    page = _opened(desk, qtbot, county)
    card = page.rehearsal
    qtbot.waitUntil(lambda: card.old.text() == "现在：130", timeout=PATIENCE)
    propose = desk.window.actions_["propose_correction"]
    assert not propose.isEnabled(), "nothing was rehearsed"
    qtbot.keyClicks(card.value, "90")
    qtbot.keyClick(card.value, Qt.Key.Key_Return)
    qtbot.waitUntil(propose.isEnabled, timeout=PATIENCE)
    propose.trigger()
    qtbot.waitUntil(lambda: "要写依据" in card.said.text(), timeout=PATIENCE)
    qtbot.keyClicks(card.evidence, "HT 2021-118")
    qtbot.keyClick(card.evidence, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "1 处更正" in _words(_toast(desk)), timeout=PATIENCE)
    with Workspace.open(county) as workspace:
        assert states(workspace)["4"] == "in_review"
        assert acts.list_acts(workspace.engine)[-1].kind == "correction.proposed"
    qtbot.waitUntil(lambda: page.review.waiting is not None, timeout=PATIENCE)
    assert "依据 HT 2021-118" in page.problems.waiting.text()
    assert "自己做的不能自己审" in page.problems.waiting.text(), "why one may not is said before one tries"
    assert not desk.window.actions_["pass_review"].isEnabled()


@pytest.fixture
def proposed(county: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody else proposed a correction for customer 4."""
    with Workspace.open(county) as workspace:
        number = numbers(workspace)["4"]
        with monkeypatch.context() as patch:
            patch.setattr("census_app.survey.review.reviewer.current_actor", lambda: "张志强")
            wanted = [ProposedValue("customer", "4", "run_cap", "90")]
            propose_correction(workspace, number, wanted, "铭牌照片 3", today=date(2026, 11, 20))
    return county


def test_a_reviewer_returns_it_with_a_reason_and_takes_that_back(
    desk: Desk, qtbot: QtBot, proposed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _opened(desk, qtbot, proposed)
    qtbot.waitUntil(desk.window.actions_["return_review"].isEnabled, timeout=PATIENCE)
    assert "张志强" in page.problems.waiting.text() and "档案 130 ｜ 答复 90" in page.problems.waiting.text()
    asked: list[list[str]] = []

    def choose(*given: Any) -> tuple[str, bool]:
        asked.append(given[3])
        return "佐证不足", len(asked) > 1

    monkeypatch.setattr(LineDialog, "choose", choose)
    qtbot.keyClick(page.problems.list, Qt.Key.Key_R)
    assert "佐证不足" in asked[0]
    with Workspace.open(proposed) as workspace:
        assert states(workspace)["4"] == "in_review", "cancelled"
    qtbot.keyClick(page.problems.list, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: page.sheet is not None and page.sheet.problems[0]["state"] == "returned", timeout=PATIENCE)
    assert page.review.waiting is None
    _toast(desk).undo.click()
    qtbot.waitUntil(lambda: page.sheet is not None and page.sheet.problems[0]["state"] == "in_review", timeout=PATIENCE)


def test_the_week_a_value_went_wrong_is_said(desk: Desk, qtbot: QtBot, county: Path) -> None:
    page = _opened(desk, qtbot, county)
    qtbot.waitUntil(lambda: "运行容量" in page.problems.since.text(), timeout=PATIENCE)
    assert "2026-11-09 的数据里是 95，2026-11-16（2026-W47）变成 130" in page.problems.since.text()
    assert "首次发现" in page.problems.since.text()


def test_a_customer_gone_from_the_data_keeps_a_banner_with_its_last_date(
    desk: Desk, qtbot: QtBot, county: Path
) -> None:
    with Workspace.open(county) as workspace:
        deliver(workspace, date(2026, 11, 23), [{"cons_no": "5", "cons_name": "赵小芳", "org_no": "0302"}])
    page = _opened(desk, qtbot, county)
    assert page.gone.isVisible() and "2026-11-16 的数据里还有这一户" in _words(page.gone)
    assert not page.rehearsal.isEnabled()
    desk.window.open_customer("5")
    qtbot.waitUntil(lambda: page.sheet is not None and page.sheet.customer == "5", timeout=PATIENCE)
    assert not page.gone.isVisible()


def test_what_somebody_else_does_is_shown_and_leaves_what_one_writes(desk: Desk, qtbot: QtBot, county: Path) -> None:
    page = _opened(desk, qtbot, county)
    card = page.rehearsal
    qtbot.waitUntil(lambda: card.old.text() == "现在：130", timeout=PATIENCE)
    card.field.setCurrentIndex(card.field.findText("合同容量"))
    qtbot.keyClicks(card.value, "140")
    with Workspace.open(county) as workspace:
        wanted = [ProposedValue("customer", "4", "run_cap", "90")]
        propose_correction(workspace, numbers(workspace)["4"], wanted, "铭牌照片 3", today=date(2026, 11, 20))
    desk.session.stale.emit(frozenset({"acts"}))
    qtbot.waitUntil(lambda: page.review.waiting is not None, timeout=PATIENCE)
    assert (card.field.currentText(), card.value.text()) == ("合同容量", "140")


def test_one_customer_is_given_out_and_taken_back(desk: Desk, qtbot: QtBot, county: Path) -> None:
    page = _opened(desk, qtbot, county)
    desk.window.actions_["dispatch_customer"].trigger()
    dialog: DispatchDialog = _dialog(page, DispatchDialog)
    qtbot.waitUntil(lambda: dialog.stack.currentIndex() == RESULT, timeout=PATIENCE)
    assert "预览，没有写入" in dialog.message.text()
    dialog.give_button.click()
    qtbot.waitUntil(lambda: "派了 1 个任务" in _words(_toast(desk)), timeout=PATIENCE)
    with Workspace.open(county) as workspace:
        assert states(workspace)["4"] == "assigned" and states(workspace)["6"] != "assigned"
    dialog.close()
    _toast(desk).undo.click()
    qtbot.waitUntil(lambda: _last(county) == "tasks.recalled", timeout=PATIENCE)


def _last(folder: Path) -> str:
    with Workspace.open(folder) as workspace:
        return acts.list_acts(workspace.engine)[-1].kind
