"""Conditions in words: what a rule's expression says, as somebody would read it aloud."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from census_app.dictionary.model import Dictionary
from census_app.reporting.rule_book.model import Condition
from census_app.reporting.rule_book.values import constant
from census_app.reporting.rule_book.words import BookWords
from census_app.rulebook.expression import (
    NEGATED_COMPARISONS,
    Aggregate,
    AggregateNode,
    BetweenNode,
    BinaryNode,
    CallNode,
    CaseNode,
    CoalesceNode,
    FieldNode,
    Hop,
    InNode,
    IsNullNode,
    LiteralNode,
    Node,
    ParameterNode,
    RelationNode,
    UnaryNode,
    ValueType,
)
from census_app.rulebook.functions.registry import registry
from census_app.rulebook.resolved import ParameterValue, Placeholder, Shape

_TEXT_WORDS = {"=": "为", "<>": "不是", "<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
_NUMBER_WORDS = {"=": "等于", "<>": "不等于", "<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于"}
_DATE_WORDS = {"=": "就是", "<>": "不是", "<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
_SIGNS = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
_MONTHS = {"months_ago": 0, "add_months": 1}
"""Where the functions are given a number of months."""
_FOLDS = {
    Aggregate.SUM: "合计",
    Aggregate.MIN: "最小值",
    Aggregate.MAX: "最大值",
    Aggregate.AVG: "平均值",
    Aggregate.MEDIAN: "中位数",
}


@dataclass(frozen=True)
class Speaker:
    """Says the expressions of one rule; `parameters` are the rule's.

    `among_members`: inside an aggregate, where the accused record's own fields must be told from the members'.
    """

    dictionary: Dictionary
    words: BookWords
    parameters: Mapping[str, ParameterValue]
    among_members: bool = False

    def condition(self, node: Node) -> Condition:
        """The condition, `and` and `or` taken apart into lists."""
        return self._condition(node, False)

    def value(self, node: Node) -> str:
        """A value, or a condition on one line."""
        if isinstance(node, UnaryNode | InNode | BetweenNode | IsNullNode) or _states(node):
            return self.condition(node).in_line()
        match node:
            case LiteralNode():
                return constant(node.value)
            case ParameterNode():
                return self._parameter(node)
            case FieldNode():
                return self._way(node.path, node.depth) + self.dictionary.table(node.table).field(node.field).rule_name
            case RelationNode():
                return self._way(node.path, node.depth).removesuffix("的")
            case AggregateNode():
                return self._aggregate(node)
            case CallNode():
                return self._call(node)
            case BinaryNode():
                return f"{self._operand(node.left)} {_SIGNS[node.operator]} {self._operand(node.right)}"
            case CaseNode():
                return self._cases(node)
            case CoalesceNode():
                return self._first_of(node)
        raise AssertionError(node)

    def message(self, parts: Sequence[str | Placeholder]) -> str:
        """What is said of a record, every value in brackets by what it is."""
        return "".join(one if isinstance(one, str) else self._place(one.node) for one in parts)

    def _place(self, node: Node) -> str:
        """A parameter by its name alone: its value and unit may stand in the sentence already."""
        said = f"〔{node.name}〕" if isinstance(node, ParameterNode) and node.key is None else self.value(node)
        return said if said.startswith("〔") else f"〔{said}〕"

    def _condition(self, node: Node, denied: bool) -> Condition:
        if isinstance(node, UnaryNode) and node.operator == "not":
            return self._condition(node.operand, not denied)
        if isinstance(node, BinaryNode) and node.operator in ("and", "or"):
            how = "all" if (node.operator == "and") is not denied else "any"
            parts = [self._condition(one, denied) for one in _same(node, node.operator)]
            flat = [part for one in parts for part in (one.parts if one.how == how else (one,))]
            return Condition(how=how, parts=tuple(flat))
        return Condition(_tidy(self._statement(node, denied)))

    def _statement(self, node: Node, denied: bool) -> str:
        match node:
            case BinaryNode():
                return self._comparison(node, denied)
            case InNode():
                return self._membership(node, denied)
            case BetweenNode():
                limits = f"{self._operand(node.low)} 到 {self._operand(node.high)}"
                return f"{self.value(node.operand)} {'不' if denied else ''}在 {limits} 之间（含两端）"
            case IsNullNode():
                return f"{self.value(node.operand)} {'不为空' if denied else '为空'}"
            case AggregateNode():
                return self._quantified(node, denied)
            case FieldNode():
                return f"{self.value(node)} 为“{'否' if denied else '是'}”"
            case ParameterNode():
                return f"参数〔{node.name}〕设为“{'否' if denied else '是'}”"
            case CallNode():
                return self._call(node, denied)
            case UnaryNode():
                return f"－{self._operand(node.operand)}"
        said = self.value(node)
        return f"并非：{said}" if denied else said

    def _comparison(self, node: BinaryNode, denied: bool) -> str:
        if node.operator == "like":
            return f"{self.value(node.left)} {'不' if denied else ''}{_pattern(self.value(node.right))}"
        if node.operator not in NEGATED_COMPARISONS:
            return self.value(node)
        operator = NEGATED_COMPARISONS[node.operator] if denied else node.operator
        counted = self._counted(node, operator)
        if counted:
            return counted
        kinds = {node.left.type, node.right.type}
        words = _DATE_WORDS if kinds & {ValueType.DATE, ValueType.DATETIME} else _NUMBER_WORDS
        words = _TEXT_WORDS if ValueType.TEXT in kinds or ValueType.BOOLEAN in kinds else words
        return f"{self.value(node.left)} {words[operator]} {self.value(node.right)}"

    def _counted(self, node: BinaryNode, operator: str) -> str:
        """`count(…) = 0` and `count(…) > 0` say that there are none or some."""
        counted, limit = node.left, node.right
        if not (isinstance(counted, AggregateNode) and counted.function is Aggregate.COUNT and counted.path):
            return ""
        if not (isinstance(limit, LiteralNode) and limit.value == 0 and operator in ("=", ">")):
            return ""
        return f"{'没有' if operator == '=' else '有'}{self._only(counted)}{self._members(counted)}"

    def _membership(self, node: InNode, denied: bool) -> str:
        options = "、".join(self.value(option) for option in node.options)
        many = len(node.options) > 1 or isinstance(node.options[0], ParameterNode)
        if not many:
            return f"{self.value(node.operand)} {'不是' if denied else '为'} {options}"
        return f"{self.value(node.operand)} {'不是' if denied else '是'} {options} 之一"

    def _quantified(self, node: AggregateNode, denied: bool) -> str:
        members = self._members(node)
        told = f"满足（{self._inside(node.condition)}）" if node.condition is not None else "存在"
        some, none = f"至少有一条{members}{told}", f"没有一条{members}{told}"
        if node.function is Aggregate.ANY:
            return none if denied else some
        if node.function is Aggregate.NONE:
            return some if denied else none
        return f"{'并非' if denied else ''}每一条{members}都{told}"

    def _aggregate(self, node: AggregateNode) -> str:
        if node.function in (Aggregate.ANY, Aggregate.ALL, Aggregate.NONE):
            return self._quantified(node, False)
        value = replace(self, among_members=True).value(node.value) if node.value is not None else ""
        if (period := self._period(node)) and node.function is not Aggregate.COUNT:
            fold = _FOLDS.get(node.function, "")
            return f"{period}的{value}" + (f" {fold}" if "到" in period else "")
        members = f"{self._only(node)}{self._members(node)}"
        if node.function is Aggregate.COUNT:
            return f"{members}条数"
        if node.function is Aggregate.COUNT_DISTINCT:
            return f"{members}中不同的 {value} 个数"
        return f"{members}的 {value} {_FOLDS[node.function]}"

    def _only(self, node: AggregateNode) -> str:
        return f"满足（{self._inside(node.condition)}）的" if node.condition is not None else ""

    def _inside(self, condition: Node) -> str:
        return replace(self, among_members=True).condition(condition).in_line()

    def _period(self, node: AggregateNode) -> str:
        """`月序 = 1` on a monthly series names the month itself; empty for any other condition."""
        series = self.dictionary.table(node.path[-1].target).periods if node.path else None
        match node.condition:
            case BinaryNode(operator="=", left=FieldNode(field=index), right=LiteralNode(value=number)):
                said = "最近一个账期" if number == 1 else f"倒数第 {number} 个账期"
            case BetweenNode(operand=FieldNode(field=index), low=LiteralNode(value=low), high=LiteralNode(value=high)):
                said = f"倒数第 {low} 到第 {high} 个账期"
            case _:
                return ""
        return said if series is not None and index == series.index else ""

    def _members(self, node: AggregateNode) -> str:
        return "的".join(_relation(hop) for hop in node.path) or "同组记录"

    def _call(self, node: CallNode, denied: bool = False) -> str:
        said = [f"（{one}）" if _adds(arg) else one for arg in node.arguments for one in [self.value(arg)]]
        if node.function == "code_valid":
            said[0] = self._code_list(node.arguments[0])
        months = _MONTHS.get(node.function)
        if months is not None and not said[months].endswith("个月"):
            said[months] += " 个月"
        if node.function == "months_ago" and len(said) == 1:
            said.append("今日")
        phrases = self.words.denials if denied else self.words.phrases
        phrase = phrases.get(node.function)
        if phrase is None and denied:
            return f"并非：{self._call(node)}"
        if phrase is None:
            return f"{registry()[node.function].names[0]}({'，'.join(said)})"
        also = f"（{said[1]} 也算）" if node.function == "registered" and len(said) > 1 else ""
        return phrase.format(*said) + also

    def _code_list(self, node: Node) -> str:
        known = self.dictionary.code_lists.get(str(node.value)) if isinstance(node, LiteralNode) else None
        return f"“{known.zh}”" if known is not None else self.value(node)

    def _parameter(self, node: ParameterNode) -> str:
        if node.key is not None:
            return f"〔{node.name}〕（按 {self.value(node.key)} 取值）"
        held = self.parameters.get(node.name)
        if held is None or held.shape is not Shape.SCALAR or held.dated:
            return f"〔{node.name}〕"
        return f"〔{node.name}〕{with_unit(constant(held.value), held.unit)}"

    def _cases(self, node: CaseNode) -> str:
        told = [f"{self.condition(when).in_line()} 时取 {self.value(then)}" for when, then in node.branches]
        told += [f"其余取 {self.value(node.otherwise)}"] if node.otherwise is not None else []
        return f"〔{'；'.join(told)}〕"

    def _first_of(self, node: CoalesceNode) -> str:
        first, *others = [self.value(one) for one in node.arguments]
        return f"{first}（为空时取 {'，再空时取 '.join(others)}）"

    def _operand(self, node: Node) -> str:
        said = self.value(node)
        return f"（{said}）" if _adds(node) else said

    def _way(self, path: tuple[Hop, ...], depth: int) -> str:
        own = "本记录的" if self.among_members and depth == 0 else ""
        return own + "".join(f"{_relation(hop)}的" for hop in path)


def with_unit(value: str, unit: str | None) -> str:
    """A value and its unit; months are counted."""
    return f"{value} {'个月' if unit == '月' else unit}" if unit else value


def _tidy(said: str) -> str:
    """Quotation marks and particles set words apart as well as spaces do."""
    return re.sub(r" (?=[“的是]|之一|在“)|(?<=”) ", "", said)


def _relation(hop: Hop) -> str:
    name, _, by = hop.relation.partition("_")
    return f"{name}（{by}）" if by else name


def _pattern(quoted: str) -> str:
    text = quoted.strip("“”")
    inner = text.strip("%")
    if "%" in inner or "_" in inner:
        return f"符合样式 {quoted}"
    if text.startswith("%") and text.endswith("%"):
        return f"含有“{inner}”"
    return f"以“{inner}”{'结尾' if text.startswith('%') else '开头'}"


def _adds(node: Node) -> bool:
    return isinstance(node, BinaryNode) and node.operator in ("+", "-")


def _states(node: Node) -> bool:
    return isinstance(node, BinaryNode) and node.operator not in _SIGNS


def _same(node: Node, operator: str) -> list[Node]:
    if isinstance(node, BinaryNode) and node.operator == operator:
        return [*_same(node.left, operator), *_same(node.right, operator)]
    return [node]
