"""`census link explain`: why a customer is linked, waits for a person, or is not linked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.matching.deciding import Thresholds
from census_app.matching.decisions import Decision
from census_app.matching.explaining import LinkExplanation
from census_app.matching.links import SELF, CoverVerdict, LinkSet
from census_app.matching.sources import Source, compared_fields
from census_app.matching.vetoes import doubt_told
from census_app.matching.weights.model import Model
from census_app.matching.words import words
from census_app.workspace.engine import scratch_engine
from census_app.workspace.linking.decisions import DISPUTE_LABEL, VERDICT_LABELS, PairDecision, Standing
from census_app.workspace.linking.evidence import evidence_of, row_of
from census_app.workspace.linking.fingerprints import StoredRecord, read_records
from census_app.workspace.linking.judged import judged_pairs
from census_app.workspace.linking.newest import (
    LinkedPair,
    newest_links,
    owners_in,
    pairs_where,
    sources_of,
    verdicts_of,
    weights_of,
)
from census_app.workspace.linking.reading import SnapshotRecords
from census_app.workspace.linking.settings import learning_settings
from census_app.workspace.linking.shares import Shares, ShownShare

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.matching.candidates import Candidate
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class ExplainedPair:
    """One pair: what was decided and why, or why it was not linked; `said` are people's decisions about it, `forbidden`
    tells that no sum would make it a link, `doubt` why a person must look though the bits are enough."""

    right_key: str
    decision: str
    outcome: str
    share: ShownShare
    explanation: LinkExplanation
    said: str = ""
    forbidden: bool = False
    doubt: str = ""

    @property
    def overruled(self) -> bool:
        """Whether a veto or people's word, and not the sum, says what this pair is."""
        return self.forbidden or (bool(self.said) and self.decision != Decision.REVIEW)

    def as_json(self) -> dict[str, Any]:
        """Everything in plain values; `decision` is "" for a pair the link set does not hold."""
        return {
            "right_key": self.right_key,
            "decision": self.decision,
            "outcome": self.outcome,
            **self.share.as_json(),
            **self.explanation.as_json(),
            "doubt": self.doubt,
            "said": self.said,
        }


@dataclass(frozen=True)
class ExplainedSource:
    """One record against one source. `why` says in words why nothing is linked, "" when something is."""

    source: str
    name: str
    verdict: str
    pairs: tuple[ExplainedPair, ...]
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        """Verdict and pairs."""
        return {"verdict": self.verdict, "why": self.why, "pairs": [pair.as_json() for pair in self.pairs]}

    def lines(self, key: str) -> list[str]:
        """For the terminal."""
        label = words().verdicts.get(self.verdict, "没有比对过")
        lines = [f"{self.name}：{label}{'。' + self.why if self.why else ''}"]
        for pair in self.pairs:
            lines += ["", f"{key} ↔ {pair.right_key}　{pair.outcome}"]
            share = "" if pair.overruled else pair.share.words()
            lines += [f"  要人看：{pair.doubt}"] * bool(pair.doubt)
            lines += [f"  {line}" for line in pair.explanation.text("档案", self.name, share, pair.doubt)]
            if pair.said:
                lines.append(f"  人工：{pair.said}")
        return [*lines, ""]


@dataclass(frozen=True)
class ExplainedRecord:
    """A record against every source it was compared with."""

    key: str
    link_set: str
    sources: tuple[ExplainedSource, ...]

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "key": self.key,
            "link_set": self.link_set,
            "sources": {source.source: source.as_json() for source in self.sources},
        }

    def lines(self) -> list[str]:
        """For the terminal."""
        return [line for source in self.sources for line in source.lines(self.key)]


def explain_record(
    workspace: Workspace,
    key: str,
    source: str | None = None,
    right_key: str | None = None,
    *,
    hide: bool = True,
    context: JobContext | None = None,
) -> ExplainedRecord:
    """The record's links with their evidence; where it has none, its best candidates and why they are none.

    `right_key` narrows to one pair, also one the link set does not hold. `hide` stars what both sides have in common
    of personal values. `BadInput` when nothing was compared, or the record or source is unknown.
    """
    context = context or silent()
    snapshot = workspace.catalogue.open()
    links = newest_links(workspace, snapshot)
    chosen = sources_of(links, source)
    with scratch_engine(workspace.cache, context) as connection:
        verdicts = verdicts_of(connection, links, key)
        if not verdicts:
            raise BadInput(f"没有比对过这条记录：{key}", "给出用户编号；刚导入的数据要先 census link")
        judged = judged_pairs(connection, workspace, snapshot)
        decided = [one for known in judged.decisions.values() for one in known]
        found = []
        for name, (declared, linked) in chosen.items():
            one = _Explainer(
                connection, workspace, snapshot, links, declared, weights_of(linked), decided, hide, context
            )
            found.append(one.explain(key, verdicts.get(name, ""), right_key))
    return ExplainedRecord(key, links.manifest.link_set, tuple(found))


