"""`census pack book`: the rules and the census items as a document for people."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_json
from census_app.cli.output import print_json, print_text
from census_app.cli.packs.arguments import add_pack, pack_path
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.rulebook.model import Pack


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `book`."""
    action = actions.add_parser("book", help="印成人看的书：异常规则库与字段说明书（HTML、Word）")
    add_pack(action)
    action.add_argument("--out", type=Path, required=True, metavar="DIR|FILE", help="文件夹，或 .html、.docx 文件")
    action.add_argument("--format", choices=("html", "docx"), help="只要一种格式；不给时文件夹里两种都有")
    action.add_argument(
        "--override", type=Path, action="append", default=[], metavar="O", help="把省、市、县的调整包也算进去；可写多次"
    )
    action.add_argument("--workspace", type=Path, metavar="W", help="不给 P 时，用这个工作区现行的规则包和调整")
    add_json(action)
    action.set_defaults(command=_book)


def _book(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.dictionary.loader import load_dictionary
    from census_app.reporting.rule_book import BookFormat, compose_book, write_book
    from census_app.rulebook.resolving.resolve import resolve_pack

    dictionary = load_dictionary()
    book = compose_book(resolve_pack(_pack(arguments), dictionary), dictionary, context)
    only = BookFormat(arguments.format) if arguments.format else None
    files = write_book(book, arguments.out, only)
    if arguments.json:
        counts = {"rules": len(book.rules), "items": len(book.items), "code_lists": len(book.code_lists)}
        print_json(
            {
                "files": [str(file) for file in files],
                **counts,
                "left_out": list(book.unresolved),
                "retired": list(book.retired),
            }
        )
    else:
        left = [f"已停用的 {len(book.retired)} 条没有收入：{'、'.join(book.retired)}"] if book.retired else []
        if book.unresolved:
            left.append(f"有 {len(book.unresolved)} 条规则写得不对，没有收入：{'、'.join(book.unresolved)}")
        print_text(f"{len(book.rules)} 条规则，{len(book.items)} 个普查项", *(f"写出 {file}" for file in files), *left)
    return int(ExitCode.DONE_WITH_REFUSALS if book.unresolved else ExitCode.DONE)


def _pack(arguments: argparse.Namespace) -> Pack:
    from census_app.rulebook.packs import load_pack

    if arguments.workspace is not None and arguments.pack is None:
        from census_app.workspace.runs.packs import load_for_run
        from census_app.workspace.workspace import Workspace

        with Workspace.open(arguments.workspace) as workspace:
            pack = load_for_run(workspace, None).pack
    else:
        pack = load_pack(pack_path(arguments))
    if not arguments.override:
        return pack
    from census_app.rulebook.overrides import apply_overrides, load_override

    return apply_overrides(pack, [load_override(path) for path in arguments.override])
