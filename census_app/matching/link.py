"""Two tables in, links out: take apart, block, compare, weigh, veto, decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from census_app.foundation.garbage import collection_paused
from census_app.foundation.jobs import JobContext, silent
from census_app.matching.blocking import Blocks, KeyBits, Rows, block
from census_app.matching.claims import bits_of_claims, claimed, counts_claims
from census_app.matching.comparing import Comparer, Comparison, LevelRows, Pairs, comparisons
from census_app.matching.comparing_all import Elsewhere, compare_all
from census_app.matching.comparing_roles import Named
from census_app.matching.containing import outdone, settled_elsewhere
from census_app.matching.covering import Outside, UnknownPlaces, knows_nobody, outside, unknown_places
from census_app.matching.deciding import NO_DECISION, Scored, Thresholds, best_of_each, compete, decide, net_bits
from census_app.matching.decisions import Decision
from census_app.matching.entries import MISSING
from census_app.matching.features import Features, blank_roles, hidden_shares, take_apart
from census_app.matching.judging import JudgedPairs, Said, overrule, verdicts_of, with_judged
from census_app.matching.namesakes import doubtful_namesakes
from census_app.matching.records import RecordReader
from census_app.matching.renames import Renames, learn_renames, rename, with_renames
from census_app.matching.repeated import first_alike, repeats
from census_app.matching.sources import Source, keys_without, tells_who
from census_app.matching.vetoes import Vetoes, answerable, at_the_door, decisive, settled, vetoes
from census_app.matching.weights.anchors import learn
from census_app.matching.weights.bounding import ceilings
from census_app.matching.weights.by_phone import learn_by_phone
from census_app.matching.weights.likeness import rows_turned_out
from census_app.matching.weights.model import Claims, Model, probability
from census_app.matching.weights.unidentified import LeftRecords
from census_app.matching.weights.unsupervised import learn_alone, random_pairs, unfamiliar

_HEARD_AT_ONCE = 1_000_000
_FAINT = -20.0  # bits of a pair that is true once in a million


@dataclass(frozen=True)
class LinkResult:
    """Kept pairs (those with a decision) and everything needed to explain them.

    Arrays run over the kept pairs, sorted by (left, right). `candidates` counts all compared pairs, `cut` the pairs
    per key that its cap kept out; `hidden` tells of each role with masks which share of the right records that have a
    value show no whole one. `unsure` are left records without such a pair whose best candidate is too likely to
    say they have no partner; those of `open` have likely ones that nobody could decide about, or share all they share
    with too many to look at, or stand in one of the places `outside` of the register, or are of an archive of which it
    knows next to nobody. Of the roles in `blank` no right record has a value; `unmet` are places
    the register has no entry of, with how many left records there have no partner.
    """

    left_keys: Sequence[str]
    right_keys: Sequence[str]
    left_row: Rows
    right_row: Rows
    bits: NDArray[np.float64]
    probability: NDArray[np.float64]
    decision: NDArray[np.object_]
    levels: NDArray[np.uint8]
    keys: KeyBits
    comparisons: tuple[Comparison, ...]
    model: Model
    candidates: int
    cut: Mapping[str, int] = field(default_factory=dict)
    unsure: Rows = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    open: Rows = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    hidden: Mapping[str, float] = field(default_factory=dict)
    outside: Mapping[str, int] = field(default_factory=dict)
    blank: tuple[str, ...] = ()
    unmet: Mapping[str, int] = field(default_factory=dict)


def link_records(
    left: RecordReader,
    right: RecordReader,
    source: Source,
    *,
    model: Model,
    thresholds: Thresholds | None = None,
    learn_from_anchors: bool = True,
    judged: JudgedPairs | None = None,
    job: JobContext | None = None,
) -> LinkResult:
    """Link `left` to `right` as `source` declares; the same input always gives the same result.

    `model` gives the weights, refitted to pairs told apart by the anchor identifier when there are enough of them.
    What people said of the `judged` pairs overrules the weights, but is not learned from here.
    """
    job = job or silent()
    return link_parts(
        partial(take_apart, left, right, source, job),
        source,
        model=model,
        thresholds=thresholds,
        learn_from_anchors=learn_from_anchors,
        judged=judged,
        job=job,
    )


@collection_paused()
def link_parts(
    parts: Callable[[], Features],
    source: Source,
    *,
    model: Model,
    thresholds: Thresholds | None = None,
    learn_from_anchors: bool = True,
    judged: JudgedPairs | None = None,
    job: JobContext | None = None,
    elsewhere: Elsewhere | None = None,
    renamed: Renames | None = None,
) -> LinkResult:
    """`link_records` of tables that `parts` gives taken apart; some of the candidates may be compared `elsewhere`.

    `renamed` are the places with another name that these tables have been found to tell; None when nobody looked yet.
    """
    job = job or silent()
    if source.prior is not None:
        model = replace(model, prior=source.prior, calibration=(), claims=Claims(), alike={}, alike_of="", anchor="")
    if learn_from_anchors and (source.bits or source.at_most):
        model = with_bits(model, source)
    found = _compare(parts, source, model, judged, job, elsewhere, renamed)
    if learn_from_anchors and source.anchor is not None:
        otherwise = (found.pairs.keys & np.uint32(keys_without(source, source.anchor))) != 0
        lefts = LeftRecords.of(found.present, source.anchor)
        learned = learn(found.comparisons, found.pairs, otherwise, source.anchor, model, source.many, lefts)
        if learned is model:
            learned = learn_by_phone(found.comparisons, found.pairs, source, found.named, model)
        model = learned
    elif unfamiliar(found.comparisons, model):
        possible = len(found.left_keys) * len(found.right_keys)
        model = learn_alone(found.comparisons, found.pairs.levels, found.by_chance, possible, model)
    model = replace(model, renames=found.renames)
    return conclude(found, source, model, thresholds or Thresholds.allowing(source.automatic_error), judged)


def with_bits(model: Model, source: Source) -> Model:
    """The model with what the source's declaration says of its levels and doubts."""
    own = {
        comparison.id: {**model.of(comparison), **source.bits[comparison.id]}
        for comparison in comparisons(source)
        if comparison.id in source.bits
    }
    return replace(model, bits={**model.bits, **own}, at_most=source.at_most)


