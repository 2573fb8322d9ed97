"""`census import`, `census reference …`: files and databases become a snapshot, a register leaves it again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.cli.arguments import Commands, add_json, add_workspace, iso_date
from census_app.cli.links.source_names import reference_table
from census_app.cli.output import print_json, print_report, print_text
from census_app.foundation.errors import BadInput, ExitCode

MOST_FILES = 20_000
_COLUMNS_TOLD = 4
_SKIPPED = {"blank": "空行", "title": "标题", "header": "表头", "unit": "单位行", "total": "合计", "repeated": "重复"}

if TYPE_CHECKING:
    from census_app.archive.report import ImportReport
    from census_app.foundation.jobs import JobContext


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `import` and `reference`."""
    parser = commands.add_parser("import", help="导入文件（xlsx、csv、zip）、文件夹或数据库地址")
    _add_import_arguments(parser)
    parser.add_argument("--preview", action="store_true", help="只认表认列，不写入")
    parser.add_argument(
        "--table", dest="force_table", metavar="表", help="来源都是这张表（表名或 id，例如 公安人口、gov_population）"
    )
    parser.set_defaults(command=_import)
    reference = commands.add_parser("reference", help="参照数据（公安、工商、标准地址……）")
    actions = reference.add_subparsers(metavar="动作", required=True)
    add = actions.add_parser("add", help="按指定的参照表导入文件")
    add.add_argument(
        "force_table", type=reference_table, metavar="参照表", help="名称或 id，例如 公安人口、gov_population"
    )
    _add_import_arguments(add)
    add.set_defaults(command=_import, preview=False, reference=True)
    known = actions.add_parser("list", help="导入过哪些参照数据、哪一天的、是不是太旧")
    known.set_defaults(command=_references)
    withdraw = actions.add_parser("withdraw", help="撤下导错的参照数据：从下一次校验起当作没有导入")
    withdraw.add_argument(
        "table", type=reference_table, metavar="参照表", help="名称或 id，例如 公安人口、gov_population"
    )
    withdraw.add_argument("--reason", default="", metavar="为什么", help="撤下必须写明")
    withdraw.set_defaults(command=_withdraw)
    for parser in (known, withdraw):
        add_workspace(parser)


def _add_import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="文件、文件夹，或数据库地址（sqlite:///…、postgresql+psycopg://…）"
    )
    parser.add_argument("--list", type=Path, metavar="LIST", help="另从一个 UTF-8 文本文件读文件名，每行一个")
    parser.add_argument("--mapping", type=Path, metavar="M.yaml", help="使用保存过的字段对应")
    parser.add_argument(
        "--save-mapping", type=Path, metavar="M.yaml", help="把这次的字段对应存成文件；改好后用 --mapping"
    )
    parser.add_argument(
        "--data-date", type=iso_date, metavar="D", help="数据日期；不给时从文件名、标题、文件时间推断并说明"
    )
    parser.add_argument(
        "--leave-out",
        action="append",
        default=[],
        metavar="文件|工作表",
        help="这个文件或工作表不导入；可以写几次；没有工作表的只写文件名",
    )
    completeness = parser.add_mutually_exclusive_group()
    completeness.add_argument(
        "--complete", dest="completeness", action="store_const", const="complete", help="文件里的表和单位是全的"
    )
    completeness.add_argument(
        "--partial",
        dest="completeness",
        action="store_const",
        const="partial",
        help="只是一部分（几个单位、几列或几行），没交来的现在怎样不知道，保持原来的数据日期",
    )
    completeness.add_argument(
        "--changes",
        dest="completeness",
        action="store_const",
        const="changes",
        help="只交了新增和变动的行：没再交来的到数据日期没有变，照样判逾期",
    )
    parser.set_defaults(completeness=None)
    parser.add_argument("--workspace", type=Path, metavar="W", help="工作区文件夹；没有时新建（预览时可以不给）")
    add_json(parser)


