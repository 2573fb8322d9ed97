"""The comments of a pack's YAML file: its heading, and where others stand, so that none is dropped in silence."""

from __future__ import annotations

from dataclasses import dataclass

import yaml


@dataclass(frozen=True)
class Comment:
    """A comment with its 1-based line, from the `#` on."""

    line: int
    text: str


def heading(text: str) -> str:
    """The comment lines at the top of a file."""
    lines = [line.rstrip() for line in text.splitlines()[: heading_length(text)]]
    while lines and not lines[-1]:
        lines.pop()
    return "".join(f"{line}\n" for line in lines)


def heading_length(text: str) -> int:
    """How many lines stand before the first line of content."""
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))


def comments_below(text: str, heading_lines: int) -> list[Comment]:
    """The comments of a readable file below its first `heading_lines` lines, in order.

    A `#` inside a value is no comment: what the scanner takes for a token is left alone.
    """
    taken = _token_spans(text)
    found, start = [], 0
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        at = _comment_start(line, start, taken) if number > heading_lines else -1
        if at >= 0:
            found.append(Comment(number, line[at:].strip()))
        start += len(line)
    return found


def _comment_start(line: str, start: int, taken: list[tuple[int, int]]) -> int:
    for at, character in enumerate(line):
        opens = character == "#" and (at == 0 or line[at - 1].isspace())
        if opens and not any(first <= start + at < last for first, last in taken):
            return at
    return -1


def _token_spans(text: str) -> list[tuple[int, int]]:
    """Where the values and keys that hold a `#` begin and end."""
    spans = ((token.start_mark.index, token.end_mark.index) for token in yaml.scan(text, Loader=yaml.SafeLoader))
    return [(first, last) for first, last in spans if "#" in text[first:last]]
