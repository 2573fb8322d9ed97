"""`census customer find | show | since`: a customer from what people remember, all about it, wrong since when."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, positive
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext

_MOST = 30


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `customer`."""
    customer = commands.add_parser("customer", help="一户：按记得的词找，看全部字段和问题，哪一周的数据起变错")
    actions = customer.add_subparsers(metavar="动作", required=True)
    find = actions.add_parser("find", help="按户号、户名、表号、电话、地址、问题短号找；户名和地址遮盖")
    find.add_argument("words", metavar="词", help="至少两个字")
    find.add_argument("--limit", type=positive, default=_MOST, metavar="N", help=f"最多列几户（默认 {_MOST}）")
    add_workspace(find)
    find.set_defaults(command=_find)
    show = actions.add_parser("show", help="站-线-变-户-表、问题、每张表的全部字段；个人信息遮盖")
    show.add_argument("customer", metavar="户号")
    show.add_argument("--full", metavar="事由", help="个人信息不遮盖；写明事由，记入日志")
    add_workspace(show)
    show.set_defaults(command=_show)
    since = actions.add_parser("since", help="一个问题指着的值，是从哪一周的数据起变成这样的")
    since.add_argument("number", metavar="短号")
    add_workspace(since)
    since.set_defaults(command=_since)


def _find(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.customers import find_customers
    from census_app.workspace.customers.finding import SHORTEST
    from census_app.workspace.customers.telling import found_json, found_line
    from census_app.workspace.workspace import Workspace

    if len(arguments.words.strip()) < SHORTEST:
        raise BadInput(
            f"“{arguments.words}”太短", f"至少写 {SHORTEST} 个字：户号、户名、表号、电话、地址或问题短号的一部分"
        )
    with Workspace.open(arguments.workspace) as workspace:
        found = find_customers(workspace, arguments.words, arguments.limit, context)
    if arguments.json:
        print_json({"customers": [found_json(one) for one in found]})
    else:
        print_text(*([found_line(one) for one in found] or ["没有找到"]))
    return int(ExitCode.DONE)


def _show(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.customers import read_customer, reveal_customer
    from census_app.workspace.customers.telling import sheet_json, sheet_lines
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        if arguments.full is None:
            sheet = read_customer(workspace, arguments.customer, context)
        else:
            sheet = reveal_customer(workspace, arguments.customer, arguments.full, context)
    if arguments.json:
        print_json(sheet_json(sheet))
    else:
        print_text(*sheet_lines(sheet))
    return int(ExitCode.DONE)


def _since(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.customers.since import wrong_since
    from census_app.workspace.customers.telling import since_json, since_lines
    from census_app.workspace.problems.acts import checked_numbers
    from census_app.workspace.problems.listing import problem_rows
    from census_app.workspace.workspace import Workspace

    wanted = ["record_key", "table", "accused", "first_run", "first_date"]
    (number,) = checked_numbers([arguments.number])
    with Workspace.open(arguments.workspace) as workspace:
        row = next(problem_rows(workspace).rows(wanted, [number]), None)
        if row is None:
            raise BadInput(f"没有这个问题：{number}", "核对短号；census customer show 列出一户的全部问题")
        since = wrong_since(workspace, dict(zip(wanted, row, strict=True)))
    if arguments.json:
        print_json({"problem": number, **since_json(since)})
    else:
        print_text(*since_lines(since))
    return int(ExitCode.DONE)
