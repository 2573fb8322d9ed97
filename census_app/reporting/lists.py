"""`census lists`: one weekly workbook per answering unit and the county's summary."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.model import Completeness, TableCoverage
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import Dictionary, FieldType, PersonalData
from census_app.dictionary.names import Names
from census_app.foundation.errors import BadInput
from census_app.foundation.files import drafting_folder, place_files, refuse_held, said_plainly, sweep_unfinished
from census_app.foundation.jobs import JobContext, silent
from census_app.foundation.weeks import week_days
from census_app.reporting.county.figures import county_summary
from census_app.reporting.county.workbook import write_county_workbook
from census_app.reporting.labels import pack_label, printed_head
from census_app.reporting.list_rows import UnitRows, unit_rows
from census_app.reporting.outcomes import earlier_on_these_data, last_outcome
from census_app.reporting.standing import Standing, standing_at
from census_app.reporting.weekly.days import issue_day
from census_app.reporting.weekly.model import CoverageLine, WeeklyList
from census_app.reporting.weekly.texts import WeeklyTexts, weekly_texts
from census_app.reporting.weekly.workbook import write_weekly_workbook
from census_app.workspace import acts
from census_app.workspace.lists import LISTS_LEASE, issue_lists, issued_lists
from census_app.workspace.root_causes.now import causes_of
from census_app.workspace.runs.rule_facts import RULES_FILE, read_rule_facts

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

MOST_OPTIONS = 60
_COVERAGE_LINES = 6
_COVERAGE_ORDER = (
    "customer", "metering_point", "meter", "instrument_transformer", "distribution_transformer", "billing_month",
    "contract", "feeder", "receiving_equipment",
)  # fmt: skip
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass
class ListsReport:
    """What was written: files by unit, the summary, how many problems went out and how many stay in stock."""

    week: str
    run: str
    folder: Path
    files: dict[str, Path] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    stock: dict[str, int] = field(default_factory=dict)
    summary: Path | None = None

    @property
    def written(self) -> list[Path]:
        """Every workbook."""
        return [*self.files.values(), *filter(None, [self.summary])]

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "week": self.week,
            "run": self.run,
            "folder": str(self.folder),
            "summary": str(self.summary) if self.summary else None,
            "lists": [
                {
                    "unit": unit,
                    "name": self.names[unit],
                    "file": str(path),
                    "problems": self.problems[unit],
                    "stock": self.stock[unit],
                }
                for unit, path in self.files.items()
            ],
        }

    def lines(self) -> list[str]:
        """The report in Chinese for the terminal."""
        lines = [f"{self.week} 的清单在 {self.folder}（批次 {self.run}）"]
        for unit, path in self.files.items():
            stock = f"，另有 {self.stock[unit]:,} 条在库" if self.stock[unit] else ""
            lines.append(f"  {path.name}：{self.problems[unit]:,} 条{stock}")
        if not self.files:
            lines.append("  没有未整改的问题，不出清单")
        if self.summary:
            lines.append(f"  {self.summary.name}")
        return lines


def write_lists(
    workspace: Workspace, week: str, out: Path, limit: int | None = None, context: JobContext | None = None
) -> ListsReport:
    """Each open problem stands in exactly one unit's workbook under `out`, each list is registered in the log.

    The lists rest on the newest official run whose data are no younger than the week's Sunday. Raises `BadInput`
    when there is none or `out` cannot be written; lists already issued under the same number with the same rows
    are written again, with other rows they get the next number.
    """
    context = context or silent()
    texts = weekly_texts()
    with said_plainly(out):
        if out.exists() and not out.is_dir():
            raise BadInput(f"这不是文件夹：{out}", "换一个文件夹")
        out.mkdir(parents=True, exist_ok=True)
    with workspace.lease(LISTS_LEASE, what="出清单"), standing_at(workspace, week, texts.level, context) as standing:
        sweep_unfinished(out)
        report = ListsReport(week, standing.run.run, out)
        # a list that was not issued must not be sent out, so the files get their names last
        with drafting_folder(out / week) as drafts:
            _write(standing, report, limit, texts, drafts, context)
            place_files(report.written, out)
    report.files = {unit: out / path.name for unit, path in report.files.items()}
    report.summary = out / report.summary.name if report.summary else None
    context.progress(1, 1, "清单已写好")
    return report


def _write(
    standing: Standing, report: ListsReport, limit: int | None, texts: WeeklyTexts, drafts: Path, context: JobContext
) -> None:
    workspace, week = standing.workspace, report.week
    facts = read_rule_facts(standing.run.file(workspace, RULES_FILE))
    issued = issue_day(week, standing.run.as_of)
    earlier = earlier_on_these_data(standing, week)
    told = frozenset(number for one in earlier for number in one.problems)
    units = unit_rows(standing, {fact.rule_id: fact for fact in facts}, limit, issued, told)
    head = acts.head(workspace.engine)
    labels = _labels(standing, head)
    registered = []
    for index, rows in enumerate(units):
        context.raise_if_cancelled()
        context.progress(index, len(units) + 1, f"写清单：{rows.name}")
        content = _content(standing, rows, week, issued, texts, labels)
        name = rows.name.removesuffix(f"（{rows.unit}）")
        target = drafts / f"周清单_{_UNSAFE.sub('_', name)}_{_UNSAFE.sub('_', rows.unit or '未归属')}_{week}.xlsx"
        write_weekly_workbook(content, target)
        registered.append(
            (content.list_no, rows.unit, {row.problem_no: row.check_code for row in rows.problems}, target)
        )
        report.files[rows.unit] = target
        report.names[rows.unit] = rows.name
        report.problems[rows.unit] = len(rows.problems)
        report.stock[rows.unit] = rows.stock
    context.raise_if_cancelled()
    context.progress(len(units), len(units) + 1, "写县汇总")
    causes = causes_of(standing.connection, workspace, "listed", standing.run, context)
    summary = county_summary(standing, facts, week, labels, causes)
    summary = replace(summary, repeats=max((one.week for one in earlier), default=""))
    report.summary = drafts / f"县汇总_{week}.xlsx"
    write_county_workbook(summary, report.summary)
    refuse_held(report.written, report.folder)
    issue_lists(workspace, registered, week=week, anchor=head)


def _labels(standing: Standing, head: str) -> dict[str, str]:
    units = [row[0] for row in standing.connection.execute("SELECT DISTINCT list_unit FROM unit_of").fetchall()]
    return {
        "county": standing.tree.county_name(units) or "本县",
        "run": f"校验批次 {standing.run.run}",
        "pack": pack_label(standing.run),
        "head": printed_head(head),
    }


def _content(
    standing: Standing, rows: UnitRows, week: str, issued: date, texts: WeeklyTexts, labels: dict[str, str]
) -> WeeklyList:
    monday, sunday = week_days(week)
    people = sorted({row.manager for row in rows.problems if row.manager})
    return WeeklyList(
        county=labels["county"],
        unit=rows.unit,
        unit_name=rows.name,
        week=week,
        first_day=monday,
        last_day=sunday,
        list_no=_list_number(standing, rows, week),
        data_date=standing.run.data_date,
        run_label=labels["run"],
        pack_label=labels["pack"],
        chain_head=labels["head"],
        issued=issued,
        problems=rows.problems,
        coverage=_coverage(standing, rows.unit),
        outcome=last_outcome(standing, rows.unit, week),
        stock=rows.stock,
        people=tuple(people),
        answer_options=answer_options(standing.workspace.dictionary, rows.accused, texts),
    )


def _list_number(standing: Standing, rows: UnitRows, week: str) -> str:
    """`<unit>-2026W48-01`; the next serial number when the week's list was issued before with other rows."""
    stem = f"{rows.unit or '未归属'}-{week.replace('-', '')}"
    codes = {row.problem_no: row.check_code for row in rows.problems}
    serial = 1
    for known in issued_lists(standing.workspace, week):
        if known.list_no.startswith(f"{stem}-"):
            if known.row_codes == codes:
                return known.list_no
            serial = max(serial, int(known.list_no.rsplit("-", 1)[1]) + 1)
    return f"{stem}-{serial:02d}"


