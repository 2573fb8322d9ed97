"""`census link review export|take`: the review workbook out and in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, positive
from census_app.cli.links.explain import add_full
from census_app.cli.links.source_names import source_id
from census_app.cli.output import print_json, print_report, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext

_DEFAULT_LIMIT = 300


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `review`."""
    review = actions.add_parser("review", help="待人工确认的候选：出复核清单、收复核清单")
    steps = review.add_subparsers(metavar="动作", required=True)
    export = steps.add_parser("export", help="出一份 Excel：候选并排、不同的字标红、下拉判定；最值得看的在前")
    export.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx")
    export.add_argument("--source", type=source_id, metavar="来源", help="只出这个参照源的")
    export.add_argument("--unit", metavar="U", help="只出这个单位（编码或名称）的用户")
    export.add_argument(
        "--limit", type=positive, default=_DEFAULT_LIMIT, metavar="N", help=f"最多几户，默认 {_DEFAULT_LIMIT}"
    )
    add_full(export)
    add_workspace(export)
    export.set_defaults(command=_export)
    take = steps.add_parser("take", help="收回填好的复核清单；收两次不会重复")
    take.add_argument("files", nargs="+", type=Path, metavar="FILE")
    take.add_argument("--by", metavar="姓名", help="没写审核人的行算谁判的")
    add_workspace(take)
    take.set_defaults(command=_take)


def _export(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.reporting.link_review.export import export_review
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        done = export_review(
            workspace,
            arguments.out,
            arguments.source,
            arguments.limit,
            arguments.unit,
            full=arguments.full,
            context=context,
        )
    if arguments.json:
        print_json(done.as_json())
    else:
        print_text(done.words())
    return int(ExitCode.DONE)


def _take(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.reporting.link_review.take import take_reviews
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        taken = take_reviews(workspace, arguments.files, arguments.by, context)
    print_report(taken, arguments.json)
    return int(ExitCode.DONE_WITH_REFUSALS if taken.refused else ExitCode.DONE)
