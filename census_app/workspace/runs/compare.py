"""Two runs row by row: what is new, what is gone, what stayed; by rule and by unit."""

from __future__ import annotations

import csv
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_path
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.foundation.jobs import JobContext
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.fields import LABELS
from census_app.workspace.problems.listing import harmless
from census_app.workspace.runs.record import FINDINGS_FILE, RunRecord, get_run
from census_app.workspace.runs.rule_facts import RULES_FILE, read_rule_facts
from census_app.workspace.unit_names import unit_names

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

PARQUET, CSV = ".parquet", ".csv"
FORMS = (PARQUET, CSV)
COUNTED = ("new", "gone", "same", "altered")
CHANGE_WORDS = {"new": "新增", "gone": "消失", "same": "仍在"}
NO_UNIT = "未归属"
_HEADINGS = (
    "变化", "值有变", "规则", "规则名称", "单位", "级别", "户号", "记录", "月份", "后一批说", "前一批说", "变了的值",
)  # fmt: skip
_BATCH = 2000
_COMPARED = """
SELECT coalesce(b.rule_id, a.rule_id) AS rule_id, coalesce(b."table", a."table") AS "table",
    coalesce(b.record_key, a.record_key) AS record_key, coalesce(b.period, a.period) AS period,
    CASE WHEN a.rule_id IS NULL THEN 'new' WHEN b.rule_id IS NULL THEN 'gone' ELSE 'same' END AS change,
    (a.rule_id IS NOT NULL AND b.rule_id IS NOT NULL
        AND (a.clauses IS DISTINCT FROM b.clauses OR a."values" IS DISTINCT FROM b."values")) AS altered,
    coalesce(b.unit, a.unit) AS unit, coalesce(b.severity, a.severity) AS severity,
    coalesce(b.customer, a.customer) AS customer,
    a.message AS message_before, b.message AS message_after, a."values" AS values_before, b."values" AS values_after
FROM ({a}) a FULL JOIN ({b}) b
    ON a.rule_id = b.rule_id AND a."table" = b."table" AND a.record_key = b.record_key
    AND a.period IS NOT DISTINCT FROM b.period
"""
_FINDINGS = """
SELECT * FROM read_parquet({file})
QUALIFY row_number() OVER (PARTITION BY rule_id, "table", record_key, period ORDER BY row_id) = 1
"""


@dataclass(frozen=True)
class RunComparison:
    """Counts over all rules, per rule and per unit (`new`, `gone`, `same`, and `altered` of the same).

    `titles` names the rules and `names` the units, as the runs knew them. A unit of
    "" stands for records whose unit nobody knows.
    """

    before: str
    after: str
    total: dict[str, int]
    rules: dict[str, dict[str, int]]
    units: dict[str, dict[str, int]]
    titles: dict[str, str]
    names: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        units = {unit: {"name": self.names.get(unit, unit), **counts} for unit, counts in self.units.items()}
        rules = {rule: {"title": self.titles.get(rule, ""), **counts} for rule, counts in self.rules.items()}
        return {"before": self.before, "after": self.after, **self.total, "rules": rules, "units": units}

    def lines(self) -> list[str]:
        """The comparison in Chinese lines."""
        head = f"{self.before} → {self.after}：{_sentence(self.total)}"
        rules = [f"  {rule} {_sentence(counts)}" for rule, counts in self.rules.items()]
        units = [
            f"  {self.names.get(unit, unit) or NO_UNIT} {_sentence(counts)}" for unit, counts in self.units.items()
        ]
        return [head, "按规则：", *rules, "按单位：", *units]


