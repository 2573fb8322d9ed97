"""Runs made by hand: what a check would have found, written as the engine writes it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from census_app.foundation.canonical import canonical_json
from census_app.foundation.engines import kept_engine
from census_app.foundation.weeks import week_of
from census_app.workspace.problems.model import COLUMNS
from census_app.workspace.problems.states import RunMoment, VerdictFiles, derive, load_states, write_states
from census_app.workspace.problems.succession import apply_successions
from census_app.workspace.runs.rule_facts import RuleFacts

RULE = RuleFacts(
    rule_id="R043",
    version=1,
    title="容量不符",
    fingerprint="print-1",
    closes="proof",
    published=True,
    errored=False,
    due_days={"urgent": 7, "important": 14, "normal": 30},
    accuses={"不符": ["合同容量", "受电设备.铭牌容量"], "另一条": ["运行容量", "合同容量"]},
    replaces=[],
)
EVENT_RULE = RuleFacts(**{**RULE.__dict__, "rule_id": "R021", "closes": "explanation"})

_FINDING = {
    "rule_id": "VARCHAR", "rule_version": "INTEGER", "clauses": "VARCHAR", "table": "VARCHAR",
    "record_key": "VARCHAR", "row_id": "BIGINT", "customer": "VARCHAR", "unit": "VARCHAR", "severity": "VARCHAR",
    "period": "VARCHAR", "values": "VARCHAR", "message": "VARCHAR", "source_file": "VARCHAR", "source_row": "INTEGER",
}  # fmt: skip
_WATCHED = {
    "rule_id": "VARCHAR",
    "table": "VARCHAR",
    "record_key": "VARCHAR",
    "verdict": "VARCHAR",
    "reason": "VARCHAR",
}
_RECORD = {
    "table": "VARCHAR", "record_key": "VARCHAR", "unit_name": "VARCHAR", "customer_name": "VARCHAR",
    "address": "VARCHAR", "tg_no": "VARCHAR", "tg_name": "VARCHAR", "tg_manager": "VARCHAR",
}  # fmt: skip


def finding(key: str, **changes: Any) -> dict[str, Any]:
    return {
        "rule_id": "R043", "rule_version": 1, "clauses": "不符", "table": "customer", "record_key": key,
        "row_id": 0, "customer": key, "unit": "0301", "severity": "important", "period": None,
        "values": canonical_json({"合同容量": "315", "受电设备.铭牌容量": "400"}),
        "message": f"{key} 不符", "source_file": "客户.xlsx", "source_row": 2,
    } | changes  # fmt: skip


def verdict(key: str, said: str, reason: str | None = None, rule_id: str = "R043") -> dict[str, Any]:
    return {"rule_id": rule_id, "table": "customer", "record_key": key, "verdict": said, "reason": reason}


def write_rows(target: Path, shape: dict[str, str], rows: list[dict[str, Any]]) -> Path:
    columns = ", ".join(f'"{name}" {kind}' for name, kind in shape.items())
    with kept_engine(1) as connection:
        connection.execute(f"CREATE TABLE t ({columns})")
        if rows:
            marks = ", ".join("?" * len(shape))
            connection.executemany(
                f"INSERT INTO t VALUES ({marks})", [[row.get(name) for name in shape] for row in rows]
            )
        connection.execute(f"COPY t TO '{target.as_posix()}' (FORMAT parquet)")
    return target


def write_findings(target: Path, rows: list[dict[str, Any]]) -> Path:
    return write_rows(target, _FINDING, rows)


def write_watched(target: Path, rows: list[dict[str, Any]]) -> Path:
    return write_rows(target, _WATCHED, rows)


def write_records(target: Path, rows: list[dict[str, Any]]) -> Path:
    return write_rows(target, _RECORD, rows)


def read_rows(source: Path) -> list[dict[str, Any]]:
    with kept_engine(1) as connection:
        cursor = connection.execute(f"SELECT * FROM read_parquet('{source.as_posix()}')")
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@dataclass
class Story:
    """Successive official runs over hand-written findings; `problems` is the state after the last one."""

    folder: Path
    rules: list[RuleFacts] = field(default_factory=lambda: [RULE])
    states: Path | None = None
    count: int = 0

    def run(
        self,
        day: date,
        findings: list[dict[str, Any]],
        verdicts: list[dict[str, Any]] | None = None,
        records: list[dict[str, Any]] | None = None,
        table_dates: dict[str, date] | None = None,
        known_changes: str | None = None,
    ) -> dict[str, dict[str, Any]]:
        self.count += 1
        folder = self.folder / f"run{self.count}"
        folder.mkdir(parents=True)
        files = VerdictFiles(
            write_findings(folder / "findings.parquet", findings),
            write_watched(folder / "watched.parquet", verdicts or []),
            write_records(folder / "records.parquet", records or []),
        )
        moment = RunMoment(f"run{self.count}", day, week_of(day), table_dates or {"customer": day})
        with kept_engine(1) as connection:
            load_states(connection, "known", self.states)
            if known_changes:
                connection.execute(known_changes)
            apply_successions(connection, "known", [], self.rules)
            connection.execute("CREATE TEMP TABLE reserved AS SELECT problem_id, problem_no FROM known")
            result = derive(connection, moment, self.rules, "known", "reserved", files)
            write_states(connection, result, folder / "states.parquet")
        self.states = folder / "states.parquet"
        return self.problems()

    def problems(self) -> dict[str, dict[str, Any]]:
        assert self.states is not None
        rows = read_rows(self.states)
        assert [*rows[0]] == [*COLUMNS] if rows else True
        return {row["record_key"]: row | {"accused": json.loads(row["accused"] or "[]")} for row in rows}
