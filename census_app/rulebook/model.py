"""What a pack's YAML may say, checked by pydantic. Expressions stay text here; `resolve` makes trees of them."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator, model_validator

from census_app.rulebook.versions import read_version
from census_app.rulebook.yaml_files.strict import Document, Place

MAX_TEXT = 5_000
MAX_ITEMS = 60
MAX_CLAUSES = 60
MAX_CASES = 300
MAX_WORDS = 5_000
MAX_NUMBER = 100_000
_PACK_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Entry(BaseModel):
    """Base of all pack entries: unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Severity(StrEnum):
    """紧急 / 重要 / 一般."""

    URGENT = "urgent"
    IMPORTANT = "important"
    NORMAL = "normal"


class Status(StrEnum):
    """Only published rules run in official runs."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Closes(StrEnum):
    """How a problem of the rule may end: by proof in later data, or by an accepted explanation (events)."""

    PROOF = "proof"
    EXPLANATION = "explanation"


class Verdict(StrEnum):
    """What a rule says of one record."""

    WRONG = "wrong"
    RIGHT = "right"
    OUT_OF_SCOPE = "out_of_scope"
    CANNOT_JUDGE = "cannot_judge"
    ERROR = "error"


class LinkState(StrEnum):
    """What a case says of a link relation: linked with the target's rows, a candidate in review, or nobody found."""

    LINKED = "linked"
    REVIEW = "review"
    NONE = "none"


class Text(Entry):
    """Bilingual text, Chinese first."""

    zh: str = Field(max_length=MAX_TEXT)
    en: str = Field(default="", max_length=MAX_TEXT)


class Clause(Entry):
    """One way a record can be wrong: its own bit, message, accused fields and severity."""

    id: str
    when: str
    accuses: tuple[str, ...] = Field(default=(), max_length=MAX_ITEMS)
    severity: Severity | None = None
    says: Text


class DatedValue(Entry):
    """A parameter value in force from `since` on (inclusive, ISO date)."""

    since: str
    value: Any


class Parameter(Entry):
    """A named constant of a rule: scalar, list or map; `dated` values override `value` from their date on.

    `at` names the record's date field that picks the dated value. `confirm: 待核` marks what a person must check.
    `type` (text, number, date, boolean) settles what the value's spelling leaves open, e.g. codes such as 01.
    """

    value: Any
    type: str = ""
    unit: str = ""
    dated: tuple[DatedValue, ...] = Field(default=(), max_length=MAX_ITEMS)
    at: str | None = None
    locked: bool = False
    confirm: str = ""
    note: str = ""


class GroupKind(Entry):
    """`group: {by: […], grain: each | one, wrong: …}`: rows that share the `by` values are judged together.

    With clauses beside it the group is one more clause and needs an `id`.
    """

    id: str = ""
    by: tuple[str, ...] = Field(max_length=MAX_ITEMS)
    grain: str = "each"
    wrong: str


class SummaryKind(Entry):
    """One finding per group of accused records (e.g. per 台区) with the members attached."""

    by: tuple[str, ...] = Field(max_length=MAX_ITEMS)
    least: int = Field(default=1, le=MAX_NUMBER)


class SourceNote(Entry):
    """Where the rule comes from: document and clause."""

    kind: str
    cite: tuple[str, ...] = ()


class Case(Entry):
    """A worked example: what differs from the pack's baseline, and the verdict it must give.

    `record` patches the accused table's baseline row; `related` gives rows of other tables (each patched
    onto that table's baseline); an empty list means there are none. `absent` names tables or columns that
    count as not imported, `masked`/`unreadable` fields of the record with that defect. `links` says what comparing came
    to, by link relation (of another table: `用电客户.公安比对`); the linked rows are those of the target table (row by
    row where there is at most one), in the record's own table the peers. Relations not named were not compared.
    """

    expect: Verdict
    clauses: tuple[str, ...] = ()
    name: str = ""
    as_of: str | None = None
    params: dict[str, Any] = Field(default_factory=dict)
    absent: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    record: dict[str, Any] = Field(default_factory=dict)
    related: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)
    peers: list[dict[str, Any]] = Field(default_factory=list)
    links: dict[str, LinkState] = Field(default_factory=dict)


