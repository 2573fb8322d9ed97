"""Short spellings of long code lists: `lines` (one `code label alias …` per line), `members` of another list."""

from __future__ import annotations

from typing import Any

_MEMBER_KEYS = {"of", "prefixes"}


def expand_code_lists(lists: dict[str, dict[str, Any]], faults: list[str]) -> None:
    """Every list has plain `values` afterwards; what cannot be expanded is named in `faults`."""
    for list_id, code_list in lists.items():
        if not isinstance(code_list.setdefault("values", []), list):
            faults.append(f"代码集 {list_id}：values 应写成列表")
            code_list["values"] = []
        lines = code_list.pop("lines", None)
        if lines is not None:
            code_list["values"] = [*_from_lines(list_id, lines, faults), *code_list["values"]]
    for list_id in lists:
        _take_members(list_id, lists, (), faults)


def _from_lines(list_id: str, lines: Any, faults: list[str]) -> list[dict[str, Any]]:
    if not isinstance(lines, str):
        faults.append(f"代码集 {list_id}：lines 应是多行文本，每行“代码 标签 别名…”")
        return []
    values = []
    for line in lines.splitlines():
        code, *names = line.split() or [""]
        if names:
            values.append({"code": code, "label": names[0], "aliases": names[1:]})
        elif code:
            faults.append(f"代码集 {list_id}：这一行缺少标签：{line}")
    return values


def _take_members(list_id: str, lists: dict[str, dict[str, Any]], waiting: tuple[str, ...], faults: list[str]) -> None:
    """The list's values begin with those of list `of` whose code starts with one of `prefixes` (or all)."""
    members = lists[list_id].pop("members", None)
    if members is None:
        return
    source = members.get("of") if isinstance(members, dict) else None
    if not isinstance(source, str) or source not in lists or set(members) - _MEMBER_KEYS:
        faults.append(f"代码集 {list_id}：members 应写 of（另一个代码集）与 prefixes（代码前缀的列表）")
        return
    if source == list_id or source in waiting:
        faults.append(f"代码集 {list_id}：members 绕成了圈")
        return
    prefixes = members.get("prefixes", [""])
    if not isinstance(prefixes, list) or not all(isinstance(prefix, str) for prefix in prefixes):
        faults.append(f"代码集 {list_id}：prefixes 应写成列表，例如 [A, N76]")
        return
    _take_members(source, lists, (*waiting, list_id), faults)
    taken = [value for value in lists[source]["values"] if _code(value).startswith(tuple(prefixes))]
    lists[list_id]["values"] = [*taken, *lists[list_id]["values"]]
    faults.extend(
        f"代码集 {list_id}：{source} 里没有以 {prefix} 开头的代码"
        for prefix in prefixes
        if not any(_code(value).startswith(prefix) for value in taken)
    )


def _code(value: Any) -> str:
    return str(value.get("code", "")) if isinstance(value, dict) else ""
