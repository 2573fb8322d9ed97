"""While the tables of one comparison are compared, weighed and decided, processes beside this one do the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from census_app.foundation.jobs import JobContext
from census_app.matching.beside import Beside
from census_app.matching.features import Features, TakingApart
from census_app.matching.sources import Source

if TYPE_CHECKING:
    from census_app.matching.comparing_all import Elsewhere
    from census_app.matching.deciding import Thresholds
    from census_app.matching.judging import JudgedPairs
    from census_app.matching.link import LinkResult
    from census_app.matching.renames import Renames
    from census_app.matching.weights.model import Model

_MOST_AT_ONCE = 400_000
"""Records: larger tables are not held beside those before them."""


class Ahead:
    """Comparisons in their order, each with how its tables are taken apart.

    With processes that parse beside this one (`beside`) those begin with the next tables when the ones before are
    taken apart. It changes nothing but the time that takes.
    """

    def __init__(self, steps: Sequence[Callable[[], TakingApart]], beside: bool) -> None:
        self._steps, self._beside = steps, beside
        # what addresses teach is being learned, while this process reads what else it needs
        self._begun = steps[0]() if steps and beside else None

    def parts(self, number: int) -> Features:
        """The parts of a comparison. To be asked for once each, in order."""
        begun, self._begun = self._begun or self._steps[number](), None
        if self._beside and number + 1 < len(self._steps):
            begun.advance()
            self._begun = self._steps[number + 1]()
            self._begun.begin()
            if self._begun.records <= _MOST_AT_ONCE:
                # this process has read more of what these are parsed with than the others, who parse addresses
                self._begun.advance()
        return begun.finish()

    @property
    def begun(self) -> int:
        """How many records the tables have with which others have begun; 0 without."""
        return self._begun.records if self._begun is not None else 0


@dataclass(frozen=True)
class Comparing:
    """What `link_parts` is told of a comparison besides its tables."""

    source: Source
    model: Model
    thresholds: Thresholds | None = None
    learn_from_anchors: bool = True
    judged: JudgedPairs | None = None

    def linked(
        self,
        parts: Callable[[], Features],
        job: JobContext | None = None,
        meanwhile: Callable[[Renames], None] | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> LinkResult:
        """`link_parts` of these."""
        from census_app.matching.link import link_parts

        return link_parts(
            parts,
            self.source,
            model=self.model,
            thresholds=self.thresholds,
            learn_from_anchors=self.learn_from_anchors,
            judged=self.judged,
            job=job,
            meanwhile=meanwhile,
            elsewhere=elsewhere,
        )


class Linking:
    """Comparisons in their order linked: every other one by a process `beside`, where there are any and its tables are
    not too large. It changes nothing but the time that takes.

    `comparing` tells of a comparison's number, and of the places known to have two names by then, what is compared how.
    """

    def __init__(
        self, ahead: Ahead, comparing: Callable[[int, Renames], Comparing], beside: Beside | None, job: JobContext
    ) -> None:
        self._ahead, self._comparing, self._beside, self._job = ahead, comparing, beside, job
        self._handed: Callable[[], LinkResult] | None = None

    def result(self, number: int, renames: Renames) -> LinkResult:
        """The links of a comparison. To be asked for once each, in order, with the `renames` of those before."""
        from census_app.matching.renames import with_renames

        handed, self._handed = self._handed, None
        if handed is not None:
            return handed()
        return self._comparing(number, renames).linked(
            partial(self._ahead.parts, number),
            self._job,
            lambda found: self._hand_over(number + 1, with_renames(renames, found)),
            self._beside.elsewhere if self._beside is not None else None,
        )

    def _hand_over(self, number: int, renames: Renames) -> None:
        """The next comparison is being linked elsewhere."""
        if self._beside is None or not 0 < self._ahead.begun <= _MOST_AT_ONCE:
            return
        features = self._ahead.parts(number)
        left, right = features.left_keys, features.right_keys
        # nobody else needs to know who they are
        nameless = replace(features, left_keys=[""] * len(left), right_keys=[""] * len(right))
        linked = self._beside.elsewhere(partial(_linked, self._comparing(number, renames), nameless))
        self._handed = lambda: replace(linked(), left_keys=left, right_keys=right)


def _linked(comparing: Comparing, features: Features) -> LinkResult:
    return comparing.linked(lambda: features)
