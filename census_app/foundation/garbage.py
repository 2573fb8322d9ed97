"""The collector of cyclic garbage, out of the way of work that makes many objects and hardly any cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_RARELY = 500_000


@contextmanager
def collection_paused() -> Iterator[None]:
    """No cyclic garbage is looked for meanwhile; what is not part of a cycle is freed as always.

    The collector walks over every living container again and again while their number grows: a seventh of the time of
    a comparison of two large tables, for nothing. Where it was off before it stays off.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            _all_is_old()
            gc.enable()


@contextmanager
def collection_rare() -> Iterator[None]:
    """Cyclic garbage is looked for only after half a million new containers, not after seven hundred.

    A command reads modules, the dictionary and the rules, all of which stay: walking over them five hundred times
    over was a tenth of a short command. Afterwards everything is as before, and what was made counts as old.
    """
    before = gc.get_threshold()
    gc.set_threshold(_RARELY, *before[1:])
    try:
        yield
    finally:
        _all_is_old()
        gc.set_threshold(*before)


def _all_is_old() -> None:
    """What was made so far is not walked over as new once more: a tenth of a second of a command at its end."""
    gc.freeze()
    gc.unfreeze()


def leave_the_rest() -> None:
    """The process may end: what lives is left to the system instead of being looked through for cycles.

    An ending interpreter collects again and again while its modules go, each time over every container that still
    lives: a third of a second after a short command, as measured.
    """
    gc.freeze()
