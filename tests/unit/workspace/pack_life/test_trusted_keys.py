"""A workspace believes what its acts say: files alone neither make nor unmake trust."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.rulebook.signing import Status, sign_pack
from census_app.rulebook.signing.private_keys import SigningKey, generate_key
from census_app.rulebook.signing.trust import add_key
from census_app.workspace.acts import append, list_acts, verify
from census_app.workspace.pack_life.trusted_keys import (
    KEY_REVOKED,
    KEY_TRUSTED,
    key_standings,
    keys_folder,
    revoke_key,
    trust_key,
    trusted_keys,
    verify_for,
)
from census_app.workspace.storage.backup import back_up, restore
from census_app.workspace.workspace import Workspace

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PACK = """id: sample
title: 样例
version: 1.2.0
issuer: 测试
dictionary: "1"
effective_from: "2026-01-01"
due_days: {urgent: 3, important: 7, normal: 30}
"""


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return generate_key("某省电力公司", date(2026, 1, 1), date(2027, 12, 31))


@pytest.fixture
def pack(tmp_path: Path, key: SigningKey) -> Path:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "pack.yaml").write_text(PACK, encoding="utf-8")
    sign_pack(tmp_path / "pack", key, NOW, expires=date(2026, 11, 30))
    return tmp_path / "pack"


def test_trusting_is_an_act(workspace: Workspace, pack: Path, key: SigningKey) -> None:
    assert verify_for(workspace, pack, NOW).status is Status.UNKNOWN_SIGNER
    trust_key(workspace, key.public, spoken=key.public.fingerprint, actor="督查员", now=NOW)
    assert verify_for(workspace, pack, NOW).trusted
    (act,) = list_acts(workspace.engine, kinds=[KEY_TRUSTED])
    assert (act.subject, act.actor, act.payload["how"]) == (key.public.key_id, "督查员", "fingerprint")
    assert verify(workspace.engine) == []


def test_a_refused_key_leaves_no_trace(workspace: Workspace, key: SigningKey) -> None:
    with pytest.raises(BadInput):
        trust_key(workspace, key.public, now=NOW)
    assert not keys_folder(workspace).exists()
    assert list_acts(workspace.engine, kinds=[KEY_TRUSTED]) == []


def test_a_key_dropped_into_the_folder_is_not_believed(workspace: Workspace, pack: Path, key: SigningKey) -> None:
    add_key(keys_folder(workspace), key.public)
    assert verify_for(workspace, pack, NOW).status is Status.UNKNOWN_SIGNER


def test_a_key_file_changed_or_lost_is_not_believed(workspace: Workspace, pack: Path, key: SigningKey) -> None:
    trust_key(workspace, key.public, spoken=key.public.fingerprint, now=NOW)
    (standing,) = key_standings(workspace, NOW.date())
    assert standing.lines()[0] == f"信任  {key.public.issuer}，到 {key.public.valid_until} 为止"
    (file,) = keys_folder(workspace).iterdir()
    file.write_text(file.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert verify_for(workspace, pack, NOW).status is Status.UNKNOWN_SIGNER
    file.unlink()
    (standing,) = key_standings(workspace, NOW.date())
    assert "不见了或被改过" in standing.fault
    trust_key(workspace, key.public, spoken=key.public.fingerprint, now=NOW)
    assert verify_for(workspace, pack, NOW).trusted


def test_deleting_a_revocation_does_not_bring_a_key_back(workspace: Workspace, pack: Path, key: SigningKey) -> None:
    trust_key(workspace, key.public, spoken=key.public.fingerprint, now=NOW)
    revoke_key(workspace, key.public.fingerprint, date(2026, 12, 24), "换人", now=NOW)
    assert verify_for(workspace, pack, NOW).trusted
    revoke_key(workspace, key.public.fingerprint, NOW.date(), "遗失", now=NOW)
    for file in keys_folder(workspace).glob("*.revoked.json"):
        file.unlink()
    assert verify_for(workspace, pack, NOW).status is Status.REVOKED
    acts = list_acts(workspace.engine, kinds=[KEY_REVOKED])
    assert [act.payload["issuer"] for act in acts] == [key.public.issuer] * 2
    assert "遗失" in key_standings(workspace, NOW.date())[0].fault


def test_a_clock_set_back_does_not_revive_a_signature(workspace: Workspace, pack: Path, key: SigningKey) -> None:
    trust_key(workspace, key.public, spoken=key.public.fingerprint, now=NOW)
    append(workspace.engine, "note", "x", {}, now=NOW.replace(month=12, day=5))
    append(workspace.engine, "note", "x", {}, now=NOW)
    assert verify_for(workspace, pack, NOW).status is Status.EXPIRED


def test_a_backup_carries_the_trusted_keys(workspace: Workspace, tmp_path: Path, key: SigningKey) -> None:
    trust_key(workspace, key.public, spoken=key.public.fingerprint, now=NOW)
    back_up(workspace, tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "again")
    with Workspace.open(tmp_path / "again") as again:
        assert trusted_keys(again) == trusted_keys(workspace)
