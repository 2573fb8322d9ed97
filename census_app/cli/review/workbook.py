"""`census review export|take`: the review workbook out and in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_report, print_text
from census_app.cli.review.queue import add_part
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `export` and `take`."""
    export = actions.add_parser("export", help="出一份审核清单（Excel）：三种值并排、下拉决定；个人信息遮盖")
    export.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx")
    add_part(export)
    add_workspace(export)
    export.set_defaults(command=_export)
    take = actions.add_parser("take", help="收回填好的审核清单；收两次不会重复，不能收的行逐行说明")
    take.add_argument("files", nargs="+", type=Path, metavar="FILE")
    take.add_argument("--by", default="", metavar="姓名", help="没写审核人的行算谁判的（没有启用人员管理时）")
    add_workspace(take)
    take.set_defaults(command=_take)


def _export(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.reporting.review_workbook.export import export_reviews
    from census_app.survey.review.queue import Asked
    from census_app.survey.review.settings import review_settings
    from census_app.workspace.workspace import Workspace

    limit = arguments.limit or review_settings().queue_limit
    asked = Asked(arguments.unit, arguments.person, arguments.document, limit)
    with Workspace.open(arguments.workspace) as workspace:
        done = export_reviews(workspace, arguments.out, asked, context)
    if arguments.json:
        print_json(done.as_json())
    else:
        print_text(done.words())
    return int(ExitCode.DONE)


def _take(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.reporting.review_workbook.take import take_reviews
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        taken = take_reviews(workspace, arguments.files, arguments.by, context)
    print_report(taken, arguments.json)
    return int(ExitCode.DONE_WITH_REFUSALS if taken.refused else ExitCode.DONE)
