"""Big tables are scanned in shares, so that what is joined to a share fits into memory.

Nearly all that is told of a customer hangs on the customer's own number: of such members, too, only the share's are
read. Everything else is joined whole to each share.
"""

from __future__ import annotations

from dataclasses import dataclass

from census_app.archive.columns import quote_name, sql_type
from census_app.dictionary.model import TableEntry

ROWS_AT_ONCE = 200_000
VARIABLE = "census_share"


@dataclass
class Shares:
    """How a table is divided: by the hash of its one key field. `used` once something is read in shares for it."""

    table: TableEntry
    number: int
    used: bool = False

    @staticmethod
    def of(table: TableEntry, rows: int) -> Shares | None:
        """The shares of a table with so many rows; None when it is scanned at once."""
        number = rows // ROWS_AT_ONCE + 1
        return Shares(table, number) if number > 1 and len(table.key) == 1 else None

    @property
    def own(self) -> str | None:
        """SQL of the table's rows in the current share; None when nothing is read in shares."""
        return self._mine(self.table.key[0]) if self.used else None

    def joined(self, target: TableEntry, fields: tuple[tuple[str, str], ...]) -> str | None:
        """SQL of the rows of `target` that can meet rows of the share by these (own, target's) fields; None: any."""
        for own, theirs in fields:
            same = own == self.table.key[0] and sql_type(self.table.field(own)) == sql_type(target.field(theirs))
            if same:
                self.used = True
                return self._mine(theirs)
        return None

    def _mine(self, field_id: str) -> str:
        return f"hash({quote_name(field_id)}) % {self.number} = getvariable('{VARIABLE}')"
