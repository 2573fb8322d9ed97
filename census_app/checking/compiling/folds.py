"""How aggregates over members stand in a GROUP BY: as they are, or with all that is asked of a member in one number."""

from __future__ import annotations

from census_app.checking.compiling.occurrence import column_name

BITS = 30


class Grouped:
    """How folds are spelt in the SELECT of a GROUP BY."""

    def some(self, condition: str) -> str:
        """SQL boolean: the condition is true of some member."""
        return f"bool_or({condition})"

    def folded(self, text: str) -> str:
        """SQL of an aggregate over the members."""
        return text


class Gathered(Grouped):
    """Folds spelt over columns of a GROUP BY below, where the conditions asked of the members are bits of a number.

    Every aggregate has a place of its own in each group, visited for every member: to put eighteen conditions to a
    year of bills one by one cost a quarter of folding them.
    """

    def __init__(self, alias: str) -> None:
        self.alias = alias
        self.conditions: dict[str, int] = {}
        self.aggregates: dict[str, str] = {}

    def some(self, condition: str) -> str:
        """The condition's bit in the group's number."""
        word, bit = divmod(self.conditions.setdefault(condition, len(self.conditions)), BITS)
        return f"(({self._word(word)} & {1 << bit}) <> 0)"

    def folded(self, text: str) -> str:
        """The name under which the grouping gives the aggregate."""
        return self.aggregates.setdefault(text, column_name(self.alias, f"f{len(self.aggregates)}"))

    def columns(self) -> list[str]:
        """What the grouping gives."""
        listed = list(self.conditions)
        words = []
        for word, first in enumerate(range(0, len(listed), BITS)):
            bits = (f"CASE WHEN {asked} THEN {1 << bit} ELSE 0 END" for bit, asked in enumerate(listed[first:][:BITS]))
            words.append(f"bit_or({' | '.join(bits)}) AS {self._word(word)}")
        return [*words, *(f"{text} AS {name}" for text, name in self.aggregates.items())]

    def _word(self, word: int) -> str:
        return column_name(self.alias, f"w{word}")
