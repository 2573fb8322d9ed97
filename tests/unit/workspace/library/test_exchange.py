from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.errors import BadInput
from census_app.reporting.experiences import write_library_workbook
from census_app.rulebook.pack_files.stored_zip import pack_zip
from census_app.workspace import acts
from census_app.workspace.library.model import Content, Kind, Status
from census_app.workspace.library.reading import read_library
from census_app.workspace.library.sending import export_library
from census_app.workspace.library.taking import Fate, TakeReport, take_library
from census_app.workspace.library.writing import add_entry, edit_entry, retire_entry, settle_offer
from census_app.workspace.workspace import Workspace

CASE = Content(Kind.CASE, "一址三户拆分报装", "拍照、算距离、定性。", rules=("R029",), items=("customer.elec_addr",))
OTHER = Content(Kind.ANSWER, "空号怎么核", "隔月再核一次。", rules=("R093",))


@pytest.fixture
def other(blank: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Another county's workspace."""
    shutil.copytree(blank, tmp_path / "other")
    with Workspace.open(tmp_path / "other") as opened:
        yield opened


def send(workspace: Workspace, target: Path, county: str = "青岭县") -> Path:
    export_library(workspace, target, county)
    return target


def fates(report: TakeReport) -> dict[str, int]:
    return {fate.value: len(ids) for fate, ids in report.fates.items() if ids}


def count(workspace: Workspace) -> int:
    return len(acts.list_acts(workspace.engine))


def test_entries_travel_and_taking_twice_changes_nothing(
    workspace: Workspace, other: Workspace, tmp_path: Path
) -> None:
    entry = add_entry(workspace, CASE, author="王大力")
    add_entry(workspace, OTHER, author="王大力")
    add_entry(workspace, Content(Kind.CASE, "草稿", "没写完。"), author="王大力", draft=True)
    gone = add_entry(workspace, Content(Kind.CASE, "停用的", "旧做法。"), author="王大力")
    retire_entry(workspace, gone.id, "政策已变")
    file = send(workspace, tmp_path / "a.zip")
    assert fates(take_library(other, [file], preview=True)) == {"added": 2}
    assert count(other) == 0
    assert fates(take_library(other, [file])) == {"added": 2}
    taken = read_library(other)[entry.id]
    assert taken.content == CASE
    assert (taken.head.author, taken.head.came_from, taken.status) == ("王*", "青岭县", Status.PUBLISHED)
    before = count(other)
    assert fates(take_library(other, [file, file])) == {"same": 4}
    assert count(other) == before


def test_the_same_entries_give_the_same_bytes(workspace: Workspace, tmp_path: Path) -> None:
    add_entry(workspace, CASE, author="王大力")
    add_entry(workspace, OTHER, author="李工")
    assert send(workspace, tmp_path / "a.zip").read_bytes() == send(workspace, tmp_path / "b.zip").read_bytes()


def test_the_later_wording_wins_whichever_way_it_travels(
    workspace: Workspace, other: Workspace, tmp_path: Path
) -> None:
    entry = add_entry(workspace, CASE, author="王工")
    old = send(workspace, tmp_path / "old.zip")
    edit_entry(workspace, entry.id, {"text": "再加一步：调合同。"}, author="王工")
    edit_entry(workspace, entry.id, {"text": CASE.text}, author="王工")
    edit_entry(workspace, entry.id, {"text": "三步改四步。"}, author="王工")
    new = send(workspace, tmp_path / "new.zip")
    take_library(other, [old])
    assert fates(take_library(other, [new])) == {"updated": 1}
    assert read_library(other)[entry.id].content.text == "三步改四步。"
    assert len(read_library(other)[entry.id].versions) == 2
    assert fates(take_library(other, [old])) == {"ours_newer": 1}
    # and home again: what comes back is our own
    assert fates(take_library(workspace, [send(other, tmp_path / "back.zip", "平山县")])) == {"same": 1}


def test_wordings_that_grew_apart_wait_side_by_side(workspace: Workspace, other: Workspace, tmp_path: Path) -> None:
    entry = add_entry(workspace, CASE, author="王工")
    take_library(other, [send(workspace, tmp_path / "a.zip")])
    edit_entry(workspace, entry.id, {"text": "青岭的做法。"}, author="王工")
    edit_entry(other, entry.id, {"text": "平山的做法。", "rules": ("R029", "R028")}, author="李工")
    theirs = send(other, tmp_path / "b.zip", "平山县")
    report = take_library(workspace, [theirs])
    assert fates(report) == {"conflict": 1}
    said = "\n".join(report.lines(workspace.dictionary))
    assert "本县：青岭的做法。" in said
    assert "平山县：平山的做法。" in said
    assert "平山县：R029、R028" in said
    mine = read_library(workspace)[entry.id]
    assert (mine.content.text, [one.content.text for one in mine.offers]) == ("青岭的做法。", ["平山的做法。"])
    before = count(workspace)
    assert fates(take_library(workspace, [theirs])) == {"waiting": 1}
    assert count(workspace) == before
    settled = settle_offer(workspace, entry.id, True, author="王工")
    assert (settled.content.text, settled.offers) == ("平山的做法。", [])
    # settled once is settled for both counties
    assert fates(take_library(workspace, [theirs])) == {"same": 1}
    assert fates(take_library(other, [send(workspace, tmp_path / "c.zip")])) == {"same": 1}


def test_keeping_ours_is_remembered(workspace: Workspace, other: Workspace, tmp_path: Path) -> None:
    entry = add_entry(workspace, CASE, author="王工")
    take_library(other, [send(workspace, tmp_path / "a.zip")])
    edit_entry(workspace, entry.id, {"text": "青岭的做法。"}, author="王工")
    edit_entry(other, entry.id, {"text": "平山的做法。"}, author="李工")
    theirs = send(other, tmp_path / "b.zip", "平山县")
    take_library(workspace, [theirs])
    assert settle_offer(workspace, entry.id, False, author="王工").content.text == "青岭的做法。"
    assert fates(take_library(workspace, [theirs])) == {"ours_newer": 1}
    assert fates(take_library(other, [send(workspace, tmp_path / "c.zip")])) == {"updated": 1}
    with pytest.raises(BadInput, match="没有等着定的"):
        settle_offer(workspace, entry.id, True, author="王工")


def test_shipped_entries_travel_only_when_reworded(workspace: Workspace, other: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有可以导出的经验"):
        send(workspace, tmp_path / "a.zip")
    edit_entry(workspace, "SJ-001", {"text": "本县的做法。"}, author="王工")
    assert fates(take_library(other, [send(workspace, tmp_path / "a.zip")])) == {"updated": 1}
    assert read_library(other)["SJ-001"].content.text == "本县的做法。"


def test_the_same_text_under_another_number_is_not_taken_again(
    workspace: Workspace, other: Workspace, tmp_path: Path
) -> None:
    add_entry(workspace, CASE, author="王工")
    add_entry(other, CASE, author="李工")
    assert fates(take_library(other, [send(workspace, tmp_path / "a.zip")])) == {"same": 1}


def test_a_retired_entry_is_not_revived_by_a_later_wording(
    workspace: Workspace, other: Workspace, tmp_path: Path
) -> None:
    entry = add_entry(workspace, CASE, author="王工")
    take_library(other, [send(workspace, tmp_path / "a.zip")])
    retire_entry(other, entry.id, "本县不适用")
    edit_entry(workspace, entry.id, {"text": "新做法。"}, author="王工")
    assert fates(take_library(other, [send(workspace, tmp_path / "b.zip")])) == {"updated": 1}
    assert read_library(other)[entry.id].status is Status.RETIRED


def test_export_leaves_a_trace_and_needs_a_county(workspace: Workspace, tmp_path: Path) -> None:
    add_entry(workspace, CASE, author="王工")
    with pytest.raises(BadInput, match="哪个县"):
        export_library(workspace, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()
    report = export_library(workspace, tmp_path / "a.zip", "青岭县")
    assert report.entries == 1
    assert acts.list_acts(workspace.engine)[-1].payload["county"] == "青岭县"


def made(sent: list[dict[str, Any]], **manifest: Any) -> bytes:
    body = canonical_json({"entries": sent})
    said = {"format": "census-library", "version": 1, "county": "平山县", "entries": len(sent),
            "files": {"library.json": sha256_text(body)}} | manifest  # fmt: skip
    return pack_zip({"manifest.json": canonical_json(said).encode(), "library.json": body.encode()})


def entry_as_sent(**changes: Any) -> dict[str, Any]:
    content = CASE.as_json() | changes
    whole = {"content": content, "id": "JY-AAA", "parents": []}
    return whole | {"hash": sha256_text(canonical_json(whole)), "ancestors": [], "author": "李*", "at": ""}


def deflated(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


HOSTILE = {
    "empty": b"",
    "text": b"not a zip at all",
    "bomb": deflated({"manifest.json": b"{}", "library.json": b"0" * 5_000_000}),
    "tail": made([entry_as_sent()]) + b"more",
    "head": b"#!/bin/sh\n" + made([entry_as_sent()]),
    "cut": made([entry_as_sent()])[:-40],
    "climbing": pack_zip({"../manifest.json": b"{}", "library.json": b"{}"}),
    "third": pack_zip({"manifest.json": b"{}", "library.json": b"{}", "x.exe": b""}),
    "no json": pack_zip({"manifest.json": b"\xff\xfe", "library.json": b"{}"}),
    "deep": pack_zip({"manifest.json": b"[" * 100_000, "library.json": b"{}"}),
    "other format": made([entry_as_sent()], format="x"),
    "future": made([entry_as_sent()], version=2),
    "count": made([entry_as_sent()], entries=5),
    "doubled": made([entry_as_sent(), entry_as_sent()]),
    "hash": made([entry_as_sent()], files={"library.json": "0" * 64}),
    "strange field": made([entry_as_sent() | {"run": "rm"}]),
    "wrong type": made([entry_as_sent() | {"parents": "all"}]),
    "wrong id": made([entry_as_sent() | {"id": "../../etc"}]),
    "nameless county": made([entry_as_sent()], county=""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_whole(workspace: Workspace, tmp_path: Path, name: str) -> None:
    (tmp_path / "h.zip").write_bytes(HOSTILE[name])
    with pytest.raises(BadInput, match=r"h\.zip|看不见"):
        take_library(workspace, [tmp_path / "h.zip"])
    assert count(workspace) == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_or_a_missing_file_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p.zip")
    for name in ("p.zip", "none.zip"):
        with pytest.raises(BadInput, match="不是普通文件"):
            take_library(workspace, [tmp_path / name])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": "户主 13812345678 同意并户"}, "手机号"),
        ({"title": "藏\u202e字"}, "看不见"),
        ({"title": "两  个空格"}, "不规范"),
        ({"rules": ["'; --"]}, "规则号"),
        ({"text": "字" * 30_000}, "太长"),
    ],
)
def test_bad_entries_are_refused_and_the_good_ones_taken(
    workspace: Workspace, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    good = entry_as_sent(title="好的一条")
    good |= {
        "id": "JY-BBB",
        "hash": sha256_text(canonical_json({"content": good["content"], "id": "JY-BBB", "parents": []})),
    }
    (tmp_path / "m.zip").write_bytes(made([entry_as_sent(**changes), good]))
    report = take_library(workspace, [tmp_path / "m.zip"])
    assert report.fates[Fate.ADDED] == ["JY-BBB"]
    assert len(report.refused) == 1
    assert words in report.refused[0]
    assert "13812345678" not in json.dumps(report.as_json(), ensure_ascii=False)


def test_an_entry_that_is_not_what_its_hash_says_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "m.zip").write_bytes(made([entry_as_sent() | {"hash": "0" * 64}]))
    assert "校验值不符" in take_library(workspace, [tmp_path / "m.zip"]).refused[0]


def test_a_broken_file_does_not_keep_the_others_out(workspace: Workspace, other: Workspace, tmp_path: Path) -> None:
    add_entry(other, CASE, author="李工")
    (tmp_path / "bad.zip").write_bytes(b"PK")
    report = take_library(workspace, [tmp_path / "bad.zip", send(other, tmp_path / "good.zip")])
    assert fates(report) == {"added": 1}
    assert "bad.zip" in report.refused[0]


def test_the_workbook_holds_what_people_may_read(workspace: Workspace, tmp_path: Path) -> None:
    entry = add_entry(workspace, Content(Kind.CASE, "=1+1 不是公式", '=HYPERLINK("x")', rules=("R029",)), author="王工")
    report = write_library_workbook(workspace, tmp_path / "书.xlsx", "R029")
    sheet = load_workbook(tmp_path / "书.xlsx").active
    assert sheet is not None
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert report.entries == len(rows)
    assert (rows[entry.id][2].value, rows[entry.id][2].data_type) == ("=1+1 不是公式", "s")
    assert rows[entry.id][3].data_type == "s"
    with pytest.raises(BadInput, match="没有可以写出的"):
        write_library_workbook(workspace, tmp_path / "空.xlsx", "R999")
