"""`census pack dial`: what would another threshold find, and how right would it be?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, positive
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.tuning.dial_values import Knob, Scalar

_STEPS = 11


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `dial`."""
    action = actions.add_parser("dial", help="拨动一个参数：一次扫描看清每个值的命中和查实率")
    action.add_argument("rule", metavar="RULE", help="规则号，例如 R043")
    action.add_argument("parameter", metavar="参数", help="例如 容差；按键取值的写 上限[城市]")
    action.add_argument("--values", metavar="V,V,…", help="要试的值，用逗号隔开")
    action.add_argument("--from", dest="low", metavar="A", help="从这个值")
    action.add_argument("--to", dest="high", metavar="B", help="到这个值")
    action.add_argument("--steps", type=positive, default=_STEPS, metavar="N", help=f"分几档，默认 {_STEPS}")
    action.add_argument("--pack", type=Path, metavar="P", help="规则包；不给时用生效的")
    action.add_argument("--units", action="store_true", help="再按单位各列一张表（--json 里总有）")
    add_workspace(action)
    action.set_defaults(command=_dial)


def _dial(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.tuning.dial import turn_dial
    from census_app.workspace.workspace import Workspace

    def values(knob: Knob) -> list[Scalar]:
        return _values(arguments, knob)

    with Workspace.open(arguments.workspace) as workspace:
        report = turn_dial(workspace, arguments.rule, arguments.parameter, values, arguments.pack, context)
    if arguments.json:
        print_json(report.as_json())
    else:
        print_text(*report.lines(by_unit=arguments.units))
    return int(ExitCode.DONE)


def _values(arguments: argparse.Namespace, knob: Knob) -> list[Scalar]:
    from census_app.workspace.tuning.dial_values import around, spread, typed_values

    given = (arguments.low, arguments.high)
    if arguments.values is not None:
        if any(given):
            raise BadInput("--values 和 --from --to 只能用一种", "去掉其中一种")
        return typed_values(knob, arguments.values.replace("，", ",").split(","))
    if not any(given):
        return around(knob)
    if not all(given):
        raise BadInput("--from 和 --to 要一起给", "补上另一个")
    return spread(knob, arguments.low, arguments.high, arguments.steps)
