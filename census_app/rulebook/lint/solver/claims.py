"""What is certain of one rule: scopes that exclude everything or nothing, conditions never or always true."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.expression import AggregateNode, LiteralNode
from census_app.rulebook.language.walk import walk
from census_app.rulebook.lint.parts import Part, Subject
from census_app.rulebook.lint.solver.clauses import Encoded, Piece, encode, pieces
from census_app.rulebook.lint.solver.encoder import Encoder
from census_app.rulebook.lint.solver.prover import Prover, holds
from census_app.rulebook.resolved import ParameterValue, Shape

_SCOPE = ("scope",)


@dataclass(frozen=True)
class Accusing:
    """A clause that accuses at least one record: scope, condition, and such a record (a model)."""

    subject: Subject
    position: int
    scope: Encoded
    when: Encoded
    model: Any


@dataclass
class Claims:
    """Examines one rule; `accusing` are the clauses that are worth comparing with others.

    `sound` are conditions (by canonical text) of which nothing is to be said; rules share many.
    """

    prover: Prover
    subject: Subject
    sound: set[str] = field(default_factory=set)
    accusing: list[Accusing] = field(default_factory=list)

    def check(self) -> Iterator[Diagnostic]:
        """Everything certain about the rule."""
        self.encoder = Encoder(self.prover.world, self.subject.rule)
        parts = list(self.subject.conditions())
        scope = encode(self.encoder, parts[0])
        excluded = self._once(f"scope {self.encoder.key(parts[0].node)}", parts[0], self._scope)
        yield from excluded
        if any(found.level is Level.ERROR or _NOTHING_LEFT in found.message for found in excluded):
            return
        for position, part in enumerate(parts[1:]):
            when = encode(self.encoder, part)
            with self.prover.about(scope.used | when.used):
                yield from self._clause(position, scope, when)
        for part in parts:
            yield from self._members(part)

    def _once(self, key: str, part: Part, examine: Callable[[Piece], Iterator[Diagnostic]]) -> list[Diagnostic]:
        """What is to be said of a condition, unless the same one was found sound before."""
        if key in self.sound:
            return []
        condition = encode(self.encoder, part)
        with self.prover.about(condition.used):
            found = list(examine(condition.whole))
        if not found:
            self.sound.add(key)
        return found

    def _scope(self, whole: Piece) -> Iterator[Diagnostic]:
        if isinstance(whole.node, LiteralNode) and whole.node.value is True:
            return
        if self.prover.impossible(whole.truth.yes):
            yield self._contradiction("scope", whole, pieces(self.encoder, whole, "and"), _NOTHING_LEFT, _SCOPE_HINT)
        elif self.prover.impossible(whole.truth.no):
            message = "scope 没有排除任何记录：只要知道就成立"
            yield self.subject.warn("scope", whole.part, whole.node, message, "写 scope: true，或改正条件")
        else:
            yield from self._alternatives(whole, [], None)

    def _clause(self, position: int, scope: Encoded, when: Encoded) -> Iterator[Diagnostic]:
        whole = when.whole
        model = self.prover.model(scope.truth.yes, whole.truth.yes)
        given = pieces(self.encoder, scope.whole, "and")
        if model is not None:
            self.accusing.append(Accusing(self.subject, position, scope, when, model))
        elif self.prover.impossible(scope.truth.yes, whole.truth.yes):
            own = pieces(self.encoder, whole, "and")
            yield self._contradiction("never", whole, [*given, *own], "永远不会报错", _NEVER_HINT)
            return
        if self.prover.impossible(scope.truth.yes, whole.truth.no):
            message = "在 scope 之内没有一条记录会判为正确：只要能判断就报错"
            yield self.subject.warn("always", whole.part, whole.node, message, _ALWAYS_HINT)
            return
        yield from self._alternatives(whole, given, model)

    def _alternatives(self, whole: Piece, given: Sequence[Piece], model: Any) -> Iterator[Diagnostic]:
        """Branches of `or` that are never true beside what is given, and whole chains of `or` that always are.

        `model` is a record already found, which spares the question for the branches it takes.
        """
        joined = pieces(self.encoder, whole, "and")
        if len(joined) > 1:
            for position, piece in enumerate(joined):
                yield from self._alternatives(piece, [*given, *joined[:position], *joined[position + 1 :]], model)
            return
        choices = pieces(self.encoder, whole, "or")
        if len(choices) == 1:
            return
        if self.prover.impossible(whole.truth.no):
            message = f"“{whole.words}”只要能判断就成立"
            yield self.subject.warn("always", whole.part, whole.node, message, "检查 and / or 和边界，或删去它")
            return
        taken = [piece.truth.yes for piece in given]
        for choice in choices:
            if not holds(model, [*taken, choice.truth.yes]) and self.prover.impossible(*taken, choice.truth.yes):
                yield self._contradiction("branch", choice, [*given, choice], "or 的这一支永远不成立", _BRANCH_HINT)
            else:
                yield from self._alternatives(choice, given, model)

    def _members(self, part: Part) -> Iterator[Diagnostic]:
        """Conditions of aggregates that no member fulfils."""
        for node in walk(part.node):
            if not isinstance(node, AggregateNode) or node.condition is None:
                continue
            inside = Part(part.path, part.text, node.condition)
            yield from self._once(f"members {self.encoder.key(node.condition)}", inside, self._member)

    def _member(self, whole: Piece) -> Iterator[Diagnostic]:
        if self.prover.impossible(whole.truth.yes):
            parts = pieces(self.encoder, whole, "and")
            yield self._contradiction("never", whole, parts, "没有一条成员符合这个条件", _MEMBER_HINT)
        else:
            yield from self._alternatives(whole, [], None)

    def _contradiction(self, check: str, at: Piece, conditions: Sequence[Piece], message: str, hint: str) -> Diagnostic:
        """A diagnostic with the fewest conditions that exclude each other; certain unless parameters take part."""
        kept = [conditions[one] for one in self.prover.conflict([piece.truth.yes for piece in conditions])]
        names = sorted({name for piece in kept for name in piece.parameters})
        told = _told(kept)
        if names:
            values = "，".join(f":{name} 是 {_shown(self.subject.rule.parameters[name])}" for name in names)
            told += f"（现在 {values}）"
        own = next((piece for piece in kept if piece.part is at.part), at)
        level = Level.WARNING if names or check == "branch" else Level.ERROR
        return self.subject.warn(check, own.part, own.node, f"{message}：{told}", hint, level)


_NOTHING_LEFT = "scope 把所有记录都排除了"
_SCOPE_HINT = "改正 scope 里互相矛盾的条件；不想再用的规则写 status: retired"
_NEVER_HINT = "改正互相矛盾的条件（scope 的条件也算）；用不着的分支删去"
_ALWAYS_HINT = "范围写进 scope，真正的错误条件写进 when；核对比较的方向"
_BRANCH_HINT = "改正这一支，或删去它"
_MEMBER_HINT = "改正聚合里的条件：现在计数永远是 0，any 永远不成立"


def _told(pieces_kept: Sequence[Piece]) -> str:
    words = [f"“{piece.words}”" for piece in pieces_kept]
    if len(words) == 1:
        return f"{words[0]}不可能成立"
    return f"{'、'.join(words)}不可能同时成立"


def _shown(parameter: ParameterValue) -> str:
    """A parameter's value in a few words."""
    if parameter.shape is not Shape.SCALAR or parameter.dated:
        return "几个值"
    return f"{parameter.value}{' ' + parameter.unit if parameter.unit else ''}"
