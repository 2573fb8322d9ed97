"""What was decided about a source's columns: kept as YAML beside the workspace and used again next week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from census_app.archive.model import SourceFile
from census_app.archive.raw import RawColumn, RawTable
from census_app.archive.readers.grid import Grid
from census_app.foundation.errors import BadInput
from census_app.foundation.files import write_text
from census_app.foundation.quiet_file import read_quietly
from census_app.foundation.resources import plain_yaml

if TYPE_CHECKING:
    from census_app.archive.recognition.columns import ColumnInput
    from census_app.dictionary.model import Dictionary, TableEntry
    from census_app.dictionary.names import Names

_MIN_HEADERS = 2
_MOST_BYTES = 2_000_000  # a county's own is a few hundred kB
_FORMS = "它应是本程序保存的 YAML 文件（UTF-8）"


class _Mapping(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnMapping(_Mapping):
    """One column: `header` as shown at import, `field` it feeds (None: not used), `unit` of its numbers."""

    index: int
    header: str = ""
    field: str | None = None
    unit: str | None = None


class TableMapping(_Mapping):
    """One source: `series` and `sheet` are its names without part numbers.

    `header_rows` are source rows; empty when the source has no header, then columns go by position and the
    names must agree. With a header the columns go by their texts, in whatever order and row they stand. `saved` is the
    day on which somebody decided it, where that is known.
    """

    table: str
    series: str = ""
    sheet: str = ""
    header_rows: tuple[int, ...] = ()
    saved: date | None = None
    columns: tuple[ColumnMapping, ...]

    @classmethod
    def of(cls, table: RawTable, header_rows: tuple[int, ...] | None = None) -> TableMapping:
        """What recognition found, ready to be corrected and saved; a table that was not recognised is refused."""
        from census_app.archive.recognition.continuation import series_name

        if table.table is None:
            raise BadInput(f"{table.source.file} 还没有对应到哪张表", "先指定对应的表")
        return cls(
            table=table.table,
            series=series_name(table.source.file),
            sheet=series_name(table.source.sheet),
            header_rows=table.header_rows if header_rows is None else header_rows,
            columns=tuple(
                ColumnMapping(index=column.index, header=column.header, field=column.field, unit=column.unit)
                for column in table.columns
            ),
        )

    def columns_for(self, inputs: Sequence[ColumnInput]) -> list[RawColumn | None]:
        """The columns of a source as this mapping says; None for those it does not know."""
        by_header = {column.header: column for column in self.columns} if self.header_rows else {}
        by_place = {} if self.header_rows else {column.index: column for column in self.columns}
        return [_mapped(given, by_header, by_place) for given in inputs]

    def used_headers(self) -> set[str]:
        """Texts of the headers that feed a field."""
        return {column.header for column in self.columns if column.field}

    def headers(self) -> set[str]:
        """Texts of all headers."""
        return {column.header for column in self.columns if column.header}

    def says_as(self, other: TableMapping) -> bool:
        """Whether both say the same of the same headers, wherever the columns stand."""
        return self.table == other.table and bool(self.header_rows) and self._said() == other._said()

    def _said(self) -> set[tuple[str, str | None, str | None]]:
        return {(column.header, column.field, column.unit) for column in self.columns}


@dataclass(frozen=True)
class FoundMapping:
    """An entry with its header rows where they stand in a grid. `likeness`: share of the headers of both that both
    have, 1 where the columns go by position."""

    entry: TableMapping
    likeness: float = 1.0


def _mapped(
    given: ColumnInput, by_header: dict[str, ColumnMapping], by_place: dict[int, ColumnMapping]
) -> RawColumn | None:
    text = given.header.text if given.header else ""
    known = by_header.get(text) or by_place.get(given.index)
    if known is None:
        return None
    confidence = 1.0 if known.field else 0.0
    unit = known.unit or given.unit
    return RawColumn(
        given.index, text or known.header, unit, known.field, confidence, "按保存的对应关系", given.samples
    )


class SavedMapping(_Mapping):
    """All decisions of one workspace or file. Of several that fit a source the one with the likest headers counts, then
    the one about a file and sheet of the same name, then the later."""

    tables: tuple[TableMapping, ...] = ()

    def find(self, source: SourceFile, grid: Grid) -> FoundMapping | None:
        """The entry that fits this source best; None when none does.

        Next week's export may have lost a column or got some: an entry fits while most of the columns it feeds fields
        from are there.
        """
        from census_app.archive.recognition.continuation import series_name

        names = (series_name(source.file), series_name(source.sheet))
        best: FoundMapping | None = None
        for entry in reversed(self.tables):
            found = _with_header(entry, grid) if entry.header_rows else _headless(entry, names, grid)
            if found is not None and (best is None or _rank(found, names) > _rank(best, names)):
                best = found
        return best

    def with_table(self, entry: TableMapping) -> SavedMapping:
        """This mapping with one more decision, in place of an older one about the same headers."""
        same = (entry.table, entry.series, entry.sheet, entry.used_headers())
        kept = [old for old in self.tables if (old.table, old.series, old.sheet, old.used_headers()) != same]
        return SavedMapping(tables=(*kept, entry))


def _rank(found: FoundMapping, names: tuple[str, str]) -> tuple[float, bool]:
    return found.likeness, (found.entry.series, found.entry.sheet) == names


def _with_header(entry: TableMapping, grid: Grid) -> FoundMapping | None:
    from census_app.archive.recognition.layout import joined_headers
    from census_app.archive.recognition.words import shipped_words

    words = shipped_words()
    used, named = entry.used_headers(), entry.headers()
    depth = len(entry.header_rows)
    best: FoundMapping | None = None
    for start in range(len(grid.preview) - depth + 1):
        texts = {header.text for header in joined_headers(grid, start, depth) if header}
        there = used & texts
        if len(there) < max(_MIN_HEADERS, words.remembered_used * len(used)):
            continue
        likeness = len(named & texts) / len(named | texts)
        if used <= texts or likeness >= words.remembered_alike:
            rows = tuple(number for number, _ in grid.preview[start : start + depth])
            if best is None or likeness > best.likeness:
                best = FoundMapping(entry.model_copy(update={"header_rows": rows}), likeness)
    return best


def _headless(entry: TableMapping, names: tuple[str, str], grid: Grid) -> FoundMapping | None:
    same_width = grid.width == len(entry.columns)
    return FoundMapping(entry) if same_width and names == (entry.series, entry.sheet) else None


def propose(tables: Iterable[RawTable]) -> SavedMapping:
    """The mapping of all recognised tables, as found; to be shown, corrected and saved. Files with the same columns are
    one entry: corrected in one, the others said otherwise."""
    mapping = SavedMapping()
    for table in tables:
        if table.table is None or not table.header_rows:
            continue
        entry = TableMapping.of(table)
        if not any(entry.says_as(known) for known in mapping.tables):
            mapping = mapping.with_table(entry)
    return mapping


def load(path: Path) -> SavedMapping:
    """The mapping in a YAML file; `BadInput` names what is wrong in it."""
    import yaml

    if not path.exists():
        raise BadInput(f"找不到对应关系文件：{path}", "检查 --mapping 的路径")
    try:
        written = read_quietly(path, _MOST_BYTES, "对应关系文件", _FORMS).decode("utf-8-sig")
        return SavedMapping.model_validate(plain_yaml(written) or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"对应关系文件无法读取：{path}", _FORMS) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"对应关系文件 {path} 的 {place} 不正确", "参照本程序保存的文件修改") from error


def load_written(path: Path, dictionary: Dictionary) -> SavedMapping:
    """The mapping a person gives: tables and fields by id or Chinese name, ids in the result.

    `BadInput` names the column and what is near where a table or field does not exist, or where two columns of one
    source feed the same field: either would lose a column without a word.
    """
    return SavedMapping(tables=tuple(_understood(path, entry, dictionary) for entry in load(path).tables))


def _understood(path: Path, entry: TableMapping, dictionary: Dictionary) -> TableMapping:
    from census_app.dictionary.names import Names, only_table

    try:
        (table,) = only_table(dictionary, entry.table).tables.values()
    except BadInput as error:
        raise BadInput(f"对应关系文件 {path}：{error.message}", error.advice) from error
    names = Names(dictionary)
    fed: dict[str, str] = {}
    columns = []
    for column in entry.columns:
        if not column.field:
            columns.append(column.model_copy(update={"field": None}))
            continue
        shown = column.header or f"第 {column.index + 1} 列"
        field = names.field(table.id, column.field)
        if field is None:
            raise _no_field(path, shown, column.field, table)
        if field.id in fed:
            raise BadInput(
                f"对应关系文件 {path}：“{fed[field.id]}”和“{shown}”两列都对应到 {table.zh}.{field.zh}",
                "一个字段只能来自一列，另一列的 field 写 null",
            )
        fed[field.id] = shown
        columns.append(column.model_copy(update={"field": field.id}))
    return entry.model_copy(update={"table": table.id, "columns": tuple(columns)})


def load_remembered(path: Path, dictionary: Dictionary) -> SavedMapping:
    """The decisions a workspace remembers, ids in the result; `BadInput` when the file cannot be read.

    Older ones may call tables and fields by their Chinese names, or name some the dictionary no longer has: a column
    whose field cannot be told is left to recognition, as is a source whose table cannot.
    """
    from census_app.dictionary.names import Names

    names = Names(dictionary)
    told = (_remembered(entry, names) for entry in load(path).tables)
    return SavedMapping(tables=tuple(entry for entry in told if entry is not None))


def _remembered(entry: TableMapping, names: Names) -> TableMapping | None:
    table = names.table(entry.table)
    if table is None:
        return None
    ids = {field.id for field in table.fields}
    if all(column.field in ids for column in entry.columns if column.field):
        return entry.model_copy(update={"table": table.id})
    fields = {name: names.field(table.id, name) for name in {one.field for one in entry.columns if one.field}}
    columns = [
        one.model_copy(update={"field": found.id if found is not None else None})
        for one in entry.columns
        if (found := fields.get(one.field or "")) is not None or not one.field
    ]
    if len(columns) < len(entry.columns) and not entry.header_rows:
        return None
    return entry.model_copy(update={"table": table.id, "columns": tuple(columns)})


def _no_field(path: Path, shown: str, name: str, table: TableEntry) -> BadInput:
    from census_app.dictionary.nearest import did_you_mean

    near = did_you_mean(name, (spelling for one in table.fields for spelling in (one.zh, one.id)))
    return BadInput(
        f"对应关系文件 {path}：列“{shown}”写的字段 {name}，表 {table.zh} 里没有",
        f"field 写字段的中文名或 id，不用的列写 null{near}",
    )


def save(path: Path, mapping: SavedMapping) -> None:
    """`path` durably holds the mapping."""
    import yaml

    text = yaml.safe_dump(mapping.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=160)
    write_text(path, text)
