from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput, Cancelled
from census_app.foundation.jobs import JobContext
from census_app.workspace import acts
from census_app.workspace.leases import holders
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.received import PHOTO_KIND, keep_file
from census_app.workspace.runs.rebuild import rebuild_states
from census_app.workspace.runs.record import list_runs
from census_app.workspace.storage.backup import BACKUP_MADE, MANIFEST, back_up, backups_made, restore
from census_app.workspace.storage.keeping import Retention, load_retention, prune, storage_report
from census_app.workspace.verification.advice import advice_on
from census_app.workspace.verification.record import FOLDER, keep_verification, kept_verifications
from census_app.workspace.verification.verify import VerifyReport, verify_workspace
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.conftest import Prepared
from tests.unit.workspace.county import check, deliver, use_pack
from tests.unit.workspace.fixtures import finding

SHORT = Retention(snapshot_weeks=2, monthly_official_months=2, warn_free_share=0.0)


def _first_week(workspace: Workspace) -> None:
    deliver(workspace, date(2026, 9, 7))
    check(workspace, [finding("1")])


@pytest.fixture
def workspace(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    use_pack(monkeypatch)
    return prepared(_first_week)


def test_the_shipped_retention_is_what_was_decided() -> None:
    retention = load_retention()
    assert (retention.snapshot_weeks, retention.monthly_official_months) == (5, 24)


@pytest.mark.parametrize("text", ["snapshot_weeks: many", "x: 1", "- 1", "a: [", ""])
def test_a_wrong_retention_file_is_refused_plainly(tmp_path: Path, text: str) -> None:
    path = tmp_path / "retention.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="保留规则"):
        load_retention(path)


def test_old_snapshots_go_except_the_last_official_of_each_month(workspace: Workspace) -> None:
    for day in (date(2026, 9, 14), date(2026, 9, 21), date(2026, 10, 5), date(2026, 10, 12)):
        deliver(workspace, day)
        check(workspace, [finding("1")])
    report = storage_report(workspace, SHORT)
    kept = {name[:9] for name in report.kept}
    assert kept == {"s20260921", "s20261005", "s20261012"}
    assert {part[:9] for part in report.prunable_parts} == {"s20260907", "s20260914"}
    removed = prune(workspace, retention=SHORT)
    assert removed.pruned and removed.prunable_bytes == report.prunable_bytes > 0
    assert storage_report(workspace, SHORT).prunable_parts == ()
    assert [act.kind for act in acts.list_acts(workspace.engine)][-1] == "storage.pruned"
    assert verify_workspace(workspace).faults == []
    assert rebuild_states(workspace).same
    with pytest.raises(BadInput, match="不在了"):
        workspace.catalogue.open(next(s.snapshot for s in workspace.catalogue.snapshots()))


def test_parts_shared_with_a_kept_snapshot_stay(workspace: Workspace) -> None:
    old = workspace.catalogue.open()
    manifest = old.manifest.model_copy(
        update={"snapshot": "later", "data_date": old.manifest.data_date + timedelta(weeks=9)}
    )
    workspace.catalogue.commit_import(list(old.parts.values()), manifest, "{}")
    assert storage_report(workspace, SHORT).prunable_parts == ()


def test_the_report_says_sizes_and_growth(workspace: Workspace) -> None:
    content = storage_report(workspace).as_json()
    assert content["bytes"]["parts"] > 0 and content["bytes"]["runs"] > 0 and content["free_bytes"] > 0
    assert content["bytes_in_a_year"] > sum(content["bytes"].values())
    assert json.dumps(content)
    assert any("永远保留" in line for line in storage_report(workspace).lines())


def test_every_byte_of_the_folder_stands_under_a_heading(workspace: Workspace, tmp_path: Path) -> None:
    picture = tmp_path / "签字.png"
    picture.write_bytes(b"p" * 700)
    photo, form = (
        keep_file(workspace, picture, PHOTO_KIND),
        keep_file(workspace, _text(tmp_path / "表.xlsx", 900), "form"),
    )
    with writing(workspace.engine) as connection:
        append_with_rows(connection, "photos.received", "", {}, {"received_files": [photo.row(), form.row()]})
    for name, size in (
        ("drafts/S042.json", 11),
        ("keys/a.pem", 12),
        ("scratch/x/y", 13),
        ("别人放的/a/b", 14),
        ("笔记.txt", 15),
    ):
        _text(workspace.folder / name, size)
    (workspace.folder / "断了的链接").symlink_to(tmp_path / "没有")
    report = storage_report(workspace)
    assert (report.bytes["photos"], report.bytes["received"]) == (700, 900)
    assert [report.bytes[name] for name in ("drafts", "keys", "scratch")] == [11, 12, 13]
    assert report.unknown == ("别人放的", "断了的链接", "笔记.txt")
    every = sum(one.lstat().st_size for one in workspace.folder.rglob("*") if one.is_symlink() or one.is_file())
    assert report.total == every
    assert any("规则草稿 11 B" in line for line in report.lines()) and any(
        "笔记.txt" in line for line in report.lines()
    )


def _text(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x" * size, encoding="utf-8")
    return path


def test_a_backup_restores_to_the_same_workspace(workspace: Workspace, tmp_path: Path) -> None:
    (workspace.folder / "mappings" / "a.yaml").write_text("x: 1", encoding="utf-8")
    (workspace.runs_folder / "orphan").mkdir()
    (workspace.runs_folder / "orphan" / "findings.parquet").write_bytes(b"half")
    head = acts.head(workspace.engine)
    back_up(workspace, tmp_path / "b.zip")
    report = restore(tmp_path / "b.zip", tmp_path / "R")
    with Workspace.open(tmp_path / "R") as restored:
        assert verify_workspace(restored).faults == []
        assert list_runs(restored) == list_runs(workspace)
        assert problem_rows(restored).count == 1
        assert holders(restored) == []
        assert (restored.folder / "mappings" / "a.yaml").read_text(encoding="utf-8") == "x: 1"
        assert not (restored.runs_folder / "orphan").exists()
        assert acts.head(restored.engine) == head
        acts.append(restored.engine, "note.made", "x", {})
    assert report.restored and report.files > 5


def test_a_backup_never_overwrites_and_a_restore_neither(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "b.zip"
    back_up(workspace, target)
    before = target.read_bytes()
    with pytest.raises(BadInput, match="已经存在"):
        back_up(workspace, target)
    assert target.read_bytes() == before
    with pytest.raises(BadInput, match="已经有东西"):
        restore(target, workspace.folder)
    (tmp_path / "empty").mkdir()
    restore(target, tmp_path / "empty")
    assert (tmp_path / "empty" / "workspace.db").is_file()


def _rewritten(source: Path, target: Path, change: str) -> Path:
    """The backup with one thing wrong."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        manifest = json.loads(old.read(MANIFEST))
        for name in old.namelist():
            content = old.read(name)
            if change == "byte" and name.endswith("findings.parquet"):
                content = content[:-1] + bytes([content[-1] ^ 1])
            if change == "size" and name.endswith("findings.parquet"):
                content += b"x"
            if (change == "missing" and name.endswith("findings.parquet")) or name == MANIFEST:
                continue
            new.writestr(name, content)
        if change == "extra":
            new.writestr("runs/extra", b"x")
        if change == "escape":
            new.writestr("../evil.txt", b"x")
            manifest["files"].append({"name": "../evil.txt", "size": 1, "sha256": "2d711642b726b04401627ca9fbac32f5"})
        if change == "format":
            manifest["format"] = 9
        if change != "no manifest":
            new.writestr(MANIFEST, "{" if change == "broken manifest" else json.dumps(manifest))
    return target


@pytest.mark.parametrize(
    "change", ["byte", "size", "missing", "extra", "escape", "format", "no manifest", "broken manifest"]
)
def test_a_damaged_or_hostile_backup_restores_nothing(workspace: Workspace, tmp_path: Path, change: str) -> None:
    back_up(workspace, tmp_path / "b.zip")
    damaged = _rewritten(tmp_path / "b.zip", tmp_path / "d.zip", change)
    with pytest.raises(BadInput):
        restore(damaged, tmp_path / "R")
    assert not (tmp_path / "R").exists() and not (tmp_path / "evil.txt").exists()


def test_a_backup_that_does_not_unpack_restores_nothing(workspace: Workspace, tmp_path: Path) -> None:
    back_up(workspace, tmp_path / "b.zip")
    whole = (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        packed = [one for one in archive.infolist() if one.compress_type == zipfile.ZIP_DEFLATED]
    for entry in packed:
        at = whole.index(entry.filename.encode(), entry.header_offset) + len(entry.filename.encode())
        damaged = whole[:at] + b"\xff" * min(8, entry.compress_size) + whole[at + min(8, entry.compress_size) :]
        (tmp_path / "d.zip").write_bytes(damaged)
        with pytest.raises(BadInput, match="备份"):
            restore(tmp_path / "d.zip", tmp_path / "R")
        assert not (tmp_path / "R").exists()


def _with_database(source: Path, target: Path, **put: bytes) -> Path:
    """The backup with other files beside or as the database, the list of files in agreement."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        contents = {name: old.read(name) for name in old.namelist() if name != MANIFEST} | put
        manifest = json.loads(old.read(MANIFEST))
        manifest["files"] = [
            {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in contents.items()
        ]
        for name, content in (contents | {MANIFEST: json.dumps(manifest).encode()}).items():
            new.writestr(name, content)
    return target


def _foreign_database(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE other (a)")
        connection.commit()
    return path.read_bytes()


def test_a_backup_with_another_database_restores_nothing(workspace: Workspace, tmp_path: Path) -> None:
    back_up(workspace, tmp_path / "b.zip")
    foreign = _foreign_database(tmp_path / "other.db")
    for put in (
        {"workspace.db": foreign},
        {"workspace.db": b""},
        {"workspace.db": foreign[:50] * 200},
        {"workspace.db-wal": b"x"},
    ):
        with pytest.raises(BadInput, match=r"备份.*d\.zip"):
            restore(_with_database(tmp_path / "b.zip", tmp_path / "d.zip", **put), tmp_path / "R")
        assert not (tmp_path / "R").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", os.urandom(300)])
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(BadInput, match="备份"):
        restore(tmp_path / "x.zip", tmp_path / "R")
    with pytest.raises(BadInput, match="备份"):
        restore(tmp_path / "nowhere.zip", tmp_path / "R")


def test_a_cancelled_backup_or_restore_leaves_nothing(workspace: Workspace, tmp_path: Path) -> None:
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        back_up(workspace, tmp_path / "b.zip", context)
    assert not (tmp_path / "b.zip").exists()
    back_up(workspace, tmp_path / "b.zip")
    with pytest.raises(Cancelled):
        restore(tmp_path / "b.zip", tmp_path / "R", context)
    assert not (tmp_path / "R").exists()


def test_every_kept_snapshot_says_from_when_it_may_go(workspace: Workspace) -> None:
    for day in (date(2026, 9, 14), date(2026, 9, 21)):
        deliver(workspace, day)
        check(workspace, [finding("1")])
    report = storage_report(workspace, SHORT)
    assert [(one.data_date, one.leaves) for one in report.snapshots] == [
        ("2026-09-21", ""),
        ("2026-09-14", "2026-09-28"),
    ]
    newest = report.snapshots[0].snapshot
    deliver(workspace, date(2026, 9, 28))
    check(workspace, [finding("1")])
    left = {one.snapshot for one in storage_report(workspace, SHORT).snapshots}
    assert report.snapshots[1].snapshot not in left
    assert newest in left


def test_the_log_says_which_backups_were_made_and_whether_they_are_still_there(
    workspace: Workspace, tmp_path: Path
) -> None:
    assert backups_made(workspace) == []
    report = back_up(workspace, tmp_path / "a.zip")
    back_up(workspace, tmp_path / "b.zip")
    (tmp_path / "a.zip").unlink()
    made = backups_made(workspace)
    assert [(Path(one.file).name, one.there) for one in made] == [("b.zip", True), ("a.zip", False)]
    assert (made[1].files, made[1].bytes) == (report.files, report.bytes)
    assert len(acts.list_acts(workspace.engine, kinds=[BACKUP_MADE])) == 2
    assert not verify_workspace(workspace).faults


def test_results_of_verifications_are_kept_with_what_to_do(workspace: Workspace) -> None:
    assert kept_verifications(workspace) == []
    start = datetime(2026, 11, 20, tzinfo=UTC)
    assert keep_verification(workspace, verify_workspace(workspace), [], start)
    bad = VerifyReport(acts=3, faults=["第 2 号动作的内容与其校验值不符"])
    assert keep_verification(workspace, bad, ["abc"], start + timedelta(minutes=1))
    newest, oldest = kept_verifications(workspace)
    assert newest.faults == (("第 2 号动作的内容与其校验值不符", advice_on("第 2 号动作的内容与其校验值不符")),)
    assert newest.heads == ("abc",)
    assert (oldest.faults, oldest.counts["runs"]) == ((), 1)
    (workspace.folder / FOLDER / "20270101-000000-000000.json").write_text("{", encoding="utf-8")
    assert len(kept_verifications(workspace)) == 2
    (workspace.folder / FOLDER / "20270101-000000-000000.json").unlink()
    for number in range(70):
        keep_verification(workspace, bad, [], start + timedelta(hours=number + 1))
    assert len(kept_verifications(workspace)) == 60


@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        ("数据库损坏：x", "停止使用"),
        ("链头 abc 曾经发出，现在的日志里没有它", "抄错"),
        ("第 7 号动作的个人信息（name:a）被改过", "个人信息"),
        ("批次 R 的文件 states-1.parquet 被改动过", "重推核对"),
        ("批次 R 的文件 findings.parquet 不见了", "备份"),
        ("账号 a 的 PIN 记录和日志对不上，可能被改动过", "开通码"),
        ("说不清是什么", "备份"),
    ],
)
def test_every_fault_has_something_to_do(fault: str, advice: str) -> None:
    assert advice in advice_on(fault)
