"""`census survey forms`: one workbook per surveyor, each registered in the log with its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import insert

from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import writing
from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput
from census_app.foundation.files import drafting_folder, place_files, refuse_held, said_plainly, sweep_unfinished
from census_app.foundation.jobs import JobContext, silent
from census_app.foundation.weeks import week_days
from census_app.survey.forms.building import Ground, build_form, read_ground
from census_app.survey.forms.issued import FORMS_ISSUED, IssuedForm, forms_of_week, rows_path, write_rows
from census_app.survey.forms.layout import form_number
from census_app.survey.forms.model import Form
from census_app.survey.forms.numbering import content_of, number_form
from census_app.survey.forms.report import FormsReport, phone_file
from census_app.survey.forms.visits import surveyor_unit, visits_of
from census_app.survey.forms.workbook.workbook import write_form_workbook
from census_app.survey.forms.xlsform import write_xlsform
from census_app.workspace import acts
from census_app.workspace.people.permissions import require
from census_app.workspace.schema import anchors

if TYPE_CHECKING:
    import duckdb

    from census_app.survey.tasks.model import Task
    from census_app.workspace.workspace import Workspace

FORMS_LEASE = "forms"
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_HEAD_PARTS = (0, 4, 8)


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
    with workspace.lease(FORMS_LEASE, what="出普查表"):
        given, names, unassigned = visits_of(workspace, week, surveyor)
        require(workspace, "form.issue", dict.fromkeys(task.unit for listed in given.values() for task in listed))
        with said_plainly(out):
            if out.exists() and not out.is_dir():
                raise BadInput(f"这不是文件夹：{out}", "换一个文件夹")
            out.mkdir(parents=True, exist_ok=True)
        sweep_unfinished(out)
        report = FormsReport(week, out, phones, unassigned=unassigned)
        if given:
            # a form that nobody registered must not be handed out, so the files get their names last
            with drafting_folder(out / week) as drafts:
                _issue(workspace, report, given, names, drafts, context)
                place_files(sorted(drafts.iterdir()), out)
            report.files = [(form, name, out / path.name) for form, name, path in report.files]
            context.progress(len(given), len(given), "普查表已写好")
        return report


def _issue(
    workspace: Workspace,
    report: FormsReport,
    given: dict[str, list[Task]],
    names: dict[str, str],
    drafts: Path,
    context: JobContext,
) -> None:
    ground = read_ground(workspace, [task for listed in given.values() for task in listed], context)
    with kept_engine(1) as connection:
        issuing = _Issuing(workspace, ground, report, drafts, connection)
        for number, (surveyor, listed) in enumerate(given.items()):
            context.raise_if_cancelled()
            context.progress(number, len(given), f"写普查表：{names[surveyor]}")
            issuing.write(surveyor, names[surveyor], listed)
    context.raise_if_cancelled()
    refuse_held(drafts.iterdir(), report.folder)
    report.renewed = _register(workspace, [form for form, _, _ in report.files if not form.act])


class _Issuing:
    """Writes form after form; a form whose content was issued before keeps its number and its printed head."""

    def __init__(
        self,
        workspace: Workspace,
        ground: Ground,
        report: FormsReport,
        drafts: Path,
        connection: duckdb.DuckDBPyConnection,
    ) -> None:
        self._workspace = workspace
        self._ground = ground
        self._report = report
        self._drafts = drafts
        self._connection = connection
        self._head = acts.head(workspace.engine)
        self._before = forms_of_week(workspace, report.week)
        self._serials = _serials(self._before)

    def write(self, surveyor: str, name: str, listed: Sequence[Task]) -> None:
        """The surveyor's files stand, and the rows file where the form is new."""
        ground, report, unit = self._ground, self._report, surveyor_unit(listed)
        form = build_form(ground, surveyor, name, unit, report.week, listed)
        content = content_of(form)
        known = next((one for one in self._before if (one.surveyor, one.content) == (surveyor, content)), None)
        number_form(form, known.form_no if known else self._next_number(unit), ground.codes)
        anchor = known.anchor if known else self._head
        form.head = " ".join(anchor[start : start + 4] for start in _HEAD_PARTS)
        target = self._drafts / _file_name(form)
        write_form_workbook(form, ground.settings, target)
        if report.phones:
            write_xlsform(form, ground.settings, phone_file(target))
        report.items[form.form_no] = len(form.rows)
        report.blind[form.form_no] = sum(bool(row.blind) for row in form.rows)
        report.left_out += sum(block.left_out for block in form.blocks)
        report.files.append((known or self._new(form, anchor, content, target), name, target))

    def _next_number(self, unit: str) -> str:
        self._serials[unit] = self._serials.get(unit, 0) + 1
        return form_number(unit, self._report.week, self._serials[unit])

    def _new(self, form: Form, anchor: str, content: str, target: Path) -> IssuedForm:
        rows_file = f"{_UNSAFE.sub('_', form.form_no)}.parquet"
        return IssuedForm(
            form_no=form.form_no,
            week=form.week,
            unit=form.unit,
            surveyor=form.surveyor,
            file_name=target.name,
            file_sha256=sha256_file(target),
            rows_file=rows_file,
            rows_sha256=write_rows(self._connection, form.rows, rows_path(self._workspace, rows_file)),
            tasks=tuple(block.task_no for block in form.blocks),
            anchor=anchor,
            content=content,
        )


def _file_name(form: Form) -> str:
    parts = (form.unit_name, form.surveyor_name, form.week, form.form_no.rsplit("-", 1)[-1])
    return f"普查表_{'_'.join(_UNSAFE.sub('_', part) for part in parts)}.xlsx"


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
