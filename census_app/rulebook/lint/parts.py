"""A rule as the checks see it: each tree with its text and its place in the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from census_app.dictionary.model import Dictionary
from census_app.rulebook.diagnostics import Diagnostic, Level, line_and_column
from census_app.rulebook.expression import FieldNode, Node
from census_app.rulebook.model import Pack
from census_app.rulebook.resolved import Placeholder, ResolvedRule
from census_app.rulebook.resolving.parts import Path, shown_path


def closed_labels(dictionary: Dictionary, node: Node) -> tuple[str, ...]:
    """All labels a known value of the node may have; empty when it is no field of a closed code list.

    Monthly series keep no note of what was outside the list, so their fields may hold anything.
    """
    if not isinstance(node, FieldNode) or dictionary.table(node.table).periods is not None:
        return ()
    codes = dictionary.code_lists.get(dictionary.table(node.table).field(node.field).code_list or "")
    return () if codes is None or codes.open else tuple(entry.label for entry in codes.values)


@dataclass(frozen=True)
class Part:
    """One expression of a rule."""

    path: Path
    text: str
    node: Node


@dataclass(frozen=True)
class Subject:
    """A resolved rule in its pack."""

    pack: Pack
    rule: ResolvedRule
    dictionary: Dictionary | None = None

    def labels(self, node: Node) -> frozenset[str]:
        """All labels a known value of a coded field may have; empty when it may be anything."""
        return frozenset() if self.dictionary is None else frozenset(closed_labels(self.dictionary, node))

    def conditions(self) -> Iterator[Part]:
        """Scope and every clause's condition."""
        raw = self.rule.rule
        yield Part(("scope",), raw.scope, self.rule.scope)
        for position, clause in enumerate(raw.wrong):
            yield Part(("wrong", position, "when"), clause.when, self.rule.clauses[position].when)
        if raw.group is not None and self.rule.group is not None:
            yield Part(("group", "wrong"), raw.group.wrong, self.rule.group.wrong)

    def expressions(self) -> Iterator[Part]:
        """Conditions and everything else that is computed, messages excepted."""
        yield from self.conditions()
        raw = self.rule.rule
        for position, text in enumerate(raw.shows):
            yield Part(("shows", position), text, self.rule.shows[position].node)
        for position, text in enumerate(raw.unique):
            yield Part(("unique", position), text, self.rule.unique[position])
        if raw.group is not None and self.rule.group is not None:
            for position, text in enumerate(raw.group.by):
                yield Part(("group", "by", position), text, self.rule.group.by[position])
        if raw.occurred is not None and self.rule.occurred is not None:
            yield Part(("occurred",), raw.occurred, self.rule.occurred)
        if raw.summary is not None and self.rule.summary is not None:
            for position, text in enumerate(raw.summary.by):
                yield Part(("summary", "by", position), text, self.rule.summary.by[position])

    def messages(self) -> Iterator[tuple[Path, int, Placeholder]]:
        """Every placeholder with the place of its message and the position of its clause."""
        for position, clause in enumerate(self.rule.clauses):
            path: Path = (*self.rule.path_of(position), "says", "zh")
            for piece in clause.says:
                if isinstance(piece, Placeholder):
                    yield path, position, piece

    def warn(
        self, check: str, part: Part, node: Node, message: str, hint: str, level: Level = Level.WARNING
    ) -> Diagnostic:
        """A warning (unless told otherwise) at a node."""
        place = self.pack.locate(self.rule.id, part.path, part.text, node.span.start)
        line, column = place.line, place.column
        if not line:
            line, column = line_and_column(part.text, node.span.start)
        where = shown_path(self.rule.rule, part.path)
        return Diagnostic(self.rule.id, where, line, column, message, hint, level, check, place.file)

    def remark(
        self, check: str, path: Path, message: str, hint: str, level: Level = Level.WARNING, rule_id: str = ""
    ) -> Diagnostic:
        """A diagnostic about a part that is no expression."""
        return remark(self.pack, rule_id or self.rule.id, check, path, message, hint, level)


def remark(
    pack: Pack, rule_id: str, check: str, path: Path, message: str, hint: str, level: Level = Level.ERROR
) -> Diagnostic:
    """A diagnostic at a part of a rule; without a rule, of the manifest."""
    place = pack.locate(rule_id, path)
    where = shown_path(pack.rule(rule_id), path) if rule_id else ".".join(map(str, path))
    return Diagnostic(
        rule_id or pack.manifest.id, where, place.line, place.column, message, hint, level, check, place.file
    )
