"""Whether the absence of a row in a table means anything for the units of the accused records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from census_app.archive.columns import quote_text
from census_app.archive.model import Completeness, TableCoverage
from census_app.checking.reasons import Cause, Reason
from census_app.matching.links import CoverVerdict


@dataclass(frozen=True)
class Cover:
    """Coverage of a target table seen from accused records.

    `text` is an SQL boolean without nulls; `units` (when it depends on the record) are the accused units covered.
    `reasons` says why a record is not covered, where that is not simply `NOT_COVERED`: reason → SQL boolean.
    """

    text: str
    always: bool = False
    never: bool = False
    units: tuple[str, ...] = ()
    reasons: tuple[tuple[Reason, str], ...] = ()

    @staticmethod
    def everywhere() -> Cover:
        """Absence is real for every record."""
        return Cover("TRUE", always=True)

    @staticmethod
    def nowhere() -> Cover:
        """Absence never means anything."""
        return Cover("FALSE", never=True)

    @property
    def depends(self) -> bool:
        """Whether it differs from unit to unit, so that it must be put on a unit expression."""
        return not self.always and not self.never and not self.reasons

    def lacks(self, where: str = "") -> list[Cause]:
        """The causes of what is unknown because a record is not covered; `where`: SQL boolean narrowing them."""
        if self.always:
            return []
        if self.reasons:
            return [Cause(reason, _both(where, test)) for reason, test in self.reasons]
        return [
            Cause(Reason.NOT_COVERED, where or None)
            if self.never
            else Cause(Reason.NOT_COVERED, _both(where, f"NOT {self.text}"))
        ]

    def on(self, unit: str) -> Cover:
        """The test on a unit expression."""
        listed = ", ".join(quote_text(unit_code) for unit_code in self.units)
        return Cover(f"coalesce({unit} IN ({listed}), FALSE)", units=self.units)


def compared_cover(verdict: str, *, of_members: bool, vetoes: bool) -> Cover:
    """What finding no linked row means, by the column that says what the record's comparison came to.

    For one linked row only the verdict *none*; for several also *linked*, which tells that they are all there; a veto
    stands whatever became of the other candidates.
    """
    settled = [CoverVerdict.NONE, *([CoverVerdict.LINKED] if of_members else [])]
    text = f"({verdict} IS NOT NULL)" if vetoes else verdict_is(verdict, *settled)
    waiting = () if vetoes else ((Reason.LINK_IN_REVIEW, verdict_is(verdict, CoverVerdict.REVIEW, CoverVerdict.OPEN)),)
    return Cover(text, reasons=((Reason.NOT_LINKED, f"{verdict} IS NULL"), *waiting))


def verdict_is(column: str, *verdicts: CoverVerdict) -> str:
    """SQL boolean without nulls: the comparison came to one of these."""
    return f"coalesce({column} IN ({', '.join(quote_text(one) for one in verdicts)}), FALSE)"


def _both(left: str, right: str) -> str:
    return f"{left} AND {right}" if left else right


def cover_for(coverage: TableCoverage, accused_units: Iterable[str | None], parents: dict[str, str]) -> Cover:
    """The coverage for records of these units; `parents` is the org tree, unit → unit above.

    A table that is complete covers its units and those above and below them, by the tree or by code prefix.
    A partial table covers only the units it states; a stale or absent one covers nobody.
    """
    if coverage.completeness is Completeness.ABSENT or coverage.stale:
        return Cover.nowhere()
    if coverage.units is None:
        return Cover.everywhere() if coverage.completeness is Completeness.COMPLETE else Cover.nowhere()
    wanted = set(accused_units)
    covered = {unit for unit in wanted if unit is not None and _within(unit, coverage.units, parents)}
    if covered and covered == wanted:
        return Cover.everywhere()
    if not covered:
        return Cover.nowhere()
    return Cover("", units=tuple(sorted(covered)))


def _within(unit: str, units: tuple[str, ...], parents: dict[str, str]) -> bool:
    above = _chain(unit, parents)
    return any(
        unit.startswith(known) or known.startswith(unit) or known in above or unit in _chain(known, parents)
        for known in units
    )


def _chain(unit: str, parents: dict[str, str]) -> set[str]:
    seen = {unit}
    while (unit := parents.get(unit, "")) and unit not in seen:
        seen.add(unit)
    return seen
