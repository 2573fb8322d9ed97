from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from census_app.foundation.clock import told_of_clock
from census_app.foundation.database import writing
from census_app.workspace import acts
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace


def _tamper(workspace: Workspace, statement: str) -> None:
    with writing(workspace.engine) as connection:
        for event in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS acts_never_{event}"))
        connection.exec_driver_sql(statement)


def _three(workspace: Workspace) -> list[acts.Act]:
    return [acts.append(workspace.engine, "note.made", f"s{n}", {"n": n}) for n in range(3)]


def test_acts_follow_each_other_and_verify(workspace: Workspace) -> None:
    first, second, third = _three(workspace)
    assert (first.seq, second.prev, third.prev) == (1, first.hash, second.hash)
    assert acts.head(workspace.engine) == third.hash
    assert acts.list_acts(workspace.engine) == [first, second, third]
    assert acts.verify(workspace.engine, [first.hash, third.hash]) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE acts SET payload = '{\"n\":7}' WHERE seq = 2",
        "UPDATE acts SET payload = '{\"n\": 1}' WHERE seq = 2",
        "UPDATE acts SET actor = 'x' WHERE seq = 2",
        "UPDATE acts SET at = '2020-01-01T00:00:00+00:00' WHERE seq = 1",
        "UPDATE acts SET subject = 's9' WHERE seq = 3",
        "UPDATE acts SET kind = 'x' WHERE seq = 3",
        "UPDATE acts SET utc_offset_minutes = 1 WHERE seq = 3",
        "UPDATE acts SET payload = 'broken' WHERE seq = 3",
        "UPDATE acts SET hash = 'f' WHERE seq = 3",
        "DELETE FROM acts WHERE seq = 1",
        "DELETE FROM acts WHERE seq = 2",
        "UPDATE acts SET seq = 9 WHERE seq = 3",
    ],
)
def test_any_tampering_is_found(workspace: Workspace, statement: str) -> None:
    _three(workspace)
    _tamper(workspace, statement)
    assert acts.verify(workspace.engine) != []


def test_a_cut_tail_is_found_by_an_anchor_kept_elsewhere(workspace: Workspace) -> None:
    head = _three(workspace)[-1].hash
    _tamper(workspace, "DELETE FROM acts WHERE seq = 3")
    assert acts.verify(workspace.engine) == []
    assert [fault.seq for fault in acts.verify(workspace.engine, [head])] == [0]


def test_a_head_as_printed_is_recognised_by_its_first_digits(workspace: Workspace) -> None:
    head = _three(workspace)[1].hash
    printed = f"{head[:4]} {head[4:8]} {head[8:12]}".upper()
    assert acts.verify(workspace.engine, [printed]) == []
    assert len(acts.verify(workspace.engine, [head[:7], "0" * 12, ""])) == 3


def test_acts_cannot_be_changed_by_ordinary_statements(workspace: Workspace) -> None:
    _three(workspace)
    for statement in ("UPDATE acts SET actor = 'x'", "DELETE FROM acts"):
        with pytest.raises(IntegrityError, match="append-only"), writing(workspace.engine) as connection:
            connection.execute(text(statement))


def test_personal_values_can_be_erased_and_the_chain_still_verifies(workspace: Workspace) -> None:
    act = acts.append(workspace.engine, "phone.corrected", "1", {}, personal={"mobile": "13812345678"})
    assert "13812345678" not in str(act)
    assert acts.personal_value(workspace.engine, act.seq, "mobile") == "13812345678"
    acts.erase_personal_values(workspace.engine, act.seq, "本人要求")
    assert acts.personal_value(workspace.engine, act.seq, "mobile") is None
    assert acts.verify(workspace.engine) == []


def test_a_changed_personal_value_is_found(workspace: Workspace) -> None:
    acts.append(workspace.engine, "phone.corrected", "1", {}, personal={"mobile": "13812345678"})
    _tamper(workspace, "UPDATE act_personal_values SET value = '13900000000'")
    assert [fault.seq for fault in acts.verify(workspace.engine)] == [1]


def test_a_clock_moved_back_is_noted_not_refused(workspace: Workspace) -> None:
    now = datetime(2026, 11, 25, 8, tzinfo=UTC)
    acts.append(workspace.engine, "note.made", "a", {}, now=now)
    late = acts.append(workspace.engine, "note.made", "b", {}, now=now - timedelta(hours=2))
    assert late.payload["clock_back_seconds"] == "7200.000"
    assert acts.verify(workspace.engine) == []


def test_a_clock_moved_back_is_told(workspace: Workspace) -> None:
    ahead = datetime.now(UTC) + timedelta(days=3)
    acts.append(workspace.engine, "note.made", "a", {}, now=ahead)
    told_of_clock()
    acts.append(workspace.engine, "note.made", "b", {})
    said = told_of_clock()
    assert f"{ahead.astimezone():%Y-%m-%d %H:%M}" in said and "请校正时钟" in said
    assert told_of_clock() == ""
    report = verify_workspace(workspace)
    assert report.faults == []
    assert [note for note in report.notes if "第 2 号" in note] == report.notes != []


def test_a_clock_set_right_by_seconds_is_not_worth_telling(workspace: Workspace) -> None:
    acts.append(workspace.engine, "note.made", "a", {}, now=datetime.now(UTC) + timedelta(seconds=20))
    told_of_clock()
    acts.append(workspace.engine, "note.made", "b", {})
    assert (told_of_clock(), verify_workspace(workspace).notes) == ("", [])


def test_times_are_utc_with_the_local_offset_beside(workspace: Workspace) -> None:
    shanghai = timezone(timedelta(hours=8))
    act = acts.append(workspace.engine, "note.made", "a", {}, now=datetime(2026, 11, 25, 8, tzinfo=shanghai))
    assert act.at == "2026-11-25T00:00:00.000000+00:00"


def test_several_processes_append_to_one_chain(workspace: Workspace) -> None:
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from census_app.workspace import acts\nfrom census_app.workspace.workspace import Workspace\n"
        "with Workspace.open(Path(sys.argv[1])) as w:\n"
        "    for n in range(15):\n"
        "        acts.append(w.engine, 'note.made', sys.argv[2], {'n': n})\n"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", program, str(workspace.folder), str(number)]) for number in range(4)
    ]
    assert [process.wait() for process in processes] == [0] * 4
    found = acts.list_acts(workspace.engine)
    assert [act.seq for act in found] == list(range(1, 61))
    assert acts.verify(workspace.engine) == []
    for number in range(4):
        mine = [act.payload["n"] for act in found if act.subject == str(number)]
        assert mine == list(range(15))


_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=8,
)


def test_any_payload_comes_back_and_verifies(workspace: Workspace) -> None:
    @settings(deadline=None, max_examples=40)
    @given(st.dictionaries(_TEXT, _JSON, max_size=4))
    def holds(payload: dict[str, object]) -> None:
        act = acts.append(workspace.engine, "note.made", "x", payload)
        (stored,) = acts.list_acts(workspace.engine, after=act.seq - 1)
        assert stored.payload == payload

    holds()
    assert acts.verify(workspace.engine) == []
