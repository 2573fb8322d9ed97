"""The problems as they stand now, loaded once for all files of a take; what the take itself moves is remembered."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from census_app.dictionary.model import PersonalData
from census_app.dictionary.names import Names
from census_app.workspace.problems.accused_fields import accused_fields
from census_app.workspace.problems.life import load_current
from census_app.workspace.problems.model import State

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

_TABLE = "current_problems"


@dataclass(frozen=True, slots=True)
class KnownProblem:
    """A problem now. `table`, `record_key` and `accused` (as the rule writes it) name the value that is to be changed,
    `value_table` and `field` (ids) the dictionary's field it belongs to, "" when the dictionary has none. `value` is
    the accused value as shown (masked), None when unknown. `moved_from` is the number it went by before.
    `names_record`: the accused field is the record's own key, as where a contract or a meter is missing: it has no
    better value to give."""

    problem_no: str
    state: State
    unit: str
    unit_name: str
    customer: str
    table: str
    record_key: str
    accused: str
    value_table: str
    field: str
    personal: bool
    value: str | None
    moved_from: str = ""
    names_record: bool = False

    @property
    def answer_field(self) -> str:
        """How an answer names the field: by id in the problem's own table, by its path in another's."""
        return self.field if self.value_table == self.table else self.accused


class KnownProblems:
    """Asked by number; DuckDB holds all problems, so that any number of files cost one loading."""

    def __init__(self, workspace: Workspace, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._dictionary = workspace.dictionary
        self._names = Names(workspace.dictionary)
        self._moved: dict[str, State] = {}
        self._fetched: dict[str, KnownProblem] = {}
        self._asked: set[str] = set()
        self._fields: dict[tuple[str, str], tuple[str, str, str, bool, bool]] = {}
        load_current(connection, workspace, _TABLE)

    def prefetch(self, numbers: Collection[str]) -> None:
        """The next questions are about these: many at once cost hardly more than a few."""
        self._fetched = self._query(numbers)
        self._asked = set(numbers)

    def of(self, numbers: Sequence[str]) -> dict[str, KnownProblem]:
        """Number → problem; a problem that was merged into another is that other one."""
        strange = [number for number in numbers if number not in self._asked]
        found = {number: self._fetched[number] for number in numbers if number in self._fetched}
        found |= self._query(strange) if strange else {}
        return {number: self._now(one) for number, one in found.items()}

    def _now(self, one: KnownProblem) -> KnownProblem:
        state = self._moved.get(one.problem_no)
        return one if state is None else replace(one, state=state)

    def _query(self, numbers: Collection[str]) -> dict[str, KnownProblem]:
        rows = self._connection.execute(
            f"""
            SELECT a.problem_no AS asked, p.problem_no, p.state, coalesce(p.unit, ''), coalesce(p.unit_name, ''),
                coalesce(p.customer, ''), p."table", p.record_key,
                coalesce(p.accused, '[]'), coalesce(p."values", '{{}}')
            FROM (SELECT unnest($numbers::VARCHAR[]) AS problem_no) n JOIN {_TABLE} a ON a.problem_no = n.problem_no
            JOIN {_TABLE} p ON p.problem_no = coalesce(a.merged_into, a.problem_no)
            """,
            {"numbers": list(numbers)},
        ).fetchall()
        return {row[0]: self._problem(*row) for row in rows}

    def move(self, numbers: Iterable[str], to: State) -> None:
        """These problems stand so from now on."""
        for number in numbers:
            self._moved[number] = to

    def _problem(
        self, asked: str, number: str, state: str, unit: str, unit_name: str, customer: str, table: str, key: str,
        accused: str, values: str,
    ) -> KnownProblem:  # fmt: skip
        value_table, field, first, personal, names_record = self._field(table, accused)
        shown = json.loads(values).get(first) if first else None
        return KnownProblem(
            problem_no=number,
            state=State(state),
            unit=unit,
            unit_name=unit_name,
            customer=customer,
            table=table,
            record_key=key,
            accused=first,
            value_table=value_table,
            field=field,
            personal=personal,
            value=None if shown is None else str(shown),
            moved_from=asked if asked != number else "",
            names_record=names_record,
        )

    def _field(self, table: str, accused: str) -> tuple[str, str, str, bool, bool]:
        """Table and id of the first accused field, its name as written, whether it is personal, and whether
        it is the key of the accused record."""
        known = self._fields.get((table, accused))
        if known is None:
            names = json.loads(accused)
            first = str(names[0]) if names else ""
            resolved = accused_fields(self._names, table, json.dumps([first])) if first else ()
            owner, field = resolved[0] if resolved else ("", "")
            entry = self._dictionary.table(owner).field(field) if field else None
            personal = entry is not None and entry.personal is not PersonalData.NONE
            names_record = owner == table and field in self._dictionary.table(owner).key if field else False
            known = self._fields[table, accused] = (owner, field, first, personal, names_record)
        return known
