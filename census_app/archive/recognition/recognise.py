"""From a grid to a raw table: layout, table, columns, rows that are no data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from census_app.archive.columns import needed_key
from census_app.archive.model import SourceFile
from census_app.archive.raw import ROW_COLUMN, RawColumn, RawTable
from census_app.archive.readers.grid import Grid, grid_scan
from census_app.archive.recognition.accounting import account
from census_app.archive.recognition.columns import ColumnInput, assign_columns
from census_app.archive.recognition.headers import Header
from census_app.archive.recognition.layout import Layout, find_layout, layout_at
from census_app.archive.recognition.mapping import SavedMapping, TableMapping
from census_app.archive.recognition.months_across import months_across
from census_app.archive.recognition.names import NameIndex, name_index
from census_app.archive.recognition.ragged import split_ragged
from census_app.archive.recognition.rows import RowKinds, find_skipped, register_names, skip_condition
from census_app.archive.recognition.tables import rank_tables
from census_app.archive.recognition.words import shipped_words
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import Dictionary

if TYPE_CHECKING:
    import duckdb

_SAMPLES = 12
_SAMPLED_ROWS = 200
_PREVIEW = 20
_CANDIDATES = 3
_JOINED_SHARE = 0.02


@dataclass
class Recogniser:
    """Recognises grids against one dictionary, with the answers of earlier imports."""

    connection: duckdb.DuckDBPyConnection
    dictionary: Dictionary
    mapping: SavedMapping | None = None

    def __post_init__(self) -> None:
        self.index: NameIndex = name_index(self.dictionary)
        self.codes = CodeBook(self.dictionary)
        register_names(self.connection, self.index.spellings)

    def recognise(self, grid: Grid, source: SourceFile, previous: RawTable | None = None) -> RawTable:
        """The raw table of a grid; `previous` is the sheet or file this one may continue without a header."""
        saved = self._remembered(source, grid)
        layout = self._layout(grid, saved)
        if layout is None:
            return self._headless(grid, source, previous)
        ranked = rank_tables(layout.headers, source.file, source.sheet, self.index)
        table = saved.table if saved else (ranked[0].table if ranked else None)
        confidence = 1.0 if saved else (ranked[0].score if ranked else 0.0)
        candidates = tuple((score.table, score.score) for score in ranked[:_CANDIDATES])
        return self._assemble(grid, source, layout, table, confidence, candidates, saved)

    def _remembered(self, source: SourceFile, grid: Grid) -> TableMapping | None:
        """The saved decision about this source; what was decided about a list with few of its columns (customer and
        point numbers) does not make it that table where its own columns say another."""
        found = self.mapping.find(source, grid) if self.mapping else None
        if found is None:
            return None
        if found.likeness < shipped_words().remembered_alike:
            layout = find_layout(grid, self.index)
            ranked = rank_tables(layout.headers, source.file, source.sheet, self.index) if layout else []
            if ranked and ranked[0].score >= shipped_words().accept and ranked[0].table != found.entry.table:
                return None
        return found.entry

    def _layout(self, grid: Grid, saved: TableMapping | None) -> Layout | None:
        if saved is None or saved.header_rows is None:
            return find_layout(grid, self.index)
        numbers = [number for number, _ in grid.preview]
        if not saved.header_rows:
            return Layout(headers=[None] * grid.width, units=[None] * grid.width)
        if saved.header_rows[0] not in numbers:
            return find_layout(grid, self.index)
        return layout_at(grid, numbers.index(saved.header_rows[0]), len(saved.header_rows), self.index)

    def _headless(self, grid: Grid, source: SourceFile, previous: RawTable | None) -> RawTable:
        from census_app.archive.recognition.continuation import continues

        if previous is not None and continues(grid, previous, self.index, self.codes):
            return self._continued(grid, source, previous)
        question = "没有找到表头：前几行里没有足够的已知列名；请确认是哪张表、哪一行是表头"
        return self._unrecognised(grid, source, _across(grid) or self._other_table(grid, source) or question)

    def _other_table(self, grid: Grid, source: SourceFile) -> str:
        """What is said where a person told the table and the columns are another's; empty where they are no table's."""
        if len(self.dictionary.tables) != 1:
            return ""
        from census_app.dictionary.loader import load_dictionary

        whole = load_dictionary()
        index = name_index(whole)
        layout = find_layout(grid, index)
        ranked = rank_tables(layout.headers, source.file, source.sheet, index) if layout else []
        if not ranked or ranked[0].score < shipped_words().accept:
            return ""
        told, alike = next(iter(self.dictionary.tables.values())).zh, whole.table(ranked[0].table).zh
        return f"没有找到表头：说是{told}，而列名是{alike}的；看看是不是选错了文件、工作表或表名"

    def _assemble(
        self,
        grid: Grid,
        source: SourceFile,
        layout: Layout,
        table: str | None,
        confidence: float,
        candidates: tuple[tuple[str, float], ...],
        saved: TableMapping | None,
    ) -> RawTable:
        base = f"SELECT * FROM ({grid_scan(grid)}) WHERE {ROW_COLUMN} > {layout.last_row}"
        columns, notes = self._columns(grid, layout, table, base, saved)
        kinds = self._kinds(grid, layout, table, columns)
        skipped = find_skipped(self.connection, base, kinds, grid.width)
        scan = f"{base} AND {skip_condition(sorted(skipped))}"
        ragged = split_ragged(self.connection, grid, kinds, layout.last_row)
        counted = account(self.connection, scan, grid, layout, skipped, ragged)
        needs = self._questions(table, confidence, columns, grid, candidates, saved) + _foreign(kinds)
        if skipped:
            samples = self._samples(grid, scan)
            columns = [replace(column, samples=samples[column.index]) for column in columns]
        if table is not None and saved is None:
            needs += self._finer_grain(table, layout, scan, kinds.key)
        return RawTable(
            source=source,
            table=table,
            confidence=confidence,
            columns=tuple(columns),
            scan=scan,
            rows=counted.rows,
            read=counted.read,
            skipped=counted.skipped,
            rejected=ragged.path,
            rejected_rows=ragged.rows,
            header_rows=tuple(layout.header_rows),
            preview=tuple(tuple(cells) for _, cells in grid.preview[:_PREVIEW]),
            dialect=grid.dialect,
            notes=(*grid.notes, *notes),
            needs_answer=tuple(needs),
            table_candidates=candidates,
            remembered=_remembered(saved),
        )

    def _columns(
        self, grid: Grid, layout: Layout, table: str | None, base: str, saved: TableMapping | None
    ) -> tuple[list[RawColumn], list[str]]:
        samples = self._samples(grid, base)
        inputs = [
            ColumnInput(column, header, layout.units[column], samples[column])
            for column, header in enumerate(layout.headers)
        ]
        known = [None] * len(inputs) if saved is None else saved.columns_for(inputs)
        if table is None:
            return [column or _unnamed(given) for column, given in zip(known, inputs, strict=True)], []
        fresh = [given for column, given in zip(known, inputs, strict=True) if column is None]
        fed = {column.field for column in known if column is not None and column.field is not None}
        found, notes = assign_columns(table, fresh, self.index, self.codes, lambda a, b: self._same(base, a, b), fed)
        if saved is None:
            return found, notes
        columns = _beside([column for column in known if column is not None], found)
        return columns, [*notes, *self._changed(table, saved, columns, {column.index for column in found})]

    def _changed(self, table: str, saved: TableMapping, columns: Sequence[RawColumn], fresh: set[int]) -> list[str]:
        """Sentences about columns that came to a remembered source, and columns that left it."""
        if not saved.header_rows:
            return []
        entry = self.dictionary.tables[table]
        came = [
            f"“{column.header}”→{entry.field(column.field).zh}"
            for column in columns
            if column.index in fresh and column.field is not None and entry.has_field(column.field)
        ]
        gone = sorted(saved.used_headers() - {column.header for column in columns})
        notes = [f"以前没有的列，按列名认：{'、'.join(came)}"] if came else []
        return notes + ([f"以前有、这次没有的列：{'、'.join(gone)}"] if gone else [])

    def _samples(self, grid: Grid, base: str) -> list[tuple[str, ...]]:
        rows = self.connection.execute(f"{base} LIMIT {_SAMPLED_ROWS}").fetchall() if grid.files else []
        samples: list[tuple[str, ...]] = []
        for column in range(grid.width):
            texts = dict.fromkeys(row[column + 1] for row in rows if row[column + 1] and row[column + 1].strip())
            samples.append(tuple(list(texts)[:_SAMPLES]))
        return samples

    def _same(self, base: str, left: int, right: int) -> bool:
        differing = f"SELECT 1 FROM ({base}) WHERE c{left} IS DISTINCT FROM c{right} LIMIT 1"
        return not self.connection.execute(differing).fetchall()

    def _kinds(self, grid: Grid, layout: Layout, table: str | None, columns: Sequence[RawColumn]) -> RowKinds:
        rows = dict(grid.preview)
        headers: list[set[str]] = [set() for _ in range(grid.width)]
        for number in (*layout.header_rows, *layout.unit_rows):
            for column, text in enumerate(rows[number]):
                if text and text.strip():
                    headers[column].add(text.strip())
        titles = {text.strip() for number in layout.titles for text in rows[number] if text and text.strip()}
        key = self.dictionary.tables[table].key if table else ()
        places = [column.index for column in columns if column.field in key]
        return RowKinds(headers, titles, places, self.index.spellings)

    def _questions(
        self,
        table: str | None,
        confidence: float,
        columns: Sequence[RawColumn],
        grid: Grid,
        candidates: tuple[tuple[str, float], ...],
        saved: TableMapping | None,
    ) -> list[str]:
        if table is None:
            return ["认不出是哪张表；请指定对应的表"]
        entry = self.dictionary.tables[table]
        questions = []
        told = len(self.dictionary.tables) == 1
        if confidence < (shipped_words().accept_told if told else shipped_words().accept):
            names = "、".join(self.dictionary.tables[name].zh for name, _ in candidates)
            asked = f"可能是{names}，把握 {confidence:.0%}，请确认是哪张表"
            doubt = f"不像{names}，列名只对得上一部分" if told else asked
            questions.append(_across(grid) or doubt)
        if grid.hidden and saved is None:
            questions.append("这是隐藏的工作表，请确认是否导入")
        taken = {column.field for column in columns}
        missing = [entry.field(name).zh for name in needed_key(entry) if name not in taken]
        if missing:
            questions.append(f"缺少{entry.zh}的关键列：{'、'.join(missing)}；请补上该列或指定对应的列")
        return questions

    def _finer_grain(self, table: str, layout: Layout, scan: str, key: Sequence[int]) -> list[str]:
        """A question when the rows are those of a finer table joined to this one: its key repeats.

        A few repeated keys are mistakes of the data, which rules and the importer tell about; a joined list
        repeats a good part of them.
        """
        finer = [
            entry.zh
            for entry in self.index.tables.values()
            if table in self.index.lenders(entry.id) and self._names_key(layout, entry.key, entry.id, table)
        ]
        if not finer or not key:
            return []
        names = ", ".join(f"c{column}" for column in key)
        counted = f"SELECT count(*), count(DISTINCT ({names})) FROM ({scan})"
        [(rows, distinct)] = self.connection.execute(counted).fetchall()
        if rows - distinct <= rows * _JOINED_SHARE:
            return []
        own = self.dictionary.tables[table].zh
        return [f"同一{own}有多行，像是与{'、'.join(finer)}拼在一起的清单；请分开导出，或指定按哪张表导入"]

    def _names_key(self, layout: Layout, key: Sequence[str], finer: str, table: str) -> bool:
        """Whether some header is a key field of the finer table and means nothing in the chosen one."""
        for header in layout.headers:
            if header is None or self.index.matches(table, header):
                continue
            matches = self.index.matches(finer, header)
            if matches and matches[0].field in key:
                return True
        return False

    def _unrecognised(self, grid: Grid, source: SourceFile, question: str) -> RawTable:
        layout = Layout(headers=[None] * grid.width, units=[None] * grid.width)
        table = self._assemble(grid, source, layout, None, 0.0, (), None)
        return replace(table, needs_answer=(question,))

    def _continued(self, grid: Grid, source: SourceFile, previous: RawTable) -> RawTable:
        saved = TableMapping.of(previous, header_rows=())
        layout = Layout(headers=[None] * grid.width, units=[None] * grid.width)
        table = self._assemble(
            grid, source, layout, previous.table, previous.confidence, previous.table_candidates, saved
        )
        note = f"没有表头，按“{previous.source.sheet or previous.source.file}”的列接续"
        return replace(table, notes=(*table.notes, note))


def _across(grid: Grid) -> str:
    """What to do about months that stand side by side; "" where none do."""
    across = months_across(grid)
    if across is None:
        return ""
    row, first, last = across
    return (
        f"第 {row} 行的月份是横着排的（{first} … {last}），这里一行只放一个月；请按月一行导出：编号、年月、数值各一列"
    )


def _foreign(kinds: RowKinds) -> list[str]:
    if not kinds.foreign:
        return []
    return [f"第 {min(kinds.foreign)} 行又是一份不同的表头，下面的行可能属于另一张表；请拆成两个工作表或文件"]


def _beside(known: Sequence[RawColumn], found: Sequence[RawColumn]) -> list[RawColumn]:
    """Decided and new columns in their order; a new one does not take the field of a decided one."""
    taken = {column.field for column in known if column.field}
    fresh = [
        replace(column, field=None, reason="另一列已经对应这个字段") if column.field in taken else column
        for column in found
    ]
    return sorted([*known, *fresh], key=lambda column: column.index)


def _unnamed(given: ColumnInput) -> RawColumn:
    header: Header | None = given.header
    return RawColumn(given.index, header.text if header else "", given.unit, samples=given.samples)


def _remembered(saved: TableMapping | None) -> tuple[str, str] | None:
    """Source and day of the mapping that decided."""
    if saved is None:
        return None
    return f"{saved.series} {saved.sheet}".strip(), saved.saved.isoformat() if saved.saved else ""
