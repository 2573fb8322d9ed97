"""The week a value went wrong: between which two data dates the accused values last became what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from census_app.dictionary.names import Names
from census_app.foundation.weeks import week_of
from census_app.workspace.customers.records import RecordReader
from census_app.workspace.customers.told import MOST_SNAPSHOTS
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.accused_fields import accused_fields
from census_app.workspace.tuning.past_snapshots import Moment, past_moments

if TYPE_CHECKING:
    from census_app.workspace.customers.model import Record
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class ValueSince:
    """An accused value of the record itself, personal ones masked. It became `value` between the data of `before` and
    of `day` (ISO dates); `before` is empty, and `old` means nothing, where it has been so as far back as can be read.
    `appeared`: the record itself came at `day`. `week` is the ISO week of `day`."""

    name: str
    value: str
    old: str
    before: str
    day: str
    week: str
    appeared: bool = False


@dataclass(frozen=True)
class WrongSince:
    """`values` in the order the problem accuses them; `run` found the problem first, in the data of `found`; `reached`
    is the oldest data date that could be read."""

    values: tuple[ValueSince, ...]
    run: str
    found: str
    reached: str


def wrong_since(workspace: Workspace, problem: Mapping[str, Any]) -> WrongSince:
    """What the newest snapshots that can still be read tell of a problem (a record of `problems.model.COLUMNS`).

    Accused values of other records are left out; without any readable snapshot there are no values.
    """
    table, key = str(problem["table"]), str(problem["record_key"])
    accused = accused_fields(Names(workspace.dictionary), table, str(problem["accused"] or "[]"))
    names = [field for where, field in accused if where == table]
    moments = past_moments(workspace)[0][-MOST_SNAPSHOTS:]
    with scratch_engine(workspace.cache) as connection:
        past = []
        for moment in moments if names else []:
            snapshot = workspace.catalogue.open(moment.snapshot)
            plain = RecordReader(connection, snapshot, workspace.dictionary, clear=True).of_record(table, key)
            shown = RecordReader(connection, snapshot, workspace.dictionary, clear=False).of_record(table, key)
            past.append((moment, plain, shown))
    values = [one for name in names if (one := _since(name, past)) is not None]
    reached = moments[0].data_date.isoformat() if moments else ""
    return WrongSince(tuple(values), str(problem["first_run"] or ""), str(problem["first_date"] or ""), reached)


def _since(name: str, past: list[tuple[Moment, Record | None, Record | None]]) -> ValueSince | None:
    """The last change of a field; None where the newest data do not have it."""
    if not past or past[-1][1] is None or past[-1][2] is None:
        return None
    now, value = _text(past[-1][1], name), _text(past[-1][2], name)
    cell = next((cell for cell in past[-1][2].cells if cell.field == name), None)
    if cell is None or cell.state == "not_imported":
        return None
    first = past[-1][0]
    for moment, plain, shown in reversed(past[:-1]):
        if plain is None or shown is None or _text(plain, name) != now:
            day = first.data_date
            old = "" if shown is None else _text(shown, name)
            before = moment.data_date.isoformat()
            return ValueSince(cell.name, value, old, before, day.isoformat(), week_of(day), appeared=plain is None)
        first = moment
    return ValueSince(cell.name, value, "", "", first.data_date.isoformat(), week_of(first.data_date))


def _text(record: Record, name: str) -> str:
    return next((cell.value for cell in record.cells if cell.field == name), "")


def last_seen(workspace: Workspace, table: str, key: str) -> str:
    """The newest data date at which the record was there (ISO); "" when no snapshot that can be read has it."""
    with scratch_engine(workspace.cache) as connection:
        for moment in reversed(past_moments(workspace)[0]):
            snapshot = workspace.catalogue.open(moment.snapshot)
            if RecordReader(connection, snapshot, workspace.dictionary, clear=False).of_record(table, key) is not None:
                return moment.data_date.isoformat()
    return ""
