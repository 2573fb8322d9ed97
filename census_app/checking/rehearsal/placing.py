"""Corrections placed on the snapshot's rows: which row, what stands there now, what changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from census_app.archive.columns import quote_name, sql_type
from census_app.checking.compiling.frame import Frame
from census_app.checking.compiling.keys import record_key_sql
from census_app.checking.rehearsal.changes import Change, Changes, RowAddition, RowChange, RowRemoval, Values
from census_app.checking.rehearsal.corrections import Action, Correction, Refused, Resolved, Tried, shown_value
from census_app.checking.rehearsal.led import follow
from census_app.checking.rehearsal.reading import CorrectionReader, ReadCorrection, Unusable, named_field, named_table
from census_app.checking.world import World
from census_app.dictionary.model import FieldEntry, TableEntry
from census_app.foundation.canonical import split_record_key

_SHOWN_PLACES = 3


def place_corrections(world: World, corrections: Sequence[Correction], data_date: date) -> Resolved:
    """Corrections typed by the dictionary as an import would, and placed on the snapshot's rows.

    Refused are: unknown names, values that cannot be read, masked or outside a closed code list, keys that are not
    there or stand on several rows, an empty key, contradictions, and what changes nothing.
    """
    placing = _Placing(world)
    reader = CorrectionReader(world, data_date)
    read: dict[str, list[ReadCorrection]] = {}
    for correction in corrections:
        try:
            one = reader.read(follow(world, correction))
        except Unusable as reason:
            placing.refuse(correction, str(reason))
        else:
            read.setdefault(one.table.id, []).append(one)
    changes = [change for mine in read.values() for change in placing.place(mine[0].table, mine)]
    return Resolved(Changes(tuple(changes)), placing.tried, placing.refused)


@dataclass(frozen=True)
class _Row:
    row_id: int
    source_row: int | None
    place: str


@dataclass
class _Placing:
    world: World
    refused: list[Refused] = field(default_factory=list)
    tried: list[Tried] = field(default_factory=list)

    def place(self, table: TableEntry, read: list[ReadCorrection]) -> list[Change]:
        """The changes of one table's rows."""
        rows = self._rows(table, {one.correction.record_key for one in read})
        by_action = {action: [one for one in read if one.correction.action is action] for action in Action}
        removed = self._removals(table, by_action[Action.DELETE], rows)
        added = self._additions(table, by_action[Action.ADD], rows)
        return [*removed.values(), *added, *self._settings(table, by_action[Action.SET], rows, set(removed))]

    def _rows(self, table: TableEntry, keys: set[str]) -> dict[str, list[_Row]]:
        frame = Frame(self.world.plan, table.id)
        places = [frame.base.plain(name) for name in ("_source_file", "_sheet", "_source_row")]
        columns = [frame.base.row_id(), *places]
        key = record_key_sql(frame)
        found: dict[str, list[_Row]] = {}
        for spelt, row_id, file, sheet, row in self.world.engine.rows(
            f"SELECT * FROM (SELECT {key} AS spelt, {', '.join(columns)} FROM {frame.from_clause()}) "
            "WHERE spelt IN (SELECT unnest(CAST($1 AS VARCHAR[]))) ORDER BY 2",
            [sorted(keys)],
        ):
            found.setdefault(spelt, []).append(_Row(row_id, row, f"{file}{'!' if sheet else ''}{sheet} 第 {row} 行"))
        return found

    def _row(self, one: ReadCorrection, rows: dict[str, list[_Row]]) -> _Row | None:
        """The row the correction means; None after refusing it because there is none, or more than one."""
        wanted = one.correction
        found = rows.get(wanted.record_key, [])
        if wanted.source_row is not None:
            found = [row for row in found if row.source_row == wanted.source_row]
        if len(found) == 1:
            return found[0]
        if found:
            listed = "；".join(row.place for row in found[:_SHOWN_PLACES])
            reason = f"编号 {wanted.record_key} 有 {len(found)} 条记录（{listed}），在编号后面用 @行号 写明是哪一条"
        else:
            reason = f"“{one.table.rule_name}”里没有编号为 {wanted.record_key} 的记录"
        self.refuse(one.correction, reason)
        return None

    def refuse(self, correction: Correction, reason: str) -> None:
        """The correction is not tried out."""
        table = named_table(self.world.dictionary, correction.table)
        entry = named_field(table, correction.field) if table is not None else None
        table_name = correction.table if table is None else table.rule_name
        field_name = correction.field if entry is None else entry.rule_name
        self.refused.append(Refused(correction, reason, table_name, field_name))

    def _removals(
        self, table: TableEntry, read: list[ReadCorrection], rows: dict[str, list[_Row]]
    ) -> dict[int, Change]:
        changes: dict[int, Change] = {}
        for one in read:
            row = self._row(one, rows)
            if row is not None:
                changes[row.row_id] = RowRemoval(table.id, row.row_id)
                self.tried.append(Tried(one.correction, table, row.row_id))
        return changes

    def _additions(self, table: TableEntry, read: list[ReadCorrection], rows: dict[str, list[_Row]]) -> list[Change]:
        changes: list[Change] = []
        first_id = self.world.source.rows_of(table.id)
        for key in dict.fromkeys(one.correction.record_key for one in read):
            mine = [one for one in read if one.correction.record_key == key]
            parts = split_record_key(key)
            if key in rows or len(parts) != len(table.key) or not all(parts):
                reason = "已经有这个编号的记录" if key in rows else f"编号要有 {len(table.key)} 段，用 | 隔开"
                for one in mine:
                    self.refuse(one.correction, f"不能补“{table.rule_name}” {key}：{reason}")
                continue
            row_id = first_id + len(changes)
            values: Values = dict(zip(table.key, parts, strict=True))
            values |= {one.field.id: one.value for one in mine if one.field is not None}
            changes.append(RowAddition(table.id, row_id, values))
            self.tried += [
                Tried(one.correction, table, row_id, one.field, None, _shown(one.field, one.value)) for one in mine
            ]
        return changes

    def _settings(
        self, table: TableEntry, read: list[ReadCorrection], rows: dict[str, list[_Row]], removed: set[int]
    ) -> list[Change]:
        wanted: dict[tuple[int, str], ReadCorrection] = {}
        for one in read:
            row = self._row(one, rows)
            assert one.field is not None
            if row is None:
                continue
            if row.row_id in removed:
                self.refuse(one.correction, "这条记录同时要删除")
                continue
            first = wanted.setdefault((row.row_id, one.field.id), one)
            if first.value != one.value:
                self.refuse(one.correction, f"和另一处对“{one.field.rule_name}”的更正不一致，只试了前一处")
        return self._changes(table, wanted)

    def _changes(self, table: TableEntry, wanted: dict[tuple[int, str], ReadCorrection]) -> list[Change]:
        present = self._present(table, wanted)
        values: dict[int, Values] = {}
        for (row_id, field_id), one in wanted.items():
            old, same = present[row_id, field_id]
            if same:
                self.refuse(one.correction, f"“{table.field(field_id).rule_name}”的更正值和系统里的值相同")
                continue
            values.setdefault(row_id, {})[field_id] = one.value
            before, after = _shown(one.field, old), _shown(one.field, one.value)
            self.tried.append(Tried(one.correction, table, row_id, one.field, before, after))
        return [RowChange(table.id, row_id, given) for row_id, given in values.items()]

    def _present(
        self, table: TableEntry, wanted: dict[tuple[int, str], ReadCorrection]
    ) -> dict[tuple[int, str], tuple[str | None, bool]]:
        """The present text of each cell, and whether the new value is the same."""
        found: dict[tuple[int, str], tuple[str | None, bool]] = {}
        relation, columns = self.world.source.relation(table.id), self.world.source.columns(table.id)
        for field_id in dict.fromkeys(name for _, name in wanted):
            rows = [(row_id, one.value) for (row_id, name), one in wanted.items() if name == field_id]
            column = quote_name(field_id) if field_id in columns else "NULL"
            kind = sql_type(table.field(field_id))
            for row_id, text, same, flags in self.world.engine.rows(
                f"SELECT row_id, CAST({column} AS VARCHAR), {column} IS NOT DISTINCT FROM CAST(value AS {kind}), "
                "_flags "
                "FROM (SELECT unnest($1) AS row_id, unnest(CAST($2 AS VARCHAR[])) AS value) "
                f"JOIN {relation} USING (row_id)",
                [[row[0] for row in rows], [row[1] for row in rows]],
            ):
                spoiled = any(f",{mark}{field_id}," in (flags or "") for mark in "*?!-")
                found[row_id, field_id] = (text, bool(same) and not spoiled)
        return found


def _shown(entry: FieldEntry | None, value: str | None) -> str | None:
    return None if entry is None else shown_value(entry, value)
