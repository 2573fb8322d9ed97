"""Small idioms the function families share."""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-Za-z_][\w.]*|\"[^\"]+\"(\.\"[^\"]+\")?|'([^']|'')*'")


def quote(text: str) -> str:
    """A text constant."""
    return "'" + text.replace("'", "''") + "'"


def bound(argument: str, body: str, name: str = "v") -> str:
    """`body`, written with `name`, evaluated with `argument` computed once per row.

    DuckDB 2.0 does not share repeated sub-expressions inside one projection (measured: a cast repeated 17
    times costs 17 casts), a one-element lambda does.
    """
    if _NAME.fullmatch(argument):
        return re.sub(rf"\b{name}\b", lambda _: argument, body)
    return f"list_transform([{argument}], lambda {name}: {body})[1]"


def usual_or(argument: str, pattern: str, usual: str, other: str) -> str:
    """`usual` where the whole text matches `pattern`, else `other`.

    Tidying text up costs several times what the check itself does (measured), and nearly all values are tidy.
    """
    return f"(CASE WHEN regexp_full_match({argument}, {quote(pattern)}) THEN {usual} ELSE {other} END)"


def compact(argument: str) -> str:
    """The text upper-cased, without blanks, hyphens and full-width forms of them."""
    return f"upper(translate({argument}, ' \t\u3000-－—', ''))"
