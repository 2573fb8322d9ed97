"""The customer's rows in every table that leads to a customer, and the 台区, 线路 and 变电站 it hangs on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_name, quote_text
from census_app.checking.compiling.keys import NO_KEY
from census_app.checking.rehearsal.corrections import shown_value
from census_app.dictionary.model import FieldEntry, PersonalData, TableEntry, TableKind
from census_app.workspace.customers.model import Cell, CellState, Record, TableRecords

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary

CUSTOMER = "customer"
MOST_RECORDS = 36
_UPWARD = (("distribution_transformer", "tg_no"), ("feeder", "line_no"), ("substation", "subs_no"))
_KINDS = (TableKind.ARCHIVE, TableKind.THEME)
_STATES = {"*": CellState.MASKED, "!": CellState.UNREADABLE, "-": CellState.NOT_IMPORTED}


class RecordReader:
    """Reads the records of one customer from one snapshot; `clear` leaves personal values as they are."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, dictionary: Dictionary, *, clear: bool
    ) -> None:
        self._connection, self._snapshot, self._dictionary = connection, snapshot, dictionary
        self._clear = clear

    def of_customer(self, customer: str, only: Collection[str] | None = None) -> list[TableRecords]:
        """The customer's own row first, then every table (or `only` some) with its records, then what it hangs on."""
        own = self._table(CUSTOMER, f"cons_no = {quote_text(customer)}")
        found = [own]
        for table in self._dictionary.tables.values():
            if table.id == CUSTOMER or table.kind not in _KINDS or not table.customer_path:
                continue
            if only is not None and table.id not in only:
                continue
            if condition := self._leads(table, customer):
                found.append(self._table(table.id, condition))
        return [*found, *self._upward(own)]

    def of_record(self, table: str, key: str) -> Record | None:
        """One record by its key; None when the snapshot has none."""
        entry = self._dictionary.tables[table]
        found = self._read(entry, f"{self._key(entry)} = {quote_text(key)}", 1)
        return found[0] if found else None

    def _upward(self, own: TableRecords) -> Iterator[TableRecords]:
        key = own.records[0].value("tg_no") if own.records else ""
        line = own.records[0].value("line_no") if own.records else ""
        for table, field in _UPWARD:
            if table == "feeder":
                key = key or line
            found = self._table(table, f"{field} = {quote_text(key)}") if key else self._nothing(table)
            yield found
            following = {"distribution_transformer": "line_no", "feeder": "subs_no"}.get(table, "")
            key = found.records[0].value(following) if found.records and following else ""

    def _leads(self, table: TableEntry, customer: str) -> str:
        """SQL: the rows whose way to a customer ends at this one; the first way whose columns are there counts too."""
        parts = []
        for path in table.customer_path:
            if len(path) == 1 and self._has(table.id, path[0]):
                parts.append(f"{quote_name(path[0])} = {quote_text(customer)}")
            elif len(path) == 2:
                relation = next((one for one in table.relations if one.name == path[0]), None)
                if relation is None or not relation.fields or not self._has(relation.target, path[1]):
                    continue
                target = self._dictionary.tables[relation.target]
                here, there = relation.fields[0]
                if self._has(table.id, here):
                    sql = self._snapshot.table_sql(target, [there, path[1]])
                    parts.append(
                        f"{quote_name(here)} IN (SELECT {quote_name(there)} FROM ({sql}) "
                        f"WHERE {quote_name(path[1])} = {quote_text(customer)})"
                    )
        return " OR ".join(parts)

    def _has(self, table: str, field: str) -> bool:
        return any(field in part.fields for part in self._snapshot.table_parts(table))

    def _table(self, table: str, condition: str) -> TableRecords:
        entry = self._dictionary.tables[table]
        if not self._snapshot.table_parts(table):
            return self._nothing(table)
        sql = self._snapshot.table_sql(entry)
        count = self._connection.execute(f"SELECT count(*) FROM ({sql}) WHERE {condition}").fetchone()
        return TableRecords(
            table, entry.rule_name, int(count[0]) if count else 0, tuple(self._read(entry, condition, MOST_RECORDS))
        )

    def _nothing(self, table: str) -> TableRecords:
        covered = bool(self._snapshot.table_parts(table))
        return TableRecords(table, self._dictionary.tables[table].rule_name, 0, (), covered)

    def _read(self, entry: TableEntry, condition: str, most: int) -> list[Record]:
        sql = self._snapshot.table_sql(entry)
        texts = ", ".join(f"CAST({quote_name(field.id)} AS VARCHAR)" for field in entry.fields)
        latest = f"{quote_name(entry.period_field)} DESC, " if entry.period_field else ""
        rows = self._connection.execute(
            f"SELECT {self._key(entry)}, _source_file, _source_row, "
            f"_flags, {texts} FROM ({sql}) WHERE {condition} ORDER BY {latest}row_id LIMIT {int(most)}"
        ).fetchall()
        return [
            Record(
                key or "",
                tuple(
                    self._cell(field, text, _state(flags, field.id, text))
                    for field, text in zip(entry.fields, values, strict=True)
                ),
                file or "",
                row,
            )
            for key, file, row, flags, *values in rows
        ]

    def _key(self, entry: TableEntry) -> str:
        """The record key as findings spell it."""
        fields = [field for field in entry.key if self._has(entry.id, field)]
        texts = [f"coalesce(CAST({quote_name(field)} AS VARCHAR), '')" for field in fields]
        escaped = [f"replace(replace({text}, '\\', '\\\\'), '|', '\\|')" for text in texts]
        return " || '|' || ".join(escaped) or f"'{NO_KEY}' || CAST(row_id AS VARCHAR)"

    def _cell(self, field: FieldEntry, text: str | None, state: CellState) -> Cell:
        value = text if self._clear else shown_value(field, text)
        if self._clear and field.personal is PersonalData.NONE:
            value = shown_value(field, text)
        personal = field.personal is not PersonalData.NONE
        return Cell(field.id, field.rule_name, value or "", state.value, personal, field.identifier)


def _state(flags: str | None, field: str, text: str | None) -> CellState:
    for token in (flags or "").split(","):
        if token[1:] == field and token[:1] in _STATES:
            return _STATES[token[0]]
    return CellState.EMPTY if text is None or text == "" else CellState.KNOWN
