"""The shipped dictionary, a few typed parameters, and trees as text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from census_app.dictionary.loader import load_dictionary
from census_app.dictionary.model import Dictionary
from census_app.rulebook.expression import (
    AggregateNode,
    BetweenNode,
    BinaryNode,
    CallNode,
    CaseNode,
    CoalesceNode,
    FieldNode,
    InNode,
    IsNullNode,
    LiteralNode,
    Node,
    ParameterNode,
    RelationNode,
    UnaryNode,
    ValueType,
)
from census_app.rulebook.language.lookup import Frame, Vocabulary
from census_app.rulebook.resolved import ParameterValue, ResolvedPack, Shape

FIXTURES = Path(__file__).parent / "fixtures"
PARAMETERS = {
    "容差": ParameterValue("容差", ValueType.NUMBER, Shape.SCALAR, Decimal("0.5"), "kVA"),
    "周期": ParameterValue("周期", ValueType.NUMBER, Shape.MAP, {"高压": 3, "低压居民": 6}, "月"),
    "分类": ParameterValue("分类", ValueType.TEXT, Shape.LIST, ("高压", "低压非居民")),
    "法人词": ParameterValue("法人词", ValueType.TEXT, Shape.LIST, ("公司", "集团")),
    "起始日": ParameterValue("起始日", ValueType.DATE, Shape.SCALAR, date(2024, 1, 1)),
}
PACK_HEAD = """
id: sample
title: 样例
version: 1.0.0
issuer: 测试
dictionary: 1.0.0
effective_from: 2026-01-01
due_days: {urgent: 3, important: 7, normal: 30}
word_lists:
  法人词: [公司, 集团]
"""


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.of(load_dictionary())


@pytest.fixture(scope="session")
def dictionary(vocabulary: Vocabulary) -> Dictionary:
    return vocabulary.dictionary


@pytest.fixture(scope="session")
def frame(vocabulary: Vocabulary) -> Callable[..., Frame]:
    def made(text: str, table: str = "customer", *, group: bool = False) -> Frame:
        return Frame(vocabulary, text, vocabulary.dictionary.table(table), dict(PARAMETERS), group=group)

    return made


@pytest.fixture
def pack_of(tmp_path: Path) -> Callable[..., Path]:
    """A pack folder holding the given rules file (and others by name)."""

    def made(rules: str, **files: str) -> Path:
        (tmp_path / "pack.yaml").write_text(PACK_HEAD, encoding="utf-8")
        (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return made


@pytest.fixture
def resolved_of(pack_of: Callable[..., Path], dictionary: Dictionary) -> Callable[..., ResolvedPack]:
    """A pack resolved from its rules' text."""
    from census_app.rulebook.packs import load_pack
    from census_app.rulebook.resolving.resolve import resolve_pack

    def made(rules: str, **files: str) -> ResolvedPack:
        return resolve_pack(load_pack(pack_of(rules, **files)), dictionary)

    return made


@pytest.fixture(scope="session")
def spelt() -> Callable[[Node], str]:
    return spell


def spell(node: Node) -> str:
    """A tree as nested text: `(and (= customer.cons_sort 高压) …)`; `@` marks the accused record inside aggregates."""
    match node:
        case LiteralNode():
            return "null" if node.value is None else f"{node.value}"
        case ParameterNode():
            return f":{node.name}" + (f"[{spell(node.key)}]" if node.key else "")
        case FieldNode():
            hops = "".join(f"{hop.relation}>" for hop in node.path)
            return f"{'member.' if node.depth else ''}{hops}{node.table}.{node.field}"
        case RelationNode():
            return f"{'member.' if node.depth else ''}{'>'.join(hop.relation for hop in node.path)}"
        case AggregateNode():
            parts = [">".join(hop.relation + ("*" if hop.many else "") for hop in node.path) or "group"]
            parts += [f"value={spell(node.value)}"] if node.value else []
            parts += [f"if={spell(node.condition)}"] if node.condition else []
            return f"[{node.function} {' '.join(parts)}]"
        case CallNode():
            return f"{node.function}({', '.join(map(spell, node.arguments))})"
        case UnaryNode():
            return f"({node.operator} {spell(node.operand)})"
        case BinaryNode():
            return f"({node.operator} {spell(node.left)} {spell(node.right)})"
        case BetweenNode():
            return f"(between {spell(node.operand)} {spell(node.low)} {spell(node.high)})"
        case InNode():
            return f"(in {spell(node.operand)} {' '.join(map(spell, node.options))})"
        case IsNullNode():
            return f"(null? {spell(node.operand)})"
        case CoalesceNode():
            return f"(coalesce {' '.join(map(spell, node.arguments))})"
        case CaseNode():
            branches = " ".join(f"{spell(when)}→{spell(then)}" for when, then in node.branches)
            return f"(case {branches}{f' else {spell(node.otherwise)}' if node.otherwise else ''})"
    raise AssertionError(node)
