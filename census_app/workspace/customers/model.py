"""One customer as people look at it: records by table, the chain it hangs on, its problems, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class FoundCustomer:
    """A search hit: name and address masked, `by` what was recognised (`HitKind`), `hit` the value that matched."""

    customer: str
    name: str
    address: str
    unit_name: str
    by: str
    hit: str = ""
    problem_no: str = ""


class HitKind(StrEnum):
    """By what a customer was found."""

    CUSTOMER = "customer"
    PROBLEM = "problem"
    METER = "meter"
    NAME = "name"
    ADDRESS = "address"
    PHONE = "phone"


class CellState(StrEnum):
    """How a value stands; only `known` ones are what the archive says."""

    KNOWN = "known"
    EMPTY = "empty"
    NOT_IMPORTED = "not_imported"
    MASKED = "masked"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Cell:
    """One field of one record. `value` is as people may see it (masked where `personal`, unless asked for in clear)."""

    field: str
    name: str
    value: str
    state: str
    personal: bool = False
    identifier: bool = False


@dataclass(frozen=True)
class Record:
    """One row: its key as problems spell it, its cells in the dictionary's order, and where it came from."""

    key: str
    cells: tuple[Cell, ...]
    source_file: str
    source_row: int | None

    def value(self, name: str) -> str:
        """A cell's value; empty when the record has none."""
        return next((cell.value for cell in self.cells if cell.field == name and cell.state != CellState.EMPTY), "")


@dataclass(frozen=True)
class TableRecords:
    """The customer's records in one table; `count` may exceed the records read. `covered` is False when the snapshot
    has no such table, so that no record means nothing is known."""

    table: str
    name: str
    count: int
    records: tuple[Record, ...]
    covered: bool = True


@dataclass(frozen=True)
class ChainLink:
    """One station of 站-线-变-户-设备-计量点-表. `count` 0 with `covered`: there is none; without: nothing is known.

    `said` is why a problem accuses it, the title of its rule `rule`; both are empty when none does.
    """

    kind: str
    table: str
    title: str
    detail: str
    key: str = ""
    count: int = 0
    covered: bool = True
    said: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Happening:
    """Something that happened, newest first in a list: `when` a local day or moment, `kind` of act, `who`, and `what`
    it was about; of a problem that is its rule (also in `rule`) with its title, and its number (also in `number`)."""

    when: str
    kind: str
    who: str = ""
    what: str = ""
    rule: str = ""
    number: str = ""


@dataclass(frozen=True)
class CustomerSheet:
    """Everything about one customer. `in_snapshot` is False when the newest snapshot has no row of it any more;
    `last_seen` is then the newest data date that had one (ISO), "" where no readable snapshot has.

    `problems` are records of `problems.model.COLUMNS`, outstanding and grave first.
    """

    customer: str
    name: str
    unit_name: str
    data_date: str
    in_snapshot: bool
    status: str
    kind: str
    chain: tuple[ChainLink, ...]
    tables: tuple[TableRecords, ...]
    problems: tuple[dict[str, Any], ...]
    history: tuple[Happening, ...]
    clear: bool = False
    last_seen: str = ""

    def records(self, table: str) -> tuple[Record, ...]:
        """The records read of a table."""
        return next((one.records for one in self.tables if one.table == table), ())
