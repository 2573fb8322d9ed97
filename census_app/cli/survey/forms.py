"""`census survey forms | xlsform`: the week's forms out, on paper and for phones."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_report
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register both."""
    forms = actions.add_parser("forms", help="出现场普查表：一人一周一个工作簿，带原值、下拉、二维码")
    phones = actions.add_parser("xlsform", help="同一张表再出一份手机用的（XLSForm，ODK、Kobo 都能用）")
    for action, name in ((forms, False), (phones, True)):
        action.add_argument("--week", required=True, metavar="2026-W48", help="哪一周的任务（ISO 周）")
        action.add_argument("--out", type=Path, required=True, metavar="DIR", help="放在哪个文件夹")
        action.add_argument("--surveyor", metavar="账号|姓名", help="只出这一个人的")
        add_workspace(action)
        action.set_defaults(command=_forms, phones=name)


def _forms(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.forms.issuing import issue_forms
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = issue_forms(
            workspace, arguments.week, arguments.out, arguments.surveyor, context, phones=arguments.phones
        )
    print_report(report, arguments.json)
    return int(ExitCode.DONE)
