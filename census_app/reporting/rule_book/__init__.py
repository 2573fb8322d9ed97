"""The rule book: a pack and the dictionary as one document people can read, search and print."""

from census_app.reporting.rule_book.compose import compose_book, rule_entry, spoken_messages
from census_app.reporting.rule_book.files import BookFormat, write_book
from census_app.reporting.rule_book.model import Book, RuleEntry
from census_app.reporting.rule_book.steps import spoken_explanation

__all__ = [
    "Book",
    "BookFormat",
    "RuleEntry",
    "compose_book",
    "rule_entry",
    "spoken_explanation",
    "spoken_messages",
    "write_book",
]
