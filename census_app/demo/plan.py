"""How large the sample county is, and what every part of it must agree on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from census_app.foundation.errors import BadInput

SMALLEST, LARGEST = 200, 1_000_000
WEEK_DATES = {1: date(2026, 11, 18), 2: date(2026, 11, 25)}
FIRST_BILL, BILL_MONTHS = date(2025, 10, 1), 13


@dataclass(frozen=True)
class CountyPlan:
    """The sizes everything is grown from; the same plan always grows the same county.

    `week` is 1 or 2: the data dates are a week apart, the customers are the same.
    """

    customers: int
    seed: int
    week: int = 1

    def __post_init__(self) -> None:
        if not SMALLEST <= self.customers <= LARGEST:
            raise BadInput(f"演示县的户数要在 {SMALLEST} 到 {LARGEST} 之间，收到 {self.customers}", "换一个户数再试")
        if self.week not in WEEK_DATES:
            raise BadInput(f"演示县只有第 1 周和第 2 周，收到 {self.week}", "写 1 或 2")

    @property
    def data_date(self) -> date:
        """The day the county's exports were taken."""
        return WEEK_DATES[self.week]

    @property
    def high_accounts(self) -> int:
        """High-voltage customers: about 1.7 %, never fewer than two of each kind."""
        return max(48, round(self.customers * 0.017))

    @property
    def low_accounts(self) -> int:
        """Low-voltage customers."""
        return self.customers - self.high_accounts

    @property
    def stations(self) -> int:
        """Supply stations (供电所): 14 in a whole county."""
        return min(14, max(2, self.customers // 1400))

    @property
    def public_areas(self) -> int:
        """Public transformer areas, about 72 customers each."""
        return max(self.stations * 2, round(self.low_accounts / 72))

    @property
    def lines_per_station(self) -> int:
        """Main feeders of each station."""
        return max(2, -(-self.public_areas // (self.stations * 14)))

    @property
    def main_lines(self) -> int:
        """All public main feeders."""
        return self.stations * self.lines_per_station

    def variables(self) -> dict[str, int | str]:
        """What the statements in `county/` read through `getvariable`."""
        return {
            "seed": self.seed,
            "stations": self.stations,
            "substations": max(2, -(-self.main_lines // 8)),
            "lines_per_station": self.lines_per_station,
            "main_lines": self.main_lines,
            "public_areas": self.public_areas,
            "low_accounts": self.low_accounts,
            "high_accounts": self.high_accounts,
            "small_accounts": max(60, round(self.low_accounts * 0.096)),
            "staff_per_station": min(38, max(8, self.public_areas // self.stations // 8 + 5)),
            "data_date": self.data_date.isoformat(),
            "last_bill": bill_months()[-1].strftime("%Y%m"),
        }

    def bill_variables(self, month: date) -> dict[str, int | str]:
        """What `bills/month.sql` reads for one account period."""
        return {"bill_month": month.isoformat()}


def bill_months() -> list[date]:
    """The first days of the account periods the county has bills for, oldest first."""
    months, year, month = [], FIRST_BILL.year, FIRST_BILL.month
    for _ in range(BILL_MONTHS):
        months.append(date(year, month, 1))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return months
