from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from census_app.dictionary.model import Dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.documents import documents_of, read_documents
from census_app.rulebook.pack_files.opening import read_files
from census_app.rulebook.packs import load_pack
from census_app.rulebook.resolving.resolve import pack_fingerprint, resolve_pack, rule_fingerprint
from census_app.rulebook.yaml_files.strict import read_yaml

RULE = """
- id: R043
  version: 1
  title: {zh: 合同容量不符, en: Capacity differs}
  category: 供电电源与受电设备
  severity: urgent
  table: 用电客户
  scope: 在册(用户状态) and 用户分类 = '高压'
  wrong:
    - id: 不符
      when: |-
        abs(合同容量 - sum(受电设备.铭牌容量,
          运行状态 <> '拆除')) > :容差
      accuses: [合同容量, 受电设备.铭牌容量]
      says: {zh: "合同容量 {合同容量} kVA"}
  params: {容差: {value: 0.5, unit: kVA}}
  remedy: {zh: 核对}
  source: {kind: engineering, cite: []}
"""


def test_folder(pack_of: Callable[..., Path]) -> None:
    pack = load_pack(pack_of(RULE, baseline="用电客户: {用户编号: 0100}\n"))
    assert [rule.id for rule in pack.rules] == ["R043"]
    assert pack.manifest.due_days == {"urgent": 3, "important": 7, "normal": 30}
    assert pack.baseline == {"用电客户": {"用户编号": "0100"}}
    assert pack.rule("R043").wrong[0].when.count("\n") == 1


def test_zip_gives_the_same_pack(pack_of: Callable[..., Path], tmp_path: Path) -> None:
    folder = pack_of(RULE)
    archive = tmp_path / "out" / "pack.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        for file in folder.glob("*.yaml"):
            bundle.write(file, f"census-112/{file.name}")
        bundle.writestr("census-112/README.md", "说明")
    assert pack_fingerprint(load_pack(archive)) == pack_fingerprint(load_pack(folder))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("../evil.yaml", b"a: 1", "越出文件夹"),
        ("/abs.yaml", b"a: 1", "越出文件夹"),
        ("a\\..\\b.yaml", b"a: 1", "越出文件夹"),
        ("run.py", b"print()", "不该有的文件"),
        ("bomb.yaml", b"a" * 5_000_000, "压缩比"),
        ("gbk.yaml", "名称: 甲".encode("gbk"), "gbk.yaml:1 不是 UTF-8"),
    ],
)
def test_hostile_zip(pack_of: Callable[..., Path], tmp_path: Path, name: str, content: bytes, says: str) -> None:
    archive = tmp_path / "hostile.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.write(pack_of(RULE) / "pack.yaml", "pack.yaml")
        bundle.writestr(name, content)
    with pytest.raises(BadInput) as caught:
        load_pack(archive)
    assert says in caught.value.message