@dataclass(frozen=True)
class Compared:
    """All candidates of two tables with their levels; the records themselves are not needed any more.

    `with_judged` are the pairs and those people judged though no key brought them together; `by_chance` are levels of
    random pairs, `cut` the pairs per key that its cap kept out; `present` tells for each compared role which left
    records have a value, `named` which have a person's name, whole or masked, `renames` which places were told by
    another name, `first_alike` which right records say the same; `hidden` as in `LinkResult`; of `unseen` left records
    no pair was looked at, for there were too many; those `outside` stand where the register has nothing; `blank` as in
    `LinkResult`.
    """

    left_keys: Sequence[str]
    right_keys: Sequence[str]
    comparisons: tuple[Comparison, ...]
    pairs: Pairs
    with_judged: Pairs
    by_chance: NDArray[np.uint8]
    cut: Mapping[str, int]
    present: Mapping[str, NDArray[np.bool_]]
    named: Named | None
    renames: Renames
    first_alike: Rows | None
    hidden: Mapping[str, float]
    unseen: NDArray[np.bool_]
    outside: Outside
    blank: tuple[str, ...]
    unknown_places: UnknownPlaces


def _compare(
    parts: Callable[[], Features],
    source: Source,
    model: Model,
    judged: JudgedPairs | None,
    job: JobContext,
    elsewhere: Elsewhere | None,
    renamed: Renames | None,
) -> Compared:
    """Everything that needs the parsed records, which are let go before anything is learned or decided."""
    features = parts()
    learned = learn_renames(features, source) if renamed is None else renamed
    renames = with_renames(model.renames, learned)
    rename(features, source, renames)
    blocks, comparer = block(features, source), Comparer(features, source)
    pairs = compare_all(blocks, comparer, source, job, elsewhere)
    left_count, right_count = len(features.left_keys), len(features.right_keys)
    by_chance = pairs.levels[:0]
    if unfamiliar(comparer.comparisons, model):
        by_chance = comparer.levels(*random_pairs(left_count, right_count, source.within))
    return Compared(
        features.left_keys,
        features.right_keys,
        comparer.comparisons,
        pairs,
        pairs if judged is None else with_judged(pairs, judged, comparer, right_count),
        by_chance,
        blocks.cut,
        {name: (features.roles[name].left != MISSING).any(axis=1) for name in source.compared},
        comparer.named(),
        renames,
        first_alike(features, source),
        hidden_shares(features, source),
        _unseen(blocks, pairs, source),
        outside(features, source),
        blank_roles(features, source),
        unknown_places(features, source),
    )


def _unseen(blocks: Blocks, pairs: Pairs, source: Source) -> NDArray[np.bool_]:
    """Left records that the cap left without a single pair though what they share could tell who they are: nobody can
    say that they have no partner. Within one table many accounts of one company are no register that cannot be read."""
    found = blocks.crowded([key for key in source.keys if not source.within and tells_who(source, key)])
    found[pairs.left] = False
    return found


