"""What help can be about: a rule, a field, an experience; and the way it is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TopicKind(StrEnum):
    """What a page of help explains; `words` is a search."""

    RULE = "rule"
    FIELD = "field"
    ENTRY = "entry"
    WORDS = "words"


@dataclass(frozen=True)
class Topic:
    """`value`: a rule id, `table.field`, an entry id, or words."""

    kind: str
    value: str


@dataclass(frozen=True)
class Section:
    """A heading with its lines; `code` lines are shown as written."""

    heading: str
    lines: tuple[str, ...]
    code: bool = False


@dataclass(frozen=True)
class HelpLink:
    """A word that leads to another topic."""

    text: str
    topic: Topic


@dataclass(frozen=True)
class HelpPage:
    """One page of help. `votes` (helpful, not helpful) only of an experience."""

    topic: Topic
    title: str
    note: str
    sections: tuple[Section, ...]
    links: tuple[HelpLink, ...] = ()
    votes: tuple[int, int] | None = None
