"""Text in, tree out: before/after pairs in fixtures/trees.txt, refusals in fixtures/refused.yaml."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from census_app.dictionary.loader import load_dictionary
from census_app.dictionary.model import Dictionary
from census_app.foundation.resources import plain_yaml
from census_app.rulebook.diagnostics import ExpressionError
from census_app.rulebook.expression import Node
from census_app.rulebook.language.lookup import Frame, Vocabulary
from census_app.rulebook.language.trees import read_condition
from census_app.rulebook.resolving.resolve import resolve_expression

FIXTURES = Path(__file__).parent.parent / "fixtures"
Frames = Callable[..., Frame]


def _pairs() -> list[tuple[str, str]]:
    blocks = (FIXTURES / "trees.txt").read_text(encoding="utf-8").split("\n\n")
    return [(before, after.strip()) for before, after in (block.strip("\n").split("\n", 1) for block in blocks)]


def _refused() -> list[dict[str, object]]:
    entries: list[dict[str, object]] = plain_yaml((FIXTURES / "refused.yaml").read_text(encoding="utf-8"))
    return entries


def test_trees(frame: Frames, spelt: Callable[[Node], str]) -> None:
    pairs = _pairs()
    assert [(before, spelt(read_condition(frame(before)))) for before, _ in pairs] == pairs


def test_what_is_refused_is_refused_at_its_place_with_reason_and_hint(frame: Frames) -> None:
    entries = _refused()
    assert len(entries) >= 250
    for entry in entries:
        with pytest.raises(ExpressionError) as caught:
            read_condition(frame(str(entry["text"])))
        error = caught.value
        said = {"at": [error.line, error.column], "says": error.reason, "hint": error.hint}
        assert said == {name: entry[name] for name in said}, entry["text"]
        assert error.hint, entry["text"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("合同容量 > " + "1" * 5000, "超过 4000 个字符"),
        ("(" * 50 + "合同容量" + ")" * 50 + " > 0", "括号嵌套超过 20 层"),
        ("(" * 3000 + "1", "括号嵌套超过 20 层"),
        ("长度(" * 18 + "用户名称" + ")" * 18 + " > 0", "函数套用超过 4 层"),
        (" and ".join(["合同容量 > 0"] * 120), "超过 400 个词"),
        (" and ".join(["合同容量 > 0"] * 90), "连写过多"),
        ("合同容量" + " + 1" * 150 + " > 0", "连写过多"),
        ("- " * 300 + "1 > 0", "负号连写过多"),
        ("not " * 300 + "true", "负号连写过多"),
        ("case when " * 30 + "true", "case 嵌套过深"),
        ("用户分类 in (" + ", ".join(f"'{n}'" for n in range(250)) + ")", "超过 400 个词"),
        ("匹配(用户名称, '" + "a" * 400 + "')", "超过 300 个字符"),
        ("匹配(用户名称, '" + "(" * 200 + ")" * 200 + "')", "超过 300 个字符"),
        ("台区" + ".线路" * 100 + ".线路编号 = '1'", "层或连写过多"),
        ("较大(" + ", ".join(["合同容量"] * 30) + ") > 0", "2 到 20 个参数"),
        ("(not (not (not (not " * 5 + "true" + "))))" * 5, ""),
    ],
)
def test_too_much_is_refused(frame: Frames, text: str, says: str) -> None:
    if not says:
        read_condition(frame(text))
        return
    with pytest.raises(ExpressionError) as caught:
        read_condition(frame(text))
    assert says in caught.value.reason


def test_refusing_takes_no_memory(frame: Frames) -> None:
    texts = [str(entry["text"]) for entry in _refused()] + ["(" * 4000, "长度(" * 300, "1 + " * 1000, "'" + "a" * 3990]
    tracemalloc.start()
    for text in texts * 3:
        with pytest.raises(ExpressionError):
            read_condition(frame(text))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "合同容量", "用户分类", "'高压'", "1", "0.5", "and", "or", "not", "in", "is", "null", "(", ")", ",",
                "=",
                "<>", "<", "+", "-", "*", "/", ".", ":", ":容差", "case", "when", "then", "else", "end", "between",
                "like", "count", "any", "计量点", "台区", "sum", "本户", "成员", "[", "]", "今日", "长度", "true",
            ]
        ),
        max_size=25,
    )
)  # fmt: skip
def test_any_words_are_read_or_refused(words: list[str]) -> None:
    vocabulary = _vocabulary()
    text = " ".join(words)
    try:
        node = read_condition(Frame(vocabulary, text, vocabulary.dictionary.table("customer")))
    except ExpressionError as error:
        assert error.reason and 0 <= error.offset <= len(text)
    else:
        assert node.span.end <= len(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    vocabulary = _vocabulary()
    try:
        read_condition(Frame(vocabulary, text, vocabulary.dictionary.table("customer")))
    except ExpressionError as error:
        assert error.line >= 1 and error.column >= 1


def _vocabulary() -> Vocabulary:
    global _CACHED
    if _CACHED is None:
        _CACHED = Vocabulary.of(load_dictionary())
    return _CACHED


_CACHED: Vocabulary | None = None


def test_group_aggregates_run_over_the_rows_of_the_group(frame: Frames, spelt: Callable[[Node], str]) -> None:
    text = (
        "count_distinct(归一姓名(用户名称)) > 1 and count() > 2 and count(用户分类 = '高压') > 0 and max(合同容量) > 1"
    )
    assert spelt(read_condition(frame(text, group=True))) == (
        "(and (and (and (> [count_distinct group value=normal_name(member.customer.cons_name)] 1) (> [count group] 2))"
        " (> [count group if=(= member.customer.cons_sort 高压)] 0))"
        " (> [max group value=member.customer.contract_cap] 1))"
    )


def test_spans_point_at_the_words(frame: Frames) -> None:
    text = "合同容量 > 0 and\n  sum(受电设备.铭牌容量) > 1"
    node = read_condition(frame(text))
    right = node.right.left  # type: ignore[attr-defined]
    assert text[right.span.start : right.span.end] == "sum(受电设备.铭牌容量)"


def test_resolve_expression_takes_a_table_id(dictionary: Dictionary) -> None:
    with pytest.raises(ExpressionError, match="没有字段或关系"):
        resolve_expression("合同容量 > 0", dictionary, "feeder")
    assert resolve_expression("合同容量", dictionary, "customer").type == "number"
