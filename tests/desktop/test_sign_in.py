"""Signing in to a workspace with a roster: by first code and PIN, locked when idle, and jobs act as who is there."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from census_app.desktop import signing_in
from census_app.desktop.frame import doorkeeper
from census_app.desktop.frame.sign_in import SignInCover
from census_app.desktop.jobs import Job
from census_app.desktop.opened import opened, person_at
from census_app.desktop.signing_in import Presence
from census_app.workspace import acts
from census_app.workspace.people import pins, session
from census_app.workspace.people.permissions import may
from census_app.workspace.people.settings import LEAST_MEMORY_KIB, LEAST_PASSES, Argon2, people_settings
from census_app.workspace.workspace import Workspace
from tests.desktop.conftest import PATIENCE, Desk
from tests.unit.workspace.people.rosters import enabled

PIN, OTHER_PIN = "Qk7-mango", "Zt9-pomelo"
TOLD = """
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "secret": sys.stdin.read(), "place": os.environ.get("CENSUS_PIN_FD"),
                  "environment": any("mango" in value for value in os.environ.values())}))
"""


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The floor of the program instead of what ships: the same code, less time."""
    cost = Argon2(memory_kib=LEAST_MEMORY_KIB, passes=LEAST_PASSES, lanes=1)
    shipped = people_settings()
    sign_in = shipped.sign_in.model_copy(update={"argon2": cost})
    monkeypatch.setattr(pins, "people_settings", lambda: shipped.model_copy(update={"sign_in": sign_in}))


@pytest.fixture
def codes(tmp_path: Path) -> dict[str, str]:
    """A workspace `人` with a roster; account → first code."""
    with Workspace.create(tmp_path / "人") as made:
        found = enabled(made, tmp_path / "roster")
    signing_in.leave(tmp_path / "人")
    return found


@pytest.fixture
def folder(tmp_path: Path, codes: dict[str, str]) -> Path:
    return tmp_path / "人"


def words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def card(desk: Desk, qtbot: QtBot, *fields: str) -> SignInCover:
    """The card with these fields stands in the place of the pages."""
    keeper = desk.window.doorkeeper
    qtbot.waitUntil(lambda: keeper.card is not None and tuple(keeper.card.fields) == fields, timeout=PATIENCE)
    assert keeper.card is not None
    assert not desk.window.stack.isVisible()
    return keeper.card


def give(qtbot: QtBot, on: SignInCover, **given: str) -> None:
    """Typed, and Enter at the end."""
    for name, text in given.items():
        on.fields[name].clear()
        qtbot.keyClicks(on.fields[name], text)
    qtbot.keyClick(list(on.fields.values())[-1], Qt.Key.Key_Return)


def refused(qtbot: QtBot, on: SignInCover) -> str:
    qtbot.waitUntil(lambda: on.button.isEnabled() and not on.said.isHidden(), timeout=PATIENCE)
    return on.said.text()


def inside(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: desk.session.person.presence is Presence.THERE, timeout=PATIENCE)
    assert desk.window.stack.isVisible()


def enter(desk: Desk, qtbot: QtBot, folder: Path, codes: dict[str, str], account: str = "boss") -> None:
    """The person chose a PIN and is in."""
    signing_in.choose_pin(folder, account, codes[account], PIN)
    signing_in.leave(folder)
    desk.open(qtbot, folder)
    give(qtbot, card(desk, qtbot, "account", "secret"), account=account, secret=PIN)
    inside(desk, qtbot)


