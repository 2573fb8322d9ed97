"""Cells whose original was left out: do they agree with the archive as often as cells that show it are said to?"""

from __future__ import annotations

from collections.abc import Iterator

from census_app.survey.answers import Answer
from census_app.survey.quality.chance import at_least_of_both, words
from census_app.survey.quality.model import Evidence, Facts, Observation, Visit, evidence_of
from census_app.survey.words import AnswerOutcome
from census_app.workspace.precision.interval import share_of

SIGN = "blind_cells"


def observe(facts: Facts) -> Iterator[Observation]:
    """One observation per surveyor with blind cells that can be compared. Whoever looks finds as many differences with
    the original as without; whoever copies finds them only where there was nothing to copy."""
    settings, asked = facts.settings, facts.settings.signs.blind_cells
    for surveyor, made in sorted(facts.by_surveyor.items()):
        blind = [(visit, answer) for visit in made for answer in visit.answers if _key(answer) in facts.agrees]
        if not blind:
            continue
        evidence = [_evidence(visit, answer) for visit, answer in blind if not facts.agrees[_key(answer)]]
        shown = [answer for visit in made for answer in visit.answers if _is_shown(answer)]
        differing = sum(answer.outcome is AnswerOutcome.DIFFERENT for answer in shown)
        probability = at_least_of_both(len(evidence), len(blind), differing, len(shown))
        share = share_of(len(evidence), len(blind), settings.confidence)
        said = (
            f"没给原值的 {len(blind)} 格里 {len(evidence)} 格与档案不同（区间 {share.low:.0%}–{share.high:.0%}）；"
            f"给了原值的 {len(shown)} 格里 {differing} 格说“不一致”。"
            f"若两种格一样，差这么多的可能性 {words(probability)}"
        )
        look = len(blind) >= asked.fewest_cells and probability < asked.probability
        yield Observation(
            SIGN, surveyor, len(evidence), len(blind), look, said, str(share.low), str(share.high), tuple(evidence)
        )


def _key(answer: Answer) -> tuple[int, int]:
    return answer.act, answer.position


def _is_shown(answer: Answer) -> bool:
    return not answer.blind and answer.outcome in (AnswerOutcome.CONSISTENT, AnswerOutcome.DIFFERENT)


def _evidence(visit: Visit, answer: Answer) -> Evidence:
    return evidence_of(visit, f"{answer.item or answer.field}：没给原值，抄录的与档案不同")
