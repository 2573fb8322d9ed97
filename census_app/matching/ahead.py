"""While the tables of one comparison are compared, weighed and decided, processes beside this one do the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from census_app.foundation.garbage import collection_paused
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
"""Records: larger tables are held by one process alone, and by none beside those before them."""


class Ahead:
    """Comparisons in their order, each with how its tables are taken apart.

    With processes that parse beside this one (`beside`) those begin with the next tables when the ones before are
    taken apart. It changes nothing but the time that takes.
    """

    def __init__(self, steps: Sequence[Callable[[], TakingApart]], beside: bool) -> None:
        self._steps, self._beside = steps, beside
        # what addresses teach is being learned, while this process reads what else it needs
        self._begun = steps[0]() if steps and beside else None

    def __len__(self) -> int:
        """How many comparisons there are."""
        return len(self._steps)

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
                # there are names to parse while others are at addresses
                begun.advance()
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
        elsewhere: Elsewhere | None = None,
        renamed: Renames | None = None,
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
            elsewhere=elsewhere,
            renamed=renamed,
        )


class Linking:
    """Comparisons in their order linked: of each two the one of fewer records by a process `beside`, where there is one
    and the tables are not too large. It changes nothing but the time that takes.

    `comparing` tells of a comparison's number, and of the places known to have two names by then, what is compared how.
    """

    def __init__(
        self, ahead: Ahead, comparing: Callable[[int, Renames], Comparing], beside: Beside | None, job: JobContext
    ) -> None:
        self._ahead, self._comparing, self._beside, self._job = ahead, comparing, beside, job
        self._begun: list[Callable[[], LinkResult]] = []

    def result(self, number: int, renames: Renames) -> LinkResult:
        """The links of a comparison. To be asked for once each, in order, with the `renames` of those before."""
        if not self._begun:
            self._begin(number, renames)
        found = self._begun.pop(0)()
        if self._beside is not None and number + 1 == len(self._ahead):
            self._beside.dismiss()
        return found

    @collection_paused()
    def _begin(self, number: int, renames: Renames) -> None:
        """The comparison is linked, or being linked elsewhere, and the next one the other."""
        # read while others learn: nobody waits for it then
        import census_app.matching.link  # noqa: F401
        from census_app.matching.renames import learn_renames, with_renames

        # held but here, until they are compared
        comparing = self._comparing(number, renames)
        parts = [self._ahead.parts(number)]
        if self._beside is None or not 0 < self._ahead.begun <= _MOST_AT_ONCE:
            self._begun.append(self._here(comparing, parts))
            return
        learned = learn_renames(parts[0], comparing.source)
        shown = with_renames(comparing.model.renames, learned)
        following = self._comparing(number + 1, with_renames(renames, shown))
        parts.append(self._ahead.parts(number + 1))
        if _records(parts[0]) < _records(parts[1]):
            fewer = self._elsewhere(self._beside, comparing, parts.pop(0))
            self._begun += [fewer, self._here(following, parts)]
        else:
            fewer = self._elsewhere(self._beside, following, parts.pop())
            self._begun += [self._here(comparing, parts, learned), fewer]

    def _here(
        self, comparing: Comparing, parts: list[Features], renamed: Renames | None = None
    ) -> Callable[[], LinkResult]:
        """The links of the one there is, which is let go on the way; `renamed` as of `link_parts`."""
        helper = self._beside if _records(parts[0]) <= _MOST_AT_ONCE else None
        result = comparing.linked(parts.pop, self._job, helper.elsewhere if helper is not None else None, renamed)
        return lambda: result

    def _elsewhere(self, beside: Beside, comparing: Comparing, features: Features) -> Callable[[], LinkResult]:
        left, right = features.left_keys, features.right_keys
        # nobody else needs to know who they are
        nameless = replace(features, left_keys=[""] * len(left), right_keys=[""] * len(right))
        linked = beside.elsewhere(partial(_linked, comparing), nameless)
        return lambda: replace(linked(), left_keys=left, right_keys=right)


def _records(features: Features) -> int:
    return len(features.left_keys) + len(features.right_keys)


def _linked(comparing: Comparing, features: Features) -> LinkResult:
    return comparing.linked(lambda: features)
