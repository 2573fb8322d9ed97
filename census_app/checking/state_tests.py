"""Tests of the state columns of a scan, and choices between them: SQL for the engine, numbers where few rows are left.

Rows that agree in every state column are one: a hundred thousand customers are some thousand. Telling the verdicts of
so few in numbers costs next to nothing; planning the SQL of two hundred verdicts costs a fifth of a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy.typing

    Column = numpy.typing.NDArray[Any]
    States = Mapping[str, Column]
    """State column → its values, masked where they are null."""


@dataclass(frozen=True)
class Bits:
    """Some bits of a state column, as a number."""

    column: str
    place: int
    mask: int

    @property
    def sql(self) -> str:
        """As SQL."""
        return f"(({self.column} >> {self.place}) & {self.mask})"

    def of(self, states: States) -> Column:
        """Of every row; masked where the column is."""
        return (states[self.column] >> self.place) & self.mask


@dataclass(frozen=True)
class Same:
    """A number that is the same on every row."""

    number: int

    @property
    def sql(self) -> str:
        """As SQL."""
        return str(self.number)

    def of(self, states: States) -> int:
        """The number."""
        return self.number


@dataclass(frozen=True)
class Is:
    """What is compared is known and has this value, or has another one."""

    compared: Bits | Same | Choice
    value: int
    other: bool = False

    @property
    def sql(self) -> str:
        """As SQL boolean."""
        return f"{self.compared.sql} {'<>' if self.other else '='} {self.value}"

    def of(self, states: States) -> Column:
        """On which rows it holds."""
        import numpy

        found = self.compared.of(states)
        holds: Column = numpy.ma.filled(found != self.value if self.other else found == self.value, False)
        return holds


@dataclass(frozen=True)
class Every:
    """Every test holds."""

    tests: tuple[Test, ...]

    @property
    def sql(self) -> str:
        """As SQL boolean."""
        return f"({' AND '.join(test.sql for test in self.tests)})"

    def of(self, states: States) -> Column:
        """On which rows all hold."""
        return reduce(and_, (test.of(states) for test in self.tests))


@dataclass(frozen=True)
class Some:
    """Some test holds."""

    tests: tuple[Test, ...]

    @property
    def sql(self) -> str:
        """As SQL boolean."""
        return f"({' OR '.join(test.sql for test in self.tests)})"

    def of(self, states: States) -> Column:
        """On which rows one holds."""
        return reduce(or_, (test.of(states) for test in self.tests))


Test = Is | Every | Some


@dataclass(frozen=True)
class Branch:
    """Where the test holds: `base` and `more` together."""

    test: Test
    base: int
    more: Bits | Same = Same(0)

    @property
    def sql(self) -> str:
        """As a branch of CASE."""
        number = str(self.base) if self.more == Same(0) else f"{self.base} + {self.more.sql}"
        return f"WHEN {self.test.sql} THEN {number}"


@dataclass(frozen=True)
class Choice:
    """The number of the first branch whose test holds, else 0."""

    branches: tuple[Branch, ...]

    @property
    def sql(self) -> str:
        """As SQL."""
        return f"CASE {' '.join(branch.sql for branch in self.branches)} ELSE 0 END"

    def of(self, states: States) -> Column:
        """Of every row."""
        import numpy

        found: Column = numpy.zeros(len(next(iter(states.values()))), numpy.int64)
        for branch in reversed(self.branches):
            found = numpy.where(branch.test.of(states), branch.base + branch.more.of(states), found)
        return found
