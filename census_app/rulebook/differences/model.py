"""One difference between two packs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """The most a difference can do, the gravest first.

    `verdicts`: which records are wrong. `handling`: severity, due days, accused fields, how a problem closes.
    `texts`: what people read. `cases`: only the pack's own examples. `nothing`: spacing, notes, drafts.
    """

    VERDICTS = "verdicts"
    HANDLING = "handling"
    TEXTS = "texts"
    CASES = "cases"
    NOTHING = "nothing"


class Kind(StrEnum):
    """What was changed."""

    ADDED = "added"
    REMOVED = "removed"
    RETIRED = "retired"
    STATUS = "status"
    SCOPE = "scope"
    EXPRESSION = "expression"
    GRAIN = "grain"
    PARAMETER = "parameter"
    WORDS = "words"
    REQUIRES = "requires"
    SEVERITY = "severity"
    DUE = "due"
    ACCUSES = "accuses"
    CLOSES = "closes"
    MESSAGE = "message"
    TEXT = "text"
    SOURCE = "source"
    LOCK = "lock"
    MANIFEST = "manifest"
    VERSION = "version"
    CASES = "cases"
    NOTE = "note"


EFFECTS = tuple(Effect)
EFFECT_WORDS = {
    Effect.VERDICTS: "能改变判定",
    Effect.HANDLING: "只改等级和处置",
    Effect.TEXTS: "只改文字",
    Effect.CASES: "只改例子",
    Effect.NOTHING: "不影响结果",
}


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same in two packs.

    `rule` is empty for the pack itself. `where` names the part (`wrong[不符].when`, `params.容差`), `says` is the
    sentence for people. `old` and `new` are the texts compared, empty where there is none; `marked` are the same
    with what differs between `【` and `】`, only where that helps reading. `reason` is the override's, if one did it.
    """

    rule: str
    title: str
    kind: Kind
    effect: Effect
    where: str
    says: str
    old: str = ""
    new: str = ""
    marked: tuple[str, str] | None = None
    reason: str = ""

    def as_json(self) -> dict[str, object]:
        """What the command line prints."""
        return {
            "rule": self.rule,
            "title": self.title,
            "kind": self.kind.value,
            "effect": self.effect.value,
            "where": self.where,
            "says": self.says,
            "old": self.old,
            "new": self.new,
            "reason": self.reason,
        }
