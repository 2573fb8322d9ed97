"""Open problems a run could not judge again, by rule, with what the data lacked for it: what to deliver next time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path
from census_app.checking.readiness import Lack, readiness
from census_app.workspace.engine import scratch_engine
from census_app.workspace.imports.outlook import held_in, running_rules
from census_app.workspace.problems.model import OUTSTANDING
from census_app.workspace.runs.packs import load_for_run
from census_app.workspace.tuning.past_snapshots import can_be_read

if TYPE_CHECKING:
    from census_app.dictionary.model import Dictionary
    from census_app.workspace.runs.record import RunRecord
    from census_app.workspace.workspace import Workspace

_MOST_LACKS = 4


@dataclass(frozen=True)
class Unproven:
    """`problems` open problems of a rule that the run neither found again nor proved; `lacks`: what the rule reads and
    the data do not have, empty when single values or units were missing."""

    rule_id: str
    problems: int
    lacks: tuple[str, ...]

    def line(self) -> str:
        """In one Chinese sentence, with what to deliver."""
        lacks = "、".join(self.lacks[:_MOST_LACKS]) + ("……" if len(self.lacks) > _MOST_LACKS else "")
        cure = (
            f"数据里没有 {lacks}，改好了也证实不了：下次导出尽量带上"
            if lacks
            else "这些记录没有交来，或有单元格空白、读不出"
        )
        return f"{self.rule_id}　{self.problems:,} 个问题没能复验，仍按上次的说明挂账。{cure}"

    def as_json(self) -> dict[str, object]:
        """Plain JSON values."""
        return {"rule": self.rule_id, "problems": self.problems, "lacks": list(self.lacks)}


def unproven_problems(workspace: Workspace, record: RunRecord) -> list[Unproven]:
    """The rules of an official run with open problems it could not judge, most problems first; none for a trial."""
    states = record.states_path(workspace) if record.official else None
    if states is None or not states.is_file():
        return []
    standing = ", ".join(f"'{state.value}'" for state in OUTSTANDING)
    with scratch_engine(workspace.cache) as connection:
        found = connection.execute(
            f"SELECT rule_id, count(*) FROM read_parquet({quote_path(states)}) WHERE state IN ({standing}) "
            "AND merged_into IS NULL AND checked_run IS DISTINCT FROM $run GROUP BY rule_id ORDER BY 2 DESC, 1",
            {"run": record.run},
        ).fetchall()
    lacks = _lacks(workspace, record) if found and can_be_read(workspace, record.snapshot) else {}
    return [Unproven(rule, count, lacks.get(rule, ())) for rule, count in found]


def _lacks(workspace: Workspace, record: RunRecord) -> dict[str, tuple[str, ...]]:
    loaded = load_for_run(workspace, None, record.data_date)
    ready = readiness(running_rules(loaded), workspace.dictionary, held_in(workspace.catalogue.open(record.snapshot)))
    return {one.rule: tuple(_named(workspace.dictionary, lack) for lack in one.lacks) for one in ready.rules}


def _named(dictionary: Dictionary, lack: Lack) -> str:
    table = dictionary.table(lack.table)
    name = f"{table.rule_name}.{table.field(lack.field).rule_name}" if lack.field else table.zh
    return f"{name}（一部分）" if lack.partial else name
