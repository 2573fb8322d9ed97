"""What a registry entry says about one function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from census_app.rulebook.expression import ValueType

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from census_app.dictionary.model import Dictionary

    Cells = npt.NDArray[np.uint8]
    Passed = npt.NDArray[np.bool_]


class Form(StrEnum):
    """What may stand at an argument's place."""

    VALUE = "value"  # any expression of the type
    FIELD = "field"  # a field, not a computed value
    RELATION = "relation"  # a to-one relation
    CONSTANT = "constant"  # a literal or a parameter without key
    WORDS = "words"  # a list parameter, or a literal


@dataclass(frozen=True)
class Argument:
    """One argument of a signature; `types` empty accepts every scalar."""

    name: str
    types: tuple[ValueType, ...] = ()
    form: Form = Form.VALUE
    optional: bool = False
    unit: str | None = None


@dataclass(frozen=True)
class Given:
    """An argument as compiled: its SQL, and its value when it is a constant (literal or unkeyed parameter).

    `type` is the argument's own, where the signature accepts several; None when nobody says.
    """

    sql: str
    constant: Any = None
    type: ValueType | None = None


@dataclass(frozen=True)
class CodeValue:
    """One row of the imported code table for a code set: code and label, valid between two dates (None: open)."""

    code: str
    label: str
    valid_from: date | None = None
    valid_to: date | None = None


WORKDAY_DIGITS = 6


@dataclass(frozen=True)
class Surroundings:
    """What functions may know beside their arguments.

    Names of DuckDB session variables (`SET VARIABLE`) that the engine prepares before it compiles:
    `workdays`: VARCHAR, the number of working days up to and including each day from `calendar_start` on, each in
    `WORKDAY_DIGITS` digits (a constant that DuckDB compares and copies whole wherever it stands: of a list of numbers
    that costs a hundred times more);
    `units`: MAP(VARCHAR, VARCHAR) unit code → chain of codes from the province down, `,`-joined with commas at
    both ends. None when the table is not there: the function is then unknown.
    `last_period` is the last complete bill month `YYYYMM`; `code_values` the imported code table by code list id.
    """

    dictionary: Dictionary
    as_of: date
    workdays: str | None = None
    calendar_start: date | None = None
    units: str | None = None
    last_period: str | None = None
    code_values: Mapping[str, tuple[CodeValue, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class FunctionCase:
    """An example that is also a test: arguments in Python values, None is unknown."""

    arguments: tuple[Any, ...]
    result: Any


Builder = Callable[[Sequence[Given], Surroundings], str]
Parts = Callable[[Sequence[Given]], Sequence[str]]


@dataclass(frozen=True)
class Screen:
    """A quick look at a whole column of texts, byte by byte in numpy: which of them raise no question at all.

    `passes` gets texts of exactly `length` bytes, one a row, and the as-of date; for what it lets pass the entry's
    `usual` answers (SQL of the argument, which never raises). It may doubt any text, and what it doubts, or is of
    another length, the function's `duckdb` judges: the meaning stands there alone, a screen only finds the texts that
    need not be asked.
    """

    length: int
    passes: Callable[[Cells, date], Passed]


@dataclass(frozen=True)
class FunctionEntry:
    """One function of the language.

    `result` None means the type of the first argument; `unit` "same" means its unit. `scale` is the number of
    decimals of an exact numeric result (None: that of the arguments).
    `duckdb` builds the SQL; entries with `engine` True have none, the engine compiles them itself
    (they read flags, relations or other rows). Over big tables `usual` gives the SQL for first arguments that
    `screen` lets pass. `needs_raw` are argument positions that see masked and unlisted text instead of unknown.
    `total` functions never raise, whatever they are given; `parts` is the SQL within theirs that others ask for, too,
    of the same arguments, and that never raises either. `null_aware` functions answer for null arguments themselves;
    all others are null when an argument is.
    """

    id: str
    names: tuple[str, ...]
    arguments: tuple[Argument, ...]
    result: ValueType | None
    nulls: str
    doc: str
    doc_en: str = ""
    duckdb: Builder | None = None
    engine: bool = False
    unit: str | None = None
    scale: int | None = None
    repeats: bool = False
    needs_raw: frozenset[int] = frozenset()
    null_aware: bool = False
    screen: Screen | None = None
    usual: Builder | None = None
    total: bool = False
    parts: Parts | None = None
    cases: tuple[FunctionCase, ...] = field(default=())

    @property
    def signature(self) -> str:
        """`名称含(值, :词表)` as shown in help and in errors; `今日` for functions without arguments."""
        if not self.arguments:
            return self.names[0]
        shown = [f"[{one.name}]" if one.optional else one.name for one in self.arguments]
        return f"{self.names[0]}({', '.join(shown)}{', …' if self.repeats else ''})"

    @property
    def least(self) -> int:
        """How many arguments must be given."""
        return sum(not one.optional for one in self.arguments)

    @property
    def most(self) -> int:
        """How many arguments may be given."""
        return MAX_ARGUMENTS if self.repeats else len(self.arguments)

    def argument(self, index: int) -> Argument:
        """The declaration that the argument at `index` answers to."""
        return self.arguments[min(index, len(self.arguments) - 1)]


MAX_ARGUMENTS = 20
TEXT = (ValueType.TEXT,)
NUMBER = (ValueType.NUMBER,)
DATE = (ValueType.DATE, ValueType.DATETIME)
BOOLEAN = (ValueType.BOOLEAN,)


def case(*arguments: Any, gives: Any) -> FunctionCase:
    """An example: `case("张*", gives=True)`."""
    return FunctionCase(arguments, gives)
