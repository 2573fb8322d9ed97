"""Words that can only be misspelt: not among the results of a function, the states 在册 knows, the months there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.expression import BinaryNode, CallNode, FieldNode, InNode, LiteralNode, Node, ParameterNode
from census_app.rulebook.functions.electric import ACCURACY_CLASSES, CLASS_LIST
from census_app.rulebook.language.walk import walk
from census_app.rulebook.lint.parts import Part, Subject
from census_app.rulebook.lint.text_tests import tested
from census_app.rulebook.resolved import ParameterValue

_CHECK = "label"
_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_YEAR_MONTH = re.compile(r"[12][0-9]{3}(0[1-9]|1[0-2])")
_YEAR_MONTH_UNIT = "YYYYMM"
_SEXES = frozenset({"男", "女"})


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Constants that no value they are compared with can ever equal, and tests no label can pass or fail."""
    for part in subject.expressions():
        for node in walk(part.node):
            if isinstance(node, BinaryNode) and node.operator in _COMPARISONS:
                yield from _compared(subject, part, node.left, (node.right,))
                yield from _compared(subject, part, node.right, (node.left,))
            elif isinstance(node, InNode):
                yield from _compared(subject, part, node.operand, node.options)
            elif isinstance(node, CallNode):
                yield from _arguments(subject, part, node)
            yield from _tests(subject, part, node)


def _compared(subject: Subject, part: Part, operand: Node, others: tuple[Node, ...]) -> Iterator[Diagnostic]:
    for other in others:
        for text in _texts(subject, other):
            known = _results(subject, operand)
            if known and text not in known:
                message = f"“{text}”不是“{_words(part, operand)}”能得到的值"
                yield subject.warn(_CHECK, part, other, message, f"只能是 {'、'.join(sorted(known))}", Level.ERROR)
            elif _is_year_month(subject, operand) and not _YEAR_MONTH.fullmatch(text):
                message = f"“{text}”不是年月，和“{_words(part, operand)}”比较没有意义"
                yield subject.warn(_CHECK, part, other, message, "年月写作六位：'202403'", Level.ERROR)


def _results(subject: Subject, node: Node) -> frozenset[str]:
    """All texts a function can give; empty when it may be any."""
    if not isinstance(node, CallNode) or subject.dictionary is None:
        return frozenset()
    if node.function == "electricity_class":
        codes = subject.dictionary.code_lists.get(CLASS_LIST)
        return frozenset() if codes is None else frozenset(entry.label for entry in codes.values)
    return _SEXES if node.function == "id_card_sex" else frozenset()


def _is_year_month(subject: Subject, node: Node) -> bool:
    if isinstance(node, CallNode):
        return node.function in {"year_month", "last_complete_period"}
    if subject.dictionary is None or not isinstance(node, FieldNode):
        return False
    return subject.dictionary.table(node.table).field(node.field).unit == _YEAR_MONTH_UNIT


def _arguments(subject: Subject, part: Part, node: CallNode) -> Iterator[Diagnostic]:
    if node.function == "registered":
        labels = subject.labels(node.arguments[0])
        known, what = labels, "用户状态"
    elif node.function == "class_at_least":
        known, what = ACCURACY_CLASSES, "准确度等级"
    else:
        return
    for argument in node.arguments[1:]:
        for text in _texts(subject, argument):
            if known and text.removesuffix("级") not in known:
                message = f"“{text}”不是{what}"
                yield subject.warn(
                    _CHECK, part, argument, message, f"可用的有：{'、'.join(sorted(known))}", Level.ERROR
                )


def _tests(subject: Subject, part: Part, node: Node) -> Iterator[Diagnostic]:
    """`like`, 匹配, 名称含 on a field of a closed code list: tried on every label."""
    found = tested(node, subject.rule.parameters)
    if found is None:
        return
    operand, test = found
    labels = subject.labels(operand)
    passing = [label for label in labels if test(label)]
    if labels and not passing:
        message = f"“{_words(part, operand)}”的代码里没有一个符合，永远不成立"
        yield subject.warn(_CHECK, part, node, message, f"可用的有：{'、'.join(sorted(labels)[:8])}")
    elif labels and len(passing) == len(labels):
        message = f"“{_words(part, operand)}”的代码全都符合，只要不空就成立"
        yield subject.warn(_CHECK, part, node, message, "写作 字段 is not null")


def _texts(subject: Subject, node: Node) -> list[str]:
    """The constant texts a node may be."""
    if isinstance(node, LiteralNode):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ParameterNode):
        return sorted(_parameter_texts(subject.rule.parameters[node.name]))
    return []


def _parameter_texts(parameter: ParameterValue) -> set[str]:
    found: set[str] = set()
    pending = [parameter.value, *(value for _, value in parameter.dated)]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            pending += value.values()
        elif isinstance(value, tuple | list):
            pending += value
        elif isinstance(value, str):
            found.add(value)
    return found


def _words(part: Part, node: Node) -> str:
    return " ".join(part.text[node.span.start : node.span.end].split())
