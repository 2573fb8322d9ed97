"""One pair decided from the command line or the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.matching.judging import Verdict
from census_app.matching.links import SELF, LinkedSource
from census_app.matching.records import Records
from census_app.matching.sources import Source, compared_fields
from census_app.workspace.engine import scratch_engine
from census_app.workspace.linking.deciding import (
    JudgedPair,
    Said,
    checked_reviewer,
    record_decisions,
    undo_decision,
)
from census_app.workspace.linking.decisions import DISPUTE_LABEL, VERDICT_LABELS, PairKey, Standing, read_decisions
from census_app.workspace.linking.fingerprints import Fingerprints, StoredRecord, read_records
from census_app.workspace.linking.judged import many_sources
from census_app.workspace.linking.newest import newest_links, pairs_where, sources_of

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.workspace.workspace import Workspace

_LABELS = {**VERDICT_LABELS, Standing.DISPUTED: DISPUTE_LABEL, "": "没有判定"}


@dataclass(frozen=True)
class DecidedPair:
    """What was said, by whom, and what stands about the pair now; `act` 0: the reviewer had said so already."""

    pair: PairKey
    said: str
    reviewer: str
    standing: str
    act: int

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "source": self.pair.source,
            "left_key": self.pair.left_key,
            "right_key": self.pair.right_key,
            "said": self.said,
            "reviewer": self.reviewer,
            "standing": self.standing,
            "act": self.act,
        }

    def words(self) -> str:
        """For the terminal."""
        what = f"{self.pair.left_key} 与 {self.pair.right_key}（{self.pair.source}）"
        done = f"{self.reviewer} {self.said}" + ("" if self.act else "（早已这样判定，没有再记）")
        return f"{what}：{done}；现在：{_LABELS[self.standing]}。下次 census link 生效"


def decide_pair(
    workspace: Workspace,
    key: str,
    right_key: str,
    source: str | None,
    verdict: Verdict,
    reviewer: str,
    remark: str = "",
    context: JobContext | None = None,
) -> DecidedPair:
    """The reviewer's word stands in the log; links follow it from the next comparison on.

    `BadInput` when the pair's records are not in the newest snapshot, or in several sources and none is named.
    """
    context = context or silent()
    name = checked_reviewer(reviewer)
    snapshot = workspace.catalogue.open()
    links = newest_links(workspace, snapshot)
    with scratch_engine(workspace.cache, context) as connection:
        found = [
            (entry, linked, records)
            for entry, linked in sources_of(links, source).values()
            if (records := _records(connection, workspace, snapshot, entry, key, right_key)) is not None
        ]
        if not found:
            raise BadInput(f"没有这一对记录：{key} 与 {right_key}", "核对用户编号和参照数据的记录号")
        if len(found) > 1:
            names = "、".join(entry.id for entry, _, _ in found)
            raise BadInput(f"几个参照源都有记录 {right_key}", f"用 --source 说明是哪一个：{names}")
        entry, linked, (left, right) = found[0]
        stored = pairs_where(
            connection,
            links,
            "source = $source AND left_key = $left AND right_key = $right AND right_row = $row",
            source=_name(entry),
            left=left.key,
            right=right.key,
            row=right.row,
        )
        levels = stored[0].levels if stored else _compared(entry, linked, left, right, context)
    shown = JudgedPair(
        PairKey(_name(entry), entry.left_table, left.key, right.key),
        Fingerprints.of(workspace).of_pair(left, right, compared_fields(entry)),
        compared_fields(entry),
        levels,
        linked.model,
        f"{stored[0].probability:.4f}" if stored else "",
    )
    made = record_decisions(workspace, [Said(shown, verdict, name, remark.strip())])
    return DecidedPair(
        shown.pair, VERDICT_LABELS[verdict], name, _stands(workspace, shown.pair), made[0].seq if made else 0
    )


def undo_pair(workspace: Workspace, key: str, right_key: str, source: str | None, reviewer: str) -> DecidedPair:
    """The reviewer's newest word on the pair is taken back by a compensating act."""
    name = checked_reviewer(reviewer)
    wanted = [
        one.pair
        for one in read_decisions(workspace, many_sources())
        if {one.pair.left_key, one.pair.right_key} == {key, right_key} and source in (None, one.pair.source)
    ]
    act = undo_decision(workspace, wanted, name)
    pair = next(one for one in wanted if act.subject.startswith(one.source))
    return DecidedPair(pair, f"撤销“{VERDICT_LABELS[act.payload['verdict']]}”", name, _stands(workspace, pair), act.seq)


def _stands(workspace: Workspace, pair: PairKey) -> str:
    found = [one for one in read_decisions(workspace, many_sources()) if one.pair == pair]
    return found[0].standing.value if found else ""


def _records(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    snapshot: Snapshot,
    source: Source,
    key: str,
    right_key: str,
) -> tuple[StoredRecord, StoredRecord] | None:
    """Both records; within one table in the order their pairs have."""
    tables = workspace.dictionary.tables
    left_fields, right_fields = compared_fields(source)
    left = read_records(connection, snapshot, tables[source.left_table], [key], left_fields).get(key)
    right = read_records(connection, snapshot, tables[source.table], [right_key], right_fields).get(right_key)
    if not left or not right or (source.within and left[0].row == right[0].row):
        return None
    if source.within and left[0].row > right[0].row:
        return right[0], left[0]
    return left[0], right[0]


def _compared(
    source: Source, linked: LinkedSource, left: StoredRecord, right: StoredRecord, context: JobContext
) -> dict[str, str]:
    """The levels of a pair the link set does not hold; how common values are is not known from two records alone."""
    from census_app.matching.candidates import levels_of_pair

    return levels_of_pair(_one(left), _one(right), source, context)


def _one(record: StoredRecord) -> Records:
    return Records([record.key], {name: [text] for name, text in record.values.items()})


def _name(source: Source) -> str:
    return SELF if source.within else source.id
