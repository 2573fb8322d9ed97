from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.rulebook.format import format_pack, format_text
from census_app.rulebook.packs import load_pack

BEFORE = """# 客户

- remedy: {zh: "核对"}
  id: R002
  title: {zh: '二', en: "B, and more"}
  version: 1
  severity: urgent
  category: 客户基础档案
  # 这条注释不保留
  table: 用电客户
  wrong:
    - says: {zh: "{合同容量} kVA"}
      when: "合同容量 > 0
        and 合同容量 < 5"
      id: 甲
    - {id: 乙, when: "合同容量\\n  > 0", says: {zh: x}}
  params: {}
  source: {kind: seed}
  params: ~
- {id: R001, version: "1", title: {zh: 一}, category: 客户基础档案, severity: normal, table: 用电客户,
   unique: [用户编号], says: {zh: 重}, remedy: {zh: 改}, source: {kind: seed}, cases: [{expect: right}]}
"""
AFTER = """# 客户
- id: R001
  version: 1
  title: {zh: 一}
  category: 客户基础档案
  severity: normal
  table: 用电客户
  unique: [用户编号]
  says: {zh: 重}
  remedy: {zh: 改}
  source: {kind: seed}
  cases:
    - {expect: right}
- id: R002
  version: 1
  title: {zh: 二, en: "B, and more"}
  category: 客户基础档案
  severity: urgent
  table: 用电客户
  wrong:
    - id: 甲
      when: 合同容量 > 0 and 合同容量 < 5
      says: {zh: "{合同容量} kVA"}
    - id: 乙
      when: |-
        合同容量
          > 0
      says: {zh: x}
  source: {kind: seed}
  remedy: {zh: 核对}
"""


def test_canonical_text() -> None:
    before = BEFORE.replace("  params: {}\n", "")
    after = AFTER.replace(
        "  source: {kind: seed}\n  remedy: {zh: 核对}\n", "  remedy: {zh: 核对}\n  source: {kind: seed}\n"
    )
    assert format_text(before, "rules.yaml") == after
    assert format_text(after, "rules.yaml") == after


def test_formatting_changes_no_content(pack_of: Callable[..., Path]) -> None:
    folder = pack_of(BEFORE.replace("  params: {}\n", ""), baseline="用电客户: {用户编号: '01', 用户名称: ~}\n")
    before = load_pack(folder)
    assert [path.name for path in format_pack(folder)] == ["baseline.yaml", "pack.yaml", "rules.yaml"]
    after = load_pack(folder)
    assert before.model_dump() == after.model_dump()
    assert format_pack(folder) == []


def test_a_broken_pack_is_left_alone(pack_of: Callable[..., Path], tmp_path: Path) -> None:
    folder = pack_of("- id: R001\n")
    with pytest.raises(BadInput):
        format_pack(folder)
    assert (folder / "rules.yaml").read_text(encoding="utf-8") == "- id: R001\n"
    with pytest.raises(BadInput, match="不是文件夹"):
        format_pack(folder / "rules.yaml")
