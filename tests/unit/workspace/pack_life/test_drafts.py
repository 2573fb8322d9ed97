"""Drafts of rules: kept as typed, beside what is in force, until they go the way of every pack."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from census_app.cli.main import run
from census_app.foundation.errors import BadInput, Cancelled
from census_app.foundation.jobs import JobContext
from census_app.rulebook.model import Rule, Severity
from census_app.rulebook.rule_text import content_of, read_rule, text_of, text_of_rule
from census_app.workspace import acts
from census_app.workspace.imports.field_states import field_states
from census_app.workspace.pack_life.composing import Composed
from census_app.workspace.pack_life.draft_check import look_at_draft, run_draft_cases
from census_app.workspace.pack_life.draft_effect import draft_effect
from census_app.workspace.pack_life.draft_pack import next_version, write_draft_pack
from census_app.workspace.pack_life.draft_rules import (
    draft_differences,
    drop_published,
    new_draft,
    overtaken,
    whose,
)
from census_app.workspace.pack_life.drafts import (
    LONGEST_TEXT,
    Draft,
    DraftChanged,
    discard_draft,
    drafts_folder,
    read_draft,
    read_drafts,
    save_draft,
)
from census_app.workspace.pack_life.entries import SIGNED, Signature
from census_app.workspace.pack_life.install import install_pack
from census_app.workspace.pack_life.preview import preview_pack
from census_app.workspace.runs.packs import load_active
from census_app.workspace.runs.run import run_check
from census_app.workspace.storage.backup import back_up, restore
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver

from .sample import customer, override, sample

Said = Callable[..., tuple[int, dict[str, Any]]]
_ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample pack is in force over three customers, two of them wrong, checked; nobody writes to it."""
    folder = tmp_path_factory.mktemp("drafts") / "县"
    with Workspace.create(folder) as workspace:
        deliver(workspace, date(2026, 11, 20), [customer(1, 150, 100), customer(2, 110, 100), customer(3, 90, 100)])
        assert install_pack(workspace, sample(folder.parent / "包"), accept_unsigned=True).installed
        run_check(workspace)
    return folder


