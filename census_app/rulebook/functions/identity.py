"""Check digits of resident ids (GB 11643), unified credit codes (GB 32100) and organisation codes (GB 11714).

Own rules, see the standards: no table of counties by birth year (it would call every id of people born
before 1983 in Hebei invalid), 15-digit ids and 81/82/83 residence permits are ids, credit codes may begin with
letters (N, Y, A …), and one character repeated is never a code.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from census_app.rulebook.expression import ValueType
from census_app.rulebook.functions.entry import TEXT, Argument, FunctionEntry, Given, Surroundings, case
from census_app.rulebook.functions.identity_screens import CREDIT_ALPHABET, CREDIT_SCREEN, ID_SCREEN
from census_app.rulebook.functions.sql import bound, compact, usual_or

_LONG = "[1-9][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]"
_SHORT = "[1-9][0-9]{14}"
_OLDEST_BIRTH = 18500101
_ALPHABET_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CREDIT_SHAPE = "[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def _id_valid(given: Sequence[Given], surroundings: Surroundings) -> str:
    value, today = given[0].sql, surroundings.as_of.strftime("%Y%m%d")
    # branches, not `and`: both sides of an `and` are computed, and letters among the digits would raise
    long = f"WHEN regexp_full_match(v, '{_LONG}') THEN {_checked('v', today)}"
    short = f"WHEN regexp_full_match(v, '{_SHORT}') THEN {_real_day(_short_birth('v'))}"
    untidy = bound(compact(value), f"(CASE WHEN v IS NULL THEN NULL {long} {short} ELSE FALSE END)")
    return usual_or(value, _LONG, _checked(value, today), untidy)


def _checked(value: str, today: str) -> str:
    """Real day and check digit of 18 characters of the right shape.

    With n the first 17 digits, the weighted sum of GB 11643 is twice Σ digit_k · 2^k, and that sum is
    n - 8 · Σ (n div 10^k) · 2^(k-1): 16 divisions instead of 17 divisions and 17 remainders.
    """
    quotients = " + ".join(f"{2 ** (k - 1)} * (n // {10**k})" for k in range(1, 17))
    total = f"list_transform([CAST(left({value}, 17) AS BIGINT)], lambda n: n - 8 * ({quotients}))[1]"
    last = f"ascii(right({value}, 1))"
    check = f"(CASE WHEN {last} = {ord('X')} THEN 10 ELSE {last} - {ord('0')} END + 2 * {total}) % 11 = 1"
    day = f"substr({value}, 7, 8)"
    real = f"(substr({value}, 13, 2) < '29' OR {_real_day(day)})"
    return f"({day} BETWEEN '{_OLDEST_BIRTH}' AND '{today}' AND {real} AND {check})"


def _real_day(text: str) -> str:
    return f"(try_strptime({text}, '%Y%m%d') IS NOT NULL)"


def _short_birth(value: str) -> str:
    return f"('19' || substr({value}, 7, 6))"


def _id_birthday(given: Sequence[Given], _: Surroundings) -> str:
    value = given[0].sql
    untidy = f"(CASE WHEN regexp_full_match(v, '{_LONG}') THEN substr(v, 7, 8)"
    untidy += f" WHEN regexp_full_match(v, '{_SHORT}') THEN {_short_birth('v')} END)"
    text = usual_or(value, _LONG, f"substr({value}, 7, 8)", bound(compact(value), untidy))
    return f"CAST(try_strptime({text}, '%Y%m%d') AS DATE)"


def _usual_birthday(given: Sequence[Given], _: Surroundings) -> str:
    return f"CAST(try_strptime(substr({given[0].sql}, 7, 8), '%Y%m%d') AS DATE)"


def _valid(_: Sequence[Given], __: Surroundings) -> str:
    return "TRUE"


def _id_sex(given: Sequence[Given], _: Surroundings) -> str:
    value = given[0].sql
    untidy = f"(CASE WHEN regexp_full_match(v, '{_LONG}') THEN substr(v, 17, 1)"
    untidy += f" WHEN regexp_full_match(v, '{_SHORT}') THEN right(v, 1) END)"
    digit = usual_or(value, _LONG, f"substr({value}, 17, 1)", bound(compact(value), untidy))
    return f"substr('女男', CAST(1 + CAST({digit} AS INTEGER) % 2 AS BIGINT), 1)"


def _credit_valid(given: Sequence[Given], _: Surroundings) -> str:
    value = given[0].sql
    untidy = bound(compact(value), f"(regexp_full_match(v, '{_CREDIT_SHAPE}') AND {_credit_checked('v')})")
    return usual_or(value, _CREDIT_SHAPE, _credit_checked(value), untidy)


def _credit_checked(value: str) -> str:
    total = " + ".join(
        f"{pow(3, place, 31)} * (strpos('{CREDIT_ALPHABET}', substr({value}, {place + 1}, 1)) - 1)"
        for place in range(17)
    )
    check = f"substr('{CREDIT_ALPHABET}', CAST(1 + (31 - ({total}) % 31) % 31 AS BIGINT), 1) = right({value}, 1)"
    return f"({_not_repeated(value)} AND {check})"


def _not_repeated(value: str) -> str:
    return f"replace({value}, left({value}, 1), '') <> ''"


def _organisation_valid(given: Sequence[Given], _: Surroundings) -> str:
    total = " + ".join(
        f"{weight} * (strpos('{_ALPHABET_36}', substr(c, {place + 1}, 1)) - 1)"
        for place, weight in enumerate(_ORGANISATION_WEIGHTS)
    )
    check = f"substr('0X987654321', CAST(1 + ({total}) % 11 AS BIGINT), 1) = right(c, 1)"
    code = f"(regexp_full_match(c, '[0-9A-Z]{{8}}[0-9X]') AND {_not_repeated('c')} AND {check})"
    nine = bound(compact(given[0].sql), "(CASE WHEN length(v) = 18 THEN substr(v, 9, 9) ELSE v END)")
    return f"list_transform([{nine}], lambda c: {code})[1]"


ENTRIES = (
    FunctionEntry(
        id="id_card_valid",
        names=("证件号有效", "id_card_valid"),
        arguments=(Argument("证件号码", TEXT),),
        result=ValueType.BOOLEAN,
        nulls="为空或脱敏则未知",
        doc="居民身份证号（18 位含校验码，或 15 位旧号）形式、生日和校验码都对；生日不早于 1850 年、不晚于今日",
        doc_en="A resident id with a real birthday and the right check digit; 15-digit ids count.",
        duckdb=_id_valid,
        screen=ID_SCREEN,
        usual=_valid,
        cases=(
            case("11010519491231002X", gives=True),
            case("11010519491231002x", gives=True),
            case(" 110105194912310 02X", gives=True),
            case("110105194912310021", gives=False),
            case("110105194902310026", gives=False),
            case("130503670401001", gives=True),
            case("130503671301001", gives=False),
            case("130102194001010012", gives=True),
            case("810000198001010014", gives=True),
            case("830000198001010018", gives=True),
            case("130102202701010010", gives=False),
            case("110105300012310020", gives=False),
            case("111111111111111111", gives=False),
            case("000000000000000000", gives=False),
            case("1101051949123100", gives=False),
            case("91110000600037341L", gives=False),
            case("１１０１０５", gives=False),
            case("张三", gives=False),
            case("", gives=False),
            case(None, gives=None),
        ),
    ),
    FunctionEntry(
        id="id_card_birthday",
        names=("证件号出生日期", "id_card_birthday"),
        arguments=(Argument("证件号码", TEXT),),
        result=ValueType.DATE,
        nulls="为空、位数不对或没有这一天则未知",
        doc="身份证号里的出生日期（15 位旧号按 19xx 年）",
        doc_en="The birthday inside a resident id.",
        duckdb=_id_birthday,
        screen=ID_SCREEN,
        usual=_usual_birthday,
        cases=(
            case("11010519491231002X", gives=date(1949, 12, 31)),
            case("130503670401001", gives=date(1967, 4, 1)),
            case("110105194902310026", gives=None),
            case("1101", gives=None),
            case(None, gives=None),
        ),
    ),
    FunctionEntry(
        id="id_card_sex",
        names=("证件号性别", "id_card_sex"),
        arguments=(Argument("证件号码", TEXT),),
        result=ValueType.TEXT,
        nulls="为空或位数不对则未知",
        doc="身份证号里的性别：男、女",
        doc_en="The sex inside a resident id.",
        duckdb=_id_sex,
        cases=(
            case("11010519491231002X", gives="女"),
            case("130503670401001", gives="男"),
            case("1101", gives=None),
            case(None, gives=None),
        ),
    ),
    FunctionEntry(
        id="credit_code_valid",
        names=("信用代码有效", "credit_code_valid"),
        arguments=(Argument("统一社会信用代码", TEXT),),
        result=ValueType.BOOLEAN,
        nulls="为空或脱敏则未知",
        doc="18 位统一社会信用代码的字符和校验码都对；N、Y、A 等字母开头的也算，同一字符重复的不算",
        doc_en="A unified social credit code with the right check character.",
        duckdb=_credit_valid,
        screen=CREDIT_SCREEN,
        usual=_valid,
        cases=(
            case("91110000600037341L", gives=True),
            case("91110000600037341l", gives=True),
            case("911100006000 37341L", gives=True),
            case("91110000600037341K", gives=False),
            case("9111000060003734IL", gives=False),
            case("91330100799655058B", gives=True),
            case("9111000071093123XX", gives=True),
            case("91350100M000100Y43", gives=True),
            case("91350100M000100Y4Z", gives=False),
            case("N2131127MF00000009", gives=True),
            case("Y1130100MB0000000B", gives=True),
            case("AA1300004000000007", gives=True),
            case("000000000000000000", gives=False),
            case("110105194912310", gives=False),
            case(None, gives=None),
        ),
    ),
    FunctionEntry(
        id="organisation_code_valid",
        names=("组织机构代码有效", "organisation_code_valid"),
        arguments=(Argument("代码", TEXT),),
        result=ValueType.BOOLEAN,
        nulls="为空或脱敏则未知",
        doc="9 位组织机构代码的校验码对（可带连字符）；给 18 位信用代码时检查其中第 9 到 17 位",
        doc_en="An organisation code with the right check character, alone or inside a credit code.",
        duckdb=_organisation_valid,
        cases=(
            case("600037341", gives=True),
            case("60003734-1", gives=True),
            case("600037342", gives=False),
            case("91110000600037341L", gives=True),
            case("000000000", gives=False),
            case(None, gives=None),
        ),
    ),
)
