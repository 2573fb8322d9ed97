"""What else is known of one problem: what it should say, what it hangs on, what happened; read on a worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.desktop.opened import opened

if TYPE_CHECKING:
    from census_app.matching.showing import Shown
    from census_app.reporting.trail.model import Entry
    from census_app.workspace.customers.model import ChainLink
    from census_app.workspace.suggestions.model import Suggestion
    from census_app.workspace.workspace import Workspace


_NUMBER_LENGTH = 12
"""Longer digits name something: their characters are compared like letters."""


@dataclass(frozen=True)
class Proposed:
    """A suggested value and what differs in it from what the archive says; both masked where they are personal."""

    suggestion: Suggestion
    archive: Shown
    value: Shown


@dataclass(frozen=True)
class About:
    """Everything beside the record itself; `history` oldest first.

    `marked` holds accused values that resemble each other, cut into what agrees and what differs.
    """

    number: str
    proposed: tuple[Proposed, ...] = ()
    marked: Mapping[str, Shown] = field(default_factory=dict)
    chain: tuple[ChainLink, ...] = ()
    history: tuple[Entry, ...] = ()


def read_about(folder: Path, number: str, values: Mapping[str, str], accused: Sequence[str]) -> About:
    """What happened to a problem and what it should say; refusals of the core pass through."""
    from census_app.reporting.trail.read import trail_of

    with opened(folder) as workspace:
        trail = trail_of(workspace, number)
        history = tuple(entry for entry in trail.entries if number in entry.problems)
        return About(number, _proposed(workspace, number, values), marked_pairs(values, accused), (), history)


def read_hanging(folder: Path, customer: str) -> tuple[ChainLink, ...]:
    """站-线-变-户-表 of a customer."""
    from census_app.workspace.customers import read_chain

    with opened(folder) as workspace:
        return read_chain(workspace, customer)


def marked_pairs(values: Mapping[str, str], accused: Sequence[str]) -> dict[str, Shown]:
    """Accused texts that contradict each other though they resemble: which characters differ."""
    from census_app.matching.showing import side_by_side

    texts = [(name, values[name]) for name in accused if values.get(name) and not _is_number(values[name])]
    found: dict[str, Shown] = {}
    for (left, left_text), (right, right_text) in combinations(texts, 2):
        if left_text == right_text:
            continue
        pieces = side_by_side(left_text, right_text)
        if any(not piece.differs for side in pieces for piece in side):
            found.setdefault(left, pieces[0])
            found.setdefault(right, pieces[1])
    return found


def _proposed(workspace: Workspace, number: str, values: Mapping[str, str]) -> tuple[Proposed, ...]:
    from census_app.matching.showing import alone, side_by_side
    from census_app.workspace.suggestions.now import suggest

    proposed = []
    for one in suggest(workspace, [number]).suggestions:
        archive = values.get(one.field_name, "")
        pieces = side_by_side(archive, one.value) if archive else ((), alone(one.value))
        proposed.append(Proposed(one, *pieces))
    return tuple(proposed)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit() and len(text) < _NUMBER_LENGTH
