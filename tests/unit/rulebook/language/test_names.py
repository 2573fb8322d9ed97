"""Everything the dictionary names can be written in a rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from census_app.dictionary.loader import load_dictionary
from census_app.dictionary.model import Cardinality
from census_app.rulebook.expression import FieldNode, IsNullNode
from census_app.rulebook.language.lookup import Frame
from census_app.rulebook.language.trees import read_condition


@pytest.mark.parametrize("table", sorted(load_dictionary().tables))
def test_every_field_and_relation(frame: Callable[..., Frame], table: str) -> None:
    entry = load_dictionary().table(table)
    for field in entry.fields:
        for name in (field.rule_name, field.id):
            node = read_condition(frame(f"{name} is null", table))
            assert isinstance(node, IsNullNode) and isinstance(node.operand, FieldNode), name
            assert node.operand.field == field.id
    for relation in entry.relations:
        for name in (relation.name, relation.en):
            text = f"{name} is null" if relation.cardinality is Cardinality.ONE else f"count({name}) = 0"
            read_condition(frame(text, table))
