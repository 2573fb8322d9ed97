"""Short spellings of long code lists: `lines` (one `code label alias …` per line), `members` of another list."""

from __future__ import annotations

from typing import Any


def expand_code_lists(lists: dict[str, dict[str, Any]], faults: list[str]) -> None:
    """Every list has plain `values` afterwards; what cannot be expanded is named in `faults`."""
    for list_id, code_list in lists.items():
        lines = code_list.pop("lines", None)
        if lines is not None:
            code_list["values"] = [*code_list.get("values", ()), *_from_lines(list_id, lines, faults)]
    for list_id, code_list in lists.items():
        members = code_list.pop("members", None)
        if members is not None:
            code_list["values"] = [*code_list.get("values", ()), *_members(list_id, members, lists, faults)]


def _from_lines(list_id: str, lines: Any, faults: list[str]) -> list[dict[str, Any]]:
    if not isinstance(lines, str):
        faults.append(f"代码集 {list_id}：lines 应是多行文本，每行“代码 标签 别名…”")
        return []
    values = []
    for line in lines.splitlines():
        code, *names = line.split()
        if not names:
            faults.append(f"代码集 {list_id}：这一行缺少标签：{line}")
            continue
        values.append({"code": code, "label": names[0], "aliases": names[1:]})
    return values


def _members(list_id: str, members: Any, lists: dict[str, dict[str, Any]], faults: list[str]) -> list[dict[str, Any]]:
    """The values of list `of` whose code begins with one of `prefixes` (all of them without prefixes)."""
    if not isinstance(members, dict) or set(members) - {"of", "prefixes"} or members.get("of") not in lists:
        faults.append(f"代码集 {list_id}：members 应写 of（另一个代码集）与 prefixes（代码前缀的列表）")
        return []
    source = lists[members["of"]].get("values", ())
    prefixes = members.get("prefixes", [""])
    if isinstance(prefixes, str) or not all(isinstance(prefix, str) for prefix in prefixes):
        faults.append(f"代码集 {list_id}：prefixes 应写成列表，例如 [A, N76]")
        return []
    found = dict.fromkeys(prefixes, False)
    values = []
    for value in source:
        matched = [prefix for prefix in prefixes if str(value.get("code", "")).startswith(prefix)]
        if matched:
            values.append(value)
            found.update(dict.fromkeys(matched, True))
    faults.extend(
        f"代码集 {list_id}：{members['of']} 里没有以 {prefix} 开头的代码" for prefix, hit in found.items() if not hit
    )
    return values
