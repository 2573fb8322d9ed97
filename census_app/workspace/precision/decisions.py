"""Which problems people have decided about, read from the acts in their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from census_app.foundation.database import reading
from census_app.workspace import acts
from census_app.workspace.acts import Act
from census_app.workspace.precision.settings import DecidingAct, Outcome, PrecisionSettings
from census_app.workspace.problems.effects import RESTORED, local_day

if TYPE_CHECKING:
    import duckdb
    from sqlalchemy import Connection

    from census_app.workspace.workspace import Workspace

UNJUDGED = "problem.unjudged"
"""Nobody knows: said of problems, or of a judgement (`undoes` in the payload) that is taken back."""
_DECISION_COLUMNS = "problem_no VARCHAR, outcome VARCHAR, decided_by VARCHAR, decided_on DATE, seq BIGINT"


@dataclass(frozen=True)
class Decision:
    """What one act says of the problems it names."""

    outcome: Outcome
    says: str
    day: str
    seq: int


@dataclass
class Decisions:
    """The last decision per problem number, and per kind of act which problems it ever named."""

    by_problem: dict[str, Decision] = field(default_factory=dict)
    named: dict[str, set[str]] = field(default_factory=dict)


def read_decisions(workspace: Workspace, settings: PrecisionSettings) -> Decisions:
    """The decisions that stand; acts that were undone do not count."""
    wanted = {entry.act for entry in settings.acts} | {kind for entry in settings.states for kind in entry.after}
    with reading(workspace.engine) as connection:
        undone = undone_acts(connection)
        found = acts.iterate(connection, kinds=sorted(wanted))
        return decisions_of((act for act in found if act.seq not in undone), settings)


def undone_acts(connection: Connection, until: int | None = None) -> set[int]:
    """The acts that do not count any more, and those that took them back: what was said before holds again."""
    undone = set()
    for act in acts.iterate(connection, kinds=[RESTORED, UNJUDGED], until=until):
        if "undoes" in act.payload:
            undone |= {int(act.payload["undoes"]), act.seq}
    return undone


def decisions_of(found: Iterable[Act], settings: PrecisionSettings) -> Decisions:
    """The decisions of these acts, in their order."""
    entries: dict[str, list[DecidingAct]] = {}
    for entry in settings.acts:
        entries.setdefault(entry.act, []).append(entry)
    result = Decisions()
    for act in found:
        numbers = act.payload.get("problems", ())
        result.named.setdefault(act.kind, set()).update(numbers)
        deciding = next((one for one in entries.get(act.kind, ()) if _applies(one, act)), None)
        if deciding is None:
            continue
        decision = Decision(deciding.outcome, deciding.says, local_day(act), act.seq)
        for number in numbers:
            before = result.by_problem.get(number)
            if deciding.only_after is None or (before is not None and before.outcome is deciding.only_after):
                result.by_problem[number] = decision
    return result


def load_decisions(connection: duckdb.DuckDBPyConnection, decisions: Decisions, settings: PrecisionSettings) -> None:
    """DuckDB tables `decisions` (one row per problem number an act decided) and `named_by` (kind, problem_no)."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE decisions ({_DECISION_COLUMNS})")
    if decisions.by_problem:
        said = decisions.by_problem.values()
        columns: list[list[object]] = [
            list(decisions.by_problem),
            [one.outcome.value for one in said],
            [one.says for one in said],
            [one.day for one in said],
            [one.seq for one in said],
        ]
        connection.execute(
            "INSERT INTO decisions SELECT unnest($1), unnest($2), unnest($3), CAST(unnest($4) AS DATE), unnest($5)",
            columns,
        )
    connection.execute("CREATE OR REPLACE TEMP TABLE named_by (kind VARCHAR, problem_no VARCHAR)")
    for kind in sorted({kind for entry in settings.states for kind in entry.after}):
        numbers = sorted(decisions.named.get(kind, ()))
        if numbers:
            connection.execute("INSERT INTO named_by SELECT $1, unnest($2)", [kind, numbers])


def _applies(entry: DecidingAct, act: Act) -> bool:
    return all(str(act.payload.get(name, "")).startswith(words) for name, words in entry.when.items())
