"""The book as one HTML file: no network, every text escaped, a search that needs nothing but the file."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.foundation.resources import resource
from census_app.reporting.rule_book.model import Book, ItemEntry, RuleEntry
from census_app.reporting.rule_book.text import printable
from census_app.reporting.rule_book.words import book_words

_FOLDER = "templates/rule_book"
_FOLD_ABOVE = 200


def html_book(book: Book) -> str:
    """The whole page; equal books give equal pages."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    folder = resource(_FOLDER)
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: value if isinstance(value, Markup) or not isinstance(value, str) else printable(value),
    )
    return (
        environment.get_template("book.html.j2").render(
            book=book,
            words=book_words(),
            index=[(anchor, printable(text)) for anchor, text in search_index(book)],
            style=Markup((folder / "style.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
            script=Markup((folder / "search.js").read_text(encoding="utf-8")),  # noqa: S704 - our own file
            fold_above=_FOLD_ABOVE,
        )
        + "\n"
    )


def search_index(book: Book) -> Iterator[tuple[str, str]]:
    """(anchor, text) of everything that can be found: rules, items, code lists, functions."""
    for category in book.categories:
        for rule in category.rules:
            yield rule.anchor, " ".join([category.name, *_rule_words(rule)])
    for category in book.categories:
        for group in category.groups:
            for item in group.items:
                yield item.anchor, " ".join([category.name, group.table, *_item_words(item)])
    for codes in book.code_lists:
        labels = (text for value in codes.values for text in value)
        yield codes.anchor, " ".join([codes.name, codes.id, *labels, *(user.text for user in codes.used_by)])
    for function in book.functions:
        yield function.anchor, f"{function.signature} {function.meaning} {function.unknown}"


def _rule_words(rule: RuleEntry) -> Iterator[str]:
    yield from (rule.id, rule.title, rule.english, rule.severity_word, rule.status_word, rule.closes_word)
    yield from (rule.table.text, rule.together, rule.scope.in_line(), rule.scope_written)
    for clause in rule.clauses:
        yield from (clause.name, clause.severity_word, clause.condition.in_line(), clause.written)
        yield from (clause.message, clause.english)
        yield from (accused.text for accused in clause.accuses)
    for parameter in rule.parameters:
        yield from (parameter.name, *parameter.values, *parameter.marks, parameter.note)
    yield from (rule.remedy, rule.english_remedy, rule.source, rule.note, *rule.shows, *rule.overrides)
    yield from (link.text for link in (*rule.requires, *rule.replaces))
    yield from (case.name for case in rule.cases)


def _item_words(item: ItemEntry) -> Iterator[str]:
    yield from (item.name, item.id, item.meaning, item.aliases, *item.marks)
    if item.code_list is not None:
        yield item.code_list.text
    yield from (link.text for link in (*item.accused_by, *item.read_by))
