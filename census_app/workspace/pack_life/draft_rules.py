"""What a draft would change: the packs in force with one rule as the draft has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.rulebook.differences import Difference, differences
from census_app.rulebook.model import Pack, Rule, Status
from census_app.rulebook.overrides import apply_overrides
from census_app.rulebook.rule_text import read_rule, text_of_rule
from census_app.workspace.pack_life.composing import Composed
from census_app.workspace.pack_life.drafts import Draft, began_from, discard_draft, read_drafts
from census_app.workspace.pack_life.entries import SIGNED

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class Whose:
    """Who owns the rules in force: with an `owner` only parameters, severity and status may be changed here."""

    owner: str = ""

    @property
    def ours(self) -> bool:
        """Whether expressions and texts may be changed here."""
        return not self.owner


def whose(composed: Composed) -> Whose:
    """A base pack somebody signed is the signer's; nobody's signature is broken by a change made here."""
    signature = composed.base_entry.signature
    return Whose(signature.signer or signature.key_id if signature.status == SIGNED else "")


def rule_to_draft(composed: Composed, rule_id: str) -> Rule:
    """The rule a draft begins with: as the base pack has it, or where it is somebody else's as it holds here.

    `KeyError` when there is no such rule.
    """
    return (composed.base if whose(composed).ours else composed.pack).rule(rule_id)


def new_draft(composed: Composed, rule_id: str) -> Draft:
    """An unsaved draft that says what the rule says now."""
    text = text_of_rule(rule_to_draft(composed, rule_id))
    manifest = composed.base.manifest
    return Draft(rule_id, text, manifest.id, manifest.version, began_from(text))


def overtaken(composed: Composed, draft: Draft) -> bool:
    """Whether the rule itself changed since the draft was begun: then the draft would take that change back."""
    try:
        present = began_from(text_of_rule(rule_to_draft(composed, draft.rule_id)))
    except KeyError:
        present = ""
    return present != draft.began_from


def with_rules(composed: Composed, rules: Iterable[Rule]) -> Pack:
    """What the packs in force would say with these rules in the place of theirs; `BadInput` when it does not fit."""
    changed = {rule.id: rule for rule in rules}
    if not whose(composed).ours:
        for rule in changed.values():
            _refuse_foreign(composed, rule)
        return _replaced(composed.pack, changed)
    overrides = [one for one, entry in zip(composed.overrides, composed.active.overrides, strict=True)
                 if entry not in composed.left_out]  # fmt: skip
    return apply_overrides(_replaced(composed.base, changed), overrides)


def composed_with(composed: Composed, rules: Iterable[Rule]) -> Composed:
    """The same set saying `with_rules`; drafts among the given rules judge as if they were published."""
    return replace(
        composed, pack=with_rules(composed, [as_published(rule) if _is_draft(rule) else rule for rule in rules])
    )


def as_published(rule: Rule) -> Rule:
    """The rule as it would judge when it is in force."""
    return rule.model_copy(update={"status": Status.PUBLISHED})


def draft_differences(composed: Composed, rule: Rule) -> list[Difference]:
    """What the draft changes of the rule in force, in words."""
    before = rule_to_draft(composed, rule.id) if _known(composed, rule.id) else None
    pack = composed.base if whose(composed).ours else composed.pack
    kept = {} if before is None else {rule.id: before}
    return [one for one in differences(_only(pack, kept), _only(pack, {rule.id: rule})) if one.rule == rule.id]


def drop_published(workspace: Workspace, composed: Composed) -> list[str]:
    """Drafts that say what is in force by now are gone; returns their rules."""
    dropped = []
    for rule_id, draft in read_drafts(workspace).by_rule.items():
        try:
            wanted = read_rule(draft.text)
        except BadInput:
            continue
        if wanted.id == rule_id and says_the_same(composed, wanted):
            discard_draft(workspace, rule_id)
            dropped.append(rule_id)
    return dropped


def says_the_same(composed: Composed, rule: Rule) -> bool:
    """Whether the rule in force says what this one says; False where there is none of its id."""
    try:
        return _said(rule_to_draft(composed, rule.id)) == _said(rule)
    except KeyError:
        return False


def _said(rule: Rule) -> dict[str, object]:
    return rule.model_dump(exclude={"version"})


def _is_draft(rule: Rule) -> bool:
    return rule.status is Status.DRAFT


def _known(composed: Composed, rule_id: str) -> bool:
    return any(rule.id == rule_id for rule in composed.base.rules)


def _only(pack: Pack, rules: dict[str, Rule]) -> Pack:
    return pack.model_copy(update={"rules": tuple(rules.values())})


def _replaced(pack: Pack, changed: dict[str, Rule]) -> Pack:
    rules = {rule.id: rule for rule in pack.rules} | changed
    ordered = tuple(rules[rule_id] for rule_id in sorted(rules))
    return Pack(
        manifest=pack.manifest, rules=ordered, baseline=pack.baseline, fingerprint="", overridden=pack.overridden
    )


def _refuse_foreign(composed: Composed, rule: Rule) -> None:
    """`BadInput` when more than parameters, severity and status differ from a rule that is somebody else's."""
    owner = whose(composed).owner
    if not _known(composed, rule.id):
        raise BadInput(f"规则包归 {owner}，这里不能加规则", f"请 {owner} 加；这里可以改参数、等级和启停")
    base = composed.pack.rule(rule.id)
    if _frame(base) != _frame(rule):
        raise BadInput(
            f"{rule.id} 的条件和文字归 {owner}，这里只能改参数、等级和启停", f"要改条件，请 {owner} 发布新版本"
        )


def _frame(rule: Rule) -> dict[str, object]:
    """The rule without what an override may change."""
    kept = rule.model_dump(exclude={"severity", "status", "params", "cases", "version"})
    kept["wrong"] = [{**clause, "severity": None} for clause in kept["wrong"]]
    kept["params"] = {name: {**one.model_dump(exclude={"value", "dated"})} for name, one in sorted(rule.params.items())}
    return kept