def compare_runs(
    workspace: Workspace, before: str, after: str, out: Path | None = None, context: JobContext | None = None
) -> RunComparison:
    """How the findings of two runs (official or trial) differ; `out` gets one row per record and rule.

    A `.parquet` has rule_id, table, record_key, period, change (new, gone, same), altered, unit, severity, the two
    messages and the customer; a `.csv` the same for people, with the values that changed, Chinese headings and words.
    Personal values are masked in the messages and values already. Raises `BadInput` for a run that is not there or
    another kind of file.
    """
    if out is not None and out.suffix.lower() not in FORMS:
        raise BadInput(f"不会写 {out.suffix or out.name} 文件", f"文件名用 {' 或 '.join(FORMS)} 结尾")
    first, second = get_run(workspace, before), get_run(workspace, after)
    relation = _COMPARED.format(
        a=_FINDINGS.format(file=quote_path(first.file(workspace, FINDINGS_FILE))),
        b=_FINDINGS.format(file=quote_path(second.file(workspace, FINDINGS_FILE))),
    )
    titles, names = _titles(workspace, first, second), _names(workspace, first, second)
    with scratch_engine(workspace.cache, context) as connection:
        connection.execute(f"CREATE TEMP TABLE compared AS {relation}")
        rules, units = _counts(connection, "rule_id"), _counts(connection, "coalesce(unit, '')")
        if out is not None:
            with publish(out) as temporary:
                _write(connection, out.suffix.lower(), temporary, titles, names)
    total = {name: sum(counts[name] for counts in rules.values()) for name in COUNTED}
    return RunComparison(before, after, total, rules, units, titles, names)


def _counts(connection: duckdb.DuckDBPyConnection, key: str) -> dict[str, dict[str, int]]:
    rows = connection.execute(
        f"""
        SELECT {key}, count(*) FILTER (change = 'new'), count(*) FILTER (change = 'gone'),
            count(*) FILTER (change = 'same'), count(*) FILTER (altered)
        FROM compared GROUP BY 1 ORDER BY 1
        """
    ).fetchall()
    return {one: dict(zip(COUNTED, counts, strict=True)) for one, *counts in rows}


def _titles(workspace: Workspace, *runs: RunRecord) -> dict[str, str]:
    """What the rules were called, the later run's words first."""
    found: dict[str, str] = {}
    for run in runs:
        found |= {fact.rule_id: fact.title for fact in read_rule_facts(run.file(workspace, RULES_FILE))}
    return found


def _names(workspace: Workspace, *runs: RunRecord) -> dict[str, str]:
    """What the units are called; a snapshot that was cleared away is not asked."""
    found: dict[str, str] = {}
    for snapshot in dict.fromkeys(run.snapshot for run in runs):
        with suppress(BadInput):
            found |= unit_names(workspace, workspace.catalogue.open(snapshot))
    return found


def _write(
    connection: duckdb.DuckDBPyConnection, form: str, target: Path, titles: dict[str, str], names: dict[str, str]
) -> None:
    ordered = 'FROM compared ORDER BY rule_id, "table", record_key, period'
    if form == PARQUET:
        columns = "SELECT * EXCLUDE (values_before, values_after)"
        connection.execute(f"COPY ({columns} {ordered}) TO {quote_path(target)} (FORMAT parquet, COMPRESSION zstd)")
        return
    cursor = connection.execute(
        "SELECT change, altered, rule_id, unit, severity, customer, record_key, period, "
        f"message_after, message_before, values_before, values_after {ordered}"
    )
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_HEADINGS)
        while batch := cursor.fetchmany(_BATCH):
            for change, altered, rule, unit, severity, *texts, values_before, values_after in batch:
                texts.append(_changed_values(values_before, values_after) if altered else "")
                told = CHANGE_WORDS[change], "是" if altered else "", rule, titles.get(rule, "")
                place = names.get(unit or "", unit or NO_UNIT), LABELS["severity"].get(severity, severity)
                writer.writerow([harmless(text or "") for text in (*told, *place, *texts)])


def _changed_values(before: str | None, after: str | None) -> str:
    """The shown values that are not the same, as `供电单位名称 青岭所 → 青岭中心所`; masked as they are kept."""
    one, other = json.loads(before or "{}"), json.loads(after or "{}")
    names = [name for name in {**one, **other} if one.get(name) != other.get(name)]
    return "；".join(f"{name} {_shown(one.get(name))} → {_shown(other.get(name))}" for name in names)


def _shown(value: object) -> str:
    return "（空）" if value is None else str(value)


def _sentence(counts: dict[str, int]) -> str:
    return (
        f"新增 {counts['new']:,}，消失 {counts['gone']:,}，仍在 {counts['same']:,}（其中值有变 {counts['altered']:,}）"
    )
