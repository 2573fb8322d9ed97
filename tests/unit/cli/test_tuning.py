"""Judging, precision, dial, back-test and priority from the command line, over the county of `probe`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from census_app.cli.main import run
from census_app.foundation.engines import kept_engine
from census_app.workspace.precision import measured
from census_app.workspace.precision.settings import precision_settings
from tests.unit.workspace.probe import RULE, write_pack

Said = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def said(surveyed_blank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """Runs a command with `--json` on a copy of the county: exit code and object."""
    shutil.copytree(surveyed_blank, tmp_path / "W")

    def command(*arguments: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = run([*arguments, "--workspace", str(tmp_path / "W"), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return command


def test_judgements_change_the_precision(said: Said, tmp_path: Path) -> None:
    rule = said("pack", "precision")[1]["rules"]["R042"]
    assert (rule["confirmed"], rule["judged"], rule["demote"]) == (3, 5, False)
    problems = said("problems", "--where", "户号 = '2'")[1]["problems"]
    code, act = said("judge", problems[0]["problem_no"], "--as", "属实")
    assert (code, act["outcome"], act["problems"]) == (0, "confirmed", [problems[0]["problem_no"]])
    out = tmp_path / "precision.parquet"
    assert said("pack", "precision", "--out", str(out))[1]["rules"]["R042"]["confirmed"] == 4
    with kept_engine(1) as connection:
        found = connection.execute(f"SELECT sum(confirmed) FROM '{out}' WHERE grain = 'rule'").fetchall()
    assert found == [(4,)]
    assert said("pack", "status")[1]["demote"] == []
    code, refused = said("judge", problems[0]["problem_no"], "--as", "误报")
    assert code == 2 and "必须写明理由" in refused["error"]


def test_a_rule_that_is_nearly_always_wrong_is_named_by_whoever_makes_it_so(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = precision_settings().model_copy(update={"demote_below": Decimal("0.9")})
    monkeypatch.setattr(measured, "precision_settings", lambda: settings)
    number = said("problems", "--where", "户号 = '2'")[1]["problems"][0]["problem_no"]
    assert said("judge", number, "--as", "误报", "--reason", "看过现场")[1]["demote"] == ["R042"]
    assert said("check")[1]["demote"] == ["R042"]


def test_the_dial_takes_values_or_a_range(said: Said) -> None:
    listed = said("pack", "dial", "R042", "倍数", "--values", "0.9，1.15")[1]
    assert [(one["value"], one["hits"]) for one in listed["values"]] == [("0.9", 5), (1, 4), ("1.15", 3)]
    spread = said("pack", "dial", "R042", "倍数", "--from", "1", "--to", "2", "--steps", "2")[1]
    assert [(one["value"], one["hits"]) for one in spread["values"]] == [(1, 4), (2, 0)]
    assert said("pack", "dial", "R042", "倍数")[1]["present"] == 1
    for wrong in (["--from", "1"], ["--values", "1", "--from", "1", "--to", "2"], ["--values", "x"]):
        assert said("pack", "dial", "R042", "倍数", *wrong)[0] == 2


def test_a_draft_is_held_against_the_past(said: Said, tmp_path: Path) -> None:
    draft = write_pack(tmp_path / "draft", RULE.replace("value: 1,", "value: 1.25,"))
    code, report = said("pack", "backtest", str(draft))
    assert code == 0 and list(report["snapshots"].values()) == ["2026-11-09", "2026-11-16"]
    assert (report["rules"]["R042"]["confirmed"], report["rules"]["R042"]["avoided"]) == (3, 2)


def test_a_draft_kept_in_the_workspace_is_held_against_the_past(said: Said, tmp_path: Path) -> None:
    text = tmp_path / "draft.yaml"
    said("pack", "draft", "new", "R042", "--out", str(text))
    text.write_text(text.read_text(encoding="utf-8").replace("value: 1,", "value: 1.25,"), encoding="utf-8")
    assert said("pack", "draft", "save", "R042", str(text), "--replace")[0] == 0
    code, report = said("pack", "backtest", "--draft", "R042")
    rule = report["rules"]["R042"]
    assert (code, rule["confirmed"], rule["avoided"]) == (0, 3, 2)
    assert {code: unit["name"] for code, unit in rule["units"].items()} == {"0301": "柳河供电所", "0302": ""}


def test_a_back_test_is_of_a_pack_or_of_a_draft(said: Said, tmp_path: Path) -> None:
    assert said("pack", "backtest")[0] == 2
    assert said("pack", "backtest", str(tmp_path), "--draft", "R042")[0] == 2
    assert said("pack", "backtest", "--draft", "R042", "--rules", "R042")[0] == 2


def test_who_comes_first(said: Said, tmp_path: Path) -> None:
    out = tmp_path / "priority.parquet"
    report = said("priority", "--limit", "1", "--out", str(out))[1]
    assert (report["total"], len(report["customers"])) == (2, 1)
    first = report["customers"][0]
    assert first["customer"] == "6" and first["energy"] is None
    with kept_engine(1) as connection:
        scores = connection.execute(f"SELECT customer, CAST(score AS VARCHAR) FROM '{out}'").fetchall()
    assert scores[0] == (first["customer"], first["score"]) and len(scores) == 2
    assert [one["customer"] for one in said("problems", "--by-risk", "--where", "未了结")[1]["problems"]] == [
        customer for customer, _ in scores
    ]
