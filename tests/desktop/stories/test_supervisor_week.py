"""The supervisor's week: Monday's data and lists, Wednesday's answers, Friday's bulletin; by keyboard."""

from __future__ import annotations

from pathlib import Path

from census_app.desktop.pages.check.page import CheckPage
from census_app.desktop.pages.importing.flow import Stage
from census_app.desktop.pages.importing.page import ImportPage
from census_app.desktop.pages.lists.dialog import ListsDialog
from census_app.desktop.pages.rectify.page import RectifyPage
from census_app.desktop.pages.reports.page import ReportPage
from tests.desktop.stories.hands import Hands
from tests.e2e.four_weeks.county import changed, contactless, exceeding, sound, write_customers
from tests.e2e.four_weeks.doing import Doing

A = "0301"


def _second_data(weeks: Doing) -> Path:
    """Three contracts and a contact were corrected; two sound customers now exceed theirs."""
    for n in range(3):
        changed(weeks.known, exceeding(A, n), contract=200 + n)
    changed(weeks.known, contactless(1), contact="钱有福")
    for n in range(2):
        changed(weeks.known, sound(A, n), running=150)
    return write_customers(weeks.folder / "2", weeks.known)


def test_a_week(weeks: Doing, hands: Hands) -> None:
    hands.desk.open(hands.qtbot, weeks.workspace)
    with hands.watchdog.away():
        file = _second_data(weeks)
    _monday(hands, file)
    _wednesday(hands, weeks.folder / "1" / "second" / "柳河_李红梅.xlsx")
    _friday(hands)


def _monday(hands: Hands, file: Path) -> None:
    hands.choose_files(str(file))
    hands.press("Ctrl+O")
    page = hands.on("import")
    assert isinstance(page, ImportPage)
    hands.can("start_import")
    hands.press("Ctrl+Return")
    hands.wait(lambda: page.flow.stage is Stage.DONE)
    hands.press("Ctrl+R")
    check = hands.on("check")
    assert isinstance(check, CheckPage)
    hands.wait(lambda: hands.desk.session.facts is not None and not hands.desk.session.facts.unchecked)
    hands.can("compare_runs")
    hands.press("C")
    hands.wait(lambda: check.further.compare.whole.isVisible())
    told = {name: chip.text() for name, chip in check.further.compare.chips.items()}
    assert [told[name].split()[-1] for name in ("new", "gone", "same")] == ["2", "4", "44"]
    hands.press("Ctrl+E")
    dialog = hands.dialog(ListsDialog)
    hands.press("Return")
    hands.wait(lambda: dialog.files.count() > 0)
    assert any("柳河供电所" in dialog.files.item(place).text() for place in range(dialog.files.count()))
    hands.press("Escape")


def _wednesday(hands: Hands, file: Path) -> None:
    """A list filled by somebody else: one row contradicts what was taken, one is of another county."""
    hands.press("Ctrl+8")
    page = hands.on("rectify")
    assert isinstance(page, RectifyPage)
    hands.can("take_answered_lists")
    hands.choose_files(str(file))
    hands.press("Ctrl+I")
    hands.sees("25 行 = 冲突 1 + 拒收 1 + 未填 23", "份不同的答复", on=page.body)


def _friday(hands: Hands) -> None:
    hands.press("Ctrl+9")
    page = hands.on("reports")
    assert isinstance(page, ReportPage)
    hands.wait(lambda: page.board.isVisible())
    hands.can("make_report")
    hands.press("2", "Ctrl+Return")
    hands.wait(
        lambda: hands.desk.session.jobs.current is None and page.ground is not None and bool(page.ground.published)
    )
