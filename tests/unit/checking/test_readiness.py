"""How far rules could be judged, told from the rules and from what is there."""

from __future__ import annotations

from functools import cache

import pytest

from census_app.checking.readiness import Held, Judging, Lack, Readiness, readiness
from census_app.dictionary.loader import load_dictionary
from census_app.dictionary.model import Dictionary
from census_app.rulebook.packs import load_pack
from census_app.rulebook.resolved import ResolvedRule
from census_app.rulebook.resolving.resolve import resolve_pack
from census_app.workspace.pack_life.composing import shipped_path


@cache
def shipped() -> tuple[Dictionary, tuple[ResolvedRule, ...]]:
    dictionary = load_dictionary()
    return dictionary, resolve_pack(load_pack(shipped_path()), dictionary).rules


def everything() -> dict[str, Held]:
    return {table.id: Held(frozenset(field.id for field in table.fields)) for table in shipped()[0].tables.values()}


def told(held: dict[str, Held]) -> Readiness:
    dictionary, rules = shipped()
    return readiness(rules, dictionary, held)


def test_with_everything_there_every_rule_is_judged_in_full_and_with_nothing_none_finds_anything() -> None:
    assert told(everything()).of(Judging.FULLY) == tuple(rule.id for rule in shipped()[1])
    assert told(everything()).blockers == ()
    assert told({}).of(Judging.NOT) == tuple(rule.id for rule in shipped()[1])


def test_every_rule_names_a_lack_that_is_one_and_only_once() -> None:
    held = {name: one for name, one in everything().items() if name in ("customer", "meter")}
    found = told(held)
    for one in found.rules:
        assert len(set(one.lacks)) == len(one.lacks)
        assert (one.judging is Judging.FULLY) == (not one.lacks)
        assert all(lack.table not in held and not lack.field for lack in one.lacks)
    stops = [len(one.stops) for one in found.blockers]
    assert stops == sorted(stops, reverse=True)


def test_a_status_told_by_the_closing_date_is_lacking_only_in_part() -> None:
    held = everything()
    for gone, judged in (({"cons_status"}, Judging.PARTLY), ({"cons_status", "cancel_date"}, Judging.NOT)):
        held["customer"] = Held(everything()["customer"].fields - gone)
        assert {one.rule: one.judging for one in told(held).rules}["R076"] is judged


@pytest.mark.parametrize("gone", ["customer", "meter", "billing_month", "distribution_transformer"])
def test_less_there_never_lets_a_rule_find_more(gone: str) -> None:
    rank = {Judging.NOT: 0, Judging.PARTLY: 1, Judging.FULLY: 2}
    more, less = everything(), everything()
    fields = sorted(less[gone].fields)
    less[gone] = Held(frozenset(fields[::2]))
    lesser = {name: one for name, one in less.items() if name != gone}
    for full, half, none in zip(told(more).rules, told(less).rules, told(lesser).rules, strict=True):
        assert rank[full.judging] >= rank[half.judging] >= rank[none.judging], full.rule


def test_units_or_files_that_lack_something_dim_and_do_not_stop() -> None:
    held = everything()
    held["meter"] = Held(held["meter"].fields, uneven=frozenset({"t_factor"}), partial=True)
    found = told(held)
    assert found.of(Judging.NOT) == ()
    assert {one.lack for one in found.blockers} == {
        Lack("meter", partial=True),
        Lack("meter", "t_factor", partial=True),
    }
    assert all(one.dims and not one.stops for one in found.blockers)
