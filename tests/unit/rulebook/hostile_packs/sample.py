"""A small pack that loads, and how a broken one is refused."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from census_app.foundation.errors import BadInput
from census_app.rulebook.overrides import is_override, load_override
from census_app.rulebook.pack_files.opening import read_contents, read_files
from census_app.rulebook.packs import load_pack

HEAD = """id: sample
title: 样例
version: 1.0.0
issuer: 测试
dictionary: "1"
effective_from: 2026-01-01
due_days: {urgent: 3}
"""
RULE = """- id: R043
  version: 1
  title: 合同容量
  category: 供电电源与受电设备
  severity: urgent
  table: 用电客户
  wrong: [{id: 不符, when: 合同容量 < 0, says: 容量}]
  remedy: 核对
  source: {kind: engineering}
"""


def zipped(path: Path, entries: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as bundle:
        for name, content in entries.items():
            bundle.writestr(name, content)
    return path


def refusal(path: Path, read: Callable[[Path], Any] = load_pack) -> str:
    with pytest.raises(BadInput) as caught:
        read(path)
    assert caught.value.advice
    return caught.value.message


PLAIN: dict[str, bytes | str] = {"pack.yaml": HEAD, "rules.yaml": RULE}


READERS = (load_pack, read_files, read_contents, is_override, load_override)
