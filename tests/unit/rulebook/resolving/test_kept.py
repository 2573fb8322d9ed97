"""Resolved rules read back are those resolving would give, and point into the pack and dictionary of this process."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from census_app.dictionary import loader
from census_app.dictionary.loader import dictionary_hash, load_dictionary
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.expression import ValueType
from census_app.rulebook.model import Rule, Status
from census_app.rulebook.packs import load_pack
from census_app.rulebook.resolved import ResolvedPack, ResolvedRule, Shape
from census_app.rulebook.resolving import resolve
from census_app.rulebook.resolving.kept import resolved_but_for_numbers, resolved_for_run
from census_app.rulebook.resolving.resolve import resolve_pack


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "bytecode"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture(scope="module")
def kept_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place where the shipped rules are kept; nobody writes to it."""
    place = tmp_path_factory.mktemp("bytecode")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "pycache_prefix", str(place))
        patch.setattr(sys, "dont_write_bytecode", False)
        resolved_for_run(load_pack(shipped_folder("rules") / "census-112"), load_dictionary())
    return place


@pytest.fixture
def already_kept(kept_once: Path, tmp_path: Path) -> None:
    shutil.copytree(kept_once, tmp_path / "bytecode")


def test_the_shipped_rules_read_back_are_those_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    dictionary = load_dictionary()
    pack = load_pack(shipped_folder("rules") / "census-112")
    resolved_for_run(pack.model_copy(), dictionary)
    expected = resolve_pack(pack, dictionary)
    monkeypatch.delattr(resolve, "resolve_pack")
    again = pack.model_copy()
    found = resolved_for_run(again, dictionary)
    assert found == expected
    assert found.pack is again
    assert found.dictionary is dictionary
    for rule in found.rules:
        assert rule.rule is again.rule(rule.id)
        assert rule.table is dictionary.tables[rule.table.id]
        for ref in (ref for clause in rule.clauses for ref in clause.accuses):
            assert ref.field is dictionary.tables[ref.table.id].field(ref.field.id)


def test_a_changed_parameter_is_resolved_anew() -> None:
    dictionary = load_dictionary()
    pack = load_pack(shipped_folder("rules") / "census-112")
    resolved_for_run(pack.model_copy(), dictionary)
    old = pack.rule("R043")
    parameter = old.params["容差"].model_copy(update={"value": "0.7"})
    new = old.model_copy(update={"params": {**old.params, "容差": parameter}})
    rules = tuple(new if rule is old else rule for rule in pack.rules)
    changed = pack.model_copy(update={"rules": rules})
    found = resolved_for_run(changed, dictionary)
    assert found.rule("R043").parameters == resolve_pack(changed, dictionary).rule("R043").parameters
    assert found.rule("R043").parameters != resolve_pack(pack, dictionary).rule("R043").parameters


def _larger(value: Any) -> Any:
    return {key: _larger(one) for key, one in value.items()} if isinstance(value, dict) else "1" + value.lstrip("-")


def _with_value(rule: Rule, name: str, value: object) -> Rule:
    parameter = rule.params[name].model_copy(update={"value": value})
    return rule.model_copy(update={"params": {**rule.params, name: parameter}})


def _weightless(found: ResolvedPack) -> list[ResolvedRule]:
    return [replace(rule, weight=0) for rule in found.rules]


@pytest.mark.usefixtures("already_kept")
def test_rules_with_other_numbers_are_those_resolved() -> None:
    """All numbers of the shipped rules, all at once and each rule alone."""
    dictionary = load_dictionary()
    pack = load_pack(shipped_folder("rules") / "census-112")
    numbers = {
        (rule.id, name)
        for rule in resolved_for_run(pack.model_copy(), dictionary).rules
        for name, one in rule.parameters.items()
        if name in rule.rule.params and one.type is ValueType.NUMBER and one.shape in (Shape.SCALAR, Shape.MAP)
    }
    assert len(numbers) > 50
    changed = []
    for rule in pack.rules:
        for name in rule.params if rule.status is Status.PUBLISHED else ():
            if (rule.id, name) in numbers:
                rule = _with_value(rule, name, _larger(rule.params[name].value))
        changed.append(rule)
    after = pack.model_copy(update={"rules": tuple(changed)})
    expected = resolve_pack(after, dictionary)
    found = resolved_but_for_numbers(
        after.model_copy(update={"rules": tuple(rule for rule in changed if rule.status is Status.PUBLISHED)}),
        pack,
        dictionary,
    )
    assert found is not None
    assert _weightless(found) == _weightless(expected)
    assert found.rules != resolved_for_run(pack.model_copy(), dictionary).rules


@pytest.mark.usefixtures("already_kept")
@pytest.mark.parametrize(
    "change",
    [
        lambda rule: rule.model_copy(update={"scope": f"1 = 1 and {rule.scope}"}),
        lambda rule: rule.model_copy(update={"id": "R999"}),
        lambda rule: _with_value(rule, "容差", "很多"),
        lambda rule: _with_value(rule, "容差", ["0.5", "0.7"]),
        lambda rule: rule.model_copy(update={"params": {**rule.params, "另": rule.params["容差"]}}),
    ],
)
def test_whatever_else_differs_is_left_to_resolving(change: Callable[[Rule], Rule]) -> None:
    dictionary = load_dictionary()
    pack = load_pack(shipped_folder("rules") / "census-112")
    resolved_for_run(pack.model_copy(), dictionary)
    few = pack.model_copy(update={"rules": (pack.rule("R043"),)})
    assert resolved_but_for_numbers(few, pack, dictionary) is not None
    few = few.model_copy(update={"rules": (change(pack.rule("R043")),)})
    assert resolved_but_for_numbers(few, pack, dictionary) is None


@pytest.mark.usefixtures("already_kept")
@pytest.mark.parametrize(
    "value",
    [
        {"每月一次": "31", "双月": "62"},
        {"每月一次": "31", "双月": "62", "单月": "62", "每季": "93"},
        {"每月一次": "31", "双月": "62", "单月": "很多"},
    ],
)
def test_other_keys_of_a_map_are_left_to_resolving(value: dict[str, str]) -> None:
    dictionary = load_dictionary()
    pack = load_pack(shipped_folder("rules") / "census-112")
    resolved_for_run(pack.model_copy(), dictionary)
    one = pack.model_copy(update={"rules": (_with_value(pack.rule("R080"), "每期天数", value),)})
    assert resolved_but_for_numbers(one, pack, dictionary) is None


def test_other_word_lists_are_left_to_resolving() -> None:
    dictionary = load_dictionary()
    pack = load_pack(shipped_folder("rules") / "census-112")
    resolved_for_run(pack.model_copy(), dictionary)
    name, words = next(iter(pack.manifest.word_lists.items()))
    lists = {**pack.manifest.word_lists, name: (*words, "另一个")}
    other = pack.model_copy(update={"manifest": pack.manifest.model_copy(update={"word_lists": lists})})
    assert resolved_but_for_numbers(other, pack, dictionary) is None


def test_where_nothing_is_kept_nothing_is_made() -> None:
    dictionary = load_dictionary()
    pack = load_pack(shipped_folder("rules") / "census-112")
    assert resolved_but_for_numbers(pack, pack, dictionary) is None


def test_the_shipped_dictionary_read_back_is_the_one_in_its_files() -> None:
    made, hashed = loader._shipped_with_hash.__wrapped__()
    read, told = loader._shipped_with_hash.__wrapped__()
    assert read is not made
    assert read == made == loader._read(shipped_folder("resources") / "dictionary")
    assert told == hashed == dictionary_hash(load_dictionary())