class Rule(Entry):
    """One rule; one of `wrong`, `unique`, `group` says what is wrong, or `group` and `wrong` together; `summary`
    changes the grain. `accuses` and `says` are of the group (of all clauses when there is none)."""

    id: str
    version: int = Field(ge=1, le=MAX_NUMBER)
    title: Text
    short: str = ""
    category: str
    severity: Severity
    status: Status = Status.PUBLISHED
    table: str
    closes: Closes = Closes.PROOF
    occurred: str | None = None
    scope: str = "true"
    wrong: tuple[Clause, ...] = Field(default=(), max_length=MAX_CLAUSES)
    unique: tuple[str, ...] = Field(default=(), max_length=MAX_ITEMS)
    group: GroupKind | None = None
    summary: SummaryKind | None = None
    accuses: tuple[str, ...] = Field(default=(), max_length=MAX_ITEMS)
    says: Text | None = None
    shows: tuple[str, ...] = Field(default=(), max_length=MAX_ITEMS)
    params: dict[str, Parameter] = Field(default_factory=dict, max_length=MAX_ITEMS)
    remedy: Text
    source: SourceNote
    requires: tuple[str, ...] = Field(default=(), max_length=MAX_ITEMS)
    replaces: tuple[str, ...] = Field(default=(), max_length=MAX_ITEMS)
    due_days: int | None = Field(default=None, ge=0, le=MAX_NUMBER)
    locked: bool = False
    note: str = ""
    cases: tuple[Case, ...] = Field(default=(), max_length=MAX_CASES)


class Identity(Entry):
    """What `pack.yaml` says of every kind of pack: who issues what, in which version, from when to when.

    `dictionary` is the version of the data dictionary it is written for. Dates are ISO, both inclusive.
    """

    id: str
    title: Text
    version: str
    issuer: str
    dictionary: str
    effective_from: str
    effective_to: str | None = None

    @field_validator("id")
    @classmethod
    def _named(cls, text: str) -> str:
        if not _PACK_ID.fullmatch(text):
            raise ValueError("包的编号用小写字母、数字和 -，例如 census-112，不超过 64 个字符")
        return text

    @field_validator("version")
    @classmethod
    def _versioned(cls, text: str) -> str:
        return str(read_version(text))

    @field_validator("effective_from", "effective_to")
    @classmethod
    def _dated(cls, text: str | None) -> str | None:
        return text if text is None else read_day(text).isoformat()

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError(f"effective_to {self.effective_to} 早于 effective_from {self.effective_from}")
        return self


class PackManifest(Identity):
    """`pack.yaml` of a base pack; `locked_words` are word lists no override may change."""

    due_days: dict[Severity, Annotated[int, Field(ge=0, le=MAX_NUMBER)]]
    word_lists: dict[str, Annotated[tuple[str, ...], Field(max_length=MAX_WORDS)]] = Field(
        default_factory=dict, max_length=MAX_ITEMS
    )
    locked_words: tuple[str, ...] = ()
    changelog: tuple[str, ...] = ()


class OverrideLevel(StrEnum):
    """Whose override it is: 省 / 市 / 县; the lower level has the last word where nothing is locked."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class AppliedOverride(Entry):
    """One thing an override changed, for bulletins: `what` is `params.容差`, `severity[不符]`, `status` …

    `old` and `new` are as packs spell them: a value, or `{value, dated}` for parameters with dated values.
    """

    level: OverrideLevel
    pack: str
    version: str
    rule: str
    what: str
    old: Any
    new: Any
    unit: str = ""
    reason: str


def read_day(text: str) -> date:
    """An ISO date; raises `ValueError` in words."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"“{text[:40]}”不是日期，写作 2026-01-01")


class Pack(Entry):
    """A manifest, its rules, the baseline records of its cases; `fingerprint` is of the resolved content.

    `overridden` says what override packs changed, in the order they did; empty for a base pack as issued.
    """

    manifest: PackManifest
    rules: tuple[Rule, ...]
    baseline: dict[str, dict[str, Any]] = Field(default_factory=dict)
    fingerprint: str = ""
    overridden: tuple[AppliedOverride, ...] = ()
    _documents: dict[str, tuple[Document, tuple[str | int, ...]]] = PrivateAttr(default_factory=dict)
    _baseline_document: Document | None = PrivateAttr(default=None)

    def locate(self, rule_id: str, path: tuple[str | int, ...], value: str = "", offset: int = 0) -> Place:
        """Where in the pack's files a part of a rule stands (`""`: of the manifest); line 0 when it has no files."""
        if rule_id not in self._documents:
            return Place("", 0, 0)
        document, root = self._documents[rule_id]
        place = document.place(root + path)
        if not value or place.end <= place.start:
            return place
        line, column = place.locate(document.source, value, offset)
        return Place(place.file, line, column, place.start, place.end)

    def locate_baseline(self, table: str, field: str = "") -> Place:
        """Where the clean record of a table (or one of its fields) stands; line 0 when it has no file."""
        if self._baseline_document is None:
            return Place("", 0, 0)
        return self._baseline_document.place((table, field) if field else (table,))

    def rule(self, rule_id: str) -> Rule:
        """The rule with this id; `KeyError` when there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)
