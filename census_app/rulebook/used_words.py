"""Which word lists of the pack a rule reads."""

from __future__ import annotations

import re

from census_app.rulebook.model import Rule


def uses_words(rule: Rule, name: str) -> bool:
    """Whether a verdict of the rule can depend on the word list; a parameter of the rule's own hides it."""
    if name in rule.params:
        return False
    mention = re.compile(f":\\s*{re.escape(name)}(?!\\w)")
    return any(mention.search(text) for text in _texts(rule))


def _texts(rule: Rule) -> list[str]:
    texts = [rule.scope, *rule.unique, *(clause.when for clause in rule.wrong)]
    if rule.group is not None:
        texts += [*rule.group.by, rule.group.wrong]
    if rule.summary is not None:
        texts += rule.summary.by
    return [*texts, rule.occurred or ""]
