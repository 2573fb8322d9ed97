from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.rulebook.export import export_folder, export_workbook, export_zip, read_source, rewrite_workbook
from census_app.rulebook.format import format_text
from census_app.rulebook.packs import load_pack

RULE = """# 客户
- id: R002
  title: {zh: '二', en: "B"}
  version: 1
  severity: urgent
  category: 客户基础档案
  table: 用电客户
  wrong: 合同容量 > 0
  says: 多
  remedy: 改
  source: {kind: seed}
"""


@pytest.fixture
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out")


@pytest.fixture
def folder(pack_of: Callable[..., Path]) -> Path:
    path = pack_of(RULE, more=RULE.replace("R002", "R001"))
    (path / "README.md").write_text("说明", encoding="utf-8")
    return path


def test_folder_to_workbook_to_folder(folder: Path, out: Path) -> None:
    target = out
    export_workbook(read_source(folder), target / "p.xlsx")
    written, removed = export_folder(read_source(target / "p.xlsx"), target / "again")
    assert (written, removed) == (["more.yaml", "pack.yaml", "rules.yaml"], [])
    assert load_pack(target / "again").model_dump() == load_pack(folder).model_dump()
    text = (target / "again" / "rules.yaml").read_text(encoding="utf-8")
    assert text.startswith("# 客户\n- id: R002\n") and format_text(text, "rules.yaml") == text


def test_zip_is_canonical(folder: Path, out: Path) -> None:
    first, second = out / "a.zip", out / "b.zip"
    export_zip(read_source(folder), first)
    export_zip(read_source(first), second)
    assert first.read_bytes() == second.read_bytes()
    assert load_pack(first).model_dump() == load_pack(folder).model_dump()
    assert read_source(first).notes == {"README.md": "说明".encode()}


def test_back_into_the_folder_it_came_from(folder: Path, out: Path) -> None:
    workbook = out / "p.xlsx"
    export_workbook(read_source(folder), workbook)
    (folder / "signature.json").write_text("{}", encoding="utf-8")
    (folder / "more.yaml").unlink()
    source = read_source(folder)
    assert source.signed
    with pytest.raises(BadInput, match="已经有了"):
        export_folder(read_source(workbook), folder)
    written, removed = export_folder(read_source(workbook), folder, replace=True)
    assert "more.yaml" in written and removed == ["signature.json"]
    assert (folder / "README.md").exists() and not (folder / "signature.json").exists()
    assert load_pack(folder).model_dump() == load_pack(workbook).model_dump()
    (folder / "extra.yaml").write_text(RULE.replace("R002", "R003"), encoding="utf-8")
    assert export_folder(read_source(workbook), folder, replace=True) == ([], ["extra.yaml"])


def test_other_folders_are_left_alone(folder: Path, out: Path) -> None:
    source = read_source(folder)
    other = out / "other"
    other.mkdir()
    (other / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(BadInput, match=r"没有 pack\.yaml"):
        export_folder(source, other, replace=True)
    manifest = (folder / "pack.yaml").read_text(encoding="utf-8").replace("id: sample", "id: another")
    (other / "pack.yaml").write_text(manifest, encoding="utf-8")
    with pytest.raises(BadInput, match="另一个规则包 another"):
        export_folder(source, other, replace=True)
    with pytest.raises(BadInput, match="不是文件夹"):
        export_folder(source, other / "notes.txt", replace=True)


def test_targets_are_not_overwritten_unasked(folder: Path, out: Path) -> None:
    source = read_source(folder)
    target = out / "p.xlsx"
    target.write_bytes(b"mine")
    with pytest.raises(BadInput, match="已经有了"):
        export_workbook(source, target)
    assert target.read_bytes() == b"mine"
    with pytest.raises(BadInput, match="xlsx 结尾"):
        export_workbook(source, out / "p.xls")
    with pytest.raises(BadInput, match="已经有了"):
        export_zip(source, target)


def test_what_no_cell_can_hold_is_refused(pack_of: Callable[..., Path], out: Path) -> None:
    nested = RULE + "  params: {甲: {value: {乙: {丙: 1}}}}\n"
    target = out / "p.xlsx"
    with pytest.raises(BadInput, match="规则 R002 的参数“甲”套着列表或键值"):
        export_workbook(read_source(pack_of(nested)), target)
    mixed = RULE + "  params: {甲: {value: {乙: [1], 丙: 1}}}\n"
    with pytest.raises(BadInput, match="Excel 表里放不下的内容：R002"):
        export_workbook(read_source(pack_of(mixed)), target)
    assert not target.exists()


def test_a_broken_pack_is_not_exported(pack_of: Callable[..., Path]) -> None:
    with pytest.raises(BadInput, match="缺少“version”"):
        read_source(pack_of("- id: R001\n"))


def test_rewriting_restores_what_an_export_writes(folder: Path, out: Path) -> None:
    import openpyxl

    path = out / "p.xlsx"
    export_workbook(read_source(folder), path)
    fresh = path.read_bytes()
    assert not rewrite_workbook(path)
    book = openpyxl.load_workbook(path)
    book["规则"].insert_rows(3, 4)
    book.save(path)
    book.close()
    assert rewrite_workbook(path)
    assert path.read_bytes() == fresh
