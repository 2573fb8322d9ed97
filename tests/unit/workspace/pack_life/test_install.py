from __future__ import annotations

import errno
import os
import shutil
import zipfile
from datetime import date, datetime
from pathlib import Path
from types import ModuleType

import pytest

from census_app.checking.model import EngineLimits
from census_app.foundation.errors import BadInput, DiskRefusal, WorkspaceBusy
from census_app.foundation.files import said_plainly
from census_app.foundation.jobs import JobContext
from census_app.rulebook.export import export_workbook, read_source
from census_app.rulebook.signing.private_keys import generate_key
from census_app.rulebook.signing.sign import sign_pack
from census_app.workspace import acts
from census_app.workspace.pack_life import install as install_module
from census_app.workspace.pack_life import trying
from census_app.workspace.pack_life.composing import shipped_path
from census_app.workspace.pack_life.history import PACK_INSTALLED, PACK_REFUSED, pack_history
from census_app.workspace.pack_life.install import InstallReport, install_pack
from census_app.workspace.pack_life.labels import warnings_of_input
from census_app.workspace.pack_life.signatures import signature_of
from census_app.workspace.pack_life.status import pack_status
from census_app.workspace.pack_life.store import received
from census_app.workspace.pack_life.trusted_keys import revoke_key, trust_key
from census_app.workspace.runs.packs import load_active, load_for_run
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver
from tests.unit.workspace.in_force import put_in_force

from .sample import HEAD, OVERRIDE_HEAD, OVERRIDES, RULES, customer, override, sample

NOW = datetime(2026, 11, 25, 9).astimezone()
DAY = date(2026, 11, 20)


def install(workspace: Workspace, pack: Path, **more: object) -> InstallReport:
    return install_pack(workspace, pack, **{"accept_unsigned": True, "now": NOW, **more})  # type: ignore[arg-type]


def refused(workspace: Workspace, pack: Path, **more: object) -> str:
    """The reasons of a refusal, after which everything but the log is as it was."""
    before, files = pack_history(workspace).active, sorted((workspace.folder / "packs").iterdir())
    report = install(workspace, pack, **more)
    assert not report.installed
    assert pack_history(workspace).active == before
    assert sorted((workspace.folder / "packs").iterdir()) == files
    act = acts.list_acts(workspace.engine, kinds=[PACK_REFUSED])[-1]
    assert act.seq == report.act
    assert act.payload["stage"] == report.stages[-1].name
    assert act.payload["reasons"] == list(report.stages[-1].reasons) != []
    return "\n".join(report.stages[-1].reasons)


def test_a_good_pack_passes_every_stage_and_judges_from_then_on(workspace: Workspace, tmp_path: Path) -> None:
    put_in_force(workspace, sample(tmp_path / "old", "0.9.0", ("value: 1}", "value: 5}")))
    deliver(workspace, DAY, [customer(1, 200, 100)])
    report = install(workspace, sample(tmp_path / "pack"))
    assert [(stage.name, stage.outcome) for stage in report.stages] == [
        ("verify", "ok"), ("parse", "ok"), ("lint", "ok"), ("cases", "ok"), ("preview", "ok"), ("activate", "ok"),
    ]  # fmt: skip
    assert report.preview is not None and report.preview.total.appear == 1
    active = load_active(workspace)
    assert active.base.manifest.id == "sample-rules"
    assert active.base_entry.signature.status == "unsigned"
    act = acts.list_acts(workspace.engine, kinds=[PACK_INSTALLED])[-1]
    assert act.payload["fingerprint"] == active.fingerprint
    assert (workspace.folder / "packs" / f"{act.payload['pack']['sha256']}.zip").is_file()
    assert verify_workspace(workspace).faults == []