def test_without_a_roster_nobody_is_asked(desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.open(qtbot, county)
    qtbot.waitUntil(lambda: bool(desk.session.person.account), timeout=PATIENCE)
    assert desk.session.person.presence is Presence.FREE
    assert desk.window.doorkeeper.card is None
    assert desk.window.stack.isVisible()
    assert not desk.window.actions_["lock"].isEnabled()
    assert not desk.window.doorkeeper._timer.isActive()


def test_the_first_code_leads_to_a_pin_and_the_pin_lets_in(
    desk: Desk, qtbot: QtBot, folder: Path, codes: dict[str, str]
) -> None:
    desk.open(qtbot, folder)
    first = card(desk, qtbot, "account", "secret")
    assert not desk.window.actions_["find_customer"].isEnabled()
    assert not desk.window.actions_["command_palette"].isEnabled()
    give(qtbot, first, account="boss", secret=codes["boss"])
    choosing = card(desk, qtbot, "pin", "again")
    assert all(field.echoMode() is QLineEdit.EchoMode.Password for field in choosing.fields.values())
    give(qtbot, choosing, pin=PIN, again=OTHER_PIN)
    assert "不一样" in refused(qtbot, choosing)
    give(qtbot, choosing, pin="123456", again="123456")
    assert "太容易猜" in refused(qtbot, choosing)
    give(qtbot, choosing, pin=PIN, again=PIN)
    inside(desk, qtbot)
    assert desk.session.person.name == "钱督"
    assert "钱督 · 督察员@青岭县供电公司" in desk.window.status.standing.person.text()
    with opened(folder) as workspace:
        assert workspace.actor == "boss"
        assert may(workspace, "check.run")


def test_a_wrong_pin_is_said_on_the_card_and_asked_for_again(
    desk: Desk, qtbot: QtBot, folder: Path, codes: dict[str, str]
) -> None:
    desk.open(qtbot, folder)
    shown = card(desk, qtbot, "account", "secret")
    give(qtbot, shown, account="boss", secret="wrong-one")
    assert "账号或 PIN 不对" in refused(qtbot, shown)
    assert shown.fields["account"].text() == "boss"
    assert shown.fields["secret"].text() == ""


def test_one_may_look_without_signing_in_and_sign_in_later(
    desk: Desk, qtbot: QtBot, folder: Path, codes: dict[str, str]
) -> None:
    desk.open(qtbot, folder)
    shown = card(desk, qtbot, "account", "secret")
    look = next(link for link in shown.findChildren(QWidget) if getattr(link, "text", str)() == "先看看，不登录")
    qtbot.mouseClick(look, Qt.MouseButton.LeftButton)
    assert desk.window.stack.isVisible()
    assert "未登录" in desk.window.status.standing.person.text()
    desk.window.actions_["sign_in"].trigger()
    card(desk, qtbot, "account", "secret")


def test_idling_locks_and_the_pin_unlocks(
    desk: Desk, qtbot: QtBot, folder: Path, codes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorkeeper, "LOOK_MILLISECONDS", 50)
    desk.window.doorkeeper._timer.setInterval(50)
    enter(desk, qtbot, folder, codes)
    shipped = people_settings()
    hasty = shipped.sign_in.model_copy(update={"idle_minutes": 0})
    with monkeypatch.context() as patch:
        patch.setattr(session, "people_settings", lambda: shipped.model_copy(update={"sign_in": hasty}))
        locked = card(desk, qtbot, "secret")
    assert signing_in.signature_for(folder) is None, "the PIN is forgotten meanwhile"
    give(qtbot, locked, secret=OTHER_PIN)
    assert "不对" in refused(qtbot, locked)
    give(qtbot, locked, secret=PIN)
    inside(desk, qtbot)


def test_keys_and_mouse_put_idling_off(desk: Desk, qtbot: QtBot, folder: Path, codes: dict[str, str]) -> None:
    enter(desk, qtbot, folder, codes)
    person = person_at(folder)
    assert person is not None
    before = person._used
    handle = desk.window.windowHandle()
    qtbot.keyClick(handle, Qt.Key.Key_Shift)  # type: ignore[arg-type]
    assert person._used > before


def test_another_person_takes_over(desk: Desk, qtbot: QtBot, folder: Path, codes: dict[str, str]) -> None:
    enter(desk, qtbot, folder, codes)
    signing_in.choose_pin(folder, "head1", codes["head1"], OTHER_PIN)
    desk.window.actions_["sign_in"].trigger()
    give(qtbot, card(desk, qtbot, "account", "secret"), account="head1", secret=OTHER_PIN)
    inside(desk, qtbot)
    assert desk.session.person.account == "head1"


def test_a_language_switch_keeps_the_card(desk: Desk, qtbot: QtBot, folder: Path, codes: dict[str, str]) -> None:
    desk.open(qtbot, folder)
    card(desk, qtbot, "account", "secret")
    desk.window.actions_["switch_language"].trigger()
    shown = card(desk, qtbot, "account", "secret")
    assert "Sign in to 人" in words(shown)


def test_a_job_acts_as_the_person_and_its_pin_goes_through_standard_input_alone(
    desk: Desk, qtbot: QtBot, folder: Path, codes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(desk, qtbot, folder, codes)
    monkeypatch.setattr(desk.session.jobs, "_program", (sys.executable, "-c", TOLD))
    with qtbot.waitSignal(desk.session.jobs.finished, timeout=PATIENCE):
        record = desk.session.jobs.start(Job("test", "试", ("people", "whoami", "--workspace", str(folder), "--json")))
    assert record is not None
    assert record.result["arguments"][:2] == ["--as", "boss"]
    assert (record.result["secret"], record.result["place"]) == (f"{PIN}\n", "0")
    assert not record.result["environment"]
    assert PIN not in json.dumps(record.result["arguments"])
    assert PIN not in repr(record.job)


def test_the_product_itself_takes_the_signature(desk: Desk, qtbot: QtBot, folder: Path, codes: dict[str, str]) -> None:
    enter(desk, qtbot, folder, codes)
    with qtbot.waitSignal(desk.session.jobs.finished, timeout=PATIENCE):
        record = desk.session.jobs.start(
            Job("test", "备份", ("people", "whoami", "--workspace", str(folder), "--json"))
        )
    assert record is not None
    assert record.result["account"] == "boss"
    with opened(folder) as workspace:
        assert not [act for act in acts.list_acts(workspace.engine) if PIN in str(act)]
