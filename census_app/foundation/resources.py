"""Where the shipped data lives: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_folder(name: str) -> Path:
    """The folder `resources` or `rules` as shipped with this program."""
    checkout = _PACKAGE.parent / name
    return checkout if checkout.is_dir() else _PACKAGE / "shipped" / name


def read_yaml(path: Path) -> Any:
    """What a YAML file says, read by LibYAML where Python has it (an order of magnitude quicker).

    OSError and yaml.YAMLError as they come.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506


def resource(relative: str) -> Path:
    """A path inside `resources/`."""
    return shipped_folder("resources") / relative
