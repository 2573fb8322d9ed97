from __future__ import annotations

from pathlib import Path

import pytest

from census_app.dictionary.loader import load_dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.packs import load_pack
from census_app.workspace.library.checked import checked
from census_app.workspace.library.shipped import shipped_entries


def test_shipped_entries_name_rules_and_fields_that_exist() -> None:
    dictionary = load_dictionary()
    rules = {rule.id for rule in load_pack(shipped_folder("rules") / "census-112").rules}
    for entry in shipped_entries().values():
        content = entry.content
        assert set(content.rules) <= rules, entry.id
        for item in content.items:
            table, _, field = item.partition(".")
            assert dictionary.table(table).has_field(field), (entry.id, item)


def test_shipped_entries_are_as_every_entry_must_be() -> None:
    entries = shipped_entries()
    assert 40 <= len(entries) <= 60
    for entry in entries.values():
        assert checked(entry.content) == entry.content, entry.id
        assert entry.content.source, entry.id
    assert len({entry.content.title for entry in entries.values()}) == len(entries)


@pytest.mark.parametrize(
    "text", ["- {id: SJ-001, kind: answer, title: 无来源, text: 正文}", "id: SJ-001", "- {id: JY-1", "7"]
)
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"broken\.yaml"):
        shipped_entries(tmp_path)


def test_a_number_used_twice_is_refused(tmp_path: Path) -> None:
    one = "- {id: SJ-001, kind: answer, title: 甲, text: 正文, source: 无}\n"
    (tmp_path / "a.yaml").write_text(one * 2, encoding="utf-8")
    with pytest.raises(BadInput, match="SJ-001 已经用过"):
        shipped_entries(tmp_path)
