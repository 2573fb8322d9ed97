"""Decisions of people as rows of the snapshot now compared: valid ones only, under the keys of today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.matching.judging import JudgedPairs, Verdict
from census_app.matching.links import SELF
from census_app.matching.sources import Source, shipped_sources
from census_app.workspace import acts
from census_app.workspace.linking.decisions import PairDecision, PairKey, Standing, read_decisions
from census_app.workspace.linking.fingerprints import Fingerprints, StoredRecord, read_records
from census_app.workspace.problems.succession import TELLING_KINDS, find_successions

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.workspace.workspace import Workspace

# a dispute waits for a person, like a pair nobody is sure of
_MEANING = {
    Standing.ACCEPT: Verdict.ACCEPT,
    Standing.NONE: Verdict.NONE,
    Standing.UNSURE: Verdict.UNSURE,
    Standing.DISPUTED: Verdict.UNSURE,
}


@dataclass(frozen=True)
class Judged:
    """The decisions that hold for a snapshot, by source; `lapsed` are the pairs of those whose records have changed."""

    decisions: Mapping[str, Sequence[PairDecision]]
    pairs: Mapping[str, JudgedPairs]
    lapsed: Mapping[str, Sequence[PairKey]]

    def digest(self, sources: Iterable[str]) -> str:
        """Hash of what holds for these sources; "" when nothing does."""
        content = [
            [one.pair.source, one.pair.left_table, one.pair.left_key, one.pair.right_key, one.standing.value]
            for source in sorted(sources)
            for one in self.decisions.get(source, ())
        ]
        return sha256_text(canonical_json(content)) if content else ""


def source_name(source: Source) -> str:
    """The name a source has in links and decisions."""
    return SELF if source.within else source.id


def many_sources() -> frozenset[str]:
    """The sources in which one record may have several partners."""
    return frozenset(source_name(source) for source in shipped_sources().values() if source.many)


def judged_pairs(connection: duckdb.DuckDBPyConnection, workspace: Workspace, snapshot: Snapshot) -> Judged:
    """What people decided, as far as both records of a pair still have the values they were judged by."""
    read = read_decisions(workspace, many_sources())
    if not read:
        return Judged({}, {}, {})
    followed = _followed(connection, workspace, snapshot, read)
    valid: dict[str, list[PairDecision]] = {}
    pairs: dict[str, JudgedPairs] = {}
    lapsed: dict[str, Sequence[PairKey]] = {}
    for source in shipped_sources().values():
        name = source_name(source)
        decided = [one for one in followed if one.pair.source == name]
        if not decided:
            continue
        rows = _rows(connection, workspace, snapshot, source, decided)
        valid[name] = [one for one, found in zip(decided, rows, strict=True) if found]
        lapsed[name] = [one.pair for one, found in zip(decided, rows, strict=True) if not found]
        pairs[name] = JudgedPairs.of(
            (left, right, _MEANING[one.standing])
            for one, found in zip(decided, rows, strict=True)
            for left, right in found
        )
    return Judged(valid, pairs, lapsed)


def _rows(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    snapshot: Snapshot,
    source: Source,
    decided: Sequence[PairDecision],
) -> list[list[tuple[int, int]]]:
    """Per decision the rows that still look as they were judged; equal rows under one key are judged alike."""
    prints = Fingerprints.of(workspace)
    sides: list[dict[str, list[StoredRecord]]] = []
    for side, table in enumerate((source.left_table, source.table)):
        keys = [(one.pair.left_key, one.pair.right_key)[side] for one in decided]
        fields = [name for one in decided for name in one.fields[side]]
        sides.append(read_records(connection, snapshot, workspace.dictionary.table(table), keys, fields))
    rows = []
    for one in decided:
        found = [
            (left.row, right.row)
            for left in sides[0].get(one.pair.left_key, ())
            for right in sides[1].get(one.pair.right_key, ())
            if prints.of_pair(left, right, one.fields) == one.fingerprint
        ]
        # within a table pairs stand with the earlier row first
        rows.append([(min(pair), max(pair)) for pair in found] if source.within else found)
    return rows


def _followed(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, snapshot: Snapshot, decided: Sequence[PairDecision]
) -> list[PairDecision]:
    """The decisions under the keys their records have today."""
    connection.execute(
        'CREATE OR REPLACE TEMP TABLE judged_keys ("table" VARCHAR, record_key VARCHAR, customer VARCHAR)'
    )
    keys = sorted(
        {(one.pair.left_table, one.pair.left_key) for one in decided}
        | {(one.pair.left_table, one.pair.right_key) for one in decided if one.pair.source == SELF}
    )
    connection.execute(
        "INSERT INTO judged_keys SELECT unnest($1), unnest($2), unnest($2)",
        [[table for table, _ in keys], [key for _, key in keys]],
    )
    told = acts.list_acts(workspace.engine, kinds=TELLING_KINDS)
    moves = {
        (move.table, move.old_key): move.new_key
        for move in find_successions(connection, "judged_keys", snapshot, workspace.dictionary, told)
    }
    followed = []
    for one in decided:
        pair = one.pair
        left = moves.get((pair.left_table, pair.left_key), pair.left_key)
        right = moves.get((pair.left_table, pair.right_key), pair.right_key) if pair.source == SELF else pair.right_key
        followed.append(replace(one, pair=replace(pair, left_key=left, right_key=right)))
    return followed
