"""A cause as people read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class CauseRule:
    """What one rule contributes: `problems` of the cause; `accused` of `members` that share the value have it.

    `elsewhere`: the share accused among comparable records outside; `lift`: how many times as much it is inside, at
    least (lower end of the interval); None when nothing is accused elsewhere.
    """

    rule_id: str
    title: str
    clauses: str
    problems: int
    accused: int
    members: int
    elsewhere: float
    lift: float


@dataclass(frozen=True)
class CauseUnit:
    """How many of the cause's problems a unit answers."""

    unit: str
    name: str
    problems: int


@dataclass(frozen=True)
class Cause:
    """Problems that one action would settle. `name` and examples carry masked values only."""

    id: str
    kind: str
    kind_name: str
    name: str
    shared: str
    action: str
    counted: str
    problems: int
    rules: tuple[CauseRule, ...]
    units: tuple[CauseUnit, ...]
    examples: tuple[str, ...]

    @property
    def why(self) -> str:
        """Why we believe it, in Chinese: the shares inside and elsewhere of each rule."""
        return "；".join(_why(rule, self.counted) for rule in self.rules)

    def as_json(self) -> dict[str, Any]:
        """For `--json` and the cache."""
        return asdict(self) | {"why": self.why}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Cause:
        """The cause that `as_json` wrote."""
        plain = {name: value for name, value in content.items() if name != "why"}
        plain["rules"] = tuple(CauseRule(**one) for one in content["rules"])
        plain["units"] = tuple(CauseUnit(**one) for one in content["units"])
        plain["examples"] = tuple(content["examples"])
        return cls(**plain)


def _why(rule: CauseRule, counted: str) -> str:
    elsewhere = f"{rule.elsewhere:.2%}" if rule.elsewhere >= 0.0001 else "0.01%"
    clauses = f"（{rule.clauses}）" if rule.clauses else " "
    return (
        f"{rule.rule_id}{clauses}这里 {rule.members:,} {counted}有 {rule.accused:,} {counted}"
        f"（{rule.accused / rule.members:.0%}），别处按 {elsewhere} 算，至少高 {_times(rule.lift)} 倍"
    )


def _times(lift: float) -> str:
    return f"{lift:,.0f}" if lift >= 10 else f"{lift:.1f}"


@dataclass(frozen=True)
class CauseReport:
    """The causes, those that explain most first; `members` (Parquet): problem_no, cause, rule_id, unit, customer.

    `total` open problems of the run were looked at, `explained` of them have a cause, the others stand alone;
    `not_rechecked` are open too, but the run could not judge them. `note`: why nothing could be said, else empty.
    """

    run: str
    data_date: date | None
    total: int
    not_rechecked: int
    comparisons: int
    causes: tuple[Cause, ...]
    members: Path | None
    note: str = ""

    @property
    def explained(self) -> int:
        """Problems that belong to a cause."""
        return sum(cause.problems for cause in self.causes)

    @property
    def individual(self) -> int:
        """Problems that stand alone."""
        return self.total - self.explained

    def summary(self) -> dict[str, Any]:
        """All but the causes, for JSON."""
        return {
            "run": self.run,
            "data_date": self.data_date.isoformat() if self.data_date else None,
            "problems": self.total,
            "explained": self.explained,
            "individual": self.individual,
            "not_rechecked": self.not_rechecked,
            "comparisons": self.comparisons,
            "note": self.note,
        }
