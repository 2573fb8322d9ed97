"""Who has what open: seen by others, gone with its window, silent ones and rubbish ignored, never in the log."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from census_app.workspace import presence
from census_app.workspace.presence import SILENT_SECONDS, Seat

CUSTOMER = "customer/0410011991"


def record(folder: Path, name: str, silent: float = 0.0, **changed: Any) -> Path:
    """What a window on another machine wrote."""
    file = folder / "cache" / "presence" / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    told = {"actor": name, "host": "别的机器", "process": 1, "process_started": "", "what": CUSTOMER,
            "since": "2026-11-26T01:02:03+00:00", **changed}  # fmt: skip
    file.write_text(json.dumps(told), encoding="utf-8")
    then = time.time() - silent
    os.utime(file, (then, then))
    return file


def test_two_who_have_the_same_open_see_each_other(tmp_path: Path) -> None:
    first, second = Seat(tmp_path), Seat(tmp_path)
    assert first.look("张志强", CUSTOMER) == ()
    (seen,) = second.look("李敏", CUSTOMER)
    assert (seen.actor, seen.what) == ("张志强", CUSTOMER)
    since = seen.since
    assert [one.actor for one in first.look("张志强", CUSTOMER)] == ["李敏"]
    assert second.look("李敏", CUSTOMER)[0].since == since, "looking on does not begin anew"
    first.look("张志强", "customer/1")
    assert second.look("李敏", CUSTOMER) == ()
    second.leave()
    assert first.look("张志强", CUSTOMER) == ()


def test_the_same_person_is_not_another(tmp_path: Path) -> None:
    Seat(tmp_path).look("张志强", CUSTOMER)
    assert Seat(tmp_path).look("张志强", CUSTOMER) == ()
    record(tmp_path, "张志强")
    assert [one.host for one in Seat(tmp_path).look("张志强", CUSTOMER)] == ["别的机器"], "elsewhere it may be another"


def test_silent_ones_and_ended_programs_count_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(tmp_path, "刚才", silent=SILENT_SECONDS / 2)
    record(tmp_path, "早先", silent=SILENT_SECONDS + 5)
    old = record(tmp_path, "昨天", silent=2 * 86400)
    monkeypatch.setattr(presence.socket, "gethostname", lambda: "这里")
    record(tmp_path, "已退出", host="这里", process=99999999)
    assert [one.actor for one in Seat(tmp_path).look("我", CUSTOMER)] == ["刚才"]
    assert not old.exists()


def test_several_are_told_the_longest_first(tmp_path: Path) -> None:
    record(tmp_path, "后来", since="2026-11-26T03:00:00+00:00")
    record(tmp_path, "先来", since="2026-11-26T01:00:00+00:00")
    assert [one.actor for one in Seat(tmp_path).look("我", CUSTOMER)] == ["先来", "后来"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"actor": 1}', "\x00\x01"])
def test_what_no_window_wrote_is_nobody(tmp_path: Path, content: str) -> None:
    record(tmp_path, "谁").write_text(content, encoding="utf-8")
    assert Seat(tmp_path).look("我", CUSTOMER) == ()


def test_where_nothing_can_be_written_there_is_nobody(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder", encoding="utf-8")
    seat = Seat(tmp_path)
    assert seat.look("我", CUSTOMER) == ()
    seat.leave()


def test_nothing_is_put_where_a_workspace_was_moved_away_from(tmp_path: Path) -> None:
    folder = tmp_path / "W"
    folder.mkdir()
    seat = Seat(folder)
    seat.look("李倩", "customer/1")
    folder.rename(tmp_path / "elsewhere")
    assert seat.look("李倩", "customer/2") == ()
    assert not folder.exists()
    (tmp_path / "elsewhere").rename(folder)
