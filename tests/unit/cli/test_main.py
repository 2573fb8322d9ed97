"""The command line's promises: exit codes, one JSON object, Chinese refusals, progress on stderr."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from census_app.cli.main import build_parser, run
from census_app.cli.output import PROGRESS_VARIABLE, ProgressPrinter
from census_app.cli.window import has_display
from census_app.cli.without_command import open_window_or_demo

CONTRACT = {
    "window", "demo", "import", "reference", "check", "runs", "compare", "explain", "judge", "unjudge", "priority",
    "problems", "customer", "rehearse", "localise", "lists", "pack", "link", "causes", "suggest", "people", "library",
    "review", "report", "why", "survey", "task", "trail", "log", "verify", "rebuild", "void", "storage", "backup",
    "restore",
}  # fmt: skip


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The leaf commands below a parser."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield parser
    for group in groups:
        for child in group.choices.values():
            yield from parsers(child)


def test_every_command_of_the_contract_is_there() -> None:
    top = next(action for action in build_parser()._actions if isinstance(action, argparse._SubParsersAction))
    assert set(top.choices) == CONTRACT


def test_every_command_but_the_window_speaks_json() -> None:
    silent = [parser.prog for parser in parsers(build_parser()) if "--json" not in parser.format_help()]
    assert silent == ["census window"]


def test_a_command_alone_is_understood_as_in_the_whole_command_line() -> None:
    def told(parser: argparse.ArgumentParser, name: str) -> dict[str, str]:
        return {leaf.prog: leaf.format_help() for leaf in parsers(parser) if leaf.prog.split()[1] == name}

    whole = build_parser()
    for name in CONTRACT:
        assert told(build_parser(name), name) == told(whole, name) != {}


def test_help_is_headed_in_chinese() -> None:
    for parser in parsers(build_parser()):
        told = parser.format_help()
        assert told.startswith("用法：census "), parser.prog
        assert not [word for word in ("usage", "options:", "positional", "show this") if word in told], parser.prog
    assert "命令和参数:" in build_parser().format_help()


@pytest.mark.parametrize(
    "arguments", [["check"], ["nonsense"], ["lists", "--workspace", "x"], ["demo", "--customers", "0"]]
)
def test_wrong_usage_is_said_and_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(arguments)
    assert stopped.value.code == 2
    assert "参数不对" in capsys.readouterr().err


def test_a_missing_workspace_is_one_json_object_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--workspace", str(tmp_path / "无"), "--json"]) == 2
    said = capsys.readouterr()
    assert "没有工作区" in json.loads(said.out)["error"]
    assert said.err.startswith("错误：") and "Traceback" not in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_refused_import_leaves_no_workspace(tmp_path: Path) -> None:
    source = tmp_path / "空.csv"
    source.write_bytes(b"")
    assert run(["import", str(source), "--workspace", str(tmp_path / "W")]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["空.csv"]


def test_bad_week_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from census_app.workspace.workspace import Workspace

    Workspace.create(tmp_path / "W").close()
    assert run(["lists", "--workspace", str(tmp_path / "W"), "--week", "48", "--out", str(tmp_path / "o")]) == 2
    assert "ISO 周" in capsys.readouterr().err


def test_progress_for_programs_is_json_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(PROGRESS_VARIABLE, "json")
    printer = ProgressPrinter()
    printer(1, 2, "读取")
    printer(2, 2, "读取")
    lines = [json.loads(line)["progress"] for line in capsys.readouterr().err.splitlines()]
    assert lines[-1] == [2, 2, "读取"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a display is taken for granted elsewhere")
def test_without_a_display_the_demo_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.chdir(tmp_path)
    asked: list[list[str]] = []
    monkeypatch.setattr("census_app.cli.main.run", lambda arguments: asked.append(arguments) or 0)
    assert not has_display()
    assert open_window_or_demo() == 0
    assert asked == [["demo", "--folder", str(tmp_path / "census-demo")]]


def test_pipes_are_utf_8_whatever_the_country_says(tmp_path: Path) -> None:
    """A code page lacks rare characters of names, and one without Chinese refused every sentence."""
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    env = {name: value for name, value in os.environ.items() if name != "PYTHONIOENCODING"} | bare
    command = [sys.executable, "-m", "census_app", "check", "--json", "--workspace", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, env=env)
    assert done.returncode == 2
    assert "这里没有工作区" in json.loads(done.stdout.decode())["error"]
    assert done.stderr.decode().startswith("错误：")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from census_app.__main__ import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'duckdb', 'pandas', 'sqlalchemy', 'pydantic', 'sqlglot', 'openpyxl', 'numpy', 'yaml', 'PySide6'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pack", "lint", "--workspace", "W"], "不认识的参数：--workspace"),
        (["check"], "缺少参数：--workspace"),
        (["import", "--data-date"], "--data-date 后面要写一个值"),
        (["import", "--data-date", "昨天"], "--data-date：日期要写成 2026-11-20 这样：昨天"),
        (["import", "a", "--complete", "--partial"], "不能和"),
        (["import", "a", "--partial", "--changes"], "不能和"),
        (["chek"], "不能是 'chek'，只能是："),
    ],
)
def test_wrong_arguments_are_told_in_chinese(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    told = capsys.readouterr().err.splitlines()[-1]
    assert ended.value.code == 2
    assert said in told and "argument" not in told


def test_a_folder_taken_away_in_the_middle_is_told_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python's own end of a crash, 1, is that of a command which refused a part."""

    def gone(_folder: Path) -> None:
        list((tmp_path / "runs").iterdir())

    monkeypatch.setattr("census_app.workspace.workspace.Workspace.open", gone)
    assert run(["runs", "--workspace", str(tmp_path), "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["error"] == f"找不到了：{tmp_path / 'runs'}"
    assert "移走" in told["advice"]
