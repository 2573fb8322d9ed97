"""The fast path of typing: SQL that settles the ordinary spellings of a column, vectorised by DuckDB.

`value` is NULL for every text it does not settle; those distinct texts go to `cells.py`. Soundness: whatever
`value` settles, the careful reader reads alike (tests/unit/archive/test_typed_sql.py compares both).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from census_app.archive.cells import ReadingContext
from census_app.archive.columns import DECIMAL_DIGITS, is_year_month, quote_text, scale_of, sql_type
from census_app.dictionary.model import FieldEntry, FieldType, PersonalData

# Characters NFKC leaves alone, that are no mask, no quote at the start, no odd space: ASCII, Chinese text and marks.
_HAN = r"\x{3001}-\x{3011}\x{3014}-\x{301b}\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}\x{2014}\x{2018}-\x{201d}"
_PLAIN = rf"!-)+-~{_HAN}"
_FIRST = rf"!$%&(+-<>-Z\[-~{_HAN}"
_LONGEST_PLACEHOLDER = 9
_SHORT_FACTOR_DECIMALS = 6


@dataclass(frozen=True)
class FastPath:
    """`value`: SQL giving the typed value or NULL when not settled; `masked`: SQL condition of a settled mask."""

    value: str
    masked: str | None = None


def fast_path(field: FieldEntry, column: str, context: ReadingContext) -> FastPath:
    """The fast path of a field over the raw text column `column` (SQL)."""
    if is_year_month(field):
        return FastPath(_when(_full(column, r"(19|20)[0-9]{2}(0[1-9]|1[0-2])"), column))
    if field.type is FieldType.TEXT:
        return _text(field, column, context)
    if field.type is FieldType.CODE:
        return FastPath(_code(field, column, context))
    if field.type is FieldType.INTEGER:
        return FastPath(_integer(field, column, context))
    if field.type is FieldType.NUMBER:
        return FastPath(_number(field, column, context))
    if field.type is FieldType.COORDINATE:
        return FastPath(_when(_full(column, r"-?[0-9]{1,3}(\.[0-9]+)?"), f"TRY_CAST({column} AS DOUBLE)"))
    if field.type is FieldType.DATE:
        return FastPath(_when(_full(column, r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}"), f"TRY_CAST({column} AS DATE)"))
    if field.type is FieldType.DATETIME:
        shape = r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?"
        return FastPath(_when(_full(column, shape), f"TRY_CAST({column} AS TIMESTAMP)"))
    return FastPath("CAST(NULL AS BOOLEAN)")


def _text(field: FieldEntry, column: str, context: ReadingContext) -> FastPath:
    if field.identifier and field.personal is PersonalData.NONE:
        return FastPath(_when(_full(column, r"[A-Za-z]{0,8}[0-9][0-9A-Za-z-]*"), column))
    star = r"*" if field.personal is not PersonalData.NONE else ""
    plain = f"[{_FIRST}{star}]([ {_PLAIN}{star}]*[{_PLAIN}{star}])?"
    if field.identifier:
        plain = r"[A-Za-z]{0,8}[0-9][0-9A-Za-z*-]*"
    conditions = [_full(column, plain)]
    if not field.identifier:
        conditions.append(_no_placeholder(column, context))
        conditions.append(f"NOT starts_with({column}, '#')")
    if field.personal is not PersonalData.NONE:
        conditions.append(f"NOT regexp_matches({column}, '[Xx]{{3}}')")
        return FastPath(_when(" AND ".join(conditions), column), f"contains({column}, '*')")
    return FastPath(_when(" AND ".join(conditions), column))


def _no_placeholder(column: str, context: ReadingContext) -> str:
    words = sorted(word.upper() for word in context.settings.empty_words)
    listed = ", ".join(quote_text(word) for word in words)
    return f"(strlen({column}) > {_LONGEST_PLACEHOLDER} OR upper({column}) NOT IN ({listed}))"


def _code(field: FieldEntry, column: str, context: ReadingContext) -> str:
    labels: Sequence[str] = context.codes.labels(field.code_list) if field.code_list is not None else ()
    own = [label for label in labels if context.codes.label(str(field.code_list), label) == label]
    if not own:
        return "CAST(NULL AS VARCHAR)"
    return _when(f"{column} IN ({', '.join(quote_text(label) for label in own)})", column)


def _integer(field: FieldEntry, column: str, context: ReadingContext) -> str:
    if context.numbers(field).header_factor() != 1:
        return "CAST(NULL AS BIGINT)"
    return _when(_full(column, "-?[0-9]{1,14}"), f"TRY_CAST({column} AS BIGINT)")


def _number(field: FieldEntry, column: str, context: ReadingContext) -> str:
    scale, kind = scale_of(field), sql_type(field)
    factor = context.numbers(field).header_factor()
    whole = DECIMAL_DIGITS - scale
    if factor == 1:
        decimals = rf"(\.[0-9]{{1,{scale}}})?" if scale else ""
        return _when(_full(column, f"-?[0-9]{{1,{min(whole, 14)}}}{decimals}"), f"TRY_CAST({column} AS {kind})")
    if factor is None or factor < 1 or factor != int(factor):
        return f"CAST(NULL AS {kind})"
    digits = min(_SHORT_FACTOR_DECIMALS, scale + len(str(int(factor))) - 1) if _is_power_of_ten(factor) else scale
    shape = _full(column, rf"-?[0-9]{{1,9}}(\.[0-9]{{1,{digits}}})?" if digits else "-?[0-9]{1,9}")
    product = f"TRY_CAST({column} AS DECIMAL(18,{_SHORT_FACTOR_DECIMALS})) * {int(factor)}"
    return _when(shape, f"TRY_CAST({product} AS {kind})")


def _is_power_of_ten(factor: Decimal) -> bool:
    return str(int(factor)).strip("0") == "1"


def _full(column: str, pattern: str) -> str:
    return f"regexp_full_match({column}, {quote_text(pattern)})"


def _when(condition: str, value: str) -> str:
    return f"CASE WHEN {condition} THEN {value} END"
