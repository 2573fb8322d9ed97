"""`census survey forms`: one workbook per surveyor, each registered in the log with its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert

from census_app.archive.columns import quote_path
from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish, said_plainly, sweep_unfinished
from census_app.foundation.jobs import JobContext, silent
from census_app.foundation.weeks import week_days
from census_app.survey.forms.building import Ground, build_form, read_ground
from census_app.survey.forms.issued import (
    FORMS_ISSUED,
    FormRow,
    IssuedForm,
    forms_of_week,
    rows_path,
)
from census_app.survey.forms.layout import form_number
from census_app.survey.forms.model import Form
from census_app.survey.forms.numbering import content_of, number_form
from census_app.survey.forms.workbook.workbook import write_form_workbook
from census_app.survey.forms.xlsform import write_xlsform
from census_app.survey.tasks.model import Task, tasks_in
from census_app.survey.words import TaskKind
from census_app.workspace import acts
from census_app.workspace.people.directory import directory_in, names_in
from census_app.workspace.people.permissions import require
from census_app.workspace.schema import anchors
from census_app.workspace.survey_tables import tasks as tasks_table

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

FORMS_LEASE = "forms"
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_HEAD_PARTS = (0, 4, 8)


@dataclass
class FormsReport:
    """What was written. `unassigned`: open visits that nobody has; `left_out`: items over the limit of a task."""

    week: str
    folder: Path
    phones: bool = False
    files: list[tuple[IssuedForm, str, Path]] = field(default_factory=list)
    items: dict[str, int] = field(default_factory=dict)
    blind: dict[str, int] = field(default_factory=dict)
    renewed: int = 0
    unassigned: int = 0
    left_out: int = 0

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "week": self.week,
            "folder": str(self.folder),
            "unassigned": self.unassigned,
            "left_out": self.left_out,
            "issued": self.renewed,
            "forms": [
                {
                    "form_no": form.form_no,
                    "unit": form.unit,
                    "surveyor": form.surveyor,
                    "name": name,
                    "file": str(path),
                    **({"phone_file": str(phone_file(path))} if self.phones else {}),
                    "tasks": len(form.tasks),
                    "items": self.items[form.form_no],
                    "blind": self.blind[form.form_no],
                }
                for form, name, path in self.files
            ],
        }

    def lines(self) -> list[str]:
        """The report in Chinese for the terminal."""
        lines = [f"{self.week} 的普查表在 {self.folder}"]
        for form, _, path in self.files:
            count = f"{len(form.tasks):,} 户 {self.items[form.form_no]:,} 项"
            lines.append(f"  {path.name}：{count}，其中 {self.blind[form.form_no]:,} 格请现场抄录")
            if self.phones:
                lines.append(f"  {phone_file(path).name}：同一张表，手机用（ODK、Kobo）")
        if not self.files:
            lines.append("  没有要上门的任务，不出普查表")
        if self.unassigned:
            lines.append(f"  {self.unassigned:,} 个上门任务还没有人，先派给人（census task change）")
        if self.left_out:
            lines.append(f"  {self.left_out:,} 项超过一户的上限，没有问（resources/survey/forms.yaml 的 most_items）")
        return lines


def issue_forms(
    workspace: Workspace,
    week: str,
    out: Path,
    surveyor: str | None = None,
    context: JobContext | None = None,
    *,
    phones: bool = False,
) -> FormsReport:
    """Each surveyor's open visits given out up to the week stand in one workbook under `out`, registered in the log.

    `phones`: the same form also stands beside it as an XLSForm. `surveyor` (account or name) limits it to one. The
    same form again is written again under its number, with other content it gets the next one. Raises `BadInput` when
    nothing was imported, nobody has such visits or `out` cannot be written.
    """
    context = context or silent()
    week_days(week)
    with said_plainly(out):
        if out.exists() and not out.is_dir():
            raise BadInput(f"这不是文件夹：{out}", "换一个文件夹")
        out.mkdir(parents=True, exist_ok=True)
    with workspace.lease(FORMS_LEASE, what="出普查表"):
        sweep_unfinished(out)
        given, names, unassigned = visits_of(workspace, week, surveyor)
        require(workspace, "form.issue", dict.fromkeys(task.unit for listed in given.values() for task in listed))
        report = FormsReport(week, out, phones, unassigned=unassigned)
        if given:
            _issue(workspace, report, given, names, context)
        return report


def visits_of(
    workspace: Workspace, week: str, surveyor: str | None = None
) -> tuple[dict[str, list[Task]], dict[str, str], int]:
    """Surveyor → open visits in walking order, surveyor → name, and how many visits nobody has."""
    with reading(workspace.engine) as connection:
        known = tasks_in(connection, tasks_table.c.kind == TaskKind.VISIT.value, tasks_table.c.week <= week)
        visits = [task for task in known if task.is_open]
        names = _names(connection, {task.surveyor for task in visits if task.surveyor})
    given: dict[str, list[Task]] = {}
    for task in visits:
        if task.surveyor and surveyor in (None, task.surveyor, names[task.surveyor]):
            given.setdefault(task.surveyor, []).append(task)
    if surveyor is not None and not given:
        near = "、".join(sorted({names[one] for one in names})[:5])
        raise BadInput(f"{surveyor} 在 {week} 没有要上门的任务", f"有任务的是：{near}" if near else "先派发任务")
    ordered = {name: sorted(given[name], key=_walk) for name in sorted(given)}
    return ordered, names, sum(not task.surveyor for task in visits)


def surveyor_unit(listed: Sequence[Task]) -> str:
    """The unit a form is issued under: the one most of its tasks belong to, the first in order among equals."""
    counted: dict[str, int] = {}
    for task in listed:
        counted[task.unit] = counted.get(task.unit, 0) + 1
    return min(counted, key=lambda unit: (-counted[unit], unit))


def phone_file(workbook: Path) -> Path:
    """Where the XLSForm of a workbook stands."""
    return workbook.with_name(workbook.name.replace("普查表_", "手机表_", 1))


def _walk(task: Task) -> tuple[str, int, str]:
    return task.day, task.route, task.task_no


def _names(connection: Connection, accounts: Iterable[str]) -> dict[str, str]:
    listed = list(accounts)
    found = names_in(connection, directory_in(connection), listed)
    return {account: found.get(account, account) for account in listed}


def _issue(
    workspace: Workspace,
    report: FormsReport,
    given: dict[str, list[Task]],
    names: dict[str, str],
    context: JobContext,
) -> None:
    ground = read_ground(workspace, [task for listed in given.values() for task in listed], context)
    head, before = acts.head(workspace.engine), forms_of_week(workspace, report.week)
    serials = _serials(before)
    registered: list[IssuedForm] = []
    for number, (surveyor, listed) in enumerate(given.items()):
        context.raise_if_cancelled()
        context.progress(number, len(given), f"写普查表：{names[surveyor]}")
        unit = surveyor_unit(listed)
        form = build_form(ground, surveyor, names[surveyor], unit, report.week, listed)
        content = content_of(form)
        known = next((one for one in before if one.surveyor == surveyor and one.content == content), None)
        if known is None:
            serials[unit] = serials.get(unit, 0) + 1
        form_no = known.form_no if known else form_number(unit, report.week, serials[unit])
        anchor = known.anchor if known else head
        registered.append(_written(workspace, ground, report, form, form_no, anchor, content, known))
    context.raise_if_cancelled()
    report.renewed = _register(workspace, [form for form in registered if not form.act])
    context.progress(len(given), len(given), "普查表已写好")


def _written(
    workspace: Workspace,
    ground: Ground,
    report: FormsReport,
    form: Form,
    form_no: str,
    anchor: str,
    content: str,
    known: IssuedForm | None,
) -> IssuedForm:
    """The workbook stands, and the rows file where the form is new."""
    number_form(form, form_no, ground.codes)
    form.head = " ".join(anchor[start : start + 4] for start in _HEAD_PARTS)
    parts = (form.unit_name, form.surveyor_name, report.week, form_no.rsplit("-", 1)[-1])
    target = report.folder / f"普查表_{'_'.join(_UNSAFE.sub('_', part) for part in parts)}.xlsx"
    write_form_workbook(form, ground.settings, target)
    if report.phones:
        write_xlsform(form, ground.settings, phone_file(target))
    report.items[form_no] = len(form.rows)
    report.blind[form_no] = sum(bool(row.blind) for row in form.rows)
    report.left_out += sum(block.left_out for block in form.blocks)
    issued = known or IssuedForm(
        form_no=form_no,
        week=report.week,
        unit=form.unit,
        surveyor=form.surveyor,
        file_name=target.name,
        file_sha256=sha256_file(target),
        rows_file=f"{form_no}.parquet",
        rows_sha256=_write_rows(form.rows, rows_path(workspace, f"{form_no}.parquet")),
        tasks=tuple(block.task_no for block in form.blocks),
        anchor=anchor,
        content=content,
    )
    report.files.append((issued, form.surveyor_name, target))
    return issued


def _write_rows(rows: Sequence[FormRow], target: Path) -> str:
    """The rows stand durably; returns the file's hash."""
    import duckdb

    names = [entry.name for entry in fields(FormRow)]
    columns = {name: [getattr(row, name) for row in rows] for name in names}
    kinds = ", ".join(f'"{name}" {"INTEGER" if name == "row_no" else "VARCHAR"}' for name in names)
    unnested = ", ".join(
        f'unnest(${name}::{"INTEGER" if name == "row_no" else "VARCHAR"}[]) AS "{name}"' for name in names
    )
    with publish(target) as temporary, duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"CREATE TABLE form_rows ({kinds})")
        connection.execute(f"INSERT INTO form_rows SELECT {unnested}", columns)
        connection.execute(f"COPY form_rows TO {quote_path(temporary)} (FORMAT parquet, COMPRESSION zstd)")
    return sha256_file(target)


