"""One rule from text to trees. Each part is tried on its own, so that one pass names every fault of the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from census_app.dictionary.model import FieldEntry, TableEntry
from census_app.foundation.errors import BadInput
from census_app.rulebook.accused import field_ref
from census_app.rulebook.diagnostics import Diagnostic, ExpressionError, Level
from census_app.rulebook.expression import FieldNode, LiteralNode, Node, RelationNode, Span, ValueType
from census_app.rulebook.language.lookup import Frame, Vocabulary
from census_app.rulebook.language.meaning import Meaning
from census_app.rulebook.language.trees import read_condition, read_expression
from census_app.rulebook.language.weight import MAX_WEIGHT, weight
from census_app.rulebook.messages import Hole, holes_of, split_message
from census_app.rulebook.model import Clause, Closes, Pack, Rule, Text
from census_app.rulebook.parameters import misspelt_day, typed_parameter, word_list
from census_app.rulebook.resolved import (
    FieldRef,
    ParameterValue,
    Placeholder,
    ResolvedClause,
    ResolvedGroup,
    ResolvedRule,
    ResolvedSummary,
    ShownField,
)
from census_app.rulebook.resolving.parts import Path, named_roots, reads_of, shown_path

Result = TypeVar("Result")
_TRUE = LiteralNode(ValueType.BOOLEAN, Span(0, 0), True)
_GRAINS = {"each": True, "one": False}


class RuleResolver:
    """Resolves one rule; `diagnostics` holds everything found on the way."""

    def __init__(self, vocabulary: Vocabulary, pack: Pack, rule: Rule) -> None:
        self.vocabulary = vocabulary
        self.pack = pack
        self.rule = rule
        self.diagnostics: list[Diagnostic] = []

    def resolve(self) -> ResolvedRule | None:
        """The resolved rule; None when a part cannot be resolved (see `diagnostics`)."""
        table = self.vocabulary.names.table(self.rule.table)
        if table is None:
            near = self.vocabulary.names.nearest(
                self.rule.table, [entry.rule_name for entry in self.vocabulary.dictionary.tables.values()]
            )
            self._say(("table",), f"没有表“{self.rule.table}”", _near(near))
            return None
        if table.linked is not None:
            whose = self.vocabulary.dictionary.table(table.linked.table).rule_name
            self._say(("table",), f"“{table.rule_name}”是比对结果，没有自己的记录可查", f"查 {whose}，条件里写比对关系")
            return None
        self._check_category()
        parameters = self._parameters(table)
        broken = frozenset(self.rule.params) - frozenset(parameters)
        frame = Frame(self.vocabulary, "", table, parameters, broken=broken)
        if not self._one_kind():
            return None
        return self._assembled(frame, table, parameters)

    def _assembled(self, frame: Frame, table: TableEntry, parameters: dict[str, ParameterValue]) -> ResolvedRule | None:
        rule = self.rule
        scope = self._condition(frame, ("scope",), rule.scope)
        group = self._group(frame)
        summary = self._summary(frame)
        unique = self._expressions(frame, ("unique",), rule.unique)
        clauses = self._clauses(frame, group)
        shows = self._shows(frame)
        occurred = self._occurred(frame)
        if any(item.level is Level.ERROR for item in self.diagnostics) or scope is None:
            return None
        resolved = ResolvedRule(
            rule=rule,
            table=table,
            scope=scope,
            clauses=clauses,
            unique=unique,
            group=group,
            summary=summary,
            shows=shows,
            parameters=parameters,
            occurred=occurred,
            due_days=rule.due_days if rule.due_days is not None else self.pack.manifest.due_days.get(rule.severity, 0),
        )
        inputs, relations = reads_of(resolved, self.vocabulary)
        return replace(resolved, inputs=inputs, relations=relations, weight=self._weighed(resolved))

    # parts

    def _parameters(self, table: TableEntry) -> dict[str, ParameterValue]:
        found = {name: word_list(name, words) for name, words in self.pack.manifest.word_lists.items()}
        plain = Frame(self.vocabulary, "", table)
        for name, parameter in self.rule.params.items():
            path: Path = ("params", name)
            if not name.isidentifier():
                self._say(path, f"参数名“{name}”不是合法名称", "用汉字、字母、数字和下划线，不以数字开头")
                continue
            at = self._date(plain, (*path, "at"), parameter.at) if parameter.at else None
            try:
                found[name] = typed_parameter(name, parameter, at)
            except BadInput as error:
                day = misspelt_day(parameter)
                part: Path = ("value",) if day is None else ("dated", day, "since")
                self._say((*path, *part), error.message, error.advice)
        return found

    def _clauses(self, frame: Frame, group: ResolvedGroup | None) -> tuple[ResolvedClause, ...]:
        made = [self._clause(frame, position, clause) for position, clause in enumerate(self.rule.wrong)]
        if not self.rule.wrong or group is not None:
            made.append(self._whole(frame, group))
        return tuple(clause for clause in made if clause is not None)

    def _whole(self, frame: Frame, group: ResolvedGroup | None) -> ResolvedClause | None:
        """The one clause of a group or of `unique`."""
        if self.rule.says is None:
            self._say((), "缺少说明 says", "写出给被查单位看的话，例如“{用户编号} 重复”")
            return None
        spoken = replace(frame, group=group is not None)
        says = self._message(spoken, ("says", "zh"), self.rule.says)
        accuses = self._accused(frame, ("accuses",), self.rule.accuses)
        when = group.wrong if group is not None else _TRUE
        clause = self.rule.group.id if self.rule.group is not None else ""
        return ResolvedClause(clause, when, self.rule.severity, says, accuses, _in_english(self.rule.says, says))

    def _clause(self, frame: Frame, position: int, clause: Clause) -> ResolvedClause | None:
        path: Path = ("wrong", position)
        when = self._condition(frame, (*path, "when"), clause.when)
        spoken = replace(frame, group=self.rule.summary is not None)
        says = self._message(spoken, (*path, "says", "zh"), clause.says)
        shared = self.rule.accuses if self.rule.group is None else ()
        accuses = self._accused(frame, (*path, "accuses"), clause.accuses or shared)
        if when is None:
            return None
        severity = clause.severity or self.rule.severity
        return ResolvedClause(clause.id, when, severity, says, accuses, _in_english(clause.says, says))

    def _group(self, frame: Frame) -> ResolvedGroup | None:
        kind = self.rule.group
        if kind is None:
            return None
        if kind.grain not in _GRAINS:
            self._say(
                ("group", "grain"), f"grain 只能是 each 或 one，写的是“{kind.grain}”", "each 每条都报，one 一组报一条"
            )
        by = self._expressions(frame, ("group", "by"), kind.by)
        if not kind.by:
            self._say(("group", "by"), "group 缺少 by", "写出分组的表达式")
        wrong = self._condition(replace(frame, group=True), ("group", "wrong"), kind.wrong)
        return ResolvedGroup(by, _GRAINS.get(kind.grain, True), wrong) if wrong is not None else None

    def _summary(self, frame: Frame) -> ResolvedSummary | None:
        kind = self.rule.summary
        if kind is None:
            return None
        if not kind.by:
            self._say(("summary", "by"), "summary 缺少 by", "写出汇总的表达式，例如 所属台区编号")
        return ResolvedSummary(self._expressions(frame, ("summary", "by"), kind.by), max(kind.least, 1))

    def _shows(self, frame: Frame) -> tuple[ShownField, ...]:
        shown = []
        spoken = replace(frame, group=self.rule.group is not None)
        for position, text in enumerate(self.rule.shows):
            meaning = self._tried(spoken, ("shows", position), text, read_expression)
            if meaning is not None and self._is_value(("shows", position), meaning):
                shown.append(ShownField(text.strip(), meaning.node, _only_field(meaning), meaning.unit))
        return tuple(shown)

    def _occurred(self, frame: Frame) -> Node | None:
        rule = self.rule
        if rule.closes is Closes.EXPLANATION and rule.occurred is None:
            self._say(("closes",), "closes: explanation 的规则要写 occurred", "写出事件的时期，例如 occurred: 结算年月")
        if rule.occurred is None:
            return None
        meaning = self._tried(frame, ("occurred",), rule.occurred, read_expression)
        if meaning is None:
            return None
        if meaning.type not in {ValueType.TEXT, ValueType.DATE, ValueType.DATETIME}:
            self._say(("occurred",), "occurred 要是年月、日期或时间", "例如 occurred: 结算年月")
        return meaning.node

    def _accused(self, frame: Frame, path: Path, names: tuple[str, ...]) -> tuple[FieldRef, ...]:
        refs = []
        for position, name in enumerate(names):
            ref = self._tried(frame, (*path, position), name, field_ref)
            if ref is not None:
                refs.append(ref)
        return tuple(refs)

    def _message(self, frame: Frame, path: Path, text: Text) -> tuple[str | Placeholder, ...]:
        parts: list[str | Placeholder] = []
        try:
            pieces = split_message(text.zh)
        except ExpressionError as error:
            self._report(path, text.zh, error, 0)
            return ()
        for piece in pieces:
            if isinstance(piece, Hole):
                meaning = self._tried(frame, path, piece.text, read_expression, whole=text.zh, shift=piece.offset)
                if meaning is not None and self._is_value(path, meaning):
                    parts.append(Placeholder(meaning.node, piece.text.strip(), _only_field(meaning), meaning.unit))
            else:
                parts.append(piece)
        return tuple(parts)

    # reading

    def _expressions(self, frame: Frame, path: Path, texts: Iterable[str]) -> tuple[Node, ...]:
        meanings = [self._tried(frame, (*path, position), text, read_expression) for position, text in enumerate(texts)]
        return tuple(meaning.node for meaning in meanings if meaning is not None and self._is_value(path, meaning))

    def _condition(self, frame: Frame, path: Path, text: str) -> Node | None:
        return self._tried(frame, path, text, read_condition)

    def _date(self, frame: Frame, path: Path, text: str) -> Node | None:
        meaning = self._tried(frame, path, text, read_expression)
        if meaning is not None and meaning.type not in {ValueType.DATE, ValueType.DATETIME}:
            self._say(path, "at 要是日期", "写出取值所按的日期字段，例如 at: 业务受理时间")
            return None
        return meaning.node if meaning is not None else None

    def _tried(
        self,
        frame: Frame,
        path: Path,
        text: str,
        reader: Callable[[Frame], Result],
        whole: str | None = None,
        shift: int = 0,
    ) -> Result | None:
        try:
            return reader(replace(frame, text=text))
        except ExpressionError as error:
            self._report(path, whole if whole is not None else text, error, shift)
            return None

    def _is_value(self, path: Path, meaning: Meaning) -> bool:
        if meaning.type is not ValueType.LIST and not _is_relation(meaning):
            return True
        self._say(path, "这里要一个值，写的是关系或列表", "关系后面加字段")
        return False

    # saying

    def _report(self, path: Path, text: str, error: ExpressionError, shift: int) -> None:
        place = self.pack.locate(self.rule.id, path, text, error.offset + shift)
        if not place.line:
            place = replace(place, line=error.line, column=error.column + shift)
        self._add(path, error.reason, error.hint, place.file, place.line, place.column)

    def _say(self, path: Path, message: str, hint: str) -> None:
        place = self.pack.locate(self.rule.id, path)
        self._add(path, message, hint, place.file, place.line, place.column)

    def _add(self, path: Path, message: str, hint: str, file: str, line: int, column: int) -> None:
        where = shown_path(self.rule, path)
        self.diagnostics.append(
            Diagnostic(self.rule.id, where, line, column, message, hint, Level.ERROR, "resolve", file)
        )

    # checks

    def _weighed(self, resolved: ResolvedRule) -> int:
        """The rule's weight; an expression that nesting blows up is refused before anything compiles it."""
        known = (resolved.parameters, self.vocabulary.dictionary)
        weights = [(path, weight(root, *known)) for path, root in named_roots(resolved)]
        for path in [path for path, one in weights if one > MAX_WEIGHT]:
            self._say(path, "展开后太大，校验起来太慢", "减少 case、coalesce 和函数的套用，缩短词表，或分成几个分支")
        return sum(one for _, one in weights)

    def _check_category(self) -> None:
        categories = self.vocabulary.dictionary.categories
        known = {name for one in categories for name in (one.zh, one.zh.partition("(")[0], one.code)}
        if categories and self.rule.category not in known:
            near = self.vocabulary.names.nearest(self.rule.category, [one.zh for one in categories])
            self._say(("category",), f"没有类别“{self.rule.category}”", _near(near))

    def _one_kind(self) -> bool:
        kinds = [name for name in ("wrong", "unique", "group") if getattr(self.rule, name)]
        if len(kinds) == 1 or kinds == ["wrong", "group"]:
            return True
        written = "、".join(kinds) if kinds else "一个也没有"
        self._say(
            (),
            f"wrong、unique、group 只能写一个（group 旁边可以有 wrong），这里{written}",
            "错误条件写在 wrong，唯一性写 unique，按组写 group",
        )
        return False


def _in_english(text: Text, says: tuple[str | Placeholder, ...]) -> tuple[str | Placeholder, ...]:
    """The English of a message with the placeholders of `says`; empty where it shows other values (lint says so)."""
    known = {piece.text: piece for piece in says if isinstance(piece, Placeholder)}
    try:
        if not text.en or holes_of(text.en) != known.keys():
            return ()
        pieces = split_message(text.en)
    except ExpressionError:
        return ()
    return tuple(known[piece.text.strip()] if isinstance(piece, Hole) else piece for piece in pieces)


def _only_field(meaning: Meaning) -> FieldEntry | None:
    return meaning.field if isinstance(meaning.node, FieldNode) else None


def _is_relation(meaning: Meaning) -> bool:
    return isinstance(meaning.node, RelationNode)


def _near(near: list[str]) -> str:
    return f"最接近的有：{'、'.join(near)}" if near else ""
