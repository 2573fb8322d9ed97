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
    """What a YAML file says. OSError, UnicodeDecodeError and yaml.YAMLError as they come."""
    return plain_yaml(path.read_text(encoding="utf-8"))


def plain_yaml(text: str) -> Any:
    """What a YAML text says, read by LibYAML where Python has it (an order of magnitude quicker).

    `yaml.YAMLError` also for days and numbers there are not, on which PyYAML stumbles, and for nesting beyond measure.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506
    except (ValueError, OverflowError, RecursionError) as error:
        raise yaml.YAMLError(str(error)) from error


def resource(relative: str) -> Path:
    """A path inside `resources/`."""
    return shipped_folder("resources") / relative
