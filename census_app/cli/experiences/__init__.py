"""The actions of `census library`, one file each."""

from __future__ import annotations

from census_app.cli.experiences import looking, writing

ACTIONS = (looking, writing)

__all__ = ["ACTIONS"]
