"""Values as people read them in messages and evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_text
from census_app.checking.compiling.compile import Compiler
from census_app.checking.compiling.sql import Sql
from census_app.checking.compiling.tree import walk
from census_app.dictionary.model import Dictionary, FieldType, PersonalData
from census_app.foundation.masking import masked_sql
from census_app.rulebook.expression import AggregateNode, FieldNode, Node, RelationNode, ValueType
from census_app.rulebook.resolved import Placeholder

if TYPE_CHECKING:
    from census_app.checking.judge import Slot

EMPTY, UNKNOWN, YES, NO = "空", "未知", "是", "否"
NOT_DELIVERED = "未提供"
"""What messages say of a column that no file had: it is not that the archive has something nobody can read."""
FOUND, NOT_FOUND = "有", "没有"
FIELD_END, RECORD_END = "\x1f", "\x1e"
_MASKED = "masked"
_FLOAT_DECIMALS = 4
_BREAKERS = "chr(30) || chr(31) || chr(10) || chr(13) || chr(9)"


class TextColumns:
    """The shown values of a scan's failing rows, each computed once and only where a clause that shows it fired.

    `show` hands out a column name; `layers` are the columns to compute. What is to be masked is masked in one list:
    every spelling of the mask costs its planning, and its patterns are compiled once a thread.
    """

    def __init__(self) -> None:
        self._plain: dict[str, tuple[str, dict[int, int]]] = {}
        self._hidden: dict[str, int] = {}
        self._final: dict[str, str] = {}

    def show(self, compiler: Compiler, node: Node, slots: Iterable[Slot], in_message: bool = False) -> str:
        """The column holding the node's text for rows on which one of the slots fired; `in_message`: see `shown`."""
        value = _cell(compiler, node) if isinstance(node, FieldNode) else compiler.compile(node)
        text = as_text(value, node.type)
        if value.nullable:
            unknown = _nothing(compiler, node, in_message)
            text = f"coalesce({text}, {unknown})" if not _hides(compiler, node) else text
        if compiler.settings.guarded:
            text = f"coalesce(TRY({text}), '{UNKNOWN}')"
        name, bits = self._plain.setdefault(text, (f"shown_{len(self._plain)}", {}))
        for slot in slots:
            word, bit = slot.fired_bit
            bits[word] = bits.get(word, 0) | bit
        if not _hides(compiler, node):
            return name
        final = f"{_MASKED}[{self._hidden.setdefault(name, len(self._hidden)) + 1}]"
        if value.nullable:
            final = f"coalesce({final}, {unknown})"
        return self._final_name(final)

    def layers(self) -> tuple[list[str], list[str], list[str]]:
        """Columns over the failing rows, columns over those, and columns over these."""
        first = [f"CASE WHEN {_fired(bits)} THEN {text} END AS {name}" for text, (name, bits) in self._plain.items()]
        listed = f"list_transform([{', '.join(self._hidden)}], lambda v: {masked_sql('v')}) AS {_MASKED}"
        return first, [listed] if self._hidden else [], [f"{text} AS {name}" for text, name in self._final.items()]

    def _final_name(self, text: str) -> str:
        return self._final.setdefault(text, f"masked_{len(self._final)}")


def shown(compiler: Compiler, node: Node, in_message: bool = False) -> str:
    """SQL text of the node's value, never null; personal values masked, control characters blanked.

    `in_message`: a column that was not delivered is told from a value that is unknown; what is kept beside a message,
    and exemptions are bound to, says unknown of both.
    """
    if isinstance(node, RelationNode):
        found = compiler.compile(node).text
        return f"CASE WHEN {found} THEN '{FOUND}' WHEN NOT {found} THEN '{NOT_FOUND}' ELSE '{UNKNOWN}' END"
    value = _cell(compiler, node) if isinstance(node, FieldNode) else compiler.compile(node)
    text = as_text(value, node.type)
    if _hides(compiler, node):
        text = masked_sql(text)
    if not value.nullable:
        return text
    return f"coalesce({text}, {_nothing(compiler, node, in_message)})"


