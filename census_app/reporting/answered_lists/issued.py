"""What was issued, asked row by row: which lists a problem stood in, under which check code, what they said of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from census_app.archive.columns import quote_path
from census_app.foundation.database import reading
from census_app.reporting.list_rows import first_accused
from census_app.reporting.weekly.model import SEVERITY_WORDS
from census_app.workspace.lists import LIST_ISSUED
from census_app.workspace.runs.record import RunRecord, list_runs
from census_app.workspace.runs.rule_facts import RULES_FILE, read_rule_facts
from census_app.workspace.schema import acts

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

_RECENT_LISTS = 2_000
_AT_ONCE = 200


@dataclass(frozen=True)
class ListFacts:
    """One issued list; `act` orders them."""

    list_no: str
    unit: str
    week: str
    run: str
    act: int


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """A problem as a list showed it. `shown`: column → text of the sealed columns and of those that can be told; empty
    when the run's states are no longer there."""

    facts: ListFacts
    problem_no: str
    code: str
    shown: dict[str, str]
    due: date | None


class IssuedRows:
    """The issued lists of a workspace in an engine of the caller; the newest are loaded at once, older ones when a row
    is asked for that the newest do not have."""

    def __init__(self, workspace: Workspace, connection: duckdb.DuckDBPyConnection) -> None:
        self._workspace, self._connection = workspace, connection
        self._runs: dict[str, RunRecord] = {record.run: record for record in list_runs(workspace)}
        self._shown_of: dict[str, str | None] = {}
        self._remedies_of: dict[str, dict[str, str]] = {}
        self.lists: dict[str, ListFacts] = {}
        connection.execute("CREATE OR REPLACE TEMP TABLE issued_rows (act BIGINT, problem_no VARCHAR, code VARCHAR)")
        with reading(workspace.engine) as database:
            query = select(acts.c.seq).where(acts.c.kind == LIST_ISSUED).order_by(acts.c.seq.desc())
            self._waiting = list(database.execute(query).scalars())
        self._by_act: dict[int, ListFacts] = {}
        self._fetched: dict[str, list[IssuedRow]] = {}
        self._asked: set[str] = set()
        self._load(_RECENT_LISTS)

    def prefetch(self, numbers: Collection[str]) -> None:
        """The next questions are about these: many at once cost hardly more than a few."""
        self._fetched = self._found(numbers)
        self._asked = set(numbers)

    def of(self, numbers: Sequence[str]) -> dict[str, list[IssuedRow]]:
        """Problem number → the rows it stood in, the newest list first; numbers no list ever had are left out."""
        strange = [number for number in numbers if number not in self._asked]
        found = {number: self._fetched[number] for number in numbers if number in self._fetched}
        return found | self._found(strange) if strange else found

    def _found(self, numbers: Collection[str]) -> dict[str, list[IssuedRow]]:
        found = self._rows(numbers)
        if self._waiting and any(number not in found for number in numbers):
            self._load(len(self._waiting))
            found = self._rows(numbers)
        return found

    def of_codes(self, codes: Collection[str]) -> dict[str, str]:
        """Check code → the problem number it was issued for, for codes that one problem alone has."""
        if not codes:
            return {}
        rows = self._connection.execute(
            "SELECT code, min(problem_no) FROM issued_rows SEMI JOIN (SELECT unnest($codes::VARCHAR[]) AS code) "
            "USING (code) GROUP BY code HAVING min(problem_no) = max(problem_no)",
            {"codes": sorted(set(codes))},
        ).fetchall()
        return dict(rows)

    def _rows(self, numbers: Collection[str]) -> dict[str, list[IssuedRow]]:
        rows = self._connection.execute(
            "SELECT act, problem_no, code FROM issued_rows "
            "SEMI JOIN (SELECT unnest($numbers::VARCHAR[]) AS problem_no) USING (problem_no) ORDER BY act DESC",
            {"numbers": list(numbers)},
        ).fetchall()
        wanted: dict[str, set[str]] = {}
        for act, number, _ in rows:
            wanted.setdefault(self._by_act[act].run, set()).add(number)
        shown = {run: self._shown(run, sorted(listed)) for run, listed in wanted.items()}
        found: dict[str, list[IssuedRow]] = {}
        for act, number, code in rows:
            facts = self._by_act[act]
            texts, due = shown[facts.run].get(number, ({}, None))
            found.setdefault(number, []).append(IssuedRow(facts, number, code, texts, due))
        return found

    def _load(self, many: int) -> None:
        chosen, self._waiting = self._waiting[:many], self._waiting[many:]
        self._shown_of.clear()
        for start in range(0, len(chosen), _AT_ONCE):
            self._load_acts(chosen[start : start + _AT_ONCE])

    def _load_acts(self, numbers: list[int]) -> None:
        with reading(self._workspace.engine) as database:
            query = select(acts.c.seq, acts.c.subject, acts.c.payload).where(acts.c.seq.in_(numbers))
            rows = [(seq, subject, json.loads(payload)) for seq, subject, payload in database.execute(query)]
        records = []
        for seq, subject, content in rows:
            facts = ListFacts(subject, content["unit"], content["week"], content["run"], seq)
            self.lists[subject] = self._by_act[seq] = facts
            records.append({"act": seq, "codes": content["row_codes"]})
        self._connection.execute(
            """
            INSERT INTO issued_rows SELECT act, entry.key, entry.value FROM (
                SELECT r.act, unnest(map_entries(r.codes)) AS entry
                FROM (SELECT unnest(from_json(?, '[{"act": "BIGINT", "codes": "MAP(VARCHAR, VARCHAR)"}]')) AS r))
            """,
            [json.dumps(records, ensure_ascii=False)],
        )

    def _shown(self, run: str, numbers: list[str]) -> dict[str, tuple[dict[str, str], date | None]]:
        """Problem number → the texts of the sheet's columns as the run's states give them, and the deadline."""
        table = self._states_of(run)
        if table is None:
            return {}
        rows = self._connection.execute(
            f"SELECT * FROM {table} SEMI JOIN (SELECT unnest($numbers::VARCHAR[]) AS problem_no) USING (problem_no)",
            {"numbers": numbers},
        ).fetchall()
        remedies = self._remedies(run)
        return {row[0]: (_texts(row, remedies.get(row[2], "")), row[-1]) for row in rows}

    def _remedies(self, run: str) -> dict[str, str]:
        """Rule → what the run's pack says to do; nothing where the run's rules are no longer there."""
        if run not in self._remedies_of:
            path = self._runs[run].file(self._workspace, RULES_FILE) if run in self._runs else None
            known = path is not None and path.is_file()
            self._remedies_of[run] = (
                {fact.rule_id: fact.remedy for fact in read_rule_facts(path)} if known and path else {}
            )
        return self._remedies_of[run]

    def _states_of(self, run: str) -> str | None:
        if run not in self._shown_of:
            record = self._runs.get(run)
            path = record.states_path(self._workspace) if record is not None else None
            name = f"issued_states_{len(self._shown_of)}"
            if path is not None and path.is_file():
                self._connection.execute(
                    f"""
                    CREATE OR REPLACE TEMP TABLE {name} AS SELECT problem_no, severity, rule_id, rule_title,
                        coalesce(customer, record_key), accused, message, customer_name, address, tg_manager,
                        coalesce(unit, ''), due_date
                    FROM read_parquet({quote_path(path)}) WHERE problem_no IN (SELECT problem_no FROM issued_rows)
                    """
                )
            self._shown_of[run] = name if path is not None and path.is_file() else None
        return self._shown_of[run]


def _texts(row: tuple[str | None, ...], remedy: str) -> dict[str, str]:
    number, severity, rule, title, customer, accused, message, name, address, manager, unit = row[:11]
    return {
        "problem_no": number or "",
        "severity": SEVERITY_WORDS[severity or ""],
        "rule": f"{rule} {title}",
        "customer": customer or "",
        "accused": first_accused(accused),
        "message": message or "",
        "customer_name": name or "",
        "address": address or "",
        "manager": manager or "",
        "remedy": remedy,
        "unit": unit or "",
    }
