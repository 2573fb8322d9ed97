from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.format import format_pack, format_text
from census_app.rulebook.pack_files.opening import read_files
from census_app.rulebook.packs import load_pack
from census_app.rulebook.yaml_files.strict import read_yaml
from census_app.rulebook.yaml_files.text import written

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


LONG = """- id: R001
  version: 1
  title: {zh: 一}
  category: 客户基础档案
  severity: normal
  table: 用电客户
  wrong:
    - id: 甲
      when: 合同容量 > 0
      severity: important
      says: {zh: 合同容量大于零}
  params:
    门槛: {value: 315, dated: [{since: 2023-06-01, value: 400}]}
  remedy:
    zh: 一句话长到两种文字在一行里放不下的时候，中文和英文各占一行
    en: When both languages do not fit on one line, each has a line of its own
  source: {kind: seed}
  note: 例子在最后，一行一个
  cases:
    - {expect: wrong, clauses: [甲], name: 短的写在一行, record: {合同容量: 315}}
    - expect: right
      name: 长的分行写，里面的记录还是一条一行
      related:
        受电设备:
          - {设备编号: E0001, 铭牌容量: 200, 运行状态: 运行}
          - {设备编号: E0002, 铭牌容量: 115, 运行状态: 运行}
"""
MANIFEST_TEXT = """id: demo
changelog:
  - 1.1.0 一版一行：话长到一行放不下时，逗号隔开的一长串是读不出哪一版的，所以每一版各占一行，不管一版说了多少
  - 1.0.0 首版
word_lists:
  地名: [石家庄, 唐山, 秦皇岛, 邯郸, 邢台, 保定, 张家口, 承德, 沧州, 廊坊, 衡水, 雄安, 定州, 辛集, 正定, 栾城, 藁城,
    鹿泉]
"""


def test_cases_stand_on_a_line_each_and_sentences_too() -> None:
    assert format_text(LONG, "rules.yaml") == LONG
    assert written(read_yaml(MANIFEST_TEXT, "pack.yaml").content) == MANIFEST_TEXT


def test_the_shipped_pack_is_canonical() -> None:
    for name, text in read_files(shipped_folder("rules") / "census-112").items():
        assert format_text(text, name) == text, f"census pack format rules/census-112 改写 {name}"


def test_formatting_changes_no_content(pack_of: Callable[..., Path]) -> None:
    folder = pack_of(BEFORE.replace("  params: {}\n", ""), baseline="用电客户: {用户编号: '01', 用户名称: ~}\n")
    before = load_pack(folder)
    changed = format_pack(folder)
    assert [one.path.name for one in changed] == ["baseline.yaml", "pack.yaml", "rules.yaml"]
    after = load_pack(folder)
    assert before.model_dump() == after.model_dump()
    assert format_pack(folder) == []


COMMENTED = """# 开头

- id: R001 # 尾注
  version: 1
  title: {zh: "3 # 变压器"}
  # 行注
  category: 客户基础档案
  severity: normal
  table: 用电客户
  wrong:
    - id: 甲
      when: |-
        用户名称 like
        # 这里是条件里的字
        '%#%'
      says: {zh: 4# 楼}
  remedy: {zh: 改}
  source: {kind: seed}
"""


def test_comments_that_go_are_told(pack_of: Callable[..., Path]) -> None:
    rules = next(one for one in format_pack(pack_of(COMMENTED)) if one.path.name == "rules.yaml")
    assert [(one.line, one.text) for one in rules.dropped] == [(3, "# 尾注"), (6, "# 行注")]
    assert rules.path.read_text(encoding="utf-8").startswith("# 开头\n- id: R001\n")


def test_a_broken_pack_is_left_alone(pack_of: Callable[..., Path], tmp_path: Path) -> None:
    folder = pack_of("- id: R001\n")
    with pytest.raises(BadInput):
        format_pack(folder)
    assert (folder / "rules.yaml").read_text(encoding="utf-8") == "- id: R001\n"
    with pytest.raises(BadInput, match="不是文件夹"):
        format_pack(folder / "rules.yaml")
