"""The tables of the next comparison are being parsed while those of this one are compared, weighed and decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from census_app.matching.features import Features, TakingApart


class Ahead:
    """Comparisons in their order, each with how its tables are taken apart.

    With processes that parse beside this one (`beside`) those begin with the next tables when the ones before are
    taken apart. It changes nothing but the time that takes.
    """

    def __init__(self, steps: Sequence[Callable[[], TakingApart]], beside: bool) -> None:
        self._steps, self._beside = steps, beside
        self._begun: TakingApart | None = None

    def parts(self, number: int) -> Features:
        """The parts of a comparison. To be asked for once each, in order."""
        begun, self._begun = self._begun or self._steps[number](), None
        found = begun.finish()
        if self._beside and number + 1 < len(self._steps):
            self._begun = self._steps[number + 1]()
            self._begun.begin()
        return found
