"""`census pack lint|test|format`: is a rule pack fit to be used?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_json
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import ExitCode
from census_app.foundation.resources import shipped_folder

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext

SHIPPED_PACK = "census-112"


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `pack`."""
    pack = commands.add_parser("pack", help="规则包")
    actions = pack.add_subparsers(metavar="动作", required=True)
    for name, help_text, command in (
        ("lint", "检查写法、类型、代码、说明是否合格", _lint),
        ("test", "运行每条规则自带的例子", _test),
        ("format", "改写成规范格式", _format),
    ):
        action = actions.add_parser(name, help=help_text)
        action.add_argument(
            "pack", nargs="?", type=Path, metavar="P", help="规则包文件夹或 zip；不给时用随程序发布的包"
        )
        add_json(action)
        action.set_defaults(command=command)


def _path(arguments: argparse.Namespace) -> Path:
    chosen: Path | None = arguments.pack
    return chosen if chosen is not None else shipped_folder("rules") / SHIPPED_PACK


def _lint(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.dictionary.loader import load_dictionary
    from census_app.rulebook.lint import lint_pack
    from census_app.rulebook.packs import load_pack
    from census_app.rulebook.resolve import resolve_pack

    findings = lint_pack(resolve_pack(load_pack(_path(arguments)), load_dictionary()))
    if arguments.json:
        print_json({"findings": [finding.as_json() for finding in findings]})
    else:
        print_text(
            *(str(finding) for finding in findings), f"{len(findings)} 处需要处理" if findings else "没有发现问题"
        )
    return int(ExitCode.DONE_WITH_REFUSALS if findings else ExitCode.DONE)


def _test(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.checking.cases import run_cases
    from census_app.dictionary.loader import load_dictionary
    from census_app.rulebook.packs import load_pack
    from census_app.rulebook.resolve import resolve_pack

    dictionary = load_dictionary()
    outcomes = run_cases(resolve_pack(load_pack(_path(arguments)), dictionary), dictionary)
    failed = [outcome for outcome in outcomes if not outcome.passed]
    if arguments.json:
        print_json({"cases": len(outcomes), "failed": [outcome.as_json() for outcome in failed]})
    else:
        print_text(*(str(outcome) for outcome in failed), f"例子 {len(outcomes)} 个，不符 {len(failed)} 个")
    return int(ExitCode.DONE_WITH_REFUSALS if failed else ExitCode.DONE)


def _format(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.rulebook.format import format_pack

    changed = format_pack(_path(arguments))
    if arguments.json:
        print_json({"changed": [str(path) for path in changed]})
    else:
        print_text(*(f"改写 {path}" for path in changed), "已是规范格式" if not changed else "")
    return int(ExitCode.DONE)
