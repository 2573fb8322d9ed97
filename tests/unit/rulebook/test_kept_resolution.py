"""Resolved rules read back are those resolving would give, and point into the pack and dictionary of this process."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from census_app.dictionary import loader
from census_app.dictionary.loader import dictionary_hash, load_dictionary
from census_app.foundation.resources import shipped_folder
from census_app.rulebook import resolve
from census_app.rulebook.kept_resolution import resolved_for_run
from census_app.rulebook.packs import load_pack
from census_app.rulebook.resolve import resolve_pack


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "bytecode"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


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


def test_the_shipped_dictionary_read_back_is_the_one_in_its_files() -> None:
    made, hashed = loader._shipped_with_hash.__wrapped__()
    read, told = loader._shipped_with_hash.__wrapped__()
    assert read is not made
    assert read == made == loader._read(shipped_folder("resources") / "dictionary")
    assert told == hashed == dictionary_hash(load_dictionary())
