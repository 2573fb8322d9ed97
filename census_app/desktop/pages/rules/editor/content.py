"""The editable parts of a rule's content: where each stands, what it says, and how it is changed."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from census_app.desktop.core_words import worded
from census_app.desktop.pack_words import parameter_note

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Part:
    """One expression of a rule: `where` names it as lint does; `clause` is the branch it decides."""

    path: Path
    where: str
    kind: str
    clause: str
    text: str
    group: bool = False


@dataclass(frozen=True)
class Value:
    """One scalar parameter; `path` leads to its value."""

    path: Path
    name: str
    text: str
    unit: str
    note: str


def expressions(content: dict[str, Any]) -> list[Part]:
    """Scope and conditions, in the order they are read."""
    parts = [Part(("scope",), "scope", "scope", "", str(content.get("scope") or ""))]
    wrong = content.get("wrong")
    if isinstance(wrong, str):
        parts.append(Part(("wrong",), "wrong.when", "wrong", "", wrong))
    clauses = [one for one in wrong if isinstance(one, dict)] if isinstance(wrong, list) else []
    for place, clause in enumerate(clauses):
        name = str(clause.get("id") or "")
        alone = len(clauses) == 1 and not name
        where = "wrong.when" if alone else f"wrong[{name or place + 1}].when"
        parts.append(Part(("wrong", place, "when"), where, "wrong", name, str(clause.get("when") or "")))
    group = content.get("group")
    if isinstance(group, dict):
        said = str(group.get("wrong") or "")
        parts.append(Part(("group", "wrong"), "group.wrong", "group", str(group.get("id") or ""), said, group=True))
    return parts


def values(content: dict[str, Any]) -> list[Value]:
    """The parameters that are one value; those that change with a date have periods."""
    found = []
    params = content.get("params")
    for name, given in params.items() if isinstance(params, dict) else ():
        long = isinstance(given, dict) and "value" in given
        value = given["value"] if long else given
        if isinstance(value, dict | list) or (long and given.get("dated")):
            continue
        path: Path = ("params", name, "value") if long else ("params", name)
        unit = str(given.get("unit") or "") if long else ""
        notes = (worded(str(given.get("confirm") or "")), parameter_note(str(given.get("note") or ""))) if long else ()
        text = "" if value is None else str(value)
        found.append(Value(path, str(name), text, unit, " · ".join(filter(None, notes))))
    return found


def parameters(content: dict[str, Any]) -> dict[str, str]:
    """Every parameter with its value as completion shows it."""
    plain = {one.name: f"{one.text} {one.unit}".strip() for one in values(content)}
    params = content.get("params")
    return {str(name): plain.get(str(name), "…") for name in (params if isinstance(params, dict) else ())}


def changed(content: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """A copy of the content that says `value` at `path`."""
    copy = deepcopy(content)
    inner: Any = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return copy