def test_not_a_pack(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有这个规则包"):
        load_pack(tmp_path / "missing")
    with pytest.raises(BadInput, match=r"没有 pack\.yaml"):
        load_pack(tmp_path)
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(BadInput, match="不是完好的 zip"):
        load_pack(broken)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  version: 1\n", "", "rules.yaml:2 R043 缺少“version”"),
        ("severity: urgent", "severity: 紧急", "rules.yaml:6 R043 “severity”只能是"),
        ("  remedy:", "  fix: x\n  remedy:", "R043 不认识的键“fix”"),
        (
            "accuses: [合同容量, 受电设备.铭牌容量]",
            "accuses: 合同容量",
            "rules.yaml:14 R043 “wrong.0.accuses”要写成列表",
        ),
        ("version: 1", "version: 一", "“version”要写整数"),
        ("- id: R043", "- id: R043\n  id: R044", "键“id”写了两遍"),
        ("  wrong:\n", "  wrong: ~\n  was:\n", "不认识的键“was”"),
    ],
)
def test_shape_faults_name_file_and_line(pack_of: Callable[..., Path], old: str, new: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_pack(pack_of(RULE.replace(old, new)))
    assert says in caught.value.message


def test_ids_are_not_used_twice(pack_of: Callable[..., Path]) -> None:
    with pytest.raises(BadInput, match=r"rules\.yaml:2 规则号 R043 在 more\.yaml:2 已经用过"):
        load_pack(pack_of(RULE, more=RULE))


def test_short_spellings(resolved_of: Callable[..., object]) -> None:
    short = """
- id: R001
  version: 1
  title: 户名为空
  category: 客户基础档案
  severity: urgent
  table: 用电客户
  wrong: 长度(用户名称) < :最短
  accuses: [用户名称]
  says: 户名太短
  params: {最短: 2}
  remedy: 补录
  source: {kind: seed}
"""
    resolved = resolved_of(short)
    rule = resolved.rules[0]  # type: ignore[attr-defined]
    assert rule.clauses[0].clause == "" and rule.clauses[0].says == ("户名太短",)
    assert rule.parameters["最短"].value == 2
    assert rule.due_days == 3


def test_errors_point_into_multi_line_expressions(pack_of: Callable[..., Path], dictionary: Dictionary) -> None:
    wrong = RULE.replace("运行状态 <> '拆除')", "运行状太 <> '拆除')").replace("{合同容量}", "{合同容亮}")
    resolved = resolve_pack(load_pack(pack_of(wrong)), dictionary)
    assert [(item.where, item.line, item.column) for item in resolved.diagnostics] == [
        ("wrong[不符].when", 13, 11),
        ("wrong[不符].says", 15, 25),
    ]
    assert resolved.rules == ()
    assert "最接近的有：运行状态" in resolved.diagnostics[0].hint
    assert resolved.diagnostics[0].file == "rules.yaml"


def test_what_says_the_same_is_read_and_resolved_once(
    pack_of: Callable[..., Path], dictionary: Dictionary, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = pack_of(RULE)
    copy = tmp_path_factory.mktemp("copy") / "pack"
    first = load_pack(folder)
    assert load_pack(Path(shutil.copytree(folder, copy))) is first
    assert resolve_pack(first, dictionary) is resolve_pack(load_pack(folder), dictionary)
    other = dictionary.model_copy(update={"version": "99.0.0"})
    assert resolve_pack(first, other).errors != resolve_pack(first, dictionary).errors
    (file,) = (one for one in folder.glob("*.yaml") if "R043" in one.read_text(encoding="utf-8"))
    file.write_text(file.read_text(encoding="utf-8").replace("value: 0.5", "value: 0.6"), encoding="utf-8")
    changed = load_pack(folder)
    assert changed.rule("R043") != first.rule("R043")
    assert resolve_pack(changed, dictionary).fingerprint != resolve_pack(first, dictionary).fingerprint


def test_fingerprint_follows_what_a_rule_says(pack_of: Callable[..., Path]) -> None:
    first = load_pack(pack_of(RULE))
    cases = load_pack(pack_of(RULE + "  cases: [{expect: right}]\n  note: 说明\n"))
    changed = load_pack(pack_of(RULE.replace("value: 0.5", "value: 0.6")))
    assert first.fingerprint == pack_fingerprint(first) == pack_fingerprint(cases) != pack_fingerprint(changed)
    assert rule_fingerprint(first.rules[0]) == rule_fingerprint(cases.rules[0]) != rule_fingerprint(changed.rules[0])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("id: sample", "id: 样例", "pack.yaml:2 “id”不对：包的编号用小写字母"),
        ("id: sample", "id: a/b", "“id”不对"),
        ("version: 1.0.0", "version: 1.0", "pack.yaml:4 “version”不对：“1.0”不是版本号，写作 1.4.0"),
        ("effective_from: 2026-01-01", "effective_from: 2026-1-1", "“effective_from”不对：“2026-1-1”不是日期"),
        ("effective_from: 2026-01-01", "effective_from: 2026-01-01\neffective_to: 2025-01-01", "早于 effective_from"),
        ("due_days: {urgent: 3,", "due_days: {urgent: 三,", "“due_days.urgent”要写整数"),
        ("due_days: {urgent: 3,", "due_days: {soon: 3,", "“due_days.soon”只能是"),
        ("issuer: 测试\n", "", "缺少“issuer”"),
    ],
)
def test_heading_faults(pack_of: Callable[..., Path], old: str, new: str, says: str) -> None:
    heading = pack_of(RULE) / "pack.yaml"
    heading.write_text(heading.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_pack(heading.parent)
    assert says in caught.value.message


def test_another_dictionary_is_refused(pack_of: Callable[..., Path], dictionary: Dictionary) -> None:
    heading = pack_of(RULE) / "pack.yaml"
    heading.write_text(heading.read_text(encoding="utf-8").replace("dictionary: 1.0.0", "dictionary: 9"), "utf-8")
    (error,) = resolve_pack(load_pack(heading.parent), dictionary).errors
    assert str(error).startswith("pack.yaml:6:13 sample dictionary：规则包按数据字典 9 写成，本程序的是 1.0.0")


def test_a_pack_read_twice_is_not_what_its_first_reader_made_of_it(pack_of: Callable[..., Path]) -> None:
    folder = pack_of(RULE)
    first = read_documents(folder)
    first["pack.yaml"].content["title"] = "改了"
    first["pack.yaml"].places.clear()
    again = read_documents(folder)
    assert again["pack.yaml"].content["title"] != "改了"
    assert again["pack.yaml"].place(("title",)).line > 1


def test_shipped_files_are_read_as_their_texts_say_even_where_they_were_read_before() -> None:
    folder = shipped_folder("rules") / "census-112"
    files = read_files(folder)
    longer = {name: f"# 一行说明\n{text}" for name, text in files.items()}
    for texts in (files, longer):
        for name, document in documents_of(texts, folder).items():
            anew = read_yaml(texts[name], name)
            assert (document.content, document.places) == (anew.content, anew.places)
    assert documents_of(longer, folder)["pack.yaml"].places != documents_of(files, folder)["pack.yaml"].places
