"""Rules that find nearly everything wrong in a unit: more often a column of its export than the unit itself.

What is rare in every unit (large customers, charging stations) is looked at in all units together.

Whether a column without values was exported or is empty is never guessed (coverage is stated); what looks like it is
told before lists go out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from census_app.archive.columns import quote_path
from census_app.archive.unit_names import MOST_UNITS_NAMED, named_units
from census_app.foundation.settings_files import settings
from census_app.workspace.engine import scratch_engine
from census_app.workspace.runs.record import COUNTS_FILE

if TYPE_CHECKING:
    from census_app.workspace.runs.record import RunRecord
    from census_app.workspace.workspace import Workspace


class _Limits(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    least_judged: int
    share: float


@dataclass(frozen=True)
class Sweeping:
    """A rule and the units where it found nearly everything wrong: `wrong` of `judged` records in all of them."""

    rule_id: str
    units: tuple[str, ...]
    wrong: int
    judged: int

    def line(self, unit_names: Mapping[str, str]) -> str:
        """The doubt in one Chinese sentence, units by their names."""
        several = f"等 {len(self.units)} 个单位" if len(self.units) > MOST_UNITS_NAMED else ""
        return (
            f"{self.rule_id}　{named_units(self.units, unit_names)}{several}：判得了的 {self.judged:,} 条里有错 "
            f"{self.wrong:,} 条。几乎全错多半是导出的毛病（整列没有值、对错了列）：先核对导出，再发清单；"
            "没有导出的列设为不导入，再导入、校验一次"
        )

    def as_json(self) -> dict[str, object]:
        """Plain JSON values."""
        return {"rule": self.rule_id, "units": list(self.units), "wrong": self.wrong, "judged": self.judged}


def sweeping_rules(workspace: Workspace, record: RunRecord) -> list[Sweeping]:
    """The rules of a run that swept over units, by rule; none when the run's counts are gone."""
    counts = record.file(workspace, COUNTS_FILE)
    if not counts.is_file():
        return []
    limits = _limits()
    with scratch_engine(workspace.cache) as connection:
        found = connection.execute(
            "SELECT rule_id, list(unit ORDER BY unit), CAST(sum(wrong) AS BIGINT), CAST(sum(judged) AS BIGINT) "
            "FROM (SELECT *, sum(judged) OVER one >= $least AND sum(wrong) OVER one >= $share * sum(judged) OVER one "
            f'AS everywhere FROM (SELECT *, wrong + "right" AS judged FROM read_parquet({quote_path(counts)}) '
            "WHERE clause = '') WINDOW one AS (PARTITION BY rule_id)) "
            "WHERE (judged >= $least OR everywhere AND judged > 0) AND wrong >= $share * judged "
            "GROUP BY rule_id ORDER BY rule_id",
            {"least": limits.least_judged, "share": limits.share},
        ).fetchall()
    return [Sweeping(rule, tuple(unit or "" for unit in units), wrong, judged) for rule, units, wrong, judged in found]


def sweeping_lines(workspace: Workspace, record: RunRecord, found: list[Sweeping]) -> list[str]:
    """A sentence per rule; nothing is read where nothing was found."""
    from census_app.workspace.unit_names import unit_names

    names = unit_names(workspace, workspace.catalogue.open(record.snapshot)) if found else {}
    return [one.line(names) for one in found]


def _limits() -> _Limits:
    return settings(_Limits, "checking/sweeping.yaml", "“几乎全错”的门限设置有误")
