from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

FILES = {
    "dictionary.yaml": "version: '1'\n",
    "categories.yaml": "categories:\n  - {id: 1, code: base, zh: 基础, census_items: 1}\n",
    "tables/customer.yaml": """
id: customer
zh: 用电客户
key: [cons_no]
unit_path: [[org_no], [台区, org_no]]
customer_path: [[cons_no]]
fields:
  - {id: cons_no, zh: 用户编号, aliases: [户号], identifier: true, census_item: true, category: 1}
  - {id: cap, zh: 合同容量, type: number, scale: 3}
  - {id: status, zh: 用户状态, type: code, code_list: status}
  - {id: tg_no, zh: 台区编号}
  - {id: org_no, zh: 单位编码}
relations:
  - {name: 台区, en: area, target: area, fields: [[tg_no, tg_no]], cardinality: one}
  - {name: 月账, en: bills, target: bill, fields: [[cons_no, cons_no]], cardinality: many}
""",
    "tables/area.yaml": """
id: area
zh: 台区(变压器)
rule_name: 台区
key: [tg_no]
fields:
  - {id: tg_no, zh: 台区编号}
  - {id: org_no, zh: 管理单位}
""",
    "tables/bill.yaml": """
id: bill
zh: 月账
key: [cons_no, ym]
period_field: ym
fields:
  - {id: cons_no, zh: 用户编号}
  - {id: ym, zh: 年月}
  - {id: pq, zh: 电量, type: number, scale: 4, aliases: [用电量]}
  - {id: mode, zh: 方式}
""",
    "tables/energy.yaml": """
id: energy
zh: 月电量
kind: derived
key: [cons_no, ym]
periods: {source: bill, by: [cons_no], period: ym, index: month_index, sums: [pq], firsts: [mode]}
fields:
  - {id: month_index, zh: 月序, type: int}
""",
    "code_lists/all.yaml": """
status:
  zh: 用户状态
  values:
    - {code: 01, label: 正常, aliases: [在用]}
    - {code: 02, label: 销户}
""",
}

WriteDictionary = Callable[..., Path]


@pytest.fixture
def write_dictionary(tmp_path: Path) -> WriteDictionary:
    """Writes the small sound dictionary with replacements `{file: (old, new)}` and returns its folder."""

    def write(changes: dict[str, tuple[str, str]] | None = None, extra: dict[str, str] | None = None) -> Path:
        for name, text in {**FILES, **(extra or {})}.items():
            old, new = (changes or {}).get(name, ("", ""))
            assert old in text, (name, old)
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
        return tmp_path

    return write
