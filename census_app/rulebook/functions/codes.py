"""Membership of a value in a code set, also by date."""

from __future__ import annotations

from collections.abc import Sequence

from census_app.rulebook.expression import ValueType
from census_app.rulebook.functions.entry import (
    DATE,
    TEXT,
    Argument,
    CodeValue,
    Form,
    FunctionEntry,
    Given,
    Surroundings,
    case,
)
from census_app.rulebook.functions.sql import quote


def _code_valid(given: Sequence[Given], surroundings: Surroundings) -> str:
    list_id, value = str(given[0].constant), given[1].sql
    day = given[2].sql if len(given) > 2 else f"DATE '{surroundings.as_of.isoformat()}'"
    imported = surroundings.code_values.get(list_id, ())
    known = _spellings(surroundings, list_id) | {text for one in imported if _undated(one) for text in _texts(one)}
    conditions = [f"{value} IN ({', '.join(quote(text) for text in sorted(known))})"] if known else []
    conditions += [_while_valid(one, value, day) for one in imported if not _undated(one)]
    if not conditions:
        return "CAST(NULL AS BOOLEAN)"
    return f"({' OR '.join(conditions)})"


def _spellings(surroundings: Surroundings, list_id: str) -> set[str]:
    codes = surroundings.dictionary.code_lists.get(list_id)
    return set() if codes is None else {text for entry in codes.values for text in (entry.label, entry.code)}


def _undated(value: CodeValue) -> bool:
    return value.valid_from is None and value.valid_to is None


def _texts(value: CodeValue) -> tuple[str, ...]:
    return tuple(text for text in (value.code, value.label) if text)


def _while_valid(code: CodeValue, value: str, day: str) -> str:
    texts = ", ".join(quote(text) for text in _texts(code))
    bounds = [f"{value} IN ({texts})"]
    if code.valid_from is not None:
        bounds.append(f"{day} >= DATE '{code.valid_from.isoformat()}'")
    if code.valid_to is not None:
        bounds.append(f"{day} <= DATE '{code.valid_to.isoformat()}'")
    return f"({' AND '.join(bounds)})"


ENTRIES = (
    FunctionEntry(
        id="code_valid",
        names=("代码有效", "code_valid"),
        arguments=(
            Argument("代码集", TEXT, Form.CONSTANT),
            Argument("值", TEXT),
            Argument("日期", DATE, optional=True),
        ),
        result=ValueType.BOOLEAN,
        nulls="值为空、或代码集没有内容，则未知",
        doc="值（名称或代码）在代码集里；给出日期时看代码在那一天是否有效",
        doc_en="The value is in the code set, on the given day.",
        duckdb=_code_valid,
        total=True,
        needs_raw=frozenset({1}),
        cases=(
            case("cons_sort", "高压", gives=True),
            case("cons_sort", "01", gives=True),
            case("cons_sort", "中压", gives=False),
            case("cons_sort", None, gives=None),
        ),
    ),
)
