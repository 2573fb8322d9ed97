"""A record told in words: the values of the fields that make the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

import z3

from census_app.rulebook.expression import ValueType
from census_app.rulebook.lint.solver.logic import Formula, Truth, Value
from census_app.rulebook.lint.solver.prover import Prover
from census_app.rulebook.lint.solver.world import Variable

_TOLD = frozenset({"field", "opaque", "any", "count", "sum", "min", "max", "avg", "median", "count_distinct", "absent"})
_MOST_TOLD = 6
_USUAL_DAYS = (date(2015, 1, 1), date(2026, 12, 31))
_TODAY = "(today )"


def example(prover: Prover, keys: Iterable[str], formulas: Iterable[Formula]) -> str:
    """`合同容量 50，运行容量 60`: a record on which all formulas hold; empty when none is found."""
    used = sorted(set(keys))
    with prover.about(used):
        finder = _Finder(prover, list(formulas))
        if finder.model is None:
            return ""
        chosen = [(key, prover.world.variables[key]) for key in used if prover.world.variables[key].role in _TOLD]
        chosen.sort(key=lambda one: (one[1].role != "field", one[0]))
        for _, variable in chosen:
            finder.make_usual(variable)
        told = [f"{variable.name} {_said(finder, prover, key, variable)}" for key, variable in chosen]
    return "，".join(told[:_MOST_TOLD])


@dataclass
class _Finder:
    """Settles one variable after the other on a usual value, as long as a record remains."""

    prover: Prover
    fixed: list[Formula]

    def __post_init__(self) -> None:
        self.model: Any = self.prover.model(*self.fixed)

    def make_usual(self, variable: Variable) -> None:
        """Known rather than unknown, whole and not negative rather than odd, a day of our time."""
        if variable.truth is not None:
            self._prefer(self.prover.world.logic.any_of((variable.truth.yes, variable.truth.no)))
            return
        value = variable.value
        assert value is not None
        self._prefer(value.known)
        for wish in _wishes(self.prover, value):
            self._prefer(wish)
        for candidate in self._round_values(value):
            if self._prefer(value.term == self.prover.world.logic.number(candidate)):
                return

    def number(self, term: Formula) -> Fraction:
        """The term's value in the record found."""
        found = self.model.eval(term, model_completion=True)
        return Fraction(found.as_fraction()) if z3.is_rational_value(found) else Fraction(0)

    def holds(self, formula: Formula) -> bool:
        """Whether it holds of the record found."""
        return bool(z3.is_true(self.model.eval(formula, model_completion=True)))

    def _round_values(self, value: Value) -> Iterator[Fraction]:
        now = self.number(value.term)
        if value.kind is ValueType.TEXT:
            return
        if value.kind is ValueType.NUMBER:
            yield from (Fraction(ceil(now / step) * step) for step in (100, 10))
        yield from (now, Fraction(floor(now)), Fraction(ceil(now)))

    def _prefer(self, wish: Formula) -> bool:
        model = self.prover.model(*self.fixed, wish)
        if model is None:
            return False
        self.fixed.append(wish)
        self.model = model
        return True


def _wishes(prover: Prover, value: Value) -> Iterator[Formula]:
    logic = prover.world.logic
    if value.kind is ValueType.NUMBER:
        yield value.term >= logic.number(0)
    if value.kind in {ValueType.DATE, ValueType.DATETIME}:
        early, late = (logic.number(day.toordinal()) for day in _USUAL_DAYS)
        yield logic.all_of((value.term >= early, value.term <= late))


def _said(finder: _Finder, prover: Prover, key: str, variable: Variable) -> str:
    if variable.truth is not None:
        return _truth_said(finder, variable.truth, variable.role)
    value = variable.value
    assert value is not None
    if not finder.holds(value.known):
        empty = prover.world.variables.get(f"(empty {key})")
        is_empty = empty is not None and empty.truth is not None and finder.holds(empty.truth.yes)
        return "空" if is_empty else "不知道"
    number = finder.number(value.term)
    if value.kind is ValueType.TEXT:
        text = prover.world.texts.at(int(number)) if number.denominator == 1 else None
        return f"“{text}”" if text is not None else "是别的文字"
    if value.kind in {ValueType.DATE, ValueType.DATETIME}:
        day = floor(number)
        return date.fromordinal(day).isoformat() if 1 <= day <= date.max.toordinal() else "很远的一天"
    return str(number) if number.denominator == 1 else f"{Decimal(number.numerator) / Decimal(number.denominator):.4f}"


def _truth_said(finder: _Finder, truth: Truth, role: str) -> str:
    yes, no = ("是", "否") if role == "field" else ("成立", "不成立")
    if finder.holds(truth.yes):
        return yes
    return no if finder.holds(truth.no) else "不知道"
