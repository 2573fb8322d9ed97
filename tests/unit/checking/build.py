"""Resolved packs and snapshots from short notes, for the tests and the benchmark of checking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from census_app.dictionary.model import Dictionary
from census_app.rulebook.model import Pack, PackManifest, Rule
from census_app.rulebook.resolved import ResolvedPack


def rule_of(note: Mapping[str, Any]) -> Rule:
    """A rule of the note's id, table and whatever else it says; the rest is filled in."""
    given = dict(note)
    says = given.pop("says", "{用户编号}")
    wrong = given.pop("wrong", ())
    clauses = [{"id": "", "when": wrong}] if isinstance(wrong, str) else [dict(clause) for clause in wrong]
    for clause in clauses:
        clause.setdefault("says", {"zh": says})
        clause.setdefault("accuses", given.get("accuses", ()))
    filled = {
        "version": 1,
        "title": {"zh": given["id"]},
        "category": "客户基础档案",
        "severity": "important",
        "remedy": {"zh": "核实"},
        "source": {"kind": "engineering"},
        "says": {"zh": says},
        "wrong": clauses,
        **given,
    }
    return Rule.model_validate(filled)


def pack_of(dictionary: Dictionary, notes: Sequence[Mapping[str, Any]]) -> ResolvedPack:
    """The notes' rules, resolved; a note that does not resolve fails at once."""
    from census_app.rulebook.resolve import resolve_pack

    manifest = PackManifest.model_validate(
        {
            "id": "test",
            "title": {"zh": "试验"},
            "version": "1.0.0",
            "issuer": "试验",
            "dictionary": dictionary.version,
            "effective_from": "2026-01-01",
            "due_days": {"urgent": 3, "important": 7, "normal": 30},
        }
    )
    resolved = resolve_pack(Pack(manifest=manifest, rules=tuple(rule_of(note) for note in notes)), dictionary)
    assert not resolved.errors, resolved.errors
    return resolved
