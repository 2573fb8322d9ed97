"""`census judge | unjudge | priority`: what people found out about problems, and which customers come first."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, iso_date, positive
from census_app.cli.output import print_json, print_report, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext

_SHOWN = 20
_WORDS = {"属实": "confirmed", "误报": "refuted", "未定": "undecided"}


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `judge`, `unjudge` and `priority`."""
    judge = commands.add_parser("judge", help="记下问题的核实结论：属实、误报，或撤回结论（未定）")
    judge.add_argument("numbers", nargs="+", metavar="短号", help="问题短号，可给多个")
    judge.add_argument("--as", dest="outcome", required=True, choices=[*_WORDS, *_WORDS.values()], help="结论")
    judge.add_argument("--reason", default="", metavar="依据", help="误报和撤回必须写")
    judge.add_argument("--until", type=iso_date, metavar="D", help="误报在这一天以前不再列出（值或规则一变就重新出来）")
    add_workspace(judge)
    judge.set_defaults(command=_judge)
    unjudge = commands.add_parser("unjudge", help="撤回一次判定：问题回到判之前；之后又判过、又动过或校验过的不能撤")
    unjudge.add_argument("act", type=positive, metavar="动作号", help="census judge 的回执里的动作号")
    unjudge.add_argument("--reason", required=True, metavar="为什么")
    add_workspace(unjudge)
    unjudge.set_defaults(command=_unjudge)
    priority = commands.add_parser("priority", help="先看哪些用户：风险分和它的每一项来由")
    priority.add_argument("--limit", type=positive, default=_SHOWN, metavar="N", help=f"前几户，默认 {_SHOWN}")
    priority.add_argument("--out", type=Path, metavar="FILE.parquet", help="另存全部用户")
    add_workspace(priority)
    priority.set_defaults(command=_priority)


def _judge(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.precision.acts import judge_problems, overruled
    from census_app.workspace.precision.measured import measure_precision
    from census_app.workspace.precision.settings import OUTCOME_LABELS, Outcome
    from census_app.workspace.workspace import Workspace

    outcome = Outcome(_WORDS.get(arguments.outcome, arguments.outcome))
    with Workspace.open(arguments.workspace) as workspace:
        act = judge_problems(workspace, arguments.numbers, outcome, arguments.reason, arguments.until)
        before = overruled(workspace, act)
        precision = measure_precision(workspace)
    numbers = act.payload["problems"]
    if arguments.json:
        told = {"act": act.seq, "outcome": outcome.value, "problems": numbers, "until": act.payload.get("until")}
        told |= {"overruled": {number: earlier.seq for number, earlier in before.items()}, "demote": precision.demoted}
        print_json(told)
    else:
        until = f"，{act.payload['until']} 以前不再列出" if "until" in act.payload else ""
        print_text(f"{len(numbers)} 个问题判为{OUTCOME_LABELS[outcome]}{until}（第 {act.seq} 号动作）")
        for number, earlier in before.items():
            print_text(f"  {number} 此前 {earlier.actor} 的判定（第 {earlier.seq} 号动作）与此相反，现在以这一次为准")
        print_text(*precision.demotions())
    return int(ExitCode.DONE)


def _unjudge(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.precision.acts import take_back_judgement
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        act = take_back_judgement(workspace, arguments.act, arguments.reason)
    numbers = act.payload["problems"]
    if arguments.json:
        print_json({"act": act.seq, "taken_back": arguments.act, "problems": numbers})
    else:
        print_text(f"{len(numbers)} 个问题的判定撤回了（第 {act.seq} 号动作）")
    return int(ExitCode.DONE)


def _priority(arguments: argparse.Namespace, context: JobContext) -> int:
    import shutil

    from census_app.foundation.files import publish
    from census_app.workspace.priority.scores import priority_file, rank_customers
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = rank_customers(workspace, arguments.limit, context)
        if arguments.out is not None:
            with publish(arguments.out) as temporary:
                shutil.copyfile(priority_file(workspace, context), temporary)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)
