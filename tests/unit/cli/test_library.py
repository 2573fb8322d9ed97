from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from census_app.cli.main import run
from census_app.workspace.workspace import Workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Workspace.create(tmp_path / "W") as made:
        return made.folder


class Census:
    """`census library …` in one workspace: exit code and what was said."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._capsys = folder, capsys

    def __call__(self, *words: str) -> tuple[int, str]:
        code = run(["library", *words, "--workspace", str(self._folder)])
        said = self._capsys.readouterr()
        return code, said.out + said.err

    def json(self, *words: str) -> dict[str, Any]:
        code = run(["library", *words, "--workspace", str(self._folder), "--json"])
        said = self._capsys.readouterr()
        assert code == 0, said.err
        loaded: dict[str, Any] = json.loads(said.out)
        return loaded


@pytest.fixture
def census(folder: Path, capsys: pytest.CaptureFixture[str]) -> Census:
    return Census(folder, capsys)


ADD = ("add", "--kind", "案例", "--title", "一址三户拆分报装", "--text", "拍照、算距离、定性。", "--rule", "r029",
       "--item", "用电客户.合同容量", "--by", "王工", "--county", "青岭县")  # fmt: skip


def test_an_entry_is_written_found_reworded_and_retired(census: Census, tmp_path: Path) -> None:
    added = census.json(*ADD)
    assert (added["rules"], added["items"]) == (["R029"], ["customer.contract_cap"])
    code, said = census("search", "拆分", "报装", "--limit", "3")
    assert code == 0
    assert (
        f"{added['id']}  案例　一址三户【拆分】【报装】" in said or f"{added['id']}  案例　一址三户【拆分报装】" in said
    )
    assert "R029 用电客户.合同容量" in said
    (tmp_path / "t.txt").write_text("先看门牌。\n再拍照。", encoding="utf-8-sig")
    assert census("edit", added["id"], "--text-file", str(tmp_path / "t.txt"), "--by", "李工")[0] == 0
    code, said = census("show", added["id"].lower(), "--versions")
    assert "先看门牌。\n再拍照。" in said
    assert "第 2 版　李工" in said
    assert "—— 第 1 版　王工" in said
    assert census("vote", added["id"], "有用", "--by", "张工")[0] == 0
    assert "1 人说有用" in census("search", "门牌")[1]
    assert census("retire", added["id"], "--reason", "重复")[0] == 0
    assert added["id"] not in census("search", "门牌")[1]
    assert "［已停用］案例" in census("search", "门牌", "--all")[1]
    assert census("edit", added["id"], "--publish")[0] == 0
    assert added["id"] in census("search", "门牌")[1]


def test_what_is_not_found_is_said(census: Census) -> None:
    assert census("search", "😀")[1].startswith("没有找到")
    assert "没有全部命中的，列出近似的" in census("search", "倍率龘龘龘")[1]
    assert census.json("search", "--rule", "R043", "--kind", "解答")["total"] >= 1


def test_a_rule_has_suggestions_with_reasons(census: Census) -> None:
    code, said = census("suggest", "R043")
    assert code == 0
    assert said.startswith("R043 ")
    assert "为什么推荐：说的就是规则 R043" in said
    assert "说的就是规则 R043" in census.json("suggest", "r043", "--limit", "1")["entries"][0]["reasons"]


def test_entries_go_out_and_come_in(census: Census, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry = census.json(*ADD)["id"]
    for name in ("a.zip", "a.xlsx"):
        assert census("export", "--out", str(tmp_path / name))[0] == 0
        assert (tmp_path / name).stat().st_size > 0
    with Workspace.create(tmp_path / "other"):
        pass
    other = Census(tmp_path / "other", capsys)
    assert "只是看看，没有收：新收 1 条" in other("take", str(tmp_path / "a.zip"), "--preview")[1]
    assert "新收 1 条" in other("take", str(tmp_path / "a.zip"))[1]
    other("edit", entry, "--title", "平山的标题", "--by", "李工")
    census("edit", entry, "--title", "青岭的标题", "--by", "王工")
    census("export", "--out", str(tmp_path / "b.zip"))
    said = other("take", str(tmp_path / "b.zip"))[1]
    assert "本县：平山的标题" in said
    assert "青岭县：青岭的标题" in said
    assert "青岭县：青岭的标题" in other("show", entry)[1]
    assert "有别县的不同写法" in other("search", "平山的标题")[1]
    assert other("edit", entry, "--settle", "别县", "--by", "李工")[0] == 0
    assert "青岭的标题" in other("show", entry)[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "--kind", "案例", "--title", "电话", "--text", "打 13812345678"), "正文第 1 行第 3 个字起像是手机号"),
        (("add", "--kind", "案例", "--title", "无", "--text-file", "没有.txt"), "读不了正文文件"),
        (("add", "--kind", "案例", "--title", "无", "--text", "有", "--item", "合同容亮"), "没有这个字段"),
        (("edit", "JY-NONE"), "没有说改什么"),
        (("edit", "JY-NONE", "--title", "无"), "没有这一条"),
        (("show", "JY-NONE"), "没有这一条"),
        (("suggest", "R9999"), "没有这个问题，也没有这条规则"),
        (("export", "--out", "x.doc"), "不知道写成什么"),
        (("take", "没有.zip"), "不是普通文件"),
    ],
)
def test_refusals_say_what_is_wrong(census: Census, words: tuple[str, ...], said: str) -> None:
    code, found = census(*words)
    assert code == 2
    assert said in found
    assert "13812345678" not in found
