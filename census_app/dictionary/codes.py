"""Resolves the labels and codes files spell in many ways to the one label that is stored and shown."""

from __future__ import annotations

from census_app.dictionary.folding import fold
from census_app.dictionary.model import CodeList, Dictionary


class CodeBook:
    """All code lists of one dictionary, found by id or Chinese name."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._lists: dict[str, CodeList] = {}
        for code_list in dictionary.code_lists.values():
            self._lists[fold(code_list.zh)] = code_list
        for code_list in dictionary.code_lists.values():
            self._lists[fold(code_list.id)] = code_list
        self._labels: dict[str, dict[str, str]] = {}

    def code_list(self, name: str) -> CodeList | None:
        """The list with this id or Chinese name; None when there is none."""
        return self._lists.get(fold(name))

    def label(self, list_id: str, raw: str) -> str | None:
        """The stored label for what a file says: label first, then alias, then code; None when unknown."""
        return self._index(list_id).get(fold(raw))

    def labels(self, list_id: str) -> tuple[str, ...]:
        """The labels of a list in its own order; `KeyError` when there is no such list."""
        return tuple(entry.label for entry in self._lists[fold(list_id)].values)

    def is_open(self, list_id: str) -> bool:
        """Whether the list accepts texts it does not name; `KeyError` when there is no such list."""
        return self._lists[fold(list_id)].open

    def _index(self, list_id: str) -> dict[str, str]:
        code_list = self._lists[fold(list_id)]
        index = self._labels.get(code_list.id)
        if index is None:
            index = self._labels[code_list.id] = _spellings(code_list)
        return index


def _spellings(code_list: CodeList) -> dict[str, str]:
    """Folded spelling → label; a label wins over an alias, an alias over a code."""
    spellings: dict[str, str] = {}
    for kind in ("code", "aliases", "label"):
        for entry in code_list.values:
            value = getattr(entry, kind)
            for spelling in value if isinstance(value, tuple) else (value,):
                spellings[fold(spelling)] = entry.label
    return spellings
