"""Settings files: read, validated, and told in Chinese where they are wrong."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from census_app.foundation.errors import BadInput
from census_app.foundation.resources import read_yaml, resource

_Settings = TypeVar("_Settings")
NOTHING_ELSE = {"extra": "forbid"}
"""What pydantic is told of a dataclass that is read from a file which may say nothing else."""


def settings(kind: type[_Settings], shipped: str, refusal: str, path: Path | None = None) -> _Settings:
    """The settings of `path`, or those that ship in `resources/`, read once per process.

    `refusal` opens what `BadInput` says of a file that cannot be used; each fault with its place follows.
    """
    found: _Settings = _read_once(cast(Any, kind), shipped, refusal, path)
    return found


def read_settings(kind: type[_Settings], path: Path, refusal: str, remedy: str) -> _Settings:
    """What the file says now, as a model or anything else pydantic validates; `BadInput` names each fault."""
    import yaml
    from pydantic import TypeAdapter

    try:
        return TypeAdapter(kind).validate_python(read_yaml(path))
    except (OSError, ValueError, yaml.YAMLError, re.error) as error:
        from census_app.foundation.settings_faults import settings_fault

        raise BadInput(f"{refusal}：{path}\n{settings_fault(error)}", remedy) from error


@cache
def _read_once(kind: Any, shipped: str, refusal: str, path: Path | None) -> Any:
    return read_settings(kind, path or resource(shipped), refusal, f"按发布包中的 resources/{shipped} 改正")
