"""Causes on the screen, as CSV and as JSON; filtered by rule, unit or id."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from census_app.archive.columns import quote_path, quote_text
from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput
from census_app.workspace.problems.listing import harmless
from census_app.workspace.root_causes.identity import normalise
from census_app.workspace.root_causes.model import Cause, CauseReport

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNITS_SHOWN = 4
_COLUMNS = ("共因编号", "种类", "共因", "问题数", "规则", "单位", "共同点", "一步做法", "为什么相信", "例子")


@dataclass(frozen=True)
class CauseFilter:
    """Which causes to show: those with problems of a rule, of a unit (its code or the codes below it), or one."""

    rule: str | None = None
    unit: str | None = None
    cause: str | None = None

    def select(self, report: CauseReport) -> list[Cause]:
        """The causes that fit; `BadInput` when an id is asked for that does not exist."""
        found = [cause for cause in report.causes if self._fits(cause)]
        if self.cause is not None and not found:
            raise BadInput(f"没有这个共因：{self.cause}", "用 census causes 看有哪些；问题变了，共因也会变")
        return found

    def _fits(self, cause: Cause) -> bool:
        return (
            (self.cause is None or cause.id == normalise(self.cause))
            and (self.rule is None or any(rule.rule_id == self.rule for rule in cause.rules))
            and (self.unit is None or any(unit.unit.startswith(self.unit)
                                          or unit.name in (self.unit, f"{self.unit}（{unit.unit}）")
                                          for unit in cause.units))
        )  # fmt: skip


def problem_numbers_of(report: CauseReport, causes: Sequence[Cause]) -> dict[str, list[str]]:
    """Cause id → its problems' short numbers."""
    found: dict[str, list[str]] = {cause.id: [] for cause in causes}
    for number, cause in _members(report, causes):
        found[cause].append(number)
    return found


def print_causes(report: CauseReport, wanted: CauseFilter, form: str, out: TextIO) -> None:
    """The causes that fit in one of the forms `table`, `csv`, `json`."""
    causes = wanted.select(report)
    _WRITERS[form](report, causes, wanted, out)


def unit_words(cause: Cause) -> str:
    """The units with their counts, the largest first, a few of them."""
    named = [f"{one.name or one.unit or '未归属'} {one.problems:,}" for one in cause.units[:_UNITS_SHOWN]]
    more = len(cause.units) - _UNITS_SHOWN
    return "、".join(named) + (f" 等 {len(cause.units)} 个单位" if more > 0 else "")


def rule_words(cause: Cause) -> str:
    """The rules with their counts."""
    counted: dict[tuple[str, str], int] = {}
    for rule in cause.rules:
        counted[rule.rule_id, rule.title] = counted.get((rule.rule_id, rule.title), 0) + rule.problems
    return "、".join(f"{rule} {title} {number:,}" for (rule, title), number in counted.items())


def headline(report: CauseReport) -> str:
    """How many problems are how many causes."""
    if report.note:
        return report.note
    shown = f"批次 {report.run}，{report.total:,} 个未整改问题"
    if not report.causes:
        return f"{shown}：没有超出碰巧的共同点，逐条处理"
    rest = f"，其余 {report.individual:,} 个各自处理" if report.individual else ""
    return f"{shown}：{report.explained:,} 个归为 {len(report.causes):,} 个共因{rest}"


def _members(report: CauseReport, causes: Sequence[Cause]) -> Iterator[tuple[str, str]]:
    if report.members is None or not causes:
        return
    ids = ", ".join(quote_text(cause.id) for cause in causes)
    with kept_engine(1) as connection:
        cursor = connection.execute(
            f"SELECT problem_no, cause FROM read_parquet({quote_path(report.members)}) WHERE cause IN ({ids})"
        )
        while batch := cursor.fetchmany(10_000):
            yield from batch


def _as_json(report: CauseReport, causes: list[Cause], _wanted: CauseFilter, out: TextIO) -> None:
    numbers = problem_numbers_of(report, causes)
    listed: list[dict[str, Any]] = [{**cause.as_json(), "problem_numbers": numbers[cause.id]} for cause in causes]
    json.dump({**report.summary(), "causes": listed}, out, ensure_ascii=False)
    out.write("\n")


def _as_csv(_report: CauseReport, causes: list[Cause], _wanted: CauseFilter, out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for cause in causes:
        row = [
            cause.id, cause.kind_name, cause.name, cause.problems, rule_words(cause), unit_words(cause), cause.shared,
            cause.action, cause.why, "、".join(cause.examples),
        ]  # fmt: skip
        writer.writerow([harmless(str(cell)) for cell in row])


def _as_table(report: CauseReport, causes: list[Cause], wanted: CauseFilter, out: TextIO) -> None:
    lines = [headline(report)]
    if report.not_rechecked:
        lines.append(f"另有 {report.not_rechecked:,} 个问题这次没有复验，不参与归并")
    for place, cause in enumerate(causes, start=1):
        lines += [
            f"{place:>3}. {cause.id}　{cause.kind_name}：{cause.name}　{cause.problems:,} 个问题",
            f"     {cause.shared}；{unit_words(cause)}",
            f"     规则：{rule_words(cause)}",
            f"     做法：{cause.action}",
            f"     依据：{cause.why}",
            f"     例如：{'、'.join(cause.examples)}",
        ]
    if wanted.cause is not None:
        numbers = problem_numbers_of(report, causes)
        lines.append("     全部：" + "、".join(number for one in causes for number in numbers[one.id]))
    out.write("\n".join(lines) + "\n")


_WRITERS = {"table": _as_table, "csv": _as_csv, "json": _as_json}
