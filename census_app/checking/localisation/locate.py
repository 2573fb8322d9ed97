"""The fields of a record that most likely are wrong, and whether values exist that would set it right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from census_app.archive.snapshot import Snapshot
from census_app.checking.engine import open_engine
from census_app.checking.localisation.case import Case, KnownProblem, open_case
from census_app.checking.localisation.elements import Accusation, Element
from census_app.checking.localisation.fillings import Target
from census_app.checking.localisation.model import Localisation, LocatedProblem, Standing, Suspect, SuspectSet
from census_app.checking.localisation.trying import Answer, extended, try_out
from census_app.checking.model import EngineLimits
from census_app.checking.rehearsal.corrections import shown_value
from census_app.checking.rehearsal.worlds import Worlds
from census_app.dictionary.model import Dictionary, FieldEntry
from census_app.foundation.jobs import JobContext
from census_app.rulebook.resolved import ResolvedPack


def locate(
    snapshot: Snapshot,
    pack: ResolvedPack,
    dictionary: Dictionary,
    as_of: date,
    problems: Sequence[KnownProblem],
    limits: EngineLimits,
    context: JobContext,
    measured: Collection[tuple[str, str, str]] = (),
) -> Localisation:
    """The lightest sets of cells that take part in every failing clause of the problems, tried out with values.

    `measured`: (table, record key, field) of cells that somebody saw on site. Problems of rules that are not in the
    pack, of records that are gone, of summaries, or accusing nothing that is one cell are set aside and told. Where a
    change breaks what holds now, the cells that must follow are added once. Nothing is written.
    """
    files = [snapshot.part_file(part) for parts in snapshot.manifest.parts.values() for part in parts]
    with open_engine(limits, context, files) as engine:
        context.progress(0, 3, "查找有问题的字段")
        case = open_case(Worlds(engine, snapshot, dictionary, ()), pack.rules, problems, as_of, measured)
    answers = [Answer(one.elements, options=case.options) for one in case.covers]
    larger: list[Answer] = []
    with open_engine(limits, context, files) as engine:
        context.progress(1, 3, "试值")
        trial = try_out(lambda changes: Worlds(engine, snapshot, dictionary, changes), pack, case, answers, as_of)
        if trial is not None:
            answers = trial.answers
            larger = extended(trial, case, measured)
    if larger:
        with open_engine(limits, context, files) as engine:
            context.progress(2, 3, "试连带修改")
            trial = try_out(lambda changes: Worlds(engine, snapshot, dictionary, changes), pack, case, larger, as_of)
        answers += [one for one in trial.answers if one.standing is Standing.PROVED] if trial is not None else []
    told = tuple(_told(one, dictionary) for one in case.accusations)
    sets = sorted((_set(case, one, dictionary) for one in answers), key=_rank)
    return Localisation(tuple(sets), told, tuple(case.aside), case.complete)


def _rank(one: SuspectSet) -> tuple[bool, float, bool, str]:
    """Sets that every value tried refutes come last; of equal weight, the proved ones first."""
    return one.standing is Standing.REFUTED, one.weight, one.standing is not Standing.PROVED, repr(one.suspects)


def _set(case: Case, answer: Answer, dictionary: Dictionary) -> SuspectSet:
    outcome = answer.outcome
    filling = outcome.filling if outcome is not None else {}
    ordered = sorted(answer.elements, key=lambda one: (-_met(case, one), case.trust[one].weight, repr(one)))
    clears = {one.rule.id for one in case.accusations} - {rule for rule, _ in (outcome.leaves if outcome else ())}
    keys = {(one.rule.id, one.row_id): one.record_key for one in case.accusations}
    return SuspectSet(
        suspects=tuple(_suspect(case, one, dictionary, filling.get(one)) for one in ordered),
        weight=round(sum(case.trust[one].weight for one in answer.elements), 4),
        standing=answer.standing,
        clears=tuple(sorted(clears)),
        causes=_named(outcome.causes if outcome is not None else frozenset(), {}),
        leaves=_named(outcome.leaves if outcome is not None else frozenset(), keys),
        tried=answer.tried,
        added=tuple(sorted(_entry(one, dictionary).rule_name for one in answer.added if not one.missing)),
    )


def _named(targets: frozenset[Target], keys: dict[Target, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({(rule, keys.get((rule, row), "")) for rule, row in targets}))


def _met(case: Case, element: Element) -> int:
    return sum(element in one.elements for one in case.accusations)


def _suspect(case: Case, element: Element, dictionary: Dictionary, example: str | None) -> Suspect:
    table, trust = dictionary.tables[element.table], case.trust[element]
    if element.missing:
        key = case.keys[element.table, element.row_id]
        return Suspect(table.id, table.rule_name, key, "", element.missing, None, trust.weight, trust.why, missing=True)
    entry = _entry(element, dictionary)
    return Suspect(
        table=table.id,
        table_name=table.rule_name,
        record_key=case.keys[element.table, element.row_id],
        field=entry.id,
        field_name=entry.rule_name,
        value=shown_value(entry, case.facts[element].text),
        weight=trust.weight,
        why=trust.why,
        example=shown_value(entry, example),
    )


def _told(accusation: Accusation, dictionary: Dictionary) -> LocatedProblem:
    names = {_entry(one, dictionary).rule_name for one in accusation.accused}
    rule = accusation.rule
    return LocatedProblem(
        rule.id,
        rule.rule.short or rule.rule.title.zh,
        rule.table.id,
        accusation.record_key,
        accusation.message,
        tuple(sorted(names)),
    )


def _entry(element: Element, dictionary: Dictionary) -> FieldEntry:
    return dictionary.tables[element.table].field(element.field)
