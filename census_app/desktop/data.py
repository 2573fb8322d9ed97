"""Small data files of the window: read with the fast loader where it is there."""

from __future__ import annotations

from typing import Any

import yaml

from census_app.foundation.resources import resource

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_data(relative: str) -> dict[str, Any]:
    """The mapping in a YAML file under resources/."""
    document: dict[str, Any] = yaml.load(resource(relative).read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    return document
