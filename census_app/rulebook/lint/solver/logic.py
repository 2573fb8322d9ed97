"""Three-valued truth and possibly unknown values as z3 formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import z3

from census_app.rulebook.expression import ValueType

Formula = Any


@dataclass(frozen=True, slots=True)
class Truth:
    """When a condition is true and when it is false; unknown when neither. Never both."""

    yes: Formula
    no: Formula


@dataclass(frozen=True, slots=True)
class Value:
    """A value: when it is known, and what it is then (a real number whatever the type).

    Dates are day numbers, times day numbers with fractions, texts places in the order of all texts. `scale` is the
    number of decimals of an exact number, None for floating point. `constant` marks values written in the rule.
    """

    known: Formula
    term: Formula
    kind: ValueType
    scale: int | None = 0
    constant: bool = False


class Logic:
    """Connectives of one z3 context, simplified where a side is constant."""

    def __init__(self) -> None:
        self.context = z3.Context()
        self.true = z3.BoolVal(True, self.context)
        self.false = z3.BoolVal(False, self.context)
        self.always = Truth(self.true, self.false)
        self.never = Truth(self.false, self.true)
        self.unknown = Truth(self.false, self.false)

    def all_of(self, formulas: Iterable[Formula]) -> Formula:
        """Conjunction."""
        parts = [one for one in formulas if one is not self.true]
        if any(one is self.false for one in parts):
            return self.false
        return self._joined(z3.Z3_mk_and, parts) if parts else self.true

    def any_of(self, formulas: Iterable[Formula]) -> Formula:
        """Disjunction."""
        parts = [one for one in formulas if one is not self.false]
        if any(one is self.true for one in parts):
            return self.true
        return self._joined(z3.Z3_mk_or, parts) if parts else self.false

    def _joined(self, connective: Callable[..., Any], parts: list[Formula]) -> Formula:
        # z3.And and z3.Or look for a context and a sort in every part, which costs more than proving does
        if len(parts) == 1:
            return parts[0]
        found = connective(self.context.ref(), len(parts), (z3.Ast * len(parts))(*(one.as_ast() for one in parts)))
        return z3.BoolRef(found, self.context)

    def no(self, formula: Formula) -> Formula:
        """Negation."""
        if formula is self.true or formula is self.false:
            return self.false if formula is self.true else self.true
        return z3.Not(formula)

    def number(self, value: Any) -> Formula:
        """An exact number (int, Decimal, Fraction) as a term."""
        return z3.RealVal(f"{value:f}" if hasattr(value, "as_tuple") else str(value), self.context)

    def both(self, left: Truth, right: Truth) -> Truth:
        """`and`."""
        return Truth(self.all_of((left.yes, right.yes)), self.any_of((left.no, right.no)))

    def either(self, left: Truth, right: Truth) -> Truth:
        """`or`."""
        return Truth(self.any_of((left.yes, right.yes)), self.all_of((left.no, right.no)))

    @staticmethod
    def opposite(truth: Truth) -> Truth:
        """`not`."""
        return Truth(truth.no, truth.yes)

    def where_known(self, known: Formula, formula: Formula) -> Truth:
        """True or false by `formula`, unknown where `known` does not hold."""
        return Truth(self.all_of((known, formula)), self.all_of((known, self.no(formula))))

    def chosen(self, test: Formula, then: Formula, otherwise: Formula) -> Formula:
        """If-then-else over formulas or terms."""
        if test is self.true:
            return then
        if test is self.false or then is otherwise:
            return otherwise
        return z3.If(test, then, otherwise)
