"""The texts of failing rows, computed in the scan itself: one string a row, one record in it per rule that fired.

`record key ␟ customer ␞ (rule number ␟ clause ids ␟ severity ␟ message ␟ values ␟ period ␟ group ␞)*`
"""

from __future__ import annotations

from collections.abc import Set

from census_app.archive.columns import quote_text
from census_app.checking.compiling.compile import Compiler
from census_app.checking.compiling.keys import record_key_sql
from census_app.checking.judge import JudgedRule, Judgement, Slot
from census_app.checking.show import FIELD_END, RECORD_END, TextColumns, as_text, message_sql
from census_app.rulebook.expression import FieldNode, Node, Span
from census_app.rulebook.model import Severity
from census_app.rulebook.resolved import FieldRef, ResolvedRule

FIELDS = ("clauses", "severity", "message", "values", "period", "grouped")
_UNIT = f"'{FIELD_END}'"
_RECORD = f"'{RECORD_END}'"
_SEVERITIES = list(Severity)


def evidence_sql(judgement: Judgement, numbers: dict[str, int], texts: TextColumns, fired: Set[int]) -> str:
    """SQL of the row's evidence over the scan's inner columns and `texts`; `numbers` gives rules their numbers.

    Only what clauses with a slot in `fired` tell is told: on rows where others are wrong it is not the evidence.
    """
    frame = judgement.frame
    customer = frame.first_of(frame.table.customer_path)
    key = record_key_sql(frame)
    head = f"{key}, {_UNIT}, coalesce(CAST({customer.text} AS VARCHAR), '')"
    telling = [rule for rule in judgement.rules if any(slot.index in fired for slot in rule.slots)]
    records = [_rule_record(rule, numbers[rule.rule.id], texts, fired) for rule in telling]
    return f"concat({', '.join([head, *records])})"


def _rule_record(judged: JudgedRule, number: int, texts: TextColumns, fired: Set[int]) -> str:
    parts = [
        _clauses(judged),
        _severity(judged),
        _message(judged, texts, fired),
        _values(judged, texts, fired),
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


def _message(judged: JudgedRule, texts: TextColumns, fired: Set[int]) -> str:
    def of(slot: Slot) -> str:
        return message_sql(slot.clause.says, lambda node: texts.show(slot.compiler, node, [slot], in_message=True))

    if len(judged.slots) == 1:
        return of(judged.slots[0])
    told = [f"CASE WHEN {slot.is_wrong} THEN {of(slot)} END" for slot in judged.slots if slot.index in fired]
    return f"concat_ws('；', {', '.join(told)})"


def _values(judged: JudgedRule, texts: TextColumns, fired: Set[int]) -> str:
    """A JSON object of the fields accused by the clauses that fired, then the rule's shown values."""
    entries: dict[str, tuple[Node | None, list[Slot]]] = {}
    for slot in judged.slots:
        for ref in slot.clause.accuses:
            if not any(hop.many for hop in ref.path):
                node, slots = entries.get(ref.name, (field_node(ref), []))
                entries[ref.name] = (node, [*slots, slot])
    entries |= {extra.label: (extra.node, judged.slots) for extra in judged.rule.shows}
    if judged.rule.unique:
        entries["同值记录"] = (None, judged.slots)
    members = []
    for label, (node, slots) in entries.items():
        if not any(slot.index in fired for slot in slots):
            continue
        if node is not None:
            text = texts.show(judged.compiler, node, slots)
        else:
            assert judged.gathering is not None
            text = f"coalesce({judged.gathering.sample}, '')"
        pair = f"concat({quote_text(json_text(label) + ':')}, CAST(to_json({text}) AS VARCHAR))"
        members.append(pair if len(slots) == len(judged.slots) else f"CASE WHEN {_any(slots)} THEN {pair} END")
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
    from census_app.rulebook.language.meaning import value_type

    return FieldNode(value_type(ref.field), Span(0, 0), ref.table.id, ref.field.id, ref.path, 0)


def json_text(text: str) -> str:
    """A JSON string."""
    import json

    return json.dumps(text, ensure_ascii=False)
