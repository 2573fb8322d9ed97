"""The sheets of a workbook as cells by row and column, with what a person would not see: merges, hidden rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from census_app.foundation.errors import BadInput
from census_app.rulebook.excel.numbers import BUILT_IN_FORMATS
from census_app.rulebook.excel.package import Package

MAX_CELLS = 300_000
MAX_CHARACTERS = 20_000_000
MAX_SHEETS = 100
_REMEMBERED_MERGES = 100
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class RawCell:
    """A cell that holds something. `kind` is the spreadsheet's: s text, n number, b boolean, e error, d ISO date."""

    kind: str
    text: str
    style: int = 0
    formula: bool = False


@dataclass
class Grid:
    """One sheet. Rows and columns count from 1; `merges` are (first row, last row, reference)."""

    name: str
    hidden: bool = False
    rows: dict[int, dict[int, RawCell]] = field(default_factory=dict)
    merges: list[tuple[int, int, str]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def place(self, row: int, column: int) -> str:
        """`规则!F23`."""
        return f"{self.name}!{column_letters(column)}{row}"


@dataclass(frozen=True)
class SheetEntry:
    """A sheet in the workbook's list: its name, the part that holds it, whether its tab is hidden."""

    name: str
    part: str
    hidden: bool


class Workbook:
    """The list of sheets, the shared texts and the number formats of an open package."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.sheets: list[SheetEntry] = []
        self.from_1904 = False
        self._texts: list[str] | None = None
        self._formats: list[str] | None = None
        self._read_list()

    def _read_list(self) -> None:
        targets: dict[str, str] = {}

        def relation(tag: str, given: dict[str, str]) -> None:
            if tag == "Relationship" and given.get("Type", "").endswith("/worksheet"):
                targets[given.get("Id", "")] = _inside(given.get("Target", ""))

        def entry(tag: str, given: dict[str, str]) -> None:
            if tag == "workbookPr":
                self.from_1904 = given.get("date1904") in {"1", "true"}
            elif tag == "sheet":
                relations = [value for name, value in given.items() if name.endswith(":id") and value in targets]
                hidden = given.get("state", "visible") != "visible"
                self.sheets += [SheetEntry(given.get("name", ""), targets[one], hidden) for one in relations[:1]]

        self._package.parse("xl/_rels/workbook.xml.rels", relation, _nothing, _nothing)
        self._package.parse("xl/workbook.xml", entry, _nothing, _nothing)
        if len(self.sheets) > MAX_SHEETS:
            raise BadInput(f"工作簿有 {len(self.sheets)} 张工作表", "规则包不会这么大；检查是不是选错了")

    def grid(self, entry: SheetEntry) -> Grid:
        """The cells of one sheet."""
        if self._texts is None:
            self._texts = _shared_texts(self._package)
        reader = _GridReader(Grid(entry.name, entry.hidden), self._texts)
        self._package.parse(entry.part, reader.start, reader.end, reader.text)
        return reader.grid

    def number_format(self, style: int) -> str:
        """The number format of a cell style; `General` when there is none."""
        if self._formats is None:
            self._formats = _number_formats(self._package)
        return self._formats[style] if 0 <= style < len(self._formats) else "General"


class _TextReader:
    """Collects `t` elements of one text, leaving out the readings printed above East Asian words."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._inside = False
        self._phonetic = False

    def start(self, tag: str) -> None:
        self._inside = tag == "t" and not self._phonetic
        self._phonetic = self._phonetic or tag == "rPh"

    def end(self, tag: str) -> None:
        self._inside = False
        self._phonetic = self._phonetic and tag != "rPh"

    def text(self, piece: str) -> None:
        if self._inside:
            self._pieces.append(piece)

    def taken(self) -> str:
        whole, self._pieces = "".join(self._pieces), []
        return unescaped(whole)


class _GridReader:
    def __init__(self, grid: Grid, texts: list[str]) -> None:
        self.grid = grid
        self._texts = texts
        self._inline = _TextReader()
        self._row = self._column = 0
        self._kind, self._style = "n", 0
        self._value: list[str] | None = None
        self._written = ""
        self._formula = False
        self._cells = self._characters = 0

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "c":
            self._start_cell(given)
        elif tag == "row":
            self._row = _whole(given.get("r"), self._row + 1)
            self._column = 0
            if given.get("hidden") in {"1", "true"}:
                self.grid.hidden_rows.add(self._row)
        elif tag == "v":
            self._value = []
        elif tag == "f":
            self._formula = True
        elif tag == "col" and given.get("hidden") in {"1", "true"}:
            self.grid.hidden_columns.append((_whole(given.get("min"), 1), _whole(given.get("max"), 1)))
        elif tag == "mergeCell":
            self._merge(given.get("ref", ""))
        else:
            self._inline.start(tag)

    def _start_cell(self, given: dict[str, str]) -> None:
        found = _REFERENCE.fullmatch(given.get("r", ""))
        self._column = column_number(found[1]) if found else self._column + 1
        self._row = int(found[2]) if found else self._row
        self._kind, self._style = given.get("t", "n"), _whole(given.get("s"), 0)
        self._written, self._formula, self._value = "", False, None
        if self._kind == "inlineStr":
            self._inline = _TextReader()

    def text(self, piece: str) -> None:
        if self._value is not None:
            self._value.append(piece)
        else:
            self._inline.text(piece)

    def end(self, tag: str) -> None:
        if tag == "v":
            self._written, self._value = "".join(self._value or ()), None
        elif tag == "c":
            self._end_cell()
        else:
            self._inline.end(tag)

    def _end_cell(self) -> None:
        kind, text = self._kind, self._written
        if kind == "s":
            number = _whole(text, -1)
            text = self._texts[number] if 0 <= number < len(self._texts) else ""
        elif kind == "inlineStr":
            kind, text = "s", self._inline.taken()
        elif kind == "str":
            kind, text = "s", unescaped(text)
        if text or self._formula:
            self._cells += 1
            self._characters += len(text)
            if self._cells > MAX_CELLS or self._characters > MAX_CHARACTERS:
                raise BadInput(f"工作表“{self.grid.name}”太大", "规则包不会这么大；检查是不是选错了")
            self.grid.rows.setdefault(self._row, {})[self._column] = RawCell(kind, text, self._style, self._formula)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        ends = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
        if ends[0] and ends[1] and len(self.grid.merges) < _REMEMBERED_MERGES:
            self.grid.merges.append((int(ends[0][2]), int(ends[1][2]), reference))


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def unescaped(text: str) -> str:
    """`_x000A_` and the like as the characters they stand for."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _shared_texts(package: Package) -> list[str]:
    texts: list[str] = []
    reader = _TextReader()
    if not package.has("xl/sharedStrings.xml"):
        return texts

    def end(tag: str) -> None:
        reader.end(tag)
        if tag == "si":
            texts.append(reader.taken())

    package.parse("xl/sharedStrings.xml", lambda tag, _given: reader.start(tag), end, reader.text)
    return texts


def _number_formats(package: Package) -> list[str]:
    own: dict[int, str] = {}
    styles: list[str] = []
    inside = False

    def start(tag: str, given: dict[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt":
            own[_whole(given.get("numFmtId"), -1)] = given.get("formatCode", "")
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            number = _whole(given.get("numFmtId"), 0)
            styles.append(own.get(number) or BUILT_IN_FORMATS.get(number, "General"))

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag != "cellXfs"

    if package.has("xl/styles.xml"):
        package.parse("xl/styles.xml", start, end, _nothing)
    return styles


def _inside(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _nothing(*_arguments: object) -> None:
    pass
