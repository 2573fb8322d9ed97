"""PySide6 6.12 takes one reference to None too many at every call that returns nothing.

Python 3.12 and later do not count references to None, so nothing happens there; on 3.11 the count reaches
zero after some minutes and the interpreter aborts ("deallocating None"). Measured with 6.12.0; 6.11 is sound.
"""

from __future__ import annotations

import sys
from functools import cache

_FIRST_WITHOUT_COUNT = (3, 12)
_FIRST_FAULTY = (6, 12)
_RESERVE = 1 << 48


@cache
def keep_none_alive() -> None:
    """Give None references enough for any session where the fault would end it; elsewhere do nothing."""
    import PySide6

    if sys.version_info < _FIRST_WITHOUT_COUNT and PySide6.__version_info__[:2] >= _FIRST_FAULTY:
        import ctypes

        ctypes.c_ssize_t.from_address(id(None)).value += _RESERVE