@pytest.fixture
def ready(blank: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of one's own."""
    with Workspace.open(Path(shutil.copytree(blank, tmp_path / "县"))) as workspace:
        yield workspace


def _edited(composed: Composed, rule_id: str, *changes: tuple[str, str]) -> Rule:
    text = new_draft(composed, rule_id).text
    for old, new in changes:
        assert old in text, text
        text = text.replace(old, new)
    return read_rule(text)


def _signed(composed: Composed) -> Composed:
    """The same packs, the base signed by somebody else."""
    return replace(composed, base_entry=replace(composed.base_entry, signature=Signature(SIGNED, "00", "样例省公司")))


def test_a_draft_is_kept_as_typed_and_touches_nothing(ready: Workspace) -> None:
    head, before = acts.head(ready.engine), load_active(ready).fingerprint
    draft = replace(new_draft(load_active(ready), "S042"), text="- id: S042\n  wrong: 没写完 (")
    saved = save_draft(ready, draft)
    with Workspace.open(ready.folder) as again:
        assert read_draft(again, "S042") == saved
        assert load_active(again).fingerprint == before
        assert acts.head(again.engine) == head
    assert saved.by
    assert saved.pack == "sample-rules"
    discarded = discard_draft(ready, "S042")
    assert discarded is not None
    assert read_draft(ready, "S042") is None
    assert save_draft(ready, discarded).text == draft.text, "what was dropped can be brought back"


def test_nobody_writes_over_a_draft_somebody_else_saved_meanwhile(ready: Workspace) -> None:
    first = save_draft(ready, new_draft(load_active(ready), "S042"))
    second = save_draft(ready, replace(first, text=first.text + "# 甲\n"))
    with pytest.raises(DraftChanged) as refused:
        save_draft(ready, replace(first, text="乙"))
    assert refused.value.present == second
    assert save_draft(ready, replace(first, text="乙"), over_others=True).text == "乙"


def test_damaged_files_are_told_and_put_aside_not_written_over(ready: Workspace) -> None:
    folder = drafts_folder(ready)
    folder.mkdir(exist_ok=True)
    (folder / "S042.json").write_text("{坏", encoding="utf-8")
    (folder / "S043.json").write_text('{"format": 99, "rule_id": "S043", "text": ""}', encoding="utf-8")
    found = read_drafts(ready)
    assert not found.by_rule
    assert len(found.faults) == 2
    save_draft(ready, new_draft(load_active(ready), "S042"))
    assert [path.read_text(encoding="utf-8") for path in folder.glob("S042.json.damaged-*")] == ["{坏"]


def test_drafts_are_in_the_backup(ready: Workspace, tmp_path: Path) -> None:
    saved = save_draft(ready, new_draft(load_active(ready), "S042"))
    back_up(ready, tmp_path / "备份.zip")
    restore(tmp_path / "备份.zip", tmp_path / "恢复")
    with Workspace.open(tmp_path / "恢复") as again:
        assert read_draft(again, "S042") == saved


@pytest.mark.parametrize("rule_id", ["", "../x", "R 1", "规则", "R" * 41])
def test_ids_that_are_no_file_names_are_refused(ready: Workspace, rule_id: str) -> None:
    with pytest.raises(BadInput, match="不能作规则号"):
        save_draft(ready, Draft(rule_id, ""))


def test_far_too_long_a_text_is_refused(ready: Workspace) -> None:
    with pytest.raises(BadInput, match="超过"):
        save_draft(ready, Draft("S042", "x" * (LONGEST_TEXT + 1)))


_WRITER = """
import sys
from pathlib import Path
from census_app.workspace.pack_life.drafts import Draft, save_draft
from census_app.workspace.workspace import Workspace

with Workspace.open(Path(sys.argv[1])) as w:
    draft = Draft("S042", "0" * 50_000)
    for number in range(1, 100_000):
        draft = save_draft(w, draft)
        print(number, flush=True)
"""


def test_a_killed_save_leaves_the_draft_before_or_after_it(ready: Workspace) -> None:
    child = subprocess.Popen([sys.executable, "-c", _WRITER, str(ready.folder)], cwd=_ROOT, stdout=subprocess.PIPE)
    assert child.stdout is not None
    for _ in range(5):
        assert child.stdout.readline()
    child.kill()
    child.wait()
    child.stdout.close()
    found = read_drafts(ready)
    assert not found.faults
    assert found.by_rule["S042"].text == "0" * 50_000


def test_the_text_of_a_rule_reads_back_as_the_rule(ready: Workspace) -> None:
    for rule in load_active(ready).base.rules:
        text = text_of_rule(rule)
        assert read_rule(text) == rule
        assert text_of(content_of(text)) == text
    with pytest.raises(BadInput, match="一条规则"):
        content_of("a: b")
    with pytest.raises(BadInput, match="缺少"):
        read_rule("- id: R1")


def test_a_draft_is_looked_at_while_it_is_typed(ready: Workspace) -> None:
    composed, dictionary = load_active(ready), ready.dictionary
    text = new_draft(composed, "S042").text
    assert not look_at_draft(composed, dictionary, text).errors
    wrong = look_at_draft(composed, dictionary, text.replace("运行容量 > 合同", "运行容量 > 合同容童 + 合同"))
    assert not wrong.runs
    assert (wrong.errors[0].where, wrong.errors[0].line, wrong.errors[0].column) == ("wrong[超合同].when", 1, 8)
    broken = look_at_draft(composed, dictionary, "- id: [")
    assert broken.rule is None
    assert broken.fault


def test_examples_run_with_the_draft_and_its_requirements(ready: Workspace) -> None:
    composed = load_active(ready)
    rule = _edited(composed, "S043", (">= :上限", "> :上限"), ("value: 300", "value: 600"))
    outcomes = run_draft_cases(composed, ready.dictionary, rule)
    assert [one.passed for one in outcomes] == [False, True, True, True]


def test_the_effect_counts_by_unit_and_shows_records(ready: Workspace) -> None:
    composed = load_active(ready)
    effect = draft_effect(ready, composed, _edited(composed, "S042", ("value: 1", "value: 1.2")), JobContext())
    total = effect.total
    assert (total.now, total.vanish, total.appear, total.after) == (2, 1, 0, 1)
    assert effect.issued == 0
    assert {(one.change, one.record_key) for one in effect.samples} == {("vanish", "2"), ("stay", "1")}
    assert effect.counts is not None
    assert effect.counts.wrong == 1
    assert effect.unjudged == ()
    unknown = _edited(composed, "S042", ("运行容量 > 合同容量", "count(受电设备) > 合同容量"))
    assert draft_effect(ready, composed, unknown, JobContext()).unjudged == ("柳河供电所",)
    same = draft_effect(ready, composed, _edited(composed, "S042", ("核对容量", "核对铭牌")), JobContext())
    assert (same.total.now, same.total.after, same.counts) == (2, 2, None)


def test_the_effect_can_be_stopped(ready: Workspace) -> None:
    composed, context = load_active(ready), JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        draft_effect(ready, composed, _edited(composed, "S042", ("value: 1", "value: 2")), context)


def test_drafts_of_our_own_pack_become_its_next_version(ready: Workspace) -> None:
    composed = load_active(ready)
    changed = _edited(composed, "S042", ("value: 1", "value: 1.2"))
    save_draft(ready, replace(new_draft(composed, "S042"), text=text_of_rule(changed)))
    made = write_draft_pack(ready, composed, [changed], "倍数放宽")
    assert made.label == "sample-rules 1.0.1"
    assert any("1.2" in line for line in made.says)
    assert load_active(ready).fingerprint == composed.fingerprint, "a file, nothing more"
    assert preview_pack(ready, made.file).total.vanish == 1
    assert install_pack(ready, made.file, accept_unsigned=True).installed
    now = load_active(ready)
    assert now.base.rule("S042").version == composed.base.rule("S042").version + 1
    assert now.base.manifest.changelog[0] == "1.0.1 倍数放宽"
    assert drop_published(ready, now) == ["S042"]
    assert not read_drafts(ready).by_rule
    assert next_version(ready, now) == "1.0.2"


def test_a_change_that_an_override_in_force_decides_is_said_to_be_in_vain(ready: Workspace, tmp_path: Path) -> None:
    assert install_pack(ready, override(tmp_path / "覆盖"), accept_unsigned=True).installed
    composed = load_active(ready)
    made = write_draft_pack(ready, composed, [_edited(composed, "S042", ("value: 1}", "value: 1.2}"))], "倍数放宽")
    assert made.says[-1].startswith("S042 参数“倍数”由县级覆盖包 county-thresholds 1.0.0（未签名） 规定，以它为准")
    other = write_draft_pack(ready, composed, [_edited(composed, "S043", ("value: 300", "value: 400"))], "上限放宽")
    assert not any("以它为准" in line for line in other.says)


def test_a_new_rule_gets_a_file_of_its_own(ready: Workspace) -> None:
    composed = load_active(ready)
    rule = _edited(composed, "S042").model_copy(update={"id": "S099"})
    assert not look_at_draft(composed, ready.dictionary, text_of_rule(rule)).errors
    made = write_draft_pack(ready, composed, [rule], "新规则")
    assert install_pack(ready, made.file, accept_unsigned=True).installed
    assert load_active(ready).base.rule("S099").title.zh == rule.title.zh


def test_somebody_elses_pack_is_changed_by_an_override_only(ready: Workspace) -> None:
    composed = _signed(load_active(ready))
    assert whose(composed).owner == "样例省公司"
    with pytest.raises(BadInput, match="归 样例省公司"):
        write_draft_pack(ready, composed, [_edited(composed, "S042", ("> 合同", ">= 合同"))], "不许")
    rule = _edited(composed, "S042", ("value: 1", "value: 1.2"), ("severity: urgent", "severity: normal"))
    made = write_draft_pack(ready, composed, [rule], "县里季节性负荷大")
    assert made.label == "sample-rules-local 1.0.0"
    assert install_pack(ready, made.file, accept_unsigned=True).installed
    now = load_active(ready)
    assert now.pack.rule("S042").severity is Severity.NORMAL
    assert now.pack.rule("S042").params["倍数"].value == "1.2"
    again = _signed(now)
    other = _edited(again, "S043", ("value: 300", "value: 400"))
    second = write_draft_pack(ready, again, [other], "上限放宽")
    assert second.label == "sample-rules-local 1.0.1"
    assert install_pack(ready, second.file, accept_unsigned=True).installed
    both = load_active(ready).pack
    assert (both.rule("S042").params["倍数"].value, both.rule("S043").params["上限"].value) == ("1.2", "400")


def test_nothing_to_publish_and_no_reason(ready: Workspace) -> None:
    composed = load_active(ready)
    with pytest.raises(BadInput, match="没有选"):
        write_draft_pack(ready, composed, [], "x")
    with pytest.raises(BadInput, match="为什么"):
        write_draft_pack(ready, composed, [_edited(composed, "S042")], " ")
    with pytest.raises(BadInput, match="没有不同"):
        write_draft_pack(ready, _signed(composed), [_edited(composed, "S042")], "没改")


def test_a_draft_says_what_it_changes_and_whether_the_rule_moved_on(ready: Workspace, tmp_path: Path) -> None:
    composed = load_active(ready)
    rule = _edited(composed, "S042", ("value: 1", "value: 1.2"))
    assert any("倍数" in one.says for one in draft_differences(composed, rule))
    draft = save_draft(ready, new_draft(composed, "S042"))
    assert not overtaken(composed, draft)
    newer = sample(tmp_path / "新", "1.1.0", ("核对容量", "核对铭牌"))
    assert install_pack(ready, newer, accept_unsigned=True).installed
    assert overtaken(load_active(ready), draft)


def test_columns_say_how_empty_they_are_and_what_nobody_imported(ready: Workspace) -> None:
    states = field_states(ready)
    assert states["customer", "run_cap"].imported
    assert states["customer", "run_cap"].empty == 0
    assert not states["meter", "asset_no"].imported


@pytest.fixture
def said(ready: Workspace, capsys: pytest.CaptureFixture[str]) -> Said:
    """Runs `census pack …` with `--json` on the county: exit code and object."""

    def command(*words: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = run(["pack", *words, "--workspace", str(ready.folder), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return command


def told(capsys: pytest.CaptureFixture[str], workspace: Workspace, *words: str) -> str:
    capsys.readouterr()
    assert run(["pack", "draft", *words, "--workspace", str(workspace.folder)]) == 0
    return capsys.readouterr().out


def test_a_draft_from_its_first_word_to_the_pack_in_force(
    said: Said, ready: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "S042.yaml"
    assert said("draft", "new", "S042", "--out", str(file))[1]["text"] == file.read_text(encoding="utf-8")
    same = said("draft", "show", "S042")[1]
    assert (same["in_force"], same["differences"]) == (True, [])
    assert "和生效的规则没有不同" in told(capsys, ready, "show", "S042")
    changed = file.read_text(encoding="utf-8").replace("severity: urgent", "severity: normal")
    assert changed != file.read_text(encoding="utf-8")
    file.write_text(changed, encoding="utf-8")
    code, refused = said("draft", "save", "S042", str(file))
    assert code == 2 and "已有草稿" in refused["error"]
    code, saved = said("draft", "save", "S042", str(file), "--replace")
    assert code == 0 and saved["differences"] and not saved["in_force"]
    assert all(one["passed"] for one in said("draft", "show", "S042", "--cases")[1]["cases"])
    assert "S042" in told(capsys, ready, "list")
    code, made = said("draft", "export", "S042", "--note", "不急")
    assert code == 0 and made["rules"] == ["S042"] and Path(made["file"]).is_file()
    assert said("install", made["file"], "--yes-unsigned")[0] == 0
    assert said("draft", "list")[1]["drafts"][0]["in_force"] is True
    assert said("draft", "discard", "--published")[1]["discarded"] == ["S042"]
    assert told(capsys, ready, "list") == "没有草稿\n"


def test_what_is_no_rule_is_kept_and_told_and_goes_nowhere(said: Said, tmp_path: Path) -> None:
    file = tmp_path / "新.yaml"
    file.write_text("id: S900\nwrong: 没写完 (", encoding="utf-8")
    code, saved = said("draft", "save", "S900", str(file))
    assert (code, saved["readable"]) == (1, False) and saved["fault"]
    assert said("draft", "list")[1]["drafts"][0]["rule"] == "S900"
    assert said("draft", "export", "S900", "--note", "新")[0] == 2
    assert said("draft", "discard", "S900")[1]["discarded"] == ["S900"]
    code, refused = said("draft", "discard", "S900")
    assert code == 2 and "没有草稿" in refused["error"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_no_text_of_a_rule(said: Said, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p.yaml")
    code, refused = said("draft", "save", "S042", str(tmp_path / "p.yaml"))
    assert code == 2 and "不是普通文件" in refused["error"]


@pytest.mark.parametrize(
    "words", [("new", "S999"), ("show", "S042"), ("discard",), ("save", "S042", "没有.yaml"), ("new", "../x")]
)
def test_what_cannot_be_done_is_refused(said: Said, words: tuple[str, ...]) -> None:
    assert said("draft", *words)[0] == 2
