"""`resolve_code`: a printed number back to its meaning, its runs and its rows, counted once more."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.foundation.jobs import JobContext, silent
from census_app.foundation.text_width import display_width
from census_app.reporting.labels import printed_head
from census_app.reporting.reports.act_days import REPORT_PUBLISHED
from census_app.reporting.reports.code_spelling import is_code
from census_app.reporting.reports.kinds import REPORTS
from census_app.reporting.reports.ledger import Meaning
from census_app.reporting.reports.settings import report_settings
from census_app.reporting.reports.sources import SOURCES
from census_app.reporting.reports.sources.model import Behind, Case
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.listing import harmless
from census_app.workspace.problems.numbers import normalise

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_LONGEST_SHOWN = 40


@dataclass(frozen=True)
class Answer:
    """What is behind a code. `agrees`: whether the rows still count to the printed value; None where the figure is not
    counted from rows."""

    code: str
    meaning: Meaning
    unit_name: str
    reports: tuple[str, ...]
    head: str
    behind: Behind

    @property
    def agrees(self) -> bool | None:
        """Exactly equal, as fractions and decimals are."""
        if self.behind.value is None:
            return None
        printed = str(self.meaning["value"])
        exact = Fraction(printed) if "/" in printed else Fraction(Decimal(printed))
        return Fraction(self.behind.value) == exact

    @property
    def name(self) -> str:
        """What the figure is called."""
        return report_settings().figures[self.meaning["figure"]].zh

    @property
    def how(self) -> str:
        """How the figure is counted."""
        return report_settings().figures[self.meaning["figure"]].how

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "code": self.code,
            "meaning": dict(self.meaning),
            "name": self.name,
            "how": self.how,
            "unit": self.unit_name,
            "reports": list(self.reports),
            "head": self.head,
            "agrees": self.agrees,
            "notes": list(self.behind.notes),
            "where": self.behind.where,
            "columns": list(self.behind.columns),
            "rows": [list(row) for row in self.behind.rows],
        }

    def lines(self, most: int) -> list[str]:
        """In Chinese for the terminal, with the first `most` rows."""
        told = [
            f"{self.code}　{self.name}　{self.value_text}　{self.unit_name or '全部单位'}",
            f"怎么算：{self.how}",
            f"印在：{'、'.join(self.reports)}　链头 {self.head}",
            *self.runs(),
            *self.behind.notes,
            self.verdict(),
        ]
        if self.behind.where:
            told.append(f'现在的这些行：census problems --where "{self.behind.where}"')
        rows = self.behind.rows[:most]
        if rows:
            told += ["　".join(self.behind.columns), *("　".join(map(_shown, row)) for row in rows)]
        if len(self.behind.rows) > most:
            told.append(f"……共 {len(self.behind.rows):,} 行，用 --rows 或 --out 看全部")
        return [line for line in told if line]

    @property
    def value_text(self) -> str:
        """The printed value, of a share with its two parts."""
        printed = str(self.meaning["value"])
        if "part" in self.meaning:
            share = 100 * Fraction(printed)
            return f"{float(share):.2f}%（{int(self.meaning['part']):,} ÷ {int(self.meaning['whole']):,}）"
        return f"{float(Fraction(printed)):.2f}" if "/" in printed else printed

    def runs(self) -> list[str]:
        """The runs it was counted in, as a line; nothing where it was not counted in one."""
        if "steps" in self.meaning:
            pairs = [f"{run}（与 {before or '无'} 比）" for run, before in self.meaning["steps"]]
            return [f"校验批次：{'、'.join(pairs)}"]
        return [f"校验批次：{self.meaning['run']}"] if "run" in self.meaning else []

    def verdict(self) -> str:
        """Whether the rows still count to it; empty where it is not counted from rows."""
        if self.agrees is None:
            return ""
        if self.agrees:
            return "现数一遍：与印出的相符"
        return f"现数一遍：不符，现在是 {self.behind.value}"


def resolve_code(workspace: Workspace, code: str, context: JobContext | None = None) -> Answer:
    """What the code stands for; `BadInput` when it is misspelt or no report printed it."""
    wanted = normalise(code)
    if not is_code(wanted):
        raise BadInput(f"查数码写错了：{code}", "六个字符，末位是校验位，请对照报表重新输入")
    found = _published(workspace, wanted)
    if not found:
        raise BadInput(f"没有印过这个查数码：{wanted}", "核对报表；也许来自另一个工作区")
    _, _, head, units, meaning = found[-1]
    unit = str(meaning.get("unit", ""))
    group = units.get(unit, [unit]) if "unit" in meaning else None
    with scratch_engine(workspace.cache, context or silent()) as connection:
        behind = SOURCES[meaning["figure"]](Case(workspace, connection, meaning, group))
    reports = tuple(dict.fromkeys(f"{REPORTS[one].zh} {when}" for one, when, *_ in found))
    return Answer(wanted, meaning, _unit_name(workspace, unit), reports, printed_head(head), behind)


def write_rows(answer: Answer, target: Path) -> None:
    """`target` (CSV) holds all rows behind the number."""
    with publish(target) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(answer.behind.columns)
        for row in answer.behind.rows:
            writer.writerow(["" if cell is None else harmless(str(cell)) for cell in row])


def _published(workspace: Workspace, code: str) -> list[tuple[str, str, str, dict[str, list[str]], Meaning]]:
    """Report, period, head, units and meaning of each time the code was printed, oldest first."""
    query = text(
        "SELECT json_extract(payload, '$.report'), json_extract(payload, '$.period'), json_extract(payload, '$.head'), "
        f"json_extract(payload, '$.units'), json_extract(payload, '$.codes.{code}') FROM acts "
        f"WHERE kind = :kind AND json_extract(payload, '$.codes.{code}') IS NOT NULL ORDER BY seq"
    )
    with reading(workspace.engine) as connection:
        rows = connection.execute(query, {"kind": REPORT_PUBLISHED}).fetchall()
    return [(row[0], row[1], row[2], json.loads(row[3]), json.loads(row[4])) for row in rows]


def _unit_name(workspace: Workspace, unit: str) -> str:
    from census_app.workspace.unit_names import unit_names

    return unit_names(workspace, workspace.catalogue.open()).get(unit, unit) if unit else ""


def _shown(cell: Any) -> str:
    shown = "" if cell is None else str(cell)
    while display_width(shown) > _LONGEST_SHOWN:
        shown = shown[: max(1, len(shown) * _LONGEST_SHOWN // int(display_width(shown)) - 1)]
    return shown
