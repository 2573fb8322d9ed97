"""The named colours and sizes of resources/theme/tokens.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from census_app.desktop.data import read_data

LIGHT = "light"
DARK = "dark"


@dataclass(frozen=True)
class Tokens:
    """One look: colours by meaning (`#rrggbb`), font families in order of preference, sizes in pixels."""

    name: str
    colours: dict[str, str]
    fonts: tuple[str, ...]
    sizes: dict[str, int]

    def __getitem__(self, name: str) -> str:
        """The colour with this meaning; `KeyError` when nobody named it."""
        return self.colours[name]


@cache
def _document() -> dict[str, Any]:
    return read_data("theme/tokens.yaml")


@cache
def load_tokens(name: str) -> Tokens:
    """The look `light` or `dark`."""
    document = _document()
    return Tokens(name, dict(document[name]), tuple(document["fonts"]), dict(document["sizes"]))
