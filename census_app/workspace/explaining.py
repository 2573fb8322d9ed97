"""One rule on one record of the newest snapshot, with the value of every part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.rulebook.model import Status
from census_app.workspace.linking.link_sets import links_for
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.problems.numbers import normalise, validate
from census_app.workspace.runs.packs import load_for_run

if TYPE_CHECKING:
    from census_app.checking.explaining.explain import Explanation
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

_CUSTOMER_NUMBER = re.compile(r"[0-9A-Za-z-]{1,40}")
_SHOWN = 5


def explain_record(
    workspace: Workspace,
    rule: str,
    key: str,
    as_of: date | None = None,
    pack: Path | None = None,
    context: JobContext | None = None,
) -> Explanation:
    """Why the rule finds the record wrong, right, out of scope or not judgeable; `BadInput` when either is unknown.

    `key` may also be what a weekly list shows: a problem's short number, or its customer's number.
    """
    from census_app.checking.explaining.explain import explain

    snapshot = workspace.catalogue.open()
    day = as_of or snapshot.manifest.data_date
    loaded = load_for_run(workspace, pack, day)
    rules = [entry.id for entry in loaded.pack.rules]
    if rule not in rules:
        from census_app.dictionary.nearest import nearest

        close = "、".join(nearest(rule, rules))
        raise BadInput(f"规则包里没有规则 {rule}", f"最接近的有：{close}" if close else "用 census pack lint 看规则包")
    if next(entry for entry in loaded.pack.rules if entry.id == rule).status is Status.RETIRED:
        raise BadInput(f"规则 {rule} 已停用，现在不校验", "用 census pack status 看是哪个包停用的")
    if context is not None:
        context.raise_if_cancelled()
    links = links_for(workspace, snapshot).links
    named = _of_problem(workspace, rule, key)
    return explain(snapshot, loaded.resolved, workspace.dictionary, rule, named or key, day, links=links)


def named_alone(workspace: Workspace, said: str) -> tuple[str, str]:
    """The rule and the short number of the problem that was given alone; `BadInput` when it is none."""
    number = normalise(said)
    about = list(_problems(workspace, f"问题短号 = '{number}'")) if validate(number) else []
    if not about:
        raise BadInput(
            f"没有这个问题：{said[:40]}", "给出规则号和户号，例如 census explain R043 0301142086；或清单上的问题短号"
        )
    return about[0][0], number


def _of_problem(workspace: Workspace, rule: str, said: str) -> str:
    """The record a short number, or a customer's only problem of the rule, is about; "" where it names none.

    A customer's own record is named by the number itself.
    """
    number = normalise(said)
    if validate(number):
        about = list(_problems(workspace, f"问题短号 = '{number}'"))
        if not about:
            return ""
        ((found, key),) = about
        if found != rule:
            raise BadInput(f"问题 {number} 是规则 {found} 的，不是 {rule} 的", f"census explain {found} {number}")
        return key
    if not _CUSTOMER_NUMBER.fullmatch(said):
        return ""
    keys = [key for _, key in _problems(workspace, f"户号 = '{said}' and 规则号 = '{rule}'")]
    if said in keys or len(keys) < 2:
        return keys[0] if keys and said not in keys else ""
    shown = "、".join(keys[:_SHOWN]) + (f" 等 {len(keys)} 条" if len(keys) > _SHOWN else "")
    raise BadInput(f"用户 {said} 有 {len(keys)} 条记录被 {rule} 报过：{shown}", "写明是哪一条")


def _problems(workspace: Workspace, where: str) -> Iterator[tuple[str, ...]]:
    yield from problem_rows(workspace, where).rows(["rule_id", "record_key"])
