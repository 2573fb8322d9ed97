from __future__ import annotations

from pathlib import Path

import pytest

from census_app.dictionary.loader import load_dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.resources import resource
from census_app.survey.scenes.load import SceneBook, load_scenes
from census_app.survey.scenes.model import AnswerKind

DICTIONARY = load_dictionary()
GOOD = """id: cold_store
zh: 冷库
of: 在册(用户状态)
quality: {complete: "0.95", accurate: "0.95", says: 都要填}
items:
  - 用电客户.厂休日
  - {item: ask_cold, title: 冷库台数, answer: number}
"""


def _load(tmp_path: Path, **files: str) -> SceneBook:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_scenes(DICTIONARY, tmp_path)


def test_the_shipped_scenes_stand() -> None:
    book = load_scenes(DICTIONARY)
    basic = book.scene("basic")
    assert book.item("meter.asset_no").answer is AnswerKind.CODE
    assert "customer.cons_name" in basic.items


def test_a_county_adds_a_scene_without_code(tmp_path: Path) -> None:
    book = _load(tmp_path, mine=GOOD)
    assert book.scene("cold_store").items == ("customer.holiday", "ask_cold")
    assert book.item("ask_cold").title == "冷库台数"


def test_an_item_of_any_field_is_described_by_the_dictionary() -> None:
    item = load_scenes(DICTIONARY).item("customer.shift_no")
    assert (item.title, item.answer) == ("生产班次", AnswerKind.CHOICE)
    assert "单班" in item.options


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("用电客户.厂休日", "用电客户.厂休曰", "mine.yaml:6 用电客户 没有这个字段：厂休曰（像是 厂休日"),
        ("用电客户.厂休日", "用点客户.厂休日", "mine.yaml:6 没有这张表：用点客户（像是 用电客户"),
        ("用电客户.厂休日", "ask_cold", "mine.yaml:7 普查项 ask_cold 在这个场景里写了两遍"),
        ("answer: number", "answer: choice", "mine.yaml:7 普查项 ask_cold 是选择题，要写 options"),
        (", answer: number", "", "mine.yaml:7 普查项 ask_cold 档案里没有，要写 title 和 answer"),
        ("zh: 冷库", "zh: 冷库\nzhu: 2", "mine.yaml:3"),
        ("of: 在册(用户状态)", "table: 最近采集", "mine.yaml:3 没有这张表：最近采集"),
        ("id: cold_store", "id: 冷库", "mine.yaml:1"),
        ('"0.95", accurate', '"95", accurate', "mine.yaml:4"),
        ("id: cold_store", "id: &a cold_store", "mine.yaml:1:5 不能用锚"),
        ("zh: 冷库", "\tzh: 冷库", "mine.yaml:2 不是有效的 YAML"),
    ],
)
def test_a_wrong_scene_is_refused_with_file_and_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        _load(tmp_path, mine=GOOD.replace(old, new, 1))
    assert said in str(refused.value)


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_bytes("id: 冷".encode("gbk"))
    with pytest.raises(BadInput) as refused:
        _load(tmp_path, mine=GOOD.replace("厂休日", "厂休曰").replace(", answer: number", ""))
    told = str(refused.value)
    assert "有 3 处问题" in told
    assert "b.yaml:1 不是 UTF-8" in told


def test_two_scenes_of_one_id_are_refused_but_a_county_may_replace_a_shipped_one(tmp_path: Path) -> None:
    book = _load(tmp_path, basic=GOOD.replace("cold_store", "basic"))
    assert book.scene("basic").zh == "冷库"
    with pytest.raises(BadInput, match="已经有了"):
        _load(tmp_path, other=GOOD.replace("cold_store", "basic"))


def test_the_scene_that_the_readme_shows_can_be_put_in_as_it_stands(tmp_path: Path) -> None:
    text = resource("scenes/README.md").read_text(encoding="utf-8")
    example = text.partition("```yaml\n")[2].partition("```")[0]
    book = _load(tmp_path, cold_store=example)
    assert book.scene("cold_store").items == (
        "customer.holiday", "customer.shift_no", "ask_cold_units", "ask_cold_use",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ("{item: 用电客户.移动电话, blind: true}", "不能盲填"),
        ("{item: 用电客户.用户编号, blind: true}", "不能盲填"),
        ("{item: 用电客户.移动电话, default: 固定电话}", "不能带入默认值"),
        ("{item: ask_x, title: 问, answer: text, options: [甲, 乙]}", "answer 要写 choice"),
        ("{item: ask_x, title: 问, answer: choice, options: [甲, 甲]}", "有重复"),
        ("{item: ask_x, title: 问, answer: choice, options: ['甲,乙', 丙]}", "半角逗号"),
        ("{item: 电能表.型号, batch: transformer}", "不能按台区批量填"),
        ("{item: 用电客户.厂休日, of: 合同容量 > }", "mine.yaml:6:"),
        ("{item: 用电客户.厂休日, of: 合同溶量 > 100}", "合同容量"),
        ("{item: 用电客户.厂休日, default: 厂休曰}", "mine.yaml:6:"),
        ("公安人口.姓名", "mine.yaml:6"),
        ("{item: 用电客户.厂休日, ask: " + "长" * 300 + "}", "mine.yaml:6"),
        ("用电客户", "普查项写成“表.字段”"),
    ],
)
def test_an_item_that_cannot_be_asked_is_refused_with_what_to_do(tmp_path: Path, items: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        _load(tmp_path, mine=GOOD.replace("用电客户.厂休日", items))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "condition", ["合同容量", "delete from x", "sum(电能表.t)", "a" * 3000, "不存在的关系.户名 = 1"]
)
def test_a_condition_that_is_none_is_refused(tmp_path: Path, condition: str) -> None:
    with pytest.raises(BadInput, match=r"mine\.yaml:3"):
        _load(tmp_path, mine=GOOD.replace("在册(用户状态)", condition))


def test_a_scene_is_found_by_either_name() -> None:
    book = load_scenes(DICTIONARY)
    assert book.scene("充电桩") is book.scene("charging")
    with pytest.raises(BadInput, match="充电桩"):
        book.scene("充电庄")
