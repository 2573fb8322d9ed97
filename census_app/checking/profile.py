"""Which rules cost the most: each judged alone on a sample of its table's rows, with all that it looks at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, Any

from census_app.checking.compiling.frame import Frame
from census_app.checking.engine import Engine, open_engine
from census_app.checking.judge import judge
from census_app.checking.model import EngineLimits
from census_app.checking.requirements import with_required
from census_app.checking.run import readable_files
from census_app.checking.scan import scan_sql
from census_app.checking.surroundings import prepare
from census_app.checking.world import World

if TYPE_CHECKING:
    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary
    from census_app.foundation.jobs import JobContext
    from census_app.matching.links import LinkSet
    from census_app.rulebook.functions.entry import Surroundings
    from census_app.rulebook.resolved import ResolvedPack, ResolvedRule

SAMPLE_ROWS = 20_000
_TIMES = 2


@dataclass(frozen=True)
class RuleTime:
    """Seconds a rule took alone over `rows` of its table's `all_rows`; `share` of what all rules took alone together.

    `error` is what the engine said when the rule raised: then its time says nothing.
    """

    rule: str
    title: str
    table: str
    rows: int
    all_rows: int
    seconds: float
    share: float = 0.0
    error: str = ""

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "rule": self.rule, "title": self.title, "table": self.table, "rows": self.rows, "all_rows": self.all_rows,
            "seconds": round(self.seconds, 4), "share": round(self.share, 4), "error": self.error,
        }  # fmt: skip


def profile_rules(
    snapshot: Snapshot,
    pack: ResolvedPack,
    dictionary: Dictionary,
    as_of: date,
    limits: EngineLimits,
    context: JobContext,
    rules: set[str],
    links: LinkSet | None = None,
    sample: int = SAMPLE_ROWS,
) -> list[RuleTime]:
    """The rules' times, slowest first; nothing is written or counted.

    At most about `sample` rows of a rule's table are judged, spread evenly over it; what they reach is read whole. The
    lesser of two times counts: the first one also reads files that the second finds in memory. In a run the rules of a
    table share their reading, so the times do not add up to it; they say who weighs how much.
    """
    chosen = [rule for rule in with_required(pack.rules, rules) if rule.id in rules]
    found: list[RuleTime] = []
    with open_engine(limits, context, readable_files(snapshot, links)) as engine:
        world = World.of_snapshot(engine, snapshot, dictionary, chosen, links)
        surroundings = prepare(engine, world, as_of, chosen)
        for place, rule in enumerate(chosen):
            context.raise_if_cancelled()
            context.progress(place, len(chosen), f"测 {rule.id} {rule.rule.title.zh}")
            found.append(_timed(engine, world, surroundings, rule, sample))
    whole = sum(one.seconds for one in found) or 1.0
    shared = [RuleTime(**(vars(one) | {"share": one.seconds / whole})) for one in found]
    return sorted(shared, key=lambda one: (-one.seconds, one.rule))


def _timed(engine: Engine, world: World, surroundings: Surroundings, rule: ResolvedRule, sample: int) -> RuleTime:
    import duckdb

    rows = world.plan.source.rows_of(rule.table.id)
    every = max(1, -(-rows // sample))

    def scan() -> None:
        only = f"row_id % {every} = 0" if every > 1 else None
        judgement = judge(Frame(world.plan, rule.table.id, only=only), [rule], surroundings, set())
        engine.run(f"CREATE OR REPLACE TEMP TABLE profiled AS {scan_sql(judgement, {rule.id: 0}, []).sql}")

    seconds, error = 0.0, ""
    try:
        seconds = min(_seconds(scan) for _ in range(_TIMES))
    except duckdb.Error as said:
        error = str(said).splitlines()[0]
    return RuleTime(rule.id, rule.rule.title.zh, rule.table.id, -(-rows // every), rows, seconds, error=error)


def _seconds(work: Callable[[], None]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
