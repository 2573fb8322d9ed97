"""Resolves the labels and codes files spell in many ways to the one label that is stored and shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from census_app.dictionary.folding import fold
from census_app.dictionary.model import CodeList, Dictionary
from census_app.dictionary.voltages import VOLTAGE_LIST, voltage_label, voltage_unit
from census_app.foundation.remembering import remembered

_CODE_THEN_LABEL = re.compile(r"[(\[]?(?P<code>[0-9a-z]+)(?:[)\]]?[-_:|/.、\s]+|[)\]]|(?=[^\x00-\x7f]))(?P<label>.+)")
_DOUBT = "codes or labels"
_CODES = "codes"  # in place of a header's unit: the column's bare values are codes
_LABEL_THEN_CODE = re.compile(r"(?P<label>.+?)\s*(?:[(\[](?P<code>[0-9a-z]+)[)\]])")


class CodeBook:
    """All code lists of one dictionary, found by id or Chinese name."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._lists = _lists(dictionary)

    def code_list(self, name: str) -> CodeList | None:
        """The list with this id or Chinese name; None when there is none."""
        return self._lists.get(fold(name))

    def label(self, list_id: str, raw: str, unit: str | None = None) -> str | None:
        """The stored label for what one cell says; None when unknown. `KeyError` when there is no such list.

        Tried in order: label, alias, code, `08-交流10kV` or `交流10kV(08)` (the label decides),
        a code without its leading zeros. A bare number for a voltage needs the header's `unit`.
        """
        return self.column_labels(list_id, (raw,), unit)[raw]

    def labels(self, list_id: str) -> tuple[str, ...]:
        """The labels of a list in its own order; `KeyError` when there is no such list."""
        return tuple(entry.label for entry in self._lists[fold(list_id)].values)

    def is_open(self, list_id: str) -> bool:
        """Whether the list accepts texts it does not name; `KeyError` when there is no such list."""
        return self._lists[fold(list_id)].open

    def codes_like_labels(self, list_id: str) -> bool:
        """Whether codes of the list are also labels of it, so that only a whole column tells them apart."""
        return bool(self._index(list_id).alike)

    def column_labels(self, list_id: str, values: Iterable[str], unit: str | None = None) -> dict[str, str | None]:
        """Labels for the distinct values of one column, judged together; None for the unknown ones.

        `unit` is what the header says in parentheses; it matters for voltages (see voltages.py).
        """
        index = self._index(list_id)
        distinct = list(dict.fromkeys(values))
        if index is not self._voltages():
            if index.code_column(distinct, unit):
                return {value: index.find_code(value) for value in distinct}
            doubted = index.alike if unit == _DOUBT else frozenset()
            return {value: None if fold(value) in doubted else index.find(value) for value in distinct}
        judged = voltage_unit(distinct, unit, index.find)
        return {value: voltage_label(value, judged, index.find) for value in distinct}

    def column_unit(self, list_id: str, values: Iterable[str], unit: str | None = None) -> str | None:
        """The `unit` to give `label` for each of a column's values, so that they are judged together."""
        index = self._index(list_id)
        if index is self._voltages():
            return voltage_unit(values, unit, index.find)
        texts = list(values)
        if index.code_column(texts, unit):
            return _CODES
        return _DOUBT if index.in_doubt(texts) else unit

    def _voltages(self) -> _Index | None:
        return self._index(VOLTAGE_LIST) if VOLTAGE_LIST in self._lists else None

    def _index(self, list_id: str) -> _Index:
        return _index(self._lists[fold(list_id)])


@remembered(4)
def _lists(dictionary: Dictionary) -> dict[str, CodeList]:
    """By Chinese name and id, folded; an id goes before another list's name."""
    named = {fold(code_list.zh): code_list for code_list in dictionary.code_lists.values()}
    return named | {fold(code_list.id): code_list for code_list in dictionary.code_lists.values()}


@remembered(512)
def _index(code_list: CodeList) -> _Index:
    return _Index(code_list)


class _Index:
    """Folded spelling → label of one list."""

    def __init__(self, code_list: CodeList) -> None:
        self._codes = {fold(entry.code): entry.label for entry in code_list.values if entry.code}
        self._names: dict[str, str] = {}
        for entry in code_list.values:
            for alias in entry.aliases:
                self._names[fold(alias)] = entry.label
        self._names.update({fold(entry.label): entry.label for entry in code_list.values})
        self._stripped = {} if code_list.exact_codes else _without_leading_zeros(self._codes)
        judged = code_list.codes_like_labels
        self.alike = frozenset(self._codes.keys() & self._names.keys()) if judged else frozenset()
        self._doubts = judged == "unknown"

    def code_column(self, values: Iterable[str], unit: str | None) -> bool:
        """Whether a column of these values is one of codes where codes and labels look alike."""
        if not self.alike or unit == _CODES:
            return bool(self.alike)
        spellings = {fold(value) for value in values} - {""}
        only_codes = spellings & self._codes.keys() - self._names.keys()
        return bool(only_codes) and spellings <= self._codes.keys()

    def in_doubt(self, values: Iterable[str]) -> bool:
        """Whether nothing in the column tells codes from labels, and the list has them unknown then."""
        spellings = {fold(value) for value in values} - {""}
        return self._doubts and bool(spellings) and spellings <= self.alike

    def find_code(self, raw: str) -> str | None:
        """The label of a code in a column of codes."""
        return self._codes.get(fold(raw))

    def find(self, raw: str) -> str | None:
        spelling = fold(raw)
        if not spelling:
            return None
        for spellings in (self._names, self._codes):
            if spelling in spellings:
                return spellings[spelling]
        return self._code_beside_label(raw) or self._stripped.get(spelling.lstrip("0") or "0")

    def _code_beside_label(self, raw: str) -> str | None:
        """`08-交流10kV`: the name decides; the code must be its own, or at least look like one (`01`)."""
        text = unicodedata.normalize("NFKC", raw).casefold().strip()
        for pattern in (_CODE_THEN_LABEL, _LABEL_THEN_CODE):
            match = pattern.fullmatch(text)
            if match is None:
                continue
            code, label = match["code"], self._names.get(fold(match["label"]))
            known = self._codes.get(code) or self._names.get(code)
            if label is not None and (known == label or re.fullmatch(r"0\d+", code)):
                return label
        return None


def _without_leading_zeros(codes: dict[str, str]) -> dict[str, str]:
    """What spreadsheets make of `01`; codes that would then mean two labels are left out."""
    stripped: dict[str, set[str]] = {}
    for code, label in codes.items():
        if code.isdigit():
            stripped.setdefault(code.lstrip("0") or "0", set()).add(label)
    return {code: labels.pop() for code, labels in stripped.items() if len(labels) == 1}
