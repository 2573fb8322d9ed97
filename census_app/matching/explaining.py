"""Why two records were taken for one, or not: one line per comparison, adding up to the bits that decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from census_app.matching.comparing import FREQUENCY_SUFFIX, Comparison
from census_app.matching.sources import Source
from census_app.matching.weights.model import Model
from census_app.matching.words import words

_SAME = "equal"
_ASPECT = FREQUENCY_SUFFIX[0]


@dataclass(frozen=True)
class EvidenceLine:
    """One comparison: both values (differing characters in `marked` brackets), the level in words, its bits."""

    role: str
    left: str
    right: str
    level: str
    bits: float


@dataclass(frozen=True)
class LinkExplanation:
    """`total` = `prior` + the bits of all lines, as the link was weighed."""

    prior: float
    lines: tuple[EvidenceLine, ...]
    total: float

    def text(self, title: str, decision: str) -> list[str]:
        """Lines for a person: strongest evidence first, the sum last."""
        body = [
            f"  {line.bits:+6.1f}  {line.role}：{line.level}"
            + (f"    {line.left}  |  {line.right}" if line.left or line.right else "")
            for line in self.lines
        ]
        return [
            title,
            *body,
            f"  {self.prior:+6.1f}  起点（没有任何证据时）",
            f"  {self.total:+6.1f}  合计 → {decision}",
        ]


def explain_link(
    source: Source,
    model: Model,
    levels: Mapping[str, str],
    left: Mapping[str, Sequence[str]],
    right: Mapping[str, Sequence[str]],
) -> LinkExplanation:
    """The evidence of one pair from its stored levels; `left` and `right` give each role's texts."""
    said = words()
    lines = []
    for comparison, level in levels.items():
        role_id, _, aspect = comparison.partition(_ASPECT)
        role = source.roles[role_id]
        kind = role.kind + comparison.removeprefix(role_id)
        bits = model.of(Comparison(comparison, (), kind)).get(level, 0.0)
        name = role.zh or role_id
        if aspect:
            common = said.frequencies if comparison.endswith(FREQUENCY_SUFFIX) else said.rarities
            lines.append(EvidenceLine(f"{name}（多少见）", "", "", common[level], bits))
            continue
        one, other = _nearest(left.get(role_id, ()), right.get(role_id, ()))
        marked = (one, other) if level == _SAME else mark_difference(one, other)
        lines.append(EvidenceLine(name, *marked, said.levels[role.kind][level], bits))
    ordered = tuple(sorted(lines, key=lambda line: -abs(line.bits)))
    return LinkExplanation(model.prior, ordered, model.prior + sum(line.bits for line in lines))


def mark_difference(left: str, right: str) -> tuple[str, str]:
    """Both texts with the runs of characters that differ in 【】."""
    from rapidfuzz.distance import Indel

    marked_left, marked_right = "", ""
    for step in Indel.opcodes(left, right):
        one, other = left[step.src_start : step.src_end], right[step.dest_start : step.dest_end]
        same = step.tag == "equal"
        marked_left += one if same or not one else f"【{one}】"
        marked_right += other if same or not other else f"【{other}】"
    return marked_left.replace("】【", ""), marked_right.replace("】【", "")


def _nearest(left: Sequence[str], right: Sequence[str]) -> tuple[str, str]:
    """Of several values on a side, the two that resemble each other most."""
    from rapidfuzz.distance import Indel

    pairs = [(one, other) for one in left or ("",) for other in right or ("",)]
    return max(pairs, key=lambda pair: (Indel.normalized_similarity(*pair), pair))
