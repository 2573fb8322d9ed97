"""Collects the differences of one rule, or of the pack itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from census_app.rulebook.differences.marking import marked, one_line
from census_app.rulebook.differences.model import Difference, Effect, Kind
from census_app.rulebook.wording import list_words


@dataclass
class Notes:
    """`found` are the differences so far; with `idle`, nothing of the rule can change a verdict (no official run)."""

    rule: str
    title: str
    idle: bool = False
    reasons: dict[str, str] = field(default_factory=dict)
    found: list[Difference] = field(default_factory=list)

    def add(
        self, kind: Kind, effect: Effect, where: str, says: str, old: str = "", new: str = "", mark: bool = False
    ) -> None:
        """Note one difference."""
        if self.idle and effect is not Effect.CASES:
            effect = Effect.NOTHING
        pair = marked(old, new) if mark and old and new else None
        reason = self.reasons.get(where, "")
        self.found.append(Difference(self.rule, self.title, kind, effect, where, says, old, new, pair, reason))

    def value(self, kind: Kind, effect: Effect, where: str, name: str, old: str, new: str) -> None:
        """A short value: `等级由紧急改为一般`."""
        if old != new:
            self.add(kind, effect, where, f"{name}由{_spaced(old)}改为{_spaced(new)}".rstrip(), old, new)

    def text(self, kind: Kind, effect: Effect, where: str, name: str, old: str, new: str) -> None:
        """A text or expression, old and new one under the other; spacing alone is no change of meaning."""
        if old == new:
            return
        before, after = one_line(old), one_line(new)
        if before == after:
            self.add(Kind.NOTE, Effect.NOTHING, where, f"{name}只改了空白和换行", before, after)
        elif before and after:
            self.add(kind, effect, where, f"{name}改了", before, after, mark=True)
        else:
            self.add(kind, effect, where, f"{name}{'新写' if after else '删去'}", before, after)

    def listing(
        self, kind: Kind, effect: Effect, where: str, name: str, old: Sequence[str], new: Sequence[str]
    ) -> None:
        """A list: what was added, what removed."""
        if tuple(old) != tuple(new):
            words = list_words(tuple(old), tuple(new))
            self.add(kind, effect, where, f"{name}{words}", "、".join(old), "、".join(new))


def _spaced(text: str) -> str:
    """Chinese stands close, anything else between blanks."""
    if not text:
        return "空"
    return text if not text[0].isascii() and not text[-1].isascii() else f" {text} "
