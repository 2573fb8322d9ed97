"""Worked examples in words: what differs from the pack's clean record, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from census_app.reporting.rule_book.model import CaseEntry
from census_app.reporting.rule_book.values import EMPTY, plain
from census_app.reporting.rule_book.words import BookWords
from census_app.rulebook.model import Case, LinkState

_LINKS = {LinkState.LINKED: "已关联", LinkState.REVIEW: "候选待人工确认", LinkState.NONE: "比对过，没有"}
_UNCHANGED = "标准记录，一处不改"


def case_entry(case: Case, words: BookWords) -> CaseEntry:
    """The case in words."""
    return CaseEntry(
        verdict=case.expect.value,
        verdict_word=words.verdict[case.expect.value],
        clauses="、".join(clause for clause in case.clauses if clause),
        name=case.name,
        differences="；".join(_differences(case)) or _UNCHANGED,
    )


def _differences(case: Case) -> Iterator[str]:
    if case.record:
        yield _record(case.record)
    for table, rows in case.related.items():
        yield f"{table}：{_rows(rows)}" if rows else f"没有{table}"
    if case.peers:
        yield f"同表另有 {len(case.peers)} 条：{_rows(case.peers)}"
    if case.absent:
        yield f"没有导入 {'、'.join(case.absent)}"
    if case.unreadable:
        yield f"{'、'.join(case.unreadable)} 读不出"
    for name, state in case.links.items():
        yield f"{name}：{_LINKS[state]}"
    if case.as_of:
        yield f"基准日 {case.as_of}"
    if case.params:
        yield "参数 " + "，".join(f"{name} = {plain(value)}" for name, value in case.params.items())


def _rows(rows: list[dict[str, Any]]) -> str:
    told = [_record(row) or "标准记录" for row in rows]
    if len(told) == 1:
        return told[0]
    return " ".join(f"({number}) {one}" for number, one in enumerate(told, start=1))


def _record(record: Mapping[str, Any]) -> str:
    return "，".join(f"{name} {EMPTY if value is None else '= ' + plain(value)}" for name, value in record.items())
