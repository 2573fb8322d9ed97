"""The expressions of scenes as a set of rules, so that the engine which judges rules says who qualifies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from census_app.dictionary.model import Dictionary
from census_app.rulebook.diagnostics import ExpressionError
from census_app.rulebook.expression import Node
from census_app.rulebook.language.lookup import Frame, Vocabulary
from census_app.rulebook.language.trees import read_condition, read_expression
from census_app.rulebook.model import MAX_CLAUSES, Pack
from census_app.rulebook.resolved import ResolvedRule
from census_app.rulebook.resolving.resolve import resolve_pack

_MANIFEST: dict[str, Any] = {
    "id": "scenes",
    "title": {"zh": "场景"},
    "version": "1.0.0",
    "issuer": "场景",
    "effective_from": "2000-01-01",
    "due_days": {"urgent": 0, "important": 0, "normal": 0},
}
_ALWAYS = "true"


@dataclass(frozen=True)
class Expressions:
    """What scenes say about records of one table: each text once."""

    table: str
    conditions: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.conditions or self.defaults)


@dataclass(frozen=True)
class Trees:
    """The expressions resolved, by their text, and the rules that hold them."""

    rules: tuple[ResolvedRule, ...]
    conditions: dict[str, Node] = field(default_factory=dict)
    defaults: dict[str, Node] = field(default_factory=dict)


def fault_of(vocabulary: Vocabulary, table: str, text: str, *, condition: bool) -> ExpressionError | None:
    """What is wrong with one expression over records of `table` (its id); None when nothing is."""
    frame = Frame(vocabulary, text, vocabulary.dictionary.table(table))
    try:
        (read_condition if condition else read_expression)(frame)
    except ExpressionError as error:
        return error
    return None


def trees_of(dictionary: Dictionary, asked: Expressions) -> Trees:
    """The trees of expressions that `fault_of` finds nothing wrong with."""
    wrong, shown = _chunks(asked.conditions), _chunks(asked.defaults)
    number = max(len(wrong), len(shown))
    rules = [_rule(dictionary, asked.table, place, wrong, shown) for place in range(number)]
    pack = Pack.model_validate({"manifest": {**_MANIFEST, "dictionary": dictionary.version}, "rules": rules})
    resolved = resolve_pack(pack, dictionary)
    if resolved.errors:
        raise ValueError(str(resolved.errors[0]))
    conditions: dict[str, Node] = {}
    defaults: dict[str, Node] = {}
    for rule in resolved.rules:
        conditions |= {text.when: clause.when for text, clause in zip(rule.rule.wrong, rule.clauses, strict=True)}
        defaults |= {text: extra.node for text, extra in zip(rule.rule.shows, rule.shows, strict=True)}
    return Trees(resolved.rules, conditions, defaults)


def _rule(
    dictionary: Dictionary, table: str, place: int, wrong: list[list[str]], shown: list[list[str]]
) -> dict[str, Any]:
    conditions = wrong[place] if place < len(wrong) else [_ALWAYS]
    category = dictionary.categories[0].zh if dictionary.categories else "场景"
    return {
        "id": f"S{place:03d}",
        "version": 1,
        "title": {"zh": "场景"},
        "category": category,
        "severity": "normal",
        "table": table,
        "wrong": [{"id": f"c{n}", "when": text, "says": {"zh": "符合"}} for n, text in enumerate(conditions)],
        "shows": shown[place] if place < len(shown) else [],
        "remedy": {"zh": "普查"},
        "source": {"kind": "engineering"},
    }


def _chunks(texts: Sequence[str]) -> list[list[str]]:
    return [list(texts[start : start + MAX_CLAUSES]) for start in range(0, len(texts), MAX_CLAUSES)]
