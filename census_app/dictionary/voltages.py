"""What a bare number in a voltage column means: kilovolts, volts or a code, decided by the whole column.

`10` is 10 kV in one export and the code of 35 kV in another, `220` may be volts or kilovolts. A number with
only one reading (`0.4`, `35`, `380`, `08`) tells what its neighbours are; where nothing tells, nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from census_app.dictionary.folding import fold

VOLTAGE_LIST = "volt_level"

_NUMBER = re.compile(r"\d+(\.\d+)?")
_SAID = {"kv": "kv", "千伏": "kv", "v": "v", "伏": "v", "伏特": "v"}
_INFERRED = "?"
_LOST_ZERO = "lost zero"
Find = Callable[[str], str | None]


def voltage_unit(values: Iterable[str], unit: str | None, find: Find) -> str | None:
    """The unit of a column's bare numbers: as the header says, else as its unambiguous numbers agree (marked `?`)."""
    if unit is not None and (unit.endswith(_INFERRED) or fold(unit) in _SAID):
        return unit
    readings = [_readings(number, find) for number in map(fold, values) if _NUMBER.fullmatch(number)]
    votes = {next(iter(each)) for each in readings if len(each) == 1}
    if len(votes) != 1 or _LOST_ZERO in votes or not all(readings):
        return None
    return votes.pop() + _INFERRED


def voltage_label(value: str, unit: str | None, find: Find) -> str | None:
    """The label of one value in a column of this unit; a number with two readings and no unit is unknown."""
    text = fold(value)
    if not _NUMBER.fullmatch(text):
        return find(value)
    readings = _readings(text, find)
    if len(readings) == 1 and _LOST_ZERO not in readings:
        return next(iter(readings.values()))
    if unit is None:
        return None
    if unit.endswith(_INFERRED) and {"kv", "v"} <= readings.keys() and unit != f"v{_INFERRED}":
        return None
    return readings.get(_SAID.get(fold(unit), unit.removesuffix(_INFERRED)))


def _readings(number: str, find: Find) -> dict[str, str]:
    """Unit or `code` → label for everything a number may stand for; a lost zero is a doubt, never an answer."""
    if number.startswith("0") and "." not in number:
        candidates = {"code": number}
    else:
        plain = f"{float(number):g}"
        candidates = {"kv": f"{plain}kv", "v": f"{plain}v", "code": number}
        if len(number) == 1:
            candidates[_LOST_ZERO] = f"0{number}"
    found = {unit: find(spelling) for unit, spelling in candidates.items()}
    return {unit: label for unit, label in found.items() if label is not None}
