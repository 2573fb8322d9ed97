"""Several hundred spellings written down with what should be read in them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from census_app.matching.addresses import Address, parse_address, parse_addresses

_GROUPS: dict[str, dict[str, str]] = yaml.safe_load(
    Path(__file__).with_name("spellings.yaml").read_text(encoding="utf-8")
)
SPELLINGS = [(text, expected) for group in _GROUPS.values() for text, expected in group.items()]


def expected_address(written: str) -> Address:
    pairs = (part.split("=", 1) for part in written.split(" "))
    return Address(**{name: value.replace("+", " ") for name, value in pairs})


@pytest.mark.parametrize(("text", "expected"), SPELLINGS)
def test_spelling(text: str, expected: str) -> None:
    assert parse_address(text) == expected_address(expected)


def test_bulk_reads_the_same() -> None:
    texts = [text for text, _ in SPELLINGS]
    assert parse_addresses(texts) == [parse_address(text) for text in texts]
