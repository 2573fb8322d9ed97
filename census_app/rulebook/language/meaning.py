"""A resolved sub-expression with what the tree itself does not keep: unit, code list, and how it was written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from census_app.dictionary.model import CodeList, FieldEntry, FieldType
from census_app.rulebook.expression import Node, Span, ValueType

TYPE_NAMES = {
    ValueType.TEXT: "文字",
    ValueType.NUMBER: "数字",
    ValueType.DATE: "日期",
    ValueType.DATETIME: "时间",
    ValueType.BOOLEAN: "是非",
    ValueType.LIST: "列表",
    ValueType.UNKNOWN: "空值",
}
_FIELD_TYPES = {
    FieldType.TEXT: ValueType.TEXT,
    FieldType.CODE: ValueType.TEXT,
    FieldType.INTEGER: ValueType.NUMBER,
    FieldType.NUMBER: ValueType.NUMBER,
    FieldType.COORDINATE: ValueType.NUMBER,
    FieldType.DATE: ValueType.DATE,
    FieldType.DATETIME: ValueType.DATETIME,
    FieldType.BOOLEAN: ValueType.BOOLEAN,
}


@dataclass(frozen=True)
class Meaning:
    """`node` and its static facts; `codes` only for values of a code list, `element` only for lists."""

    node: Node
    unit: str | None = None
    codes: CodeList | None = None
    field: FieldEntry | None = None
    element: ValueType | None = None

    @property
    def type(self) -> ValueType:
        """The static type."""
        return self.node.type

    @property
    def span(self) -> Span:
        """Where it stands in the text."""
        return self.node.span

    def with_node(self, node: Node) -> Meaning:
        """The same facts for another tree."""
        return replace(self, node=node)


def value_type(field: FieldEntry) -> ValueType:
    """The expression type of a dictionary field."""
    return _FIELD_TYPES[field.type]


def type_name(kind: ValueType) -> str:
    """The type in Chinese."""
    return TYPE_NAMES[kind]
