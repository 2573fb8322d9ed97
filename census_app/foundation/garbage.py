"""The collector of cyclic garbage, out of the way of work that makes millions of objects and no cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
            # what was made meanwhile counts as old: else all of it is walked over once more, as new
            gc.freeze()
            gc.unfreeze()
            gc.enable()
