"""What is looked for on a nameplate: read from `resources/survey/nameplates.yaml`."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from census_app.foundation.settings_files import settings

VALUE = "value"


class NameplateSettings(BaseModel):
    """The file, whose comments say what each entry means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    least_confidence: float = Field(ge=0, le=1)
    longest_side: int = Field(ge=400, le=10_000)
    fields: dict[str, tuple[str, ...]]

    @field_validator("fields")
    @classmethod
    def _have_values(cls, fields: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for name, written in fields.items():
            for pattern in written:
                if VALUE not in re.compile(pattern).groupindex:
                    raise ValueError(f"{name}: {pattern} has no (?P<{VALUE}>…)")
        return fields

    @cached_property
    def patterns(self) -> dict[str, tuple[re.Pattern[str], ...]]:
        """Field → its spellings on a plate, compiled, the first tried first."""
        return {name: tuple(re.compile(one) for one in written) for name, written in self.fields.items()}

    def of(self, table: str, field: str) -> tuple[re.Pattern[str], ...]:
        """How the field is written on plates; empty for one nobody reads off a plate."""
        return self.patterns.get(f"{table}.{field}") or self.patterns.get(field, ())


def nameplate_settings(path: Path | None = None) -> NameplateSettings:
    """The settings that ship, or those in `path`; `BadInput` says what is wrong with them."""
    return settings(NameplateSettings, "survey/nameplates.yaml", "铭牌识别的设置有误", path)
