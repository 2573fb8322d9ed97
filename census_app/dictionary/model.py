"""What the dictionary's files may say, checked by pydantic; frozen once loaded.

One file per table in `resources/dictionary/tables/`, code lists in `resources/dictionary/code_lists/`,
`categories.yaml` for the 13 process categories. Ids are the stable English names used in files,
JSON and the database; `rule_name` is what rules and people write.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """Base of all dictionary entries: unknown keys are refused, values cannot change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldType(StrEnum):
    """How a cell is typed. `text` holds identifiers too: they are never numbers."""

    TEXT = "text"
    CODE = "code"
    INTEGER = "int"
    NUMBER = "number"
    COORDINATE = "coordinate"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "bool"


class PersonalData(StrEnum):
    """Sensitivity of a field under the personal information law's two grades."""

    NONE = "none"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class TableKind(StrEnum):
    """Where a table's rows come from."""

    ARCHIVE = "archive"
    THEME = "theme"
    REFERENCE = "reference"
    DERIVED = "derived"


class Cardinality(StrEnum):
    """How many target rows one source row may meet."""

    ONE = "one"
    MANY = "many"


class LinkFinds(StrEnum):
    """What a link relation leads to: linked rows, rows vetoed for one reason, or the group a record is linked into."""

    LINKED = "linked"
    SAME_ADDRESS_OTHER_NAME = "same_address_other_name"
    SAME_NAME_OTHER_IDENTIFIER = "same_name_other_identifier"
    OTHER_BRANCH = "other_branch"
    GROUP = "group"


class Implied(Frozen):
    """What a date says of a field whose own value is missing: a date of `by` in `first`–`last` means `value`.

    The bounds keep out the dates systems write where there is none (1900-01-01, 2099-12-31).
    """

    by: str
    value: str
    first: date
    last: date


class ImpliedByBlank(Frozen):
    """What another field of the row says of a whole number whose own cell has no value, by being blank or not.

    Nothing where that field is itself unknown.
    """

    by: str
    blank: str
    filled: str


class AloneMeans(Frozen):
    """Which field of the table a column called by this field's names is, where the file has no column of that one and
    none of the fields it is told apart from (`without`)."""

    field: str
    without: tuple[str, ...] = ()


class FieldEntry(Frozen):
    """One column of a table.

    `scale` is the number of decimals of the stored DECIMAL (numbers only).
    `identifier` marks text that must never pass through a number (account and asset numbers, ids, phones).
    `aliases` resolve file headers only, never rules.
    `implied` tells rules the value where the cell has none; the archive keeps the cell as it was delivered.
    `implied_by_blank` does so for a whole number, by whether another field of the row is blank.
    `alone` says what a column of its names is in a file that tells less apart.
    `undelivered` tells rules the whole number where the file has no such column; an empty cell of a column that is
    there stays empty.
    """

    id: str
    zh: str
    rule_name: str
    aliases: tuple[str, ...] = ()
    type: FieldType = FieldType.TEXT
    identifier: bool = False
    scale: int | None = None
    unit: str | None = None
    code_list: str | None = None
    personal: PersonalData = PersonalData.NONE
    census_item: bool = False
    category: int | None = None
    core: bool = False
    basic: bool = False
    onsite: bool = False
    implied: Implied | None = None
    implied_by_blank: ImpliedByBlank | None = None
    undelivered: str | None = None
    alone: AloneMeans | None = None


class RelationEntry(Frozen):
    """A named way from a row to rows of another table: equal `fields` (local, remote) pairs.

    Or, with `link` (a source of the link set) in place of `fields`, to the rows of `target` that the matcher found.
    Once loaded it leads to a derived table of the relation's own name, which stands for those rows.
    """

    name: str
    en: str
    target: str
    fields: tuple[tuple[str, str], ...] = ()
    cardinality: Cardinality
    link: str = ""
    finds: LinkFinds = LinkFinds.LINKED


class LatestDerivation(Frozen):
    """One row per `by`: the row of `source` with the greatest `order` (ties: the last source row).

    Rows whose field is known to be one of the labels of `without` stand aside: a household with its own generation has
    a contract of supply and one of sale, and the later one of sale says nothing about the supply.
    """

    source: str
    by: tuple[str, ...]
    order: tuple[str, ...]
    without: dict[str, tuple[str, ...]] = {}

    @property
    def fields(self) -> tuple[str, ...]:
        """The source fields that decide which row stands for a subject."""
        return (*self.by, *self.order, *self.without)


