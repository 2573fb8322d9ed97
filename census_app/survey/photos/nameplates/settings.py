"""What is looked for on a nameplate: read from `resources/survey/nameplates.yaml`."""

from __future__ import annotations

import re
from functools import cache, cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from census_app.foundation.errors import BadInput
from census_app.foundation.resources import resource
from census_app.foundation.settings_faults import settings_fault

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


@cache
def nameplate_settings(path: Path | None = None) -> NameplateSettings:
    """The settings that ship, or those in `path`; `BadInput` says what is wrong with them."""
    import yaml

    source = path or resource("survey/nameplates.yaml")
    try:
        return NameplateSettings.model_validate(yaml.safe_load(source.read_text(encoding="utf-8")))
    except (OSError, ValueError, yaml.YAMLError, ValidationError, re.error) as error:
        raise BadInput(
            f"铭牌识别的设置有误：{source}：{settings_fault(error)}", "改回原样，或按文件里的说明修改"
        ) from error
