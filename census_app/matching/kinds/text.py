"""Plain words (a given name, a suburb): equal, one edit apart, similar, different."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from census_app.matching.entries import Codes, EntryTable
from census_app.matching.kinds.kind import FieldKind, Levels, Values, graded
from census_app.matching.text import fold_texts

if TYPE_CHECKING:
    from census_app.matching.context import Context

_SIMILAR = 0.8
_LONG = 4
_LEVELS = ("equal", "one_edit", "similar", "different")


def _parse(texts: Sequence[str], _: Context) -> Values:
    """One value per text: its folded form and its first four characters."""
    return [((text, text[:_LONG]),) if text else () for text in fold_texts(list(texts))]


def _compare(table: EntryTable, left: Codes, right: Codes) -> Levels:
    """Levels of pairs of entries."""
    value = table.codes("value")
    return graded(table, "value", value[left], value[right], _likeness)


def _likeness(left: list[str], right: list[str]) -> Levels:
    from rapidfuzz.distance import OSA, JaroWinkler
    from rapidfuzz.process import cpdist

    edits = np.asarray(cpdist(left, right, scorer=OSA.distance, score_cutoff=1))
    likeness = np.asarray(cpdist(left, right, scorer=JaroWinkler.similarity))
    long = np.asarray([min(len(a), len(b)) >= _LONG for a, b in zip(left, right, strict=True)])
    return np.select([(edits <= 1) & long, likeness >= _SIMILAR], [2, 3], default=4).astype(np.uint8)


KIND = FieldKind(
    id="text",
    columns=("value", "start"),
    levels=_LEVELS,
    parse=_parse,
    compare=_compare,
    shared={"start": "start"},
    frequencies={"equal": "value"},
)
