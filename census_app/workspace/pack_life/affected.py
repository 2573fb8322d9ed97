"""Which rules judge differently after a change of packs, and which only speak differently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from census_app.rulebook.differences import Effect, differences
from census_app.rulebook.model import Pack, Rule, Status
from census_app.workspace.runs.rule_facts import judging_fingerprint

ADDED, GONE, JUDGES, BLOCKED = "added", "gone", "changed", "depends"
REASONS = {
    ADDED: "新增或启用",
    GONE: "停用或删去",
    JUDGES: "条件或参数改了",
    BLOCKED: "依赖的规则改了",
}
_WORTH_TELLING = (Effect.VERDICTS, Effect.HANDLING, Effect.TEXTS)


@dataclass(frozen=True)
class Affected:
    """`judged`: rule → why it must be judged again; `reworded`: the other rules that changed; both in rule order.

    `changes`: rule → sentences about what changed in it; under the empty id those about the pack as a whole.
    """

    judged: dict[str, str]
    reworded: tuple[str, ...]
    unchanged: int
    changes: dict[str, tuple[str, ...]]


def affected_rules(before: Pack, after: Pack, as_of: date) -> Affected:
    """The rules of both packs, sorted by what the change does to their verdicts on that day.

    A rule that requires a changed one is judged again too: what blocked it may be gone, or come.
    """
    old, new = _published(before), _published(after)
    same_words = before.manifest.word_lists == after.manifest.word_lists
    judged: dict[str, str] = {}
    for rule_id in old.keys() | new.keys():
        if rule_id not in old:
            judged[rule_id] = ADDED
        elif rule_id not in new:
            judged[rule_id] = GONE
        elif same_words and old[rule_id] == new[rule_id]:
            continue
        elif judging_fingerprint(old[rule_id], before, as_of) != judging_fingerprint(new[rule_id], after, as_of):
            judged[rule_id] = JUDGES
    for rule_id in _dependents(set(judged), (*old.values(), *new.values())):
        judged[rule_id] = BLOCKED
    changes: dict[str, tuple[str, ...]] = {}
    for one in differences(before, after):
        if one.effect in _WORTH_TELLING:
            changes[one.rule] = (*changes.get(one.rule, ()), one.says)
    kept = sorted(old.keys() & new.keys() - judged.keys())
    reworded = tuple(rule_id for rule_id in kept if rule_id in changes)
    return Affected(dict(sorted(judged.items())), reworded, len(kept) - len(reworded), changes)


def _published(pack: Pack) -> dict[str, Rule]:
    return {rule.id: rule for rule in pack.rules if rule.status is Status.PUBLISHED}


def _dependents(changed: set[str], rules: tuple[Rule, ...]) -> set[str]:
    """Rules that require one of `changed`, directly or over others."""
    found: set[str] = set()
    pending = set(changed)
    while pending:
        pending = {
            rule.id for rule in rules if rule.id not in changed | found and not pending.isdisjoint(rule.requires)
        }
        found |= pending
    return found
