"""Whatever stands in the files, a dictionary is loaded or refused in words; nothing else escapes."""

from __future__ import annotations

import copy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from census_app.dictionary.codes import CodeBook
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.errors import BadInput

from .conftest import FILES

JUNK: list[Any] = [None, "", "x", "[", "7", [], ["x"], {}, {"x": "y"}, [["x"]], [{"id": "x"}], True, {"of": "status"}]
BOOK = CodeBook(load_dictionary())


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [path, *(place for key in keys for place in places(value[key], (*path, key)))]


DOCUMENTS = {name: yaml.load(text, Loader=yaml.CBaseLoader) for name, text in FILES.items()}
PLACES = [(name, place) for name, document in DOCUMENTS.items() for place in places(document)]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(JUNK), st.booleans())
def test_junk_anywhere_is_refused_in_words(place: tuple[str, tuple[Any, ...]], junk: Any, add: bool) -> None:
    name, path = place
    documents = copy.deepcopy(DOCUMENTS)
    if not path:
        documents[name] = junk
    else:
        parent = documents[name]
        for step in path[:-1]:
            parent = parent[step]
        if add and isinstance(parent, dict):
            parent["members"] = junk
        else:
            parent[path[-1]] = junk
    with TemporaryDirectory() as folder:
        for file, document in documents.items():
            target = Path(folder) / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
        try:
            load_dictionary(Path(folder))
        except BadInput as refusal:
            assert "处问题" in refusal.message


@given(st.sampled_from(["volt_level", "social_use", "meter_current", "price_code"]), st.text(max_size=30))
def test_any_text_is_a_label_or_unknown(code_list: str, raw: str) -> None:
    label = BOOK.label(code_list, raw)
    assert label is None or label in BOOK.labels(code_list)
    assert BOOK.label(code_list, f" {raw} ", "kV") is None or raw.strip()
