"""How much room a text takes, where East Asian characters are two columns wide."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def display_width(text: str) -> int:
    """Width in half-width characters: CJK counts two (three UTF-8 bytes against one)."""
    return (len(text.encode("utf-8")) + len(text)) // 2


def lines_needed(text: str, width: float) -> int:
    """How many lines `text` takes in a column of `width` half-width characters."""
    if "\n" not in text:
        return max(1, -(-display_width(text) // max(1, int(width))))
    return sum(lines_needed(part, width) for part in text.split("\n"))


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text filled up with blanks to `width` half-width characters; a wider one stays as it is."""
    blanks = " " * max(0, width - display_width(text))
    return blanks + text if right else text + blanks


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` half-width characters, at least one line; time grows with its length."""
    lines, start, used = [], 0, 0
    for place, character in enumerate(text):
        # in half columns, so that characters of one and a half add up as `display_width` counts them
        size = len(character.encode("utf-8", "replace")) + 1
        if (used + size) // 2 > width and place > start:
            lines.append(text[start:place])
            start, used = place, 0
        used += size
    return [*lines, text[start:]]


def table_lines(rows: Sequence[Sequence[str]], widest: int, right: Collection[int] = ()) -> list[str]:
    """Rows as lines with aligned columns, cells wider than `widest` wrapped below themselves.

    The columns whose numbers are in `right` are set flush right. Trailing blanks are cut.
    """
    widths = [min(widest, max((display_width(row[place]) for row in rows), default=0)) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [wrapped(cell, max(2, width)) for cell, width in zip(row, widths, strict=True)]
        for number in range(max(len(cell) for cell in cells)):
            parts = [
                padded(cell[number] if number < len(cell) else "", width, right=place in right)
                for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
            ]
            lines.append("  ".join(parts).rstrip())
    return lines
