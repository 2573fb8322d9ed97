"""The core's words in the English window: every finite vocabulary has its English, and nothing else is touched."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml

import census_app
from census_app.desktop.core_words import vocabulary, worded
from census_app.desktop.language import CHINESE, ENGLISH, language
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.resources import resource
from census_app.reporting.trail.words import trail_words
from census_app.survey.words import ANSWER_LABELS
from census_app.workspace.library.model import KIND_LABELS, STATUS_LABELS
from census_app.workspace.problems.model import STATE_LABELS

PACKAGE = Path(census_app.__file__).parent


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language().switch(ENGLISH)
    yield
    language().switch(CHINESE)


def _all(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from _all(value)
    elif isinstance(node, list):
        for value in node:
            yield from _all(value)
    else:
        yield str(node)


def _file(name: str) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(resource(name).read_text(encoding="utf-8"))
    return found


def _zh(file: Path) -> str:
    """The first lines of a table's file name it; its fields are not read."""
    line = next(line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("zh:"))
    return str(yaml.safe_load(line)["zh"])


def _core() -> dict[str, list[str]]:
    matching, book = _file("matching/words.yaml"), _file("templates/rule_book/words.yaml")
    review = _file("survey/review.yaml")
    reasons = [review["return_reasons"], review["refute_reasons"]]
    trail = trail_words()
    return {
        "tables": [_zh(file) for file in sorted(resource("dictionary/tables").iterdir())],
        "fields": sorted({one.zh for table in load_dictionary().tables.values() for one in table.fields}),
        "categories": [one["zh"] for one in _file("dictionary/categories.yaml")["categories"]],  # type: ignore[attr-defined]
        "levels": list(
            _all([matching[name] for name in ("levels", "frequencies", "rarities", "decisions", "verdicts")])
        ),
        "doubts": list(_all(matching["doubts"])),
        "bands": [one["zh"] for one in matching["bands"]],  # type: ignore[attr-defined]
        "rules": list(_all([book[name] for name in ("status", "closes", "verdict")])),
        "causes": [one["zh"] for one in _file("root_causes.yaml")["kinds"].values()],  # type: ignore[attr-defined]
        "events": [*trail.kinds.values(), *trail.turns.values()],
        "states": list(STATE_LABELS.values()),
        "answers": list(ANSWER_LABELS.values()),
        "reasons": [one["zh"] for group in reasons for one in group.values()],  # type: ignore[attr-defined]
        "list reasons": list(_all(_file("templates/weekly_list.yaml")["reasons"])),
        "roles": [one["zh"] for one in _file("people.yaml")["roles"].values()],  # type: ignore[attr-defined]
        "library": [*KIND_LABELS.values(), *STATUS_LABELS.values()],
    }


def test_every_finite_vocabulary_of_the_core_has_its_english() -> None:
    lacking = {(name, word) for name, words in _core().items() for word in words if not worded(word).isascii()}
    assert not lacking


def _told_on_the_way() -> Iterator[str]:
    """The steps the core's work tells, every place in them filled with a figure."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "progress":
                for text in node.args[2:]:
                    yield _filled(text.left if isinstance(text, ast.BinOp) else text)


def _filled(text: ast.expr) -> str:
    if isinstance(text, ast.JoinedStr):
        return "".join(_filled(part) for part in text.values)
    return str(text.value) if isinstance(text, ast.Constant) else "1"


def test_every_step_of_work_under_way_has_its_english() -> None:
    told = list(_told_on_the_way())
    assert len(told) > 60
    assert not [text for text in told if not worded(text).isascii()]


@pytest.mark.parametrize(
    ("chinese", "said"),
    [
        ("可能（模型估计 51%）", "possible (model estimate 51%)"),
        ("1 条里 1 条属实（区间 21%–100%）", "1 of 1 true (interval 21%–100%)"),
        ("2026-11-26 13:17 root：派发（第 18 号动作）", "2026-11-26 13:17 root: dispatched (act 18)"),
        ("非异常：合同容量，核实无误，档案正确", "Not a problem: Contract capacity, verified, the archive is right"),
        ("同一单位（组织形式写法不同）", "same organisation, form written differently"),
        ("有 5 至 9 个", "5 to 9 of them"),
        ("有 30 个以上", "more than 30 of them"),
        ("管理员@青岭县供电公司", "Administrator@青岭县供电公司"),
        ("2026-11-26 14:17 root：发了开通码（第 8 号动作）", "2026-11-26 14:17 root: first code issued (act 8)"),
        ("5 周内", "Within 5 weeks"),
    ],
)
def test_what_is_put_together_is_said_piece_by_piece(chinese: str, said: str) -> None:
    assert worded(chinese) == said
    language().switch(CHINESE)
    assert worded(chinese) == chinese


@pytest.mark.parametrize(
    "data", ["青澜县城关供电所", "朱*顺", "一个结算计量点挂了 2 块主表", "", "R057", "文化路105号"]
)
def test_data_stays_as_it_is(data: str) -> None:
    assert worded(data) == data


def test_places_in_english_are_those_in_chinese() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    assert all(places(chinese) == places(said) for chinese, said in vocabulary().items())
