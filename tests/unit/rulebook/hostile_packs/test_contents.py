"""Rules made to hurt: values, expressions and numbers beyond all measure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from census_app.dictionary.model import Dictionary
from census_app.rulebook.documents import read_documents
from census_app.rulebook.excel.writing import write_workbook
from census_app.rulebook.packs import load_pack, pack_of_documents
from census_app.rulebook.resolving.resolve import resolve_pack

from .sample import HEAD, RULE, refusal


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("- id: 甲".encode("gbk"), "rules.yaml:1 不是 UTF-8"),
        ("- id: R1".encode("utf-16"), "rules.yaml:1 是 UTF-16 编码"),
        (b"- id: R1\n\0", "rules.yaml:2:1 有看不见的字符"),
        ("- id: R1 # 先看\u202e这里".encode(), "改变文字方向的字符 U+202E"),
        ("- id: R\u200b1".encode(), "U+200B"),
        (b'- id: "R\\u200b1"', "rules.yaml:1:7 用转义写了看不见的字符"),
        (b'- "R\\u200b1": 1', "用转义写了看不见的字符"),
        (b"- !!python/object/apply:os.system [ls]", "不能写类型标记"),
        (b"- &a [x]\n- *a", "不能用锚 &a"),
        (b"- {<<: {a: b}}", "不能用合并键"),
        (b"[" * 100_000, "嵌套得太深"),
        (b"- " * 100_000, "嵌套超过 12 层"),
        (b"- " + b"a" * 50_000, "一个值超过 20000 个字符"),
        (b"- 1\n" * 400_000, "超过 300000 个值"),
        (b"#" * 3_000_000, "超过 2000000 个字符"),
        (b"- {id: R1, id: R2}", "键“id”写了两遍"),
        (b"- [a\n", "列表缺少逗号或右方括号"),
        (b"a: b: c\n", "含“: ”的文字要加引号"),
        (b"- 'a\n", "引号没有结束"),
        (b"\tid: 1\n- x", "不能用制表符"),
        (b"--- a\n--- b\n", "只能有一份 YAML"),
    ],
)
def test_yaml(folder: Path, content: bytes, says: str) -> None:
    (folder / "rules.yaml").write_bytes(content)
    assert says in refusal(folder)


def test_values_of_all_files_together(folder: Path) -> None:
    for number in range(8):
        (folder / f"{number}.yaml").write_text("- 1\n" * 50_000, encoding="utf-8")
    assert "超过 300000 个值" in refusal(folder)


def test_ten_thousand_rules(folder: Path) -> None:
    (folder / "rules.yaml").write_text("- {id: R1, version: 1}\n" * 10_000, encoding="utf-8")
    assert "有 10000 条规则，超过 1000 条" in refusal(folder)


def _rule_with(old: str, new: str) -> str:
    assert old in RULE
    return RULE.replace(old, new)


def _rules() -> Iterator[tuple[str, str]]:
    yield _rule_with("R043", "R043|R044"), "规则号“R043|R044”不合规范"
    yield _rule_with("id: R043", 'id: "R043,"'), "规则号“R043,”不合规范"
    yield _rule_with("R043", "Р043"), "不合规范"
    yield _rule_with("R043", "R０43"), "不合规范"
    yield _rule_with("R043", "../R043"), "不合规范"
    yield _rule_with("id: R043", 'id: ""'), "不合规范"
    yield _rule_with("id: 不符", 'id: "不符,甲"'), "分支名“不符,甲”不合规范"
    yield _rule_with("id: 不符", "id: 不符\u0301"), "不合规范"
    yield _rule_with("id: 不符", "id: ⽤电"), "不合规范"
    yield RULE + "  params: {容差ａ: 1}\n", "参数名“容差ａ”不合规范"
    yield RULE + "  replaces: ['R1,R2']\n", "规则号“R1,R2”不合规范"
    yield _rule_with("version: 1", "version: 99999999999999999999"), "“version”不能大于 100000"
    yield _rule_with("version: 1", "version: " + "9" * 6000), "“version”太大"
    yield _rule_with("version: 1", "version: 0"), "“version”不能小于 1"
    yield _rule_with("version: 1", "version: [1]"), "“version”要写整数"
    yield _rule_with("合同容量\n", "合" * 6000 + "\n"), "“title.zh”太长，最多 5000 个字"
    yield RULE + "  due_days: -1\n", "“due_days”不能小于 0"
    many = ", ".join(f"{{id: c{i}, when: 合同容量 < {i}, says: x}}" for i in range(100))
    yield _rule_with("{id: 不符, when: 合同容量 < 0, says: 容量}", many), "“wrong”写得太多，最多 60 项"
    yield RULE + f"  params: {{{', '.join(f'p{i}: 1' for i in range(100))}}}\n", "“params”写得太多"
    yield RULE + "  cases: [" + "{expect: right}, " * 1000 + "]\n", "“cases”写得太多，最多 300 项"
    yield RULE + f"  {'x' * 900}: 1\n", "不认识的键“" + "x" * 120 + "…”"


@pytest.mark.parametrize(("text", "says"), list(_rules()), ids=lambda text: text[-40:])
def test_rules(folder: Path, text: str, says: str) -> None:
    (folder / "rules.yaml").write_text(text, encoding="utf-8")
    assert says in refusal(folder)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (f"word_lists: {{词: [{', '.join(f'w{i}' for i in range(6000))}]}}", "“word_lists.词”写得太多，最多 5000 项"),
        ("word_lists: {'a b': [x]}", "词表名“a b”不合规范"),
        ("word_lists: {1a: [x]}", "词表名“1a”不合规范"),
    ],
)
def test_headings(folder: Path, line: str, says: str) -> None:
    (folder / "pack.yaml").write_text(HEAD + line, encoding="utf-8")
    assert says in refusal(folder)


_WIDE = "长度(归一姓名(归一姓名(归一姓名(用户名称)))) > 3"


def _nested(levels: int) -> str:
    inner = _nested(levels - 1) if levels else _WIDE
    return f"coalesce(case when {inner} then true else false end, false)"


@pytest.mark.parametrize(
    ("when", "says"),
    [
        (" or ".join(["合同容量 = 1"] * 90), "连写过多"),
        ("(" * 21 + "合同容量 = 1" + ")" * 21, "括号嵌套超过 20 层"),
        ("归一姓名(" * 5 + "用户名称" + ")" * 5 + " = '甲'", "函数套用超过 4 层"),
        ("not " * 30 + "合同容量 = 1", "not"),
        ("合同容量 = " + "9" * 5000, "超过 4000 个字符"),
        ("replace(replace(用户名称, 'a', 'aa'), 'a', 'aa') = '甲'", "没有函数“replace”"),
        ("匹配(用户名称, '(a+)+')", "重复里面又有重复"),
        ("匹配(用户名称, 'a{1000}')", "重复超过 100 次"),
        ("匹配(用户名称, '(?=a)a')", "不能用前后查看"),
        ("合同容量 = 1; drop table x", "不能有分号"),
        ("合同容量 in (select 1)", ""),
        (_nested(7), "展开后太大"),
    ],
)  # fmt: skip
def test_expressions(folder: Path, dictionary: Dictionary, when: str, says: str) -> None:
    (folder / "rules.yaml").write_text(_rule_with("合同容量 < 0", f'"{when}"'), encoding="utf-8")
    errors = resolve_pack(load_pack(folder), dictionary).errors
    assert errors and says in str(errors[0])


def test_many_heavy_rules(folder: Path, dictionary: Dictionary) -> None:
    when = " or ".join(["信用代码有效(用户名称)"] * 20)
    rules = [_rule_with("合同容量 < 0", when).replace("R043", f"R{number}") for number in range(300)]
    (folder / "rules.yaml").write_text("".join(rules), encoding="utf-8")
    (error,) = resolve_pack(load_pack(folder), dictionary).errors
    assert "全部规则展开后太大" in error.message


def test_hidden_characters_in_a_workbook(folder: Path, dictionary: Dictionary, tmp_path: Path) -> None:
    documents = read_documents(folder)
    pack_of_documents(documents, folder)
    path = tmp_path / "pack.xlsx"
    write_workbook(documents, dictionary, path)
    assert load_pack(path).rule("R043").title.zh == "合同容量"
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "合同容量"]
    for cell in cells:
        cell.value = "先看\u202e这里"
    book.save(path)
    book.close()
    assert cells
    assert "U+202E" in refusal(tmp_path / "pack.xlsx")


def test_many_faults_are_cut(folder: Path) -> None:
    (folder / "rules.yaml").write_text("- {id: R1}\n" * 900, encoding="utf-8")
    told = refusal(folder)
    assert "…… 另有" in told and len(told) < 5_000
