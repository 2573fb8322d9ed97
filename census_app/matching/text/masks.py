"""Texts with hidden characters: 张*, 138****5678."""

from __future__ import annotations

HIDDEN = "*"


def is_masked(text: str) -> bool:
    """Whether anything of the text is hidden."""
    return HIDDEN in text


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


def _shown_at_ends(text: str, mask: str) -> int | None:
    """How many characters a mask shows before and behind what it hides, when a text one shorter begins and ends so."""
    head, tail = mask[: mask.find(HIDDEN)], mask[mask.rfind(HIDDEN) + 1 :]
    fits = len(mask) == len(text) + 1 and HIDDEN in mask and text.startswith(head) and text.endswith(tail)
    return len(head + tail) if fits else None
