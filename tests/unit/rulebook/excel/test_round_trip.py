"""Whatever a pack says, its workbook says it too: texts that spreadsheets love to change above all."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from census_app.dictionary.model import Dictionary
from census_app.foundation.errors import BadInput
from census_app.rulebook.documents import read_documents
from census_app.rulebook.excel.spelling import hidden_character
from census_app.rulebook.excel.writing import write_workbook
from census_app.rulebook.format import format_document
from census_app.rulebook.model import Closes, Pack, Severity, Status, Verdict
from census_app.rulebook.packs import load_pack, pack_of_documents
from census_app.rulebook.yaml_files.strict import Document, read_yaml
from census_app.rulebook.yaml_files.text import written

NASTY = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1",
    "@SUM(A1)",
    "'单引号",
    '"双引号"',
    "01",
    "NO",
    "true",
    "是",
    "1.0",
    "1E+17",
]
NASTY += [
    "123456789012345678",
    "2026-01-01",
    "12:30",
    " 前",
    "后 ",
    "甲\n乙",
    "\n",
    "",
    "（空）",
    "_x000D_",
    "~",
    "null",
    "发布",
]
LONG = "合同容量 > 0 and " * 250
NASTY += ["http://a.b/c", "每条都报", "单值", "a\tb", "#N/A", "#"]
TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=8).filter(
        lambda text: not hidden_character(text)
    ),
)
NAME = TEXT.filter(lambda text: 0 < len(text) < 1000)  # YAML has no longer keys
WORD = st.text(alphabet="甲乙丙a_01", max_size=5).map(lambda text: f"丁{text}")
RULE_ID = st.one_of(
    st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,8}", fullmatch=True), st.sampled_from(["NO", "true", "E10"])
)
LABEL = st.one_of(
    WORD, st.sampled_from(["01", "NO", "true", "1E17", "123456789012345678", "2026-01-01", "发布", "1-2"])
)
SCALAR = st.one_of(st.none(), TEXT)
FIELDS = st.dictionaries(NAME, SCALAR, max_size=3)
VALUE = st.one_of(
    TEXT,
    st.lists(TEXT, max_size=3),
    st.dictionaries(NAME, TEXT, min_size=1, max_size=3),
    st.dictionaries(NAME, st.lists(TEXT, max_size=3), min_size=1, max_size=3),
)
BILINGUAL = st.fixed_dictionaries({"zh": TEXT}, optional={"en": TEXT})


def _texts(least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(TEXT, min_size=least, max_size=3)


PARAMETER = st.fixed_dictionaries(
    {"value": VALUE},
    optional={
        "type": NAME,
        "unit": NAME,
        "at": NAME,
        "confirm": NAME,
        "note": NAME,
        "locked": st.sampled_from(["true", "false"]),
        "dated": st.lists(
            st.fixed_dictionaries({"since": NAME, "value": VALUE}), max_size=2, unique_by=lambda one: one["since"]
        ),
    },
)
CASE = st.fixed_dictionaries(
    {"expect": st.sampled_from(list(Verdict)).map(str)},
    optional={
        "name": NAME,
        "clauses": _texts(),
        "record": FIELDS,
        "related": st.dictionaries(NAME, st.lists(FIELDS, max_size=3), max_size=2),
        "peers": st.lists(FIELDS, max_size=2),
        "absent": _texts(),
        "unreadable": _texts(),
        "as_of": NAME,
        "params": st.dictionaries(
            WORD, st.one_of(SCALAR, st.lists(TEXT, min_size=1, max_size=3), st.dictionaries(WORD, TEXT, min_size=1))
        ),
    },
)
CLAUSE = st.fixed_dictionaries(
    {"id": st.one_of(LABEL, st.just("")), "when": st.one_of(TEXT, st.just(LONG)), "says": BILINGUAL},
    optional={"accuses": _texts(), "severity": st.sampled_from(list(Severity)).map(str)},
)
RULE = st.fixed_dictionaries(
    {
        "id": RULE_ID,
        "version": st.integers(1, 99_999).map(str),
        "title": BILINGUAL,
        "category": NAME,
        "severity": st.sampled_from(list(Severity)).map(str),
        "table": NAME,
        "remedy": BILINGUAL,
        "source": st.fixed_dictionaries({"kind": NAME}, optional={"cite": _texts()}),
    },
    optional={
        "short": TEXT,
        "status": st.sampled_from(list(Status)).map(str),
        "closes": st.sampled_from(list(Closes)).map(str),
        "locked": st.sampled_from(["true", "false"]),
        "occurred": TEXT,
        "scope": TEXT,
        "wrong": st.lists(CLAUSE, max_size=3),
        "unique": _texts(),
        "group": st.fixed_dictionaries({"by": _texts(1), "wrong": TEXT}, optional={"grain": NAME}),
        "summary": st.fixed_dictionaries({"by": _texts(1)}, optional={"least": st.integers(0, 99).map(str)}),
        "accuses": _texts(),
        "says": BILINGUAL,
        "shows": _texts(),
        "params": st.dictionaries(LABEL, PARAMETER, max_size=3),
        "requires": _texts(),
        "replaces": st.lists(RULE_ID, max_size=3),
        "due_days": st.integers(0, 99).map(str),
        "cases": st.lists(CASE, max_size=3),
        "note": TEXT,
    },
)
MANIFEST = st.fixed_dictionaries(
    {
        "id": st.just("sample"),
        "title": BILINGUAL,
        "version": st.just("1.0.0"),
        "issuer": TEXT,
        "dictionary": TEXT,
        "effective_from": st.just("2026-01-01"),
        "due_days": st.just({"urgent": "3", "important": "7"}),
    },
    optional={
        "effective_to": st.just("2027-01-01"),
        "word_lists": st.dictionaries(WORD, _texts(), max_size=3),
        "locked_words": _texts(),
        "changelog": _texts(),
    },
)
FILES = st.dictionaries(
    st.sampled_from(["a.yaml", "电价.yaml", "b/c.yaml"]), st.lists(RULE, min_size=1, max_size=2), max_size=2
)
EMPTY = Dictionary(version="1", categories=())


def _documents(manifest: Any, baseline: Any, files: dict[str, Any]) -> dict[str, Document]:
    contents = {"pack.yaml": manifest, "baseline.yaml": baseline, **files}
    return {name: Document(name, copy.deepcopy(content), "") for name, content in sorted(contents.items())}


def _pack(documents: dict[str, Document]) -> Pack:
    return pack_of_documents(documents, Path("sample"))


@settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking whole packs takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(MANIFEST, st.dictionaries(NAME, FIELDS, max_size=2), FILES)
def test_any_pack(manifest: Any, baseline: Any, files: dict[str, Any]) -> None:
    documents = _documents(manifest, baseline, files)
    ids = [rule["id"] for rules in files.values() for rule in rules]
    assume(len(set(ids)) == len(ids))
    pack = _pack(documents)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "pack.xlsx"
        write_workbook(documents, EMPTY, target)
        found = load_pack(target)
        assert found.fingerprint == pack.fingerprint
        assert found.model_dump() == pack.model_dump()
        again = read_documents(target)
        for name in again:
            assert read_yaml(format_document(again[name], name), name).content == again[name].content
        book = openpyxl.load_workbook(target)
        book.save(target)
        book.close()
        assert load_pack(target).model_dump() == pack.model_dump()


def test_headings_and_files_stay(tmp_path: Path) -> None:
    heading = "# 电价执行\n#紧挨着\n\n# 第二段\n"
    rule = {"id": "R001", "version": "1", "title": {"zh": "甲"}, "category": "乙", "severity": "urgent", "table": "丙"}
    rule |= {"remedy": {"zh": "丁"}, "source": {"kind": "seed"}}
    documents = _documents(
        {"id": "sample", "title": {"zh": "甲"}, "version": "1.0.0", "issuer": "乙", "dictionary": "1",
         "effective_from": "2026-01-01", "due_days": {}},
        {"用电客户": {"用户编号": "0001"}},
        {"tariff/a.yaml": [rule]},
    )  # fmt: skip
    documents["tariff/a.yaml"].source = heading + written([rule])
    _pack(documents)
    write_workbook(documents, EMPTY, tmp_path / "pack.xlsx")
    found = read_documents(tmp_path / "pack.xlsx")
    assert list(found) == ["baseline.yaml", "pack.yaml", "tariff/a.yaml"]
    assert format_document(found["tariff/a.yaml"], "tariff/a.yaml").startswith(heading)


@pytest.mark.parametrize("bad", ["\x01", "\r", "\ufeff", "\x85"])
def test_hidden_characters_are_refused(bad: str, tmp_path: Path) -> None:
    documents = _documents(
        {"id": "sample", "title": {"zh": f"甲{bad}乙"}, "version": "1.0.0", "issuer": "乙", "dictionary": "1",
         "effective_from": "2026-01-01", "due_days": {}}, {}, {}
    )  # fmt: skip
    _pack(documents)
    with pytest.raises(BadInput, match=r"“规则包”里 名称 有看不见的字符 U\+"):
        write_workbook(documents, EMPTY, tmp_path / "pack.xlsx")


def test_cells_that_are_too_long_are_refused(tmp_path: Path) -> None:
    documents = _documents(
        {"id": "sample", "title": {"zh": "甲"}, "version": "1.0.0", "issuer": "x" * 40_000, "dictionary": "1",
         "effective_from": "2026-01-01", "due_days": {}}, {}, {}
    )  # fmt: skip
    _pack(documents)
    with pytest.raises(BadInput, match="“规则包”里 发布者 有一格超过 32767 个字"):
        write_workbook(documents, EMPTY, tmp_path / "pack.xlsx")
