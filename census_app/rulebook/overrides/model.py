"""What an override pack may say. Expressions, texts and tables are not among it: they stay the issuer's."""

from __future__ import annotations

from typing import Any

from pydantic import Field, PrivateAttr, field_validator

from census_app.rulebook.model import DatedValue, Entry, Identity, OverrideLevel, Severity, Status
from census_app.rulebook.versions import read_range
from census_app.rulebook.yaml_files.strict import Document


class WordsOverride(Entry):
    """Words a level adds to a word list of the base pack, or takes from it; `locked` binds the levels below."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    locked: bool = False
    reason: str = Field(min_length=1)


class OverrideManifest(Identity):
    """`pack.yaml` of an override pack: which base pack (`overrides`, versions `base_version`) it changes."""

    overrides: str
    base_version: str = ""
    level: OverrideLevel
    word_lists: dict[str, WordsOverride] = Field(default_factory=dict)
    changelog: tuple[str, ...] = ()

    @field_validator("base_version")
    @classmethod
    def _ranged(cls, text: str) -> str:
        read_range(text)
        return text


class ParameterOverride(Entry):
    """A parameter's new value.

    `value` alone replaces the value of all times. `dated` alone keeps the base's values of the days before its
    first date. `unit`, where given, must be the base's: a value in another unit is a slip.
    """

    value: Any = None
    dated: tuple[DatedValue, ...] = ()
    unit: str = ""
    locked: bool = False


class RuleOverride(Entry):
    """What changes of one rule, and why.

    `severity` is by clause id, `""` for the rule's own. `locked` keeps the levels below from changing the rule.
    """

    rule: str
    params: dict[str, ParameterOverride] = Field(default_factory=dict)
    severity: dict[str, Severity] = Field(default_factory=dict)
    status: Status | None = None
    locked: bool = False
    reason: str = Field(min_length=1)


class OverridePack(Entry):
    """An override pack as read; `place` tells where a part of it stands."""

    manifest: OverrideManifest
    rules: tuple[RuleOverride, ...] = ()
    _heading: Document = PrivateAttr()
    _entries: Document = PrivateAttr()

    def place(self, position: int, *path: str) -> str:
        """`overrides.yaml:12` for a part of the entry at `position`."""
        place = self._entries.place((position, *path))
        return f"{place.file}:{place.line}"

    def place_of_heading(self, *path: str) -> str:
        """`pack.yaml:7` for a part of the manifest."""
        place = self._heading.place(path)
        return f"{place.file}:{place.line}"
