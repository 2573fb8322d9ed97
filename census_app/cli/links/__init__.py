"""What people do with links: understand them, decide, teach. One file per action of `census link`."""

from __future__ import annotations

from census_app.cli.links import decide, explain, learn, models, review

ACTIONS = (explain, decide, review, learn, models)

__all__ = ["ACTIONS"]
