"""`census check`, `census runs`, `census compare`, `census explain`: verdicts, how two runs differ, and why."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.cli.arguments import Commands, add_workspace, iso_date, positive
from census_app.cli.output import print_json, print_report, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `check`, `runs`, `compare` and `explain`."""
    check = commands.add_parser("check", help="校验最新快照")
    check.add_argument("--as-of", type=iso_date, metavar="D", help="今日 = 这一天；不给时用数据日期")
    check.add_argument("--pack", type=Path, metavar="P", help="规则包文件夹或 zip；与生效的规则包内容不同时只作试算")
    check.add_argument("--trial", action="store_true", help="试算：不改变任何问题的状态")
    check.add_argument("--out", type=Path, metavar="findings.parquet", help="另存一份发现")
    check.add_argument("--plan", action="store_true", help="不校验，只说每条规则能判到什么程度、缺什么；不写入")
    check.add_argument("--profile", action="store_true", help="不校验，只在样本上测哪些规则最慢；不写入")
    check.add_argument("--sample", type=positive, metavar="N", help="与 --profile 合用：每张表至多约 N 行（20000）")
    add_workspace(check)
    check.set_defaults(command=_check)
    runs = commands.add_parser("runs", help="有哪些批次：正式、试算、作废的，新的在前")
    runs.add_argument("--limit", type=positive, metavar="N", help="只列最近几个")
    add_workspace(runs)
    runs.set_defaults(command=_runs)
    compare = commands.add_parser("compare", help="两个批次的发现逐条比较：新增、消失、仍在；按规则、按单位")
    compare.add_argument("before", metavar="BEFORE", help="前一个批次号（正式或试算）")
    compare.add_argument("after", metavar="AFTER", help="后一个批次号")
    compare.add_argument("--out", type=Path, metavar="FILE", help="逐条写到 .parquet 或 .csv 文件")
    add_workspace(compare)
    compare.set_defaults(command=_compare)
    explain = commands.add_parser("explain", help="一条规则对一条记录：为什么错、为什么没错、为什么判不了")
    explain.add_argument("rule", metavar="RULE", help="规则号，例如 R043；只给问题短号也行")
    explain.add_argument(
        "key", metavar="KEY", nargs="?", default="", help="问题短号、户号，或记录键：表号……多个主键字段用 | 连接"
    )
    explain.add_argument("--as-of", type=iso_date, metavar="D")
    explain.add_argument("--pack", type=Path, metavar="P")
    add_workspace(explain)
    explain.set_defaults(command=_explain)


def _check(arguments: argparse.Namespace, context: JobContext) -> int:
    if arguments.plan:
        return _plan(arguments)
    if arguments.profile:
        return _profile(arguments, context)
    from census_app.workspace.precision.measured import measure_precision
    from census_app.workspace.runs.run import run_check
    from census_app.workspace.runs.sweeping import sweeping_lines, sweeping_rules
    from census_app.workspace.runs.unproven import unproven_problems
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        record = run_check(
            workspace,
            as_of=arguments.as_of,
            pack=arguments.pack,
            trial=arguments.trial,
            out=arguments.out,
            context=context,
        )
        sweeping = sweeping_rules(workspace, record)
        doubts = sweeping_lines(workspace, record, sweeping)
        unproven = unproven_problems(workspace, record)
        precision = measure_precision(workspace, context)
    if arguments.json:
        told: dict[str, Any] = {
            "sweeping": [one.as_json() for one in sweeping],
            "unproven": [one.as_json() for one in unproven],
        }
        told |= {"demote": precision.demoted}
        print_json(record.as_json() | told)
    else:
        print_text(
            *record.lines(),
            *(f"没能复验：{one.line()}" for one in unproven),
            *(f"请核对：{doubt}" for doubt in doubts),
            *precision.demotions(),
        )
    return int(ExitCode.DONE_WITH_REFUSALS if record.errors else ExitCode.DONE)


def _plan(arguments: argparse.Namespace) -> int:
    from census_app.workspace.runs.plan import plan_check
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        plan = plan_check(workspace)
    print_report(plan, arguments.json)
    return int(ExitCode.DONE)


def _profile(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.runs.profile import profile_check
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = profile_check(workspace, arguments.sample, context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)


def _runs(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.runs.record import list_runs
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        found = list_runs(workspace)[::-1][: arguments.limit]
    if arguments.json:
        print_json({"runs": [one.listed() for one in found]})
    else:
        print_text(*([one.line() for one in found] or ["还没有校验过"]))
    return int(ExitCode.DONE)


def _compare(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.runs.compare import compare_runs
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        found = compare_runs(workspace, arguments.before, arguments.after, arguments.out, context)
    print_report(found, arguments.json)
    return int(ExitCode.DONE)


def _explain(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.explaining import explain_record, named_alone
    from census_app.workspace.suggestions.now import suggest
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        rule, key = (arguments.rule, arguments.key) if arguments.key else named_alone(workspace, arguments.rule)
        explanation = explain_record(workspace, rule, key, as_of=arguments.as_of, pack=arguments.pack, context=context)
        suggestions = suggest(workspace, rule=rule, key=key, context=context).suggestions
    if arguments.json:
        print_json(explanation.as_json() | {"suggestions": [one.as_json() for one in suggestions]})
    else:
        print_text(*explanation.lines(), *(one.line() for one in suggestions))
    return int(ExitCode.DONE)
