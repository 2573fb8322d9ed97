"""`write_report`: the report's files stand complete, its codes are registered, its printed head is an anchor."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, text

from census_app.foundation.canonical import canonical_json, sha256_file
from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.foundation.files import drafting_folder, place_files, refuse_held, said_plainly, sweep_unfinished
from census_app.foundation.jobs import JobContext, silent
from census_app.reporting.labels import printed_head
from census_app.reporting.reports.act_days import REPORT_PUBLISHED
from census_app.reporting.reports.document import Document
from census_app.reporting.reports.ground import Ground, ground_at
from census_app.reporting.reports.kinds import REPORTS
from census_app.reporting.reports.report import Asked, Period, Report, present
from census_app.reporting.reports.settings import report_settings
from census_app.workspace import acts
from census_app.workspace.people.permissions import require_kind
from census_app.workspace.schema import anchors

if TYPE_CHECKING:
    from census_app.reporting.reports.ledger import Meaning
    from census_app.workspace.workspace import Workspace

REPORT_LEASE = "reports"
FORMS = ("xlsx", "html")


@dataclass(frozen=True)
class Wanted:
    """Which report, of when (None: the present period), in which forms, over how many weeks of trend."""

    report: str
    period: str | None = None
    forms: tuple[str, ...] = FORMS
    trend_weeks: int | None = None
    notes: dict[str, str] = field(default_factory=dict)
    today: date = field(default_factory=date.today)


@dataclass(frozen=True)
class PublishedReport:
    """What was written: the files, how many numbers have a code, the head printed; `act` registered it."""

    report: str
    zh: str
    period: str
    run: str
    files: tuple[Path, ...]
    codes: int
    head: str
    headline: str
    act: int

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {**self.__dict__, "files": [str(path) for path in self.files]}

    def lines(self) -> list[str]:
        """In Chinese for the terminal."""
        told = [f"{self.zh} {self.period}（批次 {self.run}）：{self.codes:,} 个数都有查数码，链头 {self.head}"]
        told += [self.headline] if self.headline else []
        return [*told, *(f"  {path}" for path in self.files)]


def write_report(workspace: Workspace, wanted: Wanted, out: Path, context: JobContext | None = None) -> PublishedReport:
    """The files stand under `out`; the same report of the same numbers again is written again and registered once.

    `BadInput` when there is no such report, no official run up to its last day, or `out` cannot be written.
    """
    context = context or silent()
    report = _known(wanted)
    require_kind(workspace, REPORT_PUBLISHED)
    period = report.period(wanted.period or present(report.asked_by, wanted.today))
    _prepare(out)
    asked = Asked(period, wanted.trend_weeks, wanted.notes, wanted.today)
    with (
        workspace.lease(REPORT_LEASE, what=f"出{report.zh}"),
        ground_at(workspace, period.last, context, report.looks_back or wanted.trend_weeks) as ground,
    ):
        sweep_unfinished(out)
        ground.ledger.taken = _taken_codes(workspace)
        document = report.build(ground, asked, context)
        before = _same_before(workspace, report, period, ground)
        head = before.payload["head"] if before is not None else acts.head(workspace.engine)
        sealed = document.sealed(printed_head(head), tuple(ground.ledger.lines()))
        # a printed code that nobody registered explains nothing, so the files get their names last
        with drafting_folder(out / report.id) as drafts:
            written = _write(sealed, drafts, out, report, period, wanted.forms, context)
            refuse_held(written, out)
            act = before or _register(workspace, report, period, ground, head, written)
            files = place_files(written, out)
    return PublishedReport(
        report=report.id,
        zh=report.zh,
        period=period.written,
        run=ground.step.run.run,
        files=tuple(files),
        codes=len(ground.ledger.codes),
        head=printed_head(head),
        headline=document.headline_text,
        act=act.seq,
    )


def published_reports(workspace: Workspace, report: str | None = None) -> list[acts.Act]:
    """The acts that published reports, oldest first."""
    wanted = {} if report is None else {"report": report}
    with reading(workspace.engine) as connection:
        return list(acts.iterate(connection, kinds=[REPORT_PUBLISHED], payload=wanted))


def _known(wanted: Wanted) -> Report:
    report = REPORTS.get(wanted.report)
    if report is None:
        raise BadInput(f"没有这种报表：{wanted.report}", f"可以是 {'、'.join(REPORTS)}")
    longest = report_settings().longest_trend_weeks
    if wanted.trend_weeks is not None and not 1 <= wanted.trend_weeks <= longest:
        raise BadInput(f"走势周数超出范围：{wanted.trend_weeks}", f"1 到 {longest} 周")
    return report


def _prepare(out: Path) -> None:
    with said_plainly(out):
        if out.exists() and not out.is_dir():
            raise BadInput(f"这不是文件夹：{out}", "换一个文件夹")
        out.mkdir(parents=True, exist_ok=True)


def _taken_codes(workspace: Workspace) -> dict[str, str]:
    """Codes of all earlier reports with their meanings."""
    query = text(
        "SELECT code.key, code.value FROM acts, json_each(acts.payload, '$.codes') AS code WHERE acts.kind = :kind"
    )
    with reading(workspace.engine) as connection:
        rows = connection.execute(query, {"kind": REPORT_PUBLISHED}).fetchall()
    return {code: canonical_json(json.loads(meaning)) for code, meaning in rows}


def _same_before(workspace: Workspace, report: Report, period: Period, ground: Ground) -> acts.Act | None:
    codes = dict(ground.ledger.codes)
    with reading(workspace.engine) as connection:
        found = list(acts.iterate(connection, kinds=[REPORT_PUBLISHED], subject=_subject(report, period)))
    return found[-1] if found and found[-1].payload["codes"] == codes else None


def _write(
    document: Document,
    drafts: Path,
    out: Path,
    report: Report,
    period: Period,
    forms: Sequence[str],
    context: JobContext,
) -> list[Path]:
    """The files in `drafts`, complete; a refusal names the place under `out` they were meant for."""
    from census_app.reporting.reports.page.writing import write_page
    from census_app.reporting.reports.workbook.writing import write_workbook

    writers = {"xlsx": write_workbook, "html": write_page}
    files = []
    for place, form in enumerate(forms):
        context.raise_if_cancelled()
        context.progress(place, len(forms), "写报表")
        target = drafts / f"{report.zh}_{period.written}.{form}"
        try:
            writers[form](document, target)
        except BadInput as error:
            raise type(error)(error.message.replace(str(drafts), str(out)), error.advice) from error
        files.append(target)
    return files


def _register(
    workspace: Workspace, report: Report, period: Period, ground: Ground, head: str, files: Sequence[Path]
) -> acts.Act:
    codes: dict[str, Meaning] = ground.ledger.codes
    named = {str(meaning["unit"]) for meaning in codes.values() if "unit" in meaning}
    content = {
        "report": report.id,
        "period": period.written,
        "run": ground.step.run.run,
        "head": head,
        "files": {path.name: sha256_file(path) for path in files},
        "units": {code: node.units for code, node in ground.units.nodes.items() if code in named},
        "codes": codes,
    }
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with writing(workspace.engine) as connection:
        act = acts.append_in(connection, REPORT_PUBLISHED, _subject(report, period), content)
        connection.execute(
            insert(anchors).prefix_with("OR IGNORE"),
            [{"hash": head, "place": f"{report.zh} {period.written}", "at": now}],
        )
    return act


def _subject(report: Report, period: Period) -> str:
    return f"{report.id} {period.written}"
