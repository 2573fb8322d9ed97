"""Which links another model would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from census_app.foundation.jobs import JobContext
from census_app.matching.links import LinkSet
from census_app.matching.sources import Source
from census_app.matching.weights.model import Model
from census_app.matching.words import words
from census_app.workspace.linking.judged import Judged, source_name
from census_app.workspace.linking.newest import pairs_where

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.workspace.workspace import Workspace

_EXAMPLES = 5
_DECISIONS = ("auto", "review", "accepted")
_NOTHING = "没有"


@dataclass(frozen=True)
class LinkMoves:
    """Pairs by (decision now, decision then), "" for none; a few examples (record, candidate) of each change."""

    counts: Mapping[tuple[str, str], int]
    examples: Mapping[tuple[str, str], Sequence[tuple[str, str]]]

    def as_json(self) -> list[dict[str, Any]]:
        """One entry per kind of change."""
        return [
            {
                "from": before,
                "to": after,
                "pairs": count,
                "examples": [list(one) for one in self.examples[before, after]],
            }
            for (before, after), count in self.counts.items()
            if before != after
        ]

    def lines(self) -> list[str]:
        """For the terminal, the largest change first."""
        changed = [(count, move) for move, count in self.counts.items() if move[0] != move[1]]
        if not changed:
            return ["关联不变"]
        lines = []
        for count, move in sorted(changed, key=lambda one: (-one[0], one[1])):
            before, after = (words().decisions.get(one, _NOTHING) for one in move)
            shown = "、".join(f"{left}↔{right}" for left, right in self.examples[move])
            lines.append(f"{before} → {after}：{count:,} 对，例如 {shown}")
        return lines


def link_moves(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    snapshot: Snapshot,
    links: LinkSet,
    source: Source,
    model: Model,
    judged: Judged,
    context: JobContext,
) -> LinkMoves:
    """What would become of the links of the link set under `model`; people's decisions count in both."""
    from census_app.workspace.linking.making import compare_source

    result = compare_source(connection, workspace, snapshot, source, model, True, judged, context)
    then = {
        (result.left_keys[left], result.right_keys[right]): str(decision)
        for left, right, decision in zip(result.left_row, result.right_row, result.decision, strict=True)
        if decision in _DECISIONS
    }
    stored = pairs_where(
        connection, links, "source = $source AND decision IN ('auto', 'review', 'accepted')", source=source_name(source)
    )
    now = {(one.left_key, one.right_key): one.decision for one in stored}
    # what people have decided since changes with or without another model
    decided = {one.pair.left_key for one in judged.decisions.get(source_name(source), ())}
    counts: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for pair in sorted(now.keys() | then.keys()):
        if pair[0] in decided:
            continue
        move = (now.get(pair, ""), then.get(pair, ""))
        counts[move] += 1
        shown = examples.setdefault(move, [])
        if len(shown) < _EXAMPLES:
            shown.append(pair)
    return LinkMoves(dict(counts), examples)
