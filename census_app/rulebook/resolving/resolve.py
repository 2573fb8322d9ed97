"""From a pack's text to a resolved pack: every name, type and place settled, or a diagnostic that says why not."""

from __future__ import annotations

from collections.abc import Mapping

from census_app.dictionary.model import Dictionary, TableEntry
from census_app.foundation.remembering import remembered
from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.expression import Node
from census_app.rulebook.fingerprint import pack_fingerprint, rule_fingerprint
from census_app.rulebook.language.lookup import Frame, Vocabulary
from census_app.rulebook.language.trees import read_expression
from census_app.rulebook.language.weight import MAX_PACK_WEIGHT
from census_app.rulebook.model import Pack, Status
from census_app.rulebook.resolved import ParameterValue, ResolvedPack, ResolvedRule
from census_app.rulebook.resolving.rule import RuleResolver
from census_app.rulebook.versions import fits_dictionary

__all__ = ["pack_fingerprint", "resolve_expression", "resolve_pack", "rule_fingerprint"]


def resolve_expression(
    text: str,
    dictionary: Dictionary,
    table: str | TableEntry,
    parameters: Mapping[str, ParameterValue] | None = None,
    *,
    group: bool = False,
) -> Node:
    """The tree of one expression over records of `table` (id or entry).

    Raises `ExpressionError` with line, column (in `text`), reason and what to write instead.
    """
    entry = dictionary.table(table) if isinstance(table, str) else table
    frame = Frame(Vocabulary.of(dictionary), text, entry, dict(parameters or {}), group=group)
    return read_expression(frame).node


@remembered(2)
def resolve_pack(pack: Pack, dictionary: Dictionary) -> ResolvedPack:
    """Every rule that can be resolved, and a diagnostic for each fault of the others; never raises for a rule.

    A pack written for another dictionary gets an error of its own, before all others, so that nobody installs it.
    The very same pack and dictionary give the very same answer: resolving 112 rules takes half a second.
    """
    vocabulary = Vocabulary.of(dictionary)
    diagnostics = _other_dictionary(pack, dictionary)
    published: list[ResolvedRule] = []
    drafts: list[ResolvedRule] = []
    for rule in pack.rules:
        if rule.status is Status.RETIRED:
            continue
        resolver = RuleResolver(vocabulary, pack, rule)
        resolved = resolver.resolve()
        diagnostics += resolver.diagnostics
        if resolved is not None and not any(item.level is Level.ERROR for item in resolver.diagnostics):
            (published if rule.status is Status.PUBLISHED else drafts).append(resolved)
    diagnostics += _too_heavy(pack, sum(rule.weight for rule in (*published, *drafts)))
    return ResolvedPack(pack, tuple(published), tuple(diagnostics), pack_fingerprint(pack), tuple(drafts), dictionary)


def _other_dictionary(pack: Pack, dictionary: Dictionary) -> list[Diagnostic]:
    manifest = pack.manifest
    if fits_dictionary(manifest.dictionary, dictionary.version):
        return []
    place = pack.locate("", ("dictionary",))
    message = f"规则包按数据字典 {manifest.dictionary} 写成，本程序的是 {dictionary.version}，名称和代码可能不同"
    advice = "向发布者要适用的规则包，或升级本程序"
    check = "dictionary"
    return [Diagnostic(manifest.id, check, place.line, place.column, message, advice, Level.ERROR, check, place.file)]


def _too_heavy(pack: Pack, weight: int) -> list[Diagnostic]:
    if weight <= MAX_PACK_WEIGHT:
        return []
    message, advice = "全部规则展开后太大，校验起来太慢", "减少规则、长词表和套用，或分成几个规则包"
    return [Diagnostic(pack.manifest.id, "rules", 0, 0, message, advice, Level.ERROR, "weight")]
