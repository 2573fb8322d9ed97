"""What the problem list shows: filters, words to find, order and groups, as a value and as SQL with parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

WAITING = {
    "dispatch": ("new", "open", "reopened"),
    "survey": ("assigned", "returned"),
    "review": ("in_review",),
    "ruling": ("appealed",),
    "recheck": ("claimed",),
}
"""What a problem waits for → the states that wait for it."""
FACETS = ("severity", "rule_id", "unit", "state", "waiting", "category", "table", "person", "first_week")
LIVE_STATES = ("new", "open", "assigned", "claimed", "in_review", "returned", "appealed", "reopened")
FLAGS = ("live", "new", "overdue", "not_rechecked", "look", "rebounded")
GROUPS = ("", "rule_id", "unit", "tg_no", "cause")
LOADED_FACETS = ("category", "person")
"""Known only once everything beside the states file has been read."""
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
    "person",
)
ROW_NUMBER = len(SHOWN)
"""Where a row says which row of the file it is; after it stands the risk score, where it is known."""
RISK = ROW_NUMBER + 1
SORTS = (*SHOWN, "risk")
_NUMBERED = ("customer", "problem_no")
SEARCHED = ("customer", "customer_name", "address", "problem_no", "rule_id", "tg_name", "tg_no", "message")


@dataclass(frozen=True)
class ProblemQuery:
    """`chosen` holds the picked values per facet (empty = all).

    Without a column in `sort` the order is that of the file: severity, unit, rule, record. `group` puts the rows of
    one rule, unit, 台区 or cause together.
    """

    chosen: dict[str, frozenset[str]] = field(default_factory=dict)
    live: bool = True
    overdue: bool = False
    new: bool = False
    not_rechecked: bool = False
    look: bool = False
    rebounded: bool = False
    words: str = ""
    sort: str = ""
    descending: bool = False
    group: str = ""

    @property
    def filtered(self) -> bool:
        """Whether anything beyond 未关闭 narrows the list."""
        return bool(any(self.chosen.values()) or self.words or any(getattr(self, flag) for flag in FLAGS[1:]))

    @property
    def needs_all(self) -> bool:
        """Whether more than the file in its own order has to be known."""
        return bool(self.sort or self.group or any(self.chosen.get(name) for name in LOADED_FACETS))

    def toggled(self, flag: str) -> ProblemQuery:
        """The query with a flag turned over."""
        turned: dict[str, Any] = {flag: not getattr(self, flag)}
        return replace(self, **turned)

    def by_risk(self) -> ProblemQuery:
        """The query with the highest risk first; in the file's order when it is so already."""
        already = self.sort == "risk"
        return replace(self, sort="" if already else "risk", descending=not already)

    def as_json(self) -> dict[str, Any]:
        """What a saved filter keeps: the whole query."""
        kept: dict[str, Any] = {name: sorted(values) for name, values in sorted(self.chosen.items()) if values}
        flags = {flag: getattr(self, flag) for flag in FLAGS}
        order = {"sort": self.sort, "descending": self.descending, "group": self.group}
        return {"chosen": kept, **flags, "words": self.words, **order}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> ProblemQuery:
        """The query that `as_json` wrote; what is not understood is left out."""
        chosen = {
            name: frozenset(map(str, values))
            for name, values in dict(content.get("chosen") or {}).items()
            if name in FACETS and isinstance(values, list)
        }
        flags = {flag: bool(content[flag]) for flag in FLAGS if flag in content}
        sort, group = str(content.get("sort") or ""), str(content.get("group") or "")
        return cls(
            chosen,
            **flags,
            words=str(content.get("words") or ""),
            sort=sort if sort in SORTS else "",
            descending=bool(content.get("descending")),
            group=group if group in GROUPS else "",
        )

    def where(self, without: str = "") -> tuple[str, list[Any]]:
        """Condition and parameters over rows `p`; `without` leaves one facet out, for its own counts."""
        condition, values = self._where(_row_condition, without)
        parts = [condition]
        if numbers := self._numbers():
            places = ", ".join("?" * len(numbers))
            parts.append("(" + " OR ".join(f"{name} IN ({places})" for name in _NUMBERED) + ")")
            return " AND ".join(parts), values + numbers * len(_NUMBERED)
        for word in self.words.split():
            parts.append("(" + " OR ".join(f"contains({name}, ?)" for name in SEARCHED) + ")")
            values += [word] * len(SEARCHED)
        return " AND ".join(parts), values

    def _numbers(self) -> list[str]:
        """Numbers that were pasted one a line, out of a table those of its first column; none where one line stands."""
        lines = [line.partition("\t")[0].strip() for line in self.words.splitlines()]
        return list(dict.fromkeys(filter(None, lines))) if len(lines) > 1 else []

    def where_counted(self, without: str = "") -> tuple[str, list[Any]]:
        """The same over counts by facets and flags; words are no part of it."""
        return self._where(_count_condition, without)

    def _where(self, condition: Callable[[str, str], str], without: str) -> tuple[str, list[Any]]:
        parts: list[str] = []
        values: list[Any] = []
        for name in FACETS:
            picked = sorted(self.chosen.get(name, ()))
            if picked and name != without:
                parts.append(condition(name, ", ".join("?" * len(picked))))
                values += picked
        chooses_state = without in ("state", "waiting") or self.chosen.get("state") or self.chosen.get("waiting")
        if self.live and without != "live" and not chooses_state:
            parts.append(FLAG_CONDITIONS["live"])
        parts += [FLAG_CONDITIONS[flag] for flag in FLAGS[1:] if getattr(self, flag) and flag != without]
        return " AND ".join(parts) or "true", values

    def order(self) -> str:
        """SQL of a complete order over rows `p`: ties are broken by the place in the file."""
        if not self.sort:
            return "p.n"
        return f"{self.sort}{' DESC' if self.descending else ''} NULLS LAST, p.n"


def _count_condition(name: str, places: str) -> str:
    return f'"{name}" IN ({places})'


def _row_condition(name: str, places: str) -> str:
    if name == "waiting":
        return f"{WAITING_SQL} IN ({places})"
    if name == "category":
        return f"coalesce((SELECT category FROM categories c WHERE c.rule_id = p.rule_id), '') IN ({places})"
    if name == "person":
        return f"coalesce((SELECT person FROM people h WHERE h.n = p.n), '') IN ({places})"
    return f'p."{name}" IN ({places})'


_LIVE = "state IN (" + ", ".join(f"'{name}'" for name in LIVE_STATES) + ")"
FLAG_CONDITIONS = {
    "live": _LIVE,
    "new": "is_new",
    "overdue": "overdue",
    "not_rechecked": f"(not_rechecked AND {_LIVE})",
    "look": "look",
    "rebounded": "rebounded",
}
WAITING_SQL = (
    "CASE "
    + " ".join(
        f"WHEN state IN ({', '.join(repr(state) for state in states)}) THEN '{name}'"
        for name, states in WAITING.items()
    )
    + " ELSE '' END"
)
