"""Voltages, currents, accuracy classes and classes of use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from census_app.rulebook.expression import ValueType
from census_app.rulebook.functions.entry import NUMBER, TEXT, Argument, FunctionEntry, Given, Surroundings, case
from census_app.rulebook.functions.sql import bound, quote

CLASS_LIST, VOLTAGE_LIST = "elec_class", "volt_level"
_KILOVOLT = "([0-9]+(?:[.][0-9]+)?)\\s*(?:[kK][vV]|千伏)"
_VOLT = "([0-9]+(?:[.][0-9]+)?)\\s*(?:[vV]|伏)"
_RANGE = "([0-9]+(?:[.][0-9]+)?)\\s*(?:[kK][vV]|千伏)?\\s*(?:-|~|～|－|—|至|到)\\s*[0-9]"
# Accuracy classes from the finest; letters are the classes of IR 46 meters.
_RANKS = {
    "0.1S": 1, "0.1": 2, "E": 2, "0.2S": 3, "D": 3, "0.2": 4, "0.5S": 5, "C": 5, "0.5": 6, "1": 7, "1.0": 7, "B": 7,
    "2": 8, "2.0": 8, "A": 8, "3": 9, "3.0": 9,
}  # fmt: skip
ACCURACY_CLASSES = frozenset(_RANKS)


def _volt_kv(given: Sequence[Given], surroundings: Surroundings) -> str:
    return _kilovolts(given[0].sql, surroundings)


def _kilovolts(sql: str, surroundings: Surroundings) -> str:
    """Of the code list's own spellings the answer is written out: taking a text apart costs twenty times as much."""
    kilovolts = f"TRY_CAST(nullif(regexp_extract(v, '{_KILOVOLT}', 1), '') AS DECIMAL(12, 3))"
    volts = f"TRY_CAST(nullif(regexp_extract(v, '{_VOLT}', 1), '') AS DECIMAL(12, 3)) / 1000"
    judged = f"coalesce({kilovolts}, {volts})"
    known = "".join(f" WHEN {quote(label)} THEN {number}" for label, number in _usual(surroundings).items())
    return bound(sql, f"(CAST({f'CASE v{known} ELSE {judged} END' if known else judged} AS DECIMAL(12, 3)))")


def _usual(surroundings: Surroundings) -> dict[str, Decimal]:
    """The labels of the list of voltages → kilovolts, those that tell them."""
    codes = surroundings.dictionary.code_lists.get(VOLTAGE_LIST)
    found: dict[str, Decimal] = {}
    for label in [entry.label for entry in codes.values] if codes is not None else []:
        for pattern, divisor in ((_KILOVOLT, 1), (_VOLT, 1000)):
            told = re.search(pattern, label)
            if told is not None:
                found.setdefault(label, Decimal(told[1]) / divisor)
    return found


def _volt_fits(given: Sequence[Given], surroundings: Surroundings) -> str:
    """The band as price lists write it: 不满1千伏, 1-10千伏, 35-110千伏以下, 110千伏, 220千伏及以上.

    A single voltage is the band it stands for: `交流220V` and `低压` all below 1 kV, `10kV` 1 to 10, `35kV` above 20
    and below 110. A number without a unit is no voltage.
    """
    last = "TRY_CAST(nullif(regexp_extract(b, '([0-9]+(?:[.][0-9]+)?)[^0-9]*$', 1), '') AS DECIMAL(12, 3))"
    first = f"TRY_CAST(nullif(regexp_extract(b, '{_RANGE}', 1), '') AS DECIMAL(12, 3))"
    below = "(contains(b, '以下') AND NOT contains(b, '及以下'))"
    # voltages have three decimals: the next below 1 is 0.999
    bands = (
        ("contains(b, '低压') AND NOT regexp_matches(b, '[0-9]')", "0", "0.999"),
        ("NOT (contains(b, '伏') OR contains(b, 'V') OR contains(b, 'v'))", "NULL", "NULL"),
        ("contains(b, '不满') OR contains(b, '低于') OR contains(b, '<')", "0", f"{last} - 0.001"),
        (f"{first} IS NULL AND NOT contains(b, '以上') AND {_kilovolts('b', surroundings)} < 1", "0", "0.999"),
        ("contains(b, '以上')", last, "999999999"),
        (f"{first} IS NOT NULL", first, f"CASE WHEN {below} THEN {last} - 0.001 ELSE {last} END"),
        (below, "0", f"{last} - 0.001"),
        ("contains(b, '及以下')", "0", last),
        (f"{last} = 10", "1", "10"),
        (f"{last} = 35", "20.001", "109.999"),
    )
    least = " ".join(f"WHEN {test} THEN {low}" for test, low, _ in bands)
    most = " ".join(f"WHEN {test} THEN {high}" for test, _, high in bands)
    kilovolts = _kilovolts(given[0].sql, surroundings)
    fits = f"({kilovolts} BETWEEN CASE {least} ELSE {last} END AND CASE {most} ELSE {last} END)"
    return bound(given[1].sql, fits, "b")


def _elec_class(given: Sequence[Given], surroundings: Surroundings) -> str:
    codes = surroundings.dictionary.code_lists.get(CLASS_LIST)
    if codes is None:
        return "CAST(NULL AS VARCHAR)"
    branches = []
    for entry in codes.values:
        spelt = ", ".join(quote(text) for text in dict.fromkeys((entry.label, *entry.aliases)))
        branches.append(f"WHEN v IN ({spelt}) THEN {quote(entry.label)}")
    return bound(given[0].sql, f"(CASE {' '.join(branches)} END)")


