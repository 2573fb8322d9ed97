"""How much room a text takes, where East Asian characters are two columns wide."""

from __future__ import annotations


def display_width(text: str) -> int:
    """Width in half-width characters: CJK counts two (three UTF-8 bytes against one)."""
    return (len(text.encode("utf-8")) + len(text)) // 2


def lines_needed(text: str, width: float) -> int:
    """How many lines `text` takes in a column of `width` half-width characters."""
    if "\n" not in text:
        return max(1, -(-display_width(text) // max(1, int(width))))
    return sum(lines_needed(part, width) for part in text.split("\n"))
