"""`census review queue`: what waits for a reviewer."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, positive
from census_app.cli.output import print_report
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `queue`."""
    action = actions.add_parser("queue", help="待审的答复：按单位、人、任务，档案值、答复、参照并排；个人信息遮盖")
    add_part(action)
    add_workspace(action)
    action.set_defaults(command=_queue)


def add_part(action: argparse.ArgumentParser) -> None:
    """Which part of the queue."""
    action.add_argument("--unit", default="", metavar="U", help="只看这个单位（编码或名称）的")
    action.add_argument("--person", default="", metavar="P", help="只看这个人普查、答复的")
    action.add_argument("--document", default="", metavar="号", help="只看这份清单、普查表或任务的")
    action.add_argument("--limit", type=positive, metavar="N", help="最多几条")


def _queue(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.review.queue import Asked, review_queue
    from census_app.survey.review.settings import review_settings
    from census_app.workspace.workspace import Workspace

    limit = arguments.limit or review_settings().queue_limit
    asked = Asked(arguments.unit, arguments.person, arguments.document, limit)
    with Workspace.open(arguments.workspace) as workspace:
        found = review_queue(workspace, asked, context=context)
    print_report(found, arguments.json)
    return int(ExitCode.DONE)
