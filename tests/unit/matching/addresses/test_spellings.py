"""Several hundred spellings written down with what should be read in them."""

from __future__ import annotations

from pathlib import Path

from census_app.foundation.resources import plain_yaml
from census_app.matching.addresses import Address, parse_address, parse_addresses


def _spellings() -> list[tuple[str, str]]:
    groups: dict[str, dict[str, str]] = plain_yaml(Path(__file__).with_name("spellings.yaml").read_text("utf-8"))
    return [(text, expected) for group in groups.values() for text, expected in group.items()]


def expected_address(written: str) -> Address:
    pairs = (part.split("=", 1) for part in written.split(" "))
    return Address(**{name: value.replace("+", " ") for name, value in pairs})


def test_every_spelling_is_read_alone_and_in_bulk() -> None:
    spellings = _spellings()
    assert len(spellings) > 800
    read = [(text, parse_address(text), expected_address(expected)) for text, expected in spellings]
    assert [one for one in read if one[1] != one[2]] == []
    assert parse_addresses([text for text, _ in spellings]) == [address for _, address, _ in read]
