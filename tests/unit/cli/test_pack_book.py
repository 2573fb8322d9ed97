"""`census pack book` on a small pack: what is written, what is said, and what the exit code tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from census_app.cli.main import run

PACK = """
id: sample
title: 样例
version: 1.0.0
issuer: 测试
dictionary: 1.0.0
effective_from: 2026-01-01
due_days: {urgent: 3, important: 7, normal: 30}
"""
RULE = """
- id: R900
  version: 1
  title: 容量超限
  category: 客户基础档案
  severity: urgent
  table: 用电客户
  wrong: 合同容量 > :上限
  accuses: [合同容量]
  says: 合同容量 {合同容量} kVA
  params: {上限: {value: 100, unit: kVA}}
  remedy: 核对合同
  source: {kind: policy, cite: []}
"""
OVERRIDE = """
id: sample-county
overrides: sample
level: county
title: 县里调整
version: 1.0.0
issuer: 某县
dictionary: 1.0.0
effective_from: 2026-01-01
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    (folder / "rules.yaml").write_text(RULE, encoding="utf-8")
    return folder


def test_a_book_is_written_and_told(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "书.html"
    assert run(["pack", "book", str(pack), "--out", str(target), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["files"], told["rules"], told["items"], told["left_out"]) == ([str(target)], 1, 446, [])
    assert "容量超限" in target.read_text(encoding="utf-8")


def test_overrides_show_in_the_book(pack: Path, tmp_path: Path) -> None:
    override = tmp_path / "county"
    override.mkdir()
    (override / "pack.yaml").write_text(OVERRIDE, encoding="utf-8")
    (override / "overrides.yaml").write_text("- {rule: R900, params: {上限: 80}, reason: 山区线路}\n", encoding="utf-8")
    target = tmp_path / "书.html"
    assert run(["pack", "book", str(pack), "--override", str(override), "--out", str(target)]) == 0
    page = target.read_text(encoding="utf-8")
    assert "县级调整 sample-county 1.0.0：参数“上限” 100 kVA → 80 kVA（山区线路）" in page
    assert "大于 〔上限〕80 kVA" in page


def test_a_rule_left_out_makes_the_exit_code_one(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = RULE.replace("R900", "R901").replace("合同容量 > :上限", "没有的字段 > :上限")
    (pack / "more.yaml").write_text(broken, encoding="utf-8")
    assert run(["pack", "book", str(pack), "--out", str(tmp_path / "书.docx")]) == 1
    assert "有 1 条规则写得不对" in capsys.readouterr().out
