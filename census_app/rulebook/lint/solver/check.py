"""All questions about a pack, in order: each rule by itself, then rules of one table against each other."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.lint.parts import Subject, remark
from census_app.rulebook.lint.solver.claims import Accusing, Claims
from census_app.rulebook.lint.solver.pairs import compare
from census_app.rulebook.lint.solver.prover import Prover
from census_app.rulebook.lint.solver.texts import Texts
from census_app.rulebook.lint.solver.world import World
from census_app.rulebook.model import Pack
from census_app.rulebook.resolved import ResolvedPack


def check(resolved: ResolvedPack) -> Iterator[Diagnostic]:
    """What can be proved about the pack's conditions; silent about what cannot."""
    if resolved.dictionary is None:
        return
    prover = Prover(World(resolved.dictionary, Texts(resolved)))
    accusing: list[Accusing] = []
    sound: set[str] = set()
    for rule in (*resolved.rules, *resolved.drafts):
        claims = Claims(prover, Subject(resolved.pack, rule, resolved.dictionary), sound)
        yield from claims.check()
        accusing += claims.accusing
        if prover.exhausted:
            yield _unfinished(resolved.pack, rule.id)
            return
    yield from compare(prover, accusing)
    if prover.exhausted:
        yield _unfinished(resolved.pack, accusing[-1].subject.rule.id)


def _unfinished(pack: Pack, rule_id: str) -> Diagnostic:
    message = "规则太多或太复杂，互相矛盾和包含的检查到这里为止"
    return remark(pack, rule_id, "unfinished", (), message, "分成几个规则包，或化简条件", Level.WARNING)
