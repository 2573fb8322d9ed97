"""How a weight becomes a share, in the language in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.desktop.core_words import worded
from census_app.desktop.language import say

if TYPE_CHECKING:
    from census_app.matching.explaining import LinkExplanation
    from census_app.matching.reckoning import Step


def step_words(step: Step) -> str:
    """What a step does, and why."""
    if not step.why:
        return worded(step.said)
    return say("match.because", what=worded(step.said), why=worded(step.why))


def reckoned_words(found: LinkExplanation, share: str) -> str:
    """The steps from the sum to the share, a line each, the share last; that alone where sum and share agree."""
    steps = [say("match.step", name=worded(one.name), what=step_words(one)) for one in found.steps]
    return "\n".join([*steps, worded(share)])
