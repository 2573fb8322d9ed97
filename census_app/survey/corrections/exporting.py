"""A batch goes out as 回填清单: a workbook and a CSV of the same rows, and one act that claims its problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, select

from census_app.foundation.canonical import record_key, sha256_file, split_record_key
from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.foundation.files import said_plainly
from census_app.survey.corrections.model import (
    CORRECTIONS_MADE,
    CorrectionRow,
    corrections_in,
    exported_batches,
)
from census_app.survey.corrections.sheet import SheetRow, sheet_texts, write_csv, write_workbook
from census_app.survey.review.values import Spelling, newest_snapshot
from census_app.survey.tasks.model import tasks_in
from census_app.workspace.acts import append_in, iterate
from census_app.workspace.people.identity import Roster
from census_app.workspace.people.permissions import require_kind
from census_app.workspace.problems.acts import standing
from census_app.workspace.problems.effects import EFFECTS
from census_app.workspace.problems.succession import CORRECTIONS_EXPORTED, SUCCESSIONS
from census_app.workspace.survey_tables import answers, corrections
from census_app.workspace.unit_names import unit_names

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace


@dataclass
class ExportedBatch:
    """One batch's files; `again` when it had gone out before and nothing new was registered."""

    batch: str
    workbook: Path
    csv: Path
    rows: int
    problems: int = 0
    personal: int = 0
    act: int = 0
    again: bool = False


@dataclass
class ExportReport:
    """The batches written."""

    batches: list[ExportedBatch] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "batches": [{**one.__dict__, "workbook": str(one.workbook), "csv": str(one.csv)} for one in self.batches]
        }

    def lines(self) -> list[str]:
        """For the terminal."""
        if not self.batches:
            return ["没有还没导出的回填批；重新导出旧批用 --batch 批号"]
        lines = []
        for one in self.batches:
            told = "以前导出过，只重写文件" if one.again else f"{one.problems} 个问题记为声称整改，等下一次正式校验证实"
            lines.append(f"{one.workbook}（另有同名 CSV）：{one.rows} 处更正，{told}")
            if one.personal:
                lines.append(f"  其中 {one.personal} 处是不遮盖的个人信息，用完请删除文件")
        return lines


def export_corrections(
    workspace: Workspace, out: Path, batch: str = "", *, actor: str | None = None, context: JobContext | None = None
) -> ExportReport:
    """The files of every batch that has not gone out yet, or of `batch`, stand in folder `out`.

    The problems of a batch that goes out for the first time are claimed; a batch exported again gives the same files
    and nothing else. `BadInput` when the batch does not exist or the folder cannot be written.
    """
    with said_plainly(out):
        if out.exists() and not out.is_dir():
            raise BadInput(f"这不是文件夹：{out}", "换一个文件夹")
        out.mkdir(parents=True, exist_ok=True)
    with reading(workspace.engine) as connection:
        made = corrections_in(connection)
        units = _units(connection, made)
    known = dict.fromkeys(one.batch for one in made)
    if batch and batch not in known:
        raise BadInput(f"没有这个回填批：{batch}", f"已有：{'、'.join(known) or '无'}")
    wanted = [batch] if batch else [one.batch for one in made if not one.exported_act]
    report = ExportReport()
    for name in dict.fromkeys(wanted):
        if context is not None:
            context.raise_if_cancelled()
        rows = [one for one in made if one.batch == name]
        require_kind(workspace, CORRECTIONS_EXPORTED, sorted({units.get(one.correction_no, "") for one in rows}))
        report.batches.append(_export(workspace, out, name, rows, actor))
    return report


def _export(workspace: Workspace, out: Path, batch: str, rows: list[CorrectionRow], actor: str | None) -> ExportedBatch:
    spelling = Spelling(workspace.dictionary, _day(workspace, batch))
    lines = _sheet_rows(workspace, rows)
    done = ExportedBatch(batch, out / f"回填清单_{batch}.xlsx", out / f"回填清单_{batch}.csv", len(rows))
    done.personal = sum(spelling.is_personal(one.table, one.field) for one in rows)
    write_workbook(lines, batch, _made_at(workspace, batch), done.workbook)
    write_csv(lines, done.csv)
    problems = _claimable(workspace, sorted({number for one in rows for number in one.problems}))
    content = {
        "batch": batch,
        "corrections": len(rows),
        "personal": done.personal,
        "files": {path.name: sha256_file(path) for path in (done.workbook, done.csv)},
        "problems": problems,
        SUCCESSIONS: successions_of(workspace, rows),
    }
    with writing(workspace.engine) as connection:
        before = exported_batches(connection).get(batch, 0)
        if before:
            done.act, done.again = before, True
        else:
            done.act = append_in(connection, CORRECTIONS_EXPORTED, batch, content, actor=actor).seq
            done.problems = len(problems)
    return done


