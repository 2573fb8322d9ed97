"""Every number a report prints, with its meaning: the figure, the unit, the runs and whatever else picks its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from census_app.foundation.canonical import canonical_json
from census_app.reporting.reports.code_spelling import code_of
from census_app.reporting.reports.numbers import Number, Spelling, Value
from census_app.reporting.reports.settings import report_settings

Meaning = Mapping[str, Any]
"""`figure` (id of reports.yaml), `value` (text), and what picks the rows: `unit`, `steps`, `run`, `rule` …"""


@dataclass
class Ledger:
    """Codes given so far, in order. `taken` are the codes of earlier reports: code → meaning as canonical JSON."""

    taken: Mapping[str, str] = field(default_factory=dict)
    codes: dict[str, Meaning] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def count(
        self, figure: str, value: Value | None, spelling: Spelling = Spelling.COUNT, *, name: str = "", **picks: Any
    ) -> Number:
        """The number with its code; `name` says of what it is (a unit, a rule), `picks` which rows are behind it."""
        if value is None:
            return Number(None, spelling)
        meaning = {"figure": figure, "value": _written(value), **_given(picks)}
        return Number(value, spelling, self._code(meaning, name))

    def rate(
        self,
        figure: str,
        part: int,
        whole: int,
        spelling: Spelling = Spelling.RATE,
        *,
        name: str = "",
        **picks: Any,
    ) -> Number:
        """`part` ÷ `whole`; nothing to say without a whole. The meaning keeps both."""
        if whole == 0:
            return Number(None, spelling)
        return self.count(figure, Fraction(part, whole), spelling, name=name, part=str(part), whole=str(whole), **picks)

    def change(self, now: Number, before: Number, name: str = "") -> Number:
        """How much a number changed; rates in percentage points. Its meaning is the two numbers."""
        spelling = {Spelling.RATE: Spelling.POINTS, Spelling.FINE_RATE: Spelling.FINE_POINTS}.get(
            now.spelling, Spelling.CHANGE
        )
        if now.value is None or before.value is None:
            return Number(None, spelling)
        difference = Fraction(now.value) - Fraction(before.value)
        value = 100 * difference if spelling is not Spelling.CHANGE else int(difference)
        return self.count("change", value, spelling, name=name, of=[before.code, now.code])

    def lines(self) -> Iterator[tuple[str, str, str]]:
        """Code, what it is, how it is reckoned; in the order given."""
        for code, meaning in self.codes.items():
            text = report_settings().figures[meaning["figure"]]
            yield code, " · ".join(part for part in (self.names.get(code, ""), text.zh) if part), text.how

    def _code(self, meaning: Meaning, name: str) -> str:
        written = canonical_json(meaning)
        attempt = 0
        while True:
            code = code_of(written, attempt)
            if canonical_json(self.codes.get(code, meaning)) == written == self.taken.get(code, written):
                break
            attempt += 1
        self.codes.setdefault(code, meaning)
        self.names.setdefault(code, name)
        return code


def _given(picks: Mapping[str, Any]) -> dict[str, Any]:
    """The picks that pick; a unit without a code is one, too."""
    return {key: pick for key, pick in picks.items() if pick or (key == "unit" and pick is not None)}


def _written(value: Value) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
