"""Thresholds and texts of the signs: read from `resources/survey/quality.yaml`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from census_app.foundation.settings_files import settings

Share = Annotated[Decimal, Field(ge=0, le=1, max_digits=6, decimal_places=5)]
Count = Annotated[int, Field(ge=1, le=10_000)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SignTexts(_Entry):
    """What a sign looks at, what honest reasons there may be, how to find out."""

    title: str = Field(min_length=1)
    looks_at: str = Field(min_length=1)
    innocent: str = Field(min_length=1)
    check: str = Field(min_length=1)


class TooFast(SignTexts):
    """Minutes per item below `share_of_median` of the scene's."""

    share_of_median: Share
    fewest_visits: Count
    least_share: Share


class SameAnswers(SignTexts):
    """The same values in `in_a_row` visits one after the other."""

    in_a_row: Annotated[int, Field(ge=2, le=1000)]
    fewest_values: Count


class OutsideRadius(SignTexts):
    """Further than `metres` from where the archive says the customer is."""

    metres: Annotated[int, Field(ge=10, le=100_000)]
    fewest_visits: Count
    least_share: Share


class PhotoReused(SignTexts):
    """The same picture for customers more than `same_box_metres` apart."""

    same_box_metres: Annotated[int, Field(ge=0, le=10_000)]


class PhotoElsewhere(SignTexts):
    """A photo's own time and place against the visit's."""

    metres: Annotated[int, Field(ge=10, le=100_000)]
    days_before: Annotated[int, Field(ge=0, le=365)]
    days_after: Annotated[int, Field(ge=0, le=365)]
    fewest_photos: Count


class Burst(SignTexts):
    """`visits` ended within `minutes`."""

    minutes: Annotated[int, Field(ge=1, le=600)]
    visits: Annotated[int, Field(ge=2, le=1000)]


class TwoPlaces(SignTexts):
    """Visits of one person that overlap by more than `minutes`."""

    minutes: Annotated[int, Field(ge=0, le=600)]
    fewest_visits: Count


class AllConsistent(SignTexts):
    """Fewer visits with a difference than chance allows."""

    probability: Share
    fewest_answers: Count


class BlindCells(SignTexts):
    """Cells without the original disagree with the archive more often than cells with it are said to."""

    fewest_cells: Count
    probability: Share


class Signs(_Entry):
    """One entry per sign; the file's comments say what each number means."""

    too_fast: TooFast
    same_answers: SameAnswers
    outside_radius: OutsideRadius
    photo_reused: PhotoReused
    photo_elsewhere: PhotoElsewhere
    burst: Burst
    two_places: TwoPlaces
    all_consistent: AllConsistent
    blind_cells: BlindCells


class QualitySettings(_Entry):
    """`resources/survey/quality.yaml`."""

    confidence: Annotated[Decimal, Field(gt=0, lt=1)]
    fewest_visits: Count
    fewest_in_group: Count
    shown_evidence: Count
    signs: Signs

    def texts(self, sign: str) -> SignTexts:
        """The texts of a sign by its id."""
        found: SignTexts = getattr(self.signs, sign)
        return found


def quality_settings(path: Path | None = None) -> QualitySettings:
    """The settings of `path`, or the shipped ones; `BadInput` names what is wrong in the file."""
    return settings(QualitySettings, "survey/quality.yaml", "普查质量参数文件读不了", path)
