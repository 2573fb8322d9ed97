"""The shipped pack gives lint nothing to say."""

from __future__ import annotations

from census_app.dictionary.loader import load_dictionary
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.lint import lint_pack
from census_app.rulebook.packs import load_pack
from census_app.rulebook.resolving.resolve import resolve_pack


def test_the_shipped_pack_has_no_findings() -> None:
    resolved = resolve_pack(load_pack(shipped_folder("rules") / "census-112"), load_dictionary())
    assert [str(finding) for finding in lint_pack(resolved)] == []
