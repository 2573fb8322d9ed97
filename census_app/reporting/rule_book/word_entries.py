"""Rules, items, code lists and functions as paragraphs and tables of the Word document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from census_app.reporting.rule_book import word_xml as xml
from census_app.reporting.rule_book.model import (
    Book,
    ClauseEntry,
    CodeListEntry,
    Condition,
    ItemEntry,
    ItemGroup,
    Link,
    ParameterEntry,
    RuleEntry,
)
from census_app.reporting.rule_book.word_styles import grade_style

Table = tuple[Sequence[str], list[Sequence[str]], Sequence[float]]
_HOW = {"all": "同时满足：", "any": "满足任意一条："}


class EntryWriter:
    """Makes the pieces of one book; every anchor has a bookmark of a form Word allows."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._bookmarks: dict[str, str] = {}
        self._places = 0
        self._known = _anchors(book)

    def bookmark(self, anchor: str) -> str:
        """The bookmark's name: letters and digits only, short, the same in every document of the book."""
        return self._bookmarks.setdefault(anchor, f"place{len(self._bookmarks) + 1}")

    def place(self, inner: str, anchor: str) -> str:
        """The runs, marked as the anchor's place."""
        self._places += 1
        return xml.bookmarked(inner, self.bookmark(anchor), self._places)

    def link(self, to: Link) -> str:
        """A run that leads to the anchor, when it is in the document."""
        return xml.link(to.text, self.bookmark(to.anchor) if to.anchor in self._known else "")

    def links(self, all_of: Iterable[Link], apart: str = "、") -> list[str]:
        """Links set apart."""
        pieces: list[str] = []
        for to in all_of:
            pieces += [xml.run(apart), self.link(to)] if pieces else [self.link(to)]
        return pieces

    def numbers(self, all_of: Iterable[Link]) -> list[str]:
        """Links to rules: lines break at spaces only, never inside a number."""
        return self.links(all_of, " ")

    def rule_list(self) -> Table:
        """All rules on a few pages, with the page each stands on."""
        rows: list[Sequence[str]] = [
            (
                _cell(self.link(Link(rule.id, rule.anchor))),
                _cell(xml.run(rule.title)),
                _cell(xml.run(rule.severity_word, grade_style(rule.severity))),
                _cell(xml.run(rule.table.text)),
                _cell(xml.page_of(self.bookmark(rule.anchor))),
            )
            for rule in self.book.rules
        ]
        return ("规则", "名称", "级别", "查哪张表", "页"), rows, (1, 5, 0.8, 1.6, 0.7)

    def rule(self, rule: RuleEntry) -> Iterator[str]:
        """The rule's line, its particulars and its examples."""
        together = f"，{rule.together}" if rule.together else ""
        yield xml.paragraph(
            xml.run(rule.severity_word, grade_style(rule.severity)),
            xml.run("　查 "),
            self.link(rule.table),
            xml.run(f"{together}　·　{rule.due}　·　{rule.closes_word}　·　第 {rule.version} 版", "Muted"),
        )
        rows = [(_cell(xml.run(name, "Muted")), content) for name, content in self._particulars(rule)]
        yield xml.table((), rows, (1, 6.2), unbroken=False)
        cases = [
            (
                _cell(xml.run(case.verdict_word + (f"（{case.clauses}）" if case.clauses else ""))),
                _cell(*([xml.run(f"{case.name}　", "Emphasised")] if case.name else []), xml.run(case.differences)),
            )
            for case in rule.cases
        ]
        if cases:
            yield xml.table(("例子", "与标准记录的差别"), cases, (1.6, 5.6))

    def _particulars(self, rule: RuleEntry) -> Iterator[tuple[str, str]]:
        every = not rule.scope.text and not rule.scope.parts
        yield "范围", _cell(xml.run("全部记录")) if every else _condition(rule.scope) + _code(rule.scope_written)
        for clause in rule.clauses:
            yield clause.name or "有错", self._clause(clause, clause.severity != rule.severity)
        if rule.parameters:
            yield "参数", "".join(_parameter(parameter) for parameter in rule.parameters)
        if rule.overrides:
            yield "本地调整", "".join(_cell(xml.run(text)) for text in rule.overrides)
        english = _cell(xml.run(rule.english_remedy, "Muted")) if rule.english_remedy else ""
        yield "整改", _cell(xml.run(rule.remedy)) + english
        yield "依据", _cell(xml.run(rule.source))
        if rule.note:
            yield "说明", _cell(xml.run(rule.note))
        if rule.shows:
            yield "另附", _cell(xml.run("、".join(rule.shows)))
        if rule.requires:
            yield "先要通过", _cell(*self.numbers(rule.requires))
        if rule.replaces:
            yield "接替", _cell(*self.numbers(rule.replaces))

    def _clause(self, clause: ClauseEntry, says_severity: bool) -> str:
        parts = [_cell(xml.run(clause.severity_word, grade_style(clause.severity)))] if says_severity else []
        parts += [_condition(clause.condition), _code(clause.written)]
        accused = self.links(clause.accuses) or [xml.run("整条记录")]
        parts.append(_cell(xml.run("指出：", "Muted"), *accused))
        if clause.message:
            parts.append(_cell(xml.run("报告会写：", "Muted"), xml.run(clause.message)))
        if clause.english:
            parts.append(_cell(xml.run(clause.english, "Muted")))
        return "".join(parts)

    def items(self, group: ItemGroup) -> Table:
        """The items of one table."""
        rows: list[Sequence[str]] = [
            (
                _cell(xml.run(str(item.number))),
                _cell(self.place(xml.run(item.name, "Emphasised"), item.anchor)) + _note(xml.run(item.id)),
                self._meaning(item),
                self._uses(item),
            )
            for item in group.items
        ]
        return ("序号", "普查项", "含义", "规则"), rows, (0.7, 2.5, 4.1, 2.5)

    def _meaning(self, item: ItemEntry) -> str:
        runs = [xml.run(item.meaning)]
        if item.code_list is not None:
            runs += [xml.run("，代码表 "), self.link(item.code_list)]
        runs += [xml.run(f" 〔{mark}〕", "Muted") for mark in item.marks]
        return _cell(*runs) + (_note(xml.run(f"表头常写作：{item.aliases}")) if item.aliases else "")

    def _uses(self, item: ItemEntry) -> str:
        if not item.accused_by and not item.read_by:
            return _note(xml.run("暂无规则"))
        accused = _cell(xml.run("查它："), *self.numbers(item.accused_by)) if item.accused_by else ""
        return accused + (_note(xml.run("用到："), *self.numbers(item.read_by)) if item.read_by else "")

    def code_list(self, codes: CodeListEntry) -> Iterator[str]:
        """The list's use and its values, run in."""
        more = "，可以有表外的值" if codes.open else ""
        source = f"　·　来源：{codes.source}" if codes.source else ""
        told = xml.run(f"{source}　·　{len(codes.values)} 个值{more}", "Muted")
        yield xml.paragraph(xml.run("用于 ", "Muted"), *self.links(codes.used_by), told)
        values = "；".join(f"{code} {label}".strip() for code, label in codes.values)
        yield _cell(xml.run(values or "（由导入的代码表给出）"))

    def functions(self) -> Table:
        """The functions these rules use."""
        rows: list[Sequence[str]] = [
            (
                _code(function.signature),
                _cell(xml.run(function.meaning)) + _note(xml.run(function.unknown)),
                _note(*self.numbers(function.used_by)),
            )
            for function in self.book.functions
        ]
        return ("函数", "意思", "规则"), rows, (2.4, 4.2, 2.6)


