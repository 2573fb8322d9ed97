"""What the problem list shows: filters, words to find and order, as a value and as SQL with parameters."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

FACETS = ("severity", "rule_id", "unit", "state")
LIVE_STATES = ("new", "open", "assigned", "claimed", "in_review", "returned", "appealed", "reopened")
SHOWN = (
    "severity",
    "rule_id",
    "customer",
    "customer_name",
    "message",
    "unit_name",
    "tg_name",
    "state",
    "weeks_running",
    "due_date",
    "problem_no",
)
SEARCHED = ("customer", "customer_name", "address", "problem_no", "rule_id", "tg_name", "tg_no", "message")
_SEVERITY_RANK = "CASE severity WHEN 'urgent' THEN 0 WHEN 'important' THEN 1 ELSE 2 END"
_SORTS = {
    "": f"{_SEVERITY_RANK}, due_date NULLS LAST, rule_id, record_key",
    "severity": _SEVERITY_RANK,
    "unit_name": "coalesce(unit_name, unit, '')",
    **{name: name for name in SHOWN if name not in ("severity", "unit_name")},
}


@dataclass(frozen=True)
class ProblemQuery:
    """`chosen` holds the picked values per facet (empty = all); `today` decides what is overdue."""

    chosen: dict[str, frozenset[str]] = field(default_factory=dict)
    live: bool = True
    overdue: bool = False
    new: bool = False
    words: str = ""
    sort: str = ""
    descending: bool = False
    today: str = ""

    @property
    def filtered(self) -> bool:
        """Whether anything beyond 未关闭 narrows the list."""
        return bool(any(self.chosen.values()) or self.overdue or self.new or self.words)

    def toggled(self, flag: str) -> ProblemQuery:
        """The query with `live`, `overdue` or `new` turned over."""
        return replace(
            self,
            live=self.live != (flag == "live"),
            overdue=self.overdue != (flag == "overdue"),
            new=self.new != (flag == "new"),
        )

    def where(self, without: str = "") -> tuple[str, list[Any]]:
        """Condition and parameters; `without` leaves one facet out, for its own counts."""
        parts: list[str] = []
        values: list[Any] = []
        for name in FACETS:
            picked = sorted(self.chosen.get(name, ()))
            if picked and name != without:
                parts.append(f"coalesce({name}, '') IN ({', '.join('?' * len(picked))})")
                values += picked
        if self.live and without != "live" and not (without == "state" or self.chosen.get("state")):
            parts.append(_live_condition())
        if self.new and without != "new":
            parts.append("is_new")
        if self.overdue and without != "overdue":
            parts.append(f"({_overdue_condition()})")
            values.append(self.today)
        for word in self.words.split():
            parts.append("(" + " OR ".join(f"contains({name}, ?)" for name in SEARCHED) + ")")
            values += [word] * len(SEARCHED)
        return " AND ".join(parts) or "true", values

    def order(self) -> str:
        """A complete order: ties are broken by rule and record."""
        direction = " DESC" if self.descending else ""
        if not self.sort:
            return _SORTS[""]
        return f"{_SORTS[self.sort]}{direction} NULLS LAST, rule_id, record_key, period NULLS FIRST"


def _live_condition() -> str:
    return "state IN (" + ", ".join(f"'{name}'" for name in LIVE_STATES) + ")"


def _overdue_condition() -> str:
    return f"CAST(due_date AS VARCHAR) < ? AND {_live_condition()}"


FLAG_CONDITIONS = {"live": _live_condition(), "new": "is_new", "overdue": _overdue_condition()}