def _serials(before: Iterable[IssuedForm]) -> dict[str, int]:
    """Unit → the last number given out this week."""
    found: dict[str, int] = {}
    for form in before:
        found[form.unit] = max(found.get(form.unit, 0), int(form.form_no.rsplit("-S", 1)[1]))
    return found


def _register(workspace: Workspace, forms: Sequence[IssuedForm]) -> int:
    """All new forms of the week are in the log, or none; the heads printed on them are anchors."""
    if not forms:
        return 0
    with writing(workspace.engine) as connection:
        for form in forms:
            payload = {
                "week": form.week,
                "unit": form.unit,
                "surveyor": form.surveyor,
                "file": form.file_name,
                "sha256": form.file_sha256,
                "rows_file": form.rows_file,
                "rows_sha256": form.rows_sha256,
                "tasks": list(form.tasks),
                "anchor": form.anchor,
                "content": form.content,
            }
            acts.append_in(connection, FORMS_ISSUED, form.form_no, payload)
        connection.execute(
            insert(anchors).prefix_with("OR IGNORE"),
            [
                {"hash": anchor, "place": f"普查表 {week}", "at": datetime.now(UTC).isoformat(timespec="seconds")}
                for anchor, week in sorted({(form.anchor, form.week) for form in forms})
            ],
        )
    return len(forms)
