"""The problem or rule somebody has in hand, as far as the library can know it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.dictionary.names import Names
from census_app.foundation.errors import BadInput
from census_app.rulebook.pack_files.limits import shown
from census_app.workspace.library.checked import rule_id
from census_app.workspace.problems.accused_fields import accused_fields
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.problems.numbers import normalise, validate
from census_app.workspace.runs.record import last_official
from census_app.workspace.runs.rule_facts import RULES_FILE, read_rule_facts

if TYPE_CHECKING:
    from census_app.rulebook.model import Rule
    from census_app.workspace.workspace import Workspace

_COLUMNS = [
    "problem_no",
    "rule_id",
    "rule_title",
    "table",
    "accused",
    "message",
    "unit_name",
    "customer_name",
    "address",
]
_LONGEST = 100
# What stands between stars or in quotation marks is a value of the record, not a word about the problem.
_VALUES = re.compile(r"\S*\*+\S*|“[^”]{0,200}”")


@dataclass(frozen=True)
class AtHand:
    """`rules` are the rule and those it replaced, `items` the accused fields, `words` what is said of it, `unit` whose
    problem it is; `label` names it for people."""

    label: str
    rules: tuple[str, ...]
    items: tuple[str, ...]
    words: str
    unit: str = ""


def at_hand(workspace: Workspace, written: str) -> AtHand:
    """The problem of this short number, or the rule of this id; `BadInput` when it is neither."""
    number = normalise(written[:_LONGEST])
    if not validate(number):
        rule = _rule(workspace, rule_id(written[:_LONGEST]))
        if rule is None:
            raise BadInput(
                f"没有这个问题，也没有这条规则：{shown(written)}", "给出问题短号（census problems）或规则号，例如 R043"
            )
        return _of_rule(workspace, rule)
    found = list(problem_rows(workspace, f"问题短号 = '{number}'").rows(_COLUMNS))
    if not found:
        raise BadInput(f"没有这个问题：{number}", "用 census problems 查问题短号")
    problem = dict(zip(_COLUMNS, found[0], strict=True))
    names = accused_fields(Names(workspace.dictionary), problem["table"], problem["accused"])
    words = _VALUES.sub(" ", problem["message"] or "")
    for value in (problem["customer_name"], problem["address"]):
        if value and len(value) > 1:
            words = words.replace(value, " ")
    return AtHand(
        f"{number}　{problem['rule_id']} {problem['rule_title'] or ''}".rstrip(),
        (problem["rule_id"], *_replaced(workspace, problem["rule_id"])),
        tuple(dict.fromkeys(f"{table}.{field}" for table, field in names)),
        f"{problem['rule_title'] or ''}\n{words}",
        problem["unit_name"] or "",
    )


def _rule(workspace: Workspace, wanted: str) -> Rule | None:
    from census_app.workspace.runs.packs import load_active

    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,31}", wanted):
        return None
    pack = load_active(workspace).pack
    return next((rule for rule in pack.rules if wanted in (rule.id, *rule.replaces)), None)


def _of_rule(workspace: Workspace, rule: Rule) -> AtHand:
    names = Names(workspace.dictionary)
    table = names.table(rule.table)
    accused = [*rule.accuses, *rule.unique, *(name for clause in rule.wrong for name in clause.accuses)]
    fields = accused_fields(names, table.id, _as_json(accused)) if table is not None else ()
    says = "\n".join(clause.says.zh for clause in rule.wrong if clause.says is not None)
    return AtHand(
        f"{rule.id} {rule.title.zh}",
        (rule.id, *rule.replaces),
        tuple(dict.fromkeys(f"{table_id}.{field}" for table_id, field in fields)),
        f"{rule.title.zh}\n{re.sub(r'{[^}]*}', ' ', says)}",
    )


def _replaced(workspace: Workspace, rule: str) -> tuple[str, ...]:
    """The rules this one replaced, as the run that found the problem knew them."""
    run = last_official(workspace)
    if run is None or not run.file(workspace, RULES_FILE).is_file():
        return ()
    facts = read_rule_facts(run.file(workspace, RULES_FILE))
    return next((tuple(one.replaces) for one in facts if one.rule_id == rule), ())


def _as_json(names: list[str]) -> str:
    import json

    return json.dumps(names, ensure_ascii=False)
