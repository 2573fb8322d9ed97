"""Every open problem is sorted into desk, call or visit, as it stands now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from census_app.archive.columns import quote_text
from census_app.foundation.database import reading
from census_app.foundation.jobs import JobContext
from census_app.survey.settling.kinds import EFFORT, GROUND_LABELS, Ground, Settling
from census_app.survey.words import TASK_KIND_LABELS, AnswerOutcome, AnswerSource, ReviewDecision, TaskKind
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.life import load_current
from census_app.workspace.problems.model import OUTSTANDING
from census_app.workspace.survey_tables import answers, reviews

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

_MOST_RULES = 12
OUTSTANDING_SQL = ", ".join(f"'{state.value}'" for state in OUTSTANDING)


@dataclass
class SortReport:
    """How the open problems are settled. `customers`: of those with a problem of that kind and none that takes more;
    `rules`: rule → kind → problems; `items`: of the dictionary's on-site items."""

    problems: dict[TaskKind, int]
    customers: dict[TaskKind, int]
    grounds: dict[Ground, int]
    rules: dict[str, dict[TaskKind, int]]
    titles: dict[str, str]
    items: dict[TaskKind, int]
    file: Path | None = None
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "problems": _named(self.problems),
            "customers": _named(self.customers),
            "grounds": {ground.value: count for ground, count in self.grounds.items()},
            "rules": {rule: _named(kinds) for rule, kinds in self.rules.items()},
            "items": _named(self.items),
            "file": str(self.file) if self.file else None,
        }

    def lines(self) -> list[str]:
        """The report in Chinese for the terminal."""
        total = sum(self.problems.values())
        lines = [
            f"未了结的问题 {total:,} 条：{_told(self.problems)}；一户按最费事的一条算：{_told(self.customers, '户')}"
        ]
        lines.append("依据：" + "　".join(f"{GROUND_LABELS[one]} {count:,}" for one, count in self.grounds.items()))
        lines.append(f"数据字典的现场项 {sum(self.items.values())} 项：{_told(self.items, '项')}")
        for kind in reversed(EFFORT):
            rules = sorted((-counts[kind], rule) for rule, counts in self.rules.items() if counts.get(kind))
            shown = "、".join(f"{rule} {self.titles[rule]} {-count:,}" for count, rule in rules[:_MOST_RULES])
            more = f" 等 {len(rules)} 条规则" if len(rules) > _MOST_RULES else ""
            lines += [f"  {TASK_KIND_LABELS[kind]}：{shown}{more}"] if rules else []
        return [*lines, *([f"每条怎么了结写在 {self.file}"] if self.file else [])]


def sort_problems(workspace: Workspace, out: Path | None = None, context: JobContext | None = None) -> SortReport:
    """How every open problem is settled now; with `out` each one stands in that CSV file (problem, customer, unit,
    rule, kind and why)."""
    settling = Settling(workspace.dictionary)
    with scratch_engine(workspace.cache, context) as connection:
        load_current(connection, workspace, "current_problems")
        load_kinds(connection, workspace, settling, "current_problems")
        report = _report(connection, settling)
        if out is not None:
            _write(connection, out)
            report.file = out
    return report


