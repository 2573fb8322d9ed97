"""What is tried out: fields of rows replaced, rows taken away, rows added."""

from __future__ import annotations

from dataclasses import dataclass

Values = dict[str, str | None]


@dataclass(frozen=True)
class RowChange:
    """Typed values for fields of one row; None empties the cell. A value's text is cast to the field's type."""

    table: str
    row_id: int
    values: Values


@dataclass(frozen=True)
class RowRemoval:
    """The row is not there any more."""

    table: str
    row_id: int


@dataclass(frozen=True)
class RowAddition:
    """A row that was not there, under an id no row has: typed values; fields it does not name are empty."""

    table: str
    row_id: int
    values: Values


Change = RowChange | RowRemoval | RowAddition


@dataclass(frozen=True)
class Changes:
    """All that one world tries out together; at most one change a row."""

    items: tuple[Change, ...] = ()

    def fields(self, table: str) -> set[str]:
        """The fields of the table that some change or addition gives a value."""
        return {
            name
            for item in self.items
            if item.table == table and not isinstance(item, RowRemoval)
            for name in item.values
        }


NOTHING = Changes()
