"""The county of `probe` after two weeks, made once for all commands here."""

from __future__ import annotations

from tests.unit.survey.conftest import county, surveyed_blank

__all__ = ["county", "surveyed_blank"]
