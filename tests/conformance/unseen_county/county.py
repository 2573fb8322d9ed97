"""The county as tables of rows (field id → value), with the ways in that the makers and the injectors need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from random import Random
from typing import Any

from .people import People
from .style import Style

Row = dict[str, Any]


class County:
    """All tables of one county; `kind` says what each customer was made as."""

    def __init__(self, style: Style, seed: int) -> None:
        self.style = style
        self.as_of = style.as_of
        self.random = Random(f"{style.name}-{seed}")
        self.people = People(self.random, style.region)
        self.tables: dict[str, list[Row]] = defaultdict(list)
        self.kind: dict[str, str] = {}
        self._by_customer: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        self._counters: dict[str, int] = defaultdict(int)
        self._taken: set[str] = set()

    def add(self, table: str, **fields: Any) -> Row:
        """Append a row; None means an empty cell."""
        self.tables[table].append(fields)
        if fields.get("cons_no"):
            self._by_customer[table][fields["cons_no"]].append(fields)
        return fields

    def remove(self, table: str, row: Row) -> None:
        self.tables[table] = [other for other in self.tables[table] if other is not row]
        if row.get("cons_no"):
            mine = self._by_customer[table]
            mine[row["cons_no"]] = [other for other in mine[row["cons_no"]] if other is not row]

    def of(self, table: str, customer: Row | str) -> list[Row]:
        """The rows of a table that belong to a customer, in the order they were made."""
        number = customer if isinstance(customer, str) else customer["cons_no"]
        return self._by_customer[table].get(number, [])

    def number(self, series: str, width: int = 4) -> str:
        self._counters[series] += 1
        return f"{self._counters[series]:0{width}d}"

    def days_ago(self, days: int) -> date:
        return self.as_of - timedelta(days=days)

    def find(self, table: str, **fields: Any) -> Row:
        """The first row whose fields have these values."""
        return next(row for row in self.tables[table] if all(row.get(name) == value for name, value in fields.items()))

    def take(self, *kinds: str, where: Callable[[Row], bool] | None = None) -> Row:
        """A customer of one of these kinds that no injector had before, so that errors do not meet."""
        for row in self.tables["customer"]:
            number = row["cons_no"]
            if number not in self._taken and self.kind.get(number) in kinds and (where is None or where(row)):
                self._taken.add(number)
                return row
        raise LookupError(f"county {self.style.name} has no untouched customer of kind {kinds}")

    def take_row(self, table: str, where: Callable[[Row], bool] | None = None) -> Row:
        """A row of a table without customers (areas, feeders, halls) that no injector had before."""
        for row in self.tables[table]:
            mark = f"{table}:{id(row)}"
            if mark not in self._taken and (where is None or where(row)):
                self._taken.add(mark)
                return row
        raise LookupError(f"county {self.style.name} has no untouched row in {table}")

    def copy(self) -> County:
        """An independent copy: errors put into it leave this one clean."""
        return deepcopy(self)