def load_kinds(connection: duckdb.DuckDBPyConnection, workspace: Workspace, settling: Settling, source: str) -> None:
    """DuckDB table `settled`: problem_no, kind and ground of every outstanding problem of table `source`."""
    found = connection.execute(
        f'SELECT DISTINCT rule_id, "table", accused FROM {source} WHERE state IN ({OUTSTANDING_SQL})'
    ).fetchall()
    connection.execute(
        'CREATE OR REPLACE TEMP TABLE accusations (rule_id VARCHAR, "table" VARCHAR, accused VARCHAR, '
        "kind VARCHAR, ground VARCHAR)"
    )
    rows = [(*one, *(word.value for word in settling.of_problem(*one))) for one in found]
    if rows:
        connection.executemany("INSERT INTO accusations VALUES (?, ?, ?, ?, ?)", rows)
    _load_visits_asked(connection, workspace)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE settled AS
        SELECT p.problem_no, CASE WHEN v.problem_no IS NULL THEN a.kind ELSE 'visit' END AS kind,
            CASE WHEN v.problem_no IS NULL THEN a.ground ELSE 'answer' END AS ground
        FROM {source} p
        JOIN accusations a ON a.rule_id = p.rule_id AND a."table" = p."table"
            AND a.accused IS NOT DISTINCT FROM p.accused
        LEFT JOIN visits_asked v USING (problem_no)
        WHERE p.state IN ({OUTSTANDING_SQL}) AND p.merged_into IS NULL
        """
    )


def _load_visits_asked(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> None:
    """Table `visits_asked`: problems whose newest list answer says that somebody has to go, or whose newest review."""
    of_lists = answers.c.source == AnswerSource.LIST.value
    ever = select(answers.c.problem_no).where(of_lists, answers.c.outcome == AnswerOutcome.NEEDS_VISIT.value)
    query = (
        select(answers.c.problem_no, answers.c.outcome)
        .where(of_lists, answers.c.problem_no.in_(ever))
        .order_by(answers.c.act, answers.c.position)
    )
    with reading(workspace.engine) as database:
        newest = {row.problem_no: row.outcome for row in database.execute(query)}
        reviewed = {row.problem_no: row.decision for row in database.execute(_REVIEWED)}
    asked = {number for number, outcome in newest.items() if outcome == AnswerOutcome.NEEDS_VISIT}
    asked |= {number for number, decision in reviewed.items() if decision == ReviewDecision.TO_VISIT}
    connection.execute("CREATE OR REPLACE TEMP TABLE visits_asked AS SELECT unnest($asked::VARCHAR[]) AS problem_no",
                       {"asked": sorted(asked)})  # fmt: skip


_SENT = select(reviews.c.problem_no).where(reviews.c.decision == ReviewDecision.TO_VISIT.value)
_REVIEWED = (
    select(reviews.c.problem_no, reviews.c.decision)
    .where(reviews.c.problem_no != "", reviews.c.problem_no.in_(_SENT))
    .order_by(reviews.c.act, reviews.c.position)
)


def _report(connection: duckdb.DuckDBPyConnection, settling: Settling) -> SortReport:
    rows = connection.execute(
        """
        SELECT s.kind, s.ground, p.rule_id, any_value(p.rule_title), count(*)
        FROM settled s JOIN current_problems p USING (problem_no) GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    problems, grounds, rules = Counter[TaskKind](), Counter[Ground](), dict[str, dict[TaskKind, int]]()
    for kind, ground, rule, _, count in rows:
        problems[TaskKind(kind)] += count
        grounds[Ground(ground)] += count
        counted = rules.setdefault(rule, {})
        counted[TaskKind(kind)] = counted.get(TaskKind(kind), 0) + count
    places = " ".join(f"WHEN '{kind.value}' THEN {place}" for place, kind in enumerate(EFFORT))
    subjects = connection.execute(
        f"""
        SELECT most, count(*) FROM (
            SELECT max(CASE kind {places} END) AS most FROM settled JOIN current_problems p USING (problem_no)
            GROUP BY coalesce('customer|' || p.customer, p."table" || '|' || p.record_key)
        ) GROUP BY most
        """
    ).fetchall()
    customers = dict.fromkeys(EFFORT, 0) | {EFFORT[place]: count for place, count in subjects}
    titles = {row[2]: row[3] or "" for row in rows}
    return SortReport(
        {kind: problems[kind] for kind in EFFORT},
        customers,
        {ground: grounds[ground] for ground in Ground if grounds[ground]},
        rules,
        titles,
        settling.onsite_items(),
    )


def _write(connection: duckdb.DuckDBPyConnection, out: Path) -> None:
    from census_app.foundation.files import publish
    from census_app.workspace.problems.listing import harmless

    kinds = {kind.value: label for kind, label in TASK_KIND_LABELS.items()}
    grounds = {ground.value: label for ground, label in GROUND_LABELS.items()}
    rows = connection.execute(
        f"""
        SELECT p.problem_no, p.customer, p.unit, p.rule_id, p.rule_title, s.kind, s.ground
        FROM settled s JOIN current_problems p USING (problem_no)
        ORDER BY list_position([{", ".join(quote_text(kind.value) for kind in EFFORT)}], s.kind) DESC, p.unit,
            p.customer, p.problem_no
        """
    )
    import csv

    with publish(out) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(["问题短号", "户号", "单位编码", "规则号", "规则", "怎么了结", "依据"])
        while batch := rows.fetchmany(2000):
            for *texts, kind, ground in batch:
                writer.writerow([*(harmless(text or "") for text in texts), kinds[kind], grounds[ground]])


def _named(counts: dict[TaskKind, int]) -> dict[str, int]:
    return {kind.value: count for kind, count in counts.items()}


def _told(counts: dict[TaskKind, int], unit: str = "条") -> str:
    return "、".join(f"{TASK_KIND_LABELS[kind]} {counts.get(kind, 0):,} {unit}" for kind in reversed(EFFORT))
