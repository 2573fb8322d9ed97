"""What help can be about: a rule, a field, an experience; and the way it is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TopicKind(StrEnum):
    """What a page of help explains; `versions` are the wordings of an experience, `words` is a search."""

    RULE = "rule"
    FIELD = "field"
    ENTRY = "entry"
    VERSIONS = "versions"
    PAGE = "page"
    WORDS = "words"


@dataclass(frozen=True)
class Topic:
    """`value`: a rule id, `table.field`, an entry id, the id of a page of the window, or words."""

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
class OfferTold:
    """Another county's wording that grew apart from ours: (part, our words, their words) of each part that differs."""

    county: str
    author: str
    parts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class HelpPage:
    """One page of help. The rest only of an experience: `votes` (helpful, not helpful), `status`, how many `versions`
    there are, and the `offers` that wait for a decision."""

    topic: Topic
    title: str
    note: str
    sections: tuple[Section, ...]
    links: tuple[HelpLink, ...] = ()
    votes: tuple[int, int] | None = None
    status: str = ""
    versions: int = 0
    offers: tuple[OfferTold, ...] = ()
