"""`census library search | show | suggest`: find entries, read one, have some suggested."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, positive
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext

KINDS = {"提问": "question", "解答": "answer", "案例": "case"}
_DEFAULT_LIMIT = 20
_SUGGESTED = 5


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `search`, `show` and `suggest`."""
    search = actions.add_parser(
        "search", help="按词查：每个词都要有，近似的列在后面；两个字的词、规则号、拼音首字母都行"
    )
    search.add_argument("words", nargs="*", metavar="词", help="不给词就按 --rule、--item、--kind 列出")
    search.add_argument("--rule", default="", metavar="R", help="只看关联这条规则的")
    search.add_argument("--item", default="", metavar="字段", help="只看关联这个普查项的，例如 用电客户.合同容量")
    search.add_argument("--kind", choices=[*KINDS, *KINDS.values()], metavar="种类", help="提问、解答 或 案例")
    search.add_argument("--all", action="store_true", help="草稿和停用的也找")
    search.add_argument("--limit", type=positive, default=_DEFAULT_LIMIT, metavar="N", help="最多列几条")
    add_workspace(search)
    search.set_defaults(command=_search)
    show = actions.add_parser("show", help="看一条：全文、来源、第几版、别县的不同写法")
    show.add_argument("entry", metavar="编号")
    show.add_argument("--versions", action="store_true", help="连同以前的每一版")
    add_workspace(show)
    show.set_defaults(command=_show)
    suggest = actions.add_parser("suggest", help="手头这个问题（或这条规则）有什么经验可看，为什么推荐")
    suggest.add_argument("wanted", metavar="短号或规则号", help="例如 F89GDF6 或 R043")
    suggest.add_argument("--limit", type=positive, default=_SUGGESTED, metavar="N", help="最多推荐几条")
    add_workspace(suggest)
    suggest.set_defaults(command=_suggest)


def _search(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.library.checked import resolve_items, rule_id
    from census_app.workspace.library.model import Kind
    from census_app.workspace.library.search import SearchFilter, search_library
    from census_app.workspace.library.telling import search_lines
    from census_app.workspace.workspace import Workspace

    kind = Kind(KINDS.get(arguments.kind, arguments.kind)) if arguments.kind else None
    with Workspace.open(arguments.workspace) as workspace:
        item = resolve_items(workspace.dictionary, [arguments.item])[0] if arguments.item.strip() else ""
        wanted = SearchFilter(rule_id(arguments.rule), item, kind, arguments.all)
        result = search_library(workspace, " ".join(arguments.words), wanted, arguments.limit)
        if arguments.json:
            print_json(result.as_json())
        else:
            print_text(*search_lines(result, workspace.dictionary))
    return int(ExitCode.DONE)


def _show(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.library.reading import answers_to, entry_of, read_library
    from census_app.workspace.library.telling import entry_json, entry_lines
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        library = read_library(workspace)
        entry = entry_of(library, arguments.entry)
        answers = answers_to(library, entry)
        if arguments.json:
            print_json(entry_json(entry, answers, arguments.versions))
        else:
            print_text(*entry_lines(entry, workspace.dictionary, answers, arguments.versions))
    return int(ExitCode.DONE)


def _suggest(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.library.suggesting import suggest_entries
    from census_app.workspace.library.telling import suggestion_lines
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        suggestions = suggest_entries(workspace, arguments.wanted, arguments.limit)
        if arguments.json:
            print_json(suggestions.as_json())
        else:
            print_text(*suggestion_lines(suggestions, workspace.dictionary))
    return int(ExitCode.DONE)
