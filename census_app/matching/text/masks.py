"""Texts with hidden characters: 张*, 138****5678."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HIDDEN = "*"
_BETWEEN = "\0"
APART = -1
"""Said of two texts that differ in length, or in a character that both show."""
_WIDEST = 32
_PAIRS_AT_ONCE = 50_000


def shown_in_both(left: str, right: str, dotted_from: int | None = None) -> int | None:
    """How many characters both show, when they are as long as each other and agree in all of them; None when not.

    Of a text from `dotted_from` characters on the mask may be one longer, because what it hides was written with a dot.
    """
    if dotted_from is not None and len(left) != len(right) and min(len(left), len(right)) >= dotted_from:
        return _shown_at_ends(*sorted((left, right), key=len))
    if len(left) != len(right):
        return None
    shown = 0
    # the first that differs ends it: most masks that meet are of others
    for one, other in zip(left, right, strict=True):
        if one == other:
            shown += one != HIDDEN
        elif HIDDEN not in (one, other):
            return None
    return shown


def shown_in_each(lefts: Sequence[str], rights: Sequence[str], beyond: int = 0) -> NDArray[np.intp]:
    """`shown_in_both` of each pair of two equally long lists, APART where it is None; of pairs that agree only what is
    shown behind so many characters counts."""
    import numpy as np

    found = np.full(len(lefts), APART, dtype=np.intp)
    sizes, others = (np.fromiter(map(len, texts), dtype=np.intp, count=len(texts)) for texts in (lefts, rights))
    alike = np.flatnonzero(sizes == others)
    short = alike[sizes[alike] <= _WIDEST]
    for start in range(0, len(short), _PAIRS_AT_ONCE):
        places = short[start : start + _PAIRS_AT_ONCE]
        width = int(sizes[places].max(initial=1))
        one, other = (_characters([texts[place] for place in places.tolist()], width) for texts in (lefts, rights))
        same, hides = one == other, (one == ord(HIDDEN)) | (other == ord(HIDDEN))
        inside = np.arange(width) < sizes[places, None]
        shown = (same & ~hides & inside)[:, beyond:].sum(axis=1)
        found[places] = np.where((same | hides).all(axis=1), shown, APART)
    for place in alike[sizes[alike] > _WIDEST].tolist():
        if shown_in_both(lefts[place], rights[place]) is not None:
            found[place] = shown_in_both(lefts[place][beyond:], rights[place][beyond:]) or 0
    return found


def _characters(texts: Sequence[str], width: int) -> NDArray[np.uint32]:
    import numpy as np

    return np.array(texts, dtype=f"<U{width}").view(np.uint32).reshape(-1, width)


def _shown_at_ends(text: str, mask: str) -> int | None:
    """How many characters a mask shows before and behind what it hides, when a text one shorter begins and ends so."""
    head, tail = mask[: mask.find(HIDDEN)], mask[mask.rfind(HIDDEN) + 1 :]
    fits = len(mask) == len(text) + 1 and HIDDEN in mask and text.startswith(head) and text.endswith(tail)
    return len(head + tail) if fits else None


def hiding(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Which of the texts hide anything, told at once for all."""
    import numpy as np

    together = _BETWEEN.join(texts)
    if together.count(_BETWEEN) >= max(1, len(texts)):
        return np.array([HIDDEN in text for text in texts], dtype=bool)
    found = np.zeros(len(texts), dtype=bool)
    signs = np.frombuffer(together.encode("utf-8", "surrogatepass"), dtype=np.uint8)
    found[np.searchsorted(np.flatnonzero(signs == ord(_BETWEEN)), np.flatnonzero(signs == ord(HIDDEN)))] = True
    return found
