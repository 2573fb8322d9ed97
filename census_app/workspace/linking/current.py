"""How pairs look today: their fingerprints in the newest snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from census_app.matching.sources import shipped_sources
from census_app.workspace.engine import scratch_engine
from census_app.workspace.linking.deciding import JudgedPair
from census_app.workspace.linking.decisions import PairKey
from census_app.workspace.linking.fingerprints import Fingerprints, read_records
from census_app.workspace.linking.judged import source_name

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


def current_pairs(workspace: Workspace, pairs: Sequence[JudgedPair]) -> dict[PairKey, str]:
    """The fingerprint of each pair as the newest snapshot has it, over the fields it was shown with.

    Where a key has several rows the shown fingerprint counts if any of them still has it. Pairs whose records are gone
    are left out.
    """
    if not pairs:
        return {}
    prints, tables = Fingerprints.of(workspace), workspace.dictionary.tables
    snapshot = workspace.catalogue.open()
    found: dict[PairKey, str] = {}
    with scratch_engine(workspace.cache) as connection:
        for source in shipped_sources().values():
            mine = [one for one in pairs if one.pair.source == source_name(source)]
            if not mine:
                continue
            left, right = (
                read_records(
                    connection,
                    snapshot,
                    tables[table],
                    [(one.pair.left_key, one.pair.right_key)[side] for one in mine],
                    [name for one in mine for name in one.fields[side]],
                )
                for side, table in enumerate((source.left_table, source.table))
            )
            for one in mine:
                seen = {
                    prints.of_pair(first, second, one.fields)
                    for first in left.get(one.pair.left_key, ())
                    for second in right.get(one.pair.right_key, ())
                }
                if seen:
                    found[one.pair] = one.fingerprint if one.fingerprint in seen else min(seen)
    return found
