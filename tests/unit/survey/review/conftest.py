from __future__ import annotations

from tests.unit.workspace.people.conftest import cheapest_allowed_hashes

__all__ = ["cheapest_allowed_hashes"]