def _cell(*runs: str) -> str:
    return xml.paragraph(*runs, style="Cell")


def _note(*runs: str) -> str:
    return xml.paragraph(*runs, style="CellNote")


def _code(text: str) -> str:
    return "".join(xml.paragraph(xml.run(line), style="CellCode") for line in text.splitlines() if line.strip())


def _condition(condition: Condition, level: int = 0) -> str:
    if not condition.parts:
        mark = "·　" if level else ""
        return xml.paragraph(xml.run(f"{mark}{condition.text}"), style="Cell", indent=max(level - 1, 0))
    head = xml.paragraph(xml.run(_HOW[condition.how], "Muted"), style="Cell", indent=max(level - 1, 0))
    return head + "".join(_condition(part, level + 1) for part in condition.parts)


def _parameter(parameter: ParameterEntry) -> str:
    marks = "".join(xml.run(f" 〔{mark}〕", "Muted") for mark in parameter.marks)
    told = _cell(xml.run(f"〔{parameter.name}〕　{'；'.join(parameter.values)}"), marks)
    return told + (_note(xml.run(parameter.note)) if parameter.note else "")


def _anchors(book: Book) -> frozenset[str]:
    """Every place that the document marks."""
    found = {rule.anchor for rule in book.rules} | {item.anchor for item in book.items}
    found |= {codes.anchor for codes in book.code_lists}
    for category in book.categories:
        found |= {group.anchor for group in category.groups}
    return frozenset(found)
