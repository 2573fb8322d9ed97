"""An expression's SQL is not much larger than its weight said before anything was compiled."""

from __future__ import annotations

import pytest

from census_app.checking.compiling.compile import Compiler
from census_app.checking.compiling.sql import Sql
from census_app.rulebook.expression import Node
from tests.unit.checking.build import County, pack_of

_DEEP = "长度(归一姓名(归一姓名(用户名称))) > 3"


def _nested(levels: int) -> str:
    return f"coalesce(case when {_nested(levels - 1)} then true else false end, false)" if levels else _DEEP


@pytest.mark.parametrize(
    "when",
    [
        _DEEP,
        _nested(1),
        _nested(2),
        _nested(3),
        "证件号有效(证件号码) and 占位号码(移动电话)",
        "合同容量 / 运行容量 > 2",
    ],
)
def test_sql_is_no_larger(county: County, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    compiled: list[int] = []
    compile_node = Compiler.compile

    def noted(self: Compiler, node: Node) -> Sql:
        made = compile_node(self, node)
        compiled.append(len(made.text))
        return made

    monkeypatch.setattr(Compiler, "compile", noted)
    notes = [{"id": "R1", "table": "用电客户", "wrong": when}]
    row = {"cons_no": "1", "cons_name": "甲", "cert_no": "1", "mobile": "1", "contract_cap": 5, "run_cap": 2}
    county.check({"customer": [row]}, notes)
    (rule,) = pack_of(county.dictionary, notes).rules
    assert 90 < max(compiled) < 2 * rule.weight