def test_what_a_pack_does_without_is_told_before_it_is_in_force(workspace: Workspace, tmp_path: Path) -> None:
    other = install(workspace, sample(tmp_path / "pack")).stages[1].notes
    assert "注意：这是另一个规则包，代替现行的 census-112，不是它的新版" in other
    assert any("现行的 112 条规则（R001、R002、" in note and "等）这里没有" in note for note in other)
    cut = RULES[: RULES.index("- id: S045")]
    fewer = install(workspace, sample(tmp_path / "fewer", "1.1.0", (RULES, cut))).stages[1].notes
    assert "注意：现行的 1 条规则（S045）这里没有，生效后不再查，它们的问题记为规则撤回" in fewer
    same = install(workspace, sample(tmp_path / "same", "1.2.0", (RULES, cut))).stages[1].notes
    assert not any("注意" in note for note in same)


def test_without_data_there_is_no_preview_and_it_is_said(workspace: Workspace, tmp_path: Path) -> None:
    report = install(workspace, sample(tmp_path / "pack"))
    assert report.installed and report.preview is None
    assert {stage.name: stage.outcome for stage in report.stages}["preview"] == "skipped"


def test_a_pack_without_signature_needs_a_yes(workspace: Workspace, tmp_path: Path) -> None:
    assert "--yes-unsigned" in refused(workspace, sample(tmp_path / "pack"), accept_unsigned=False)


def test_the_same_pack_again_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    install(workspace, sample(tmp_path / "pack"))
    count = len(acts.list_acts(workspace.engine))
    again = install(workspace, sample(tmp_path / "again"))
    assert again.installed and again.unchanged
    assert len(acts.list_acts(workspace.engine)) == count


def test_a_folder_and_a_zip_of_it_say_the_same(workspace: Workspace, tmp_path: Path) -> None:
    folder = sample(tmp_path / "pack")
    install(workspace, folder)
    with zipfile.ZipFile(tmp_path / "pack.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in folder.iterdir():
            archive.write(path, f"sample/{path.name}")
    report = install(workspace, tmp_path / "pack.zip")
    assert report.installed and not report.unchanged
    assert load_active(workspace).base_entry.sha256 == report.pack.sha256  # type: ignore[union-attr]


def test_older_than_ever_seen_is_refused_even_after_a_step_back(workspace: Workspace, tmp_path: Path) -> None:
    from census_app.workspace.pack_life.rollback import roll_back

    install(workspace, sample(tmp_path / "1"))
    install(workspace, sample(tmp_path / "3", "1.10.0"))
    roll_back(workspace)
    assert "1.10.0" in refused(workspace, sample(tmp_path / "2", "1.9.9"))
    assert install(workspace, sample(tmp_path / "again", "1.10.0")).installed


def test_other_content_under_a_version_seen_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    install(workspace, sample(tmp_path / "1"))
    assert "升版本号" in refused(workspace, sample(tmp_path / "2", "1.0.0", ("value: 300", "value: 301")))


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (HEAD.replace('dictionary: "1"', 'dictionary: "2"'), "数据字典"),
        (HEAD.replace("2026-01-01", "2027-01-01"), "还没有生效"),
        (HEAD + "effective_to: 2026-11-24\n", "已经过期"),
    ],
)
def test_packs_for_another_dictionary_or_time_are_refused(
    workspace: Workspace, tmp_path: Path, head: str, said: str
) -> None:
    assert said in refused(workspace, sample(tmp_path / "pack", head=head))


def test_faults_name_the_file_that_was_given(workspace: Workspace, tmp_path: Path) -> None:
    pack = sample(tmp_path / "pack", "1.0.0", ("severity: urgent", "severity: dire"))
    said = refused(workspace, pack)
    assert str(pack) in said and "rules.yaml:6" in said and "cache" not in said


def test_lint_errors_and_failed_cases_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    assert "运行容里" in refused(workspace, sample(tmp_path / "a", "1.0.0", ("when: 运行容量", "when: 运行容里")))
    wrong = ("{expect: wrong, clauses: [超合同]", "{expect: right")
    assert "S042" in refused(workspace, sample(tmp_path / "b", "1.0.0", wrong))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a zip", b"not a pack"])
