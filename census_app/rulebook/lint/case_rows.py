"""What the baseline and the examples write down fits the dictionary and the rule."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.foundation.errors import BadInput
from census_app.rulebook.cases import case_faults, resolve_baseline
from census_app.rulebook.diagnostics import Diagnostic
from census_app.rulebook.lint.parts import remark
from census_app.rulebook.resolved import ResolvedPack

_CHECK = "case"


def check(resolved: ResolvedPack) -> Iterator[Diagnostic]:
    """Unknown tables, fields, clauses and parameters, and values that cannot be read; they keep a case from running."""
    if resolved.dictionary is None:
        return
    try:
        baseline = resolve_baseline(resolved.pack, resolved.dictionary)
    except BadInput as unfit:
        yield remark(resolved.pack, "", _CHECK, ("baseline",), unfit.message, unfit.advice)
        return
    for rule in (*resolved.rules, *resolved.drafts):
        for position, fault in case_faults(rule, baseline, resolved.dictionary):
            yield remark(resolved.pack, rule.id, _CHECK, ("cases", position), fault.message, fault.advice)
