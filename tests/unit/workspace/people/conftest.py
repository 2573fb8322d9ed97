from __future__ import annotations

import pytest

from census_app.workspace.people import pins
from census_app.workspace.people.settings import LEAST_MEMORY_KIB, LEAST_PASSES, Argon2, people_settings


@pytest.fixture(autouse=True)
def cheapest_allowed_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The floor of the program instead of what ships: the same code, less time."""
    shipped = people_settings()
    cost = Argon2(memory_kib=LEAST_MEMORY_KIB, passes=LEAST_PASSES, lanes=1)
    sign_in = shipped.sign_in.model_copy(update={"argon2": cost})
    monkeypatch.setattr(pins, "people_settings", lambda: shipped.model_copy(update={"sign_in": sign_in}))
