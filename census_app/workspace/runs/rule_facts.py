"""What a run must remember of its rules, so that every state can be derived again without the pack."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.files import write_text
from census_app.rulebook.model import GroupKind, Pack, Parameter, Rule, Severity, Status
from census_app.rulebook.used_words import uses_words
from census_app.rulebook.wording import applied_words

RULES_FILE = "rules.json"


@dataclass(frozen=True)
class RuleFacts:
    """One rule of one run.

    `fingerprint` changes when the version, an expression, a parameter in force or a word list changes.
    `accuses` gives the accused names per clause id (`""` for rules without clauses). `overridden` says in sentences
    what override packs changed of the rule, so that a problem can tell under whose settings it was found. `table` is
    the accused table as the rule names it; empty in facts an older program wrote.
    """

    rule_id: str
    version: int
    title: str
    fingerprint: str
    closes: str
    published: bool
    errored: bool
    due_days: dict[str, int]
    accuses: dict[str, list[str]]
    replaces: list[str]
    remedy: str = ""
    category: str = ""
    overridden: list[str] = field(default_factory=list)
    table: str = ""


def rule_facts(pack: Pack, as_of: date, errors: dict[str, str]) -> list[RuleFacts]:
    """The facts of every rule of the pack on that date; `errors` are the rules that broke in the run."""
    return [_facts(rule, pack, as_of, rule.id in errors) for rule in pack.rules]


def judging_fingerprint(rule: Rule, pack: Pack, as_of: date) -> str:
    """Hash of what decides its verdicts on that day; unlike in `fingerprint`, a version alone counts nothing."""
    return fingerprint(rule.model_copy(update={"version": 0}), pack.manifest.word_lists, as_of)


def write_rule_facts(facts: list[RuleFacts], target: Path) -> None:
    """`target` durably holds the facts as canonical JSON."""
    write_text(target, canonical_json([asdict(fact) for fact in facts]))


def read_rule_facts(source: Path) -> list[RuleFacts]:
    """The facts as `write_rule_facts` wrote them."""
    return [RuleFacts(**entry) for entry in json.loads(source.read_text(encoding="utf-8"))]


def accused_names(facts: RuleFacts, clauses: str) -> list[str]:
    """The fields the fired clauses accuse, each once, in the order of `clauses`, which is the rule's.

    Facts read back from a file no longer know the rule's order.
    """
    fired = [clause for clause in clauses.split(",") if clause in facts.accuses] or list(facts.accuses)[:1]
    ordered = [name for clause in fired for name in facts.accuses[clause]]
    return list(dict.fromkeys(ordered))


def fingerprint(rule: Rule, word_lists: Mapping[str, Sequence[str]], as_of: date) -> str:
    """Hash of all that decides the rule's verdicts: spacing, messages and remedies do not count.

    Of the pack's word lists those count that the rule reads.
    """
    deciding: dict[str, Any] = {
        "version": rule.version,
        "table": rule.table,
        "closes": rule.closes,
        "occurred": rule.occurred,
        "scope": _spaceless(rule.scope),
        "wrong": [[clause.id, _spaceless(clause.when)] for clause in rule.wrong],
        "unique": list(rule.unique),
        "group": None if rule.group is None else _written(rule.group),
        "summary": None if rule.summary is None else rule.summary.model_dump(mode="json"),
        "requires": sorted(rule.requires),
        "parameters": {name: _in_force(parameter, as_of) for name, parameter in rule.params.items()},
        "words": {name: list(words) for name, words in word_lists.items() if uses_words(rule, name)},
    }
    return sha256_text(canonical_json(deciding))


def _written(group: GroupKind) -> dict[str, Any]:
    """The group as it counts: one without a name is what it was before groups had names."""
    return group.model_dump(mode="json", exclude=None if group.id else {"id"})


def _facts(rule: Rule, pack: Pack, as_of: date, errored: bool) -> RuleFacts:
    days = {
        severity.value: rule.due_days if rule.due_days is not None else pack.manifest.due_days[severity]
        for severity in Severity
        if rule.due_days is not None or severity in pack.manifest.due_days
    }
    accuses = {clause.id: list(clause.accuses) for clause in rule.wrong}
    if not accuses or rule.group is not None:
        accuses[rule.group.id if rule.group is not None else ""] = list(rule.accuses) or list(rule.unique)
    return RuleFacts(
        rule_id=rule.id,
        version=rule.version,
        title=rule.short or rule.title.zh,
        fingerprint=fingerprint(rule, pack.manifest.word_lists, as_of),
        closes=rule.closes.value,
        published=rule.status is Status.PUBLISHED,
        errored=errored,
        due_days=days,
        accuses=accuses,
        replaces=list(rule.replaces),
        remedy=rule.remedy.zh,
        category=rule.category,
        table=rule.table,
        overridden=[
            applied_words(one)
            for one in pack.overridden
            if one.rule == rule.id or (not one.rule and uses_words(rule, one.what.removeprefix("word_lists.")))
        ],
    )


def _in_force(parameter: Parameter, as_of: date) -> Any:
    """The value on that date; the whole series where the record's own date picks it."""
    if parameter.at is not None:
        series = [[entry.since, entry.value] for entry in parameter.dated] + [["", parameter.value]]
        return _plain({"at": parameter.at, "type": parameter.type, "series": series})
    passed = [entry for entry in parameter.dated if entry.since <= as_of.isoformat()]
    value = max(passed, key=lambda entry: entry.since).value if passed else parameter.value
    return _plain([parameter.type, value] if parameter.type else value)


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, ensure_ascii=False, default=str))


def _spaceless(expression: str) -> str:
    """The expression without the white space outside its quotes."""
    parts = re.split(r"('(?:[^']|'')*')", expression)
    return "".join(part if part.startswith("'") else re.sub(r"\s+", " ", part) for part in parts).strip()
