"""Calls that a statement makes several times, computed once beside the rows.

DuckDB computes an expression once that is written several times only outside any CASE, and nearly everything asked of
a row stands inside the CASE of a scope: a name was tidied up eighteen times for as many clauses. What stands beside
the rows is computed for rows that no clause asks about, too: only calls of functions that never raise may be shared.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_SHORTEST = 40
_SHARED = re.compile(r'"shared_\d+"')


def share(texts: Sequence[str], calls: Collection[str]) -> tuple[list[str], list[list[str]]]:
    """The texts with those of the calls that they make more than once as columns, and these columns in layers.

    A layer's columns may stand on those of the layers before it.
    """
    texts = list(texts)
    layers: list[list[str]] = []
    level: dict[str, int] = {}
    pending = sorted(set(calls), key=lambda call: (len(call), call))
    for position, call in enumerate(pending):
        if len(call) < _SHORTEST or sum(text.count(call) for text in texts) < 2:
            continue
        name = f'"shared_{len(level)}"'
        level[name] = 1 + max((level[other] for other in _SHARED.findall(call)), default=-1)
        if level[name] == len(layers):
            layers.append([])
        layers[level[name]].append(f"{call} AS {name}")
        pattern = re.compile(r"(?<!\w)" + re.escape(call))
        texts = [pattern.sub(name, text) for text in texts]
        pending[position + 1 :] = [pattern.sub(name, later) for later in pending[position + 1 :]]
    return texts, layers


def with_layers(source: str, layers: Sequence[Sequence[str]]) -> str:
    """SQL that may stand in FROM: the source with the layers' columns beside its own."""
    for layer in layers:
        source = f"(SELECT *, {', '.join(layer)}\nFROM {source})"
    return source
