from __future__ import annotations

import os
import re
from datetime import date, datetime
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.rulebook.signing.private_keys import generate_key
from census_app.rulebook.signing.sign import sign_pack
from census_app.workspace import acts
from census_app.workspace.pack_life.history import PACK_ROLLED_BACK, pack_history
from census_app.workspace.pack_life.install import install_pack
from census_app.workspace.pack_life.rollback import roll_back
from census_app.workspace.pack_life.status import pack_status
from census_app.workspace.pack_life.trusted_keys import revoke_key, trust_key
from census_app.workspace.runs.packs import load_active
from census_app.workspace.runs.run import run_check
from census_app.workspace.storage.backup import back_up, restore
from census_app.workspace.storage.keeping import storage_report
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver
from tests.unit.workspace.in_force import put_in_force

from .sample import HEAD, customer, override, sample

LENIENT = ("倍数: {value: 1}", "倍数: {value: 3}")


def in_force(workspace: Workspace) -> list[str]:
    active = load_active(workspace)
    return [f"{entry.id} {entry.version}" for entry in (active.base_entry, *active.applied)]


def test_each_rollback_goes_one_step_back_to_the_shipped_pack(workspace: Workspace, tmp_path: Path) -> None:
    shipped = in_force(workspace)
    put_in_force(workspace, sample(tmp_path / "1"))
    put_in_force(workspace, override(tmp_path / "o"))
    put_in_force(workspace, sample(tmp_path / "2", "1.1.0", LENIENT))
    assert in_force(workspace) == ["sample-rules 1.1.0", "county-thresholds 1.0.0"]
    assert roll_back(workspace).after.active.base.version == "1.0.0"  # type: ignore[union-attr]
    assert in_force(workspace) == ["sample-rules 1.0.0", "county-thresholds 1.0.0"]
    report = roll_back(workspace)
    assert report.affected.judged == {"S042": "changed", "S043": "depends"}
    assert in_force(workspace) == ["sample-rules 1.0.0"]
    roll_back(workspace)
    assert in_force(workspace) == shipped
    with pytest.raises(BadInput, match="没有可退回的一步"):
        roll_back(workspace)
    assert len(acts.list_acts(workspace.engine, kinds=[PACK_ROLLED_BACK])) == 3
    assert verify_workspace(workspace).faults == []


def test_installing_after_a_rollback_starts_from_where_one_is(workspace: Workspace, tmp_path: Path) -> None:
    put_in_force(workspace, sample(tmp_path / "1"))
    put_in_force(workspace, sample(tmp_path / "2", "1.1.0"))
    roll_back(workspace)
    put_in_force(workspace, sample(tmp_path / "3", "1.2.0"))
    roll_back(workspace)
    assert in_force(workspace) == ["sample-rules 1.0.0"]


def test_a_rollback_says_what_changes_and_the_next_run_uses_it(workspace: Workspace, tmp_path: Path) -> None:
    put_in_force(workspace, sample(tmp_path / "1"))
    put_in_force(workspace, sample(tmp_path / "2", "1.1.0", LENIENT))
    deliver(workspace, date(2026, 11, 16), [customer(1, 200, 100)])
    assert run_check(workspace).findings == 0
    lines = "\n".join(roll_back(workspace).lines())
    assert "sample-rules 1.1.0（未签名） → sample-rules 1.0.0（未签名）" in lines and "S042" in lines
    assert run_check(workspace).findings == 1


def test_status_tells_who_since_when_and_how(workspace: Workspace, tmp_path: Path) -> None:
    assert [pack.entry.signature.status for pack in pack_status(workspace).packs] == ["shipped"]
    install_pack(workspace, sample(tmp_path / "1"), accept_unsigned=True, actor="王工")
    install_pack(workspace, sample(tmp_path / "0", "0.9.0"), accept_unsigned=True)
    install_pack(workspace, override(tmp_path / "o"), accept_unsigned=True, actor="李工")
    report = pack_status(workspace)
    assert [(pack.entry.id, pack.by, pack.faults) for pack in report.packs] == [
        ("sample-rules", "王工", ()),
        ("county-thresholds", "李工", ()),
    ]
    assert report.highest["sample-rules"] == "1.0.0"
    kinds = [entry["kind"] for entry in report.as_json()["history"]]
    assert kinds == ["pack.installed", "pack.refused", "pack.installed"]
    text = "\n".join(report.lines())
    assert "未签名" in text and "拒绝 sample-rules 0.9.0" in text and "县级覆盖包 county-thresholds 1.0.0" in text