def _rated_current(given: Sequence[Given], _: Surroundings) -> str:
    capacity, voltage = given[0].sql, given[1].sql
    amperes = f"CAST({capacity} AS DOUBLE) / (sqrt(3) * nullif(CAST({voltage} AS DOUBLE), 0))"
    return f"CAST(round({amperes}, 2) AS DECIMAL(18, 2))"


def _rank(sql: str) -> str:
    spelt, ranks = ", ".join(map(quote, _RANKS)), ", ".join(map(str, _RANKS.values()))
    # a CASE would tidy the text up again for each class it compares it with; translate() costs twice two replace()
    return f"[{ranks}][list_position([{spelt}], upper(replace(replace({sql}, ' ', ''), '级', '')))]"


def _class_at_least(given: Sequence[Given], _: Surroundings) -> str:
    return f"({_rank(given[0].sql)} <= {_rank(given[1].sql)})"


ENTRIES = (
    FunctionEntry(
        id="voltage_kv",
        names=("电压千伏", "voltage_kv"),
        arguments=(Argument("电压等级", TEXT),),
        result=ValueType.NUMBER,
        scale=3,
        unit="kV",
        nulls="为空或看不出电压则未知",
        doc="电压等级的千伏数：交流10kV → 10，交流380V → 0.38",
        doc_en="Kilovolts of a voltage level.",
        duckdb=_volt_kv,
        total=True,
        cases=(
            case("交流10kV", gives=Decimal(10)),
            case("交流380V", gives=Decimal("0.38")),
            case("0.4千伏", gives=Decimal("0.4")),
            case("低压", gives=None),
            case(None, gives=None),
        ),
    ),
    FunctionEntry(
        id="voltage_fits",
        names=("电压在档", "voltage_fits"),
        arguments=(Argument("电压等级", TEXT), Argument("电压档", TEXT)),
        result=ValueType.BOOLEAN,
        nulls="任一为空或看不出电压则未知",
        doc="电压属于电价目录的电压档：不满1千伏、1-10千伏、35-110千伏以下、220千伏及以上",
        doc_en="The voltage lies in a tariff's voltage band.",
        duckdb=_volt_fits,
        total=True,
        cases=(
            case("交流380V", "不满1千伏", gives=True),
            case("交流10kV", "不满1千伏", gives=False),
            case("交流10kV", "1-10千伏", gives=True),
            case("交流35kV", "1-10kV", gives=False),
            case("交流35kV", "35-110千伏以下", gives=True),
            case("交流110kV", "35-110千伏以下", gives=False),
            case("交流110kV", "110千伏", gives=True),
            case("交流220kV", "220千伏及以上", gives=True),
            case("交流110kV", "220千伏及以上", gives=False),
            case("交流380V", "交流220V", gives=True),
            case("交流220V", "380V/220V", gives=True),
            case("交流380V", "0.4kV", gives=True),
            case("交流380V", "低压", gives=True),
            case("交流10kV", "交流380V", gives=False),
            case("交流380V", "<1kV", gives=True),
            case("交流380V", "1kV以下", gives=True),
            case("交流6kV", "交流10kV", gives=True),
            case("交流35kV", "交流10kV", gives=False),
            case("交流10kV", "交流380V及以下", gives=False),
            case("交流10kV", "08", gives=None),
            case("交流10kV", "全部", gives=None),
            case(None, "1-10千伏", gives=None),
        ),
    ),
    FunctionEntry(
        id="electricity_class",
        names=("用电大类", "electricity_class"),
        arguments=(Argument("用电类别", TEXT),),
        result=ValueType.TEXT,
        nulls="为空或归不到大类则未知",
        doc="用电类别所属的大类（居民、农业、工商业、大工业、趸售 …）；归属写在数据字典的代码集“用电大类”",
        doc_en="The broad class of use, from the dictionary.",
        duckdb=_elec_class,
        total=True,
    ),
    FunctionEntry(
        id="rated_current",
        names=("额定电流", "rated_current"),
        arguments=(Argument("容量", NUMBER, unit="kVA"), Argument("电压", NUMBER, unit="kV")),
        result=ValueType.NUMBER,
        scale=2,
        unit="A",
        nulls="任一为空或电压为 0 则未知",
        doc="三相额定电流 = 容量 / (√3 × 电压)，两位小数",
        doc_en="Three-phase rated current.",
        duckdb=_rated_current,
        cases=(
            case(Decimal(1000), Decimal(10), gives=Decimal("57.74")),
            case(Decimal(1000), Decimal(0), gives=None),
            case(None, Decimal(10), gives=None),
        ),
    ),
    FunctionEntry(
        id="class_at_least",
        names=("等级不低于", "class_at_least"),
        arguments=(Argument("准确度等级", TEXT), Argument("要求的等级", TEXT)),
        result=ValueType.BOOLEAN,
        nulls="任一为空或不认识的等级则未知",
        doc="准确度等级达到要求：0.2S 最好，依次 0.2、0.5S、0.5、1、2、3；电能表 D C B A 相当于 0.2S 0.5S 1 2",
        doc_en="An accuracy class is at least as fine as required.",
        duckdb=_class_at_least,
        total=True,
        cases=(
            case("0.2S", "0.5S", gives=True),
            case("0.5S级", "0.5S", gives=True),
            case("2.0", "1", gives=False),
            case("C", "0.5S", gives=True),
            case("不详", "1", gives=None),
            case(None, "1", gives=None),
        ),
    ),
)
