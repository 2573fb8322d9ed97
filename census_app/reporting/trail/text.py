"""A trail as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from census_app.foundation.text_width import table_lines
from census_app.reporting.trail.model import Entry, Trail

ANCHOR_DIGITS = 12
_WIDEST = 76


def trail_lines(trail: Trail) -> Iterator[str]:
    """Head, problems as they stand, then every entry in the order of the log."""
    yield from head_lines(trail)
    if trail.problems:
        yield ""
        rows = [("问题", "状态", "规则", "首次发现", "挂账周", "说明")]
        rows += [
            (one.problem_no, one.state, one.rule, one.first_date, str(one.weeks_running), one.message)
            for one in trail.problems
        ]
        yield from table_lines(rows, _WIDEST)
    yield ""
    for _, group in groupby(trail.entries, key=lambda entry: entry.act):
        entries = list(group)
        yield signature(entries[0])
        for (first, *others), same in groupby(entry_lines(entry) for entry in entries):
            times = len(list(same))
            yield f"    {first}" + (f"（共 {times} 项）" if times > 1 else "")
            yield from (f"    {line}" for line in others)
    yield ""
    yield f"链头 {trail.head[:ANCHOR_DIGITS]}（共 {trail.acts:,} 个动作）；census verify 核对这里的每一行"


def head_lines(trail: Trail) -> Iterator[str]:
    """Whose trail it is."""
    who = "　".join(part for part in (trail.name, trail.address, trail.unit, trail.area) if part)
    yield f"{trail.customer}　{who}".rstrip("　")
    if len(trail.keys) > 1:
        yield f"原户号：{'、'.join(trail.keys[1:])}"
    if not trail.entries:
        yield "没有发现过问题，也没有派过任务"


def signature(entry: Entry) -> str:
    """Who stands under the act, when, and the hash that anchors it."""
    return f"{entry.when}　{entry.who}（{entry.identity}）　第 {entry.act} 号动作 {entry.anchor[:ANCHOR_DIGITS]}"


def entry_lines(entry: Entry) -> list[str]:
    """What happened, and the states it led to."""
    led = "；".join(f"{number} → {state}" for number, state in entry.turned.items())
    return [f"{entry.title}：{entry.words}" if entry.words else entry.title, *([f"  状态 {led}"] if led else [])]
