"""A workspace nothing can be written in is looked at through a copy of its database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput, WorkspaceBusy
from census_app.workspace import looking
from census_app.workspace import workspace as opening
from census_app.workspace.problems.acts import move_problems
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.record import list_runs
from census_app.workspace.workspace import Workspace

from .conftest import Prepared
from .county import check, deliver, use_pack
from .fixtures import finding


def _files(folder: Path) -> dict[str, bytes]:
    """What stands in the folder; SQLite's shared memory is no content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith("-shm")
    }


def _one_problem(workspace: Workspace) -> None:
    deliver(workspace, date(2026, 11, 16))
    check(workspace, [finding("1")])


@pytest.fixture
def protected(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with one problem; every further opening of it finds nothing writable."""
    use_pack(monkeypatch)
    workspace = prepared(_one_problem)
    monkeypatch.setattr(opening, "can_only_look", lambda _: True)
    return workspace


def _numbers(folder: Path) -> list[tuple[str, str]]:
    with Workspace.open(folder) as looked:
        return [(row[0], row[1]) for row in problem_rows(looked).rows(["problem_no", "state"])]


def test_everything_can_be_read_and_nothing_is_touched(protected: Workspace) -> None:
    before = _files(protected.folder)
    with Workspace.open(protected.folder) as looked:
        assert [record.run for record in list_runs(looked)] == [record.run for record in list_runs(protected)]
        assert problem_rows(looked).count == 1
        assert not looked.cache.is_relative_to(protected.folder)
    assert _files(protected.folder) == before


def test_whatever_would_write_is_refused_and_names_the_workspace(protected: Workspace) -> None:
    number = next(row[0] for row in problem_rows(protected).rows(["problem_no"]))
    before = _files(protected.folder)
    with Workspace.open(protected.folder) as looked:
        with pytest.raises(BadInput, match="只读，能看不能改") as refused:
            move_problems(looked, "answer.received", [number])
        assert str(protected.folder) in str(refused.value)
        with pytest.raises(BadInput, match="只读"):
            check(looked, [])
    assert _files(protected.folder) == before


def test_what_somebody_else_writes_meanwhile_is_seen_at_the_next_opening(protected: Workspace) -> None:
    ((number, state),) = _numbers(protected.folder)
    assert state == "new"
    move_problems(protected, "answer.received", [number])
    assert _numbers(protected.folder) == [(number, "in_review")]


def test_an_unchanged_database_is_copied_once(protected: Workspace) -> None:
    with Workspace.open(protected.folder) as first, Workspace.open(protected.folder) as second:
        assert first.engine.url == second.engine.url


def test_a_database_written_without_a_pause_is_said_to_be_busy(
    protected: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = looking._copy

    def copy(database: Path, copied: Path) -> None:
        real(database, copied)
        with writing(protected.engine) as connection:
            connection.execute(text("UPDATE workspace_information SET value = value || 'x' WHERE name = 'program'"))

    monkeypatch.setattr(looking, "_copy", copy)
    with pytest.raises(WorkspaceBusy, match="正被别的电脑写入"):
        Workspace.open(protected.folder)


def test_a_workspace_where_something_can_be_written_is_worked_in(workspace: Workspace) -> None:
    assert not looking.can_only_look(workspace.folder / "workspace.db")
    assert workspace.cache == workspace.folder / "cache"


@pytest.mark.parametrize("what", ["folder", "database"])
def test_a_folder_or_database_that_takes_nothing_is_only_looked_at(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    database = workspace.folder / "workspace.db"
    closed = database if what == "database" else workspace.folder
    monkeypatch.setattr("os.access", lambda path, _mode: Path(path) != closed)
    assert looking.can_only_look(database)
