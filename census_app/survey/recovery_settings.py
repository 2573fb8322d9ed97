"""追补 as data: `resources/survey/recoveries.yaml`."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from census_app.foundation.settings_files import settings


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(_Settings):
    """One kind of recovery: how it counts in sums, and the spellings people write."""

    sign: Literal[1, -1]
    words: tuple[str, ...]


class RecoverySettings(_Settings):
    """The file; its comments say what each entry means."""

    kinds: dict[str, Kind]
    default_kind: str
    energy_decimals: int
    amount_decimals: int
    largest: Decimal
    longest_text: int
    header_within_rows: int
    columns: dict[str, tuple[str, ...]]

    @model_validator(mode="after")
    def _known_default(self) -> RecoverySettings:
        if self.default_kind not in self.kinds:
            raise ValueError(f"recoveries.yaml: default_kind {self.default_kind} is not among the kinds")
        return self

    def kind(self, word: str) -> str | None:
        """The kind people mean by the word; None when it is none."""
        folded = word.strip().casefold()
        return next((name for name, kind in self.kinds.items() if folded in map(str.casefold, kind.words)), None)


def recovery_settings() -> RecoverySettings:
    """The shipped file, validated once per process."""
    return settings(RecoverySettings, "survey/recoveries.yaml", "追补的设置有误")
