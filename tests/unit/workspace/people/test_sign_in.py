"""PINs: right, wrong, too often wrong, forgotten, guessed at from several processes, swapped in the database."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.people import pins, sign_in
from census_app.workspace.people.credentials import credential_in
from census_app.workspace.people.model import Identity
from census_app.workspace.people.resetting import issue_codes
from census_app.workspace.people.session import Clock, Session, SessionState, use_session
from census_app.workspace.people.settings import people_settings
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace

from .rosters import codes_of, enabled

PIN = "271828"


class Hands(Clock):
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.now, self.ran = datetime.now(UTC), 0.0

    def wall(self) -> datetime:
        return self.now

    def steady(self) -> float:
        return self.ran

    def go(self, **by: float) -> None:
        self.now += timedelta(**by)
        self.ran += timedelta(**by).total_seconds()


@pytest.fixture
def codes(workspace: Workspace, tmp_path: Path) -> dict[str, str]:
    return enabled(workspace, tmp_path / "people")


@pytest.fixture
def admin(workspace: Workspace, codes: dict[str, str]) -> Session:
    """The administrator has chosen a PIN and works here."""
    return sign_in.choose_pin(workspace, "admin", codes["admin"], PIN)


def test_a_first_code_lets_nobody_do_anything_but_choose_a_pin(workspace: Workspace, codes: dict[str, str]) -> None:
    session = sign_in.sign_in(workspace, "Admin", codes["admin"].lower().replace("-", " "))
    assert session.must_change
    with pytest.raises(BadInput, match="先设自己的 PIN"):
        acts.append(workspace.engine, "import.committed", "", {})
    session = sign_in.choose_pin(workspace, "admin", codes["admin"], PIN)
    assert not session.must_change
    assert acts.append(workspace.engine, "key.trusted", "k", {}).identity == "pin"
    with pytest.raises(BadInput, match="账号或 PIN 不对"):
        sign_in.sign_in(workspace, "admin", codes["admin"])
    assert sign_in.sign_in(workspace, "admin", "２７１８２８").identity is Identity.PIN


def test_the_act_of_choosing_names_the_person_and_holds_no_secret(workspace: Workspace, admin: Session) -> None:
    last = acts.list_acts(workspace.engine)[-1]
    assert (last.kind, last.actor, last.subject) == ("people.pin_changed", "admin", "admin")
    assert last.identity == "pin"
    dump = "\n".join(
        str(row) for name in ("acts", "credentials", "act_personal_values") for row in _rows(workspace, name)
    )
    assert PIN not in dump and "argon2id" in dump


def test_no_first_code_stands_anywhere_but_in_its_file(workspace: Workspace, codes: dict[str, str]) -> None:
    dump = "\n".join(
        str(row) for name in ("acts", "credentials", "act_personal_values") for row in _rows(workspace, name)
    )
    bare = dump.replace("-", "")
    assert not any(code in dump or code.replace("-", "") in bare for code in codes.values())


@pytest.mark.parametrize(
    ("pin", "says"),
    [
        ("12345", "太短"),
        ("9" * 65, "太长"),
        ("123456", "容易猜"),
        ("345678", "容易猜"),
        ("987654", "容易猜"),
        ("111111", "容易猜"),
        ("121212", "容易猜"),
        ("ａｄｍｉｎ1", "账号"),
    ],
)
def test_pins_nobody_should_use(workspace: Workspace, codes: dict[str, str], pin: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        sign_in.choose_pin(workspace, "admin", codes["admin"], pin)


def test_the_same_pin_again_is_no_change(workspace: Workspace, admin: Session) -> None:
    with pytest.raises(BadInput, match="和原来的一样"):
        sign_in.choose_pin(workspace, "admin", PIN, PIN)


@pytest.mark.parametrize("account", ["nobody", "", "a b", "x" * 500, "😀", "admin'--"])
def test_unknown_accounts_are_refused_in_the_same_words(workspace: Workspace, admin: Session, account: str) -> None:
    with pytest.raises(BadInput) as unknown:
        sign_in.sign_in(workspace, account, PIN)
    with pytest.raises(BadInput) as wrong:
        sign_in.sign_in(workspace, "admin", "000001")
    assert str(unknown.value) == str(wrong.value)


def test_unknown_accounts_cost_a_whole_check_too(
    workspace: Workspace, admin: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    def counted(pin_hash: str, pin: str) -> bool:
        checked.append(pin_hash)
        return False

    monkeypatch.setattr(sign_in, "is_pin", counted)
    for account in ("nobody", "admin", "walk1", "a b"):
        with pytest.raises(BadInput):
            sign_in.sign_in(workspace, account, PIN)
    assert len(checked) == 4
    assert pins._nobody().split("$")[3] == pins.hash_pin("x").split("$")[3]


def test_wrong_tries_must_wait_longer_and_longer(workspace: Workspace, admin: Session) -> None:
    limits, clock = people_settings().sign_in, Hands()
    for _ in range(limits.free_attempts):
        _wrong(workspace, "admin", clock)
    _wrong(workspace, "admin", clock)
    with pytest.raises(BadInput, match="还要等 5 秒"):
        sign_in.sign_in(workspace, "admin", PIN, clock=clock)
    clock.go(seconds=5)
    _wrong(workspace, "admin", clock)
    with pytest.raises(BadInput, match="还要等 10 秒"):
        sign_in.sign_in(workspace, "admin", PIN, clock=clock)
    clock.go(seconds=10)
    assert sign_in.sign_in(workspace, "admin", PIN, clock=clock).account == "admin"
    with reading(workspace.engine) as connection:
        assert credential_in(connection, "admin").failures == 0


def test_a_clock_set_back_makes_nobody_wait_for_ever(workspace: Workspace, admin: Session) -> None:
    clock = Hands()
    for _ in range(people_settings().sign_in.free_attempts + 1):
        _wrong(workspace, "admin", clock)
    clock.go(days=-400)
    with pytest.raises(BadInput, match="还要等 3601 秒"):
        sign_in.sign_in(workspace, "admin", PIN, clock=clock)


def test_too_many_wrong_tries_lock_until_an_administrator_helps(
    workspace: Workspace, codes: dict[str, str], admin: Session, tmp_path: Path
) -> None:
    sign_in.choose_pin(workspace, "walk1", codes["walk1"], "314159")
    _wrong_until_locked(workspace, "walk1")
    with pytest.raises(BadInput, match="已锁定"):
        sign_in.sign_in(workspace, "walk1", "314159")
    locked = acts.list_acts(workspace.engine, kinds=["people.locked"])
    assert [(act.subject, act.identity) for act in locked] == [("walk1", "none")]
    sign_in.sign_in(workspace, "admin", PIN)
    issue_codes(workspace, ["WALK1"], tmp_path / "new.xlsx")
    code = codes_of(tmp_path / "new.xlsx")["walk1"]
    with pytest.raises(BadInput):
        sign_in.sign_in(workspace, "walk1", "314159")
    assert sign_in.choose_pin(workspace, "walk1", code, "161803").account == "walk1"
    assert acts.verify(workspace.engine) == []


def test_the_only_administrator_waits_but_is_never_locked_out(workspace: Workspace, admin: Session) -> None:
    clock = _wrong_until_locked(workspace, "admin")
    with pytest.raises(BadInput, match="还要等"):
        sign_in.sign_in(workspace, "admin", PIN, clock=clock)
    clock.go(seconds=people_settings().sign_in.longest_delay_seconds)
    assert sign_in.sign_in(workspace, "admin", PIN, clock=clock).account == "admin"


def test_a_code_does_not_hold_for_ever(workspace: Workspace, codes: dict[str, str]) -> None:
    clock = Hands()
    clock.go(days=people_settings().sign_in.code_days + 1)
    with pytest.raises(BadInput, match="账号或 PIN 不对"):
        sign_in.sign_in(workspace, "walk1", codes["walk1"], clock=clock)


def test_tries_in_several_processes_are_counted_together(workspace: Workspace, admin: Session) -> None:
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from census_app.foundation.errors import BadInput\n"
        "from census_app.workspace.people.sign_in import sign_in\n"
        "from census_app.workspace.workspace import Workspace\n"
        "checked = 0\n"
        "with Workspace.open(Path(sys.argv[1])) as w:\n"
        "    for n in range(4):\n"
        "        try:\n            sign_in(w, 'admin', f'00000{n}')\n"
        "        except BadInput as error:\n            checked += '不对' in str(error)\n"
        "print(checked)\n"
    )
    command = [sys.executable, "-c", program, str(workspace.folder)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    checked = sum(int(one.communicate()[0]) for one in both)
    assert checked == people_settings().sign_in.free_attempts + 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE credentials SET pin_hash = (SELECT pin_hash FROM credentials WHERE account = 'walk1') "
        "WHERE account = 'admin'",
        "UPDATE credentials SET code_hash = (SELECT code_hash FROM credentials WHERE account = 'boss'), "
        "code_until = '2999-01-01T00:00:00+00:00' WHERE account = 'admin'",
        "INSERT OR REPLACE INTO credentials (account, pin_hash) "
        "SELECT 'boss', pin_hash FROM credentials WHERE account = 'walk1'",
    ],
)
def test_a_hash_put_in_anothers_place_is_refused_and_reported(
    workspace: Workspace, codes: dict[str, str], admin: Session, statement: str
) -> None:
    sign_in.choose_pin(workspace, "walk1", codes["walk1"], "314159")
    with writing(workspace.engine) as connection:
        connection.exec_driver_sql(statement)
    account = "boss" if "'boss', pin" in statement else "admin"
    with pytest.raises(BadInput, match="和日志对不上"):
        sign_in.sign_in(workspace, account, "314159")
    report = verify_workspace(workspace)
    assert any(f"账号 {account} " in fault for fault in report.faults)


def test_the_same_code_is_no_other_persons_code(workspace: Workspace, codes: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="账号或 PIN 不对"):
        sign_in.sign_in(workspace, "boss", codes["admin"])


_SECRET = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@settings(max_examples=12)
@given(_SECRET, _SECRET)
def test_any_text_is_its_own_pin_only(first: str, second: str) -> None:
    hashed = pins.hash_pin(first)
    assert pins.is_pin(hashed, first)
    assert pins.is_pin(hashed, second) == (pins.spelt_pin(first) == pins.spelt_pin(second))
    assert not pins.is_pin("", first) and not pins.is_pin("broken", first)
    code = pins.new_code()
    assert pins.is_code(pins.hash_code("a", code), "a", code)
    assert not pins.is_code(pins.hash_code("a", code), "b", code) and not pins.is_code("", "a", first)


# sessions


def test_idling_locks_touching_keeps_and_age_ends() -> None:
    clock, limits = Hands(), people_settings().sign_in
    session = Session("admin", Identity.PIN, clock=clock)
    clock.go(minutes=limits.idle_minutes - 1)
    assert session.state is SessionState.ACTIVE and session.seconds_to_lock == 60
    session.touch()
    clock.go(minutes=limits.idle_minutes)
    assert session.state is SessionState.LOCKED and session.seconds_to_lock == 0
    session.touch()
    assert session.state is SessionState.LOCKED
    clock.go(hours=limits.session_hours)
    assert session.state is SessionState.ENDED


@pytest.mark.parametrize("which", ["now", "ran"])
def test_either_clock_may_stand_still(which: str) -> None:
    clock = Hands()
    session = Session("admin", Identity.PIN, clock=clock)
    before = getattr(clock, which)
    clock.go(hours=1)
    setattr(clock, which, before)
    assert session.state is SessionState.LOCKED


def test_a_locked_session_goes_on_by_the_pin_only(workspace: Workspace, admin: Session) -> None:
    clock = Hands()
    session = sign_in.sign_in(workspace, "admin", PIN, clock=clock)
    session.lock()
    with pytest.raises(BadInput, match="账号或 PIN 不对"):
        sign_in.unlock(workspace, session, "000001")
    assert session.state is SessionState.LOCKED
    sign_in.unlock(workspace, session, PIN)
    assert session.state is SessionState.ACTIVE
    session.expire()
    with pytest.raises(BadInput, match="登录已经结束"):
        sign_in.unlock(workspace, session, PIN)
    with pytest.raises(BadInput, match="登录已经结束"):
        acts.append(workspace.engine, "import.committed", "", {})
    use_session(workspace, None)
    assert workspace.session is None


def _wrong(workspace: Workspace, account: str, clock: Clock) -> None:
    with pytest.raises(BadInput, match="账号或 PIN 不对"):
        sign_in.sign_in(workspace, account, "000001", clock=clock)


def _wrong_until_locked(workspace: Workspace, account: str) -> Hands:
    clock, limits = Hands(), people_settings().sign_in
    for _ in range(limits.lock_after):
        clock.go(seconds=limits.longest_delay_seconds)
        _wrong(workspace, account, clock)
    return clock


def _rows(workspace: Workspace, table: str) -> list[object]:
    with reading(workspace.engine) as connection:
        return list(connection.execute(text(f"SELECT * FROM {table}")))
