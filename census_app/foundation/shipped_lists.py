"""Shipped files of words, read as what a frozen dataclass says of them.

Nobody but this program writes these lists, and every process that parses names reads them: they are held to their
declaration without what settings of people are validated with, which takes a tenth of a second to be imported.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from census_app.foundation.kept import files_state, kept
from census_app.foundation.resources import read_yaml, resource

_Lists = TypeVar("_Lists")


def kept_lists(kind: type[_Lists], shipped: str) -> _Lists:
    """`read_lists` of a file in `resources/`, read anew only when it has changed."""
    path = resource(shipped)
    return kept(f"lists_{path.stem}", [files_state(path.parent, path.name)], lambda: read_lists(kind, path))


def read_lists(kind: type[_Lists], path: Path) -> _Lists:
    """The YAML file as `kind`, a dataclass whose fields are texts, lists (tuples or frozen sets) and tables of those.

    TypeError where the file lacks a field or has another one, or where a value is none of what its field says; OSError
    and yaml.YAMLError as they come.
    """
    read, fields = read_yaml(path), get_type_hints(kind)
    if not isinstance(read, dict) or read.keys() != fields.keys():
        raise TypeError(f"{path}: not the fields {', '.join(fields)}")
    return kind(**{name: _held_to(fields[name], value) for name, value in read.items()})


def _held_to(kind: Any, value: Any) -> Any:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is dict and isinstance(value, dict):
        return {_held_to(parts[0], key): _held_to(parts[1], one) for key, one in value.items()}
    if origin in (tuple, frozenset) and isinstance(value, list):
        return origin(_held_to(parts[0], one) for one in value)
    if kind is str and isinstance(value, str):
        return value
    raise TypeError(f"{value!r} is no {kind}")
