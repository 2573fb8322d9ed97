"""What every report is made from: the steps up to a day, their counts and qualities, the units, the rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from census_app.foundation.weeks import weeks_between
from census_app.reporting.quality import Quality, quality_of, total_quality
from census_app.reporting.reports.counts import NO_COUNTS, Counts, CountTable
from census_app.reporting.reports.ledger import Ledger
from census_app.reporting.reports.settings import report_settings
from census_app.reporting.reports.steps import Step, load_cells, steps_until
from census_app.reporting.reports.tree import UnitTree, load_nodes, unit_tree
from census_app.reporting.units import OrganisationTree
from census_app.reporting.weekly.texts import weekly_texts
from census_app.workspace.engine import scratch_engine
from census_app.workspace.runs.rule_facts import RULES_FILE, RuleFacts, read_rule_facts

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.runs.record import RunRecord
    from census_app.workspace.workspace import Workspace

ORG_UNITS = "org_unit"


@dataclass
class Ground:
    """An open engine with tables `cells`, `unit_nodes`, `rule_names`; `steps` are oldest first, the last is the one
    the report speaks of; `quality` is (unit, measure) → quality of each step."""

    workspace: Workspace
    connection: duckdb.DuckDBPyConnection
    steps: list[Step]
    counts: CountTable
    quality: list[dict[tuple[str, str], Quality]]
    organisation: OrganisationTree
    units: UnitTree
    facts: dict[str, RuleFacts]
    county: str
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def step(self) -> Step:
        """The step the report speaks of."""
        return self.steps[-1]

    @property
    def last(self) -> int:
        """Its place."""
        return len(self.steps) - 1

    def places(self, first: date, last: date) -> range:
        """The places of the steps whose data lie in these days, ends included; they stand together."""
        inside = [place for place, step in enumerate(self.steps) if first <= step.run.data_date <= last]
        return range(inside[0], inside[-1] + 1) if inside else range(0)

    def named(self, places: range) -> list[list[str]]:
        """How the meaning of a number names these steps."""
        return [self.steps[place].named for place in places]

    def total(self, places: range) -> Counts:
        """Counts of everything over these steps."""
        return self.counts.over(places).get((), NO_COUNTS)

    def quality_at(self, place: int, measure: str, units: list[str] | None = None) -> Quality:
        """Quality of a step, of these units or of all; empty when the run did not keep it."""
        return total_quality(self.quality[place], measure, units) if place >= 0 else Quality()

    @cached_property
    def by_week(self) -> dict[str, int]:
        """ISO week → place of its step."""
        return {step.week: place for place, step in enumerate(self.steps)}

    def skipped(self, week: str) -> bool:
        """Whether the ISO week, once checks had begun, had no official run."""
        return week > self.steps[0].week and week not in self.by_week

    def net_changes(self) -> list[tuple[int, int]]:
        """How the backlog changed in each step but the first, and over how many weeks."""
        counted = self.counts.by_step()
        closing = [counted.get((place,), NO_COUNTS)["closing"] for place in range(len(self.steps))]
        return [
            (closing[place] - closing[place - 1], weeks_between(self.steps[place - 1].week, self.steps[place].week))
            for place in range(1, len(self.steps))
        ]


@contextmanager
def ground_at(workspace: Workspace, day: date, context: JobContext, weeks: int | None = None) -> Iterator[Ground]:
    """The ground of a report about `day`; it looks back over `weeks` steps (default: as the settings say)."""
    settings = report_settings()
    wanted = max(weeks or settings.trend_weeks, settings.forecast.window_weeks + 1)
    everything = steps_until(workspace, day)
    steps = everything[-wanted:]
    snapshot = _snapshot(workspace, steps[-1].run)
    with scratch_engine(workspace.cache, context) as connection:
        context.progress(0, 0, "数各周的问题")
        load_cells(connection, workspace, steps)
        organisation = OrganisationTree.of(connection, snapshot, workspace.dictionary)
        quality = [quality_of(connection, workspace, step.run) for step in steps]
        units = {row[0] for row in connection.execute("SELECT DISTINCT unit FROM cells").fetchall()}
        units |= {unit for unit, _ in quality[-1]}
        level = weekly_texts().level
        organisation = organisation.telling_apart(units, level)
        load_nodes(connection, organisation, units, level)
        facts = {fact.rule_id: fact for fact in read_rule_facts(steps[-1].run.file(workspace, RULES_FILE))}
        _load_rules(connection, facts)
        yield Ground(
            workspace,
            connection,
            steps,
            CountTable(connection, len(steps)),
            quality,
            organisation,
            unit_tree(organisation, units, level),
            facts,
            organisation.county_name(sorted(units)) or "本县",
        )


def _snapshot(workspace: Workspace, run: RunRecord) -> Snapshot:
    """The run's snapshot; the newest one when the units of the run's were cleared away since."""
    snapshot = workspace.catalogue.open(run.snapshot)
    parts = snapshot.table_parts(ORG_UNITS)
    if all(snapshot.part_file(part.part).is_file() for part in parts):
        return snapshot
    return workspace.catalogue.open()


def _load_rules(connection: duckdb.DuckDBPyConnection, facts: dict[str, RuleFacts]) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE rule_names (rule_id VARCHAR, category VARCHAR)")
    if facts:
        connection.execute(
            "INSERT INTO rule_names SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[])",
            [list(facts), [fact.category for fact in facts.values()]],
        )
