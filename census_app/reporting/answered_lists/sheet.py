"""An answered sheet as rows of ours, however people sorted, filtered, moved, deleted, copied or repeated things."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from census_app.archive.raw import LONG_NUMBER_MARK
from census_app.archive.sheets import Sheet
from census_app.reporting.weekly.problem_sheet import HEADERS
from census_app.workspace.log.row_codes import LENGTH
from census_app.workspace.problems.numbers import normalise, validate

COLUMNS = (
    "index", "problem_no", "severity", "rule", "customer", "customer_name", "address", "transformer", "manager",
    "accused", "message", "remedy", "weeks", "due", "result", "value", "reason", "person", "day", "evidence", "code",
)  # fmt: skip
"""Our names of the columns, in the order of `HEADERS`."""
ANSWERS = ("result", "value", "reason", "person", "day", "evidence")
TITLES: Mapping[str, str] = {column: "".join(header.split()) for column, header in zip(COLUMNS, HEADERS, strict=True)}
"""What people call the columns."""
ADDED_HEADERS = ("收回结果", "为什么、怎么办")
"""What an outcome has beside them: people fill it in and send it back."""
_NEEDED = {"problem_no", "result"}
_OURS = ("problem_no", "rule", "customer", "accused", "message", "code")
_HEADER_WITHIN = 60
_LONGEST_HEADER = 60
_LONGEST_NUMBER = 40
_TELLING = "短号"
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class ListRow:
    """One row: the texts of the columns that are there, without blanks around them. `problem_no` is the short number in
    its own spelling, "" where there is none; `value` the corrected value just as it stands in the file."""

    sheet: Sheet
    number: int
    problem_no: str
    columns: Mapping[str, int]
    cells: Mapping[str, str]
    value: str

    def text(self, column: str) -> str:
        """The cell without blanks around it; "" where the column or the cell is missing."""
        return self.cells.get(column, "")

    def has(self, column: str) -> bool:
        """Whether the sheet still has this column."""
        return column in self.columns

    @property
    def code(self) -> str:
        """The row check code, blanks and capitals aside."""
        return self.text("code").lower()

    @property
    def is_remark(self) -> bool:
        """Whether none of what we wrote stands in it: a title pasted along, a total, a signature."""
        return not any(self.text(column) for column in COLUMNS if column in _OURS)

    @property
    def reports(self) -> bool:
        """Whether it tells of a customer; a signature or a total does not."""
        named = self.text("customer_name") or self.text("address")
        return bool(self.text("customer") or (named and self.text("message")))

    @property
    def answered(self) -> bool:
        """Whether any of the yellow cells was filled in."""
        return any(self.text(column) for column in ANSWERS)

    def place(self, column: str = "") -> str:
        """File, sheet, row and, for a column that is there, its letter and name."""
        if column not in self.columns:
            return self.sheet.place(self.number)
        return f"{self.sheet.place(self.number)} {letters(self.columns[column])} 列（{TITLES[column]}）"


def list_rows(sheet: Sheet) -> list[ListRow] | None:
    """The rows of a sheet that is a list of ours, blank and header rows left out; None when it is something else.

    A header repeated further down holds for the rows below it, so parts pasted with other columns are understood. A
    sheet without any header is one when its rows have a short number and a check code where we write them.
    """
    columns: dict[str, int] | None = None
    found: list[ListRow] = []
    for position, (number, cells) in enumerate(sheet.rows):
        header = _header(cells)
        if header is not None:
            columns = header
        elif columns is not None:
            row = _row(sheet, number, columns, cells)
            if row.problem_no or row.answered or row.code:
                found.append(row)
        elif position == _HEADER_WITHIN:
            break
    return found if columns is not None else _without_header(sheet)


def rows_without_number(sheet: Sheet) -> list[int]:
    """Rows below our header that tell of a customer, by number or by name or place and what is wrong there, and are
    none of ours: somebody reports what no list asked about."""
    columns: dict[str, int] | None = None
    found: list[int] = []
    for number, cells in sheet.rows:
        header = _header(cells)
        if header is not None:
            columns = header
        elif columns is not None:
            row = _row(sheet, number, columns, cells)
            if row.reports and not (row.problem_no or row.answered or row.code):
                found.append(number)
    return found


def unread_columns(sheet: Sheet) -> list[str]:
    """Headers of columns that are not ours and yet have something below them, such as somebody's remarks."""
    for position, (_, cells) in enumerate(sheet.rows):
        header = _header(cells)
        if header is not None:
            ours = set(header.values())
            named = [(place, cell) for place, cell in enumerate(cells) if cell.strip() and place not in ours]
            below, ours_too = [row for _, row in sheet.rows[position + 1 :]], {*_names(), *ADDED_HEADERS}
            return [
                " ".join(cell.split())[:_LONGEST_HEADER]
                for place, cell in named
                if folded(cell) not in ours_too and any(place < len(row) and row[place].strip() for row in below)
            ]
    return []


def lacks_numbers(sheet: Sheet) -> bool:
    """Whether it is a list of ours whose column of short numbers was taken out."""
    wanted = {"code", *ANSWERS}
    names = _names()
    return any(wanted <= {names.get(folded(cell), "") for cell in cells} for _, cells in sheet.rows[:_HEADER_WITHIN])


def letters(column: int) -> str:
    """`A` for 0, `AA` for 26."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def folded(text: str) -> str:
    """How texts are compared: full-width, blanks and line ends do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _row(sheet: Sheet, number: int, columns: Mapping[str, int], cells: list[str]) -> ListRow:
    width = len(cells)
    raw = [(name, cells[place]) for name, place in columns.items() if place < width and cells[place]]
    texts = {name: cell.removeprefix(LONG_NUMBER_MARK).strip() for name, cell in raw}
    value = next((cell for name, cell in raw if name == "value"), "")
    return ListRow(sheet, number, normalise(texts.get("problem_no", "")[:_LONGEST_NUMBER]), columns, texts, value)


def _header(cells: list[str]) -> dict[str, int] | None:
    """Column → place in the row, when the row is a header of ours; of two columns of one name the first counts."""
    if not any(_TELLING in cell for cell in cells):
        return None
    names = _names()
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = names.get(folded(cell)) if len(cell) <= _LONGEST_HEADER else None
        if column is not None:
            columns.setdefault(column, place)
    return columns if columns.keys() >= _NEEDED else None


@cache
def _names() -> dict[str, str]:
    return {folded(header): column for column, header in zip(COLUMNS, HEADERS, strict=True)}


def _without_header(sheet: Sheet) -> list[ListRow] | None:
    columns = {name: place for place, name in enumerate(COLUMNS)}
    rows = [_row(sheet, number, columns, cells) for number, cells in sheet.rows]
    ours = [row for row in rows if validate(row.problem_no) and len(row.code) == LENGTH and _HEX.issuperset(row.code)]
    return ours or None
