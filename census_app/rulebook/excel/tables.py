"""One sheet as records: its header row is found, every column accounted for, every cell read as it is seen."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from census_app.dictionary.nearest import nearest
from census_app.rulebook.excel.form import Column, Form, Kind, SheetForm
from census_app.rulebook.excel.grid import Grid, RawCell, Workbook, column_letters
from census_app.rulebook.excel.numbers import number_text
from census_app.rulebook.excel.places import CellPlace, place_of
from census_app.rulebook.excel.spelling import LONGEST_CELL, CellRefused, hidden_character, read, read_list
from census_app.rulebook.yaml_files.strict import MAX_SCALAR

_HEADER_WITHIN = 20
_SHOWN = 5
_REMEMBERED = 3_000
_WHOLE = re.compile(r"-?[0-9]{1,9}")


class Faults:
    """Sentences about cells, in the order they were found; each begins with its cell."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.structural = False

    def say(self, place: str, sentence: str) -> None:
        """Remember one; beyond a few thousand nobody reads on."""
        if len(self.lines) < _REMEMBERED:
            self.lines.append(f"{place} {sentence}")

    def say_structural(self, place: str, sentence: str) -> None:
        """Remember that a sheet or header is missing, after which nothing else makes sense."""
        self.structural = True
        self.lines.insert(0, f"{place} {sentence}")


@dataclass(frozen=True)
class Cell:
    """A cell of a record: its text as it stands there (empty when blank) and where that is."""

    text: str
    place: CellPlace
    refused: bool = False

    @property
    def written(self) -> bool:
        """Whether anything stands in it."""
        return bool(self.text.strip())

    def value(self) -> str:
        """The text it stands for."""
        return read(self.text)

    def items(self) -> list[tuple[str, CellPlace]]:
        """The items of its list, each with its place."""
        found = list(read_list(self.text))
        return [
            (item, place_of(self.place.file, self.text, self.place.header, start, self._line_end(start)))
            for item, start in found
        ]

    def _line_end(self, start: int) -> int:
        end = self.text.find("\n", start)
        return len(self.text) if end < 0 else end


@dataclass(frozen=True)
class Record:
    """One row: cells that hold something by column key. `choice` and `whole` cells hold ids and digits already.

    `columns` are the sheet's, with their letters; a column that is missing there has been said.
    """

    sheet: str
    number: int
    cells: dict[str, Cell]
    columns: dict[str, tuple[str, Column]]

    @property
    def place(self) -> str:
        """The row's first cell."""
        return f"{self.sheet}!A{self.number}"

    def __getitem__(self, key: str) -> Cell:
        """The cell of a column, blank ones too."""
        found = self.cells.get(key)
        if found is not None:
            return found
        letters, column = self.columns.get(key, ("A", None))
        return Cell("", place_of(f"{self.sheet}!{letters}{self.number}", "", column.header if column else ""))


@dataclass
class Table:
    """The records of a sheet."""

    form: SheetForm
    records: list[Record] = field(default_factory=list)
    place: str = ""


def read_table(grid: Grid, workbook: Workbook, sheet: SheetForm, form: Form, faults: Faults) -> Table:
    """The sheet's records; whatever cannot be taken is said to `faults`, with its cell."""
    table = Table(sheet, place=f"{grid.name}!A1")
    header_row = _header_row(grid, sheet)
    if header_row is None:
        names = "、".join(column.header for column in sheet.columns[:4])
        faults.say_structural(table.place, f"找不到表头（{names} …）：不要删掉表头，或重新导出一份")
        return table
    table.place = f"{grid.name}!A{header_row}"
    columns = _columns(grid, header_row, sheet, faults)
    _refuse_unseen(grid, header_row, columns, faults)
    reader = _CellReader(workbook, form, faults)
    by_key = {column.key: (column_letters(position), column) for position, column in columns.items()}
    for number in sorted(row for row in grid.rows if row > header_row):
        cells = grid.rows[number]
        _refuse_strays(grid, number, header_row, columns, faults)
        read = {
            columns[position].key: reader.cell(grid.place(number, position), columns[position], raw)
            for position, raw in cells.items()
            if position in columns and columns[position].kind is not Kind.SHOWN
        }
        record = Record(grid.name, number, read, by_key)
        if any(cell.written or cell.refused for cell in record.cells.values()):
            _require(record, columns, faults)
            table.records.append(record)
    return table


def _require(record: Record, columns: dict[int, Column], faults: Faults) -> None:
    for column in columns.values():
        cell = record[column.key]
        if column.required and not cell.written and not cell.refused:
            faults.say(cell.place.file, f"缺少“{column.header}”")


def _header_row(grid: Grid, sheet: SheetForm) -> int | None:
    headers = {_folded(column.header) for column in sheet.columns}
    best, most = None, 1 if len(headers) > 2 else 0
    for number in sorted(grid.rows)[:_HEADER_WITHIN]:
        hits = len({_folded(cell.text) for cell in grid.rows[number].values()} & headers)
        if hits > most:
            best, most = number, hits
    return best


