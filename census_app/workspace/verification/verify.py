"""`census verify`: the log's chain, the heads given out, every row and every file against what was bound."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from census_app.foundation.canonical import sha256_file
from census_app.foundation.clock import TOLERATED
from census_app.foundation.database import reading
from census_app.foundation.errors import CensusError
from census_app.foundation.jobs import JobContext, silent
from census_app.matching.links import read_link_set
from census_app.workspace import acts
from census_app.workspace.acts import CLOCK_BACK
from census_app.workspace.linking.link_sets import LINKS_MADE, link_set_faults, links_folder
from census_app.workspace.linking.models import model_faults
from census_app.workspace.lists import issued_lists
from census_app.workspace.log.issued_rows import issued_rows_faults
from census_app.workspace.log.sealed_rows import seal_faults
from census_app.workspace.pack_life.history import move_faults, pack_history
from census_app.workspace.pack_life.store import kept_faults
from census_app.workspace.people.credentials import credential_faults
from census_app.workspace.received import received_faults
from census_app.workspace.runs.rebuild import STATES_REBUILT
from census_app.workspace.runs.record import RUN_COMMITTED, RunRecord, list_runs
from census_app.workspace.runs.void import RUN_VOIDED
from census_app.workspace.schema import acts as log_table
from census_app.workspace.schema import anchors

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


@dataclass
class VerifyReport:
    """What was compared and what does not agree (Chinese sentences); `notes` are no faults, but worth knowing."""

    acts: int = 0
    anchors: int = 0
    runs: int = 0
    files: int = 0
    parts: int = 0
    packs: int = 0
    head: str = ""
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {**self.__dict__, "ok": not self.faults}

    def lines(self) -> list[str]:
        """The report in Chinese lines."""
        head = (
            f"动作 {self.acts:,} 个，发出的链头 {self.anchors} 个，批次 {self.runs} 个，"
            f"批次文件 {self.files} 个，数据分片 {self.parts} 个，规则包 {self.packs} 个；链头 {self.head[:12]}"
        )
        return [head, *(self.faults or ["全部相符"]), *self.notes]


def verify_workspace(
    workspace: Workspace, context: JobContext | None = None, printed_heads: Iterable[str] = ()
) -> VerifyReport:
    """Every disagreement between the log, the rows and the files is in the report's `faults`; nothing is changed.

    `printed_heads`: head hashes from lists on paper, which the log must still contain (a cut tail lacks them).
    """
    context = context or silent()
    report = VerifyReport()
    _verify_database(workspace, report)
    heads = _verify_chain(workspace, report, printed_heads)
    report.anchors = len(heads)
    report.notes += _clock_notes(workspace)
    try:
        found = list_runs(workspace)
        _verify_runs(workspace, found, report, context)
        _verify_archive(workspace, found, report, context)
        _verify_packs(workspace, report)
        _verify_links(workspace, report)
        report.faults += model_faults(workspace)
        report.faults += credential_faults(workspace)
        report.faults += [*seal_faults(workspace), *received_faults(workspace)]
        report.faults += issued_rows_faults(workspace)
    except (ValueError, KeyError, TypeError) as error:
        report.faults.append(f"登记被改动过，读不出来：{error}")
    return report


def _verify_database(workspace: Workspace, report: VerifyReport) -> None:
    with reading(workspace.engine) as connection:
        answer = str(connection.execute(text("PRAGMA integrity_check")).scalar())
    if answer != "ok":
        report.faults.append(f"数据库损坏：{answer}")


def _verify_chain(workspace: Workspace, report: VerifyReport, printed_heads: Iterable[str]) -> set[str]:
    with reading(workspace.engine) as connection:
        heads = set(connection.execute(select(anchors.c.hash)).scalars()) | set(printed_heads)
        report.acts = acts.last_seq(connection)
        report.head = acts.head_in(connection)
    try:
        heads |= {entry.anchor for entry in issued_lists(workspace)}
    except (ValueError, KeyError, TypeError):
        report.faults.append("清单的登记被改动过，读不出来")
    report.faults += [fault.message for fault in acts.verify(workspace.engine, sorted(heads))]
    return heads


def _clock_notes(workspace: Workspace) -> list[str]:
    """Acts done while the computer's clock was behind the act before."""
    query = select(log_table.c.seq, log_table.c.payload).where(log_table.c.payload.contains(CLOCK_BACK))
    with reading(workspace.engine) as connection:
        found = [(seq, json.loads(payload).get(CLOCK_BACK)) for seq, payload in connection.execute(query)]
    behind = [(seq, float(seconds)) for seq, seconds in found if seconds is not None]
    back = [seq for seq, seconds in behind if seconds > TOLERATED.total_seconds()]
    if not back:
        return []
    last = f"最后一个是第 {back[-1]} 号"
    return [f"有 {len(back)} 个动作做的时候，电脑时钟比前一个动作还早（{last}）：时间不可信，先后以编号为准"]