def conclude(
    found: Compared, source: Source, model: Model, thresholds: Thresholds, judged: JudgedPairs | None = None
) -> LinkResult:
    """Weigh, veto and decide; people's word goes before."""
    pairs, rows, veto, said = _heard(found.with_judged, found.comparisons, model, judged, len(found.right_keys))
    # what the levels alone say is asked of their distinct rows, not of every pair
    levels, row = rows
    bits = model.weigh(found.comparisons, levels)[row]
    allowed = _allowed(found, source, pairs, rows, veto, said)
    believed = np.minimum(bits, ceilings(model, found.comparisons, levels)[row])
    scored = Scored(pairs.left, pairs.right, np.where(allowed, believed, -np.inf))
    taken = claimed(scored, many=not counts_claims(source))
    claims = bits_of_claims(taken, model.claims)
    scored, bits = replace(scored, bits=scored.bits + claims), bits + claims
    net = net_bits(compete(scored, source.many))
    chance = probability(rows_turned_out(model, found.comparisons, net, rows, taken))
    best = slice(None) if source.many else best_of_each(pairs.left, chance, pairs.right)
    kept = np.zeros(len(allowed), dtype=bool)
    kept[best] = allowed[best]
    likely = kept & (chance >= thresholds.unsure)
    known = answerable(found.comparisons, levels, source)[row] | said.anything
    nobody_knows, likely, kept = likely & ~known, likely & known, kept & known
    clear = settled(found.comparisons, levels, source, veto.agreeing)[row]
    linked, others = (np.zeros(len(keys), dtype=bool) for keys in (found.left_keys, found.right_keys))
    # what agrees is worth a person's question, however little it tells
    asked = kept & (believed < bits) & (probability(bits) >= thresholds.review)
    namesakes = kept & (asked | (chance >= thresholds.review)) & ~said.anything
    most = thresholds.namesake_error * len(linked)
    open_ = doubtful_namesakes(found.comparisons, pairs.levels, chance, namesakes, most)
    decision = decide(chance, kept & ~open_, clear, thresholds, asked & ~open_)
    decision = overrule(decision, pairs.left, said, source.many)
    decided = decision != NO_DECISION
    linked[pairs.left[decided]] = True
    others[pairs.right[decided]] = True
    told = (veto.finding != NO_DECISION)[row] & ~decided
    beside = (veto.finding == Decision.SAME_ADDRESS_OTHER_NAME)[row] & ~others[pairs.right] & source.others_told
    told &= ~linked[pairs.left] | beside
    decision[told] = veto.finding[row[told]]
    shown = np.flatnonzero(decided | told)
    return LinkResult(
        found.left_keys,
        found.right_keys,
        pairs.left[shown],
        pairs.right[shown],
        bits[shown],
        chance[shown],
        decision[shown],
        pairs.levels[shown],
        pairs.keys[shown],
        found.comparisons,
        model,
        len(found.with_judged.left),
        found.cut,
        np.unique(pairs.left[likely & ~linked[pairs.left]]),
        np.union1d(pairs.left[nobody_knows & ~linked[pairs.left]], np.flatnonzero(_untold(found, source, linked))),
        found.hidden,
        found.outside.places,
        found.blank,
        found.unknown_places.unmet(linked | found.outside.records),
    )


def _allowed(
    found: Compared, source: Source, pairs: Pairs, rows: LevelRows, veto: Vetoes, said: Said
) -> NDArray[np.bool_]:
    """Which of the pairs can be links, however probable: neither forbidden nor refused by a person, nor better told by
    another record."""
    levels, row = rows
    allowed: NDArray[np.bool_] = (veto.forbidden == NO_DECISION)[row] & ~said.rejected
    allowed &= ~outdone(source.nested, found.comparisons, pairs.left, pairs.levels) | said.accepted
    allowed &= ~repeats(found.first_alike, pairs.left, pairs.right, allowed)
    if source.decisive:
        here = decisive(found.comparisons, levels, source.decisive)[row]
        at_door = at_the_door(found.comparisons, levels, veto)[row]
        allowed &= ~settled_elsewhere(here, allowed & at_door, pairs.left, pairs.right) | said.accepted
    return allowed


def _untold(found: Compared, source: Source, linked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Left records without a partner of which the register does not tell that they have none."""
    if not source.within and knows_nobody(len(found.left_keys), len(found.right_keys), int(linked.sum())):
        return ~linked
    untold: NDArray[np.bool_] = (found.unseen | found.outside.records) & ~linked
    return untold


def _heard(
    pairs: Pairs, comparisons: tuple[Comparison, ...], model: Model, judged: JudgedPairs | None, right_count: int
) -> tuple[Pairs, LevelRows, Vetoes, Said]:
    """The pairs that can have a say, their rows of levels and the vetoes of those: most candidates are so improbable
    that they change nobody's chance, and are not worth the memory of a sum and a verdict each."""
    levels, row = pairs.rows
    veto = vetoes(comparisons, levels)
    telling = (model.weigh(comparisons, levels) > _FAINT) | (veto.finding != NO_DECISION)
    heard: list[NDArray[np.intp]] = []
    verdicts: list[Said] = []
    for start in range(0, max(1, len(pairs.left)), _HEARD_AT_ONCE):
        at_once = slice(start, start + _HEARD_AT_ONCE)
        said = verdicts_of(pairs.taken(at_once), judged, right_count)
        found = np.flatnonzero(telling[row[at_once]] | said.anything)
        heard.append(found + start)
        verdicts.append(said.taken(found))
    places = np.concatenate(heard)
    return pairs.taken(places), LevelRows(levels, row[places]), veto, Said.joined(verdicts)
