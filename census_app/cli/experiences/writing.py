"""`census library add | edit | retire | vote`: write an entry, reword it, take it out of use, say whether it helped."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.experiences.looking import KINDS
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.library.model import Entry
    from census_app.workspace.workspace import Workspace

_SIDES = {"本县": False, "别县": True, "ours": False, "theirs": True}
_VOTES = {"有用": "helpful", "没用": "unhelpful", "收回": ""}
_PARTS = ("title", "text", "source", "unit", "county", "about")


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `add`, `edit`, `retire` and `vote`."""
    add = actions.add_parser("add", help="写一条经验；证件号、电话、姓名等个人信息不收")
    add.add_argument(
        "--kind", required=True, choices=[*KINDS, *KINDS.values()], metavar="种类", help="提问、解答 或 案例"
    )
    _add_parts(add, required=True)
    add.add_argument("--draft", action="store_true", help="先存草稿：查不到、不推荐、不导出，edit --publish 再发布")
    add.set_defaults(command=_add)
    edit = actions.add_parser("edit", help="改一条（以前的写法都留着）；发布草稿；定下与别县不同的写法")
    edit.add_argument("entry", metavar="编号")
    edit.add_argument("--kind", choices=[*KINDS, *KINDS.values()], metavar="种类")
    _add_parts(edit, required=False)
    edit.add_argument("--publish", action="store_true", help="发布草稿，或重新启用停用的")
    edit.add_argument("--settle", choices=list(_SIDES), metavar="哪一边", help="别县的不同写法：以 本县 或 别县 的为准")
    edit.add_argument("--from", dest="from_county", default="", metavar="县", help="几个县都不同时，取哪个县的")
    edit.set_defaults(command=_edit)
    retire = actions.add_parser("retire", help="停用一条；不再查到和推荐，内容和各版都留着")
    retire.add_argument("entry", metavar="编号")
    retire.add_argument("--reason", required=True, metavar="理由", help="例如 政策已变")
    add_workspace(retire)
    retire.set_defaults(command=_retire)
    vote = actions.add_parser("vote", help="说一条有用还是没用；每人一票，后说的算")
    vote.add_argument("entry", metavar="编号")
    vote.add_argument("vote", choices=list(_VOTES), metavar="看法", help="有用、没用 或 收回")
    vote.add_argument("--by", metavar="姓名", help="不给就是登录本机的人")
    add_workspace(vote)
    vote.set_defaults(command=_vote)


def _add_parts(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--title", required=required, metavar="标题", help="一句话说清是什么事")
    text = parser.add_mutually_exclusive_group()
    text.add_argument("--text", metavar="正文")
    text.add_argument("--text-file", type=Path, metavar="FILE", help="正文在这个 UTF-8 文本文件里")
    parser.add_argument("--rule", action="append", metavar="R", help="关联的规则，可多次给出")
    parser.add_argument(
        "--item", action="append", metavar="字段", help="关联的普查项，例如 用电客户.合同容量，可多次给出"
    )
    parser.add_argument("--about", metavar="编号", help="这是对哪一条提问的解答")
    parser.add_argument("--source", metavar="来源", help="凭什么这么说：文件、案例、谁的做法")
    parser.add_argument("--unit", metavar="单位", help="哪个单位的经验")
    parser.add_argument("--county", metavar="县", help="哪个县的经验")
    parser.add_argument("--by", metavar="姓名", help="写的人；不给就是登录本机的人")
    add_workspace(parser)


def _add(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.library.model import Content
    from census_app.workspace.library.writing import add_entry
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        parts = {"text": ""} | _parts(arguments, workspace)
        entry = add_entry(workspace, Content(**parts), author=arguments.by, draft=arguments.draft)
    _say(arguments, entry, "记下了")
    return int(ExitCode.DONE)


def _edit(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.library.writing import edit_entry, publish_entry, settle_offer
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        changes = _parts(arguments, workspace)
        if not changes and not arguments.publish and arguments.settle is None:
            raise BadInput("没有说改什么", "给出 --title、--text 等新的写法，或 --publish、--settle")
        if arguments.settle is not None:
            theirs = _SIDES[arguments.settle]
            entry = settle_offer(workspace, arguments.entry, theirs, county=arguments.from_county, author=arguments.by)
        if changes:
            entry = edit_entry(workspace, arguments.entry, changes, author=arguments.by)
        if arguments.publish:
            entry = publish_entry(workspace, arguments.entry)
    _say(arguments, entry, "改好了")
    return int(ExitCode.DONE)


def _retire(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.library.writing import retire_entry
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        entry = retire_entry(workspace, arguments.entry, arguments.reason)
    _say(arguments, entry, "停用了")
    return int(ExitCode.DONE)


def _vote(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.library.model import Vote
    from census_app.workspace.library.writing import vote_entry
    from census_app.workspace.workspace import Workspace

    said = _VOTES[arguments.vote]
    with Workspace.open(arguments.workspace) as workspace:
        entry = vote_entry(workspace, arguments.entry, Vote(said) if said else None, voter=arguments.by)
    _say(arguments, entry, "记下了")
    return int(ExitCode.DONE)


def _parts(arguments: argparse.Namespace, workspace: Workspace) -> dict[str, Any]:
    """The parts of an entry that were given."""
    from census_app.workspace.library.checked import resolve_items, rule_id
    from census_app.workspace.library.model import Kind
    from census_app.workspace.library.reading import normalised_id

    found = {part: getattr(arguments, part) for part in _PARTS if getattr(arguments, part) is not None}
    if arguments.text_file is not None:
        found["text"] = _read(arguments.text_file)
    if arguments.kind is not None:
        found["kind"] = Kind(KINDS.get(arguments.kind, arguments.kind))
    if "about" in found:
        found["about"] = normalised_id(found["about"])
    if arguments.rule is not None:
        found["rules"] = tuple(rule_id(rule) for rule in arguments.rule if rule.strip())
    if arguments.item is not None:
        found["items"] = resolve_items(workspace.dictionary, arguments.item)
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"读不了正文文件：{path}", "检查路径；文件要存成 UTF-8 文本") from error


def _say(arguments: argparse.Namespace, entry: Entry, done: str) -> None:
    from census_app.workspace.library.telling import entry_json

    if arguments.json:
        print_json(entry_json(entry, [], False))
    else:
        print_text(f"{done}：{entry.id}　{entry.content.title}（第 {len(entry.versions)} 版）")
