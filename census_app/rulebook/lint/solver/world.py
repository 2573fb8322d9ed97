"""The variables a record's unknown parts become, what holds of them anyway, and how they are called.

One variable for each different value (by canonical key) in the whole pack. What a formula uses is recorded, so that a
question is asked with the facts about its own variables only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import z3

from census_app.dictionary.model import Dictionary
from census_app.rulebook.expression import ValueType
from census_app.rulebook.lint.solver.logic import Formula, Logic, Truth, Value
from census_app.rulebook.lint.solver.texts import Texts


@dataclass
class Variable:
    """Something about a record: its value or truth, facts about it, and its name for people.

    `uses` are the variables its facts speak of. The rest is for facts that relate two variables: `role` is what it
    is, `place` the way to it (or to its members), `parts` the canonical conditions of an aggregate's members, `folded`
    what it folds.
    """

    name: str
    role: str
    value: Value | None = None
    truth: Truth | None = None
    facts: list[Formula] = field(default_factory=list)
    place: str = ""
    parts: frozenset[str] = frozenset()
    folded: str = ""
    uses: frozenset[str] = frozenset()


class World:
    """All variables of a pack."""

    def __init__(self, dictionary: Dictionary, texts: Texts) -> None:
        self.dictionary = dictionary
        self.texts = texts
        self.logic = Logic()
        self.variables: dict[str, Variable] = {}
        self._recorders: list[set[str]] = []

    @contextmanager
    def recording(self) -> Iterator[set[str]]:
        """The keys of every variable used meanwhile."""
        used: set[str] = set()
        self._recorders.append(used)
        try:
            yield used
        finally:
            self._recorders.pop()
            if self._recorders:
                self._recorders[-1] |= used

    def variable(self, key: str, make: Callable[[], Variable]) -> Variable:
        """The variable of this key, made at first use."""
        found = self.variables.get(key)
        if found is None:
            with self.recording() as used:
                found = make()
            found.uses = frozenset(used)
            self.variables[key] = found
        self.record({key, *found.uses})
        return found

    def record(self, keys: Iterable[str]) -> None:
        """Note that these variables are used."""
        if self._recorders:
            self._recorders[-1].update(keys)

    def value(self, key: str, kind: ValueType, scale: int | None, known: Formula | None = None) -> Value:
        """A fresh value; known or not as it pleases when `known` is not given."""
        term = z3.Real(key, self.logic.context)
        return Value(self.bit(f"{key} known") if known is None else known, term, kind, scale)

    def truth(self, key: str, known: Formula | None = None) -> Truth:
        """A fresh truth."""
        known = self.bit(f"{key} known") if known is None else known
        return self.logic.where_known(known, self.bit(key))

    def bit(self, name: str) -> Formula:
        """A fresh yes-or-no."""
        return z3.Bool(name, self.logic.context)

    def text(self, text: str) -> Formula:
        """The term of a text the pack names."""
        return self.logic.number(self.texts.place(text))

    def is_one_of(self, value: Value, texts: Iterable[str]) -> Formula:
        """Whether a value, if known, is one of these texts."""
        return self.logic.any_of(value.term == self.text(text) for text in texts)
