"""A filled survey workbook: rows found by their codes wherever they stand now, columns by their headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from census_app.archive.sheets import Sheet
from census_app.archive.workbook_marks.formulas import formula_cells
from census_app.archive.workbook_marks.merges import merged_ranges
from census_app.foundation.errors import BadInput
from census_app.rulebook.excel.grid import column_letters
from census_app.survey.forms import layout
from census_app.survey.forms.issued import FormRow
from census_app.survey.photos.names import read_name
from census_app.survey.results.issued_rows import IssuedRows
from census_app.survey.results.reading import IS_FORMULA, IS_MERGED, cell_at, said, text_faults
from census_app.survey.results.settings import result_settings
from census_app.survey.results.submission import Mark, Place, SaidItem, SaidVisit, Standing, Submission
from census_app.survey.results.unread import unread_cells
from census_app.survey.words import AnswerSource
from census_app.workspace.received import Received

_ANSWERS = ("核对结果", "现场值", "原因", "照片号", "备注")
_NEEDED = ("普查项", "档案原值", "核对结果", "现场值", "行号")
_LEAST_HEADERS = 5
_TALLEST_MERGE = 2_000
_SHAPES = ((layout.SURVEY_SHEET, layout.SURVEY_HEADERS), (layout.BATCH_SHEET, layout.BATCH_HEADERS))
_VISIT_CELLS = {"outcome": "档案原值", "arrived": "现场值", "left": "照片号"}
_SIGNATURE_CELL = "现场值"
_FOREIGN = "行号不是这个工作区发出的：也许是从别的县、别的表贴来的"
_NO_CODE = "行号没有了，不知道是哪一户哪一项：从原表把行号补上，或把答复抄回原表"
_TITLE_EDITED = "普查项和行号对不上：行被改过，或者只排了一部分列；把答复填回原表的那一行"
_ORIGINAL_EDITED = "“档案原值”被改过：不要改它，现场的值写在“现场值”一列"
_Fault = tuple[str, tuple[int, ...]]


def is_form(sheets: Sequence[Sheet]) -> bool:
    """Whether a workbook is a survey form: one of its sheets has the header of one."""
    return any(_header(sheet) is not None for sheet in sheets)


def read_form(path: Path, kept: Received, sheets: Sequence[Sheet], issued: IssuedRows) -> Submission:
    """What the workbook says. `BadInput` when no row code can be found in it at all."""
    found = _Reading(path, kept, sheets, issued)
    return found.submission()


@dataclass(frozen=True)
class _Table:
    """A sheet with the header of a form: our name → column from 0."""

    sheet: Sheet
    kind: str
    header_row: int
    columns: Mapping[str, int]
    formulas: frozenset[tuple[int, int]] | None
    merged: Mapping[int, Sequence[tuple[int, int, int, int]]]

    def place(self, row: int) -> Place:
        return Place(self.sheet.name, row, self.columns)


@dataclass
class _Reading:
    path: Path
    kept: Received
    sheets: Sequence[Sheet]
    issued: IssuedRows
    days: dict[str, tuple[str, str]] = field(default_factory=dict)
    signatures: dict[tuple[str, str], str] = field(default_factory=dict)

    def submission(self) -> Submission:
        tables = self._tables()
        document = self._document()
        self.into = Submission(AnswerSource.FORM, document, "", self.path, self.kept)
        self.into.beside = {table.sheet.name: (table.header_row, max(table.columns.values()) + 1) for table in tables}
        self._walk_sheet()
        visits: list[SaidVisit] = []
        for table in tables:
            self._rows(table, visits)
        self.into.visits = [self._signed(visit) for visit in visits]
        self.into.notes += unread_cells(self.path, self.into.items)
        if not self.into.document:
            raise BadInput(
                f"{self.path.name} 里没有一行的行号是这个工作区发出的", "用系统发出的普查表填写；别的县的表请交回那个县"
            )
        self.into.person = self.issued.surveyor(self.into.document)
        return self.into

    def _document(self) -> str:
        """The form's number in I1 of any sheet, if that form was issued here."""
        firsts = [text for sheet in self.sheets for row, cells in sheet.rows[:1] if row == 1 for text in cells]
        numbers = [number for text in firsts if len(text) < 200 and (number := layout.form_number_in(text))]
        return next((number for number in numbers if self.issued.knows_form(number)), "")

    def _tables(self) -> list[_Table]:
        formulas, merged = formula_cells(self.path), merged_ranges(self.path)
        found = []
        for sheet in self.sheets:
            header = _header(sheet)
            if header is None:
                continue
            kind, row, columns = header
            missing = [name for name in _NEEDED if name not in columns]
            if missing:
                raise BadInput(
                    f"{self.path.name} 的“{sheet.name}”少了列：{'、'.join(missing)}",
                    "不要删列；把答复抄回原来的表，或把少的列从原表复制回来",
                )
            found.append(
                _Table(
                    sheet,
                    kind,
                    row,
                    columns,
                    formulas.get(sheet.name, frozenset()),
                    _by_row(merged.get(sheet.name, [])),
                )
            )
        return found

    def _walk_sheet(self) -> None:
        """Days and remarks beside the task numbers on 任务单."""
        for sheet in self.sheets:
            for _, cells in sheet.rows if sheet.name == layout.TASKS_SHEET else ():
                task = read_name(said(cell_at(cells, 1)))
                if task is not None:
                    day = said(cell_at(cells, layout.VISIT_DAY_COLUMN - 1))
                    self.days[task.task_no] = (day, said(cell_at(cells, layout.TASK_NOTE_COLUMN - 1)))

    def _rows(self, table: _Table, visits: list[SaidVisit]) -> None:
        seen: dict[str, SaidItem] = {}
        for row, cells in table.sheet.rows:
            if row <= table.header_row or _repeats_header(cells, table.kind):
                continue
            text = said(cell_at(cells, table.columns["行号"]))
            code = layout.read_row_code(text)
            if code is None:
                self._codeless(table, row, cells, text)
            elif code.row == layout.VISIT_ROW:
                self._visit(table, row, cells, code.key, visits)
            elif code.row == layout.SIGNATURE_ROW:
                self._signature(table, row, cells, code.key)
            else:
                self._item(table, row, cells, text, seen)

    def _codeless(self, table: _Table, row: int, cells: Sequence[str], text: str) -> None:
        written = [table.columns[name] for name in _ANSWERS if said(cell_at(cells, table.columns.get(name)))]
        if written or text:
            self._mark(table, row, _NO_CODE if not text else _FOREIGN, tuple(written))

    def _mark(self, table: _Table, row: int, says: str, cells: tuple[int, ...] = ()) -> None:
        self.into.marks.append(Mark(table.sheet.name, row, Standing.REFUSED, says, cells))

    def _item(self, table: _Table, row: int, cells: Sequence[str], text: str, seen: dict[str, SaidItem]) -> None:
        form = self.issued.row(text, self.into.document)
        if form is None:
            self._mark(table, row, _FOREIGN, (table.columns["行号"],))
            return
        self.into.document = self.into.document or form.form_no
        item = self._said(table, row, cells, form)
        first = seen.setdefault(form.row_code, item)
        if first is not item:
            if _answers(first) == _answers(item):
                says = f"和第 {first.place.row} 行是同一行，只收一次"
                self.into.marks.append(Mark(table.sheet.name, row, Standing.KNOWN, says))
                return
            if not item.filled:
                return
        self.into.items.append(item)

    def _said(self, table: _Table, row: int, cells: Sequence[str], form: FormRow) -> SaidItem:
        columns = table.columns
        title = cell_at(cells, columns.get("普查项")).strip()
        shown = cell_at(cells, columns.get("档案原值")).strip()
        faults = list(self._cell_faults(table, row, cells, _ANSWERS))
        if not self.issued.agrees(form, title, shown):
            edited = layout.bare_title(title) != form.title
            faults.append(
                (_TITLE_EDITED if edited else _ORIGINAL_EDITED, (columns["普查项" if edited else "档案原值"],))
            )
        outcome, value, reason, photos, note = (said(cell_at(cells, columns.get(name))) for name in _ANSWERS)
        return SaidItem(form, table.place(row), outcome, value, reason, photos, note, faults=tuple(faults))

    def _cell_faults(self, table: _Table, row: int, cells: Sequence[str], names: Sequence[str]) -> list[_Fault]:
        if table.formulas is None:
            return [("工作表里有公式，说不清在哪几格：全选、复制、选择性粘贴为数值后再交", ())]
        faults: list[_Fault] = []
        for name in names:
            column = table.columns.get(name)
            if column is None:
                continue
            fault = IS_FORMULA if (row, column) in table.formulas else text_faults(cell_at(cells, column))
            if not fault and _is_merged(table.merged.get(row, ()), column, name in _VISIT_CELLS.values()):
                fault = IS_MERGED
            if fault:
                faults.append((f"{column_letters(column + 1)}{row} {fault}", (column,)))
        return faults

    def _visit(self, table: _Table, row: int, cells: Sequence[str], task_no: str, visits: list[SaidVisit]) -> None:
        if not self.issued.knows_task(task_no):
            if any(said(cell_at(cells, table.columns.get(name))) for name in _VISIT_CELLS.values()):
                self._mark(table, row, _FOREIGN, (table.columns["行号"],))
            return
        names = [name for name in _VISIT_CELLS.values() if name in table.columns]
        columns = {key: table.columns[name] for key, name in _VISIT_CELLS.items() if name in table.columns}
        texts = {key: said(cell_at(cells, column)) for key, column in columns.items()}
        faults = [
            (says, places)
            for says, places in self._cell_faults(table, row, cells, names)
            if not says.endswith(IS_MERGED)
        ]
        if not any(texts.values()):
            faults = []
        document = self.issued.form_of(task_no, self.into.document)
        place = Place(table.sheet.name, row, columns)
        visits.append(SaidVisit(document, task_no, place, **texts, faults=tuple(faults)))

    def _signature(self, table: _Table, row: int, cells: Sequence[str], task_no: str) -> None:
        text = said(cell_at(cells, table.columns.get(_SIGNATURE_CELL)))
        self.signatures[(table.sheet.name, task_no)] = text

    def _signed(self, visit: SaidVisit) -> SaidVisit:
        day, note = self.days.get(visit.task_no, ("", ""))
        signature = self.signatures.get((visit.place.sheet, visit.task_no), "")
        return replace(visit, day=day, note=note, signature=signature)


