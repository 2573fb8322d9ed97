"""Causes put into words: names of codes, rules, units, examples."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from census_app.archive.unit_names import told_apart
from census_app.workspace.root_causes.concentration import wilson_low
from census_app.workspace.root_causes.factors import CUSTOMER
from census_app.workspace.root_causes.kinds import KINDS
from census_app.workspace.root_causes.model import Cause, CauseRule, CauseUnit

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.root_causes.find import Counted, FoundCause, FoundCauses
    from census_app.workspace.root_causes.identity import CauseIds

ASSIGNED = "assigned_problems"


def name_causes(connection: duckdb.DuckDBPyConnection, found: FoundCauses, ids: CauseIds) -> tuple[Cause, ...]:
    """The causes in words, in their order; table `assigned_problems` (pid, cause: its place) stands in `connection`."""
    _assign(connection, found.causes)
    names = _code_names(connection, found)
    units, examples = _units(connection), _examples(connection, found.scene.settings.examples)
    return tuple(
        _cause(found, one, ids, names[one.kind, one.value], units.get(place, ()), examples.get(place, ()))
        for place, one in enumerate(found.causes)
    )


def _cause(
    found: FoundCauses,
    one: FoundCause,
    ids: CauseIds,
    code_names: tuple[str, ...],
    units: tuple[CauseUnit, ...],
    examples: tuple[str, ...],
) -> Cause:
    settings = found.scene.settings.kinds[one.kind]
    value, name = KINDS[one.kind].told(one.value, code_names)
    words = {"value": value, "name": name}
    customers = all(cell.factor.level == CUSTOMER for cell, _ in one.cells)
    return Cause(
        id=ids.id(one.kind, one.value),
        kind=one.kind,
        kind_name=settings.zh,
        name=settings.name.format(**words).strip(),
        shared=settings.shared.format(**words),
        action=settings.action.format(**words),
        counted="户" if customers else "条",
        problems=one.problems,
        rules=tuple(_rule(found, cell, len(pids)) for cell, pids in one.cells),
        units=units,
        examples=examples,
    )


def _rule(found: FoundCauses, cell: Counted, problems: int) -> CauseRule:
    accusation = found.problems.accusations[cell.accusation]
    low = wilson_low(cell.accused, cell.members, found.scene.settings.confidence)
    elsewhere = cell.expected / cell.members
    return CauseRule(
        rule_id=accusation.rule_id,
        title=accusation.rule_title,
        clauses=accusation.clauses,
        problems=problems,
        accused=cell.accused,
        members=cell.members,
        elsewhere=round(elsewhere, 8),
        lift=round(low / elsewhere, 2),
    )


def _assign(connection: duckdb.DuckDBPyConnection, causes: Iterable[FoundCause]) -> None:
    import numpy
    import pandas

    pids, places = [], []
    for place, one in enumerate(causes):
        for _, mine in one.cells:
            pids.append(mine)
            places.append(numpy.full(len(mine), place, dtype=numpy.int32))
    nothing = numpy.empty(0, dtype=numpy.int32)
    frame = pandas.DataFrame(
        {"pid": numpy.concatenate([nothing, *pids]), "cause": numpy.concatenate([nothing, *places])}
    )
    connection.register("assigned_frame", frame)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {ASSIGNED} AS SELECT pid, cause FROM assigned_frame")
    connection.unregister("assigned_frame")


def _code_names(connection: duckdb.DuckDBPyConnection, found: FoundCauses) -> dict[tuple[str, str], tuple[str, ...]]:
    """(kind, value) → what its code is called in each table that the kind names."""
    named: dict[tuple[str, str], tuple[str, ...]] = {}
    for kind_id in dict.fromkeys(one.kind for one in found.causes):
        kind = KINDS[kind_id]
        codes = {one.value: kind.code(one.value) for one in found.causes if one.kind == kind_id}
        known = [_names_of(connection, found, place, sorted(set(codes.values()))) for place in kind.named]
        for value, code in codes.items():
            named[kind_id, value] = tuple(names.get(code, "") for names in known)
    return named


def _names_of(
    connection: duckdb.DuckDBPyConnection, found: FoundCauses, place: tuple[str, str, str], codes: list[str]
) -> dict[str, str]:
    """The most frequent name of each code in one table."""
    table, key, name = place
    rows = found.scene.snapshot.table_sql(found.scene.dictionary.table(table), [key, name])
    return dict(
        connection.execute(
            f"SELECT {key}, arg_min(named, (-often, named)) FROM (SELECT {key}, {name} AS named, count(*) AS often "
            f"FROM ({rows}) WHERE list_contains($codes, {key}) AND {name} <> '' GROUP BY 1, 2) GROUP BY 1",
            {"codes": codes},
        ).fetchall()
    )


def _units(connection: duckdb.DuckDBPyConnection) -> dict[int, tuple[CauseUnit, ...]]:
    rows = connection.execute(
        f"""
        SELECT a.cause, coalesce(p.unit, ''), coalesce(max(p.unit_name), ''), count(*) AS problems
        FROM {ASSIGNED} a JOIN shared_problems p USING (pid) GROUP BY 1, 2 ORDER BY 1, problems DESC, 2
        """
    ).fetchall()
    names = told_apart({unit: name for _, unit, name, _ in rows if name})
    found: dict[int, list[CauseUnit]] = {}
    for cause, unit, _, problems in rows:
        found.setdefault(cause, []).append(CauseUnit(unit, names.get(unit, ""), problems))
    return {cause: tuple(units) for cause, units in found.items()}


def _examples(connection: duckdb.DuckDBPyConnection, number: int) -> dict[int, tuple[str, ...]]:
    rows = connection.execute(
        f"""
        SELECT cause, list(problem_no ORDER BY pid) FROM (
            SELECT a.cause, a.pid, p.problem_no FROM {ASSIGNED} a JOIN shared_problems p USING (pid)
            QUALIFY row_number() OVER (PARTITION BY a.cause ORDER BY a.pid) <= {number}
        ) GROUP BY cause
        """
    ).fetchall()
    return {cause: tuple(numbers) for cause, numbers in rows}
