"""Acts on problems as plain functions that run on a worker; the core's refusals pass through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from census_app.desktop.opened import opened

CONFIRMED, REFUTED = "confirmed", "refuted"
PASSED, RETURNED = "passed", "returned"


@dataclass(frozen=True)
class Made:
    """What was done here and can be taken back: to which problems, which word, by which acts; whether another
    reviewer has to look before it counts (`second`); of how many the opposite had been said, by whom (`over`)."""

    numbers: tuple[str, ...]
    word: str
    acts: tuple[int, ...]
    second: bool = False
    over: tuple[int, str] = (0, "")


def judge(folder: Path, numbers: Sequence[str], outcome: str, reason: str) -> Made:
    """A person's word on problems stands in the log, for all of them or for none."""
    from census_app.workspace.precision.acts import judge_problems, overruled
    from census_app.workspace.precision.settings import Outcome

    with opened(folder) as workspace:
        act = judge_problems(workspace, numbers, Outcome(outcome), reason)
        before = overruled(workspace, act)
    people = "、".join(sorted({earlier.actor for earlier in before.values()}))
    return Made(tuple(numbers), outcome, (act.seq,), over=(len(before), people))


def review(folder: Path, number: str, decision: str, reason: str) -> Made:
    """The answer that waits about a problem is accepted or sent back."""
    from census_app.survey.review.deciding import decide
    from census_app.survey.review.effects import Said
    from census_app.survey.words import ReviewDecision

    with opened(folder) as workspace:
        report = decide(workspace, [Said(number, ReviewDecision(decision), reason)])
    return Made((number,), decision, tuple(report.acts), bool(report.first_looks))


def take_back(folder: Path, made: Made, reason: str) -> None:
    """What was done no longer counts."""
    from census_app.survey.review.undoing import undo_reviews
    from census_app.workspace.precision.acts import take_back_judgement

    with opened(folder) as workspace:
        if made.word in (PASSED, RETURNED):
            undo_reviews(workspace, made.acts, reason)
        else:
            take_back_judgement(workspace, made.acts[0], reason)


def return_reasons() -> tuple[tuple[str, str, str], ...]:
    """Code, name and advice of the reasons an answer may be sent back for."""
    from census_app.survey.review.settings import review_settings

    return tuple((code, one.zh, one.advice) for code, one in review_settings().return_reasons.items())


def unit_names(folder: Path) -> dict[str, str]:
    """Code → name of the units work may be given out in."""
    from census_app.workspace.unit_names import unit_names as names_of

    with opened(folder) as workspace:
        return dict(names_of(workspace, workspace.catalogue.open()))
