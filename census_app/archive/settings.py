"""The parameters of the import, read from `resources/import.yaml`."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from census_app.foundation.settings_files import settings


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BooleanWords(_Settings):
    """Spellings of yes and no."""

    true_words: tuple[str, ...]
    false_words: tuple[str, ...]


class Years(_Settings):
    """First and last year a date may lie in."""

    first: int
    last: int


class AlarmLimits(_Settings):
    """Changes against the last snapshot, and rejected rows, beyond which a delivery is asked about."""

    rows_drop: float
    rows_drop_at_least: int
    records_gone: float
    columns_drop: float
    code_share_shift: float
    code_rows_at_least: int
    dates_back_days: int
    dates_rows_at_least: int
    dates_rows_mistaken: int
    rows_rejected: float
    rows_rejected_at_least: int


class DiskNeed(_Settings):
    """Free space an import needs."""

    times_input: float
    reserve_megabytes: int


class ImportSettings(_Settings):
    """`resources/import.yaml`, whose comments say what each entry means."""

    placeholders: tuple[str, ...]
    placeholders_unless_text: tuple[str, ...]
    booleans: BooleanWords
    longest_text: int
    years: Years
    restored_share: float
    two_digit_years_ahead: int
    units: dict[str, dict[str, Decimal]]
    max_age_days: int
    alarm: AlarmLimits
    every_unit: tuple[str, ...]
    most_units: tuple[str, ...]
    absent_unit_expected_rows: float
    unreadable_rows_listed: int
    disk: DiskNeed

    @cached_property
    def empty_words(self) -> frozenset[str]:
        """Casefolded spellings read as empty in every field."""
        return frozenset(word.casefold() for word in self.placeholders)

    @cached_property
    def empty_unless_text_words(self) -> frozenset[str]:
        """Casefolded spellings read as empty in identifiers, numbers and dates."""
        return frozenset(word.casefold() for word in self.placeholders_unless_text)

    @cached_property
    def boolean_words(self) -> dict[str, bool]:
        """Folded spelling → value."""
        yes = {fold_word(word): True for word in self.booleans.true_words}
        return yes | {fold_word(word): False for word in self.booleans.false_words}

    @cached_property
    def unit_kinds(self) -> dict[str, dict[str, Decimal]]:
        """Folded unit → {kind: factor}; a word such as 度 may belong to two kinds."""
        kinds: dict[str, dict[str, Decimal]] = {}
        for kind, units in self.units.items():
            for unit, factor in units.items():
                kinds.setdefault(fold_word(unit), {})[kind] = factor
        return kinds


def fold_word(text: str) -> str:
    """NFKC, casefolded, without spaces: how words and units are compared."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def load_settings(path: Path | None = None) -> ImportSettings:
    """The settings of `path`, or the shipped ones; `BadInput` names what is wrong in the file."""
    return settings(ImportSettings, "import.yaml", "导入参数文件读不了", path)
