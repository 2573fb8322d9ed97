"""Numbers as people write them: separators, units in the cell, percentages, Chinese multipliers, ratios."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from census_app.archive.columns import DECIMAL_DIGITS
from census_app.archive.settings import ImportSettings, fold_word

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,，'’]\d{3})+(?:\.\d*)?")
_WITH_UNIT = re.compile(
    r"(?P<number>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d{1,2})?)\s*(?P<unit>[^\d\s.,+-].*)"
)
_BRACKETED = re.compile(r"\(\s*([\d,]*\.?\d+)\s*\)")
_RATIO = re.compile(
    r"(?P<over>\d+(?:\.\d+)?)\s*(?P<over_unit>[A-Za-z]*)\s*[/:]\s*(?P<under>\d+(?:\.\d+)?)\s*(?P<under_unit>[A-Za-z]*)"
)
_PARTS = re.compile(r"\s*[×xX*·]\s*")  # of a combined transformer: 10000/100×100/5
_TIMES = re.compile(r"[×xX*]\s*(\d+(?:\.\d+)?)")
_NOISE = Decimal("1e-9")
_CONTEXT = Context(prec=60)
_RATIO_OF_SHARE = Decimal("0.01")
_PERIODS = frozenset({"months", "days"})
_MULTIPLIERS = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "千": Decimal(1_000), "百万": Decimal(1_000_000)}


@dataclass(frozen=True)
class NumberResult:
    """A number, or in `reason` why there is none; `rounded` when decimals beyond the scale were cut."""

    value: Decimal | None
    rounded: bool = False
    reason: str = ""


@dataclass(frozen=True)
class NumberReader:
    """Reads the cells of one number column.

    `scale` decimals are kept (half away from zero, as Excel shows them); `unit` is the field's unit, `header_unit`
    the column's: a cell's own unit wins over the header's. `ratio` accepts `100/5`, `×40` and the product
    of several (`10000/100×100/5`). `digits` limits the
    whole number to what DECIMAL(digits, scale) holds.
    """

    settings: ImportSettings
    scale: int
    unit: str | None = None
    header_unit: str | None = None
    ratio: bool = False
    digits: int = DECIMAL_DIGITS

    def read(self, text: str) -> NumberResult:
        """The number a text (already NFKC and trimmed) means in the field's unit."""
        plain = _plain(text)
        if plain is not None:
            return self._in_header_unit(plain)
        if self.ratio and (ratio := self._read_ratio(text)) is not None:
            return self._fitted(ratio)
        match = _WITH_UNIT.fullmatch(text)
        number = _plain(match["number"]) if match is not None else None
        if match is None or number is None:
            bracketed = _BRACKETED.fullmatch(text)
            negative = _plain(bracketed[1]) if bracketed is not None else None
            return NumberResult(None, reason="不是数") if negative is None else self._in_header_unit(-negative)
        unit = match["unit"].strip().strip("()")
        if unit in _MULTIPLIERS:
            return self._in_header_unit(number * _MULTIPLIERS[unit])
        return self._scaled(number, self.factor(unit), unit)

    def factor(self, unit: str | None) -> Decimal | None:
        """What a number in `unit` is multiplied by; 1 when nothing is said; None when the unit does not belong.

        A field without a unit of its own takes the first unit of the kind given (元, kWh; a share becomes a ratio).
        """
        if not unit or fold_word(unit) == fold_word(self.unit or ""):
            return Decimal(1)
        given = self.settings.unit_kinds.get(fold_word(unit), {})
        if self.unit is None:
            return (
                next((_RATIO_OF_SHARE if kind == "share" else Decimal(1)) * value for kind, value in given.items())
                if given
                else None
            )
        for own in _own_units(self.unit):
            for kind, own_factor in self.settings.unit_kinds.get(fold_word(own), {}).items():
                if kind in given:
                    return given[kind] / own_factor
        return None

    def header_factor(self) -> Decimal | None:
        """The factor of the header's unit; words that are no unit (含税, 必填) and periods (上网电量(月)) are 1."""
        kinds = self.settings.unit_kinds.get(fold_word(self.header_unit or ""), {})
        factor = self.factor(self.header_unit) if kinds else Decimal(1)
        return Decimal(1) if factor is None and kinds.keys() <= _PERIODS else factor

    def _in_header_unit(self, number: Decimal) -> NumberResult:
        return self._scaled(number, self.header_factor(), self.header_unit)

    def _scaled(self, number: Decimal, factor: Decimal | None, unit: str | None) -> NumberResult:
        if factor is None:
            return NumberResult(None, reason=f"单位“{unit}”不是{self.unit or '本列'}的单位")
        return self._fitted(_CONTEXT.multiply(number, factor))

    def _read_ratio(self, text: str) -> Decimal | None:
        times = _TIMES.fullmatch(text)
        if times is not None:
            return Decimal(times[1])
        whole = Decimal(1)
        for part in _PARTS.split(text):
            one = self._read_one_ratio(part)
            if one is None:
                return None
            whole = _CONTEXT.multiply(whole, one)
        return whole

    def _read_one_ratio(self, text: str) -> Decimal | None:
        match = _RATIO.fullmatch(text)
        if match is None or Decimal(match["under"]) == 0:
            return None
        over = Decimal(match["over"]) * _kilo(match["over_unit"])
        under = Decimal(match["under"]) * _kilo(match["under_unit"] or match["over_unit"])
        return _CONTEXT.divide(over, under)

    def _fitted(self, number: Decimal) -> NumberResult:
        if number and number.adjusted() > DECIMAL_DIGITS:
            return NumberResult(None, reason=f"数值过大，超出 {self.digits - self.scale} 位整数")
        kept = number.quantize(Decimal(1).scaleb(-self.scale), rounding=ROUND_HALF_UP, context=_CONTEXT)
        if kept.adjusted() >= self.digits - self.scale and kept != 0:
            return NumberResult(None, reason=f"数值过大，超出 {self.digits - self.scale} 位整数")
        lost = abs(kept - number)
        return NumberResult(kept, rounded=lost > _NOISE * max(Decimal(1), abs(number)))


def _own_units(unit: str) -> list[str]:
    """A field may hold one of several units (`A/V`, `%或kWh`), but 元/kWh is one unit."""
    return [unit] if "元" in unit else re.split(r"[/或]", unit)


def _kilo(unit: str) -> Decimal:
    return Decimal(1000) if unit.lower().startswith("k") else Decimal(1)


def _plain(text: str) -> Decimal | None:
    text = text.strip()
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[,，'’]", "", text)
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
