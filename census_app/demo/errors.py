"""The catalogue of known errors (`resources/demo/errors/`): one entry per rule clause that can be provoked."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from census_app.foundation.resources import read_yaml, resource


class Companion(BaseModel):
    """Another rule that rightly accuses because of the same change; `key` is SQL over the chosen row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    table: str
    key: str


class KnownError(BaseModel):
    """One way to spoil one place of the clean county.

    `source` selects candidates as rows with `record_key` and, where they exist, `cons_no` (customer spoilt),
    `area` (area, line or estate spoilt), `wrong_org` (unit whose export holds the spoilt row), `together` and `shared`
    (rows spoilt as a group of `members` that afterwards share the first one's value). `change` are the statements that
    spoil the rows in table `chosen`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    rule: str
    clause: str
    table: str
    what: str
    source: str = Field(alias="from")
    change: tuple[str, ...]
    key: str = "record_key"
    members: int = 1
    also: tuple[Companion, ...] = ()

    @property
    def name(self) -> str:
        """Identifies the entry in random draws."""
        return f"{self.rule}|{self.clause}|{self.what}"


def known_errors() -> tuple[KnownError, ...]:
    """All entries, in the order of their files."""
    entries: list[KnownError] = []
    for path in sorted(resource("demo/errors").glob("*.yaml")):
        entries += [KnownError.model_validate(entry) for entry in read_yaml(path)]
    return tuple(entries)
