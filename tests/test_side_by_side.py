"""Files of tests run in several forked processes as they do in one."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
OUTCOMES = """
import os, subprocess, sys, warnings
import pytest

@pytest.fixture
def broken():
    raise ValueError("the fixture's own")

def test_passes(tmp_path):
    print("nobody asks for this")

def test_fails():
    os.write(1, b"written by the failing one")
    assert 1 + 1 == 3

@pytest.mark.skip(reason="not today")
def test_is_skipped(): ...

def test_warns():
    warnings.warn("watch out")

def test_is_not_prepared(broken): ...

def test_reads_its_own_output(capfd):
    subprocess.run([sys.executable, "-c", "print('said')"])
    assert capfd.readouterr().out == "said\\n"
"""
ENDS = """
import os

def test_before(): ...

def test_ends_its_process():
    os._exit(7)

def test_behind(): ...
"""
TELLS = """
import os
import pytest

@pytest.mark.parametrize("number", range(3))
def test_tells(number, tmp_path):
    with open({told!r}, "a") as told:
        told.write(f"{{__file__}} {{os.getpid()}} {{tmp_path}}\\n")
"""


def _run(folder: Path, processes: int) -> tuple[str, list[tuple[str, str, str]]]:
    """What was printed, and each test's name, outcome and message."""
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    quick = ["-p", "no:hypothesispytest", "-p", "no:pytest-qt", "-p", "no:xdist", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *quick, "-p", "tests.side_by_side", f"--processes={processes}"]
    places = [f"--rootdir={folder}", f"--basetemp={folder / 'base'}", f"--junitxml={folder / 'told.xml'}"]
    ran = subprocess.run([*command, *places, str(folder)], cwd=ROOT, capture_output=True, encoding="utf-8")
    told = []
    for case in ElementTree.parse(folder / "told.xml").iter("testcase"):
        found = next((each for each in case if each.tag in ("failure", "error", "skipped")), None)
        outcome, message = ("passed", "") if found is None else (found.tag, found.get("message", ""))
        told.append((case.get("name", ""), outcome, message))
    return ran.stdout, told


@pytest.mark.parametrize("processes", [0, 2])
def test_outcomes_output_and_warnings_are_told(tmp_path: Path, processes: int) -> None:
    (tmp_path / "test_outcomes.py").write_text(OUTCOMES, encoding="utf-8")
    printed, told = _run(tmp_path, processes)
    assert {name: outcome for name, outcome, _ in told} == {
        "test_passes": "passed",
        "test_fails": "failure",
        "test_is_skipped": "skipped",
        "test_warns": "passed",
        "test_is_not_prepared": "error",
        "test_reads_its_own_output": "passed",
    }
    assert "written by the failing one" in printed and "UserWarning: watch out" in printed
    assert "nobody asks for this" not in printed


def test_a_test_that_ends_its_process_has_failed_and_the_others_run(tmp_path: Path) -> None:
    for name in ("test_one.py", "test_two.py", "test_three.py"):
        (tmp_path / name).write_text(ENDS, encoding="utf-8")
    printed, told = _run(tmp_path, 2)
    assert Counter(told) == {
        ("test_before", "passed", ""): 3,
        ("test_ends_its_process", "failure", "its process ended with 7"): 3,
        ("test_behind", "passed", ""): 3,
    }, printed


def test_a_file_stays_in_one_process_and_folders_are_ones_own(tmp_path: Path) -> None:
    told = tmp_path / "told.txt"
    for number in range(6):
        (tmp_path / f"test_{number}.py").write_text(TELLS.format(told=str(told)), encoding="utf-8")
    _run(tmp_path, 2)
    lines = [line.split() for line in told.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 18 and len({folder for _, _, folder in lines}) == 18
    processes = {process for _, process, _ in lines}
    assert len({(file, process) for file, process, _ in lines}) == 6 and len(processes) <= 2
