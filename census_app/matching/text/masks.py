"""Texts with hidden characters: 张*, 138****5678."""

from __future__ import annotations

HIDDEN = "*"


def is_masked(text: str) -> bool:
    """Whether anything of the text is hidden."""
    return HIDDEN in text


def shown_in_both(left: str, right: str) -> int | None:
    """How many characters both show, when they are as long as each other and agree in all of them; None when not."""
    if len(left) != len(right):
        return None
    shown = [(one, other) for one, other in zip(left, right, strict=True) if HIDDEN not in (one, other)]
    return len(shown) if all(one == other for one, other in shown) else None
