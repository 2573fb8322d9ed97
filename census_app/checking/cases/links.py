"""What worked examples say of links, as the rows of a link set: whom they link follows from the case's rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from census_app.archive.columns import quote_name
from census_app.checking.compiling.linked import LinkRows
from census_app.checking.engine import Engine
from census_app.dictionary.model import Dictionary, LinkDerivation, LinkFinds
from census_app.foundation.canonical import record_key
from census_app.matching.decisions import Decision
from census_app.matching.links import COVERED_COLUMNS, LINK_COLUMNS, SELF, CoverVerdict
from census_app.rulebook.cases import ResolvedCase
from census_app.rulebook.model import LinkState

_PAIRS, _COVERED = "case_pairs", "case_covered"
_BITS, _PROBABILITY = "20", "0.999"
_DECISIONS = {
    LinkFinds.LINKED: Decision.AUTO,
    LinkFinds.GROUP: Decision.AUTO,
    LinkFinds.SAME_ADDRESS_OTHER_NAME: Decision.SAME_ADDRESS_OTHER_NAME,
    LinkFinds.SAME_NAME_OTHER_IDENTIFIER: Decision.SAME_NAME_OTHER_IDENTIFIER,
    LinkFinds.OTHER_BRANCH: Decision.OTHER_BRANCH,
}


@dataclass(frozen=True)
class _Told:
    """One relation of one case: its left record's key and the (key, row id) of the rows it leads to."""

    world: int
    linked: LinkDerivation
    state: LinkState
    left: str
    rights: tuple[tuple[str, int], ...]


def case_links(
    engine: Engine,
    dictionary: Dictionary,
    cases: Sequence[ResolvedCase],
    places: Mapping[tuple[int, str], Sequence[int]],
    partition: str,
) -> LinkRows:
    """The links of the cases, each in its world; `places` gives the row ids of a case's rows of a table."""
    told = [
        one
        for world, case in enumerate(cases)
        for table_id, state in case.links
        for one in _told(dictionary, world, case, table_id, state, places)
    ]
    world = {quote_name(partition): "INTEGER"}
    _make(engine, _PAIRS, LINK_COLUMNS | world, [row for one in told for row in _pairs(one)])
    _make(engine, _COVERED, COVERED_COLUMNS | world, _covered(told))
    return LinkRows(_PAIRS, _COVERED)


def _told(
    dictionary: Dictionary,
    world: int,
    case: ResolvedCase,
    table_id: str,
    state: LinkState,
    places: Mapping[tuple[int, str], Sequence[int]],
) -> list[_Told]:
    """The n-th row of the left table leads to the n-th row of the target; where there may be several, the first to all.

    Within a table the first row leads to the others.
    """
    linked = dictionary.tables[table_id].linked
    assert linked is not None
    left = dictionary.tables[linked.table]
    lefts = [row.get(left.key[0]) for row in case.tables.get(left.id, ())]
    target = dictionary.tables[linked.target]
    found = [
        (record_key([str(row.get(name) or "") for name in target.key]), place)
        for row, place in zip(case.tables.get(target.id, ()), places.get((world, target.id), ()), strict=False)
    ]
    if linked.link == SELF:
        lefts, ways = lefts[:1], [tuple(found[1:])]
    elif len(dictionary.tables[table_id].key) > 1:
        lefts, ways = lefts[:1], [tuple(found)]
    else:
        ways = [(one,) for one in found] if state is LinkState.LINKED else [()] * len(lefts)
    return [
        _Told(world, linked, state, record_key([str(key)]), rights)
        for key, rights in zip(lefts, ways, strict=False)
        if key is not None
    ]


def _pairs(told: _Told) -> list[tuple[str, ...]]:
    if told.state is not LinkState.LINKED:
        return []
    head = (told.linked.link, told.linked.table, told.left)
    decision = _DECISIONS[told.linked.finds].value
    return [
        (*head, right, str(row), _BITS, _PROBABILITY, decision, "{}", "", "", str(told.world))
        for right, row in told.rights
    ]


def _covered(told: Sequence[_Told]) -> list[tuple[str, ...]]:
    """One verdict of a record and source: what its link relation says, else that only vetoes were found."""
    verdicts: dict[tuple[int, str, str, str], CoverVerdict] = {}
    for one in told:
        key = (one.world, one.linked.link, one.linked.table, one.left)
        if one.linked.finds in (LinkFinds.LINKED, LinkFinds.GROUP):
            verdicts[key] = CoverVerdict(one.state.value)
        else:
            verdicts.setdefault(key, CoverVerdict.NONE)
    return [
        (source, table, left, verdict.value, str(world)) for (world, source, table, left), verdict in verdicts.items()
    ]


def _make(engine: Engine, name: str, columns: Mapping[str, str], rows: Sequence[tuple[str, ...]]) -> None:
    declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    engine.run(f"CREATE OR REPLACE TEMP TABLE {name} ({declared})")
    if rows:
        casts = ", ".join(f"CAST(unnest(${place + 1}) AS {kind})" for place, kind in enumerate(columns.values()))
        engine.run(f"INSERT INTO {name} SELECT {casts}", [list(column) for column in zip(*rows, strict=True)])
