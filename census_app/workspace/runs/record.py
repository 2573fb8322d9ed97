"""Runs as the database knows them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select

from census_app.foundation.canonical import canonical_json
from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.workspace.pack_life.labels import label_of_input, warnings_of_input
from census_app.workspace.problems.model import STATE_LABELS
from census_app.workspace.schema import runs

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

RUN_COMMITTED = "run.committed"
FINDINGS_FILE = "findings.parquet"
COUNTS_FILE = "counts.parquet"
WATCHED_FILE = "watched.parquet"
STATES_FILE = "states.parquet"


@dataclass(frozen=True)
class RunRecord:
    """One run: what went in (by hash), what came out, and whether it moved problems.

    `files` name → SHA-256 of the immutable files in the run's folder; `states_file` (empty for trials) is
    kept apart because a rebuild may replace it. `acts_seq` is the last act whose effects the states contain.
    `problems` counts the states after the run; it is filled by `run_check` only.
    """

    run: str
    official: bool
    trial_reason: str
    created_at: str
    actor: str
    data_date: date
    as_of: date
    week: str
    acts_seq: int
    snapshot: str
    inputs: dict[str, Any]
    rules: dict[str, dict[str, int]]
    errors: dict[str, str]
    findings: int
    digest: str
    files: dict[str, str]
    states_file: str = ""
    states_sha256: str = ""
    act: int = 0
    void_act: int | None = None
    problems: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "run": self.run,
            "official": self.official,
            "trial_reason": self.trial_reason,
            "data_date": self.data_date.isoformat(),
            "as_of": self.as_of.isoformat(),
            "snapshot": self.snapshot,
            "pack": self.inputs.get("pack", {}),
            "link_set": self.inputs.get("link_set") or {},
            "notes": self.inputs.get("notes", []),
            "findings": self.findings,
            "digest": self.digest,
            "rules": self.rules,
            "errors": self.errors,
            "problems": self.problems,
        }

    def lines(self) -> list[str]:
        """The run in a few Chinese lines for the terminal."""
        kind = "正式" if self.official else f"试算（{self.trial_reason}）"
        wrong = sum(counts["wrong"] for counts in self.rules.values())
        unsure = sum(counts["cannot_judge"] for counts in self.rules.values())
        pack = self.inputs.get("pack", {})
        lines = [
            f"批次 {self.run}　{kind}　数据日期 {self.data_date}　今日 = {self.as_of}　规则 {len(self.rules)} 条",
            f"规则包 {label_of_input(pack)}",
            *warnings_of_input(pack),
            *self._day_lines(),
            *self._link_lines(),
            f"发现 {self.findings:,} 条（判错 {wrong:,}，判不了 {unsure:,}）　摘要 {self.digest[:12]}",
        ]
        if self.problems:
            lines.append(
                "问题：" + "　".join(f"{STATE_LABELS[state]} {count:,}" for state, count in self.problems.items())
            )
        lines += [f"规则 {rule} 出错，未判：{reason}" for rule, reason in self.errors.items()]
        return lines

    def listed(self) -> dict[str, Any]:
        """The run among others, for `--json`."""
        return {
            "run": self.run,
            "official": self.official,
            "trial_reason": self.trial_reason,
            "void": self.void_act is not None,
            "created_at": self.created_at,
            "actor": self.actor,
            "data_date": self.data_date.isoformat(),
            "as_of": self.as_of.isoformat(),
            "week": self.week,
            "snapshot": self.snapshot,
            "pack": label_of_input(self.inputs.get("pack", {})),
            "rules": len(self.rules),
            "findings": self.findings,
            "errors": len(self.errors),
        }

    def line(self) -> str:
        """The run among others, in one Chinese line."""
        kind = "已作废" if self.void_act is not None else "正式" if self.official else f"试算（{self.trial_reason}）"
        errors = f"，出错 {len(self.errors)} 条" if self.errors else ""
        return (
            f"{self.run}　{kind}　数据日期 {self.data_date}　规则 {len(self.rules)} 条{errors}　"
            f"发现 {self.findings:,}　{label_of_input(self.inputs.get('pack', {}))}　{self.actor}"
        )

    def _day_lines(self) -> list[str]:
        """Judged as of a day before the data: what happened in between counts as lying in the future."""
        if self.as_of >= self.data_date:
            return []
        return [
            f"请核对：今日 {self.as_of} 早于数据日期 {self.data_date}，"
            "这之间的日期会当成还没到的日子来判；不是有意的，去掉 --as-of 再校验"
        ]

    def _link_lines(self) -> list[str]:
        found = self.inputs.get("link_set") or {}
        return [f"关联集 {found['link_set']}"] if found else list(self.inputs.get("notes", []))

    def folder(self, workspace: Workspace) -> Path:
        """Where the run's files stand."""
        return workspace.runs_folder / self.run

    def file(self, workspace: Workspace, name: str) -> Path:
        """One of the run's immutable files."""
        return self.folder(workspace) / name

    def states_path(self, workspace: Workspace) -> Path | None:
        """The problems' states after this run; None for a trial."""
        return self.folder(workspace) / self.states_file if self.states_file else None

    def bound(self) -> dict[str, Any]:
        """What the act of committing the run binds into the chain."""
        content = asdict(self)
        for name in ("act", "void_act", "problems"):
            del content[name]
        return content | {"data_date": self.data_date.isoformat(), "as_of": self.as_of.isoformat()}


# what each run found by rule is a long text: of runs nobody asks for it is not read
_STANDING = select(runs).where(runs.c.official, runs.c.void_act.is_(None))


def list_runs(workspace: Workspace) -> list[RunRecord]:
    """All runs in the order they were committed, voided ones too."""
    with reading(workspace.engine) as connection:
        return [_from_row(row) for row in connection.execute(select(runs).order_by(runs.c.act))]


def official_runs(workspace: Workspace) -> list[RunRecord]:
    """The official runs that stand (not voided), oldest first."""
    with reading(workspace.engine) as connection:
        return [_from_row(row) for row in connection.execute(_STANDING.order_by(runs.c.act))]


def last_official(workspace: Workspace) -> RunRecord | None:
    """The official run whose states are the present ones; None before the first."""
    with reading(workspace.engine) as connection:
        row = connection.execute(_STANDING.order_by(runs.c.act.desc()).limit(1)).first()
    return None if row is None else _from_row(row)


def get_run(workspace: Workspace, run: str) -> RunRecord:
    """The run of this id; `BadInput` naming the latest ones when there is none."""
    found = list_runs(workspace)
    for record in found:
        if record.run == run:
            return record
    latest = "、".join(record.run for record in found[-3:]) or "还没有任何批次"
    raise BadInput(f"没有这个批次：{run}", f"最近的批次：{latest}")


def insert_run(connection: Connection, record: RunRecord, act: int) -> None:
    """The run has its row when the write transaction commits."""
    values = record.bound()
    for name in ("inputs", "rules", "errors", "files"):
        values[name] = canonical_json(values[name])
    connection.execute(insert(runs).values(act=act, **values))


def _from_row(row: Row[Any]) -> RunRecord:
    values = dict(row._mapping)
    for name in ("inputs", "rules", "errors", "files"):
        values[name] = json.loads(values[name])
    for name in ("data_date", "as_of"):
        values[name] = date.fromisoformat(values[name])
    return RunRecord(**values)
