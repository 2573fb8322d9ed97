"""Which reference sources a workspace has: how many rows, of which day, which earlier versions, and whether too old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from census_app.archive.columns import quote_name
from census_app.archive.snapshot import Snapshot
from census_app.dictionary.model import Dictionary
from census_app.foundation.engines import kept_engine
from census_app.matching.sources import Source, shipped_sources
from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class ReferenceStatus:
    """One source: rows in the newest snapshot (0 = never imported), its data date, all versions ever imported."""

    source: Source
    rows: int
    data_date: date | None
    versions: tuple[date, ...]
    warnings: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "table": self.source.table,
            "rows": self.rows,
            "data_date": None if self.data_date is None else self.data_date.isoformat(),
            "versions": [day.isoformat() for day in self.versions],
            "warnings": list(self.warnings),
        }

    def lines(self) -> list[str]:
        """For people."""
        if not self.rows:
            return [f"  {self.source.zh}（{self.source.table}）：没有导入"]
        days = "、".join(day.isoformat() for day in self.versions)
        return [
            f"  {self.source.zh}（{self.source.table}）：{self.rows:,} 条，数据日期 {self.data_date}；导入过 {days}",
            *(f"    注意：{warning}" for warning in self.warnings),
        ]


def reference_status(workspace: Workspace) -> list[ReferenceStatus]:
    """Every declared outside source, imported or not; none have rows before the first import."""
    manifest = workspace.catalogue.latest()
    snapshot = None if manifest is None else workspace.catalogue.open()
    dates: dict[str, set[date]] = {}
    for part in workspace.catalogue.parts().values():
        dates.setdefault(part.table, set()).add(part.data_date)
    return [
        ReferenceStatus(
            source,
            0 if snapshot is None else snapshot.rows(source.table),
            None if snapshot is None else snapshot.coverage(source.table).data_date,
            tuple(sorted(dates.get(source.table, ()))),
            () if snapshot is None else age_warnings(snapshot, source, workspace.dictionary),
        )
        for source in shipped_sources().values()
        if not source.within
    ]


def age_warnings(snapshot: Snapshot, source: Source, dictionary: Dictionary) -> tuple[str, ...]:
    """What to say when the source's data are older, beside the snapshot's, than its declaration allows: by their data
    date, or by the last date in the rows, which stays what it is when a file is copied or saved again."""
    day = snapshot.coverage(source.table).data_date
    if source.max_age_days is None or source.within or day is None:
        return ()
    usual = f"一般不超过 {source.max_age_days} 天"
    age = (snapshot.manifest.data_date - day).days
    if age > source.max_age_days:
        return (f"{source.zh}是 {day.isoformat()} 的数据，比档案早 {age} 天（{usual}）",)
    last = _last_date(snapshot, source, dictionary)
    age = 0 if last is None else (snapshot.manifest.data_date - last).days
    if last is None or age <= source.max_age_days:
        return ()
    field = dictionary.table(source.table).field(str(source.dated)).zh
    return (
        f"{source.zh}里最晚的{field}是 {last.isoformat()}，比档案早 {age} 天（{usual}），"
        "多半是旧文件另存的：请对方给新的，或用 --data-date 写明是哪一天的",
    )


def _last_date(snapshot: Snapshot, source: Source, dictionary: Dictionary) -> date | None:
    """The last day told in the field `dated` that is not after the snapshot's; None where nothing is."""
    table = dictionary.table(source.table)
    if source.dated is None or not snapshot.rows(source.table):
        return None
    field = quote_name(source.dated)
    with kept_engine(1) as connection:
        (found,) = connection.execute(
            f"SELECT max(CAST({field} AS DATE)) FROM ({snapshot.table_sql(table, [source.dated])}) "
            f"WHERE CAST({field} AS DATE) <= $day",
            {"day": snapshot.manifest.data_date},
        ).fetchall()[0]
    return None if found is None else date.fromisoformat(str(found)[:10])
