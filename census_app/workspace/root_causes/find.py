"""From open problems to a small set of causes: compare every shared value, keep what is more than chance, cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext
from census_app.workspace.root_causes.accusations import OpenProblems, load_open_problems
from census_app.workspace.root_causes.concentration import compare, concentrated, create_cells, load_judged
from census_app.workspace.root_causes.cover import Candidate, Cell, Chosen, Cover
from census_app.workspace.root_causes.factors import Factor, Scene
from census_app.workspace.root_causes.kinds import KINDS
from census_app.workspace.root_causes.levels import Level, load_level

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary
    from census_app.workspace.root_causes.settings import CauseSettings

    Indexes = NDArray[Any]


@dataclass(frozen=True)
class Counted:
    """One cell as counted: problems of an accusation whose records share `value` of `factor`."""

    factor: Factor
    value: str
    accusation: int
    accused: int
    members: int
    expected: float


@dataclass(frozen=True)
class FoundCause:
    """A cause before it is named: its cells with the problems (pid) that are its own."""

    kind: str
    value: str
    cells: tuple[tuple[Counted, Indexes], ...]

    @property
    def problems(self) -> int:
        """How many problems it explains."""
        return sum(len(pids) for _, pids in self.cells)


@dataclass(frozen=True)
class FoundCauses:
    """The causes, the largest first, over the problems in table `shared_problems`."""

    scene: Scene
    problems: OpenProblems
    comparisons: int
    causes: tuple[FoundCause, ...]


def find_causes(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    run: str,
    counts: Path,
    snapshot: Snapshot,
    dictionary: Dictionary,
    settings: CauseSettings,
    context: JobContext,
) -> FoundCauses:
    """Causes of the outstanding problems in table `source` that `run` found in `snapshot`.

    Deterministic: the same problems, snapshot and settings give the same causes whatever order rows stand in.
    Leaves the table `shared_problems` in `connection`.
    """
    unknown = [kind for kind in settings.kinds if kind not in KINDS]
    if unknown:
        raise BadInput(f"共因参数里有不认识的种类：{'、'.join(unknown)}", f"可用的种类：{'、'.join(KINDS)}")
    problems = load_open_problems(connection, source, run, dictionary, counts)
    tables = frozenset(table for table in problems.tables() if table in dictionary.tables)
    known = tuple(one for one in problems.accusations if one.table in tables)
    scene = Scene(snapshot, dictionary, settings, known, tables)
    factors = [factor for kind in settings.kinds for factor in KINDS[kind].factors(scene) if factor.accusations]
    load_judged(connection, known)
    levels, comparisons = _compare_all(connection, scene, factors, context)
    passing = _passing(connection, factors, comparisons, settings)
    context.progress(0, 0, "归并共因")
    candidates, cells = _candidates(connection, levels, factors, passing, comparisons, settings)
    chosen = Cover(candidates, problems.count, settings.cause_cost, settings.exception_cost).choose()
    context.raise_if_cancelled()
    found = [_found(one, candidates, cells) for one in chosen]
    order = list(settings.kinds)
    found.sort(key=lambda one: (-one.problems, order.index(one.kind), one.value))
    return FoundCauses(scene, problems, comparisons, tuple(found))


def _compare_all(
    connection: duckdb.DuckDBPyConnection, scene: Scene, factors: Sequence[Factor], context: JobContext
) -> tuple[list[Level], int]:
    create_cells(connection)
    levels, comparisons = [], 0
    tables = sorted({factor.level for factor in factors})
    for place, table in enumerate(tables):
        context.raise_if_cancelled()
        context.progress(place, len(tables), f"比较共同点：{scene.dictionary.table(table).rule_name}")
        mine = [factor for factor in factors if factor.level == table]
        level = load_level(connection, scene, table, mine, context)
        levels.append(level)
        for column, factor in enumerate(mine):
            least = scene.settings.kinds[factor.kind].least
            comparisons += compare(connection, level, column, factors.index(factor), least)
    return levels, comparisons


def _passing(
    connection: duckdb.DuckDBPyConnection, factors: Sequence[Factor], comparisons: int, settings: CauseSettings
) -> list[Counted]:
    """The cells that are more than chance; table `passing` numbers them as the list does."""
    rows = connection.execute(
        "SELECT rowid, factor, value, accusation, accused, members, expected FROM cells "
        "ORDER BY factor, value, accusation"
    ).fetchall()
    kept = []
    for row in rows:
        accused, members, expected = row[4:]
        kind = settings.kinds[factors[row[1]].kind]
        if concentrated(accused, members, expected, comparisons, kind, settings):
            kept.append(row)
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE passing AS
        SELECT (place - 1)::INTEGER AS cell, factor, value, accusation
        FROM (SELECT unnest($rows::BIGINT[]) AS id, generate_subscripts($rows::BIGINT[], 1) AS place)
        JOIN cells ON cells.rowid = id
        """,
        {"rows": [row[0] for row in kept]},
    )
    return [Counted(factors[number], *rest) for _, number, *rest in kept]


