"""A small county: a committed snapshot and a checker that says what a test wants it to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from census_app.archive.fabricate import build_snapshot
from census_app.checking.model import CheckResult, VerdictCounts
from census_app.foundation.canonical import sha256_file
from census_app.rulebook.model import Pack
from census_app.workspace.runs import run as runs
from census_app.workspace.runs.packs import LoadedPack
from census_app.workspace.runs.record import RunRecord
from census_app.workspace.workspace import Workspace

from .fixtures import read_rows, write_findings, write_rows, write_watched

CUSTOMERS: list[dict[str, Any]] = [
    {"cons_no": "1", "cons_name": "赵小芳", "elec_addr": "柳河镇3号楼2单元501室", "org_no": "0301",
     "org_name": "柳河所", "tg_no": "T1", "tg_manager": None, "orig_cons_no": None},
    {"cons_no": "2", "cons_name": "柳河第一冷库", "elec_addr": "前柳村5组17号", "org_no": "0301", "org_name": "柳河所",
     "tg_no": "T9", "tg_manager": "刘洋", "orig_cons_no": None},
    {"cons_no": "3", "cons_name": "孙梅", "elec_addr": None, "org_no": "0302", "org_name": "青岭所",
     "tg_no": None, "tg_manager": None, "orig_cons_no": None},
]  # fmt: skip
TRANSFORMERS: list[dict[str, Any]] = [
    {"tg_no": "T1", "tg_name": "前柳1#", "tg_manager": "张志强", "inst_addr": "村口", "org_no": "0301"},
]
UNITS: list[dict[str, Any]] = [{"org_no": "0301", "org_name": "柳河供电所"}]

PACK = Pack.model_validate(
    {
        "manifest": {
            "id": "t", "title": {"zh": "t"}, "version": "1.0.0", "issuer": "t", "dictionary": "1",
            "effective_from": "2026-01-01", "due_days": {"urgent": 7, "important": 14, "normal": 30},
        },
        "rules": [
            {
                "id": "R043", "version": 1, "title": {"zh": "容量不符"}, "category": "c", "severity": "important",
                "table": "用电客户", "remedy": {"zh": "核对铭牌"}, "source": {"kind": "engineering"},
                "wrong": [{"id": "不符", "when": "合同容量 > 1", "accuses": ["合同容量"], "says": {"zh": "x"}}],
            },
        ],
    }
)  # fmt: skip

COUNTS = {"rule_id": "VARCHAR", "clause": "VARCHAR", "unit": "VARCHAR"} | dict.fromkeys(
    ("wrong", "right", "out_of_scope", "cannot_judge", "error"), "BIGINT"
)


def use_pack(monkeypatch: pytest.MonkeyPatch, pack: Pack = PACK, *, active: bool = True) -> None:
    monkeypatch.setattr(runs, "load_for_run", lambda *_: LoadedPack(pack, None, active, "pack-1"))  # type: ignore[arg-type]


def deliver(
    workspace: Workspace, day: date, customers: Sequence[Mapping[str, Any]] = CUSTOMERS, **tables: list[dict[str, Any]]
) -> str:
    """A snapshot of that data date is the workspace's newest."""
    content = {"customer": customers, "distribution_transformer": TRANSFORMERS, "org_unit": UNITS, **tables}
    name = f"s{day:%Y%m%d}-{len(workspace.catalogue.snapshots())}"
    snapshot = build_snapshot(
        content, workspace.folder / "parts", workspace.dictionary, data_date=day, snapshot_id=name
    )
    parts = [
        part.model_copy(update={"file_sha256": sha256_file(snapshot.part_file(part.part))})
        for part in snapshot.parts.values()
    ]
    workspace.catalogue.commit_import(parts, snapshot.manifest, "{}")
    return name


class Says:
    """A checker that finds and judges what it is told; `watched` is what it was asked to watch."""

    def __init__(
        self,
        findings: list[dict[str, Any]],
        verdicts: list[dict[str, Any]] | None = None,
        errors: dict[str, str] | None = None,
    ) -> None:
        self.findings, self.verdicts, self.errors = findings, verdicts or [], errors or {}
        self.watched: list[dict[str, Any]] = []

    def __call__(
        self, _snapshot: Any, _pack: Any, _dictionary: Any, as_of: date, folder: Path, *_: Any, **more: Any
    ) -> CheckResult:
        if more["watch"] is not None:
            self.watched = read_rows(more["watch"])
        findings = write_findings(folder / "findings.parquet", self.findings)
        return CheckResult(
            findings_file=findings,
            counts_file=write_rows(folder / "counts.parquet", COUNTS, []),
            watched_file=write_watched(folder / "watched.parquet", self.verdicts),
            as_of=as_of,
            findings=len(self.findings),
            digest=sha256_file(findings),
            rules={"R043": VerdictCounts(wrong=len(self.findings))},
            errors=self.errors,
        )


def check(
    workspace: Workspace, findings: list[dict[str, Any]], verdicts: list[dict[str, Any]] | None = None, **more: Any
) -> RunRecord:
    return runs.run_check(workspace, checker=Says(findings, verdicts), **more)


def states(workspace: Workspace, record: RunRecord) -> dict[str, dict[str, Any]]:
    path = record.states_path(workspace)
    assert path is not None
    return {row["record_key"]: row for row in read_rows(path)}
