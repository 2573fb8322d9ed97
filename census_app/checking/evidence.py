"""The texts of failing rows, computed in the scan itself: one string a row, one record in it per rule that fired.

`record key ␟ customer ␞ (rule number ␟ clause ids ␟ severity ␟ message ␟ values ␟ period ␟ group ␞)*`
"""

from __future__ import annotations

from census_app.archive.columns import quote_text
from census_app.checking.compile import Compiler
from census_app.checking.judge import JudgedRule, Judgement, Slot
from census_app.checking.keys import record_key_sql
from census_app.checking.show import FIELD_END, RECORD_END, as_text, message_sql, shown
from census_app.rulebook.expression import FieldNode, Node, Span
from census_app.rulebook.model import Severity
from census_app.rulebook.resolved import FieldRef, ResolvedRule

FIELDS = ("clauses", "severity", "message", "values", "period", "grouped")
_UNIT = f"'{FIELD_END}'"
_RECORD = f"'{RECORD_END}'"
_SEVERITIES = list(Severity)


def evidence_sql(judgement: Judgement, numbers: dict[str, int]) -> str:
    """SQL of the row's evidence over the scan's inner columns; `numbers` gives rules their numbers."""
    frame = judgement.frame
    customer = frame.first_of(frame.table.customer_path)
    key = record_key_sql(frame)
    head = f"{key}, {_UNIT}, coalesce(CAST({customer.text} AS VARCHAR), '')"
    records = [_rule_record(rule, numbers[rule.rule.id]) for rule in judgement.rules]
    return f"concat({head}, {', '.join(records)})"


def _rule_record(judged: JudgedRule, number: int) -> str:
    parts = [
        _clauses(judged),
        _severity(judged),
        _message(judged),
        _values(judged),
        _text_of(judged, judged.rule.occurred),
        _group(judged),
    ]
    joined = f", {_UNIT}, ".join(part if not judged.guarded else f"TRY({part})" for part in parts)
    return f"CASE WHEN {judged.any_wrong} THEN concat({_RECORD}, '{number}', {_UNIT}, {joined}) END"


def _clauses(judged: JudgedRule) -> str:
    named = [(slot, slot.clause.clause) for slot in judged.slots if slot.clause.clause]
    if len(judged.slots) == 1:
        return quote_text(judged.slots[0].clause.clause)
    listed = ", ".join(f"CASE WHEN {slot.is_wrong} THEN {quote_text(name)} END" for slot, name in named)
    return f"concat_ws(',', {listed})"


def _severity(judged: JudgedRule) -> str:
    """The gravest severity among the clauses that fired."""
    by_grade = sorted({slot.clause.severity for slot in judged.slots}, key=_SEVERITIES.index)
    if len(by_grade) == 1:
        return quote_text(by_grade[0].value)
    branches = []
    for grade in by_grade[:-1]:
        fired = " OR ".join(slot.is_wrong for slot in judged.slots if slot.clause.severity is grade)
        branches.append(f"WHEN {fired} THEN {quote_text(grade.value)}")
    return f"CASE {' '.join(branches)} ELSE {quote_text(by_grade[-1].value)} END"


def _message(judged: JudgedRule) -> str:
    if len(judged.slots) == 1:
        return message_sql(judged.compiler, judged.slots[0].clause.says)
    texts = [
        f"CASE WHEN {slot.is_wrong} THEN {message_sql(judged.compiler, slot.clause.says)} END" for slot in judged.slots
    ]
    return f"concat_ws('；', {', '.join(texts)})"


def _values(judged: JudgedRule) -> str:
    """A JSON object of the fields accused by the clauses that fired, then the rule's shown values."""
    entries: dict[str, tuple[str, list[Slot] | None]] = {}
    for slot in judged.slots:
        for ref in slot.clause.accuses:
            if any(hop.many for hop in ref.path):
                continue
            text, slots = entries.get(ref.name, (shown(judged.compiler, field_node(ref)), []))
            entries[ref.name] = (text, [*(slots or []), slot])
    for extra in judged.rule.shows:
        entries[extra.label] = (shown(judged.compiler, extra.node), None)
    if judged.peers is not None and judged.rule.unique:
        entries["同值记录"] = (f"coalesce({judged.peers.sample()}, '')", None)
    members = []
    for label, (text, slots) in entries.items():
        pair = f"concat({quote_text(json_text(label) + ':')}, CAST(to_json({text}) AS VARCHAR))"
        always = slots is None or len(slots) == len(judged.slots)
        members.append(pair if always else f"CASE WHEN {_any(slots or [])} THEN {pair} END")
    return f"concat('{{', concat_ws(',', {', '.join(members)}), '}}')" if members else "'{}'"


def _any(slots: list[Slot]) -> str:
    return " OR ".join(slot.is_wrong for slot in slots)


def _text_of(judged: JudgedRule, node: Node | None) -> str:
    if node is None:
        return "''"
    return f"coalesce({as_text(judged.compiler.compile(node), node.type)}, '')"


def _group(judged: JudgedRule) -> str:
    return summary_key_sql(judged.compiler, judged.rule) or "''"


def summary_key_sql(compiler: Compiler, rule: ResolvedRule) -> str | None:
    """The key of the rule's summary finding a record belongs to, escaped like a record key; None without summary."""
    if rule.summary is None:
        return None
    texts = [f"coalesce({as_text(compiler.compile(node), node.type)}, '')" for node in rule.summary.by]
    return " || '|' || ".join(rf"replace(replace({text}, '\', '\\'), '|', '\|')" for text in texts)


def field_node(ref: FieldRef) -> FieldNode:
    """The accused field as an expression."""
    from census_app.rulebook.meaning import value_type

    return FieldNode(value_type(ref.field), Span(0, 0), ref.table.id, ref.field.id, ref.path, 0)


def json_text(text: str) -> str:
    """A JSON string."""
    import json

    return json.dumps(text, ensure_ascii=False)
