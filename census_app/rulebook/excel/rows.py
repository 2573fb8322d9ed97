"""A pack's documents as the rows of every sheet; each cell is checked to be one that gives its text back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from census_app.foundation.errors import BadInput
from census_app.rulebook.excel.drafts import Row
from census_app.rulebook.excel.form import Form
from census_app.rulebook.excel.sheets.baseline import baseline_rows
from census_app.rulebook.excel.sheets.cases import case_rows
from census_app.rulebook.excel.sheets.manifest import file_rows, manifest_rows, word_rows
from census_app.rulebook.excel.sheets.parameters import parameter_rows
from census_app.rulebook.excel.sheets.rules import clause_rows, rule_row
from census_app.rulebook.excel.spelling import LONGEST_CELL, hidden_character, read
from census_app.rulebook.pack_files.opening import BASELINE, MANIFEST
from census_app.rulebook.yaml_files.comments import heading
from census_app.rulebook.yaml_files.strict import Document


def sheet_rows(documents: Mapping[str, Document], form: Form) -> dict[str, list[Row]]:
    """Sheet key → rows; the documents are those of a pack that loads. Raises `BadInput` for what no cell can hold."""
    manifest = documents[MANIFEST].content
    baseline = documents[BASELINE].content if BASELINE in documents else None
    rules = sorted(_rules(documents), key=lambda pair: str(pair[0]["id"]))
    titles = {rule["id"]: rule["title"]["zh"] for rule, _file in rules}
    rows: dict[str, list[Row]] = {
        "manifest": list(manifest_rows(manifest, form)),
        "words": list(word_rows(manifest)),
        "baseline": list(baseline_rows(baseline or {})),
        "files": list(file_rows({name: heading(document.source) for name, document in documents.items()})),
        "rules": [rule_row(rule, file, form) for rule, file in rules],
        "clauses": [],
        "parameters": [],
        "cases": [],
    }
    for rule, _file in rules:
        for key, made in (("clauses", clause_rows), ("parameters", parameter_rows), ("cases", case_rows)):
            rows[key] += [{**row, "title": titles[rule["id"]]} for row in made(rule, form)]
    for key, listed in rows.items():
        for row in listed:
            _check(form.sheets[key].name, row)
    return rows


def _rules(documents: Mapping[str, Document]) -> Iterator[tuple[dict[str, Any], str]]:
    for name, document in documents.items():
        if name not in (MANIFEST, BASELINE):
            for rule in document.content or ():
                yield rule, name


def _check(sheet: str, row: Row) -> None:
    where = " ".join(row[key] for key in ("rule", "id", "name", "table", "field", "item") if row.get(key))[:60]
    for text in row.values():
        hidden = hidden_character(text) or hidden_character(read(text))
        if hidden:
            raise BadInput(f"“{sheet}”里 {where} 有看不见的字符 {hidden}，Excel 表里不收", "在规则文件里删掉它")
        if len(text) > LONGEST_CELL:
            raise BadInput(f"“{sheet}”里 {where} 有一格超过 {LONGEST_CELL} 个字，Excel 存不了", "分开写")