def _nothing(compiler: Compiler, node: Node, in_message: bool) -> str:
    """SQL text that stands where there is no value to show."""
    lacking = _not_delivered(compiler, node) if in_message else ""
    told = f" WHEN {lacking} THEN '{NOT_DELIVERED}'" if lacking else ""
    return f"CASE WHEN {compiler.empty(node).text} THEN '{EMPTY}'{told} ELSE '{UNKNOWN}' END"


def _not_delivered(compiler: Compiler, node: Node) -> str:
    """SQL boolean: no file had the field's column, or the row's file had not; empty when that is never so."""
    if not isinstance(node, FieldNode):
        return ""
    place = compiler.frame.at(node.path)
    if place.table.linked is not None:
        return ""
    source = place.plan.source
    if place.alias is None or node.field not in source.columns(place.table.id):
        return "TRUE"
    lacks = f"contains({place.flags()}, {quote_text(f',-{node.field},')})"
    return lacks if source.partly_absent(place.table.id, node.field) else ""


def as_text(value: Sql, kind: ValueType) -> str:
    """SQL text of a value; null stays null."""
    match kind:
        case ValueType.NUMBER:
            return number_text(value)
        case ValueType.BOOLEAN:
            return f"CASE WHEN {value.text} THEN '{YES}' WHEN NOT {value.text} THEN '{NO}' END"
        case ValueType.DATE:
            return f"CAST(CAST({value.text} AS DATE) AS VARCHAR)"
        case ValueType.DATETIME:
            return f"regexp_replace(CAST({value.text} AS VARCHAR), ' 00:00:00$', '')"  # exports of days say midnight
        case _:
            return f"translate(CAST({value.text} AS VARCHAR), {_BREAKERS}, '     ')"


def number_text(value: Sql) -> str:
    """Decimal digits without trailing zeros or exponent."""
    if value.scale == 0:
        return f"CAST({value.text} AS VARCHAR)"
    scale = _FLOAT_DECIMALS if value.scale is None else value.scale
    return f"rtrim(rtrim(CAST(CAST({value.text} AS DECIMAL(38, {scale})) AS VARCHAR), '0'), '.')"


def message_sql(says: tuple[str | Placeholder, ...], show: Callable[[Node], str]) -> str:
    """SQL text of a message with its placeholders filled by `show`."""
    parts = [quote_text(part) if isinstance(part, str) else show(part.node) for part in says]
    return f"concat({', '.join(parts)})" if parts else "''"


def is_personal(dictionary: Dictionary, node: Node) -> bool:
    """Whether the value could tell something of a person: it reads a field marked so."""
    return any(
        dictionary.table(part.table).field(part.field).personal is not PersonalData.NONE
        for part in walk(node)
        if isinstance(part, FieldNode)
    )


def _cell(compiler: Compiler, node: FieldNode) -> Sql:
    """Text cells show what is written in them, masked or unlisted; other types their known value."""
    written = node.type is ValueType.TEXT and not _is_personal_label(compiler, node)
    return compiler.raw(node) if written else compiler.compile(node)


def _hides(compiler: Compiler, node: Node) -> bool:
    if isinstance(node, AggregateNode) and node.value is not None:
        node = node.value  # what was asked of the members is not shown
    if node.type is not ValueType.TEXT or _is_personal_label(compiler, node):
        return False
    return is_personal(compiler.frame.plan.dictionary, node)


def _is_personal_label(compiler: Compiler, node: Node) -> bool:
    """A label of a code list (营业执照) names nobody and is shown whole; what is not in the list is not shown."""
    if not isinstance(node, FieldNode) or not is_personal(compiler.frame.plan.dictionary, node):
        return False
    return compiler.frame.plan.dictionary.table(node.table).field(node.field).type is FieldType.CODE


def _fired(bits: dict[int, int]) -> str:
    return " OR ".join(f"(w{word} & {bit}::BIGINT) <> 0" for word, bit in sorted(bits.items()))