class PeriodDerivation(Frozen):
    """Monthly series of `source`, summed per (`by`, `period`).

    `index` counts 1, 2, 3 … back from the last *complete* period of the snapshot; months a subject
    lacks between its first and the last complete period exist with null values (missing = unknown).
    `sums` are added up over the source rows of a month, `firsts` keep the single value when all agree.
    """

    source: str
    by: tuple[str, ...]
    period: str
    index: str
    sums: tuple[str, ...] = ()
    firsts: tuple[str, ...] = ()


class LinkDerivation(Frozen):
    """Rows of `target` that link-set source `link` finds for rows of `table`, one per pair; made from a relation."""

    link: str
    table: str
    target: str
    finds: LinkFinds


class TableEntry(Frozen):
    """One table: its grain, key, columns, relations and the ways to the unit responsible for a row.

    `unit_path`: alternatives tried in order; each is a chain of relation names ending in a field id,
    e.g. `[["org_no"]]` or `[["用户", "org_no"], ["台区", "org_no"]]`.
    `customer_path` leads to the customer's number in the same way (empty when there is none).
    `key_may_lack`: files may come without the key, their rows are then told apart by their place.
    """

    id: str
    zh: str
    rule_name: str
    aliases: tuple[str, ...] = ()
    kind: TableKind = TableKind.ARCHIVE
    grain: str = ""
    key: tuple[str, ...] = ()
    key_may_lack: bool = False
    unit_path: tuple[tuple[str, ...], ...] = ()
    customer_path: tuple[tuple[str, ...], ...] = ()
    period_field: str | None = None
    latest: LatestDerivation | None = None
    periods: PeriodDerivation | None = None
    linked: LinkDerivation | None = None
    fields: tuple[FieldEntry, ...] = ()
    relations: tuple[RelationEntry, ...] = ()

    @property
    def needed_key(self) -> tuple[str, ...]:
        """The key fields a row cannot do without."""
        return () if self.key_may_lack else self.key

    def field(self, field_id: str) -> FieldEntry:
        """The field with this id; `KeyError` when there is none."""
        return self._by_id()[field_id]

    def has_field(self, field_id: str) -> bool:
        """Whether the table has a field with this id."""
        return field_id in self._by_id()

    def _by_id(self) -> dict[str, FieldEntry]:
        cached = self.__dict__.get("_fields_by_id")
        if cached is None:
            cached = {entry.id: entry for entry in self.fields}
            self.__dict__["_fields_by_id"] = cached
        return cached


class CodeEntry(Frozen):
    """One value of a code list: `label` is stored and shown; `code` (may be empty) and `aliases` resolve to it."""

    code: str = ""
    label: str
    aliases: tuple[str, ...] = ()


class CodeList(Frozen):
    """Named values. An `open` list accepts any text (its full content comes from a reference table).

    `exact_codes` lists take codes only as written: systems disagree on what `8` or `1` stands for there,
    so a code that lost its leading zeros is not guessed.
    `codes_like_labels` lists have codes that are also labels of others (`1` is class 1 and the code of 0.2S): the
    whole column tells which is meant. Where nothing in it does they are `labels`, or `unknown`.
    """

    id: str
    zh: str
    open: bool = False
    exact_codes: bool = False
    codes_like_labels: Literal["", "labels", "unknown"] = ""
    source: str = ""
    values: tuple[CodeEntry, ...] = ()


class Category(Frozen):
    """One of the 13 process categories the census items are counted in."""

    id: int
    code: str = ""
    zh: str
    census_items: int


class Dictionary(Frozen):
    """Everything above, cross-checked by `census_app.dictionary.loader`."""

    version: str
    categories: tuple[Category, ...]
    tables: dict[str, TableEntry] = Field(default_factory=dict)
    code_lists: dict[str, CodeList] = Field(default_factory=dict)

    def table(self, table_id: str) -> TableEntry:
        """The table with this id; `KeyError` when there is none."""
        return self.tables[table_id]
