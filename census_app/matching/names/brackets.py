"""Bracketed parts of a folded name."""

from __future__ import annotations


def split_brackets(text: str) -> tuple[str, list[str]]:
    """(text outside brackets, contents of the brackets); an unclosed bracket reaches to the end, stray ones vanish."""
    outside: list[str] = []
    inside: list[str] = []
    depth, start = 0, 0
    for position, character in enumerate(text):
        if character == "(":
            if not depth:
                outside.append(text[start:position])
                start = position + 1
            depth += 1
        elif character == ")":
            if depth == 1:
                inside.append(text[start:position])
            elif not depth:
                outside.append(text[start:position])
            if depth <= 1:
                start = position + 1
            depth = max(0, depth - 1)
    (inside if depth else outside).append(text[start:])
    contents = [content.replace("(", "").replace(")", "") for content in inside]
    return "".join(outside), [content for content in contents if content]
