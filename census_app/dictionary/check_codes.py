"""Faults in code lists: spellings that would stand for two labels."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.dictionary.folding import fold
from census_app.dictionary.model import CodeList, Dictionary


def code_list_faults(dictionary: Dictionary) -> Iterator[str]:
    """All faults of the code lists, list by list."""
    names: dict[str, str] = {}
    for code_list in dictionary.code_lists.values():
        for name in dict.fromkeys((fold(code_list.id), fold(code_list.zh))):
            owner = names.setdefault(name, code_list.id)
            if owner != code_list.id:
                yield f"代码集 {code_list.id} 的名称“{name}”与代码集 {owner} 重复"
        if not code_list.values and not code_list.open:
            yield f"代码集 {code_list.id}：没有任何值；内容由别处导入的请写 open: true"
        yield from _ambiguous(code_list)


def _ambiguous(code_list: CodeList) -> Iterator[str]:
    owners: dict[str, str] = {}
    labels: set[str] = set()
    for entry in code_list.values:
        if entry.label in labels:
            yield f"代码集 {code_list.id}：标签“{entry.label}”写了两次"
        labels.add(entry.label)
        owners.setdefault(fold(entry.label), entry.label)
    for entry in code_list.values:
        for spelling in ((None if code_list.codes_like_labels else entry.code), *entry.aliases):
            owner = owners.setdefault(fold(spelling), entry.label) if spelling else entry.label
            if owner != entry.label:
                yield f"代码集 {code_list.id}：“{spelling}”同时指“{owner}”和“{entry.label}”，请只留一处"
