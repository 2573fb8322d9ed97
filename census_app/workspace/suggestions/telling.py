"""Suggestions on the screen, as CSV and as JSON."""

from __future__ import annotations

import csv
import json
from typing import TextIO

from census_app.workspace.problems.listing import harmless
from census_app.workspace.suggestions.model import SuggestionReport

_COLUMNS = ("问题短号", "规则号", "表", "记录键", "字段", "建议值", "把握", "依据")


def print_suggestions(report: SuggestionReport, form: str, out: TextIO) -> None:
    """The suggestions in one of the forms `table`, `csv`, `json`."""
    _WRITERS[form](report, out)


def _as_json(report: SuggestionReport, out: TextIO) -> None:
    json.dump(report.as_json(), out, ensure_ascii=False)
    out.write("\n")


def _as_csv(report: SuggestionReport, out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for one in report.suggestions:
        row = (
            one.problem_no,
            one.rule_id,
            one.table,
            one.record_key,
            one.field_name,
            one.value,
            one.sure,
            one.evidence,
        )
        writer.writerow([harmless(cell) for cell in row])


def _as_table(report: SuggestionReport, out: TextIO) -> None:
    lines = [f"{one.problem_no} {one.rule_id} {one.record_key}　{one.line()}" for one in report.suggestions]
    told = f"{report.problems:,} 个问题可以对照参照数据，{len(report.suggestions):,} 个有建议值"
    closing = report.note or f"{told}（关联集 {report.link_set}；真值以现场和原始资料为准，不会自动写回）"
    out.write("\n".join([*lines, closing]) + "\n")


_WRITERS = {"table": _as_table, "csv": _as_csv, "json": _as_json}
