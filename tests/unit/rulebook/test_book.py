from __future__ import annotations

from census_app.foundation.resources import shipped_folder
from census_app.rulebook.book import function_book
from census_app.rulebook.functions.registry import registry


def test_the_shipped_page_is_the_registry() -> None:
    shipped = (shipped_folder("rules") / "functions.md").read_text(encoding="utf-8")
    assert shipped == function_book(), "rules/functions.md 落后于函数登记表：用 function_book() 重写"


def test_every_function_is_in_it() -> None:
    book = function_book()
    assert all(entry.signature in book and entry.nulls in book for entry in registry().values())
