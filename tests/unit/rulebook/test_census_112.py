"""The shipped pack is whole: the 112 rules of the catalogue, and what became of the ids that left it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from census_app.dictionary.loader import load_dictionary
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.model import Pack, Status
from census_app.rulebook.packs import load_pack

_MERGED = {"R014", "R018", "R021", "R052", "R064", "R070", "R072", "R089", "R092", "R097", "R103"}
_HOLE, _LABEL = re.compile(r"\{[^}]*\}"), re.compile(r"\([^()]*\)")
_CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]")
_MOVED_OUT = {"R017", "R025", "R048"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(shipped_folder("rules") / "census-112")


def test_all_112_rules_are_published(pack: Pack) -> None:
    wanted = {f"R{number:03}" for number in range(1, 127)} - _MERGED - _MOVED_OUT
    assert {rule.id for rule in pack.rules if rule.status is Status.PUBLISHED} == wanted
    assert len(pack.rules) == 112


def test_every_merged_id_names_its_successor_once(pack: Pack) -> None:
    successors = Counter(former for rule in pack.rules for former in rule.replaces)
    assert successors == dict.fromkeys(_MERGED, 1)


def test_rules_stand_under_the_categories_of_the_dictionary(pack: Pack) -> None:
    known = {category.zh for category in load_dictionary().categories}
    assert {rule.category for rule in pack.rules} <= known


def test_every_rule_speaks_both_languages(pack: Pack) -> None:
    texts = {(rule.id, "title"): rule.title for rule in pack.rules}
    texts |= {(rule.id, "remedy"): rule.remedy for rule in pack.rules}
    texts |= {(rule.id, f"says {clause.id}"): clause.says for rule in pack.rules for clause in rule.wrong}
    texts |= {(rule.id, "says"): rule.says for rule in pack.rules if rule.says is not None}
    assert len(texts) > 500
    assert [place for place, text in texts.items() if not text.zh.strip() or not text.en.strip()] == []
    # Chinese in the English is the name of a value, or the label of a code in brackets
    told = {place: _LABEL.sub("", _HOLE.sub("", text.en)) for place, text in texts.items()}
    assert [place for place, english in told.items() if _CHINESE.search(english)] == []


def test_figures_a_person_must_confirm_say_so(pack: Pack) -> None:
    marks = {parameter.confirm for rule in pack.rules for parameter in rule.params.values()}
    assert marks == {"", "待核"}