def test_a_rollback_to_a_pack_whose_key_was_revoked_says_so(workspace: Workspace, tmp_path: Path) -> None:
    key = generate_key("样例省公司", date(2026, 1, 1), date(2030, 1, 1))
    trust_key(workspace, key.public, spoken=key.public.fingerprint)
    now = datetime.now().astimezone()
    sign_pack(sample(tmp_path / "1"), key, now, out=tmp_path / "1.zip")
    assert install_pack(workspace, tmp_path / "1.zip").installed
    put_in_force(workspace, sample(tmp_path / "2", "1.1.0", LENIENT))
    revoke_key(workspace, key.public.fingerprint, now.date(), "私钥遗失")
    report = roll_back(workspace)
    assert any("签名不再算数" in line and "吊销：私钥遗失" in line for line in report.lines())
    assert report.as_json()["signature_doubts"] == list(report.doubts)


def test_a_refusal_with_several_faults_is_told_with_the_first(workspace: Workspace, tmp_path: Path) -> None:
    put_in_force(workspace, sample(tmp_path / "1"))
    wrong = override(tmp_path / "o", entries="- {rule: S042, params: {倍率: 3}, reason: 县}\n")
    assert not install_pack(workspace, wrong, accept_unsigned=True).installed
    told = "\n".join(pack_status(workspace).lines())
    assert "有 1 处问题：county-thresholds overrides.yaml" in told and "没有参数“倍率”" in told


def test_status_and_runs_say_when_a_pack_has_expired(workspace: Workspace, tmp_path: Path) -> None:
    put_in_force(workspace, sample(tmp_path / "1", head=HEAD + "effective_to: 2026-11-01\n"))
    assert pack_status(workspace, datetime(2026, 11, 25).astimezone()).packs[0].faults == ("今天不在有效期内",)
    deliver(workspace, date(2026, 11, 16), [customer(1, 200, 100)])
    record = run_check(workspace)
    assert record.official and record.inputs["pack"]["base_in_force"] is False
    assert "有效期" in "\n".join(record.lines())


def test_changed_or_missing_pack_files_are_found_and_never_used(workspace: Workspace, tmp_path: Path) -> None:
    deliver(workspace, date(2026, 11, 16), [customer(1, 200, 100)])
    entry = put_in_force(workspace, sample(tmp_path / "1"))
    path = workspace.folder / "packs" / entry.file
    content = path.read_bytes()
    path.write_bytes(content.replace("倍数".encode(), "倍欺".encode()))
    assert any("被改动过" in fault for fault in verify_workspace(workspace).faults)
    assert pack_status(workspace).packs[0].faults
    with pytest.raises(BadInput, match="被改动过"):
        run_check(workspace)
    path.unlink()
    assert any("不见了" in fault for fault in verify_workspace(workspace).faults)
    path.write_bytes(content)
    assert run_check(workspace).findings == 1
    assert verify_workspace(workspace).faults == []


def test_an_act_that_does_not_follow_from_those_before_is_found(workspace: Workspace, tmp_path: Path) -> None:
    put_in_force(workspace, sample(tmp_path / "1"))
    active = pack_history(workspace).active.as_json()
    acts.append(workspace.engine, PACK_ROLLED_BACK, "sample-rules", {"undoes": 1, "active": active})
    assert any("退回的规则包与此前的动作不符" in fault for fault in verify_workspace(workspace).faults)


def test_packs_are_in_backups_and_in_the_storage_report(workspace: Workspace, tmp_path: Path) -> None:
    put_in_force(workspace, sample(tmp_path / "1"))
    put_in_force(workspace, override(tmp_path / "o"))
    back_up(workspace, tmp_path / "backup.zip")
    restore(tmp_path / "backup.zip", tmp_path / "restored")
    with Workspace.open(tmp_path / "restored") as restored:
        assert in_force(restored) == in_force(workspace)
        assert verify_workspace(restored).faults == []
    kept = sum(path.stat().st_size for path in (workspace.folder / "packs").iterdir())
    assert storage_report(workspace).bytes["packs"] == kept > 0


def test_folders_give_the_same_bytes_whoever_zips_them(workspace: Workspace, tmp_path: Path) -> None:
    pack = sample(tmp_path / "1")
    first = put_in_force(workspace, pack)
    for path in pack.iterdir():
        os.utime(path, (0, 0))
        path.chmod(0o600)
    assert put_in_force(workspace, pack).sha256 == first.sha256
    assert re.fullmatch(r"[0-9a-f]{64}\.zip", first.file)
