"""The actions of `census library`, one file each."""

from __future__ import annotations

from census_app.cli.experiences import exchanging, looking, writing

ACTIONS = (looking, writing, exchanging)

__all__ = ["ACTIONS"]
