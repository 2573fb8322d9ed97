"""What differs between what two versions of a rule call wrong."""

from __future__ import annotations

from census_app.rulebook.differences.marking import one_line
from census_app.rulebook.differences.model import Effect, Kind
from census_app.rulebook.differences.notes import Notes
from census_app.rulebook.model import Clause, Rule
from census_app.rulebook.wording import SEVERITIES


def clause_differences(notes: Notes, old: Rule, new: Rule) -> None:
    """Note every clause that came, went, changed or was renamed (same condition under another name)."""
    before = {clause.id: clause for clause in old.wrong}
    after = {clause.id: clause for clause in new.wrong}
    renamed = _renamed(before, after)
    for name, clause in before.items():
        if name not in after and name not in renamed:
            says = f"删去{_called(name)}"
            notes.add(Kind.EXPRESSION, Effect.VERDICTS, f"wrong[{name}]", says, old=one_line(clause.when))
    for name, clause in after.items():
        former = before.get(name) or next((before[one] for one, now in renamed.items() if now == name), None)
        if former is None:
            says = f"新增{_called(name)}：{clause.says.zh}"
            notes.add(Kind.EXPRESSION, Effect.VERDICTS, f"wrong[{name}]", says, new=one_line(clause.when))
            continue
        if former.id != name:
            says = f"{_called(former.id)}改名为“{name}”"
            notes.add(Kind.EXPRESSION, Effect.HANDLING, f"wrong[{name}].id", says, former.id, name)
        _changed(notes, former, clause, old, new)
    common = [name for name in before if name in after]
    if common != [name for name in after if name in before]:
        notes.add(Kind.TEXT, Effect.TEXTS, "wrong", "分支的次序改变", "、".join(before), "、".join(after))


def _changed(notes: Notes, old: Clause, new: Clause, old_rule: Rule, new_rule: Rule) -> None:
    where, called = f"wrong[{new.id}]", _called(new.id)
    notes.text(Kind.EXPRESSION, Effect.VERDICTS, f"{where}.when", f"{called}的条件", old.when, new.when)
    severities = (old.severity or old_rule.severity, new.severity or new_rule.severity)
    if (old.severity, new.severity) != (None, None):
        words = [SEVERITIES[one] for one in severities]
        notes.value(Kind.SEVERITY, Effect.HANDLING, f"severity[{new.id}]", f"{called}的等级", *words)
    notes.listing(Kind.ACCUSES, Effect.HANDLING, f"{where}.accuses", f"{called}指出的字段", old.accuses, new.accuses)
    notes.text(Kind.MESSAGE, Effect.TEXTS, f"{where}.says", f"{called}的说明", old.says.zh, new.says.zh)
    notes.text(Kind.MESSAGE, Effect.TEXTS, f"{where}.says.en", f"{called}的英文说明", old.says.en, new.says.en)


def _renamed(before: dict[str, Clause], after: dict[str, Clause]) -> dict[str, str]:
    """Old name → new name where a condition stays word for word and nothing else has it."""
    gone = {one_line(clause.when): name for name, clause in before.items() if name not in after}
    come = {one_line(clause.when): name for name, clause in after.items() if name not in before}
    return {name: come[when] for when, name in gone.items() if when in come}


def _called(name: str) -> str:
    return f"分支“{name}”" if name else "规则"
