"""Big tables are scanned in shares, so that what is joined to a share fits into memory.

Nearly all that is told of a customer hangs on the customer's own number: of such members, too, only the share's are
read. Everything else is joined whole to each share.

A share is a range of numbers, not a remainder of their hashes: a range is compared while Parquet is read, so of the
other shares' rows nothing but the number is decoded, and of files in the order of their customers whole row groups are
passed over (measured: six shares by hash read thirteen million bills six times, two thirds of a check's CPU).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from census_app.archive.columns import quote_name, quote_text, sql_type
from census_app.checking.engine import Engine
from census_app.dictionary.model import TableEntry

ROWS_AT_ONCE = 200_000
_FROM, _UNTIL = "census_from", "census_until"
_AFTER_ALL = "\U0010ffff" * 4
_SAMPLE = 1_000


@dataclass
class Shares:
    """How a table is divided: by ranges of its one key field. `used` once something is read in shares for it."""

    table: TableEntry
    rows: int
    used: bool = False

    @staticmethod
    def of(table: TableEntry, rows: int) -> Shares | None:
        """The shares of a table with so many rows; None when it is scanned at once."""
        divided = len(table.key) == 1 and sql_type(table.field(table.key[0])) == "VARCHAR"
        return Shares(table, rows) if divided and rows >= ROWS_AT_ONCE else None

    @property
    def own(self) -> str | None:
        """SQL of the table's rows in the current share; None when nothing is read in shares."""
        if not self.used:
            return None
        key = quote_name(self.table.key[0])
        # rows without a key belong to the first share, which begins with the empty text
        return f"({self._mine(key)} OR ({key} IS NULL AND getvariable('{_FROM}') = ''))"

    def joined(self, target: TableEntry, fields: tuple[tuple[str, str], ...]) -> str | None:
        """SQL of the rows of `target` that can meet rows of the share by these (own, target's) fields; None: any."""
        for own, theirs in fields:
            same = own == self.table.key[0] and sql_type(self.table.field(own)) == sql_type(target.field(theirs))
            if same:
                self.used = True
                return self._mine(quote_name(theirs))
        return None

    def each(self, engine: Engine, relation: str) -> Iterator[int]:
        """Numbers the shares, each set as the current one; `relation` holds the table's rows."""
        limits = ["", *self._limits(engine, relation), _AFTER_ALL]
        for number, (first, after) in enumerate(pairwise(limits)):
            engine.run(f"SET VARIABLE {_FROM} = {quote_text(first)}")
            engine.run(f"SET VARIABLE {_UNTIL} = {quote_text(after)}")
            yield number

    def _limits(self, engine: Engine, relation: str) -> list[str]:
        """Keys that cut the table into about equal parts, as a sample of its rows shows."""
        key, step = quote_name(self.table.key[0]), self.rows // _SAMPLE + 1
        sample = f"SELECT {key} FROM {relation} WHERE row_id % {step} = 0 AND {key} <> '' ORDER BY 1"
        keys = [key for (key,) in engine.rows(sample)]
        number = self.rows // ROWS_AT_ONCE + 1
        return sorted({keys[place * len(keys) // number] for place in range(1, number)}) if keys else []

    @staticmethod
    def _mine(key: str) -> str:
        return f"({key} >= getvariable('{_FROM}') AND {key} < getvariable('{_UNTIL}'))"
