"""The rule book: a pack and the dictionary as one document people can read, search and print."""

from census_app.reporting.rule_book.compose import compose_book
from census_app.reporting.rule_book.files import BookFormat, write_book
from census_app.reporting.rule_book.model import Book

__all__ = ["Book", "BookFormat", "compose_book", "write_book"]
