"""From the last snapshot and what an import brought to the manifest of the next snapshot, and what to ask about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.brought import Brought
from census_app.archive.model import PartManifest, SnapshotManifest, Stated, TableCoverage
from census_app.archive.parts.composing import Composer, Composition
from census_app.archive.parts.coverage import CoverageBuilder
from census_app.archive.questions import Question
from census_app.archive.settings import ImportSettings
from census_app.archive.snapshot import Snapshot
from census_app.archive.unit_names import unit_names
from census_app.dictionary.model import Dictionary, TableKind
from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.errors import BadInput

if TYPE_CHECKING:
    import duckdb

ALL_REJECTED = "这次的行全部被拒收，没有一行入库，没有的不当作没有；改好拒收清单再导入"
NOTHING_BEFORE = "以前没有入库的，变动的行按一部分入库：没有的行不当作没有；先导入一次全的"
UNDECLARED = "数据字典里没有这张表了（声明它的文件不在这里），从这次起不带它；放回声明，再导入一次就有"
_SNAPSHOT_NAME_LENGTH = 12
_OWN = (TableKind.ARCHIVE, TableKind.THEME)


@dataclass
class NextSnapshot:
    """Makes the manifest; remainders of parts that are replaced in part are written into `parts_folder`.

    `completeness`: what the person said of the deliveries, None when nothing was said.
    """

    connection: duckdb.DuckDBPyConnection
    parts_folder: Path
    dictionary: Dictionary
    settings: ImportSettings
    completeness: Stated | None
    now: datetime

    def make(
        self, brought: Brought, known: dict[str, PartManifest], previous: Snapshot | None
    ) -> tuple[SnapshotManifest, list[Question], list[PartManifest]]:
        """The next snapshot, what to ask about it, and the parts written for it beside the imported ones.

        `known`: every part that stands in the catalogue or was written by this import, by name.
        """
        before = () if previous is None else tuple(previous.manifest.parts)
        standing = {
            table_id: previous.table_parts(table_id)
            for table_id in before
            if previous is not None and table_id in self.dictionary.tables
        }
        gone = [Question(table_id, UNDECLARED) for table_id in before if table_id not in standing]
        compositions = self._compositions(brought, known, previous, standing)
        chosen = standing | {table_id: item.parts for table_id, item in compositions.items()}
        if not any(chosen.values()):
            raise BadInput(
                "没有一行可以入库：每一行都没有主键", "用 --preview 看每一列认成了什么；主键列对上以后再导入"
            )
        written = [part for item in compositions.values() for part in item.written]
        asked = [question for item in compositions.values() for question in item.questions]
        days = _delivered_days(brought, previous)
        if self.completeness is Stated.CHANGES:
            days = _confirmed(days, brought, compositions)
        manifest = self._manifest(chosen, days)
        coverage, questions = self._coverage(manifest, chosen, compositions, previous)
        return (
            named_by_content(manifest.model_copy(update={"coverage": coverage})),
            [*asked, *gone, *questions],
            written,
        )

    def _compositions(
        self,
        brought: Brought,
        known: dict[str, PartManifest],
        previous: Snapshot | None,
        standing: Mapping[str, Sequence[PartManifest]],
    ) -> dict[str, Composition]:
        names = {} if previous is None else unit_names(self.connection, previous, self.dictionary)
        days = _delivered_days(brought, previous)
        composer = Composer(self.connection, self.parts_folder, self.settings, known, names, days)
        compositions: dict[str, Composition] = {}
        for table_id, parts in brought.parts.items():
            table, stood = self.dictionary.table(table_id), standing.get(table_id, [])
            composition = composer.compose(table, stood, parts, self.completeness, brought.corrections)
            composition.questions += self._brought_back(table.zh, brought, stood, composition)
            composition.questions += _ahead_of_their_day(table.zh, parts)
            if self.completeness is Stated.CHANGES and not stood:
                composition.questions.append(Question(table.zh, NOTHING_BEFORE))
            if not any(part.rows for part in parts):
                composition.questions.append(Question(table.zh, ALL_REJECTED))
            compositions[table_id] = composition
        return compositions

    def _brought_back(
        self, title: str, brought: Brought, stood: Sequence[PartManifest], composition: Composition
    ) -> list[Question]:
        """What was replaced since it was imported and comes again, under whatever name: it stands, and that is said."""
        standing = {part.part for part in stood}
        back = [part for part in composition.parts if part.part in brought.again and part.part not in standing]
        return [
            Question(
                title,
                f"内容与 {part.data_date} 的“{part.sources[0].file}”完全一样，那份后来已被替代，这次又换回了它；"
                "不是有意的，请再导入一次后来的那份",
            )
            for part in back
            if standing and part.sources
        ]

    def _manifest(
        self, chosen: Mapping[str, Sequence[PartManifest]], delivered_days: Mapping[str, date]
    ) -> SnapshotManifest:
        """The manifest, still without a name and without coverage."""
        parts = _by_name(chosen)
        delivered = {name: day for name, day in delivered_days.items() if name in parts}
        return SnapshotManifest(
            snapshot="",
            created_at=self.now,
            data_date=data_date_of(parts, delivered, self.dictionary),
            parts={table_id: tuple(part.part for part in chosen[table_id]) for table_id in sorted(chosen)},
            coverage={},
            dictionary=self.dictionary.version,
            keys_unique=tuple(sorted(table_id for table_id in chosen if self._key_unique(table_id, chosen[table_id]))),
            delivered=delivered,
        )

    def _coverage(
        self,
        manifest: SnapshotManifest,
        chosen: Mapping[str, Sequence[PartManifest]],
        compositions: Mapping[str, Composition],
        previous: Snapshot | None,
    ) -> tuple[dict[str, TableCoverage], list[Question]]:
        last: Mapping[str, TableCoverage] = previous.manifest.coverage if previous is not None else {}
        snapshot = Snapshot(manifest, _by_name(chosen), self.parts_folder)
        builder = CoverageBuilder(
            self.connection,
            self.dictionary,
            self.settings,
            snapshot,
            last,
            compositions,
            self.completeness,
            unit_names(self.connection, snapshot, self.dictionary),
        )
        coverage = builder.build()
        return coverage, builder.questions(coverage)

    def _key_unique(self, table_id: str, parts: Sequence[PartManifest]) -> bool:
        """Parts of one month never share a key (see `Composer`); months do not when the month is in the key."""
        table = self.dictionary.table(table_id)
        if not parts or not all(part.key_unique for part in parts):
            return False
        return len({part.period for part in parts}) == 1 or table.period_field in table.key


def _ahead_of_their_day(title: str, parts: Sequence[PartManifest]) -> list[Question]:
    """Most rows stand for months after the day they were delivered for: the months or that day are wrong."""
    ahead = [part for part in parts if part.period is not None and part.period > f"{part.data_date:%Y%m}"]
    rows = sum(part.rows for part in ahead)
    if 2 * rows <= sum(part.rows for part in parts):
        return []
    months = sorted({str(part.period) for part in ahead})
    named = months[0] if len(months) == 1 else f"{months[0]}–{months[-1]}"
    day = max(part.data_date for part in ahead)
    text = f"{rows:,} 行是 {named} 的，都晚于数据日期 {day}；先核年月和数据日期，账期由这些月数起，判得不准"
    return [Question(title, text)]


def _delivered_days(brought: Brought, previous: Snapshot | None) -> dict[str, date]:
    """Of parts that came again byte for byte, the newest day they were delivered for."""
    before = {} if previous is None else previous.manifest.delivered
    return {**before, **{name: max(day, before.get(name, day)) for name, day in brought.days.items()}}


def _confirmed(days: Mapping[str, date], brought: Brought, compositions: Mapping[str, Composition]) -> dict[str, date]:
    """The days with the rows that were not among the changes delivered standing, unchanged, for the day of these."""
    confirmed = dict(days)
    for table_id, composition in compositions.items():
        changes = brought.names_of(table_id) - brought.corrections
        came = [confirmed.get(part.part, part.data_date) for part in composition.parts if part.part in changes]
        if composition.unchanged or not came:
            continue
        for part in composition.parts:
            if confirmed.get(part.part, part.data_date) < max(came):
                confirmed[part.part] = max(came)
    return confirmed


def _by_name(chosen: Mapping[str, Sequence[PartManifest]]) -> dict[str, PartManifest]:
    return {part.part: part for parts in chosen.values() for part in parts}


def data_date_of(parts: Mapping[str, PartManifest], delivered: Mapping[str, date], dictionary: Dictionary) -> date:
    """The newest day of the archive's own tables; of the others only where there are none.

    Registers bear the day of whoever keeps them: one dated after the exports would take "today" with it, and the
    exports would count as overdue or too old for days they never spoke of.
    """
    own = {name for name, part in parts.items() if dictionary.table(part.table).kind in _OWN}
    return max(delivered.get(name, parts[name].data_date) for name in own or parts)


def named_by_content(manifest: SnapshotManifest) -> SnapshotManifest:
    """The manifest named by its content: the same parts, days and coverage give the same name."""
    content = manifest.model_dump(mode="json", exclude={"snapshot", "created_at"})
    return manifest.model_copy(update={"snapshot": sha256_text(canonical_json(content))[:_SNAPSHOT_NAME_LENGTH]})
