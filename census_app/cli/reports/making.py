"""`census report daily | bulletin | monthly | units | board | list`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, positive
from census_app.cli.output import print_json, print_report, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext

_FORMS = ("xlsx", "html")
_PERIODS = {"day": "2026-11-27", "week": "2026-W48", "month": "2026-11"}
_REPORTS = {
    "daily": ("day", "日进展：一天里收回、复核、在办、超期"),
    "bulletin": ("week", "双周通报：一页"),
    "monthly": ("month", "月度总结与成效评估"),
    "units": ("week", "单位下钻：省、市、县、所四级"),
    "board": ("week", "13 类看板：每类的数和对策（一县一策）"),
}


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register one action per report, and `list`."""
    for name, (period, says) in _REPORTS.items():
        action = actions.add_parser(name, help=says)
        action.add_argument(f"--{period}", metavar=_PERIODS[period], help="不给时是现在这一期")
        action.add_argument("--out", type=Path, required=True, metavar="DIR", help="写到这个文件夹")
        action.add_argument("--format", choices=_FORMS, action="append", help="只要一种；不给时两种都写")
        action.add_argument("--weeks", type=positive, metavar="N", help="走势看多少周（默认 12）")
        if name == "board":
            action.add_argument("--notes", type=Path, metavar="FILE.yaml", help="县里自己写的对策：类别: 文字")
        add_workspace(action)
        action.set_defaults(command=_make, report=name, period=period)
    listing = actions.add_parser("list", help="有哪些报表，已经出过哪些")
    add_workspace(listing)
    listing.set_defaults(command=_list)


def _make(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.reporting.reports.notes import read_notes
    from census_app.reporting.reports.publishing import Wanted, write_report
    from census_app.workspace.workspace import Workspace

    notes = getattr(arguments, "notes", None)
    with Workspace.open(arguments.workspace) as workspace:
        wanted = Wanted(
            report=arguments.report,
            period=getattr(arguments, arguments.period),
            forms=tuple(dict.fromkeys(arguments.format or _FORMS)),
            trend_weeks=arguments.weeks,
            notes={} if notes is None else read_notes(workspace, notes),
        )
        published = write_report(workspace, wanted, arguments.out, context)
    print_report(published, arguments.json)
    return int(ExitCode.DONE)


def _list(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.reporting.reports.kinds import REPORTS
    from census_app.reporting.reports.publishing import published_reports
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        published = [
            {"report": act.payload["report"], "period": act.payload["period"], "run": act.payload["run"],
             "at": act.at, "by": act.actor, "files": sorted(act.payload["files"]), "act": act.seq}
            for act in published_reports(workspace)
        ]  # fmt: skip
    if arguments.json:
        kinds = [{"report": one.id, "zh": one.zh, "says": one.says} for one in REPORTS.values()]
        print_json({"reports": kinds, "published": published})
        return int(ExitCode.DONE)
    print_text(*(f"{one.id:9} {one.zh}：{one.says}" for one in REPORTS.values()))
    for one in published:
        print_text(f"  {one['at'][:16]}　{REPORTS[one['report']].zh} {one['period']}　批次 {one['run']}　{one['by']}")
    return int(ExitCode.DONE)
