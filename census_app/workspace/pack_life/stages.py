"""The stages a pack passes before it is in force; each says what it found, and the first refusal ends the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from census_app.foundation.errors import BadInput, DiskRefusal, TooLong

OK, SKIPPED, REFUSED = "ok", "skipped", "refused"
VERIFY, PARSE, LINT, CASES, PREVIEW, ACTIVATE = "verify", "parse", "lint", "cases", "preview", "activate"
NAMES = {
    VERIFY: "验签",
    PARSE: "读包",
    LINT: "检查写法",
    CASES: "运行例子",
    PREVIEW: "预演",
    ACTIVATE: "生效",
}
_OUTCOMES = {OK: "通过", SKIPPED: "跳过", REFUSED: "拒绝"}
_SHOWN = 30


@dataclass(frozen=True)
class Stage:
    """What one stage found: `reasons` why it refuses, else `notes` worth reading."""

    name: str
    outcome: str
    notes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Whether the pack stops here."""
        return self.outcome == REFUSED

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "stage": self.name,
            "outcome": self.outcome,
            "notes": list(self.notes),
            "reasons": list(self.reasons),
            **self.detail,
        }

    def lines(self) -> list[str]:
        """The stage in Chinese lines."""
        told = self.reasons or self.notes
        lines = [f"{NAMES[self.name]}：{_OUTCOMES[self.outcome]}", *(f"  {one}" for one in told[:_SHOWN])]
        return [*lines, f"  …… 另有 {len(told) - _SHOWN} 处"] if len(told) > _SHOWN else lines


def passed(name: str, notes: Sequence[str] = (), **detail: Any) -> Stage:
    """The stage found nothing against the pack."""
    return Stage(name, OK, tuple(notes), (), detail)


def skipped(name: str, why: str) -> Stage:
    """The stage had nothing to look at."""
    return Stage(name, SKIPPED, (why,))


def refused(name: str, reasons: Sequence[str], **detail: Any) -> Stage:
    """The pack is not taken."""
    return Stage(name, REFUSED, (), tuple(reasons), detail)


StageWork = Callable[[], Stage]


def outcome_of(name: str, work: StageWork, in_words_of_giver: Callable[[str], str]) -> Stage:
    """What the work found; bad input, and work that takes too long, are the pack's own refusal of this stage.

    A disk at fault says nothing about the pack: `DiskRefusal` passes.
    """
    try:
        return work()
    except DiskRefusal:
        raise
    except (BadInput, TooLong) as error:
        return refused(name, [in_words_of_giver(str(error))])
