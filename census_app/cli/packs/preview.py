"""`census pack preview`: what would a pack change on the newest data?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, iso_date
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `preview`."""
    action = actions.add_parser("preview", help="预演：换成这个规则包，问题会出现、消失、不变各多少；不写入工作区")
    action.add_argument("pack", type=Path, metavar="P", help="规则包或覆盖包：文件夹、zip 或 xlsx")
    action.add_argument("--as-of", type=iso_date, metavar="D", help="今日 = 这一天；不给时用数据日期")
    action.add_argument("--out", type=Path, metavar="preview.parquet", help="另存每一个出现、消失、不变的问题")
    add_workspace(action)
    action.set_defaults(command=_preview)


def _preview(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.pack_life.preview import preview_pack
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = preview_pack(workspace, arguments.pack, arguments.out, context, as_of=arguments.as_of)
    if arguments.json:
        print_json(report.as_json())
    else:
        print_text(*report.lines(), "这是预演，工作区没有改变")
    return int(ExitCode.DONE_WITH_REFUSALS if report.errors else ExitCode.DONE)
