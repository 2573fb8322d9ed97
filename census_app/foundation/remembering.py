"""What was made of something that never changes is made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Any, ParamSpec, TypeVar, cast

_Parts = ParamSpec("_Parts")
_Made = TypeVar("_Made")


class _Same:
    """Things compared by being the very same objects; held, so that none of them can give its place to another."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Any, ...]) -> None:
        self.parts = parts

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.parts)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and all(one is two for one, two in zip(self.parts, other.parts, strict=True))


def remembered(kept: int) -> Callable[[Callable[_Parts, _Made]], Callable[_Parts, _Made]]:
    """The function answers the very same arguments, given by position, with the very same object.

    For what costs much to make of large things nobody changes (a pack, the dictionary) and cannot be hashed cheaply;
    the `kept` answers used last are held, with their arguments. An exception is not remembered.
    """

    def around(function: Callable[_Parts, _Made]) -> Callable[_Parts, _Made]:
        @lru_cache(maxsize=kept)
        def answer(same: _Same) -> _Made:
            return cast(Callable[..., _Made], function)(*same.parts)

        def asked(*parts: _Parts.args, **named: _Parts.kwargs) -> _Made:
            return function(*parts, **named) if named else answer(_Same(parts))

        return update_wrapper(asked, function)

    return around
