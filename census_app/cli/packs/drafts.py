"""`census pack draft …`: rules being written, beside what is in force, until they are published or dropped."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_report, print_text
from census_app.foundation.errors import BadInput, ExitCode
from census_app.foundation.quiet_file import read_quietly

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext

_MOST_BYTES = 8_000_000
_TEXT = "文件要存成 UTF-8 文本"
_LEVELS = {"县": "county", "市": "city", "省": "province"}


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `draft` with its own actions."""
    drafts = actions.add_parser("draft", help="规则草稿：list、show、new、save、discard、export；不影响生效的规则")
    kinds = drafts.add_subparsers(metavar="动作", required=True)
    listing = kinds.add_parser("list", help="有哪些草稿，谁何时存的，生效的规则后来变过没有")
    _finish(listing, _list)
    show = kinds.add_parser("show", help="看一份：写了什么、检查出什么、和生效的差在哪里")
    show.add_argument("rule", metavar="RULE")
    show.add_argument("--cases", action="store_true", help="连同运行它自带的例子")
    _finish(show, _show)
    _add_writing(kinds)
    discard = kinds.add_parser("discard", help="丢弃草稿；--published 丢弃内容和生效的一样的全部")
    discard.add_argument("rule", metavar="RULE", nargs="?")
    discard.add_argument("--published", action="store_true", help="内容已经生效的全部丢弃")
    _finish(discard, _discard)
    export = kinds.add_parser(
        "export", help="把草稿写成一个规则包（规则包归别人时是覆盖包），再用 pack try、install 生效"
    )
    export.add_argument("rules", metavar="RULE", nargs="+")
    export.add_argument("--note", required=True, metavar="为什么", help="进更新记录和日志")
    export.add_argument("--version", default="", metavar="V", help="不给时是下一个版本号")
    export.add_argument(
        "--level",
        default="县",
        choices=[*_LEVELS, *_LEVELS.values()],
        metavar="级",
        help="覆盖包是县、市还是省的（默认县）",
    )
    _finish(export, _export)


def _add_writing(kinds: Commands[argparse.ArgumentParser]) -> None:
    new = kinds.add_parser("new", help="照生效的规则起一份草稿；--out 另写一份文本，改好再 save")
    new.add_argument("rule", metavar="RULE")
    new.add_argument("--out", type=Path, metavar="FILE.yaml", help="另写到文件")
    _finish(new, _new)
    save = kinds.add_parser("save", help="把一条规则的文本（yaml）存成草稿；写没写完都存，show 说差什么")
    save.add_argument("rule", metavar="RULE")
    save.add_argument("file", type=Path, metavar="FILE.yaml")
    save.add_argument("--replace", action="store_true", help="替换已有的、内容不同的草稿")
    _finish(save, _save)


def _finish(parser: argparse.ArgumentParser, command: object) -> None:
    add_workspace(parser)
    parser.set_defaults(command=command)


def _list(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.pack_life.draft_telling import draft_lines
    from census_app.workspace.runs.packs import load_active
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        found, faults = draft_lines(workspace, load_active(workspace))
    if arguments.json:
        print_json({"drafts": [one.as_json() for one in found], "faults": list(faults)})
    else:
        print_text(*([one.line() for one in found] or ["没有草稿"]), *faults)
    return int(ExitCode.DONE_WITH_REFUSALS if faults else ExitCode.DONE)


def _show(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.pack_life.draft_telling import show_draft
    from census_app.workspace.runs.packs import load_active
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        shown = show_draft(workspace, load_active(workspace), arguments.rule, cases=arguments.cases, context=context)
    print_report(shown, arguments.json)
    return int(ExitCode.DONE_WITH_REFUSALS if shown.faulty else ExitCode.DONE)


def _new(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.foundation.files import write_text
    from census_app.workspace.pack_life.draft_rules import new_draft
    from census_app.workspace.pack_life.drafts import save_draft
    from census_app.workspace.runs.packs import load_active
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        try:
            draft = new_draft(load_active(workspace), arguments.rule)
        except KeyError as error:
            raise BadInput(f"没有规则 {arguments.rule}", "新规则用 save 从文件存成草稿") from error
        saved = save_draft(workspace, draft)
    if arguments.out is not None:
        write_text(arguments.out, saved.text)
    if arguments.json:
        print_json({"rule": saved.rule_id, "text": saved.text, "file": str(arguments.out or "")})
    else:
        print_text(
            f"{saved.rule_id} 的草稿起好了", *([str(arguments.out)] if arguments.out else [saved.text.rstrip("\n")])
        )
    return int(ExitCode.DONE)


def _save(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.pack_life.draft_telling import draft_from_text, show_draft
    from census_app.workspace.pack_life.drafts import save_draft
    from census_app.workspace.runs.packs import load_active
    from census_app.workspace.workspace import Workspace

    try:
        text = read_quietly(arguments.file, _MOST_BYTES, "规则文本", _TEXT).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"读不了规则文本：{arguments.file}", "检查路径；文件要存成 UTF-8 文本") from error
    with Workspace.open(arguments.workspace) as workspace:
        composed = load_active(workspace)
        draft = draft_from_text(workspace, composed, arguments.rule, text, replace_other=arguments.replace)
        save_draft(workspace, draft)
        shown = show_draft(workspace, composed, arguments.rule)
    if arguments.json:
        print_json(shown.as_json())
    else:
        print_text("存好了", *shown.lines())
    return int(ExitCode.DONE_WITH_REFUSALS if shown.faulty else ExitCode.DONE)


def _discard(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.pack_life.draft_rules import drop_published
    from census_app.workspace.pack_life.drafts import discard_draft
    from census_app.workspace.runs.packs import load_active
    from census_app.workspace.workspace import Workspace

    if arguments.published == (arguments.rule is not None):
        raise BadInput("要么给规则号，要么给 --published", "例如 census pack draft discard R043")
    with Workspace.open(arguments.workspace) as workspace:
        if arguments.published:
            gone = drop_published(workspace, load_active(workspace))
        else:
            gone = [arguments.rule] if discard_draft(workspace, arguments.rule) else []
    if arguments.rule and not gone:
        raise BadInput(f"规则 {arguments.rule} 没有草稿", "census pack draft list 列出有哪些")
    if arguments.json:
        print_json({"discarded": gone})
    else:
        print_text(f"丢弃了 {len(gone)} 份草稿：{'、'.join(gone)}" if gone else "没有内容已经生效的草稿")
    return int(ExitCode.DONE)


def _export(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.rulebook.model import OverrideLevel
    from census_app.workspace.pack_life.draft_pack import write_draft_pack
    from census_app.workspace.pack_life.draft_telling import drafted_rules
    from census_app.workspace.runs.packs import load_active
    from census_app.workspace.workspace import Workspace

    level = OverrideLevel(_LEVELS.get(arguments.level, arguments.level))
    with Workspace.open(arguments.workspace) as workspace:
        rules = drafted_rules(workspace, arguments.rules)
        made = write_draft_pack(workspace, load_active(workspace), rules, arguments.note, arguments.version, level)
    if arguments.json:
        print_json(
            {"file": str(made.file), "pack": made.label, "rules": list(made.rules), "differences": list(made.says)}
        )
    else:
        print_text(
            f"{made.label}　{made.file}", *made.says, "还没有生效：census pack try 先试，census pack install 生效"
        )
    return int(ExitCode.DONE)
