"""A small pack, and keys that all tests share (making one is quick, stretching a passphrase is not)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from census_app.rulebook.signing.private_keys import SigningKey, generate_key
from census_app.rulebook.signing.sign import sign_pack

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
PACK = """id: sample
title: 样例
version: 1.2.0
issuer: 测试
dictionary: "1"
effective_from: "2026-01-01"
due_days: {urgent: 3, important: 7, normal: 30}
"""


@pytest.fixture(scope="session")
def key() -> SigningKey:
    return generate_key("某省电力公司", FIRST, LAST)


@pytest.fixture(scope="session")
def stranger() -> SigningKey:
    return generate_key("某省电力公司", FIRST, LAST)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    (folder / "more").mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    (folder / "rules.yaml").write_text("# 还没有规则\n", encoding="utf-8")
    (folder / "more" / "rules.yaml").write_text("", encoding="utf-8")
    (folder / "README.md").write_text("说明\n", encoding="utf-8")
    return folder


@pytest.fixture
def signed(pack: Path, key: SigningKey) -> Path:
    sign_pack(pack, key, NOW)
    return pack


@pytest.fixture
def signed_zip(pack: Path, key: SigningKey, tmp_path: Path) -> Path:
    sign_pack(pack, key, NOW, out=tmp_path / "signed.zip")
    return tmp_path / "signed.zip"
