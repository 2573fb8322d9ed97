"""Where the shipped data lives: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_folder(name: str) -> Path:
    """The folder `resources` or `rules` as shipped with this program."""
    checkout = _PACKAGE.parent / name
    return checkout if checkout.is_dir() else _PACKAGE / "shipped" / name


def resource(relative: str) -> Path:
    """A path inside `resources/`."""
    return shipped_folder("resources") / relative
