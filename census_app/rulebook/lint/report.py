"""Findings for people: by rule, each with its place in the rule, its words, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from census_app.rulebook.diagnostics import Diagnostic, Level, spelt_place
from census_app.rulebook.model import Pack

_PLACES = (
    (r"scope", "范围 scope"),
    (r"wrong\[(.+)\]\.when", "分支“{}”的条件"),
    (r"wrong\[(.+)\]\.says", "分支“{}”的说明"),
    (r"wrong\[(.+?)\](?:\..+)?", "分支“{}”"),
    (r"wrong\.when|wrong", "错误条件"),
    (r"wrong\.says|says", "说明"),
    (r"group\.wrong", "组的条件"),
    (r"params\.([^.]+).*", "参数“{}”"),
    (r"word_lists\.(.+)", "词表“{}”"),
    (r"cases", "例子"),
    (r"规则|", "整条规则"),
)


def report(pack: Pack, findings: Iterable[Diagnostic]) -> list[str]:
    """Lines to print: a heading for each rule, its findings, and how many there are in all."""
    listed = list(findings)
    titles = {rule.id: rule.title.zh for rule in pack.rules}
    lines: list[str] = []
    for rule_id, own in groupby(listed, key=lambda finding: finding.rule):
        lines.append(f"{rule_id} {titles.get(rule_id, '')}".rstrip())
        for finding in own:
            lines += _lines(finding)
    errors = sum(finding.level is Level.ERROR for finding in listed)
    return [*lines, _total(errors, len(listed) - errors)]


def place_name(where: str) -> str:
    """`wrong[空].when` as people say it: `分支“空”的条件`."""
    for pattern, name in _PLACES:
        found = re.fullmatch(pattern, where)
        if found:
            return name.format(*found.groups())
    return where


def _lines(finding: Diagnostic) -> list[str]:
    kind = "错误" if finding.level is Level.ERROR else "提醒"
    place = spelt_place(finding.file, finding.line, finding.column).strip() if finding.file else ""
    shown = f"（{place}）" if place else ""
    said = [f"  {kind}  {place_name(finding.where)}{shown}：{finding.message}"]
    return [*said, f"        怎么办：{finding.hint}"] if finding.hint else said


def _total(errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return "没有发现问题"
    if not errors:
        return f"{warnings} 处提醒，没有错误：由编写的人判断"
    more = f"，{warnings} 处提醒" if warnings else ""
    return f"{errors} 处错误{more}。有错误的规则包不能安装"
