"""Sheets 规则包, 词表 and 文件: what `pack.yaml` says, and the remarks at the top of the files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from census_app.dictionary.nearest import nearest
from census_app.rulebook.excel.drafts import Draft, Row, grouped
from census_app.rulebook.excel.form import Form, Item
from census_app.rulebook.excel.places import CellPlace, place_of
from census_app.rulebook.excel.spelling import spelt
from census_app.rulebook.excel.tables import Cell, Faults, Table


def manifest_rows(manifest: dict[str, Any], form: Form) -> Iterator[Row]:
    """One row per item, written or not; several for the changelog."""
    for item in form.sheets["manifest"].items:
        value: Any = manifest
        for step in item.steps:
            value = value.get(step) if isinstance(value, dict) else None
        for one in (value or (None,)) if item.many else (value,):
            yield {"item": item.item, "value": "" if one is None else spelt(one), "help": item.help}


def read_manifest(table: Table, faults: Faults) -> Draft:
    """The manifest as the sheet says it."""
    draft = Draft()
    draft.places[()] = place_of(table.place, "", "")
    items = {item.item: item for item in table.form.items}
    for record in table.records:
        cell, named = record["value"], record["item"].value()
        item = items.get(named)
        if item is None:
            near = nearest(named, items, 1)
            advice = f"是“{near[0]}”吗" if near else "删去这一行"
            faults.say(record["item"].place.file, f"不认识的项目“{named[:30]}”：{advice}")
        else:
            _put(draft, item, cell, faults)
    return draft


def _put(draft: Draft, item: Item, cell: Cell, faults: Faults) -> None:
    place = place_of(cell.place.file, cell.text, item.item, cell.place.start)
    path = item.steps
    if item.many:
        draft.places.setdefault(path, place)
        if cell.written:
            values = draft.raw.setdefault(str(path[0]), [])
            draft.places[(*path, len(values))] = place
            values.append(cell.value())
    elif isinstance(draft.places.get(path), CellPlace):
        faults.say(cell.place.file, f"“{item.item}”在 {draft.places[path].file} 已经写过：删去一行")
    elif cell.written:
        draft.put(path, cell.value(), place)
    else:
        draft.places[path] = place


def word_rows(manifest: dict[str, Any]) -> Iterator[Row]:
    """One row per word; an empty list has one row without a word."""
    for name, words in (manifest.get("word_lists") or {}).items():
        for word in words or (None,):
            yield {"list": spelt(name), "word": "" if word is None else spelt(word)}


def read_words(table: Table, manifest: Draft) -> None:
    """Add the word lists to the manifest."""
    for (name,), records in grouped(table.records, lambda record: (record["list"].value(),)).items():
        words = [record for record in records if record["word"].written]
        manifest.put(("word_lists", name), [record["word"].value() for record in words], records[0]["list"].place)
        for position, record in enumerate(words):
            manifest.places[("word_lists", name, position)] = record["word"].place


def file_rows(headings: dict[str, str]) -> Iterator[Row]:
    """One row per file: the comment lines at its top, without their marks."""
    for name, heading in headings.items():
        lines = [_bare(line) for line in heading.splitlines()]
        yield {"file": spelt(name), "heading": spelt("\n".join(lines)) if lines else ""}


def read_files_sheet(table: Table, faults: Faults) -> dict[str, str]:
    """File → comment lines."""
    headings: dict[str, str] = {}
    for record in table.records:
        name = record["file"].value()
        if name in headings:
            faults.say(record["file"].place.file, f"文件“{name[:40]}”写了两遍：删去一行")
        lines = record["heading"].value().split("\n") if record["heading"].written else []
        headings[name] = "".join(f"{_marked(line)}\n" for line in lines)
    return headings


def _bare(line: str) -> str:
    rest = line[2:]
    return rest if line.startswith("# ") and rest and not rest.startswith("#") else line


def _marked(line: str) -> str:
    return line if not line.strip() or line.startswith("#") else f"# {line}"
