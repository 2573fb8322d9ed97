"""The auditor's day in eight keys: the queue is cleared, one decision is taken back, the lists go out at the end."""

from __future__ import annotations

from collections import Counter

from census_app.desktop.pages.lists.dialog import ListsDialog
from census_app.desktop.pages.rectify.page import RectifyPage
from census_app.desktop.pages.start.page import StartPage
from census_app.desktop.widgets.line_dialog import LineDialog
from census_app.foundation.database import reading
from census_app.survey.review.decided import reviews_in
from census_app.workspace.workspace import Workspace
from tests.desktop.stories.hands import PATIENCE, Hands
from tests.e2e.four_weeks.doing import Doing

REVIEWER = "周审"
LOOKED_AT = 18


def test_a_day(weeks: Doing, hands: Hands) -> None:
    hands.desk.open(hands.qtbot, weeks.workspace)
    home = hands.on("start")
    assert isinstance(home, StartPage)
    hands.wait(lambda: bool(home.board.queue.cells) and home.board.queue.cells[0].hasFocus())
    assert home.board.queue.cells[0].accessibleName().startswith("待复核")
    hands.press("Return")
    page = hands.on("rectify")
    assert isinstance(page, RectifyPage)
    hands.wait(lambda: page.deciding.item is not None)
    begun = hands.desk.session.counts["rectify"]
    _say_who(hands, page)
    before = hands.pressed
    said = ["passed", *_decide(hands, page)]
    assert (hands.pressed - before) / LOOKED_AT <= 2, "a decision is a key, or a key and its reason"
    hands.press("Ctrl+Z")
    with hands.qtbot.waitSignal(page.flow.read, timeout=PATIENCE):
        pass
    said.pop()
    with hands.watchdog.away():
        assert _written(weeks) == Counter(said)
    assert hands.desk.session.counts["rectify"] == begun - len(said)
    _lists_go_out(hands)


def _written(weeks: Doing) -> Counter[str]:
    """Decisions that stand, as the log has them."""
    with Workspace.open(weeks.workspace) as workspace, reading(workspace.engine) as connection:
        made = {(one.act, str(one.decision)) for one in reviews_in(connection)}
    return Counter(decision for _, decision in made)


def _say_who(hands: Hands, page: RectifyPage) -> None:
    """The first decision asks who decides, and is made; the name is kept."""
    hands.answer(LineDialog, REVIEWER)
    hands.press("A")
    hands.wait(lambda: page.flow.reviewer == REVIEWER)


def _decide(hands: Hands, page: RectifyPage) -> list[str]:
    """Most pass, every sixth is returned for the first reason; every ninth is refuted where that can be said."""
    said = []
    for turn in range(1, LOOKED_AT + 1):
        hands.wait(lambda: page.deciding.item is not None)
        if turn % 9 == 0 and hands.desk.window.actions_["review_refute"].isEnabled():
            hands.press("X", "1")
            said.append("refuted")
        elif turn % 6 == 0:
            hands.press("R", "1")
            said.append("returned")
        else:
            hands.press("A")
            said.append("passed")
    return said


def _lists_go_out(hands: Hands) -> None:
    hands.press("Ctrl+E")
    dialog = hands.dialog(ListsDialog)
    hands.press("Return")
    hands.wait(lambda: dialog.files.count() > 0)
