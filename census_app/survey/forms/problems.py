"""The problems of tasks as a form needs them: what they accuse, and the words that may be read in the customer's
presence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from census_app.dictionary.model import PersonalData
from census_app.dictionary.names import Names
from census_app.workspace.accused_fields import accused_fields
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problem_life import load_current

if TYPE_CHECKING:
    from census_app.dictionary.model import Dictionary
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

LONG_STANDING_WEEKS = 4
OWNER_MATTER = "户主信息需更新"


@dataclass(frozen=True)
class AskedProblem:
    """One problem: the accused (table, field) pairs, the record it is about, and its line on the form."""

    problem_no: str
    table: str
    record_key: str
    accused: tuple[tuple[str, str], ...]
    words: str


def asked_problems(
    workspace: Workspace, numbers: Iterable[str], context: JobContext | None = None
) -> dict[str, AskedProblem]:
    """Short number → problem, as they stand now; numbers nobody knows are left out."""
    names, dictionary = Names(workspace.dictionary), workspace.dictionary
    columns = 'problem_no, rule_id, rule_title, "table", record_key, accused, message, weeks_running'
    with scratch_engine(workspace.folder / "cache", context) as connection:
        load_current(connection, workspace, "current_problems")
        rows = connection.execute(
            f"SELECT {columns} FROM current_problems WHERE problem_no IN (SELECT unnest($numbers::VARCHAR[]))",
            {"numbers": sorted(set(numbers))},
        ).fetchall()
    return {row[0]: _problem(names, dictionary, row) for row in rows}


def _problem(names: Names, dictionary: Dictionary, row: tuple[Any, ...]) -> AskedProblem:
    number, rule_id, title, table, record_key, accused, message, weeks = row
    fields = accused_fields(names, table, accused)
    standing = f"（挂账 {weeks} 周）" if weeks and weeks >= LONG_STANDING_WEEKS else ""
    if any(_is_personal(dictionary, *one) for one in fields):
        words = f"{rule_id} {OWNER_MATTER}{standing}"
    else:
        words = f"{rule_id} {message or title}{standing}"
    return AskedProblem(number, table, record_key, fields, words)


def _is_personal(dictionary: Dictionary, table: str, field: str) -> bool:
    """Names, papers and phones: the customer reads the form before signing it, so why is not told there."""
    return dictionary.table(table).field(field).personal is not PersonalData.NONE
