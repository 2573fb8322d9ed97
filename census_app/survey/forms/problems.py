"""The problems of tasks as a form needs them: what they accuse, and the words that may be read in the customer's
presence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from census_app.dictionary.model import PersonalData
from census_app.dictionary.names import Names
from census_app.survey.settling.kinds import Settling
from census_app.survey.settling.settings import SettlingSettings, settling_settings
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.accused_fields import accused_fields
from census_app.workspace.problems.life import load_current

if TYPE_CHECKING:
    from census_app.dictionary.model import Dictionary
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

LONG_STANDING_WEEKS = 4
Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AskedProblem:
    """One problem: the accused (table, field) pairs, the record it is about, and its line on the form."""

    problem_no: str
    table: str
    record_key: str
    accused: Fields
    words: str


def asked_problems(
    workspace: Workspace, numbers: Iterable[str], context: JobContext | None = None
) -> dict[str, AskedProblem]:
    """Short number → problem, as they stand now; numbers nobody knows are left out."""
    columns = 'problem_no, rule_id, rule_title, "table", record_key, accused, message, weeks_running'
    with scratch_engine(workspace.cache, context) as connection:
        load_current(connection, workspace, "current_problems")
        rows = connection.execute(
            f"SELECT {columns} FROM current_problems WHERE problem_no IN (SELECT unnest($numbers::VARCHAR[]))",
            {"numbers": sorted(set(numbers))},
        ).fetchall()
    wording = _Wording(workspace.dictionary, settling_settings())
    return {row[0]: _problem(wording, row) for row in rows}


class _Wording:
    """What a problem is called where its customer reads along: never why somebody looked."""

    def __init__(self, dictionary: Dictionary, settings: SettlingSettings) -> None:
        self.dictionary = dictionary
        self.names = Names(dictionary)
        self._settling = Settling(dictionary, settings)
        self._otherwise = settings.otherwise
        self._never = settings.never_say

    def words(self, rule: str, table: str, accused: str | None, fields: Fields, message: str) -> str:
        """The matter people are told on the phone, where there is one; else the message, as far as it may be read."""
        said = self._settling.said(rule, table, accused)
        if said is not self._otherwise:
            return said.matter
        entries = [self.dictionary.table(one).field(name) for one, name in fields]
        if (
            not message
            or any(word in message for word in self._never)
            or any(entry.personal is not PersonalData.NONE for entry in entries)
        ):
            titles = "、".join(dict.fromkeys(entry.zh for entry in entries))
            return f"{titles}需核对" if titles else said.matter
        return message


def _problem(wording: _Wording, row: tuple[Any, ...]) -> AskedProblem:
    number, rule_id, title, table, record_key, accused, message, weeks = row
    fields = accused_fields(wording.names, table, accused)
    standing = f"（挂账 {weeks} 周）" if weeks and weeks >= LONG_STANDING_WEEKS else ""
    words = wording.words(rule_id, table, accused, fields, message or title or "")
    return AskedProblem(number, table, record_key, fields, f"{rule_id} {words}{standing}")
