"""A customer as the command line tells it: for scripts and for people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from census_app.workspace.customers.model import CellState, CustomerSheet, FoundCustomer, HitKind, Record
from census_app.workspace.customers.since import ValueSince, WrongSince
from census_app.workspace.problems.model import SEVERITY_LABELS, STATE_LABELS

_LINKS = {
    "substation": "站",
    "feeder": "线",
    "transformer": "变",
    "customer": "户",
    "equipment": "受电设备",
    "point": "计量点",
    "meter": "表",
}
_HITS = {
    HitKind.CUSTOMER: "户号",
    HitKind.PROBLEM: "问题短号",
    HitKind.METER: "表号",
    HitKind.NAME: "户名",
    HitKind.ADDRESS: "地址",
    HitKind.PHONE: "电话",
}
_STATES = {
    CellState.EMPTY: "（空）",
    CellState.NOT_IMPORTED: "（没有导入）",
    CellState.MASKED: "（来源里带星号）",
    CellState.UNREADABLE: "（看不懂）",
}


def sheet_json(sheet: CustomerSheet) -> dict[str, Any]:
    """Everything of the sheet; ids are those of the dictionary, a problem's columns those of `census problems`."""
    content = asdict(sheet)
    tables = {one["table"]: one for one in content["tables"]}
    return {**content, "tables": tables, "problems": list(sheet.problems)}


def sheet_lines(sheet: CustomerSheet) -> list[str]:
    """Head, chain, problems, then every table's records with the values they have."""
    where = (
        f"数据日期 {sheet.data_date}" if sheet.in_snapshot else f"最新数据里已没有，最后见于 {sheet.last_seen or '—'}"
    )
    lines = ["　".join(filter(None, (sheet.customer, sheet.name, sheet.unit_name, sheet.status, sheet.kind, where)))]
    for link in sheet.chain:
        said = (
            f"{link.title}　{link.detail}".strip("　") if link.count else "没有" if link.covered else "没有导入，不知道"
        )
        more = f"（共 {link.count} 个）" if link.count > 1 else ""
        lines.append(f"  {_LINKS.get(link.kind, link.kind)}　{said}{more}" + (f"　⚑ {link.said}" if link.said else ""))
    lines.append(f"问题 {len(sheet.problems)} 个" if sheet.problems else "没有问题")
    lines += [_problem_line(one) for one in sheet.problems]
    for table in sheet.tables:
        if table.count:
            lines.append(f"{table.name}（{table.count} 条）")
            lines += [_record_line(one) for one in table.records]
    return lines


def _problem_line(one: dict[str, Any]) -> str:
    severity, state = SEVERITY_LABELS.get(one["severity"], ""), STATE_LABELS[one["state"]]
    rule = f"{one['rule_id']} {one['rule_title'] or ''}"
    return f"  {one['problem_no']}　{rule}　{severity}　{state}　{one['message'] or ''}"


def _record_line(record: Record) -> str:
    said = [
        f"{cell.name} {cell.value or _STATES.get(CellState(cell.state), '')}"
        for cell in record.cells
        if cell.state not in (CellState.EMPTY, CellState.NOT_IMPORTED)
    ]
    return f"  {record.key}：{'，'.join(said)}　〔{record.source_file} 第 {record.source_row} 行〕"


def found_json(found: FoundCustomer) -> dict[str, Any]:
    """A search hit."""
    return asdict(found)


def found_line(found: FoundCustomer) -> str:
    """A search hit for the terminal."""
    by = f"{_HITS[HitKind(found.by)]} {found.hit}".strip()
    return f"{found.customer}　{found.name}　{found.address}　{found.unit_name}　（{by}）"


def since_json(since: WrongSince) -> dict[str, Any]:
    """Since when the accused values are as they are."""
    return asdict(since)


def since_lines(since: WrongSince) -> list[str]:
    """A line for each accused value, and which run found the problem first."""
    lines = [_since_line(one) for one in since.values] or ["能读的快照里没有它指着的值"]
    first = f"最早由 {since.run} 发现，数据日期 {since.found}" if since.run else ""
    reached = f"最早读到 {since.reached} 的数据" if since.reached else ""
    return [*lines, *filter(None, (first, reached))]


def _since_line(one: ValueSince) -> str:
    value = one.value or "（空）"
    if not one.before:
        return f"{one.name} {value}：能读到的最早数据（{one.day}）起就是这样"
    if one.appeared:
        return f"{one.name} {value}：记录在 {one.before} 到 {one.day} 之间出现，起初就是这样"
    return f"{one.name} {value}：{one.before} 到 {one.day} 之间（{one.week}）由 {one.old or '（空）'} 变成这样"
