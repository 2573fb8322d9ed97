"""`census lists take`, `census lists overdue` and `census review defer` from the command line."""

from __future__ import annotations

import json

import pytest

from census_app.cli.main import run
from census_app.foundation.engines import kept_engine
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.record import last_official

from .conftest import County
from .filling import FIXED, fill


def test_take_says_what_was_refused_and_where_the_outcome_is(
    county: County, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {("R042", "1"): FIXED, ("R042", "3"): {**FIXED, "整改后值": "很大"}}
    file = fill(county.lists["0301"], county.folder / "a.xlsx", answers)
    assert run(["lists", "take", str(file), "--workspace", str(county.workspace.folder), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["rows"]["taken"] == 1 and said["rows"]["refused"] == 1
    assert "a.xlsx!问题清单 第 " in said["files"][0]["refused_rows"][0]
    assert said["files"][0]["outcome"].endswith("a_回执.xlsx")
    assert run(["lists", "take", str(file), "--workspace", str(county.workspace.folder)]) == 1
    printed = capsys.readouterr().out
    assert "退回 1" in printed and "回执在" in printed and "早已收过 1" in printed


def test_overdue_and_deferred(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--workspace", str(county.workspace.folder), "--json"]
    assert run(["lists", "overdue", "--week", "2026-W48", *place]) == 0
    before = json.loads(capsys.readouterr().out)
    assert before["overdue"] == len(before["problems"]) > 0
    assert {one["unit"] for one in before["units"]} == {"0301", "0302"}
    number = str(next(problem_rows(county.workspace).rows(["problem_no"]))[0])
    assert run(["review", "defer", number, "--until", "2099-01-01", "--reason", "停产", *place]) == 2
    capsys.readouterr()
    assert run(["review", "defer", number, "--revoke", "--until", "2026-12-31", "--reason", "x", *place]) == 2


def test_states_of_an_older_program_are_read(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    record = last_official(county.workspace)
    path = record.states_path(county.workspace) if record is not None else None
    assert path is not None
    older = path.with_suffix(".older")
    with kept_engine(1) as connection:
        connection.execute(f"COPY (SELECT * EXCLUDE (moved_to) FROM '{path}') TO '{older}' (FORMAT parquet)")
    older.replace(path)
    place = ["--workspace", str(county.workspace.folder)]
    assert run(["lists", "overdue", "--week", "2026-W48", *place]) == 0
    assert "超期" in capsys.readouterr().out
    file = fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED})
    assert run(["lists", "take", str(file), *place]) == 0