def successions_of(workspace: Workspace, rows: list[CorrectionRow]) -> list[list[str]]:
    """[table, old key, new key] of corrections that change a field of their record's key."""
    told = []
    for one in rows:
        table = workspace.dictionary.tables.get(one.table)
        if table is None or one.field not in table.key or not one.new:
            continue
        parts = split_record_key(one.record_key)
        changed = [one.new if name == one.field else part for name, part in zip(table.key, parts, strict=True)]
        told.append([one.table, one.record_key, record_key(changed)])
    return told


def _claimable(workspace: Workspace, numbers: list[str]) -> list[str]:
    """Those of the problems whose state lets them be claimed; closed ones need no claim."""
    taken_from = EFFECTS[CORRECTIONS_EXPORTED].taken_from
    found = standing(workspace, numbers) if numbers else {}
    return [number for number in numbers if found[number].state in taken_from]


def _sheet_rows(workspace: Workspace, rows: list[CorrectionRow]) -> list[SheetRow]:
    with reading(workspace.engine) as connection:
        roster = Roster.of(connection, _day(workspace, rows[0].batch))
        days = _answer_days(connection, rows)
        units = _units(connection, rows)
    snapshot = newest_snapshot(workspace)
    names = {} if snapshot is None else unit_names(workspace, snapshot)
    lines = []
    for one in rows:
        unit = units.get(one.correction_no, "")
        table = workspace.dictionary.table(one.table)
        lines.append(
            SheetRow(
                correction_no=one.correction_no,
                table_name=table.rule_name,
                key_name="、".join(table.field(name).rule_name for name in table.key),
                record_key=one.record_key,
                customer=one.customer,
                field_name=table.field(one.field).rule_name,
                old=sheet_texts().erased if one.old is None and one.new is None else one.old or "",
                new=sheet_texts().erased if one.new is None else one.new,
                evidence=one.evidence,
                person=roster.called(one.person),
                day=days.get((one.answer_act, one.answer_position), ""),
                reviewer="、".join(roster.called(name) for name in one.reviewer.split("、")),
                unit=roster.directory.units[unit].name if unit in roster.directory.units else names.get(unit, unit),
                problems="、".join(one.problems),
                table=one.table,
                key_field="|".join(table.key),
                field=one.field,
                batch=one.batch,
            )
        )
    return lines


def _units(connection: Connection, rows: list[CorrectionRow]) -> dict[str, str]:
    """Correction number → the unit whose task it came from."""
    of_answer = _answer_columns(connection, rows, "task_no")
    tasks = {one.task_no: one.unit for one in tasks_in(connection, numbers=set(of_answer.values()))}
    return {one.correction_no: tasks.get(of_answer.get((one.answer_act, one.answer_position), ""), "") for one in rows}


def _answer_days(connection: Connection, rows: list[CorrectionRow]) -> dict[tuple[int, int], str]:
    return _answer_columns(connection, rows, "day")


def _answer_columns(connection: Connection, rows: list[CorrectionRow], name: str) -> dict[tuple[int, int], str]:
    joined = and_(corrections.c.answer_act == answers.c.act, corrections.c.answer_position == answers.c.position)
    query = select(answers.c.act, answers.c.position, answers.c[name]).join(corrections, joined)
    wanted = {(one.answer_act, one.answer_position) for one in rows}
    found = connection.execute(query)
    return {(act, place): text for act, place, text in found if (act, place) in wanted}


def _made_at(workspace: Workspace, batch: str) -> datetime:
    with reading(workspace.engine) as connection:
        act = next(iterate(connection, kinds=[CORRECTIONS_MADE], subject=batch))
    return datetime.fromisoformat(act.at).replace(tzinfo=None, microsecond=0)


def _day(workspace: Workspace, batch: str) -> date:
    return _made_at(workspace, batch).date()
