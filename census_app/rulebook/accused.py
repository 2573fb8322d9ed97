"""The fields a rule accuses."""

from __future__ import annotations

import re

from sqlglot import exp

from census_app.rulebook.expression import Span
from census_app.rulebook.language.dialect import parse
from census_app.rulebook.language.lookup import Frame, look_up
from census_app.rulebook.language.syntax import words_of
from census_app.rulebook.resolved import FieldRef

_PARTED = re.compile("[,;，；、]")


def field_ref(frame: Frame) -> FieldRef:
    """The field the frame's text names; a relation stands for the field that leads to it. Raises otherwise."""
    if parted := _PARTED.search(frame.text):
        frame.refuse(
            Span(parted.start(), parted.end()),
            f"一处只写一个字段，这里用“{parted[0]}”连着写",
            "分开写；在 Excel 里一行一个",
        )
    tree = parse(frame.text)
    if not isinstance(tree, exp.Identifier | exp.Dot):
        frame.refuse(Span(0, len(frame.text)), "accuses 里只写字段", "例如 合同容量 或 受电设备.铭牌容量")
    chain = look_up(frame, words_of(tree))
    if chain.field is not None:
        return FieldRef(frame.text.strip(), chain.table, chain.field, chain.path)
    last = chain.path[-1]
    origin = frame.vocabulary.dictionary.table(last.table)
    relation = frame.vocabulary.names.relation(last.table, last.relation)
    assert relation is not None
    return FieldRef(frame.text.strip(), origin, origin.field(relation.fields[0][0]), chain.path[:-1])
