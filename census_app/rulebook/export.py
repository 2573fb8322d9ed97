"""A pack in another form: canonical files in a folder or zip, or the workbook a supervisor edits. Nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from census_app.dictionary.loader import load_dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish, publish_folder, write_text
from census_app.rulebook.documents import read_documents
from census_app.rulebook.excel.package import is_workbook
from census_app.rulebook.excel.writing import write_workbook
from census_app.rulebook.format import format_document
from census_app.rulebook.model import Pack
from census_app.rulebook.pack_files.opening import SIGNATURE, read_contents, read_files
from census_app.rulebook.pack_files.stored_zip import pack_zip
from census_app.rulebook.packs import load_pack, pack_of_documents
from census_app.rulebook.yaml_files.strict import Document, read_yaml


@dataclass(frozen=True)
class Source:
    """A pack to export: its documents, what they say, its notes (.md, .txt), and whether it carried a signature."""

    path: Path
    documents: Mapping[str, Document]
    pack: Pack
    notes: Mapping[str, bytes]
    signed: bool


def read_source(path: Path) -> Source:
    """The pack at `path`; refused when it does not load."""
    documents = read_documents(path)
    contents = {} if is_workbook(path) else read_contents(path)
    notes = {name: content for name, content in contents.items() if not name.endswith(".yaml") and name != SIGNATURE}
    return Source(path, documents, pack_of_documents(documents, path), notes, SIGNATURE in contents)


def export_workbook(source: Source, target: Path, *, replace: bool = False) -> None:
    """`target` is a workbook that was read back and says exactly what the pack says."""
    if target.suffix.lower() != ".xlsx":
        raise BadInput(f"Excel 文件名要以 .xlsx 结尾：{target}", "例如 规则包.xlsx")
    _refuse_existing(target, replace)
    with publish(target) as temporary:
        write_workbook(source.documents, load_dictionary(), temporary)
        _compare(source, temporary)


def rewrite_workbook(path: Path) -> bool:
    """The workbook as an export writes it: order, colours and drop-downs put right; whether that changed it."""
    before = path.read_bytes()
    export_workbook(read_source(path), path, replace=True)
    return path.read_bytes() != before


def _compare(source: Source, written: Path) -> None:
    try:
        again = load_pack(written)
    except BadInput as error:
        raise BadInput(f"{source.path} 有 Excel 表里放不下的内容：{error.message}", "先改规则文件") from error
    _refuse_difference(source, again, "Excel 表")


def _refuse_difference(source: Source, again: Pack, form: str) -> None:
    if again.model_dump() == source.pack.model_dump():
        return
    pairs = zip(source.pack.rules, again.rules, strict=False)
    different = [rule.id for rule, other in pairs if rule.model_dump() != other.model_dump()]
    shown = "、".join(different[:5]) or "包的说明或基准记录"
    raise BadInput(f"{source.path} 有{form}里放不下的内容：{shown}", "改得平常一些再导出")


def export_zip(source: Source, target: Path, *, replace: bool = False) -> None:
    """`target` is a zip of the canonical files and the notes; the same pack gives the same bytes. Never signed."""
    _refuse_existing(target, replace)
    contents = {name: text.encode("utf-8") for name, text in canonical_texts(source).items()}
    with publish(target) as temporary:
        temporary.write_bytes(pack_zip({**source.notes, **contents}))


def export_folder(source: Source, target: Path, *, replace: bool = False) -> tuple[list[str], list[str]]:
    """`target` holds the canonical files; names of files written and of files that are no longer part of the pack.

    An existing folder is only taken when it holds the same pack and `replace` is said; other files in it stay.
    """
    texts = canonical_texts(source)
    if not target.exists():
        with publish_folder(target) as temporary:
            for name, content in {**source.notes, **{name: text.encode() for name, text in texts.items()}}.items():
                (temporary / name).parent.mkdir(parents=True, exist_ok=True)
                (temporary / name).write_bytes(content)
        return sorted({*texts, *source.notes}), []
    _refuse_existing(target, replace)
    before = _texts_of_same_pack(source, target)
    written = [name for name, text in texts.items() if before.get(name) != text]
    for name in written:
        write_text(target / name, texts[name])
    removed = sorted((before.keys() - texts.keys()) | ({SIGNATURE} if (target / SIGNATURE).exists() else set()))
    for name in removed:
        (target / name).unlink()
    return written, removed


def canonical_texts(source: Source) -> dict[str, str]:
    """File name → canonical text, as `pack format` writes it; read back they say exactly what the pack says."""
    texts = {name: format_document(document, name) for name, document in source.documents.items()}
    again = pack_of_documents({name: read_yaml(text, name) for name, text in texts.items()}, source.path)
    _refuse_difference(source, again, "规则文件")
    return texts


def _refuse_existing(target: Path, replace: bool) -> None:
    if target.exists() and not replace:
        raise BadInput(f"{target} 已经有了", "换一个名称，或加 --replace 覆盖它")


def _texts_of_same_pack(source: Source, target: Path) -> dict[str, str]:
    if not target.is_dir():
        raise BadInput(f"{target} 不是文件夹", "zip 的文件名以 .zip 结尾；文件夹换一个名称")
    texts = read_files(target)
    there, ours = load_pack(target).manifest.id, source.pack.manifest.id
    if there != ours:
        raise BadInput(f"{target} 里是另一个规则包 {there}，不是 {ours}", "换一个文件夹")
    return texts
