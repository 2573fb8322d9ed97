"""Whatever is cut out of a trail or rewritten in it, `census verify` names."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from census_app.cli.main import run
from census_app.foundation.database import writing
from census_app.workspace import acts
from census_app.workspace.log.sealed_rows import erase_values, seal_faults
from census_app.workspace.survey_tables import SEALED_TABLES
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace

from .surveyed import FORM, survey


@pytest.fixture(scope="module")
def surveyed_blank(county_blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cut") / "W"
    shutil.copytree(county_blank, folder)
    with Workspace.open(folder) as opened:
        survey(opened)
    return folder


@pytest.fixture
def surveyed(surveyed_blank: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(surveyed_blank, tmp_path / "W")
    with Workspace.open(tmp_path / "W") as opened:
        yield opened


def faults(workspace: Workspace, *heads: str) -> str:
    return "\n".join(verify_workspace(workspace, printed_heads=heads).faults)


def test_an_untouched_trail_is_whole(surveyed: Workspace) -> None:
    assert faults(surveyed, acts.head(surveyed.engine)) == ""
    assert run(["verify", "--workspace", str(surveyed.folder)]) == 0


CHANGES = (
    ("answers", "outcome = 'consistent'"),
    ("answers", "document = 'another'"),
    ("answers", "value = '13900000000'"),
    ("answers", "original_code = '0123456789'"),
    ("photos", "sha256 = 'another'"),
    ("photos", "taken_at = '2026-11-18T09:10:00'"),
    ("visits", "distance = '1'"),
    ("tasks", "surveyor = 'another'"),
    ("task_problems", "problem_no = 'another'"),
    ("task_changes", "state = 'accepted'"),
    ("reviews", "reviewer = 'another'"),
    ("reviews", "decision = 'refuted'"),
    ("corrections", "new = '210'"),
    ("corrections", "reviewer = 'another'"),
    ("recoveries", "amount = '6605'"),
    ("received_files", "name = 'another.jpg'"),
)


@contextmanager
def harmed(workspace: Workspace, table: str, statement: str) -> Iterator[None]:
    """The table after the statement; as it was afterwards."""
    with writing(workspace.engine) as connection:
        connection.execute(text(f"CREATE TABLE saved AS SELECT * FROM {table}"))
        connection.execute(text(statement))
    yield
    with writing(workspace.engine) as connection:
        connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text(f"INSERT INTO {table} SELECT * FROM saved"))
        connection.execute(text("DROP TABLE saved"))


def test_an_altered_or_missing_row_is_found(surveyed: Workspace) -> None:
    for table, change in CHANGES:
        with harmed(surveyed, table, f"UPDATE {table} SET {change}"):
            assert f" {table} " in "".join(seal_faults(surveyed)), (table, change)
    for table in SEALED_TABLES:
        first = f"DELETE FROM {table} WHERE position = (SELECT min(position) FROM {table})"
        with harmed(surveyed, table, first):
            assert f" {table} 的行被改动过" in "".join(seal_faults(surveyed)), table
    assert faults(surveyed) == ""
    with harmed(surveyed, "answers", "UPDATE answers SET outcome = 'consistent'"):
        assert run(["verify", "--workspace", str(surveyed.folder)]) == 1


def cut(workspace: Workspace, seq: int) -> None:
    with workspace.engine.connect() as connection:
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        connection.execute(text("DROP TRIGGER IF EXISTS acts_never_delete"))
        for table in (*SEALED_TABLES, "act_personal_values"):
            connection.execute(text(f"DELETE FROM {table} WHERE act = {seq}"))
        connection.execute(text(f"DELETE FROM acts WHERE seq = {seq}"))
        connection.commit()
        connection.execute(text("PRAGMA foreign_keys = ON"))


@pytest.mark.parametrize("kind", ["tasks.dispatched", "results.received", "answer.accepted", "corrections.made"])
def test_an_act_deleted_with_its_rows_is_found(surveyed: Workspace, kind: str) -> None:
    (act,) = acts.list_acts(surveyed.engine, kinds=[kind])
    cut(surveyed, act.seq)
    assert f"第 {act.seq} 号动作缺失" in faults(surveyed)


def test_a_tail_cut_off_lacks_the_head_that_was_printed(surveyed: Workspace) -> None:
    head = acts.head(surveyed.engine)
    while (last := acts.list_acts(surveyed.engine)[-1]).kind != "forms.issued":
        cut(surveyed, last.seq)
    assert "曾经发出" in faults(surveyed, head[:12])
    assert run(["verify", "--workspace", str(surveyed.folder), "--head", head[:12]]) == 1


def _overwrite(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


@pytest.mark.parametrize(("harm", "said"), [(Path.unlink, "不见了"), (_overwrite, "被改动过")])
@pytest.mark.parametrize("what", ["received", "forms"])
def test_a_photo_or_the_rows_of_a_form_changed_on_disk_are_found(
    surveyed: Workspace, what: str, harm: Callable[[Path], None], said: str
) -> None:
    (path,) = (entry for entry in (surveyed.folder / what).rglob("*") if entry.is_file())
    harm(path)
    (fault,) = verify_workspace(surveyed).faults
    assert said in fault
    assert ("photo.jpg" if what == "received" else FORM) in fault


def test_an_erased_answer_leaves_everything_whole(surveyed: Workspace) -> None:
    (act,) = acts.list_acts(surveyed.engine, kinds=["results.received"])
    with writing(surveyed.engine) as connection:
        erase_values(connection, "answers", act.seq, 2)
    assert faults(surveyed) == ""
