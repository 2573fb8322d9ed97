"""How reviewers' decisions are used, from `resources/matching/learning.yaml`, whose comments say what each entry
means."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from census_app.foundation.settings_files import settings


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
    contradicting: float = Field(gt=0, lt=1)
    one_sided: float = Field(gt=0, lt=1)


def learning_settings() -> LearningSettings:
    """The shipped settings; `BadInput` names what is wrong in the file."""
    return settings(LearningSettings, "matching/learning.yaml", "比对学习参数读不了")
