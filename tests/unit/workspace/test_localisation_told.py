"""What `census localise` says on a terminal."""

from __future__ import annotations

from datetime import date

from census_app.checking.localisation.model import Localisation, LocatedProblem
from census_app.workspace.localisation.localise import LocatedRecord


def _problem(rule: str, message: str, field: str) -> LocatedProblem:
    return LocatedProblem(rule, "标题", "customer", "0100", message, (field,))


def test_a_problem_of_several_clauses_is_told_and_counted_once() -> None:
    problems = (
        _problem("R005", "合同容量为空", "合同容量"),
        _problem("R079", "容量、户名都不一致", "合同容量"),
        _problem("R079", "容量、户名都不一致", "用户名称"),
    )
    lines = LocatedRecord("0100", Localisation((), problems, (), True), date(2026, 11, 25)).lines()
    assert lines[0] == "0100：2 个问题（数据日期 2026-11-25）"
    assert lines[1:3] == ["  R005 标题：合同容量为空", "  R079 标题：容量、户名都不一致"]
    assert lines[3] == "没有可以指认的字段"
