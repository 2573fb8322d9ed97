"""Conditions that hold for no record because nobody has the values they ask for: a county that reads every meter every
month need not work out what two-month readings would come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.rulebook.expression import FieldNode, InNode, LiteralNode, Node

if TYPE_CHECKING:
    from census_app.checking.compiling.compile import Compiler


def never_met(compiler: Compiler, condition: Node) -> bool:
    """Whether the condition asks a field for values that no row of its table has: it is false or unknown everywhere.

    A field that is told by another where its own cell is blank may have values that stand in no cell.
    """
    if not isinstance(condition, InNode) or not isinstance(condition.operand, FieldNode):
        return False
    plan, asked = compiler.frame.plan, condition.operand
    entry = plan.table(asked.table).field(asked.field)
    if entry.implied is not None or entry.implied_by_blank is not None or entry.undelivered is not None:
        return False
    texts = tuple(option.value for option in condition.options if isinstance(option, LiteralNode))
    if len(texts) < len(condition.options) or not all(isinstance(text, str) for text in texts):
        return False
    return not plan.holds(asked.table, asked.field, tuple(str(text) for text in texts))
