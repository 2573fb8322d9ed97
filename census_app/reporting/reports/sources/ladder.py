"""超期阶梯: the problems on a step as the report saw them."""

from __future__ import annotations

from datetime import date

from census_app.foundation.database import reading
from census_app.reporting.reports.sources.model import Behind, Case, Source
from census_app.survey.deferrals import deferrals_in
from census_app.survey.overdue import ladder_of
from census_app.survey.overdue_settings import overdue_settings
from census_app.workspace.problems.life import load_known

_COLUMNS = ("问题短号", "单位", "台区经理", "规则", "户号", "级别", "状态", "整改期限", "超几天", "暂缓到")


def _ladder(case: Case) -> Behind:
    run = case.run()
    until = int(case.meaning.get("until", run.acts_seq))
    day = date.fromisoformat(case.meaning["day"])
    load_known(case.connection, case.workspace, "why_overdue", run, run.states_path(case.workspace), until)
    with reading(case.workspace.engine) as database:
        deferred = deferrals_in(database, day, until)
    found = ladder_of(case.connection, "why_overdue", day, deferred)
    wanted, held = str(case.meaning.get("ladder", "")), overdue_settings().deferred.id
    rows = [
        (one.problem_no, one.unit_name or one.unit, one.manager, one.rule, one.customer, one.severity, one.state,
         one.due.isoformat(), one.days, "" if one.deferred_until is None else one.deferred_until.isoformat())
        for one in found.problems
        if (one.step == wanted if wanted else one.step != held) and (case.units is None or one.unit in case.units)
    ]  # fmt: skip
    return Behind(_COLUMNS, rows, len(rows), (f"截至 {day}",))


SOURCES: dict[str, Source] = {"ladder": _ladder, "ladder_total": _ladder}
