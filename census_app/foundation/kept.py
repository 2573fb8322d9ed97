"""What was made of files that hardly ever change, kept for the next process as Python keeps its bytecode.

It stands beside the program's own bytecode, never in a workspace: as much in the program's hands, and trusted as
much. It counts only while everything it was made of is what it was: what it was made from, the program's own files
that make it, and the versions of the program, of Python and of the libraries in it. Where bytecode is not written (no
permission, `PYTHONDONTWRITEBYTECODE`), nothing is kept, and everything is made anew.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import cache_from_source, find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

_Made = TypeVar("_Made")
_PACKAGE = Path(__file__).resolve().parent.parent
_MAKERS = ("foundation", "dictionary", "rulebook", "matching")
_LIBRARIES = ("pydantic", "sqlglot")


def kept(
    name: str,
    made_of: Iterable[str],
    make: Callable[[], _Made],
    living: Mapping[str, object] | None = None,
    worth: Callable[[_Made], bool] = lambda made: True,
) -> _Made:
    """What `make` gives, or gave when it last made `name` of the very same things and that was `worth` keeping.

    `made_of` is all that what is made depends on, beside the program. `living` objects are not kept: what is read back
    holds those given now under the same names.
    """
    try:
        place, state = _place(name), _state(made_of)
    except (OSError, NotImplementedError):  # a program packed into one file has no files to tell by
        return make()
    with suppress(Exception):  # whatever is wrong with the file, what it held can be made
        return _read(place, state, living or {})  # type: ignore[no-any-return]
    made = make()
    if not sys.dont_write_bytecode and worth(made):
        with suppress(OSError, pickle.PicklingError, TypeError):
            _write(place, state, made, living)
    return made


def still_kept(name: str, made_of: Iterable[str]) -> Any:
    """What `kept` would read back without making it; None where it would have to be made."""
    with suppress(Exception):  # whatever is wrong with the file, what it held can be made
        return _read(_place(name), _state(made_of), {})
    return None


def files_state(folder: Path, ending: str) -> str:
    """Names, sizes and times of change of a folder's files with this ending, at any depth: what bytecode is held
    against its source by."""
    names = (os.path.join(above, name) for above, _, found in os.walk(folder) for name in found)  # noqa: PTH118
    return "\n".join(sorted(_file_state(name) for name in names if name.endswith(ending)))


def _file_state(name: str) -> str:
    status = os.stat(name)  # noqa: PTH116
    return f"{name} {status.st_size} {status.st_mtime_ns}"


def _place(name: str) -> Path:
    return Path(cache_from_source(str(Path(__file__).with_name(f"kept_{name}.py")))).with_suffix(".pickle")


def _state(made_of: Iterable[str]) -> bytes:
    digest = sha256(_program().encode("utf-8"))
    for part in made_of:
        digest.update(b"\0")
        digest.update(part.encode("utf-8"))
    return digest.hexdigest().encode("ascii") + b"\n"


@cache
def _program() -> str:
    from census_app import __version__

    libraries = [spec.origin for spec in map(find_spec, _LIBRARIES) if spec is not None and spec.origin is not None]
    made_by = [files_state(_PACKAGE / folder, ".py") for folder in _MAKERS]
    return "\0".join([__version__, sys.version, *map(_file_state, libraries), *made_by])


def _read(place: Path, state: bytes, living: Mapping[str, object]) -> Any:
    content = place.read_bytes()
    if not content.startswith(state):
        raise ValueError(place)
    return loaded(content[len(state) :], living)


def dumped(made: object, living: Mapping[str, object]) -> bytes:
    """One of many things to be kept together, for those who will ask for few of them: `loaded` makes it again."""
    written = BytesIO()
    _Writer(written, living).dump(made)
    return written.getvalue()


def loaded(content: bytes, living: Mapping[str, object]) -> Any:
    """What was `dumped`, holding the `living` objects given now."""
    return _Reader(BytesIO(content), living).load()


def _write(place: Path, state: bytes, made: object, living: Mapping[str, object] | None) -> None:
    written = pickle.dumps(made, pickle.HIGHEST_PROTOCOL) if living is None else dumped(made, living)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        draft.write_bytes(state + written)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


class _Writer(pickle.Pickler):
    def __init__(self, target: BytesIO, living: Mapping[str, object]) -> None:
        super().__init__(target, pickle.HIGHEST_PROTOCOL)
        self._names = {id(one): name for name, one in living.items()}

    def persistent_id(self, thing: object) -> str | None:
        return self._names.get(id(thing))


class _Reader(pickle.Unpickler):
    def __init__(self, source: BytesIO, living: Mapping[str, object]) -> None:
        super().__init__(source)
        self._living = living

    def persistent_load(self, name: str) -> object:
        return self._living[name]