def _import(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.imports.importing import import_into, preview_import

    files, databases = _sources([*arguments.files, *_listed(arguments.list)])
    if arguments.preview:
        preview = preview_import(
            files, databases, arguments.mapping, context, arguments.workspace, arguments.force_table
        )
        if arguments.save_mapping is not None:
            preview.save_mapping(arguments.save_mapping)
        print_report(preview, arguments.json)
        return int(ExitCode.DONE_WITH_REFUSALS if preview.refused else ExitCode.DONE)
    if arguments.workspace is None:
        raise BadInput("没有说导入到哪个工作区", "加上 --workspace 文件夹")
    report = import_into(
        arguments.workspace,
        files,
        databases,
        mapping=arguments.mapping,
        save_mapping=arguments.save_mapping,
        data_date=arguments.data_date,
        completeness=arguments.completeness,
        force_table=arguments.force_table,
        left_out=[_place(text) for text in arguments.leave_out],
        context=context,
    )
    if arguments.json:
        print_json(report.as_json())
    else:
        print_text(*_lines(report), *_of_references(arguments, report))
    return int(ExitCode.DONE_WITH_REFUSALS if report.refused else ExitCode.DONE)


def _of_references(arguments: argparse.Namespace, report: ImportReport) -> list[str]:
    """What is to be known of the registers that were just added, such as that they are old."""
    if not hasattr(arguments, "reference"):
        return []
    from census_app.workspace.linking.references import reference_status
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        added = [one for one in reference_status(workspace) if one.source.table in report.tables]
    return [f"注意：{warning}" for one in added for warning in one.warnings]


def _references(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.linking.references import reference_status
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        found = reference_status(workspace)
    if arguments.json:
        print_json({"sources": {one.source.id: one.as_json() for one in found}})
    else:
        print_text("参照数据", *(line for one in found for line in one.lines()))
    return int(ExitCode.DONE)


def _withdraw(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.imports.withdrawing import withdraw_reference
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = withdraw_reference(workspace, arguments.table, arguments.reason)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)


def _unreadable(report: ImportReport, table: str, counts: dict[str, Any]) -> str:
    """How many cells are empty now because nobody could read them, the columns with most of them first."""
    columns = [column for source in report.mapping if source["table"] == table for column in source["columns"]]
    names = {column["field"]: column["zh"] for column in columns if column["field"] is not None}
    most = sorted(counts["unreadable_in"].items(), key=lambda one: -one[1])
    told = "、".join(f"{names.get(field, field)} {number:,} 个" for field, number in most[:_COLUMNS_TOLD])
    rest = " 等" if len(most) > _COLUMNS_TOLD else ""
    return f"；读不出的单元格 {counts['unreadable']:,} 个（{told}{rest}），按空入库"


def _place(text: str) -> tuple[str, str]:
    """File and sheet of `file|sheet`; a text file has no sheet."""
    file, _, sheet = text.partition("|")
    return file, sheet


def _listed(source: Path | None) -> list[str]:
    """The names in a list file: more than fit on a command line."""
    if source is None:
        return []
    try:
        return [line for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"文件名清单读不出来：{source}", "它应是 UTF-8 文本，每行一个文件名") from error


def _sources(given: list[str]) -> tuple[list[Path], list[str]]:
    """Files (folders are opened, hidden and lock files left out) and database addresses."""
    files: list[Path] = []
    databases: list[str] = []
    for text in given:
        if "://" in text:
            databases.append(text)
            continue
        path = Path(text)
        if path.is_dir():
            files.extend(_inside(path))
        elif path.exists() or path.is_symlink():
            files.append(path)
        else:
            raise BadInput(f"找不到文件：{path}", "检查路径；文件夹会整个读入")
    if not files and not databases:
        raise BadInput("没有可导入的文件", "给出文件、文件夹或数据库地址")
    return files, databases


def _inside(folder: Path) -> list[Path]:
    """The files of a folder and those below; a folder that is no delivery of exports is refused before it is read."""
    found: list[Path] = []
    for child in folder.rglob("*"):
        if child.name[0] not in ".~" and child.is_file():
            found.append(child)
        if len(found) > MOST_FILES:
            raise BadInput(
                f"文件夹 {folder} 里有 {MOST_FILES:,} 个以上的文件，不像是导出的档案",
                "选放导出文件的那个文件夹，或直接选文件",
            )
    return sorted(found)


def _skipped(kinds: dict[str, int]) -> str:
    """How many rows were passed over and why: 303（表头 3、重复 300）."""
    total = f"{sum(kinds.values()):,}"
    named = "、".join(f"{_SKIPPED.get(kind, kind)} {count:,}" for kind, count in kinds.items() if count)
    return f"{total}（{named}）" if named else total


def _days(report: ImportReport) -> list[str]:
    """Of which day the tables are and where that was read, one line a day."""
    days: dict[str, dict[str, str]] = {}
    for source in report.mapping:
        if source["table"] is not None and not source["refused"]:
            days.setdefault(source["data_date"], {}).setdefault(source["zh"], source["data_date_from"])
    return [
        f"数据日期 {day}：{'、'.join(f'{table}（{origin}）' for table, origin in tables.items())}"
        for day, tables in sorted(days.items())
    ]


def _lines(report: ImportReport) -> list[str]:
    from census_app.archive.raw import some_headers
    from census_app.archive.recognition.explaining import EXPLAINS

    content: dict[str, Any] = report.as_json()
    names = {source["table"]: source["zh"] for source in report.mapping}
    lines = [f"快照 {content['snapshot']}"]
    for table, counts in content["tables"].items():
        account = f"入库 {counts['rows']:,} + 拒收 {counts['rejected']:,} + 跳过 {_skipped(counts['skipped'])}"
        unreadable = _unreadable(report, table, counts) if counts["unreadable"] else ""
        lines.append(f"  {names.get(table, table)}：读到 {counts['read']:,} = {account}{unreadable}")
    lines += _days(report)
    for source in report.mapping:
        place = f"{source['file']} {source['sheet']}".rstrip()
        lines += [f"说明 {place}：{note}" for note in source["notes"]]
        unused = [column["header"] for column in source["columns"] if column["field"] is None and column["header"]]
        lines += [f"未用 {place}：{some_headers(unused)}"] if unused else []
    lines += [
        f"拒收 {refused.file} {refused.sheet}：{refused.reason}（{refused.advice}）" for refused in report.refused
    ]
    lines += [
        f"未导入 {f'{source.file} {source.sheet}'.rstrip()}：按要求不导入，{source.read:,} 行"
        for source in report.left_out
    ]
    lines += [f"未导入 {source.file} {source.sheet}：{EXPLAINS}，{source.read:,} 行" for source in report.explaining]
    lines += [f"请确认：{question}" for question in report.questions]
    if report.rejected_list is not None:
        lines.append(f"拒收的行和看不懂的单元格在 {report.rejected_list}，改好后可直接再导入")
    return lines
