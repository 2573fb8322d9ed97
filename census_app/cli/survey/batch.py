"""`census survey batch show|fill`: what all customers of a 台区 share, asked once and answered once."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.survey.results.batch_filling import BatchAnswer, BatchItem, BatchTaken

_WRITTEN = "行码=核对结果|值|备注"
_SAID = 3


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `batch`."""
    group = actions.add_parser("batch", help="台区批量：同台区共有的项只答一次，用到表上那个台区的每一户")
    steps = group.add_subparsers(metavar="动作", required=True)
    show = steps.add_parser("show", help="一个台区有哪些共有的项、在哪份普查表上、用到几户")
    show.add_argument("area", metavar="台区编号")
    add_workspace(show)
    show.set_defaults(command=_show)
    fill = steps.add_parser("fill", help="答复共有的项：逐项核验，像收回填好的普查表一样；同样的再答一次什么也不变")
    fill.add_argument("form", metavar="表号", help="普查表的表号，batch show 列出")
    fill.add_argument(
        "--answer", action="append", required=True, metavar=_WRITTEN, help="答一项，可写多次；没有的部分空着"
    )
    fill.add_argument("--by", default="", metavar="姓名", help="谁查的；不给就是表上的普查员")
    add_workspace(fill)
    fill.set_defaults(command=_fill)


def _show(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.results.batch_filling import batch_items
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        items = batch_items(workspace, arguments.area)
    if arguments.json:
        print_json({"area": arguments.area, "items": [_item_json(one) for one in items]})
    else:
        print_text(*([_item_line(one) for one in items] or ["发出的普查表上没有这个台区共有的项"]))
    return int(ExitCode.DONE)


def _fill(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.results.batch_filling import fill_batch
    from census_app.survey.results.submission import Standing
    from census_app.workspace.workspace import Workspace

    said = [_answer(text) for text in arguments.answer]
    with Workspace.open(arguments.workspace) as workspace:
        taken = fill_batch(workspace, arguments.form, said, arguments.by)
    if arguments.json:
        rows = [
            {"code": one.code, "standing": mark.standing.value, "says": mark.says}
            for one, mark in zip(said, taken.marks, strict=True)
        ]
        print_json({"act": taken.act, "rows": rows, "notes": list(taken.notes)})
    else:
        print_text(*_taken_lines(said, taken))
    refused = any(mark.standing is Standing.REFUSED for mark in taken.marks)
    return int(ExitCode.DONE_WITH_REFUSALS if refused else ExitCode.DONE)


def _answer(text: str) -> BatchAnswer:
    """`行码=核对结果|值|备注`: parts behind the last one given are empty."""
    from census_app.survey.results.batch_filling import BatchAnswer

    code, equals, said = text.partition("=")
    parts = [part.strip() for part in said.split("|", _SAID - 1)]
    if not code.strip() or not equals or not any(parts):
        raise BadInput(
            f"看不懂的答复：{text}", f"写成 {_WRITTEN}，例如 'ABC123=不一致|250|铭牌'；只有值时写 'ABC123=|250'"
        )
    return BatchAnswer(code.strip(), *parts)


def _item_json(item: BatchItem) -> dict[str, Any]:
    row = item.row
    return {
        "code": row.row_code,
        "form": row.form_no,
        "surveyor": item.surveyor,
        "tasks": item.tasks,
        "item": row.item,
        "title": row.title,
        "answer": row.answer,
        "results": list(item.results),
        "options": list(row.choices),
    }


def _item_line(item: BatchItem) -> str:
    offered = "、".join(item.results) or "、".join(item.row.choices) or item.row.answer
    row = item.row
    return f"{row.row_code}　{row.title}（{offered}）　{row.form_no} {item.surveyor}，表上 {item.tasks} 户"


def _taken_lines(said: list[BatchAnswer], taken: BatchTaken) -> list[str]:
    from census_app.survey.results.submission import STANDING_LABELS

    rows = [
        f"{one.code}　{STANDING_LABELS[mark.standing]}　{mark.says}".rstrip("　")
        for one, mark in zip(said, taken.marks, strict=True)
    ]
    return [*rows, *taken.notes, f"第 {taken.act} 号动作" if taken.act else "以前收过，什么都没有变"]
