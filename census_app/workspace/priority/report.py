"""The customers to look at first, with their reasons, for people and for programs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from census_app.archive.columns import quote_path
from census_app.foundation.engines import kept_engine
from census_app.workspace.precision.settings import PrecisionSettings, precision_settings
from census_app.workspace.priority.settings import PrioritySettings, priority_settings
from census_app.workspace.problems.model import SEVERITY_LABELS


@dataclass(frozen=True)
class RuleWeight:
    """How a rule is weighed: the precision to reckon with, resting on `judged` cases."""

    rule_id: str
    title: str
    category: str
    expected: Decimal
    judged: int

    def as_json(self) -> dict[str, Any]:
        """For the file beside the scores."""
        return {**asdict(self), "expected": str(self.expected)}


def weights_beside(scores: Path) -> Path:
    """Where the weights of the rules stand, beside a file of scores."""
    return scores.with_suffix(".rules.json")


@dataclass(frozen=True)
class Contribution:
    """A part of the score: `points` for the reason said in Chinese; `part` is its machine name."""

    part: str
    points: Decimal
    says: str

    def as_json(self) -> dict[str, str]:
        """For `--json`."""
        return {"part": self.part, "points": str(self.points), "says": self.says}


@dataclass(frozen=True)
class RankedCustomer:
    """One customer; the contributions add up to the score."""

    customer: str
    customer_name: str
    unit: str
    unit_name: str
    score: Decimal
    problems: int
    energy: Decimal | None
    capacity: Decimal | None
    contributions: tuple[Contribution, ...]

    def as_json(self) -> dict[str, Any]:
        """For `--json`; amounts are decimal text, null where unknown."""
        return {
            "customer": self.customer,
            "customer_name": self.customer_name,
            "unit": self.unit,
            "unit_name": self.unit_name,
            "score": str(self.score),
            "problems": self.problems,
            "energy": None if self.energy is None else str(self.energy),
            "capacity": None if self.capacity is None else str(self.capacity),
            "contributions": [one.as_json() for one in self.contributions],
        }


@dataclass
class PriorityReport:
    """The first customers of `total` with open problems; `run` is empty before the first official check."""

    run: str
    total: int
    problems: int
    customers: list[RankedCustomer]
    settings: PrioritySettings
    measured: PrecisionSettings

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "run": self.run,
            "total": self.total,
            "problems": self.problems,
            "customers": [one.as_json() for one in self.customers],
        }

    def lines(self) -> list[str]:
        """In Chinese: each customer with the reasons, the weightiest first."""
        if not self.run:
            return ["还没有正式校验，没有可排的；先用 census check"]
        if not self.customers:
            return ["没有哪个用户有未了结的问题"]
        lines = [
            f"高风险用户前 {len(self.customers)} 户（有未了结问题的共 {self.total:,} 户、{self.problems:,} 条；"
            f"批次 {self.run}；分数只用来排先后，权重在 resources/priority.yaml）"
        ]
        for place, one in enumerate(self.customers, 1):
            name = " ".join(part for part in (one.customer, one.customer_name) if part)
            lines.append(f"{place:>4}. {name}　{one.unit_name or one.unit or '未归属'}　风险 {one.score}")
            reasons = sorted((part for part in one.contributions if part.points), key=lambda part: -part.points)
            lines += [f"      +{part.points:<6} {part.says}" for part in reasons]
            lines += [f"             {part.says}" for part in one.contributions if not part.points and _unknown(part)]
        return lines


def read_report(file: Path, run: str, limit: int) -> PriorityReport:
    """The first `limit` customers of a file as `priority.priority_file` writes it."""
    settings, measured = priority_settings(), precision_settings()
    with kept_engine(1) as connection:
        source = f"read_parquet({quote_path(file)})"
        counted = connection.execute(f"SELECT count(*), coalesce(sum(problems), 0) FROM {source}").fetchall()[0]
        found = connection.execute(f"SELECT * FROM {source} ORDER BY score DESC, customer LIMIT {int(limit)}")
        names = [column[0] for column in found.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    weights = {one["rule_id"]: one for one in json.loads(weights_beside(file).read_text(encoding="utf-8"))}
    customers = [_customer(row, weights) for row in rows]
    return PriorityReport(run, counted[0], int(counted[1]), customers, settings, measured)


def _customer(row: dict[str, Any], weights: dict[str, dict[str, Any]]) -> RankedCustomer:
    return RankedCustomer(
        customer=row["customer"],
        customer_name=row["customer_name"] or "",
        unit=row["unit"] or "",
        unit_name=row["unit_name"] or "",
        score=row["score"],
        problems=row["problems"],
        energy=row["energy"],
        capacity=row["capacity"],
        contributions=tuple(_contributions(row, weights)),
    )


def _contributions(row: dict[str, Any], weights: dict[str, dict[str, Any]]) -> list[Contribution]:
    ordered = sorted(row["rules"], key=lambda one: (-one["points"], one["rule_id"]))
    told = [
        Contribution(f"rule:{one['rule_id']}", one["points"], _rule_words(one, weights[one["rule_id"]]))
        for one in ordered
    ]
    energy = (
        "电量未知（没有账单）"
        if row["energy"] is None
        else f"月均电量 {row['energy']:,.0f} kWh（{row['months']} 个月）"
    )
    capacity = "容量未知" if row["capacity"] is None else f"容量 {row['capacity'].normalize():f} kVA"
    return [
        *told,
        Contribution("kinds", row["points_kinds"], f"涉及 {row['kinds']} 类业务"),
        Contribution("reopened", row["points_reopened"], f"反弹 {row['reopened']} 次"),
        Contribution("age", row["points_age"], f"最老的挂账 {row['weeks'] or 0} 周"),
        Contribution("energy", row["points_energy"], energy),
        Contribution("capacity", row["points_capacity"], capacity),
        Contribution("importance", row["points_importance"], f"重要客户：{row['importance'] or '不是'}"),
    ]


def _rule_words(one: dict[str, Any], weight: dict[str, Any]) -> str:
    known = f"核实过 {weight['judged']} 条" if weight["judged"] else "还没有核实过"
    severity = SEVERITY_LABELS[one["severity"]]
    expected = f"{Decimal(weight['expected']):.0%}"
    return f"{one['rule_id']} {weight['title']} {one['problems']} 条（{severity}，查实率按 {expected} 计，{known}）"


def _unknown(part: Contribution) -> bool:
    return "未知" in part.says
