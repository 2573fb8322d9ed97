"""Questions and small acts of the rectification page, as plain functions that run on a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.desktop.opened import opened, person_at
from census_app.desktop.pages.rectify.rows import WorkRow, row_of

if TYPE_CHECKING:
    from census_app.reporting.answered_lists.row_outcomes import KeptRow, TakenFile
    from census_app.reporting.rectification import Rectification
    from census_app.survey.corrections.listing import Batch
    from census_app.survey.review.desk import Desk


@dataclass(frozen=True)
class Verdict:
    """A reviewer's word on one entry: the decision's stored word, a reason code, a note, the unit it moves to."""

    key: str
    decision: str
    reason: str = ""
    note: str = ""
    to_unit: str = ""


@dataclass(frozen=True)
class Step:
    """A step of the overdue ladder: its name, its days past the deadline ("" for the deferrals), what it asks for."""

    id: str
    name: str
    days: str
    asks: str


BatchRow = tuple[str, str, int, str, str]
"""A batch of corrections: number, `out` or `waiting`, corrections, what the newest data say, how its claims stand."""


@dataclass(frozen=True)
class Ground:
    """Everything the page shows at once. `states` holds the problems as they stand now; `reasons` are the return and
    the refute reasons (code, name, advice) in the order of their digits; `units` may be named in a transfer; `steps`
    are those of the ladder, the deferrals last; `rows` the desk's entries as rows, by key."""

    board: Rectification
    desk: Desk
    files: tuple[TakenFile, ...]
    batches: tuple[BatchRow, ...]
    states: Path
    reasons: dict[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    rows: dict[str, WorkRow] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """What was written: acts to take it back by, keys that wait for a second reviewer, tasks that moved."""

    acts: tuple[int, ...]
    first_looks: tuple[str, ...] = ()
    accepted_tasks: tuple[str, ...] = ()
    returned_tasks: tuple[str, ...] = ()


def name_given(folder: Path, by: str) -> str:
    """The name a reviewer gave; whoever signed in reviews for themselves, whatever name stands in the settings."""
    return "" if person_at(folder) is not None else by


def read_ground(folder: Path, by: str) -> Ground | None:
    """How things stand now, for this reviewer; None before the first official run."""
    from census_app.reporting.answered_lists.row_outcomes import taken_files
    from census_app.reporting.rectification import rectification
    from census_app.survey.corrections.listing import batches
    from census_app.survey.review.desk import review_desk
    from census_app.survey.review.settings import review_settings
    from census_app.workspace.problems.listing import problem_rows
    from census_app.workspace.unit_names import unit_names

    settings = review_settings()
    reasons = {
        name: tuple((code, one.zh, one.advice) for code, one in listed.items())
        for name, listed in (("return", settings.return_reasons), ("refute", settings.refute_reasons))
    }
    with opened(folder) as workspace:
        board = rectification(workspace)
        if board is None:
            return None
        desk = review_desk(workspace, name_given(folder, by))
        return Ground(
            board,
            desk,
            tuple(taken_files(workspace)),
            tuple(_batch(one) for one in batches(workspace)),
            problem_rows(workspace).file,
            reasons,
            dict(unit_names(workspace, workspace.catalogue.open())),
            _steps(),
            {one.key: row_of(one) for one in desk.items},
        )


def _steps() -> tuple[Step, ...]:
    from census_app.survey.overdue_settings import overdue_settings

    settings = overdue_settings()
    steps = [
        Step(one.id, one.zh, f"{one.after}–{one.until}" if one.until else f"≥ {one.after}", one.asks)
        for one in settings.steps
    ]
    return (*steps, Step(settings.deferred.id, settings.deferred.zh, "", settings.deferred.asks))


def _batch(one: Batch) -> BatchRow:
    from census_app.survey.corrections.claims import CLAIM_LABELS, ENTERED_LABELS

    entered = "，".join(f"{word} {one.entered[name]:,}" for name, word in ENTERED_LABELS.items() if one.entered[name])
    claims = "，".join(f"{word} {one.claims[name]:,}" for name, word in CLAIM_LABELS.items() if one.claims[name])
    return one.batch, "out" if one.exported else "waiting", one.rows, entered, claims


def decide(folder: Path, verdicts: Sequence[Verdict], by: str) -> Written:
    """The decisions stand, or the core's refusal passes through."""
    from census_app.survey.review.deciding import decide as decide_in
    from census_app.survey.review.effects import Said
    from census_app.survey.words import ReviewDecision

    said = [Said(one.key, ReviewDecision(one.decision), one.reason, one.note, one.to_unit) for one in verdicts]
    with opened(folder) as workspace:
        report = decide_in(workspace, said, name_given(folder, by))
    accepted, returned = tuple(report.accepted_tasks), tuple(report.returned_tasks)
    return Written(tuple(report.acts), tuple(report.first_looks), accepted, returned)


def take_back(folder: Path, acts: Sequence[int], reason: str, by: str) -> None:
    """What these acts decided waits again."""
    from census_app.survey.review.undoing import undo_reviews

    with opened(folder) as workspace:
        undo_reviews(workspace, acts, reason, name_given(folder, by))


def read_rows(folder: Path, sha256: str) -> tuple[KeptRow, ...]:
    """What became of each row of a received list."""
    from census_app.reporting.answered_lists.row_outcomes import kept_rows

    with opened(folder) as workspace:
        return kept_rows(workspace, sha256)


def defer(folder: Path, numbers: Sequence[str], reason: str, until: date) -> int:
    """The problems may wait until that day; how many."""
    from census_app.survey.deferrals import approve_deferral

    with opened(folder) as workspace:
        return len(approve_deferral(workspace, numbers, reason, until).payload["problems"])


def press_again(folder: Path, numbers: Sequence[str], reason: str) -> int:
    """The problems are pressed for again; how many."""
    from census_app.survey.deferrals import revoke_deferral

    with opened(folder) as workspace:
        return len(revoke_deferral(workspace, numbers, reason).payload["problems"])


def withdraw(folder: Path, batch: str, reason: str) -> str:
    """A batch that has not gone out is no more; its number."""
    from census_app.survey.corrections.withdrawing import withdraw_batch

    with opened(folder) as workspace:
        withdraw_batch(workspace, batch, reason)
    return batch
