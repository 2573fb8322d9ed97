"""Clauses of one table against each other: the same records told twice, or never told because another blocks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from census_app.rulebook.diagnostics import Diagnostic
from census_app.rulebook.lint.solver.claims import Accusing
from census_app.rulebook.lint.solver.logic import Formula
from census_app.rulebook.lint.solver.prover import Prover, holds
from census_app.rulebook.lint.solver.witness import example
from census_app.rulebook.lint.solver.world import World
from census_app.rulebook.model import Severity, Status
from census_app.rulebook.resolved import ResolvedClause, ResolvedRule

_Field = tuple[str, str, str]


@dataclass(frozen=True)
class _Entry:
    """A clause with what the comparison asks for again and again.

    `parts` are the anchors of each part of scope and condition by its canonical text, `anchors` those of all.
    """

    order: int
    clause: Accusing
    accused: frozenset[_Field]
    parts: Mapping[str, frozenset[str]]
    anchors: frozenset[str]
    yes: Formula

    @property
    def rule(self) -> ResolvedRule:
        """Its rule."""
        return self.clause.subject.rule

    @property
    def resolved(self) -> ResolvedClause:
        """The clause itself."""
        return self.rule.clauses[self.clause.position]

    @property
    def name(self) -> str:
        """`R005 空`."""
        return f"{self.rule.id} {self.resolved.clause}".strip()

    @property
    def used(self) -> frozenset[str]:
        """All variables."""
        return self.clause.scope.used | self.clause.when.used


def compare(prover: Prover, accusing: Iterable[Accusing]) -> Iterator[Diagnostic]:
    """Clauses that accuse only records another one accuses as well, and clauses a required rule always blocks."""
    entries = [_entry(prover.world, order, clause) for order, clause in enumerate(accusing) if _is_comparable(clause)]
    told: set[int] = set()
    for first, second in _pairs(prover, entries):
        # one other clause is told for each: what lies within that one lies within its like too
        if not told & {first.order, second.order}:
            for narrow, found in _told_twice(prover, first, second, with_example=len(told) < _EXAMPLES):
                told.add(narrow.order)
                yield found
    yield from _blocked(prover, entries)


def _pairs(prover: Prover, entries: Iterable[_Entry]) -> Iterator[tuple[_Entry, _Entry]]:
    """Clauses of one table that accuse a field in common, each pair once, as long as the prover may be asked."""
    by_field: dict[_Field, list[_Entry]] = {}
    for entry in entries:
        for accused in sorted(entry.accused):
            for other in by_field.get(accused, ()):
                if prover.exhausted:
                    return
                if min(other.accused & entry.accused) == accused:
                    yield other, entry
            by_field.setdefault(accused, []).append(entry)


def _is_comparable(clause: Accusing) -> bool:
    """Published row rules: groups and summaries accuse something else than the record, drafts nobody yet."""
    rule = clause.subject.rule
    return rule.group is None and rule.summary is None and rule.rule.status is Status.PUBLISHED


def _entry(world: World, order: int, clause: Accusing) -> _Entry:
    rule = clause.subject.rule
    accused = {(rule.table.id, ref.table.id, ref.field.id) for ref in rule.clauses[clause.position].accuses}
    read = {text: used for text, used in {**clause.scope.parts, **clause.when.parts}.items() if text != _TRUE}
    parts = {text: _anchors(world, used) for text, used in read.items()}
    yes = world.logic.all_of((clause.scope.truth.yes, clause.when.truth.yes))
    anchors = _anchors(world, clause.scope.used | clause.when.used)
    return _Entry(order, clause, frozenset(accused), parts, anchors, yes)


def _anchors(world: World, keys: Iterable[str]) -> frozenset[str]:
    """What facts may relate: variables themselves, and those that share a relation."""
    return frozenset(world.variables[key].place or key for key in keys)


def _implies(prover: Prover, narrow: _Entry, wide: _Entry) -> bool:
    """Whether every record the first accuses is certainly accused by the second."""
    missing = wide.parts.keys() - narrow.parts.keys()
    if not missing:
        return True
    if any(not wide.parts[text] & narrow.anchors for text in missing):
        return False  # nothing the first says bears upon it
    if wide.used <= narrow.used and not holds(narrow.clause.model, [wide.yes]):
        return False
    with prover.about(narrow.used | wide.used):
        return prover.impossible(narrow.yes, prover.world.logic.no(wide.yes))


def _told_twice(
    prover: Prover, first: _Entry, second: _Entry, *, with_example: bool
) -> Iterator[tuple[_Entry, Diagnostic]]:
    if first.parts.keys() == second.parts.keys():
        return  # told as a duplicate
    forth, back = _implies(prover, first, second), _implies(prover, second, first)
    if forth and back:
        yield second, _said(second, "same", f"和 {first.name} 报的记录完全一样，只是写法不同", "留下一个")
    elif forth or back:
        narrow, wide = (first, second) if forth else (second, first)
        if not _is_intended(narrow, wide):
            yield narrow, _narrower(prover, narrow, wide, with_example=with_example)


def _is_intended(narrow: _Entry, wide: _Entry) -> bool:
    """The narrower one is graver, or keeps the wider one silent (`requires`)."""
    graver = _GRAVITY[narrow.resolved.severity] > _GRAVITY[wide.resolved.severity]
    return graver or narrow.rule.id in wide.rule.rule.requires


def _narrower(prover: Prover, narrow: _Entry, wide: _Entry, *, with_example: bool) -> Diagnostic:
    beyond_it = [wide.yes, prover.world.logic.no(narrow.yes)]
    only = example(prover, narrow.used | wide.used, beyond_it) if with_example else ""
    beyond = f"；只有 {wide.name} 报的例子：{only}" if only else ""
    message = f"它报的记录 {wide.name} 也都报，同一处会说两遍{beyond}"
    hint = (
        f"删去它；或在 {wide.name} 里排除它的情形；要分轻重，给它更高的级别；"
        f"只想说它时，让 {wide.rule.id} requires {narrow.rule.id}"
    )
    if narrow.rule.id == wide.rule.id:
        hint = f"删去它；或在“{wide.resolved.clause}”里排除它的情形；要分轻重，给它更高的级别"
    return _said(narrow, "implied", message, hint)


def _blocked(prover: Prover, entries: Iterable[_Entry]) -> Iterator[Diagnostic]:
    by_rule: dict[str, list[_Entry]] = {}
    for entry in entries:
        by_rule.setdefault(entry.rule.id, []).append(entry)
    for rule_entries in by_rule.values():
        for entry in rule_entries:
            for required in entry.rule.rule.requires:
                others = (one for one in by_rule.get(required, ()) if one.rule.table.id == entry.rule.table.id)
                for wide in others:
                    if _implies(prover, entry, wide):
                        message = f"永远报不出来：它报的记录 {wide.name} 也都报，而规则 requires {required}，会先被挡住"
                        yield _said(entry, "blocked", message, f"去掉 requires 里的 {required}，或改正条件")


def _said(entry: _Entry, check: str, message: str, hint: str) -> Diagnostic:
    part = entry.clause.when.whole.part
    return entry.clause.subject.warn(check, part, part.node, message, hint)


_GRAVITY = {Severity.NORMAL: 0, Severity.IMPORTANT: 1, Severity.URGENT: 2}
_TRUE = "True"
# Finding a usual example takes some twenty questions; who has more findings than this reads none of them.
_EXAMPLES = 100
