"""The resolved rules of a run, read back where the very same pack was resolved before: resolving takes a third of a
second, and needs the parser's modules."""

from __future__ import annotations

from dataclasses import replace

from census_app.dictionary.loader import dictionary_hash
from census_app.dictionary.model import Dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.kept import dumped, kept, loaded, still_kept
from census_app.foundation.remembering import remembered
from census_app.rulebook.expression import ValueType
from census_app.rulebook.fingerprint import pack_fingerprint
from census_app.rulebook.language.weight import MAX_WEIGHT
from census_app.rulebook.model import Pack, Rule
from census_app.rulebook.parameters import typed_parameter
from census_app.rulebook.resolved import ParameterValue, ResolvedPack, ResolvedRule, Shape

_NAME, _RULES = "resolved", "resolved_rules"


@remembered(2)
def resolved_for_run(pack: Pack, dictionary: Dictionary) -> ResolvedPack:
    """What `resolve_pack` says of them.

    Only a pack nothing is to be said about is kept: what is said tells lines of files, which the fingerprint does not.
    """

    def made() -> ResolvedPack:
        from census_app.rulebook.resolving.resolve import resolve_pack

        resolved = resolve_pack(pack, dictionary)
        if not resolved.diagnostics:
            kept(_RULES, made_of, lambda: {rule.id: dumped(rule, living) for rule in resolved.rules})
        return resolved

    living, made_of = _living(pack, dictionary), _made_of(pack, dictionary)
    return kept(_NAME, made_of, made, living, worth=lambda resolved: not resolved.diagnostics)


def resolved_but_for_numbers(pack: Pack, before: Pack, dictionary: Dictionary) -> ResolvedPack | None:
    """What `resolve_pack` says of a pack whose rules are rules of `before`, with other numbers in their parameters.

    No tree depends on such a number, so what is kept of `before` is taken. None where nothing is kept, where a rule
    differs in more, and where anything may have to be said about one.
    """
    old = {rule.id: rule for rule in before.rules}
    if not _same_ground(pack, before) or not all(_but_for_values(rule, old.get(rule.id)) for rule in pack.rules):
        return None
    found = still_kept(_RULES, _made_of(before, dictionary))
    if found is None:
        return None
    living = _living(before, dictionary)
    try:
        rules = tuple(_with_numbers(loaded(found[rule.id], living), rule) for rule in pack.rules)
    except (KeyError, BadInput):
        return None
    return ResolvedPack(pack, rules, (), pack_fingerprint(pack), (), dictionary)


def _made_of(pack: Pack, dictionary: Dictionary) -> list[str]:
    return [pack_fingerprint(pack), dictionary_hash(dictionary)]


def _same_ground(pack: Pack, before: Pack) -> bool:
    one, other = pack.manifest, before.manifest
    return (one.word_lists, one.dictionary, one.due_days) == (other.word_lists, other.dictionary, other.due_days)


def _but_for_values(rule: Rule, old: Rule | None) -> bool:
    """Whether the rule says what the old one says, but for values of parameters and what judges nothing."""
    if old is None or rule.params.keys() != old.params.keys():
        return False
    params = {name: one.model_copy(update={"value": old.params[name].value}) for name, one in rule.params.items()}
    passed_over = {"version": old.version, "cases": old.cases, "note": old.note}
    return rule.model_copy(update={"params": params, **passed_over}) == old


def _with_numbers(known: ResolvedRule, rule: Rule) -> ResolvedRule:
    """The resolved rule with the parameters of another spelling of it; `BadInput` where more than numbers differ, and
    where the rule is so heavy that longer numbers may be too much."""
    parameters = dict(known.parameters)
    for name, parameter in rule.params.items():
        old = known.parameters[name]
        parameters[name] = new = typed_parameter(name, parameter, old.at)
        if new != old and not (_places_of_numbers(new) == _places_of_numbers(old) is not None):
            raise BadInput(rule.id)
    if known.weight > MAX_WEIGHT // 2:
        raise BadInput(rule.id)
    return replace(known, rule=rule, parameters=parameters)


def _places_of_numbers(parameter: ParameterValue) -> tuple[object, ...] | None:
    """The keys of a number each, none for a number alone; None where anything else is held."""
    if parameter.type is not ValueType.NUMBER or parameter.shape not in (Shape.SCALAR, Shape.MAP):
        return None
    return tuple(parameter.value) if parameter.shape is Shape.MAP else ()


def _living(pack: Pack, dictionary: Dictionary) -> dict[str, object]:
    """What resolved rules point to in the pack and the dictionary of this process, by name."""
    living: dict[str, object] = {"pack": pack, "dictionary": dictionary}
    living |= {f"rule {rule.id}": rule for rule in pack.rules}
    for table in dictionary.tables.values():
        living[f"table {table.id}"] = table
        living |= {f"field {table.id} {field.id}": field for field in table.fields}
    return living
