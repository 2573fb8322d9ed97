"""Entries of the library: what they say, their versions, how they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from census_app.foundation.canonical import canonical_json, sha256_text


class Kind(StrEnum):
    """What an entry is."""

    QUESTION = "question"
    ANSWER = "answer"
    CASE = "case"


class Status(StrEnum):
    """Whether an entry counts; only published ones are suggested and exported."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Vote(StrEnum):
    """What a reader says of an entry."""

    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"


KIND_LABELS: dict[str, str] = {Kind.QUESTION: "提问", Kind.ANSWER: "解答", Kind.CASE: "案例"}
STATUS_LABELS: dict[str, str] = {Status.DRAFT: "草稿", Status.PUBLISHED: "已发布", Status.RETIRED: "已停用"}
VOTE_LABELS: dict[str, str] = {Vote.HELPFUL: "有用", Vote.UNHELPFUL: "没用"}


@dataclass(frozen=True, slots=True)
class Content:
    """What an entry says.

    `rules` are rule ids, `items` fields as `table.field`, `about` the id of the question this entry answers, `source`
    where the knowledge comes from, `unit` and `county` who learned it.
    """

    kind: Kind
    title: str
    text: str
    rules: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    about: str = ""
    source: str = ""
    unit: str = ""
    county: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain values, in a fixed order."""
        return {
            "kind": self.kind.value,
            "title": self.title,
            "text": self.text,
            "rules": list(self.rules),
            "items": list(self.items),
            "about": self.about,
            "source": self.source,
            "unit": self.unit,
            "county": self.county,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Content:
        """The content that `as_json` wrote."""
        return cls(
            **{**stored, "kind": Kind(stored["kind"]), "rules": tuple(stored["rules"]), "items": tuple(stored["items"])}
        )


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of an entry. `hash` covers what it says and the versions it grew from (`parents`), so that two
    counties can tell whose wording is the later one. `act` is 0 for wordings that ship with the program; `came_from`
    is the county whose file brought it, empty when it was written here; `ancestors` are all wordings the file says
    it grew from."""

    hash: str
    content: Content
    parents: tuple[str, ...]
    author: str
    at: str
    act: int
    came_from: str = ""
    ancestors: tuple[str, ...] = ()


@dataclass(slots=True)
class Entry:
    """An entry as it stands. The last of `versions` counts; `offers` are other counties' wordings that grew
    apart from ours and wait for a decision; `known` are all versions this one includes, those of other counties too."""

    id: str
    versions: list[Version]
    status: Status
    shipped: bool = False
    reason: str = ""
    offers: list[Version] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    votes: dict[str, Vote] = field(default_factory=dict)

    @property
    def head(self) -> Version:
        """The wording that counts."""
        return self.versions[-1]

    @property
    def content(self) -> Content:
        """What the entry says now."""
        return self.head.content

    def count(self, vote: Vote) -> int:
        """How many readers said so."""
        return list(self.votes.values()).count(vote)


def version_hash(entry: str, content: Content, parents: tuple[str, ...]) -> str:
    """Hash of one wording of an entry and of the wordings it grew from."""
    return sha256_text(canonical_json({"id": entry, "content": content.as_json(), "parents": sorted(parents)}))
