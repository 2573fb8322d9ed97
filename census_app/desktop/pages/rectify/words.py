"""What the page says of the whole: the line under the title, the steps of the flow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from census_app.desktop.language import count, say
from census_app.desktop.pages.rectify.strip import StepText

if TYPE_CHECKING:
    from census_app.reporting.rectification import Rectification

STEPS = ("unsent", "assigned", "claimed", "in_review", "returned", "appealed", "reopened", "exempted", "fixed")
REVIEWED = ("in_review", "appealed")
STATES: Mapping[str, tuple[str, ...]] = {"unsent": ("new", "open")}
_TONES = {"in_review": "mid", "returned": "high", "appealed": "mid", "reopened": "high", "fixed": "ok"}


def states_of(step: str) -> frozenset[str]:
    """The states of problems that a step holds."""
    return frozenset(STATES.get(step, (step,)))


def subtitle(board: Rectification) -> str:
    """Week, lists, denominator and rate, each with what it is made of."""
    share = f"{board.fixed / board.due:.1%}" if board.due else "—"
    return say(
        "rectify.subtitle",
        week=board.week,
        units=count(len(board.units)),
        lists=count(board.lists),
        back=count(board.answered_lists),
        due=count(board.due),
        fixed=count(board.fixed),
        share=share,
    )


def step_texts(board: Rectification, mine: Mapping[str, int]) -> list[StepText]:
    """The nine steps; `mine` are the questions of each that whoever sits here may decide."""
    texts = []
    for name in STEPS:
        place = board.places[name]
        told = {
            "late": count(place.late),
            "days": count(place.oldest),
            "soon": count(place.soon),
            "fresh": count(place.fresh),
            "mine": count(mine.get(name, 0)),
        }
        note = say(f"rectify.step_note.{name}", **told) if place.problems or name in REVIEWED else ""
        texts.append(StepText(name, say(f"rectify.step.{name}"), place.problems, note, _TONES.get(name, "text")))
    return texts