@dataclass
class _Explainer:
    """Explains records against one source."""

    connection: duckdb.DuckDBPyConnection
    workspace: Workspace
    snapshot: Snapshot
    links: LinkSet
    source: Source
    model: Model
    decided: Sequence[PairDecision]
    hide: bool
    context: JobContext

    def __post_init__(self) -> None:
        self.name = SELF if self.source.within else self.source.id
        mine = [one for one in self.decided if one.pair.source == self.name]
        self.shares = Shares.of(mine, self.source, self.model)
        self.said = {(one.pair.left_key, one.pair.right_key): one for one in mine}

    def explain(self, key: str, verdict: str, right_key: str | None) -> ExplainedSource:
        """One record; candidates below the threshold are looked for only where nothing is linked."""
        pairs = pairs_where(
            self.connection,
            self.links,
            "source = $source AND (left_key = $key OR ($within AND right_key = $key))",
            source=self.name,
            key=key,
            within=self.source.within,
        )
        shown = [self._linked(key, pair) for pair in pairs if right_key in (None, pair.right_key, pair.left_key)]
        why = ""
        if verdict != CoverVerdict.LINKED or (right_key is not None and not shown):
            others = self._candidates(key, {pair.right_row for pair in pairs}, right_key, verdict)
            shown += others
            why = self._why(key, shown) if verdict == CoverVerdict.NONE else ""
            if verdict == CoverVerdict.OPEN and not shown:
                why = words().crowded
        return ExplainedSource(self.source.id, self.source.zh, verdict, tuple(shown), why)

    def _linked(self, key: str, pair: LinkedPair) -> ExplainedPair:
        other = pair.right_key if pair.left_key == key else pair.left_key
        said = self._said(pair.left_key, pair.right_key)
        forbidden = pair.decision.startswith("veto:")
        # a veto or a person's word overrules what the sum means, unless people have not settled it
        chance = None if forbidden or (said and pair.decision != Decision.REVIEW) else pair.probability
        turned = pair.left_key != key
        explanation = self._evidence(key, other, pair.right_row, pair.levels, pair.bits, chance, turned=turned)
        return ExplainedPair(
            other,
            pair.decision,
            words().decisions.get(pair.decision, pair.decision),
            self.shares.shown(pair.probability),
            explanation,
            said,
            forbidden,
            self._doubt(pair),
        )

    def _doubt(self, pair: LinkedPair) -> str:
        """Why a person must look, where it is not for want of bits."""
        return doubt_told(self.source, pair.levels) if pair.decision == Decision.REVIEW else ""

    def _candidates(self, key: str, known: set[int], right_key: str | None, verdict: str) -> list[ExplainedPair]:
        from census_app.matching.candidates import candidates_of

        tables = self.workspace.dictionary.tables
        left_fields, right_fields = compared_fields(self.source)
        left = SnapshotRecords(self.connection, self.snapshot, tables[self.source.left_table], left_fields, only=[key])
        right = SnapshotRecords(
            self.connection, self.snapshot, tables[self.source.table], right_fields, name="candidates"
        )
        at_most = learning_settings().below + len(known) if right_key is None else len(right)
        owners = owners_in(self.connection, self.links, self.name)
        every = candidates_of(left, right, self.source, self.model, at_most=at_most, owners=owners, job=self.context)
        found = every.get(key, [])
        kept = [one for one in found if one.right_row not in known and right_key in (None, one.right_key)]
        return [self._below(key, one, verdict) for one in kept[: learning_settings().below]]

    def _below(self, key: str, one: Candidate, verdict: str) -> ExplainedPair:
        said = self.said.get((key, one.right_key))
        chance = None if said is not None or one.veto else one.probability
        explanation = self._evidence(key, one.right_key, one.right_row, one.levels, one.bits, chance)
        if said is not None and said.standing is Standing.NONE:
            outcome = "没有关联：人工判为都不是"
        elif one.veto:
            # what forbids a link is a finding only where the records have something to do with each other
            outcome = f"不关联：{words().decisions[one.veto] if one.finding else words().strangers}"
        elif verdict == CoverVerdict.REVIEW and one.probability >= Thresholds().unsure:
            # no pair was kept, but the record waits because of it
            outcome = words().decisions[Decision.REVIEW]
        elif explanation.outdone:
            outcome = "没有关联：另有候选更像"
        else:
            outcome = "没有关联：证据不够" if one.probability < Thresholds().unsure else "没有关联：像，但证据不够"
        return ExplainedPair(
            one.right_key,
            "",
            outcome,
            self.shares.shown(one.probability),
            explanation,
            self._said(key, one.right_key),
            bool(one.veto),
        )

    def _why(self, key: str, nearest: Sequence[ExplainedPair]) -> str:
        if nearest:
            return f"最接近的 {len(nearest)} 条如下"
        left = self._record(self.source.left_table, key, compared_fields(self.source)[0])
        empty = [
            role.zh or name
            for name, role in self.source.roles.items()
            if left is None or not any(left.values.get(field) for field in role.left)
        ]
        lacking = f"；档案里空着：{'、'.join(empty)}" if empty else ""
        others = "档案里没有另一户" if self.source.within else "参照数据里没有一条"
        return f"{others}与它有相同的户名、号码或门牌{lacking}"

    def _evidence(
        self,
        key: str,
        other: str,
        right_row: int,
        levels: Mapping[str, str],
        bits: float,
        chance: float | None,
        *,
        turned: bool = False,
    ) -> LinkExplanation:
        """`turned`: the record asked about is the pair's right side, as it can be within one table."""
        left_fields, right_fields = compared_fields(self.source)
        left_row, other_row = (right_row, None) if turned else (None, right_row)
        left = self._record(self.source.left_table, key, left_fields, left_row)
        right = self._record(self.source.table, other, right_fields, other_row)
        return evidence_of(self.source, self.model, levels, left, right, bits=bits, chance=chance, hide=self.hide)

    def _record(self, table: str, key: str, fields: Sequence[str], row: int | None = None) -> StoredRecord | None:
        entry = self.workspace.dictionary.table(table)
        return row_of(read_records(self.connection, self.snapshot, entry, [key], fields).get(key, []), row)

    def _said(self, left_key: str, right_key: str) -> str:
        one = self.said.get((left_key, right_key))
        if one is None:
            return ""
        votes = "，".join(f"{vote.reviewer} {VERDICT_LABELS[vote.verdict]}" for vote in one.votes.values())
        return votes if one.standing is not Standing.DISPUTED else f"{votes} → {DISPUTE_LABEL}"
