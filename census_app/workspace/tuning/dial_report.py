"""What turning a parameter would change, for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from census_app.checking.tuning.monotone import Direction
from census_app.workspace.precision.interval import Share
from census_app.workspace.precision.settings import PrecisionSettings
from census_app.workspace.tuning.dial_values import Scalar

_BOUND = {
    Direction.RISING: "值越大，命中只增不减（由表达式可证）",
    Direction.FALLING: "值越大，命中只减不增（由表达式可证）",
    Direction.FLAT: "命中与它无关",
}
_SEEN = {
    Direction.RISING: "在这批数据上，值越大命中只增不减（逐条核对过；由表达式不能证明）",
    Direction.FALLING: "在这批数据上，值越大命中只减不增（逐条核对过；由表达式不能证明）",
    Direction.FLAT: "在这批数据上，试过的值命中的是同一批记录",
}


@dataclass(frozen=True)
class DialPoint:
    """One value: `hits` records on the newest snapshot through a clause the parameter decides about, `total` through
    any clause of the rule; `appear` and `vanish` against the present value; `share` of the judged ones still hit."""

    value: Scalar
    hits: int
    total: int
    appear: int
    vanish: int
    share: Share

    def as_json(self) -> dict[str, Any]:
        """For `--json`; numbers that may have decimals are text."""
        return {
            "value": self.value if isinstance(self.value, int) else str(self.value),
            "hits": self.hits,
            "total": self.total,
            "appear": self.appear,
            "vanish": self.vanish,
            **self.share.as_json(),
        }


@dataclass
class DialReport:
    """The rule at every value; `units` the same per unit (code, empty where none is known).

    `proved` is what the expression says of growing values, `seen` what the data say (None: neither more nor less).
    `judged` problems of the rule have a known truth; those of them that stand on no kept snapshot are `lost`.
    """

    rule_id: str
    title: str
    parameter: str
    unit: str
    present: Scalar
    clauses: list[str]
    snapshot: str
    points: list[DialPoint]
    proved: Direction | None
    seen: Direction | None
    judged: int
    lost: int
    settings: PrecisionSettings
    units: dict[str, list[DialPoint]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "rule": self.rule_id,
            "parameter": self.parameter,
            "unit": self.unit,
            "present": self.present if isinstance(self.present, int) else str(self.present),
            "clauses": self.clauses,
            "snapshot": self.snapshot,
            "proved": None if self.proved is None else self.proved.name.lower(),
            "seen": None if self.seen is None else self.seen.name.lower(),
            "judged": self.judged,
            "lost": self.lost,
            "values": [point.as_json() for point in self.points],
            "units": {unit: [point.as_json() for point in points] for unit, points in self.units.items()},
        }

    def lines(self, by_unit: bool = False) -> list[str]:
        """In Chinese: what is turned, a line per value, what can be said about the order of the values."""
        clauses = f"，影响分支 {'、'.join(self.clauses)}" if any(self.clauses) else ""
        lines = [
            f"{self.rule_id} {self.title}：参数“{self.parameter}”现行 {self._shown(self.present)}{clauses}",
            f"最新快照 {self.snapshot} 上的命中；查实率按判过的 {self.judged} 条，各在发现它的那份快照上重算",
            *self._table(self.points),
            *self._remarks(),
        ]
        for unit, points in self.units.items() if by_unit else ():
            lines += ["", f"{self.names.get(unit) or '未归属'} {unit}".rstrip(), *self._table(points)]
        return lines

    def _table(self, points: list[DialPoint]) -> list[str]:
        return [
            f"  {'→' if point.value == self.present else ' '} {self._shown(point.value):>12}  命中 {point.hits:>8,}"
            f"  {self._change(point):<18}  {self._known(point)}"
            for point in points
        ]

    def _change(self, point: DialPoint) -> str:
        if point.value == self.present:
            return "现行"
        return f"多 {point.appear:,} 少 {point.vanish:,}"

    def _known(self, point: DialPoint) -> str:
        if self.judged and not point.share.judged:
            return "判过的都不命中"
        return point.share.words(self.settings)

    def _shown(self, value: Scalar) -> str:
        return f"{value} {self.unit}".rstrip()

    def _remarks(self) -> list[str]:
        said = _BOUND.get(self.proved) if self.proved is not None else None
        if said is None:
            said = _SEEN[self.seen] if self.seen is not None else "值变大时有的记录进来、有的出去，没有单调关系"
        lines = [f"单调性：{said}"]
        if any(point.appear for point in self.points):
            lines.append("比现行值多出来的命中还没有人核实过，它们的真假不在查实率里")
        if self.lost:
            lines.append(f"另有 {self.lost} 条判过的问题，发现它们的快照已经清理，没有计入")
        return lines
