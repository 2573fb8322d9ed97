from __future__ import annotations

from collections import Counter

from census_app.dictionary.loader import load_dictionary


def test_the_shipped_dictionary_has_446_census_items_in_13_categories() -> None:
    dictionary = load_dictionary()
    counted = Counter(
        field.category for table in dictionary.tables.values() for field in table.fields if field.census_item
    )
    assert sum(counted.values()) == 446
    assert len(dictionary.categories) == 13
    assert {category.id: category.census_items for category in dictionary.categories} == dict(counted)