def _candidates(
    connection: duckdb.DuckDBPyConnection,
    levels: Sequence[Level],
    factors: Sequence[Factor],
    passing: list[Counted],
    comparisons: int,
    settings: CauseSettings,
) -> tuple[list[Candidate], list[Counted]]:
    """Candidates by kind and value; their cells are numbered by their place in the list that comes along."""
    order = list(settings.kinds)
    grouped: dict[tuple[int, str], dict[int, Cell]] = {}
    for number, pids in _problems_of(connection, levels, factors, passing):
        one = passing[number]
        counts = partial(_counts, one, comparisons, settings)
        cells = grouped.setdefault((order.index(one.factor.kind), one.value), {})
        known = cells.get(one.accusation)
        if known is None or len(known.problems) < len(pids):  # one number as mobile and as billing phone
            cells[one.accusation] = Cell(number, pids, one.accused, one.members, counts)
    return [Candidate(key, tuple(cells.values())) for key, cells in sorted(grouped.items())], passing


def _counts(one: Counted, comparisons: int, settings: CauseSettings, accused: float, members: float) -> bool:
    expected = one.expected * members / one.members
    return concentrated(accused, members, expected, comparisons, settings.kinds[one.factor.kind], settings)


def _problems_of(
    connection: duckdb.DuckDBPyConnection, levels: Sequence[Level], factors: Sequence[Factor], passing: list[Counted]
) -> list[tuple[int, Indexes]]:
    """The problems (pid, ascending) of each passing cell, by its number."""
    import numpy

    if not passing:
        return []
    used = {factors.index(one.factor) for one in passing}
    selects = [
        f"SELECT p.cell, a.pid FROM {level.at} a JOIN {level.rows} r USING (member) JOIN passing p "
        f"ON p.factor = {factors.index(factor)} AND p.value = r.f{column} AND p.accusation = a.accusation"
        for level in levels
        for column, factor in enumerate(level.factors)
        if factors.index(factor) in used
    ]
    found = connection.execute(f"SELECT cell, pid FROM ({' UNION ALL '.join(selects)}) ORDER BY cell, pid").fetchnumpy()
    cells, pids = numpy.asarray(found["cell"]), numpy.asarray(found["pid"])
    numbers, starts = numpy.unique(cells, return_index=True)
    return list(zip(numbers.tolist(), numpy.split(pids, starts[1:]), strict=True))


def _found(one: Chosen, candidates: Sequence[Candidate], cells: Sequence[Counted]) -> FoundCause:
    counted = [(cells[number], pids) for number, pids in one.problems.items()]
    counted.sort(key=lambda pair: (-len(pair[1]), pair[0].accusation))
    kind = counted[0][0].factor.kind
    return FoundCause(kind, candidates[one.candidate].order[1], tuple(counted))
