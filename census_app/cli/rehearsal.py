"""`census rehearse`: corrections tried out before anyone files them."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, iso_date
from census_app.cli.output import print_json, print_text
from census_app.cli.written_values import WRITTEN, split_record, split_value
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.checking.rehearsal.corrections import Action, Correction
    from census_app.foundation.jobs import JobContext

_ROW = re.compile(r"(.*)@(\d+)", re.DOTALL)


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `rehearse`."""
    rehearse = commands.add_parser("rehearse", help="预演更正：会解决、留下、新引起哪些问题；什么也不改")
    rehearse.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="填好的周清单，或含 表、主键、字段、新值 四列的表格（xlsx、csv）",
    )
    rehearse.add_argument(
        "--set", action="append", default=[], metavar=WRITTEN, help="改一个值，可写多次；等号后不写就是改成空"
    )
    rehearse.add_argument("--delete", action="append", default=[], metavar="表|主键", help="删一条记录，例如多余的表计")
    rehearse.add_argument("--add", action="append", default=[], metavar=WRITTEN, help="补一条记录的一个字段")
    rehearse.add_argument("--as-of", type=iso_date, metavar="D", help="今日 = 这一天；不给时用数据日期")
    rehearse.add_argument("--pack", type=Path, metavar="P", help="规则包；不给时用生效的规则包")
    add_workspace(rehearse)
    rehearse.set_defaults(command=_rehearse)


def _rehearse(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.checking.rehearsal.corrections import Action
    from census_app.reporting.corrections.read import read_corrections
    from census_app.workspace.rehearsal.rehearse import rehearse
    from census_app.workspace.workspace import Workspace

    corrections = [
        *(_assigned(text, Action.SET) for text in arguments.set),
        *(_record(text) for text in arguments.delete),
        *(_assigned(text, Action.ADD) for text in arguments.add),
    ]
    if not corrections and not arguments.files:
        raise BadInput("没有要预演的更正", "用 --set '表|主键|字段=值' 写出，或给一份填好的清单")
    with Workspace.open(arguments.workspace) as workspace:
        read = read_corrections(workspace, arguments.files, context)
        result = rehearse(
            workspace, [*corrections, *read.corrections], as_of=arguments.as_of, context=context, pack=arguments.pack
        )
    if arguments.json:
        print_json(result.as_json() | read.as_json())
    else:
        print_text(*read.lines(), *result.lines())
    return int(ExitCode.DONE_WITH_REFUSALS if result.refused or read.refused else ExitCode.DONE)


def _assigned(text: str, action: Action) -> Correction:
    """`表|主键|字段=值`; `@行号` behind the key names one of several rows."""
    from census_app.checking.rehearsal.corrections import Correction

    table, written, field, value = split_value(text)
    key, row = _key_and_row(written)
    return Correction(table, key, field, value, action, row, "命令行")


def _record(text: str) -> Correction:
    from census_app.checking.rehearsal.corrections import Action, Correction

    table, written = split_record(text)
    key, row = _key_and_row(written)
    return Correction(table, key, action=Action.DELETE, source_row=row, place="命令行")


def _key_and_row(written: str) -> tuple[str, int | None]:
    match = _ROW.fullmatch(written)
    return (match[1].strip(), int(match[2])) if match else (written.strip(), None)
