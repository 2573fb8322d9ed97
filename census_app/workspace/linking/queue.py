"""What waits for a person, the most useful questions first, each with everything needed to answer it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.matching.deciding import Thresholds
from census_app.matching.explaining import LinkExplanation
from census_app.matching.links import SELF, LinkedSource, LinkSet
from census_app.matching.sources import Source, compared_fields
from census_app.matching.weighing import estimate
from census_app.workspace import acts
from census_app.workspace.engine import scratch_engine
from census_app.workspace.linking.deciding import JudgedPair
from census_app.workspace.linking.decisions import PairDecision, PairKey, Standing
from census_app.workspace.linking.evidence import evidence_of, row_of
from census_app.workspace.linking.fingerprints import Fingerprints, StoredRecord, read_records
from census_app.workspace.linking.judged import judged_pairs, source_name
from census_app.workspace.linking.link_sets import LINKS_MADE
from census_app.workspace.linking.models import changed_since
from census_app.workspace.linking.newest import newest_links, owners_in, pairs_where, sources_of, weights_of
from census_app.workspace.linking.reading import SnapshotRecords
from census_app.workspace.linking.settings import learning_settings
from census_app.workspace.linking.shares import Shares, ShownShare

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.workspace.workspace import Workspace

_CUSTOMER = "customer"
# p (1 - p) of a candidate about half as likely as not
_UNSURE = 0.2


@dataclass(frozen=True)
class QueuedPair:
    """One candidate of a record: how it is told to people, and what a decision about it will say. `reviewers` have
    judged it before."""

    shown: JudgedPair
    share: ShownShare
    explanation: LinkExplanation
    reviewers: tuple[str, ...]


@dataclass(frozen=True)
class QueuedRecord:
    """A record that waits, with its candidates, the most probable first; `disputed` when reviewers disagree."""

    source: Source
    key: str
    unit: str
    disputed: bool
    pairs: tuple[QueuedPair, ...]


@dataclass(frozen=True)
class ReviewQueue:
    """Records in order of use; `later` counts those the limit left out.

    `waiting`: how many wait for a person at all, by the id of each source that was compared, whatever was asked for;
    reviewers disagree about `disputed` of them. `warnings` are what to know of the comparison, in Chinese.
    """

    link_set: str
    records: tuple[QueuedRecord, ...]
    later: int
    waiting: Mapping[str, int]
    disputed: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class _Waiting:
    rank: float
    source: str
    key: str
    disputed: bool


@dataclass(frozen=True)
class _Found:
    """A candidate before it is told to people."""

    left_key: str
    right_key: str
    right_row: int
    bits: float
    probability: float
    levels: Mapping[str, str]


def review_queue(
    workspace: Workspace,
    source: str | None = None,
    limit: int | None = None,
    unit: str | None = None,
    *,
    reviewer: str = "",
    hide: bool = True,
    context: JobContext | None = None,
) -> ReviewQueue:
    """The records of the newest link set that wait for a person, at most `limit`, of the unit (code or name) if given.

    What `reviewer` has judged does not wait for that reviewer again; for others it does, until the next comparison.
    Disputed ones come first and are never left out; then those that are least certain and whose answer touches most
    records. `BadInput` when nothing was compared, or the source or unit is unknown.
    """
    context = context or silent()
    snapshot = workspace.catalogue.open()
    links = newest_links(workspace, snapshot)
    known, chosen = sources_of(links), sources_of(links, source)
    with scratch_engine(workspace.cache, context) as connection:
        judged = judged_pairs(connection, workspace, snapshot)
        decided = {name: list(judged.decisions.get(name, ())) for name in known}
        units = _units(connection, workspace, snapshot, unit)
        judged_before = _judged_by(reviewer, decided)
        every = [
            one
            for one in _waiting(connection, links, decided)
            if (one.source, one.key) not in judged_before and (unit is None or one.key in units)
        ]
        waiting = [one for one in every if one.source in chosen]
        disputed = sum(one.disputed for one in waiting)
        kept = waiting if limit is None else waiting[: max(limit, disputed)]
        teller = _Teller(connection, workspace, snapshot, links, hide, context)
        told: dict[tuple[str, str], QueuedRecord] = {}
        for name, (declared, linked) in chosen.items():
            mine = [one for one in kept if one.source == name]
            told |= teller.tell(declared, linked, mine, decided[name], units)
    records = tuple(told[one.source, one.key] for one in kept if (one.source, one.key) in told)
    waits = Counter(one.source for one in every)
    counts = {source.id: waits[name] for name, (source, _) in known.items()}
    later, every_dispute = len(waiting) - len(kept), sum(one.disputed for one in every)
    remarks = tuple(warning for one in links.manifest.sources.values() for warning in one.warnings)
    warnings = (*_other_models(workspace, links, known), *remarks)
    return ReviewQueue(links.manifest.link_set, records, later, counts, every_dispute, warnings)


def _other_models(
    workspace: Workspace, links: LinkSet, known: Mapping[str, tuple[Source, LinkedSource]]
) -> tuple[str, ...]:
    """The sources whose models were changed since they were compared, for what is shown is of the ones before."""
    made = acts.list_acts(workspace.engine, kinds=[LINKS_MADE], subject=links.manifest.link_set)[-1].seq
    changed = [source for source, _ in known.values() if changed_since(workspace, source, made)]
    return tuple(f"{source.zh}：模型换过了，重新关联后生效" for source in changed)


def _waiting(
    connection: duckdb.DuckDBPyConnection, links: LinkSet, decided: Mapping[str, Sequence[PairDecision]]
) -> list[_Waiting]:
    """Records that wait or are in dispute, the most useful first.

    Usefulness is how uncertain the best pair is, times how many open questions its answer is expected to settle: a yes
    settles those that share the record or the candidate, a no only itself. Of twenty firms at one door none is likely.
    Records whose best candidate is too likely to rule out, though no pair of theirs was kept, count as quite uncertain.
    """
    names = sorted(decided)
    rows = connection.execute(
        f"""
        WITH open AS (
            SELECT *, count(*) OVER (PARTITION BY left_key)
                + count(*) OVER (PARTITION BY source, right_key) - 1 AS touched
            FROM read_parquet({quote_path(links.links_file)}) WHERE decision = 'review'
        ), asked AS (
            SELECT source, left_key, max(CAST(probability * (1 - probability) AS DOUBLE)
                * (1 + probability * (touched - 1))) AS rank
            FROM open GROUP BY source, left_key
        ), kept AS (
            SELECT source, left_key AS key FROM open UNION SELECT source, right_key FROM open WHERE source = '{SELF}'
        )
        SELECT * FROM (
            SELECT source, left_key, rank FROM asked UNION ALL
            SELECT c.source, c.left_key, {_UNSURE} FROM read_parquet({quote_path(links.covered_file)}) c
            ANTI JOIN kept k ON k.source = c.source AND k.key = c.left_key WHERE c.verdict = 'review'
        ) WHERE source IN (SELECT unnest($names))
        """,
        {"names": names},
    ).fetchall()
    disputes = {
        (name, one.pair.left_key)
        for name, pairs in decided.items()
        for one in pairs
        if one.standing is Standing.DISPUTED
    }
    ranks = {(source, key): float(rank) for source, key, rank in rows} | dict.fromkeys(disputes, 0.0)
    found = [_Waiting(rank, source, key, (source, key) in disputes) for (source, key), rank in ranks.items()]
    return sorted(found, key=lambda one: (not one.disputed, -one.rank, one.source, one.key))


def _judged_by(reviewer: str, decided: Mapping[str, Sequence[PairDecision]]) -> set[tuple[str, str]]:
    """Source and key of the records whose pairs this reviewer has judged."""
    name = reviewer.casefold()
    return {
        (source, key)
        for source, pairs in decided.items()
        for one in pairs
        if name and name in map(str.casefold, one.reviewers)
        for key in ((one.pair.left_key, one.pair.right_key) if source == SELF else (one.pair.left_key,))
    }


def _units(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, snapshot: Snapshot, unit: str | None
) -> dict[str, str]:
    """Customer → the name (else the code) of its unit, only those of `unit` when it is given."""
    table = workspace.dictionary.table(_CUSTOMER)
    rows = connection.execute(
        "SELECT cons_no, coalesce(org_name, org_no, '') FROM ("
        f"{snapshot.table_sql(table, ['cons_no', 'org_no', 'org_name'])}) "
        "WHERE $unit IS NULL OR starts_with(coalesce(org_no, ''), $unit) OR org_name = $unit",
        {"unit": unit},
    ).fetchall()
    if unit is not None and not rows:
        raise BadInput(f"没有单位 {unit} 的用户", "给出供电单位的编码或名称")
    return dict(rows)


@dataclass
class _Teller:
    """Turns waiting records of one source into what people are shown."""

    connection: duckdb.DuckDBPyConnection
    workspace: Workspace
    snapshot: Snapshot
    links: LinkSet
    hide: bool
    context: JobContext

    def tell(
        self,
        source: Source,
        linked: LinkedSource,
        waiting: Sequence[_Waiting],
        decided: Sequence[PairDecision],
        units: Mapping[str, str],
    ) -> dict[tuple[str, str], QueuedRecord]:
        """By (source, record key)."""
        if not waiting:
            return {}
        name, model = source_name(source), weights_of(linked)
        known = {(one.pair.left_key, one.pair.right_key): one for one in decided}
        found = self._candidates(source, linked, [one.key for one in waiting], known)
        left_fields, right_fields = compared_fields(source)
        left = self._read(source.left_table, [one.left_key for one in found], left_fields)
        right = self._read(source.table, [one.right_key for one in found], right_fields)
        shares, prints = Shares.of(decided, source, model), Fingerprints.of(self.workspace)
        pairs: dict[str, list[QueuedPair]] = {}
        for one in found:
            first = row_of(left.get(one.left_key, []), None)
            second = row_of(right.get(one.right_key, []), one.right_row)
            if first is None or second is None:
                continue
            if source.within and first.row > second.row:
                # within one table a pair has one name only: the earlier row first
                first, second = second, first
            shown = JudgedPair(
                PairKey(name, source.left_table, first.key, second.key),
                prints.of_pair(first, second, (left_fields, right_fields)),
                (left_fields, right_fields),
                one.levels,
                linked.model,
                f"{one.probability:.4f}",
            )
            explanation = evidence_of(
                source, model, one.levels, first, second, bits=one.bits, chance=one.probability, hide=self.hide
            )
            before = known.get((first.key, second.key))
            reviewers = before.reviewers if before is not None else ()
            pairs.setdefault(one.left_key, []).append(
                QueuedPair(shown, shares.shown(one.probability), explanation, reviewers)
            )
        return {
            (name, one.key): QueuedRecord(source, one.key, units.get(one.key, ""), one.disputed, tuple(pairs[one.key]))
            for one in waiting
            if one.key in pairs
        }

    def _candidates(
        self,
        source: Source,
        linked: LinkedSource,
        keys: Sequence[str],
        known: Mapping[tuple[str, str], PairDecision],
    ) -> list[_Found]:
        """The open pairs of these records and, where a record has one partner at most or no pair of it was kept, the
        next best ones."""
        stored = pairs_where(
            self.connection,
            self.links,
            "source = $source AND decision IN ('review', 'auto', 'accepted') AND left_key IN (SELECT unnest($keys))",
            source=source_name(source),
            keys=list(keys),
        )
        found = {
            (one.left_key, one.right_key): _Found(
                one.left_key, one.right_key, one.right_row, one.bits, one.probability, one.levels
            )
            for one in stored
            if one.decision == "review" or (one.left_key, one.right_key) in known
        }
        asked = {left for left, _ in found}
        for rival in self._rivals(source, linked, [key for key in keys if not source.many or key not in asked]):
            names = [(rival.left_key, rival.right_key), (rival.right_key, rival.left_key)][: 1 + source.within]
            rejected = any(name in known and known[name].standing is Standing.NONE for name in names)
            if not rejected and not any(name in found for name in names):
                found[names[0]] = rival
        return sorted(found.values(), key=lambda one: (one.left_key, -one.probability, one.right_key))

    def _rivals(self, source: Source, linked: LinkedSource, keys: Sequence[str]) -> list[_Found]:
        from census_app.matching.candidates import candidates_of

        if not keys:
            return []
        settings, tables = learning_settings(), self.workspace.dictionary.tables
        left_fields, right_fields = compared_fields(source)
        left = SnapshotRecords(self.connection, self.snapshot, tables[source.left_table], left_fields, only=list(keys))
        right = SnapshotRecords(self.connection, self.snapshot, tables[source.table], right_fields, name="candidates")
        model, least = weights_of(linked), Thresholds().review
        owners = owners_in(self.connection, self.links, source_name(source))
        candidates = candidates_of(
            left, right, source, model, at_most=settings.candidates, owners=owners, job=self.context
        )
        return [
            _Found(key, one.right_key, one.right_row, one.bits, one.probability, one.levels)
            for key, rivals in candidates.items()
            for one in rivals
            # one that would be the next question when the best is rejected is asked about at once
            if not one.veto and (one.probability >= settings.weakest or estimate(source, model, one.levels) >= least)
        ]

    def _read(self, table: str, keys: Sequence[str], fields: Sequence[str]) -> dict[str, list[StoredRecord]]:
        entry = self.workspace.dictionary.table(table)
        return read_records(self.connection, self.snapshot, entry, keys, fields)
