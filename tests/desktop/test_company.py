"""Who else has a customer open: told on its page and where it is decided, gone with them, nothing of it in the log."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from census_app.desktop.pages.customer.page import CustomerPage
from census_app.desktop.pages.rectify.page import RectifyPage
from census_app.survey.corrections.proposing import ProposedValue, propose_correction
from census_app.workspace import acts
from census_app.workspace.presence import Seat
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk
from tests.unit.survey.review.field import numbers


@pytest.fixture
def proposed(county: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody else's correction for customer 4 waits for a reviewer."""
    with Workspace.open(county) as workspace:
        number = numbers(workspace)["4"]
        with monkeypatch.context() as patch:
            patch.setattr("census_app.survey.review.reviewer.current_actor", lambda: "张志强")
            wanted = [ProposedValue("customer", "4", "run_cap", "90")]
            propose_correction(workspace, number, wanted, "铭牌照片 3", today=date(2026, 11, 20))
    return county


def _records(folder: Path) -> list[Path]:
    return list((folder / "cache" / "presence").glob("*.json"))


def test_who_else_has_it_open_is_told_on_both_pages(desk: Desk, qtbot: QtBot, proposed: Path) -> None:
    other = Seat(proposed)
    other.look("李敏", "customer/4")
    desk.open(qtbot, proposed)
    with Workspace.open(proposed) as workspace:
        before = len(acts.list_acts(workspace.engine))
    desk.window.open_customer("4")
    page = desk.window.page("customer")
    assert isinstance(page, CustomerPage)
    notice = page.beside.others
    qtbot.waitUntil(notice.isVisible, timeout=PATIENCE)
    assert "李敏 也打开着" in " ".join(label.text() for label in notice.findChildren(QLabel))
    assert len(_records(proposed)) == 2
    desk.window.go("rectify")
    assert not notice.isVisible()
    review = desk.window.page("rectify")
    assert isinstance(review, RectifyPage)
    said = review.body.decision.others
    qtbot.waitUntil(said.isVisible, timeout=PATIENCE)
    assert "李敏" in said.text() and review.deciding.possible("pass"), "nobody is kept from deciding"
    other.leave()
    review.company._again.timeout.emit()
    qtbot.waitUntil(lambda: not said.isVisible(), timeout=PATIENCE)
    desk.window.go("start")
    qtbot.waitUntil(lambda: not _records(proposed), timeout=PATIENCE)
    with Workspace.open(proposed) as workspace:
        assert len(acts.list_acts(workspace.engine)) == before, "looking is no act"


def test_another_customer_is_another_matter(desk: Desk, qtbot: QtBot, county: Path) -> None:
    other = Seat(county)
    other.look("李敏", "customer/4")
    desk.open(qtbot, county, "customer")
    desk.window.open_customer("4")
    page = desk.window.page("customer")
    assert isinstance(page, CustomerPage)
    qtbot.waitUntil(page.beside.others.isVisible, timeout=PATIENCE)
    page.show_customer("5")
    assert not page.beside.others.isVisible()
    qtbot.waitUntil(lambda: page.sheet is not None and page.sheet.customer == "5", timeout=PATIENCE)
    assert [one.what for one in other.look("李敏", "customer/5")] == ["customer/5"], "they see this window, too"
