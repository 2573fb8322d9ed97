"""`census review sample plan|draw|results`: acceptance sampling of accepted tasks."""

from __future__ import annotations

import argparse
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_report
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.survey.review.sampling.drawing import Wanted


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `sample`."""
    group = actions.add_parser("sample", help="抽样复查：一批审核通过的任务抽几户、抽哪几户、结果怎样")
    steps = group.add_subparsers(metavar="动作", required=True)
    plan = steps.add_parser("plan", help="这一批要抽几户，保证什么；不写入")
    _add_lot(plan)
    plan.set_defaults(command=_plan)
    draw = steps.add_parser("draw", help="抽样并生成复查任务；同一种子抽出来的一样")
    _add_lot(draw)
    draw.add_argument("--seed", default="", metavar="S", help="种子；不给就用日志链头，事先没有人知道")
    draw.add_argument("--by", nargs="+", default=[], metavar="P", help="谁去复查，可给多人；没有人复查自己普查的")
    draw.set_defaults(command=_draw)
    results = steps.add_parser("results", help="复查结果：每人错几户，错误率的区间，这一批通过不通过")
    results.add_argument("sample", metavar="抽样号", help="例如 Q2648-01")
    add_workspace(results)
    results.set_defaults(command=_results)


def _add_lot(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="first_week", default="", metavar="W", help="从哪一周派发的，例如 2026-W45")
    parser.add_argument("--to", dest="last_week", default="", metavar="W", help="到哪一周派发的")
    parser.add_argument("--unit", default="", metavar="U", help="只抽这个单位（编码）的")
    parser.add_argument("--surveyor", default="", metavar="P", help="只抽这个普查员的")
    parser.add_argument("--confidence", type=_share, metavar="0.95", help="把握")
    parser.add_argument("--tolerable", type=_share, metavar="0.05", help="能容忍的错误率")
    parser.add_argument("--accept", type=_count, metavar="N", help="样本里错几户以内算通过")
    add_workspace(parser)


def _share(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise argparse.ArgumentTypeError(f"要一个小数，例如 0.95：{text}") from error
    if not value.is_finite() or not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"要在 0 和 1 之间：{text}")
    return value


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError(f"要一个整数：{text}")
    return int(text)


def _wanted(arguments: argparse.Namespace) -> Wanted:
    from census_app.foundation.weeks import week_days
    from census_app.survey.review.sampling.drawing import Wanted
    from census_app.survey.review.sampling.lots import LotFilter

    for week in (arguments.first_week, arguments.last_week):
        if week:
            week_days(week)
    lot = LotFilter(arguments.first_week, arguments.last_week, arguments.unit, arguments.surveyor)
    seed, people = getattr(arguments, "seed", ""), tuple(getattr(arguments, "by", ()))
    return Wanted(lot, arguments.confidence, arguments.tolerable, arguments.accept, seed, people)


def _plan(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.review.sampling.drawing import plan_sample
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = plan_sample(workspace, _wanted(arguments))
    print_report(report, arguments.json)
    return int(ExitCode.DONE)


def _draw(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.review.sampling.drawing import draw_sample
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = draw_sample(workspace, _wanted(arguments))
    print_report(report, arguments.json)
    return int(ExitCode.DONE)


def _results(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.review.sampling.results import sample_results
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        results = sample_results(workspace, arguments.sample)
    print_report(results, arguments.json)
    return int(ExitCode.DONE)
