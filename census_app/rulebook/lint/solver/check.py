"""All questions about a pack, in order: each rule by itself, then rules of one table against each other."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.rulebook.diagnostics import Diagnostic
from census_app.rulebook.lint.parts import Subject
from census_app.rulebook.lint.solver.claims import Accusing, Claims
from census_app.rulebook.lint.solver.pairs import compare
from census_app.rulebook.lint.solver.prover import Prover
from census_app.rulebook.lint.solver.texts import Texts
from census_app.rulebook.lint.solver.world import World
from census_app.rulebook.resolved import ResolvedPack


def check(resolved: ResolvedPack) -> Iterator[Diagnostic]:
    """What can be proved about the pack's conditions; silent about what cannot."""
    if resolved.dictionary is None:
        return
    prover = Prover(World(resolved.dictionary, Texts(resolved)))
    accusing: list[Accusing] = []
    for rule in (*resolved.rules, *resolved.drafts):
        claims = Claims(prover, Subject(resolved.pack, rule, resolved.dictionary))
        yield from claims.check()
        accusing += claims.accusing
    yield from compare(prover, accusing)
