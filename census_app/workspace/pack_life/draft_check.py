"""A draft looked at as it is typed: what lint says of it, and what its own examples give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext
from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.model import Pack, Rule
from census_app.rulebook.rule_text import read_rule
from census_app.workspace.pack_life.composing import Composed
from census_app.workspace.pack_life.draft_rules import as_published, with_rules

if TYPE_CHECKING:
    from census_app.checking.cases.run import CaseOutcome
    from census_app.dictionary.model import Dictionary


@dataclass(frozen=True)
class Looked:
    """`rule` is None when the text is no rule at all; then `fault` says why. `findings` in the order of the text,
    without those that only follow from a parameter that is itself wrong.

    The line and column of a finding count inside the expression it is about; 0 when it is about none.
    """

    rule: Rule | None
    findings: tuple[Diagnostic, ...] = ()
    fault: str = ""

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Findings that keep the rule from running."""
        return tuple(one for one in self.findings if one.level is Level.ERROR)

    @property
    def runs(self) -> bool:
        """Whether the draft can be judged with."""
        return self.rule is not None and not self.fault and not self.errors


def look_at_draft(composed: Composed, dictionary: Dictionary, text: str) -> Looked:
    """What is to be said about the draft; never raises for what was typed."""
    from census_app.rulebook.lint.run import lint_pack
    from census_app.rulebook.resolving.resolve import resolve_pack

    try:
        rule = read_rule(text)
    except BadInput as error:
        return Looked(None, fault=error.message)
    try:
        few = draft_pack_of(composed, rule)
    except BadInput as error:
        return Looked(rule, fault=str(error))
    found = [one for one in lint_pack(resolve_pack(few, dictionary)) if one.rule == rule.id]
    return Looked(rule, _without_consequences(found))


def parameter_of(finding: Diagnostic) -> str:
    """The parameter a finding is about; empty when it is about another part of the rule."""
    part, _, rest = finding.where.partition(".")
    return rest.partition(".")[0] if part == "params" else ""


def _without_consequences(found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """A wrong parameter is told where it stands, and not once more at every condition that reads it."""
    wrong = {parameter_of(one) for one in found if one.level is Level.ERROR} - {""}
    return tuple(one for one in found if parameter_of(one) or not any(f"“:{name}”" in one.message for name in wrong))


def run_draft_cases(
    composed: Composed, dictionary: Dictionary, rule: Rule, context: JobContext | None = None
) -> list[CaseOutcome]:
    """What the draft's own examples give; `BadInput` when one does not fit the dictionary."""
    from census_app.checking.cases.run import run_cases
    from census_app.rulebook.resolving.resolve import resolve_pack

    return run_cases(resolve_pack(draft_pack_of(composed, rule), dictionary), dictionary, [rule.id], context)


def draft_pack_of(composed: Composed, rule: Rule) -> Pack:
    """The draft as if published with the rules it requires, and no others: small enough to look at while typing."""
    pack = with_rules(composed, [as_published(rule)])
    by_id = {one.id: one for one in pack.rules}
    pending, kept = [rule.id], set[str]()
    while pending:
        rule_id = pending.pop()
        if rule_id in by_id and rule_id not in kept:
            kept.add(rule_id)
            pending += by_id[rule_id].requires
    return Pack(
        manifest=pack.manifest,
        rules=tuple(one for one in pack.rules if one.id in kept),
        baseline=pack.baseline,
        overridden=pack.overridden,
    )
