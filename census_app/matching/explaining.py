"""Why two records were taken for one, or not: one line per role, adding up to the bits that decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from census_app.foundation.text_width import table_lines
from census_app.matching.claims import claim_told
from census_app.matching.comparing import FREQUENCY_SUFFIX
from census_app.matching.percent import percent
from census_app.matching.reckoning import OUTDONE, RIVALS, Step, steps_of
from census_app.matching.renames import renamed_between
from census_app.matching.showing import Shown, alone, marked, nearest, plain, side_by_side
from census_app.matching.sources import Role, Source
from census_app.matching.weighing import ASPECT, total_bits, weighed
from census_app.matching.weights.model import Model
from census_app.matching.words import words

# at these levels two spellings differ in nothing that matters
_SAME = ("equal", "organisation_equal", "mask_tells", "mask_fits")
_STRANGERS = "different"
_WIDEST = 40


@dataclass(frozen=True)
class EvidenceLine:
    """One role: both values cut into runs that agree or differ, the level and what else is said in words, the bits.

    `bits` includes how common the shared value is; a role one side lacks has the level "" and no bits.
    """

    role: str
    name: str
    left: Shown
    right: Shown
    level: str
    said: tuple[str, ...]
    bits: float

    @property
    def lacking(self) -> str:
        """Which side has no value, in words; a value that could not be read counts as none."""
        if not self.left:
            return "档案空" if self.right else "两边都空"
        return "参照空" if not self.right else "没有可比的值"

    def as_json(self) -> dict[str, Any]:
        """Values with what differs in 【】."""
        return {
            "role": self.role,
            "name": self.name,
            "left": marked(self.left),
            "right": marked(self.right),
            "level": self.level,
            "said": list(self.said),
            "bits": round(self.bits, 4),
        }


@dataclass(frozen=True)
class LinkExplanation:
    """`total` = `prior` + the bits of all lines, as the link was weighed; the strongest evidence stands first.

    `steps` lead from `alone`, the share the total alone would mean, to the one people are told; none where they agree.
    """

    prior: float
    lines: tuple[EvidenceLine, ...]
    total: float
    alone: float | None = None
    steps: tuple[Step, ...] = ()

    @property
    def alone_told(self) -> str:
        """What the total alone would mean, in words; "" where that is what people are told anyway."""
        return words().alone.format(share=percent(self.alone)) if self.steps and self.alone is not None else ""

    @property
    def outdone(self) -> bool:
        """Whether other candidates of the record leave little to this one."""
        return any(step.kind in (RIVALS, OUTDONE) for step in self.steps)

    def reckoned(self, doubt: str = "") -> list[str]:
        """The prior with the total, and the steps to the share: a line each, reasons told in `doubt` not said again."""
        total = f"{self.prior:+.1f} 起点，{self.total:+.1f} 合计" + (f"：{self.alone_told}" if self.steps else "")
        return [total, *(f"{step.name}：{_said_once(step, doubt)}" for step in self.steps)]

    def text(self, left_title: str, right_title: str, meaning: str = "", doubt: str = "") -> list[str]:
        """An aligned table for a person, the sum and what it means last; roles without evidence share one line.

        `doubt` was said before, and is not said again as what bounds the share.
        """
        rows = [("分量", "项目", left_title, right_title, "比对结果")]
        rows += [
            (f"{line.bits:+.1f}", line.name, marked(line.left), marked(line.right), "，".join(line.said))
            for line in self.lines
            if line.level
        ]
        rows += [
            (f"{self.prior:+.1f}", "起点", "", "", "只知道两条记录有一处相同时"),
            (f"{self.total:+.1f}", "合计", "", "", self.alone_told or meaning),
        ]
        rows += [("", step.name, "", "", _said_once(step, doubt)) for step in self.steps]
        rows += [("", "结论", "", "", meaning)] * bool(self.steps and meaning)
        lacking = [f"{line.name}（{line.lacking}）" for line in self.lines if not line.level]
        body = table_lines(rows, _WIDEST, right=(0,))
        return [*body, *([f"不算：{'、'.join(lacking)}"] if lacking else [])]

    def as_json(self) -> dict[str, Any]:
        """Prior, lines and total in bits, then the steps to the share."""
        return {
            "prior": self.prior,
            "lines": [line.as_json() for line in self.lines],
            "total": round(self.total, 4),
            "steps": [step.as_json() for step in self.steps],
        }


def explain_link(
    source: Source,
    model: Model,
    levels: Mapping[str, str],
    left: Mapping[str, Sequence[str]],
    right: Mapping[str, Sequence[str]],
    *,
    bits: float | None = None,
    chance: float | None = None,
    hide: bool = False,
) -> LinkExplanation:
    """The evidence of one pair from its levels (comparison id → level id, in the order compared).

    `left` and `right` give each role's texts; `hide` stars what both sides have in common of personal values. Levels
    the model does not know weigh nothing, as when the pair was compared. `bits` are those the pair was weighed with,
    which tell whether its right record was free; without them that is not counted. `chance` is the probability it was
    given in the end, None where that is not told.
    """
    evidence = weighed(source, model, levels)
    by_role: dict[str, float] = {}
    said: dict[str, list[str]] = {}
    for comparison, value in evidence.items():
        role_id, _, aspect = comparison.partition(ASPECT)
        by_role[role_id] = by_role.get(role_id, 0.0) + value
        said.setdefault(role_id, []).append(_in_words(comparison, source.roles[role_id], levels[comparison], aspect))
    lines = []
    for role_id, role in source.compared.items():
        if role.kind == "address" and levels.get(role_id):
            said.setdefault(role_id, []).extend(_renamed(model, left.get(role_id, ()), right.get(role_id, ())))
        shown = _values(role, levels.get(role_id, ""), left.get(role_id, ()), right.get(role_id, ()), hide)
        lines.append(
            EvidenceLine(
                role_id,
                role.zh or role_id,
                *shown,
                levels.get(role_id, ""),
                tuple(said.get(role_id, ())),
                by_role.get(role_id, 0.0),
            )
        )
    total = total_bits(model, evidence)
    claim = "" if bits is None else claim_told(model, total, bits)
    if claim:
        weight = getattr(model.claims, claim)
        lines.append(EvidenceLine("claim", "归属", (), (), claim, (words().claims[claim],), weight))
        total += weight
    ordered = tuple(sorted(lines, key=lambda line: (not line.level, -abs(line.bits))))
    if chance is None:
        return LinkExplanation(model.prior, ordered, total)
    share, steps = steps_of(source, model, levels, total, chance)
    return LinkExplanation(model.prior, ordered, total, share, steps)


def _said_once(step: Step, doubt: str) -> str:
    return words().above.format(said=step.said) if step.why and step.why in doubt else step.text


def mark_difference(left: str, right: str) -> tuple[str, str]:
    """Both texts with the runs of characters that differ in 【】."""
    one, other = side_by_side(left, right)
    return marked(one), marked(other)


def _values(role: Role, level: str, left: Sequence[str], right: Sequence[str], hide: bool) -> tuple[Shown, Shown]:
    one, other = nearest(left, right)
    if not one or not other:
        return alone(one, role.kind, hide=hide), alone(other, role.kind, hide=hide)
    shown = side_by_side(one, other, role.kind, hide=hide, strangers=level == _STRANGERS)
    if level not in _SAME:
        return shown
    return tuple(piece._replace(differs=False) for piece in shown[0]), tuple(
        piece._replace(differs=False) for piece in shown[1]
    )


def _renamed(model: Model, left: Sequence[str], right: Sequence[str]) -> list[str]:
    return [
        (words().regrouped if step else words().renamed).format(one=name, other=other, step=step)
        for name, other, step in renamed_between(model.renames, left, right)
    ]


def _in_words(comparison: str, role: Role, level: str, aspect: str) -> str:
    known = words()
    if not aspect:
        return known.levels[role.kind].get(level, level)
    common = known.frequencies if comparison.endswith(FREQUENCY_SUFFIX) else known.rarities
    return common.get(level, level)


__all__ = ["EvidenceLine", "LinkExplanation", "explain_link", "mark_difference", "marked", "plain"]
