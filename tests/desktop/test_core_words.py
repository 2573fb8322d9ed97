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
        "steps to a share": list(_all([matching["reckoned"], matching["alone"], matching["strangers"]])),
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


REMARKS = {"keys": "电话 160,000 对、户名 12 对 等 5 种", "left": "400", "met": "1", "rows": "900", "numbers": "3"}


@pytest.mark.parametrize("name", ["cut", "strange", "repeated_keys"])
def test_what_is_said_of_a_comparison_has_its_english(name: str) -> None:
    said = str(_file("matching/words.yaml")[name])
    assert worded(f"公安人口：{said.format(**REMARKS)}").isascii()


@pytest.mark.parametrize(
    "said",
    [
        "公安人口：没有一对记录可以比：两边的号码、名称、地址没有一个写得一样。看看对方的列是不是空的、全部脱敏，或是外地的；"
        "请对方改给证件号的哈希（SHA-256），或至少露出证件号末四位和名字里除姓以外的字",
        "公安人口：对方的姓名和证件号绝大多数脱敏，只能靠露出的几位和电话、地址比，能认出的少；"
        "请对方改给证件号的哈希（SHA-256），或至少露出证件号末四位和名字里除姓以外的字",
        "公安人口：3 处路、小区或村两边叫法不同，而证件号一致的人门牌对得上，当作一处比：A",
        "公安人口：1,234 个人工决定不再作数，因为档案或参照数据里的值已改：0300000001↔P1、0300000002↔P2",
        "公安人口是 2026-11-01 的数据，比档案早 27 天（一般不超过 14 天）",
        "公安人口里最晚的核验日期是 2026-06-30，比档案早 150 天（一般不超过 90 天），多半是旧文件另存的："
        "请对方给新的，或用 --data-date 写明是哪一天的",
        "标准地址库：A 56 户、B 4 户 等 9 处，对方没有或几乎没有那里的记录：那里对不上的算“说不出”，不算“没有对应”；"
        "要判，请对方补齐那里的再导入",
        "标准地址库：A 19 户，对方没有叫这个名字的路、小区、村，那里的户几乎都对不上：多半是改了名、写错了，"
        "或对方没有收；先查这几处，别一户一户改",
        "公安人口：对方有整列没有值的，看看是没给还是列没对上：证件号、电话；只能比：户名、地址；能自动认出的少",
        "公安人口：比过了，1,060 户里只有 0 户对得上，其余都算“说不出”，不算“没有对应”："
        "先看看是不是外地的、别的单位的，或列对错了",
    ],
)
def test_what_a_source_is_told_of_has_its_english(said: str) -> None:
    assert worded(said).replace("↔", "").isascii(), worded(said)


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