def test_damaged_files_are_refused_and_logged(workspace: Workspace, tmp_path: Path, content: bytes) -> None:
    for name in ("pack.zip", "pack.tar"):
        (tmp_path / name).write_bytes(content)
        refused(workspace, tmp_path / name)


@pytest.mark.parametrize("module", [install_module, trying])
@pytest.mark.parametrize("step", ["received", "Checks"])
def test_a_full_disk_says_nothing_about_the_pack(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: ModuleType, step: str
) -> None:
    def full(*_: object, **__: object) -> None:
        with said_plainly(tmp_path):
            raise OSError(errno.ENOSPC, "No space left on device")

    known = acts.list_acts(workspace.engine)
    monkeypatch.setattr(module, step, full)
    do = install_pack if module is install_module else trying.try_pack
    with pytest.raises(DiskRefusal, match="磁盘已满"):
        do(workspace, sample(tmp_path / "pack"), accept_unsigned=True, now=NOW)
    assert acts.list_acts(workspace.engine) == known


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_things_that_are_no_files_are_refused_and_logged(workspace: Workspace, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pack.zip")
    assert "不是普通文件" in refused(workspace, tmp_path / "pack.zip")
    folder = sample(tmp_path / "folder")
    (folder / "more.yaml").symlink_to("/etc/hostname")
    assert "有链接：more.yaml" in refused(workspace, folder)
    with (tmp_path / "huge.zip").open("wb") as stream:
        stream.truncate(1 << 40)
    assert "超过 8 MB" in refused(workspace, tmp_path / "huge.zip")


def test_an_id_is_not_given_to_another_rule(workspace: Workspace, tmp_path: Path) -> None:
    put_in_force(workspace, sample(tmp_path / "old", "0.9.0"))
    other = (("合同容量过大", "户名与证件不符"), ("合同容量 >= :上限", "运行容量 >= :上限"))
    assert "S043 id：名称由" in refused(workspace, sample(tmp_path / "new", "1.0.0", *other))


def test_nothing_at_the_path_is_no_refusal_of_a_pack(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有这个规则包"):
        install(workspace, tmp_path / "none.zip")
    assert acts.list_acts(workspace.engine) == []


def test_an_override_needs_its_base(workspace: Workspace, tmp_path: Path) -> None:
    assert "先安装 sample-rules" in refused(workspace, override(tmp_path / "o"))
    install(workspace, sample(tmp_path / "pack"))
    report = install(workspace, override(tmp_path / "o"))
    assert report.installed
    active = load_active(workspace)
    assert [entry.id for entry in active.applied] == ["county-thresholds"]
    assert active.pack.rule("S042").params["倍数"].value == "3"
    assert active.base.rule("S042").params["倍数"].value == "1"


def test_an_override_that_does_not_fit_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    install(workspace, sample(tmp_path / "pack"))
    entries = OVERRIDES.replace("倍数", "倍速")
    assert "倍速" in refused(workspace, override(tmp_path / "o", entries=entries))


def test_a_new_version_of_an_override_replaces_it(workspace: Workspace, tmp_path: Path) -> None:
    install(workspace, sample(tmp_path / "pack"))
    install(workspace, override(tmp_path / "1"))
    install(workspace, override(tmp_path / "2", "1.1.0", entries=OVERRIDES.replace("3}", "4}")))
    active = load_active(workspace)
    assert [entry.version for entry in active.applied] == ["1.1.0"]
    assert active.pack.rule("S042").params["倍数"].value == "4"


def test_a_base_that_active_overrides_do_not_fit_is_refused_or_takes_them_out(
    workspace: Workspace, tmp_path: Path
) -> None:
    install(workspace, sample(tmp_path / "1"))
    install(workspace, override(tmp_path / "o"))
    renamed = sample(tmp_path / "2", "2.0.0", (":倍数", ":放大"), ("{倍数:", "{放大:"))
    assert "倍数" in refused(workspace, renamed)
    report = install(workspace, renamed, drop_unfit=True)
    assert report.installed and report.active.overrides == ()
    assert "county-thresholds" in "\n".join(report.lines())


def locking(folder: Path) -> Path:
    """The province's override that fixes what the county's changes."""
    head = OVERRIDE_HEAD.replace("county-thresholds", "province-thresholds").replace("county\n", "province\n")
    return override(
        folder, head=head, entries="- {rule: S042, params: {倍数: {value: 2, locked: true}}, reason: 省里定死}\n"
    )


def test_a_lock_from_above_can_take_what_it_forbids_out_of_force(workspace: Workspace, tmp_path: Path) -> None:
    install(workspace, sample(tmp_path / "1"))
    install(workspace, override(tmp_path / "o"))
    told = refused(workspace, locking(tmp_path / "p"))
    assert "county-thresholds" in told and "--drop-unfit" in told
    with pytest.raises(BadInput, match="不再适用"):
        load_for_run(workspace, locking(tmp_path / "p"))
    report = install(workspace, locking(tmp_path / "p"), drop_unfit=True)
    assert [entry.id for entry in report.active.overrides] == ["province-thresholds"]
    assert load_active(workspace).pack.rule("S042").params["倍数"].value == "2"
    assert "锁定" in refused(workspace, override(tmp_path / "o2", "1.1.0"), drop_unfit=True)
    assert [entry.id for entry in pack_history(workspace).active.overrides] == ["province-thresholds"]


def test_what_a_lower_override_changes_again_is_told(workspace: Workspace, tmp_path: Path) -> None:
    install(workspace, sample(tmp_path / "1"))
    install(workspace, override(tmp_path / "o"))
    head = OVERRIDE_HEAD.replace("county-thresholds", "city-thresholds").replace("county\n", "city\n")
    entries = "- {rule: S042, params: {倍数: {value: 2}}, reason: 市里放宽}\n"
    told = install(workspace, override(tmp_path / "c", head=head, entries=entries)).lines()
    assert "  注意：S042 params.倍数 由 county-thresholds 再改成 3，以它为准" in told
    assert load_active(workspace).pack.rule("S042").params["倍数"].value == "3"
    assert not any("以它为准" in line for line in install(workspace, override(tmp_path / "o2", "1.1.0")).lines())


def test_a_base_that_overrides_still_fit_keeps_them(workspace: Workspace, tmp_path: Path) -> None:
    install(workspace, sample(tmp_path / "1"))
    install(workspace, override(tmp_path / "o"))
    assert install(workspace, sample(tmp_path / "2", "1.1.0")).installed
    assert [entry.id for entry in load_active(workspace).applied] == ["county-thresholds"]


def test_an_override_has_no_say_before_its_day(workspace: Workspace, tmp_path: Path) -> None:
    install(workspace, sample(tmp_path / "pack"))
    head = OVERRIDE_HEAD.replace("2026-01-01", "2026-12-01")
    report = install(workspace, override(tmp_path / "o", head=head))
    told = "\n".join(report.lines())
    assert report.installed and "从 2026-12-01 起生效" in told and "从现在起生效" not in told
    assert load_active(workspace, date(2026, 11, 30)).pack.rule("S042").params["倍数"].value == "1"
    assert load_active(workspace, date(2026, 12, 1)).pack.rule("S042").params["倍数"].value == "3"


def test_a_cancelled_installation_leaves_nothing(workspace: Workspace, tmp_path: Path) -> None:
    from census_app.foundation.errors import Cancelled

    context = JobContext(lambda done, _total, _text: context.cancel() if done == 3 else None)
    with pytest.raises(Cancelled):
        install(workspace, sample(tmp_path / "pack"), context=context)
    assert acts.list_acts(workspace.engine) == []
    assert list((workspace.folder / "packs").iterdir()) == []
    assert list((workspace.folder / "cache").iterdir()) == []


def test_a_pack_whose_examples_take_too_long_is_refused(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("census_app.checking.cases.run._LIMITS", EngineLimits(threads=1, seconds=0.0))
    pack = sample(tmp_path / "pack")
    assert "用的时间超过上限，已停止" in refused(workspace, pack)
    report = trying.try_pack(workspace, pack, accept_unsigned=True, now=NOW)
    assert not report.passed and report.stages[-1].name == "cases"


def test_nobody_installs_while_a_check_runs(workspace: Workspace, tmp_path: Path) -> None:
    with workspace.lease("check", what="校验"), pytest.raises(WorkspaceBusy):
        install(workspace, sample(tmp_path / "pack"))


def test_bytes_no_act_names_are_swept_and_others_left(workspace: Workspace, tmp_path: Path) -> None:
    packs = workspace.folder / "packs"
    stray = packs / f"{'0' * 64}.zip"
    stray.write_bytes(b"left by a killed installation")
    (packs / "说明.txt").write_text("别人的", encoding="utf-8")
    install(workspace, sample(tmp_path / "pack"))
    assert not stray.exists() and (packs / "说明.txt").exists()


def test_the_shipped_pack_needs_no_signature(workspace: Workspace, tmp_path: Path) -> None:
    copy = tmp_path / "shipped"
    shutil.copytree(shipped_path(), copy)
    with received(workspace, copy) as found:
        assert signature_of(workspace, found).status == "shipped"
    (copy / "README.md").write_text("改过", encoding="utf-8")
    with received(workspace, copy) as found:
        assert signature_of(workspace, found).status == "unsigned"


def test_a_signed_folder_is_as_good_as_the_signed_zip_until_trust_ends(workspace: Workspace, tmp_path: Path) -> None:
    key = generate_key("某省电力公司", date(2026, 1, 1), date(2027, 12, 31))
    folder = sample(tmp_path / "pack")
    sign_pack(folder, key, NOW)
    sign_pack(sample(tmp_path / "other", "1.1.0"), key, NOW, out=tmp_path / "signed.zip")
    assert "不认识" in refused(workspace, folder, accept_unsigned=True)
    trust_key(workspace, key.public, spoken=key.public.fingerprint, now=NOW)
    report = install(workspace, folder, accept_unsigned=False)
    assert report.installed and report.pack is not None
    assert (report.pack.signature.status, report.pack.signature.signer) == ("signed", "某省电力公司")
    assert install(workspace, tmp_path / "signed.zip", accept_unsigned=False).installed
    assert load_for_run(workspace, None).as_input(DAY)["unsigned"] == []
    revoke_key(workspace, key.public.fingerprint, date(2026, 11, 24), "钥匙丢失", now=NOW)
    assert "吊销" in pack_status(workspace, NOW).packs[0].faults[0]
    assert "吊销" in warnings_of_input(load_for_run(workspace, None).as_input(DAY))[0]


def test_changed_bytes_of_a_signed_pack_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    key = generate_key("某省电力公司", date(2026, 1, 1), date(2027, 12, 31))
    trust_key(workspace, key.public, spoken=key.public.fingerprint, now=NOW)
    folder = sample(tmp_path / "pack")
    sign_pack(folder, key, NOW)
    rules = folder / "rules.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("value: 300", "value: 301"), encoding="utf-8")
    assert "rules.yaml" in refused(workspace, folder, accept_unsigned=True)


def test_a_workbook_is_installed_like_any_pack(workspace: Workspace, tmp_path: Path) -> None:
    install(workspace, sample(tmp_path / "1"))
    export_workbook(read_source(sample(tmp_path / "2", "1.1.0")), tmp_path / "pack.xlsx")
    report = install(workspace, tmp_path / "pack.xlsx")
    assert report.installed, report.lines()
    active = load_active(workspace)
    assert active.base_entry.file.endswith(".xlsx") and active.base.manifest.version == "1.1.0"
    assert verify_workspace(workspace).faults == []
