"""Asks z3, with a limit on every question and on all of them together.

The limits count z3's own steps, not seconds, so that a pack is judged alike on every machine (and z3 needs no timer
thread); what is not decided within them counts as *possible*, and nothing is said about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from time import thread_time
from typing import Any

import z3

from census_app.rulebook.lint.solver import aggregates, fields
from census_app.rulebook.lint.solver.logic import Formula
from census_app.rulebook.lint.solver.world import World

STEPS_PER_QUESTION = 100_000
# The shipped pack takes about 1,200 questions of 700 steps; CPU time is the last resort for packs made to be slow.
QUESTIONS = 60_000
SECONDS = 60.0


class Prover:
    """Questions about one world. `exhausted` once the pack has used up what is allowed in all."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.questions = 0
        self._stop_at = thread_time() + SECONDS
        self._solver = z3.SimpleSolver(world.logic.context)
        self._solver.set("rlimit", STEPS_PER_QUESTION)

    @property
    def exhausted(self) -> bool:
        """Whether nothing more is asked."""
        return self.questions >= QUESTIONS or thread_time() > self._stop_at

    @contextmanager
    def about(self, keys: Iterable[str]) -> Iterator[None]:
        """Everything that holds of these variables is taken for granted meanwhile."""
        used = frozenset(keys)
        self._solver.push()
        try:
            for key in sorted(used):
                self._solver.add(*self.world.variables[key].facts)
            self._solver.add(*aggregates.between(self.world, used), *fields.between(self.world, used))
            yield
        finally:
            self._solver.pop()

    def model(self, *formulas: Formula) -> Any | None:
        """A record on which all hold; None when there is none, or when it is not decided."""
        return self._ask(formulas)[1]

    def impossible(self, *formulas: Formula) -> bool:
        """Whether it is certain that they never hold together."""
        return bool(self._ask(formulas)[0] == z3.unsat)

    def conflict(self, formulas: Sequence[Formula]) -> list[int]:
        """Positions of the fewest formulas found that cannot hold together (they cannot all)."""
        kept = list(range(len(formulas)))
        for size in (1, 2):
            for positions in combinations(kept, size):
                if len(kept) <= _MOST_TRIED and self.impossible(*(formulas[one] for one in positions)):
                    return list(positions)
        for position in list(kept):
            rest = [one for one in kept if one != position]
            if self.impossible(*(formulas[one] for one in rest)):
                kept = rest
        return kept

    def _ask(self, formulas: Sequence[Formula]) -> tuple[Any, Any | None]:
        if self.exhausted:
            return z3.unknown, None
        self.questions += 1
        self._solver.push()
        try:
            self._solver.add(*formulas)
            answer = self._solver.check()
            return answer, self._solver.model() if answer == z3.sat else None
        finally:
            self._solver.pop()


def holds(model: Any, formulas: Iterable[Formula]) -> bool:
    """Whether all formulas hold of a record found before; False when there is none."""
    return model is not None and all(z3.is_true(model.eval(one, model_completion=True)) for one in formulas)


_MOST_TRIED = 12
