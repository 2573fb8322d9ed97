"""Questions and answers of the match review, as plain functions that run on a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.desktop.core_words import worded
from census_app.desktop.opened import opened

if TYPE_CHECKING:
    from census_app.workspace.linking.decisions import PairKey
    from census_app.workspace.linking.queue import QueuedPair, QueuedRecord

QUEUE_LIMIT = 60
ACCEPT, NONE, UNSURE = "accept", "none", "unsure"


@dataclass(frozen=True)
class SourceCount:
    """A source and how many of its records wait for a person; `compared` False when it never was."""

    id: str
    name: str
    waiting: int
    compared: bool = True


@dataclass(frozen=True)
class QueueView:
    """The first records that wait, in the order of use; `later` more wait behind them. `notes` are what to know of the
    comparison."""

    link_set: str
    data_date: str
    records: tuple[QueuedRecord, ...]
    later: int
    sources: tuple[SourceCount, ...]
    disputed: int
    notes: tuple[str, ...] = ()

    def with_again(self, record: QueuedRecord) -> QueueView:
        """The view with a record that waits again, before all others."""
        told = tuple(
            replace(one, waiting=one.waiting + 1) if one.id == record.source.id else one for one in self.sources
        )
        return replace(self, records=(record, *self.records), sources=told)


def read_queue(folder: Path, source: str, reviewer: str, limit: int) -> QueueView:
    """What waits for this reviewer (or, unnamed, for anyone), of one source (id) unless that is empty.

    What both sides have in common is hidden.
    """
    from census_app.matching.sources import shipped_sources
    from census_app.workspace.linking.queue import review_queue

    with opened(folder) as workspace:
        queue = review_queue(workspace, source or None, limit, reviewer=reviewer)
        manifest = workspace.catalogue.latest()
        told = tuple(
            SourceCount(source.id, worded(source.zh), queue.waiting.get(source.id, 0), source.id in queue.waiting)
            for source in shipped_sources().values()
        )
        date = manifest.data_date.isoformat() if manifest is not None else ""
        notes = tuple(worded(warning) for warning in queue.warnings)
        return QueueView(queue.link_set, date, queue.records, queue.later, told, queue.disputed, notes)


@dataclass(frozen=True)
class ModelLine:
    """A version of a source's model as people read it; `since` is when and by whom it was last put in use."""

    source: str
    name: str
    version: int
    origin: str
    in_use: bool
    since: str


def read_models(folder: Path) -> list[ModelLine]:
    """All versions of all sources, the shipped one of each first."""
    from census_app.workspace.linking.models import SHIPPED_VERSION, kept_models

    with opened(folder) as workspace:
        return [
            ModelLine(
                one.source,
                worded(one.title),
                one.version,
                worded("程序自带" if one.version == SHIPPED_VERSION else one.model.trained_on or "导入"),
                one.in_use,
                f"{one.at[:16].replace('T', ' ')} UTC {one.by}".strip() if one.at else "",
            )
            for one in kept_models(workspace)
        ]


def decide(folder: Path, pairs: Sequence[QueuedPair], verdict: str, reviewer: str) -> tuple[str, ...]:
    """The reviewer's word on each of the pairs stands in the log; returns the reviewers who hold otherwise."""
    from census_app.matching.judging import Verdict
    from census_app.workspace.linking.deciding import Said, checked_reviewer, record_decisions
    from census_app.workspace.linking.decisions import Standing, read_decisions, reviewer_key
    from census_app.workspace.linking.judged import many_sources

    name = checked_reviewer(reviewer)
    with opened(folder) as workspace:
        record_decisions(workspace, [Said(one.shown, Verdict(verdict), name) for one in pairs])
        keys = {one.shown.pair for one in pairs}
        standing = [one for one in read_decisions(workspace, many_sources()) if one.pair in keys]
    against = [one for one in standing if one.standing is Standing.DISPUTED]
    names = [other for one in against for other in one.reviewers if reviewer_key(other) != reviewer_key(name)]
    return tuple(dict.fromkeys(names))


def undo(folder: Path, pairs: Sequence[PairKey], reviewer: str) -> None:
    """The reviewer's newest word on each of the pairs no longer counts."""
    from census_app.workspace.linking.deciding import undo_decision

    with opened(folder) as workspace:
        for pair in pairs:
            undo_decision(workspace, [pair], reviewer)


def reveal(folder: Path, source: str, key: str, reason: str) -> QueuedRecord | None:
    """One waiting record in clear; the log keeps the reason. None when it waits no more."""
    from census_app.workspace.linking.disclosing import disclosed
    from census_app.workspace.linking.queue import review_queue

    with opened(folder) as workspace:
        disclosed(workspace, reason, f"匹配复核 {key}", 1)
        queue = review_queue(workspace, source, hide=False)
    return next((record for record in queue.records if record.key == key), None)
