"""Kill -9 at random moments of dispatching, taking results and reviewing: nothing lost, nothing doubled."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from census_app.foundation.database import reading
from census_app.workspace.survey_tables import SEALED_TABLES
from census_app.workspace.workspace import Workspace
from tests.e2e.census import census
from tests.e2e.four_weeks import first_week
from tests.e2e.four_weeks.doing import Doing
from tests.e2e.killing import kill_repeatedly, leftovers, sound, timed

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(sys.platform == "win32", reason="signals as Linux has them"),
]
TRIES = [20]
CUSTOMERS = 36


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Doing:
    """The county of the four weeks, its problems found and nothing given out."""
    doing = Doing(tmp_path_factory.mktemp("checked"))
    doing.begin()
    first_week.deliver(doing)
    return doing


@pytest.fixture(scope="module")
def answered(checked: Doing, tmp_path_factory: pytest.TempPathFactory) -> Doing:
    """Its first week is out, and the filled forms lie in the folder `1/back`."""
    folder = tmp_path_factory.mktemp("answered") / "S"
    shutil.copytree(checked.folder, folder)
    doing = Doing(folder)
    first_week.give_out(doing)
    first_week.fill(doing)
    return doing


@pytest.fixture(scope="module")
def taken(answered: Doing, tmp_path_factory: pytest.TempPathFactory) -> Doing:
    """All of them taken, nothing reviewed."""
    folder = tmp_path_factory.mktemp("taken") / "S"
    shutil.copytree(answered.folder, folder)
    doing = Doing(folder)
    doing.census("survey", "take", folder / "1" / "back", "--out", folder / "told", code=1)
    return doing


def copied(doing: Doing, folder: Path) -> Doing:
    shutil.copytree(doing.folder, folder)
    return Doing(folder, doing.known)


def rows(workspace: Path, table: str) -> list[dict[str, Any]]:
    with Workspace.open(workspace) as opened, reading(opened.engine) as connection:
        return [dict(row) for row in connection.execute(select(SEALED_TABLES[table])).mappings()]


def contents(workspace: Path, table: str, *columns: str) -> Counter[tuple[str, ...]]:
    """How often each content stands in the table, whatever act brought it."""
    return Counter(tuple(str(row[column]) for column in columns) for row in rows(workspace, table))


@pytest.mark.parametrize("tries", TRIES)
def test_dispatch_killed(checked: Doing, tmp_path: Path, tries: int) -> None:
    undisturbed, disturbed = copied(checked, tmp_path / "undisturbed"), copied(checked, tmp_path / "disturbed")
    command = ["task", "dispatch", "--week", first_week.WEEK, "--kind", "上门", "--json", "--workspace"]
    seconds, expected = timed(*command, undisturbed.workspace)
    assert expected["tasks"] == CUSTOMERS
    workspace = disturbed.workspace

    def look(acknowledged: dict[str, Any] | None) -> None:
        sound(workspace)
        given = contents(workspace, "tasks", "customer")
        assert len(given) in (0, CUSTOMERS)
        assert set(given.values()) <= {1}
        if acknowledged is not None:
            assert len(given) == CUSTOMERS

    kill_repeatedly([*command, workspace], tries, seconds, look)
    assert census(*command, workspace).code == 0
    for table, columns in (("tasks", ("customer", "surveyor", "day", "route")), ("task_problems", ("problem_no",))):
        assert contents(workspace, table, *columns) == contents(undisturbed.workspace, table, *columns)
    assert disturbed.states() == undisturbed.states()
    assert leftovers(workspace) == []
    sound(workspace)


@pytest.mark.parametrize("tries", TRIES)
def test_taking_results_killed(answered: Doing, tmp_path: Path, tries: int) -> None:
    undisturbed, disturbed = copied(answered, tmp_path / "undisturbed"), copied(answered, tmp_path / "disturbed")

    def command(doing: Doing) -> list[object]:
        back = doing.folder / "1" / "back"
        return ["survey", "take", back, "--out", doing.folder / "told", "--json", "--workspace", doing.workspace]

    seconds, _ = timed(*command(undisturbed))
    whole = Counter(row["document"] for row in rows(undisturbed.workspace, "answers"))

    def look(_acknowledged: dict[str, Any] | None) -> None:
        sound(disturbed.workspace)
        for document, count in Counter(row["document"] for row in rows(disturbed.workspace, "answers")).items():
            assert count == whole[document]

    kill_repeatedly(command(disturbed), tries, seconds, look)
    assert census(*command(disturbed)).code == 1
    for table, column in (("answers", "digest"), ("visits", "digest"), ("received_files", "sha256")):
        assert contents(disturbed.workspace, table, column) == contents(undisturbed.workspace, table, column), table
    changed = [contents(one.workspace, "task_changes", "task_no", "state") for one in (disturbed, undisturbed)]
    assert changed[0] == changed[1]
    assert disturbed.states() == undisturbed.states()
    kept = {path.stem for path in (disturbed.workspace / "received").glob("??/*")}
    assert kept == {row["sha256"] for row in rows(disturbed.workspace, "received_files")}
    assert leftovers(disturbed.workspace) == []
    sound(disturbed.workspace)


@pytest.mark.parametrize("tries", TRIES)
def test_review_killed(taken: Doing, tmp_path: Path, tries: int) -> None:
    undisturbed, disturbed = copied(taken, tmp_path / "undisturbed"), copied(taken, tmp_path / "disturbed")
    tasks = [row["task_no"] for row in rows(taken.workspace, "task_changes") if row["state"] == "surveyed"]
    command = ["review", "decide", *sorted(set(tasks)), "--decision", "通过", "--by", "周审", "--json", "--workspace"]
    seconds, _ = timed(*command, undisturbed.workspace)
    about = ("answer_act", "answer_position", "decision", "verification")
    whole = contents(undisturbed.workspace, "reviews", *about)
    assert set(whole.values()) == {1}

    def look(acknowledged: dict[str, Any] | None) -> None:
        sound(disturbed.workspace)
        decided = contents(disturbed.workspace, "reviews", *about)
        assert decided in (Counter(), whole)
        if acknowledged is not None and "error" not in acknowledged:
            assert decided == whole

    kill_repeatedly([*command, disturbed.workspace], tries, seconds, look)
    # refused when it was done already: nobody decides twice
    assert census(*command, disturbed.workspace).code in (0, 2)
    assert contents(disturbed.workspace, "reviews", *about) == whole
    assert disturbed.states() == undisturbed.states()
    assert leftovers(disturbed.workspace) == []
    sound(disturbed.workspace)