def _coverage(standing: Standing, unit: str) -> tuple[CoverageLine, ...]:
    """The tables a list rests on, seen from its unit: what other units did not deliver is not its concern."""
    dictionary = standing.workspace.dictionary
    covered = standing.snapshot.manifest.coverage
    chosen = [table for table in _COVERAGE_ORDER if table in covered][:_COVERAGE_LINES]
    lines = []
    for table in chosen:
        entry = covered[table]
        words = _coverage_words(entry, unit)
        lines.append(CoverageLine(dictionary.table(table).rule_name, entry.data_date, entry.rows, words))
    return tuple(lines)


def _coverage_words(entry: TableCoverage, unit: str) -> str:
    if entry.completeness is Completeness.ABSENT:
        return "没有导入"
    if entry.stale:
        return "太旧，只查有的行"
    covered = entry.units is None or any(unit.startswith(code) or code.startswith(unit) for code in entry.units)
    words = "全" if covered else "没有本单位的"
    return f"{words}，沿用上次" if entry.inherited or unit in entry.inherited_units else words


def answer_options(
    dictionary: Dictionary, accused: tuple[tuple[str, str], ...], texts: WeeklyTexts
) -> dict[str, tuple[str, ...]]:
    """Drop-down values per accused field: its closed code list, 是/否, or only 已改 for personal data."""
    names, book = Names(dictionary), CodeBook(dictionary)
    options: dict[str, tuple[str, ...]] = {}
    for table, name in accused:
        entry = names.field(table, name)
        if entry is None:
            continue
        if entry.personal is not PersonalData.NONE:
            options[name] = texts.personal_answer
        elif entry.type is FieldType.BOOLEAN:
            options[name] = ("是", "否")
        elif entry.code_list and not book.is_open(entry.code_list):
            labels = book.labels(entry.code_list)
            if 0 < len(labels) <= MOST_OPTIONS:
                options[name] = tuple(labels)
    return options