def _columns(grid: Grid, header_row: int, sheet: SheetForm, faults: Faults) -> dict[int, Column]:
    by_header = {_folded(column.header): column for column in sheet.columns}
    present = {_folded(cell.text) for cell in grid.rows[header_row].values()}
    absent = [column.header for column in sheet.columns if _folded(column.header) not in present]
    found: dict[int, Column] = {}
    for position, cell in sorted(grid.rows[header_row].items()):
        place, text = grid.place(header_row, position), cell.text.strip()
        column = by_header.get(_folded(text))
        if column is None:
            near = nearest(text, absent, 1)
            advice = f"是“{near[0]}”吗" if near else "删去这一列"
            faults.say(place, f"不认识的列“{text[:30]}”：{advice}")
        elif column in found.values():
            faults.say(place, f"列“{column.header}”有两个：删去一个")
        else:
            found[position] = column
    missing = [column.header for column in sheet.columns if column not in found.values() and column.kind != Kind.SHOWN]
    if missing:
        names = "、".join(f"“{name}”" for name in missing)
        faults.say(f"{grid.name}!A{header_row}", f"缺少列{names}：不用的列可以空着，不要删；在表头补上")
    return found


def _refuse_unseen(grid: Grid, header_row: int, columns: dict[int, Column], faults: Faults) -> None:
    if grid.hidden:
        faults.say(f"{grid.name}!A1", "整张表隐藏着：取消隐藏后保存；看不见的内容也会生效，所以不收")
    hidden = sorted(row for row in grid.hidden_rows if row > header_row and grid.rows.get(row))
    if hidden:
        shown = "、".join(map(str, hidden[:_SHOWN])) + ("……" if len(hidden) > _SHOWN else "")
        faults.say(
            f"{grid.name}!A{hidden[0]}",
            f"第 {shown} 行隐藏着（也许开着筛选）：清除筛选、取消隐藏后保存；看不见的行也会生效，所以不收",
        )
    for position, column in columns.items():
        if any(first <= position <= last for first, last in grid.hidden_columns):
            faults.say(grid.place(header_row, position), f"列“{column.header}”隐藏着：取消隐藏后保存")
    for _first, last, reference in grid.merges:
        if last >= header_row:
            faults.say(f"{grid.name}!{reference}", "合并了单元格：取消合并，每一格各写各的")


def _refuse_strays(grid: Grid, number: int, header_row: int, columns: dict[int, Column], faults: Faults) -> None:
    for position, cell in grid.rows[number].items():
        if position not in columns and position not in grid.rows[header_row] and cell.text.strip():
            faults.say(grid.place(number, position), f"“{cell.text.strip()[:20]}”不在任何一列里：移到表里或删去")


class _CellReader:
    def __init__(self, workbook: Workbook, form: Form, faults: Faults) -> None:
        self._workbook = workbook
        self._faults = faults
        self._ids = {
            name: {_folded(word): key for key, label in choices.items() for word in (key, label)}
            for name, choices in form.choices.items()
        }
        self._form = form

    def cell(self, place: str, column: Column, raw: RawCell) -> Cell:
        """The cell as it is seen; what cannot be read is said and counts as refused."""
        try:
            text = self._text(column, raw)
            shown = place_of(place, text, column.header, len(text) - len(text.lstrip()))
            return Cell(self._checked(column, text) if text.strip() else "", shown)
        except CellRefused as refused:
            self._faults.say(place, f"“{column.header}”{refused}")
            return Cell("", place_of(place, "", column.header), refused=True)

    def _text(self, column: Column, raw: RawCell) -> str:
        if raw.formula:
            raise CellRefused("里是公式：算好再填值")
        if raw.kind == "s":
            return raw.text.replace("\r\n", "\n")
        if raw.kind == "b":
            return "true" if raw.text == "1" else "false"
        if raw.kind == "n":
            dates = column.kind in (Kind.DATE, Kind.VALUE)
            number_format = self._workbook.number_format(raw.style)
            return number_text(raw.text, number_format, self._workbook.from_1904, dates)
        raise CellRefused(f"里是 {raw.text[:20]}，不是文字：把单元格设成文本，重打")

    def _checked(self, column: Column, text: str) -> str:
        hidden = hidden_character(text) or hidden_character(read(text))
        if hidden:
            raise CellRefused(f"里有看不见的字符或改变文字方向的字符 {hidden}：删掉重打")
        longest = LONGEST_CELL if column.kind is Kind.LIST else MAX_SCALAR
        if len(text) > longest:
            raise CellRefused(f"超过 {longest} 个字：缩短它")
        if column.kind is Kind.CHOICE:
            return self._chosen(column, text)
        return _whole(text) if column.kind is Kind.WHOLE else text

    def _chosen(self, column: Column, text: str) -> str:
        chosen = self._ids[column.choices].get(_folded(text))
        if chosen is not None or column.open:
            return chosen or text
        labels = "、".join(self._form.choices[column.choices].values())
        raise CellRefused(f"写的是“{text.strip()[:30]}”，只能是：{labels}")


def _whole(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.strip())
    if not _WHOLE.fullmatch(plain):
        raise CellRefused(f"写的是“{text.strip()[:30]}”，要写整数")
    return plain


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
