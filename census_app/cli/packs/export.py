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


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `export`."""
    action = actions.add_parser("export", help="换一种形式：Excel 给人改，zip 传送，文件夹存档")
    add_pack(action)
    action.add_argument("--excel", type=Path, metavar="X.xlsx", help="写成 Excel 工作簿，改好可以直接检查、安装")
    action.add_argument("--out", type=Path, metavar="O", help="写成 zip（文件名以 .zip 结尾）或文件夹，规范格式")
    action.add_argument("--replace", action="store_true", help="目标已经有了就覆盖")
    add_json(action)
    action.set_defaults(command=_export)


def _export(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.rulebook.export import export_workbook, read_source

    if arguments.excel is None and arguments.out is None:
        raise BadInput("没有说写成什么", "加 --excel 文件.xlsx，或 --out 文件.zip，或 --out 文件夹")
    if arguments.out is not None and arguments.out.suffix.lower() == ".xlsx":
        raise BadInput(f"--out 写的是 Excel 文件：{arguments.out}", f"改写 --excel {arguments.out}")
    source = read_source(pack_path(arguments))
    said: list[str] = []
    removed: list[str] = []
    if arguments.excel is not None:
        export_workbook(source, arguments.excel, replace=arguments.replace)
        said.append(f"已写 {arguments.excel}")
    if arguments.out is not None:
        removed = _write_files(source, arguments, said)
    if source.signed:
        said.append("原来的签名不随导出：内容换了形式，要重新签名")
    cases = sum(len(rule.cases) for rule in source.pack.rules)
    if arguments.json:
        print_json(
            {
                "excel": str(arguments.excel) if arguments.excel else None,
                "out": str(arguments.out) if arguments.out else None,
                "rules": len(source.pack.rules),
                "cases": cases,
                "fingerprint": source.pack.fingerprint,
                "removed": removed,
                "signature_dropped": source.signed,
            }
        )
    else:
        print_text(*said, f"规则 {len(source.pack.rules)} 条，例子 {cases} 个；读回核对一致")
    return int(ExitCode.DONE)


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
