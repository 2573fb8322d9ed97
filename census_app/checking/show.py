"""Values as people read them in messages and evidence."""

from __future__ import annotations

from census_app.archive.columns import quote_text
from census_app.checking.compile import Compiler
from census_app.checking.sql import Sql
from census_app.checking.tree import walk
from census_app.dictionary.model import Dictionary, PersonalData
from census_app.foundation.masking import masked_sql
from census_app.rulebook.expression import FieldNode, Node, ValueType
from census_app.rulebook.resolved import Placeholder

EMPTY, UNKNOWN, YES, NO = "空", "未知", "是", "否"
FIELD_END, RECORD_END = "\x1f", "\x1e"
_FLOAT_DECIMALS = 4
_BREAKERS = "chr(30) || chr(31) || chr(10) || chr(13) || chr(9)"


def shown(compiler: Compiler, node: Node) -> str:
    """SQL text of the node's value, never null; personal values masked, control characters blanked."""
    value = _cell(compiler, node) if isinstance(node, FieldNode) else compiler.compile(node)
    text = as_text(value, node.type)
    if node.type is ValueType.TEXT and is_personal(compiler.frame.plan.dictionary, node):
        text = masked_sql(text)
    if not value.nullable:
        return text
    empty = compiler.empty(node).text
    return f"coalesce({text}, CASE WHEN {empty} THEN '{EMPTY}' ELSE '{UNKNOWN}' END)"


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
            return f"CAST({value.text} AS VARCHAR)"
        case _:
            return f"translate(CAST({value.text} AS VARCHAR), {_BREAKERS}, '     ')"


def number_text(value: Sql) -> str:
    """Decimal digits without trailing zeros or exponent."""
    if value.scale == 0:
        return f"CAST({value.text} AS VARCHAR)"
    scale = _FLOAT_DECIMALS if value.scale is None else value.scale
    return f"rtrim(rtrim(CAST(CAST({value.text} AS DECIMAL(38, {scale})) AS VARCHAR), '0'), '.')"


def message_sql(compiler: Compiler, says: tuple[str | Placeholder, ...]) -> str:
    """SQL text of a message with its placeholders filled."""
    parts = [quote_text(part) if isinstance(part, str) else shown(compiler, part.node) for part in says]
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
    return compiler.raw(node) if node.type is ValueType.TEXT else compiler.compile(node)