def _header(sheet: Sheet) -> tuple[str, int, dict[str, int]] | None:
    """Which table the sheet is, its header's row, and where each column stands; None when it is none."""
    for row, cells in sheet.rows[: result_settings().header_within_rows]:
        texts = [said(cell) for cell in cells]
        found = [(kind, {name: texts.index(name) for name in headers if name in texts}) for kind, headers in _SHAPES]
        kind, columns = max(found, key=lambda one: len(one[1]))
        if len(columns) >= _LEAST_HEADERS:
            return kind, row, columns
    return None


def _repeats_header(cells: Sequence[str], kind: str) -> bool:
    headers = dict(_SHAPES)[kind]
    return [said(cell) for cell in cells[: len(headers)]] == list(headers)


def _by_row(merged: Sequence[tuple[int, int, int, int]]) -> dict[int, list[tuple[int, int, int, int]]]:
    """Row → the ranges that touch it; a range over more rows than anybody fills in counts for its first ones."""
    found: dict[int, list[tuple[int, int, int, int]]] = {}
    for one in merged:
        for row in range(one[0], min(one[2], one[0] + _TALLEST_MERGE) + 1):
            found.setdefault(row, []).append(one)
    return found


def _is_merged(merged: Sequence[tuple[int, int, int, int]], column: int, across: bool) -> bool:
    """Whether the cell was merged with others; `across`: the form itself merges it with its right neighbour."""
    return any(left <= column <= right and not (across and top == bottom) for top, left, bottom, right in merged)


def _answers(item: SaidItem) -> tuple[str, ...]:
    return item.outcome, item.value, item.reason, item.photos, item.note