def _verify_runs(workspace: Workspace, found: list[RunRecord], report: VerifyReport, context: JobContext) -> None:
    bound = {act.subject: act for act in acts.list_acts(workspace.engine, kinds=[RUN_COMMITTED])}
    states, voided = _later_bindings(workspace)
    for run in bound.keys() - {record.run for record in found}:
        report.faults.append(f"批次 {run} 的登记不见了")
    for number, record in enumerate(found):
        context.raise_if_cancelled()
        context.progress(number, len(found), f"核对批次 {record.run}")
        act = bound.get(record.run)
        expected = None if act is None else act.payload | states.get(record.run, {})
        if act is None or record.act != act.seq or record.bound() != _without_notes(expected):
            report.faults.append(f"批次 {record.run} 的登记与日志不符")
        if record.void_act != voided.get(record.run):
            report.faults.append(f"批次 {record.run} 的作废登记与日志不符")
        _verify_run_files(workspace, record, report)
    report.runs = len(found)


def _later_bindings(workspace: Workspace) -> tuple[dict[str, dict[str, str]], dict[str, int]]:
    """Per run: the states bound by the last rebuild or voiding, and the act that voided it."""
    states: dict[str, dict[str, str]] = {}
    voided: dict[str, int] = {}
    for act in acts.list_acts(workspace.engine, kinds=[STATES_REBUILT, RUN_VOIDED]):
        for run, entry in act.payload["states"].items():
            states[run] = {"states_file": entry["file"], "states_sha256": entry["sha256"]}
        if act.kind == RUN_VOIDED:
            voided[act.subject] = act.seq
    return states, voided


def _without_notes(payload: dict[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (payload or {}).items() if name != CLOCK_BACK}


def _verify_run_files(workspace: Workspace, record: RunRecord, report: VerifyReport) -> None:
    expected = dict(record.files)
    if record.states_file:
        expected[record.states_file] = record.states_sha256
    for name, digest in expected.items():
        path = record.file(workspace, name)
        report.files += 1
        if not path.is_file():
            report.faults.append(f"批次 {record.run} 的文件 {name} 不见了")
        elif sha256_file(path) != digest:
            report.faults.append(f"批次 {record.run} 的文件 {name} 被改动过")


def _verify_packs(workspace: Workspace, report: VerifyReport) -> None:
    """Every pack ever installed still stands as received, and each act names the set the acts before it lead to."""
    report.packs, faults = kept_faults(workspace)
    report.faults += [*faults, *move_faults(pack_history(workspace))]


def _verify_links(workspace: Workspace, report: VerifyReport) -> None:
    """Every link set that still stands is as the log recorded it."""
    for act in acts.list_acts(workspace.engine, kinds=[LINKS_MADE]):
        folder = links_folder(workspace) / act.subject
        if folder.is_dir():
            report.faults += link_set_faults(read_link_set(folder), act)


def _verify_archive(workspace: Workspace, found: list[RunRecord], report: VerifyReport, context: JobContext) -> None:
    context.progress(0, 0, "核对数据分片")
    try:
        parts = workspace.catalogue.parts()
        workspace.catalogue.snapshots()
        report.parts = len(parts)
        report.faults += workspace.catalogue.verify()
    except (CensusError, ValueError) as error:
        report.faults.append(str(error))
        return
    for record in found:
        for table, used in record.inputs["parts"].items():
            for part, digest in used.items():
                if part not in parts:
                    report.faults.append(f"批次 {record.run} 用过的数据分片 {part}（{table}）没有登记了")
                elif parts[part].file_sha256 != digest:
                    report.faults.append(f"数据分片 {part}（{table}）的登记与批次 {record.run} 的日志不符")
