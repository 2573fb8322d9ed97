"""Which raw tables go into which delivery (table × data date), and which are refused before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from census_app.archive.columns import needed_key
from census_app.archive.data_date import DataDate, find_data_date, of_one_delivery
from census_app.archive.model import SkipKind
from census_app.archive.raw import Extraction, RawTable, RefusedFile
from census_app.archive.rejected_list.writing import is_correction
from census_app.archive.report import ImportRequest
from census_app.dictionary.model import Dictionary, TableKind


@dataclass
class Delivery:
    """The sources of one table that stand for the same day. `correction`: they are corrected rejected lists, whose rows
    correct single records and say nothing about the others."""

    table: str
    day: date
    correction: bool = False
    raws: list[RawTable] = field(default_factory=list)


@dataclass
class Sorted:
    """Deliveries by table and day, what was refused, and what to tell about each source's mapping."""

    deliveries: list[Delivery] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)
    mapping: list[dict[str, Any]] = field(default_factory=list)

    def of_table(self, table_id: str) -> list[Delivery]:
        """The table's deliveries, oldest first."""
        return sorted((item for item in self.deliveries if item.table == table_id), key=lambda item: item.day)


def sort_sources(
    extraction: Extraction, request: ImportRequest, dictionary: Dictionary, standing: Mapping[str, date]
) -> Sorted:
    """Group what was read; refuse what is not recognised, lacks its key or has no rows. `standing`: of each table that
    has been imported the newest data date."""
    found = Sorted(refused=list(extraction.refused))
    groups: dict[tuple[str, date, bool], Delivery] = {}
    refusals = [_refusal(raw, dictionary) for raw in extraction.tables]
    days = _data_dates(extraction.tables, refusals, request, standing)
    for raw, day, refusal in zip(extraction.tables, days, refusals, strict=True):
        found.mapping.append(_described(raw, day, dictionary, refusal))
        if refusal is not None:
            found.refused.append(refusal)
            continue
        table_id = str(raw.table)
        corrects = is_correction(raw)
        groups.setdefault((table_id, day.day, corrects), Delivery(table_id, day.day, corrects)).raws.append(raw)
    found.deliveries = list(groups.values())
    return found


def _refusal(raw: RawTable, dictionary: Dictionary) -> RefusedFile | None:
    source = raw.source
    if raw.table is None:
        reason = "；".join(raw.needs_answer) or "认不出是哪张表"
        return RefusedFile(source.file, source.sheet, reason, "核对表头，或用 --mapping 说明每一列对应的字段")
    if raw.needs_answer:
        return RefusedFile(
            source.file,
            source.sheet,
            "；".join(raw.needs_answer),
            "先答了再导入：是哪张表、缺的列是哪一列（命令行用 --mapping）",
        )
    table = dictionary.table(raw.table)
    if table.kind is TableKind.DERIVED:
        return RefusedFile(source.file, source.sheet, f"{table.zh}由系统推算，不从文件导入", "导入它的来源表")
    missing = [table.field(name).zh for name in needed_key(table) if name not in raw.field_columns()]
    if missing:
        named = "、".join(missing)
        return RefusedFile(source.file, source.sheet, f"{table.zh}缺少关键列：{named}", "重新导出并带上这些列")
    if raw.rows == 0:
        return RefusedFile(source.file, source.sheet, "没有数据行", "确认导出条件后重新导出；空表不算已覆盖")
    return None


def _data_dates(
    raws: Sequence[RawTable],
    refusals: Sequence[RefusedFile | None],
    request: ImportRequest,
    standing: Mapping[str, date],
) -> list[DataDate]:
    """Of each source, in the same order; those taken that state no date go with those that do. What is refused, such as
    a sheet of explanations with a date of its own, tells nothing of the others, nor does a correction of older data."""
    from census_app.archive.extract import source_names

    given = source_names(request.files)
    days = [_corrected(raw, _data_date(raw, request, given), standing) for raw in raws]
    taken = [place for place, refusal in enumerate(refusals) if refusal is None and not is_correction(raws[place])]
    together = of_one_delivery([(raws[place].source.file, str(raws[place].table), days[place]) for place in taken])
    for place, day in zip(taken, together, strict=True):
        days[place] = day
    return days


def _corrected(raw: RawTable, own: DataDate, standing: Mapping[str, date]) -> DataDate:
    """A corrected rejected list that states no date is of the day of the data it corrects: dated by when somebody saved
    it, it would be newer than the export of the week after, which then came too late."""
    day = standing.get(str(raw.table)) if is_correction(raw) and not own.stated else None
    return own if day is None else DataDate(day, "更正已导入的数据，取那些数据的日期")


def _data_date(raw: RawTable, request: ImportRequest, given: Mapping[Path, str]) -> DataDate:
    names = [*_titles(raw), raw.source.sheet, *reversed(PurePosixPath(raw.source.file).parts)]
    return find_data_date(request.data_date, [name for name in names if name], _written_at(raw, given))


def _titles(raw: RawTable) -> list[str]:
    """The texts of the title rows above the header."""
    rows = raw.preview[: raw.skipped.get(SkipKind.TITLE, 0)]
    return [" ".join(cell for cell in row if cell) for row in rows]


def _written_at(raw: RawTable, given: Mapping[Path, str]) -> datetime:
    """When the delivered file was written; now for databases. `given`: files and folders with what they are called."""
    for path, name in given.items():
        if (raw.source.file == name or raw.source.file.startswith(f"{name}/")) and path.exists():
            inner = path / raw.source.file[len(name) + 1 :] if path.is_dir() else path
            return datetime.fromtimestamp((inner if inner.exists() else path).stat().st_mtime)
    return datetime.now()


def _described(raw: RawTable, day: DataDate, dictionary: Dictionary, refusal: RefusedFile | None) -> dict[str, Any]:
    table = dictionary.tables.get(raw.table or "")
    columns = []
    for column in raw.columns:
        known = table is not None and column.field is not None and table.has_field(column.field)
        columns.append(
            {
                "header": column.header,
                "field": column.field,
                "zh": table.field(column.field).zh if known and table and column.field else None,
                "unit": column.unit,
                "confidence": round(column.confidence, 3),
            }
        )
    return {
        "file": raw.source.file,
        "sheet": raw.source.sheet,
        "table": raw.table,
        "zh": None if table is None else table.zh,
        "confidence": round(raw.confidence, 3),
        "refused": refusal is not None,
        "data_date": day.day.isoformat(),
        "data_date_from": day.origin,
        "header_rows": list(raw.header_rows),
        "columns": columns,
        "notes": list(raw.notes),
    }
