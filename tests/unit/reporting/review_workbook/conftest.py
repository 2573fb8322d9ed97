from __future__ import annotations

from tests.unit.survey.conftest import county, surveyed_blank

__all__ = ["county", "surveyed_blank"]
