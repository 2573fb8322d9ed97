"""The form has a place for everything a pack may say, and every drop-down offers what the model takes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from census_app.dictionary.loader import load_dictionary
from census_app.rulebook.excel.form import load_form
from census_app.rulebook.model import (
    Case,
    Clause,
    Closes,
    GroupKind,
    PackManifest,
    Parameter,
    Rule,
    Severity,
    SourceNote,
    Status,
    SummaryKind,
    Text,
    Verdict,
)

FORM = load_form()


def _paths(sheet: str) -> set[str]:
    return {column.path for column in FORM.sheets[sheet].columns if column.path}


def _leaves(model: type, nested: dict[str, type], elsewhere: set[str]) -> set[str]:
    found: set[str] = set()
    for name in model.model_fields:  # type: ignore[attr-defined]
        inner = nested.get(name)
        if name not in elsewhere:
            found |= {f"{name}.{leaf}" for leaf in inner.model_fields} if inner else {name}  # type: ignore[attr-defined]
    return found


def test_rules_and_clauses() -> None:
    nested = {
        "title": Text,
        "says": Text,
        "remedy": Text,
        "source": SourceNote,
        "group": GroupKind,
        "summary": SummaryKind,
    }
    assert _paths("rules") == _leaves(Rule, nested, {"wrong", "params", "cases"})
    assert _paths("clauses") == _leaves(Clause, {"says": Text}, set())


def test_manifest() -> None:
    items = {item.path for item in FORM.sheets["manifest"].items}
    expected = _leaves(PackManifest, {"title": Text}, {"word_lists", "due_days"})
    assert items == expected | {f"due_days.{severity}" for severity in Severity}


def test_parameters_and_cases() -> None:
    parameter = {column.key for column in FORM.sheets["parameters"].columns}
    assert set(Parameter.model_fields) - {"dated"} <= parameter
    case = {column.key for column in FORM.sheets["cases"].columns} | set(FORM.choices["what"])
    assert set(Case.model_fields) <= case


@pytest.mark.parametrize(
    ("choices", "kind"), [("severity", Severity), ("status", Status), ("closes", Closes), ("verdict", Verdict)]
)
def test_choices(choices: str, kind: type) -> None:
    assert set(FORM.choices[choices]) == {str(one) for one in kind}  # type: ignore[attr-defined]


def test_labels_are_told_apart() -> None:
    for labels in FORM.choices.values():
        assert len({*labels, *labels.values()}) == 2 * len(labels)
    for sheet in FORM.sheets.values():
        assert len({column.header for column in sheet.columns}) == len(sheet.columns)


def test_drop_downs_and_comments(shipped_workbook: Path) -> None:
    book = openpyxl.load_workbook(shipped_workbook)
    for sheet in FORM.sheets.values():
        worksheet = book[sheet.name]
        offered = {str(area) for one in worksheet.data_validations.dataValidation for area in one.sqref.ranges}
        for position, column in enumerate(sheet.columns, start=1):
            cell = worksheet.cell(2, position)
            assert cell.value == column.header
            assert cell.comment is not None and column.help in cell.comment.text
            area = [one for one in offered if one.startswith(f"{cell.column_letter}3:")]
            assert bool(area) == bool(column.choices), column.header
        assert worksheet.freeze_panes is not None
        assert not worksheet.merged_cells.ranges and not worksheet.protection.sheet
    names = book.defined_names
    tables = load_dictionary().tables.values()
    assert {f"字段_{table.rule_name}" for table in tables} | {"类别表", "表名表"} <= set(names)
    book.close()


def test_no_formula_and_no_link(shipped_workbook: Path) -> None:
    with zipfile.ZipFile(shipped_workbook) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets and not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
