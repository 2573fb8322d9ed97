"""From the last snapshot's parts and the new ones to the next snapshot's parts of one table.

A complete delivery replaces what stood there. A partial one replaces the units it delivers whole and, in the
others, the records it names; the older part's remaining rows are written as a part of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.alarm import NO_UNIT, Comparison, Rows, compare
from census_app.archive.columns import quote_name, quote_path, quote_text
from census_app.archive.model import Completeness, PartManifest, Stated
from census_app.archive.parts.facts import part_facts
from census_app.archive.parts.writing import COPY_OPTIONS, PART_NAME_LENGTH, UNREADABLE_FILE
from census_app.archive.questions import Question
from census_app.archive.settings import ImportSettings
from census_app.archive.snapshot import PART_FILE
from census_app.dictionary.model import FieldEntry, FieldType, TableEntry
from census_app.foundation.canonical import canonical_json, sha256_file, sha256_text
from census_app.foundation.files import publish_folder

if TYPE_CHECKING:
    import duckdb

RECORD_NO = "record_no"


@dataclass
class Composition:
    """The parts of one table in the next snapshot, in row_id order, and how they came about.

    `unreliable` are units whose rows of this delivery may not be all (None: none of them can be relied upon);
    `unchanged`: only parts that stand already came again; what was known of their coverage still holds.
    `replaced` are the units a partial delivery replaced whole (`""`: rows without a unit).
    """

    parts: list[PartManifest]
    completeness: Completeness
    written: list[PartManifest] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    unreliable: frozenset[str] | None = frozenset()
    replaced: frozenset[str] = frozenset()
    unchanged: bool = False

    def after(self, before: Composition, governs: bool) -> Composition:
        """Both together, this one composed upon the parts of `before`. What is known of the whole table is told by this
        one when it `governs`, else by the other."""
        leading = self if governs else before
        return replace(
            leading,
            parts=self.parts,
            written=[*before.written, *self.written],
            questions=[*before.questions, *self.questions],
        )


@dataclass
class Composer:
    """Composes tables; remainders are written into `parts_folder` unless they stand there (`known`). `unit_names`: what
    people call the units. `days`: of parts that came again byte for byte, the newest day they were delivered for."""

    connection: duckdb.DuckDBPyConnection
    parts_folder: Path
    settings: ImportSettings
    known: dict[str, PartManifest]
    unit_names: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)

    def _day(self, part: PartManifest) -> date:
        """The day the part's data stand for: what is delivered again holds for the new day."""
        return self.days.get(part.part, part.data_date)

    def compose(
        self,
        table: TableEntry,
        old: Sequence[PartManifest],
        new: Sequence[PartManifest],
        stated: Stated | None,
        corrections: AbstractSet[str] = frozenset(),
    ) -> Composition:
        """The table's next parts. `corrections` are parts whose rows correct single records and say nothing about the
        rest: those of older days come before the others, the rest after them."""
        deliveries = [part for part in new if part.part not in corrections]
        first = min((self._day(part) for part in deliveries), default=date.min)
        earlier = [part for part in new if part.part in corrections and self._day(part) < first]
        later = [part for part in new if part.part in corrections and self._day(part) >= first]
        whole: Composition | None = None
        for parts, correction in ((earlier, True), (deliveries, False), (later, True)):
            if not parts:
                continue
            step = self._compose(table, old if whole is None else whole.parts, parts, stated, correction)
            governs = not step.unchanged and (not correction or whole is None or whole.unchanged)
            whole = step if whole is None else step.after(whole, governs)
        return whole or Composition(list(old), _first_taken_for(stated), unchanged=True)

    def _compose(
        self,
        table: TableEntry,
        old: Sequence[PartManifest],
        new: Sequence[PartManifest],
        stated: Stated | None,
        correction: bool,
    ) -> Composition:
        newest = max((self._day(part) for part in old), default=None)
        standing = {part.part for part in old}
        late = [part for part in new if part.part not in standing and self._is_late(part, old)]
        fresh = [part for part in new if part not in late and (part.part not in standing or stated is not None)]
        composition = Composition(list(old), _first_taken_for(stated))
        for part in late:
            text = (
                f"数据日期 {self._day(part)} 早于已有的 {newest}，已存档但不进入当前快照；日期不对请用 --data-date 指定"
            )
            composition.questions.append(Question(table.zh, text))
        if not fresh:
            composition.unchanged = True
            return composition
        by_record = correction or stated is Stated.CHANGES
        comparison = Comparison() if by_record else self._compare(table, old, fresh)
        if stated is None and newest is not None:
            composition.questions += comparison.questions(table, newest, self.unit_names)
        rejected = not correction and stated is None and self._ask_about_rejected(table, composition, fresh)
        alarming = comparison.alarming or rejected
        partial = by_record or (stated is not Stated.COMPLETE if stated is not None else alarming)
        composition.completeness = Completeness.PARTIAL if partial else Completeness.COMPLETE
        if partial and not by_record and not rejected:
            composition.replaced = frozenset(comparison.delivered - comparison.partly_delivered)
        if stated is not Stated.COMPLETE and not correction:
            composition.unreliable = None if comparison.suspicious or rejected else comparison.partly_delivered
        for part in sorted(fresh, key=lambda manifest: (self._day(manifest), manifest.part)):
            others = [one for one in composition.parts if one in fresh or one.part not in standing]
            beside = {} if by_record else {one.part: self._beside(table, one, part) for one in others}
            self._doubt(table, composition, [one for one in beside.values() if one.alarming], part, stated)
            whole = {one.part: _whole(beside[one.part], part) if beside else frozenset() for one in others}
            self._apply(table, composition, part, standing, partial, whole)
        return composition

    def _ask_about_rejected(self, table: TableEntry, composition: Composition, new: Sequence[PartManifest]) -> bool:
        """Whether so many rows were rejected that what is not there may be among them; a person is asked then."""
        rejected, entered = sum(part.rejected for part in new), sum(part.rows for part in new)
        if not entered:
            return True
        limits = self.settings.alarm
        if rejected < limits.rows_rejected_at_least or rejected <= limits.rows_rejected * (rejected + entered):
            return False
        text = (
            f"{rejected + entered:,} 行里 {rejected:,} 行被拒收，没有的不当作没有：改好拒收清单，加 --complete 再导入；"
            "入库的就是全部的，这次就加 --complete"
        )
        composition.questions.append(Question(table.zh, text))
        return True

    def _is_late(self, part: PartManifest, old: Sequence[PartManifest]) -> bool:
        """Whether newer data of the same month and units stands already."""
        newer = [other for other in old if other.period == part.period and self._day(other) > self._day(part)]
        units = set(part.units)
        return any(not units or not other.units or units & set(other.units) for other in newer)

    def _beside(self, table: TableEntry, older: PartManifest, newer: PartManifest) -> Comparison:
        """What the newer of two files of one import lacks against the older in the units it delivers."""
        if not set(older.units) & set(newer.units):
            return Comparison()
        comparison = self._compare(table, [older], [newer])
        comparison.missing_units.clear()
        comparison.moved_units.clear()
        return comparison

    def _doubt(
        self,
        table: TableEntry,
        composition: Composition,
        alarms: Sequence[Comparison],
        newer: PartManifest,
        stated: Stated | None,
    ) -> None:
        """Files of one import that do not look like two editions of the same data all stay, and a person is asked."""
        if not alarms or stated is Stated.COMPLETE:
            return
        composition.completeness = Completeness.PARTIAL
        partly = composition.unreliable
        if partly is not None:
            suspicious = any(one.suspicious for one in alarms)
            composition.unreliable = None if suspicious else partly.union(*(one.partly_delivered for one in alarms))
        if stated is None:
            text = (
                f"一起导入的文件日期不同，{self._day(newer)} 的看来不是前面那份的新一版：都留下，同一条记录以新的为准。"
                "是同一批的请用 --data-date 指定日期"
            )
            composition.questions.append(Question(table.zh, text))

    def _apply(
        self,
        table: TableEntry,
        composition: Composition,
        new: PartManifest,
        standing: set[str],
        partial: bool,
        whole: Mapping[str, frozenset[str]],
    ) -> None:
        """Put one new part in: older ones of its month lose the units it replaces and the records it names.

        `whole`: of older parts of the same import, the units it replaces.
        """
        kept = []
        for part in composition.parts:
            if part.part == new.part or part.period != new.period:
                if part.part != new.part:
                    kept.append(part)
                continue
            if part.part in standing and not partial:
                continue
            replaced = composition.replaced if part.part in standing else whole.get(part.part, frozenset(new.units))
            remainder = self._remainder(table, part, new, sorted(replaced))
            if remainder is not None:
                kept.append(remainder)
                if remainder.part != part.part:
                    composition.written.append(remainder)
                    standing |= {remainder.part} if part.part in standing else set()
        composition.parts = sorted([*kept, new], key=lambda manifest: manifest.period or "")

    def _compare(self, table: TableEntry, old: Sequence[PartManifest], new: Sequence[PartManifest]) -> Comparison:
        """Against the old parts of the same months; code shares and dates only over the newest month."""
        shared = {part.period for part in old} & {part.period for part in new}
        if not shared:
            return Comparison()
        return compare(
            self.connection,
            table,
            self._rows([part for part in old if part.period in shared]),
            self._rows([part for part in new if part.period in shared]),
            self.settings.alarm,
            max(self._day(part) for part in new),
            table.id in self.settings.every_unit,
        )

    def _rows(self, parts: Sequence[PartManifest]) -> Rows:
        files = ", ".join(quote_path(self.parts_folder / part.part / PART_FILE) for part in parts)
        fields = frozenset(name for part in parts for name in part.fields)
        return Rows(f"SELECT * FROM read_parquet([{files}], union_by_name=true)", fields)

    def _remainder(
        self, table: TableEntry, part: PartManifest, new: PartManifest, replaced: list[str]
    ) -> PartManifest | None:
        """What of `part` stays beside `new`: itself, a smaller part, or None when nothing stays."""
        name = sha256_text(canonical_json(["remainder", part.part, new.part, replaced]))[:PART_NAME_LENGTH]
        if name in self.known:
            return self.known[name]
        source = f"read_parquet({quote_path(self.parts_folder / part.part / PART_FILE)})"
        staying = self._staying(table, part, new, replaced)
        row = self.connection.execute(f"SELECT count(*) FROM {source} p {staying}").fetchone()
        rows = int(row[0]) if row else 0
        if rows in (0, part.rows):
            return part if rows else None
        with publish_folder(self.parts_folder / name) as folder:
            file = folder / PART_FILE
            self.connection.execute(
                f"COPY (SELECT p.* FROM {source} p {staying} ORDER BY p._source, p._source_row) "
                f"TO {quote_path(file)} {COPY_OPTIONS}"
            )
            unreadable = self._remaining_unreadable(part, file, folder / UNREADABLE_FILE)
            facts = part_facts(self.connection, table, file, list(part.fields))
            digest = sha256_file(file)
        manifest = part.model_copy(
            update={
                "part": name,
                "data_date": self._day(part),
                "rows": facts.rows,
                "read": facts.rows,
                "rejected": 0,
                "skipped": {},
                "completeness": Completeness.PARTIAL,
                "fields": facts.fields,
                "units": facts.units,
                "key_unique": facts.key_unique,
                "file_sha256": digest,
                "unreadable_sha256": unreadable,
                "remainder_of": part.part,
            }
        )
        self.known[name] = manifest
        return manifest

    def _restarting(self, table: TableEntry, source: str, newer: str, shared: Sequence[str]) -> bool:
        """Whether the record numbers only count each file's rows: most rows of one number are about somebody else."""
        told = [one.id for one in table.fields if one.id in shared and one.id not in table.key and _tells_who(one)]
        if list(table.key) != [RECORD_NO] or RECORD_NO not in shared or not told:
            return False
        alike = " OR ".join(f"p.{quote_name(name)} = n.{quote_name(name)}" for name in told)
        counted = self.connection.execute(
            f"SELECT count(*), count(*) FILTER (WHERE coalesce({alike}, FALSE)) FROM {source} p "
            f"JOIN {newer} n ON p.{quote_name(RECORD_NO)} = n.{quote_name(RECORD_NO)}"
        ).fetchone()
        return counted is not None and counted[1] * 2 < counted[0]

    def _staying(self, table: TableEntry, part: PartManifest, new: PartManifest, replaced: Sequence[str]) -> str:
        conditions = []
        if replaced:
            listed = ", ".join(quote_text(unit) for unit in replaced)
            conditions.append(f"coalesce(p._unit, '{NO_UNIT}') NOT IN ({listed})")
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        source = f"read_parquet({quote_path(self.parts_folder / part.part / PART_FILE)})"
        newer = f"read_parquet({quote_path(self.parts_folder / new.part / PART_FILE)})"
        shared = [name for name in part.fields if name in new.fields]
        keys = [name for name in table.key if name in shared]
        if table.key_may_lack and self._restarting(table, source, newer, shared):
            keys = []
        joins = _without(newer, "n", keys, "=")
        if table.key_may_lack and set(part.fields) - set(table.key) <= set(shared):
            # a row without the key is told apart by all it says
            joins += _without(newer, "m", shared, "IS NOT DISTINCT FROM")
        return joins + where

    def _remaining_unreadable(self, part: PartManifest, rows: Path, file: Path) -> str:
        source = self.parts_folder / part.part / UNREADABLE_FILE
        if not part.unreadable_sha256 or not source.is_file():
            return ""
        self.connection.execute(
            f"COPY (SELECT u.* FROM read_parquet({quote_path(source)}) u SEMI JOIN read_parquet({quote_path(rows)}) p "
            f"ON u._source = p._source AND u._source_row = p._source_row) TO {quote_path(file)} {COPY_OPTIONS}"
        )
        return sha256_file(file)


def _without(newer: str, alias: str, fields: Sequence[str], equal: str) -> str:
    """SQL: the rows of `p` that agree with none of `newer` in all of the fields; all of them where there are none."""
    if not fields:
        return ""
    names = [quote_name(name) for name in fields]
    on = " AND ".join(f"p.{name} {equal} {alias}.{name}" for name in names)
    return f" ANTI JOIN (SELECT DISTINCT {', '.join(names)} FROM {newer}) {alias} ON {on}"


def _first_taken_for(stated: Stated | None) -> Completeness:
    """Before anything is compared: all there is, unless a person said otherwise."""
    return Completeness.COMPLETE if stated in (None, Stated.COMPLETE) else Completeness.PARTIAL


def _tells_who(field: FieldEntry) -> bool:
    """Numbers, names and addresses; verdicts, dates and classes are the same for many."""
    return field.type is FieldType.TEXT


def _whole(comparison: Comparison, newer: PartManifest) -> frozenset[str]:
    """The units of which the newer file has all there is now; none when it is not the older one's next edition."""
    if comparison.suspicious or comparison.missing_columns:
        return frozenset()
    return frozenset(newer.units) - comparison.partly_delivered
