"""Groups of records that links hold together."""

from __future__ import annotations

from collections.abc import Iterable


def groups_of(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """(record, group, size) of every record in a pair, ordered by group and record.

    Records linked directly or through others are one group, named by the smallest of its keys. A record linked with
    itself alone is in no group. Linear in the number of pairs but for the sorting.
    """
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        top = key
        while parent.setdefault(top, top) != top:
            top = parent[top]
        while parent[key] != top:
            parent[key], key = top, parent[key]
        return top

    for left, right in pairs:
        if left != right:
            first, second = sorted((root(left), root(right)))
            parent[second] = first
    members: dict[str, list[str]] = {}
    for key in parent:
        members.setdefault(root(key), []).append(key)
    return [(key, group, len(found)) for group, found in sorted(members.items()) for key in sorted(found)]
