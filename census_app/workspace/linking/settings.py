"""How reviewers' decisions are used, from `resources/matching/learning.yaml`, whose comments say what each entry
means."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from census_app.foundation.errors import BadInput
from census_app.foundation.resources import resource
from census_app.foundation.settings_faults import settings_fault


class LearningSettings(BaseModel):
    """Shares and strengths are plain numbers; see the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    confidence: Decimal = Field(gt=0, lt=1)
    measured_from: int = Field(ge=1)
    least_accepted: int = Field(ge=1)
    least_rejected: int = Field(ge=1)
    folds: int = Field(ge=2)
    strength: float = Field(gt=0)
    prior_strength: float = Field(gt=0)
    candidates: int = Field(ge=1)
    weakest: float = Field(ge=0, lt=1)
    below: int = Field(ge=0)


@cache
def learning_settings() -> LearningSettings:
    """The shipped settings; `BadInput` names what is wrong in the file."""
    import yaml

    path: Path = resource("matching/learning.yaml")
    try:
        return LearningSettings.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise BadInput(
            f"比对学习参数读不了：{path}\n{settings_fault(error)}", "按发布包中的 resources/matching/learning.yaml 改正"
        ) from error
