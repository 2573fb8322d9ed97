"""The fast path of typing: SQL that settles the ordinary spellings of a column, vectorised by DuckDB.

`settles` says which texts it takes; the other distinct texts go to `cells.py`. Soundness: what it settles, the
careful reader reads alike (tests/unit/archive/typed/test_sql.py compares both). The conditions are evaluated
once, while profiling; afterwards a text that is in no mapping table is known to be settled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from census_app.archive.columns import DECIMAL_DIGITS, is_year_month, quote_text, scale_of, sql_type
from census_app.archive.typed.cells import ReadingContext
from census_app.dictionary.model import FieldEntry, FieldType, PersonalData

# Characters NFKC leaves alone, that are no mask, no quote at the start, no odd space: ASCII, Chinese text and marks.
_HAN = r"\x{3001}-\x{3011}\x{3014}-\x{301b}\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}\x{2014}\x{2018}-\x{201d}"
_PLAIN = rf"!-)+-~{_HAN}"
_FIRST = rf"!$%&(+-<>-Z\[-~{_HAN}"
_LONGEST_PLACEHOLDER = 9
_FACTOR_DECIMALS = 6
_NOTHING = "FALSE"


@dataclass(frozen=True)
class FastPath:
    """SQL over a column's raw text.

    `settles`: condition, true for the texts the fast path takes. `value`: their typed value; for other texts
    anything, but never an error. `masked`: condition of a settled mask, None when there can be none.
    """

    settles: str
    value: str
    masked: str | None = None


def fast_path(field: FieldEntry, column: str, context: ReadingContext) -> FastPath:
    """The fast path of a field over the raw text column `column` (SQL)."""
    if is_year_month(field):
        return FastPath(_full(column, r"(19|20)[0-9]{2}(0[1-9]|1[0-2])"), column)
    if field.type is FieldType.TEXT:
        return _text(field, column, context)
    if field.type is FieldType.CODE:
        return FastPath(_code(field, column, context), column)
    if field.type is FieldType.NUMBER:
        return _number(field, column, context)
    cast = f"TRY_CAST({column} AS {sql_type(field)})"
    if field.type is FieldType.INTEGER:
        plain = context.numbers(field).header_factor() == 1
        return FastPath(_full(column, "-?[0-9]{1,14}") if plain else _NOTHING, cast)
    if field.type is FieldType.COORDINATE:
        return FastPath(_full(column, r"-?[0-9]{1,3}(\.[0-9]+)?"), cast)
    if field.type is FieldType.DATE:
        return FastPath(f"({_full(column, '[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}')} AND {cast} IS NOT NULL)", cast)
    if field.type is FieldType.DATETIME:
        shape = r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?"
        return FastPath(f"({_full(column, shape)} AND {cast} IS NOT NULL)", cast)
    return FastPath(_NOTHING, "CAST(NULL AS BOOLEAN)")


def _text(field: FieldEntry, column: str, context: ReadingContext) -> FastPath:
    """Personal fields may hold `*`, which is always a mask there; elsewhere `*` is looked at carefully."""
    personal = field.personal is not PersonalData.NONE
    star = "*" if personal else ""
    short = f"strlen({column}) <= {context.settings.longest_text}"
    if field.identifier and personal:
        shape = _full(column, "[A-Za-z]{0,2}[0-9][0-9*-]*[0-9A-Za-z*]?")
        return FastPath(_all([short, shape]), column, f"contains({column}, '*')")
    if field.identifier:
        conditions = [short, _full(column, "[A-Za-z]{0,8}[0-9][0-9A-Za-z-]*")]
    else:
        plain = f"[{_FIRST}{star}]([ {_PLAIN}{star}]*[{_PLAIN}{star}])?"
        conditions = [short, _full(column, plain), f"NOT contains({column}, '  ')", _no_placeholder(column, context)]
        conditions.append(f"NOT starts_with({column}, '#')")
    if not personal:
        return FastPath(_all(conditions), column)
    conditions += [f"NOT contains({column}, '{pair}')" for pair in ("XX", "xx", "Xx", "xX")]
    return FastPath(_all(conditions), column, f"contains({column}, '*')")


def _no_placeholder(column: str, context: ReadingContext) -> str:
    words = sorted(word.upper() for word in context.settings.empty_words)
    listed = ", ".join(quote_text(word) for word in words)
    return f"(strlen({column}) > {_LONGEST_PLACEHOLDER} OR upper({column}) NOT IN ({listed}))"


def _code(field: FieldEntry, column: str, context: ReadingContext) -> str:
    labels: Sequence[str] = context.codes.labels(field.code_list) if field.code_list is not None else ()
    if field.code_list is not None and context.codes.codes_like_labels(field.code_list):
        return _NOTHING  # what looks like a label may be a code: the whole column is judged together
    own = [label for label in labels if context.codes.label(str(field.code_list), label) == label]
    return f"{column} IN ({', '.join(quote_text(label) for label in own)})" if own else _NOTHING


def _number(field: FieldEntry, column: str, context: ReadingContext) -> FastPath:
    """Plain decimals within the scale; with a header unit of a whole factor, those whose product is exact."""
    scale, kind = scale_of(field), sql_type(field)
    factor = context.numbers(field).header_factor()
    if factor == 1:
        decimals = rf"(\.[0-9]{{1,{scale}}})?" if scale else ""
        whole = min(DECIMAL_DIGITS - scale, 14)
        return FastPath(_full(column, f"-?[0-9]{{1,{whole}}}{decimals}"), f"TRY_CAST({column} AS {kind})")
    if factor is None or factor < 1 or factor != int(factor):
        return FastPath(_NOTHING, f"CAST(NULL AS {kind})")
    digits = min(_FACTOR_DECIMALS, scale + len(str(int(factor))) - 1) if _is_power_of_ten(factor) else scale
    shape = _full(column, rf"-?[0-9]{{1,9}}(\.[0-9]{{1,{digits}}})?" if digits else "-?[0-9]{1,9}")
    product = f"TRY_CAST(TRY_CAST({column} AS DECIMAL(28,{_FACTOR_DECIMALS})) * {int(factor)}::DECIMAL(10,0) AS {kind})"
    return FastPath(f"({shape} AND {product} IS NOT NULL)", product)


def _is_power_of_ten(factor: Decimal) -> bool:
    return str(int(factor)).strip("0") == "1"


def _full(column: str, pattern: str) -> str:
    return f"regexp_full_match({column}, {quote_text(pattern)})"


def _all(conditions: Sequence[str]) -> str:
    return f"({' AND '.join(conditions)})"
