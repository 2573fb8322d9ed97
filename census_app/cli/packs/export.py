"""`census pack export`: the pack as a workbook to edit, as a zip to send, or as a folder to keep."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_json
from census_app.cli.output import print_json, print_text
from census_app.cli.packs.arguments import add_pack, pack_path
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.rulebook.export import Source
    from census_app.workspace.pack_life.handing_on import FilesInForce


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `export`."""
    action = actions.add_parser("export", help="换一种形式：Excel 给人改，zip 传送，文件夹存档")
    add_pack(action)
    action.add_argument("--excel", type=Path, metavar="X.xlsx", help="写成 Excel 工作簿，改好可以直接检查、安装")
    action.add_argument("--out", type=Path, metavar="O", help="写成 zip（文件名以 .zip 结尾）或文件夹，规范格式")
    action.add_argument("--workspace", type=Path, metavar="W", help="不给 P 时，导出这个工作区现行的规则包")
    action.add_argument(
        "--overrides", type=Path, metavar="DIR", help="把工作区里生效的覆盖包也写到这个文件夹，原样，签名还在"
    )
    action.add_argument("--replace", action="store_true", help="目标已经有了就覆盖")
    add_json(action)
    action.set_defaults(command=_export)


def _export(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.rulebook.export import export_workbook, read_source

    _refuse_misuse(arguments)
    installed = _installed(arguments)
    source = read_source(pack_path(arguments) if installed is None else installed.base_file)
    said: list[str] = [] if installed is None else [f"导出现行的规则包 {installed.base.label}"]
    copies = _override_copies(installed, arguments)
    removed: list[str] = []
    if arguments.excel is not None:
        export_workbook(source, arguments.excel, replace=arguments.replace)
        said.append(f"已写 {arguments.excel}")
    if arguments.out is not None:
        removed = _write_files(source, arguments, said)
    _copy_overrides(installed, copies, said)
    if source.signed:
        said.append("原来的签名不随导出：内容换了形式，要重新签名")
    cases = sum(len(rule.cases) for rule in source.pack.rules)
    if arguments.json:
        print_json(
            {
                "pack": f"{source.pack.manifest.id} {source.pack.manifest.version}",
                "excel": str(arguments.excel) if arguments.excel else None,
                "out": str(arguments.out) if arguments.out else None,
                "rules": len(source.pack.rules),
                "cases": cases,
                "fingerprint": source.pack.fingerprint,
                "removed": removed,
                "signature_dropped": source.signed,
                "overrides": [] if installed is None else [entry.label for entry, _ in installed.overrides],
                "override_files": [str(target) for _, target in copies],
            }
        )
    else:
        print_text(*said, f"规则 {len(source.pack.rules)} 条，例子 {cases} 个；读回核对一致")
    return int(ExitCode.DONE)


def _refuse_misuse(arguments: argparse.Namespace) -> None:
    if arguments.excel is None and arguments.out is None:
        raise BadInput("没有说写成什么", "加 --excel 文件.xlsx，或 --out 文件.zip，或 --out 文件夹")
    if arguments.out is not None and arguments.out.suffix.lower() == ".xlsx":
        raise BadInput(f"--out 写的是 Excel 文件：{arguments.out}", f"改写 --excel {arguments.out}")
    if arguments.pack is not None and arguments.workspace is not None:
        raise BadInput("给了规则包，又给了 --workspace", "要导出工作区现行的规则包，不写规则包；否则不写 --workspace")
    if arguments.overrides is not None and arguments.workspace is None:
        raise BadInput("--overrides 要和 --workspace 一起用", "加 --workspace 工作区")


def _installed(arguments: argparse.Namespace) -> FilesInForce | None:
    if arguments.workspace is None:
        return None
    from census_app.workspace.pack_life.handing_on import files_in_force
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        return files_in_force(workspace)


def _override_copies(installed: FilesInForce | None, arguments: argparse.Namespace) -> list[tuple[Path, Path]]:
    if installed is None or arguments.overrides is None:
        return []
    from census_app.workspace.pack_life.handing_on import override_copies

    return override_copies(installed, arguments.overrides, replace=arguments.replace)


def _copy_overrides(installed: FilesInForce | None, copies: list[tuple[Path, Path]], said: list[str]) -> None:
    if installed is None or not installed.overrides:
        return
    if not copies:
        named = "、".join(entry.label for entry, _ in installed.overrides)
        said.append(f"生效的覆盖包没有写进去：{named}；要一并交出，加 --overrides 文件夹")
        return
    from census_app.workspace.pack_life.handing_on import copy_files

    copy_files(copies)
    said += [f"覆盖包原样写出 {target}" for _, target in copies]


def _write_files(source: Source, arguments: argparse.Namespace, said: list[str]) -> list[str]:
    from census_app.rulebook.export import export_folder, export_zip

    if arguments.out.suffix.lower() == ".zip":
        export_zip(source, arguments.out, replace=arguments.replace)
        said.append(f"已写 {arguments.out}")
        return []
    written, removed = export_folder(source, arguments.out, replace=arguments.replace)
    said.append(f"已写 {arguments.out}：{len(written)} 个文件" if written else f"{arguments.out} 已经是这样")
    said += [f"删去不再有的 {name}" for name in removed]
    return removed
