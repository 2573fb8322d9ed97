"""All candidates of some records, good and bad: what a person is shown, and what was thought of and dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from census_app.foundation.jobs import JobContext, silent
from census_app.matching.blocking import Candidates, Rows, block
from census_app.matching.claims import bits_of_claims, counts_claims
from census_app.matching.comparing import Comparer
from census_app.matching.containing import outdone
from census_app.matching.deciding import NO_DECISION, Scored, best_of_each, compete, net_bits
from census_app.matching.features import Features, take_apart
from census_app.matching.records import RecordReader
from census_app.matching.renames import rename
from census_app.matching.repeated import first_alike, repeats
from census_app.matching.sources import Source
from census_app.matching.vetoes import vetoes
from census_app.matching.weights.bounding import bounded
from census_app.matching.weights.likeness import turned_out
from census_app.matching.weights.model import Model, probability

Owners = Callable[[Sequence[str]], Mapping[str, set[str]]]


@dataclass(frozen=True)
class Candidate:
    """One compared pair. `veto` is what forbids a link, "" when nothing does, `finding` what it is worth besides;
    `probability` is given all candidates of its left record that are not forbidden, and 0 for a forbidden one."""

    left_key: str
    right_key: str
    right_row: int
    bits: float
    probability: float
    levels: Mapping[str, str]
    veto: str
    finding: str = ""
    keys: tuple[str, ...] = field(default=())


def candidates_of(
    left: RecordReader,
    right: RecordReader,
    source: Source,
    model: Model,
    *,
    at_most: int = 5,
    owners: Owners | None = None,
    job: JobContext | None = None,
) -> dict[str, Sequence[Candidate]]:
    """Per left key its `at_most` best candidates, best first; a key without any has an empty list.

    The weights are `model`'s as they are: nothing is learned, so that few left records are judged like all of them.
    Within one table a record is no candidate of itself. `owners` tells which of some right keys are whose already (left
    keys by right key); without it nobody else claims them.
    """
    job = job or silent()
    apart = replace(source, within=False) if source.within else source
    features = take_apart(left, right, apart, job)
    rename(features, apart, model.renames)
    blocks, comparer, first = block(features, apart), Comparer(features, apart), first_alike(features, apart)
    found: dict[str, list[Candidate]] = {key: [] for key in features.left_keys}
    for chunk in blocks.chunks():
        job.raise_if_cancelled()
        levels = comparer.levels(chunk.left, chunk.right)
        bits = model.weigh(comparer.comparisons, levels)
        judged = vetoes(comparer.comparisons, levels)
        forbidden = judged.forbidden
        allowed = forbidden == NO_DECISION
        allowed &= ~outdone(source.nested, comparer.comparisons, chunk.left, levels)
        repeated = repeats(first, chunk.left, chunk.right, allowed)
        allowed &= ~repeated
        taken = _claimed(features, chunk, owners if counts_claims(source) else None)
        bits = bits + bits_of_claims(taken, model.claims)
        rank = bounded(model, comparer.comparisons, levels, bits)
        chance = compete(Scored(chunk.left, chunk.right, np.where(allowed, rank, -np.inf)), apart.many)
        measured = turned_out(model, comparer.comparisons, net_bits(chance), levels, taken)
        chance = np.where(allowed, probability(measured), 0.0)
        if not apart.many:
            chance = _shared(chunk.left, chance)
        # the best of each record first; among equals the order of the source
        for place in np.lexsort((chunk.right, -rank, ~allowed, chunk.left)):
            left_key, right_key = features.left_keys[chunk.left[place]], features.right_keys[chunk.right[place]]
            kept = found[left_key]
            if len(kept) >= at_most or repeated[place] or (source.within and left_key == right_key):
                continue
            said = (float(bits[place]), float(chance[place]), str(forbidden[place]), str(judged.finding[place]))
            kept.append(_candidate(features, comparer, chunk, place, levels[place], said))
    return dict(found)


def _shared(left: Rows, chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of which those of one left record's pairs come to no more than one with its best.

    What bits mean was measured among best candidates: of the others it leaves more than the best one does.
    """
    best = best_of_each(left, chance, np.arange(len(left)))
    most = np.ones(int(left.max()) + 1 if len(left) else 0)
    most[left[best]] = 1 - chance[best]
    others = np.minimum(chance, most[left])
    others[best] = chance[best]
    return others


def _claimed(features: Features, chunk: Candidates, owners: Owners | None) -> NDArray[np.bool_]:
    """Which pairs are about a right record that is somebody else's already; none without `owners`."""
    if owners is None:
        return np.zeros(len(chunk.left), dtype=bool)
    pairs = [(features.left_keys[a], features.right_keys[b]) for a, b in zip(chunk.left, chunk.right, strict=True)]
    known = owners(sorted({right_key for _, right_key in pairs}))
    return np.array([bool(known.get(right_key, set()) - {left_key}) for left_key, right_key in pairs], dtype=bool)


def _candidate(
    features: Features,
    comparer: Comparer,
    chunk: Candidates,
    place: int,
    levels: NDArray[Any],
    said: tuple[float, float, str, str],
) -> Candidate:
    """The pair at a place of the chunk; `said` are its bits, probability, veto and finding."""
    bits, chance, veto, finding = said
    row = int(chunk.right[place])
    named = {
        comparison.id: comparison.levels[number - 1]
        for comparison, number in zip(comparer.comparisons, levels, strict=True)
        if number
    }
    met = tuple(key for number, key in enumerate(comparer.source.keys) if int(chunk.keys[place]) >> number & 1)
    left_key, right_key = features.left_keys[chunk.left[place]], features.right_keys[row]
    return Candidate(left_key, right_key, row, bits, chance, named, veto, finding, met)


def levels_of_pair(
    left: RecordReader, right: RecordReader, source: Source, job: JobContext | None = None
) -> dict[str, str]:
    """Comparison id → level id of two single records, whether or not a key brings them together.

    How common a value is cannot be told from two records: those comparisons are left out.
    """
    apart = replace(source, within=False)
    comparer = Comparer(take_apart(left, right, apart, job or silent()), apart)
    first = np.zeros(1, dtype=np.int64)
    levels = comparer.levels(first, first)[0]
    return {
        comparison.id: comparison.levels[number - 1]
        for comparison, number in zip(comparer.comparisons, levels, strict=True)
        if number and ":" not in comparison.id
    }
