"""`census link decide`: one pair decided, or a decision taken back."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.links.source_names import source_id
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


_KNOWN = "判定写 是同一个、都不是、拿不准，也认 是、不是、√、×、待查 这样的写法"


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `decide`."""
    action = actions.add_parser("decide", help="人工判定一对记录：是同一个、都不是、拿不准；或撤销判定")
    action.add_argument("key", metavar="用户编号")
    action.add_argument("right_key", metavar="记录号", help="参照记录的记录号（自身比对时是另一个用户编号）")
    action.add_argument("verdict", nargs="?", metavar="判定", help="复核清单里认得的写法都认：是、不是、√、×、待查……")
    action.add_argument("--by", required=True, metavar="姓名", help="作判定的人")
    action.add_argument("--source", type=source_id, metavar="来源", help="哪个参照源；只有一个源有这条记录时可以不给")
    action.add_argument("--remark", default="", metavar="备注")
    action.add_argument("--undo", action="store_true", help="撤销此人对这一对最近的判定")
    add_workspace(action)
    action.set_defaults(command=_decide)


def _decide(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.foundation.errors import BadInput
    from census_app.reporting.link_review.texts import review_texts
    from census_app.workspace.linking.single import decide_pair, undo_pair
    from census_app.workspace.workspace import Workspace

    if arguments.undo == (arguments.verdict is not None):
        raise BadInput("要么给出判定，要么用 --undo 撤销", _KNOWN)
    named = (arguments.key, arguments.right_key, arguments.source)
    said = None if arguments.undo else review_texts().said(arguments.verdict)
    if not arguments.undo and said is None:
        raise BadInput(f"看不懂的判定：{arguments.verdict}", _KNOWN)
    with Workspace.open(arguments.workspace) as workspace:
        if said is None:
            result = undo_pair(workspace, *named, arguments.by)
        else:
            result = decide_pair(workspace, *named, said.verdict, arguments.by, arguments.remark, context)
    if arguments.json:
        print_json(result.as_json())
    else:
        print_text(result.words())
    return int(ExitCode.DONE)
