"""A workbook as the documents its pack would have as a folder; every place in them is a cell."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from census_app.dictionary.nearest import nearest
from census_app.rulebook.excel.drafts import Draft
from census_app.rulebook.excel.form import Form, load_form
from census_app.rulebook.excel.grid import Workbook
from census_app.rulebook.excel.package import Package
from census_app.rulebook.excel.sheets.baseline import read_baseline
from census_app.rulebook.excel.sheets.cases import read_cases
from census_app.rulebook.excel.sheets.manifest import read_files_sheet, read_manifest, read_words
from census_app.rulebook.excel.sheets.parameters import read_parameters
from census_app.rulebook.excel.sheets.rules import read_clauses, read_rules
from census_app.rulebook.excel.tables import Faults, Table, read_table
from census_app.rulebook.pack_files.faults import refuse
from census_app.rulebook.pack_files.opening import BASELINE, MANIFEST
from census_app.rulebook.yaml_files.strict import Document


def read_workbook(path: Path) -> dict[str, Document]:
    """File name → document, sorted; all faults of sheets, columns and cells are listed in one `BadInput`."""
    form, faults = load_form(), Faults()
    with Package(path) as package:
        tables = _tables(Workbook(package), form, faults)
    if faults.structural:
        refuse(path, faults.lines)
    manifest = read_manifest(tables["manifest"], faults)
    read_words(tables["words"], manifest)
    baseline = read_baseline(tables["baseline"], faults)
    headings = read_files_sheet(tables["files"], faults)
    rules = read_rules(tables["rules"], faults)
    read_clauses(tables["clauses"], rules, faults)
    read_parameters(tables["parameters"], rules, faults)
    read_cases(tables["cases"], rules, faults)
    if faults.lines:
        refuse(path, faults.lines)
    documents = {MANIFEST: _document(MANIFEST, manifest, headings), **_rule_documents(rules, headings)}
    if baseline.raw or BASELINE in headings:
        documents[BASELINE] = _document(BASELINE, baseline, headings)
    return {name: documents[name] for name in sorted(documents)}


def _tables(workbook: Workbook, form: Form, faults: Faults) -> dict[str, Table]:
    by_name = {entry.name.strip(): entry for entry in workbook.sheets}
    if len(by_name) < len(workbook.sheets):
        names = [entry.name.strip() for entry in workbook.sheets]
        repeated = next(name for name in names if names.count(name) > 1)
        faults.say_structural(f"{repeated}!A1", "有两张同名的工作表：不要使用来历不明的工作簿")
    ours = {sheet.name for sheet in form.sheets.values()} | {form.help_sheet, form.choice_sheet}
    for name, entry in by_name.items():
        if name not in ours and workbook.grid(entry).rows:
            near = nearest(name, [sheet.name for sheet in form.sheets.values() if sheet.name not in by_name], 1)
            advice = f"改回“{near[0]}”" if near else "读入前删去"
            faults.say(f"{name}!A1", f"不认识的工作表：{advice}")
    tables: dict[str, Table] = {}
    for key, sheet in form.sheets.items():
        found = by_name.get(sheet.name)
        if found is None:
            faults.say_structural(f"{sheet.name}!A1", "缺少这张工作表：不要删表、改名；不用的表空着")
        else:
            tables[key] = read_table(workbook.grid(found), workbook, sheet, form, faults)
    return tables


def _document(name: str, draft: Draft, headings: dict[str, str]) -> Document:
    return Document(name, draft.raw or None, headings.get(name, ""), partial(dict, draft.places))


def _rule_documents(rules: dict[str, tuple[Draft, str]], headings: dict[str, str]) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    for draft, file in rules.values():
        document = documents.setdefault(file, Document(file, [], headings.get(file, "")))
        root = (len(document.content),)
        document.content.append(draft.raw)
        document.places.update({root + path: place for path, place in draft.places.items()})
    return documents
