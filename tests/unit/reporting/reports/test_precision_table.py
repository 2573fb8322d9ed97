"""How right the rules are: few lines, but every rule to be demoted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

from census_app.reporting.reports.kinds.rules import precision_table
from census_app.reporting.reports.settings import report_settings
from census_app.workspace.precision.interval import share_of
from census_app.workspace.precision.measured import PrecisionReport, RulePrecision
from census_app.workspace.precision.settings import precision_settings


def _rule(number: int, confirmed: int) -> RulePrecision:
    settings = precision_settings()
    share = share_of(confirmed, 20, settings.confidence)
    return RulePrecision(f"R{number:03}", "某规则", "", share, share, 0, share.demote(settings), [])


def _told(rules: list[RulePrecision]) -> list[Any]:
    measured = PrecisionReport("20261116-002", {one.rule_id: one for one in rules}, precision_settings())
    table = precision_table(SimpleNamespace(ledger=Mock()), measured, "规则准不准")  # type: ignore[arg-type]
    return [row.cells[2].words[0] for row in table.rows] + [word for word in table.note if "没有列出" in str(word)]


def test_no_rule_to_be_demoted_is_left_out() -> None:
    most = report_settings().most_rules
    wrong = [_rule(number, 0) for number in range(most + 2)]
    right = [_rule(number, 20) for number in range(500, 503)]
    assert _told(right + wrong) == ["建议降级"] * (most + 2) + ["另有 3 条规则没有列出"]
    assert _told(right) == ["保持"] * 3
