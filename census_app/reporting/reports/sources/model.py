"""What a source of rows is given and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from census_app.workspace.problems.model import SEVERITY_LABELS, STATE_LABELS
from census_app.workspace.runs.record import RunRecord, get_run

if TYPE_CHECKING:
    import duckdb

    from census_app.reporting.reports.ledger import Meaning
    from census_app.workspace.workspace import Workspace

PROBLEM_COLUMNS: dict[str, str] = {
    "problem_no": "问题短号",
    "state": "状态",
    "severity": "级别",
    "rule_id": "规则号",
    "rule_title": "规则",
    "unit_name": "单位",
    "customer": "户号",
    "message": "说明",
    "weeks_running": "挂账周数",
    "due_date": "整改期限",
}
_LABELS: dict[str, dict[str, str]] = {"state": dict(STATE_LABELS), "severity": dict(SEVERITY_LABELS)}


@dataclass(frozen=True)
class Case:
    """One number to be explained: its meaning, the units of its unit, an open engine."""

    workspace: Workspace
    connection: duckdb.DuckDBPyConnection
    meaning: Meaning
    units: Sequence[str] | None

    def run(self, run: str | None = None) -> RunRecord:
        """The run the number was counted in (or another named one)."""
        return get_run(self.workspace, run or str(self.meaning["run"]))

    @property
    def of_units(self) -> str:
        """SQL: the row's `unit` is one of the units; true without any."""
        if self.units is None:
            return "true"
        listed = ", ".join("'" + unit.replace("'", "''") + "'" for unit in self.units)
        return f"coalesce(unit, '') IN ({listed or 'NULL'})"


@dataclass(frozen=True)
class Behind:
    """The rows as people read them, the figure counted from them (None: not counted anew), and how to see the rows as
    they are now (`where`: for `census problems --where`)."""

    columns: Sequence[str]
    rows: Sequence[tuple[Any, ...]]
    value: int | Fraction | Decimal | None = None
    notes: Sequence[str] = field(default_factory=tuple)
    where: str = ""


Source = Callable[[Case], Behind]


def problem_rows_of(case: Case, sql: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Rows of a query over problems with the columns people read, the most urgent first."""
    wanted = ", ".join(f'"{column}"' for column in PROBLEM_COLUMNS)
    order = "CASE severity WHEN 'urgent' THEN 0 WHEN 'important' THEN 1 ELSE 2 END, unit_name, rule_id, problem_no"
    rows = case.connection.execute(f"SELECT {wanted} FROM ({sql}) ORDER BY {order}", parameters or {}).fetchall()
    return [
        tuple(_LABELS.get(column, {}).get(value, value) for column, value in zip(PROBLEM_COLUMNS, row, strict=True))
        for row in rows
    ]


def listed(values: Sequence[str]) -> str:
    """The values as a list of the rule language."""
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"
