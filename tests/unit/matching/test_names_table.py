"""Real-looking names written down by hand with the parts a reader would name."""

from pathlib import Path

import pytest

from census_app.matching.names import NameKind, parse_name

HERE = Path(__file__).parent


def rows(file: str) -> list[list[str]]:
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    fields = [[field.strip() for field in line.split("|")] for line in lines if line and not line.startswith("#")]
    return [["" if field == "-" else field for field in row] for row in fields]


@pytest.mark.parametrize(("written", "surname", "given", "remark"), rows("persons.txt"))
def test_person(written: str, surname: str, given: str, remark: str) -> None:
    name = parse_name(written)
    assert (name.kind, name.surname, name.given, name.remark) == (NameKind.PERSON, surname, given, remark)
    assert name.full in (surname + given, given + surname)
    assert len(name.pinyin.split()) >= len(given)


@pytest.mark.parametrize(("written", "kind", "full"), rows("masked_names.txt"))
def test_masked(written: str, kind: str, full: str) -> None:
    name = parse_name(written)
    assert (name.kind, name.full, name.masked) == (kind, full, True)


@pytest.mark.parametrize(
    ("written", "region", "core", "trade", "legal_form", "branch", "numerals"), rows("organisations.txt")
)
def test_organisation(
    written: str, region: str, core: str, trade: str, legal_form: str, branch: str, numerals: str
) -> None:
    name = parse_name(written)
    found = (name.region.replace("|", "\\"), name.core, name.trade, name.legal_form, name.branch, name.numerals)
    assert (name.kind, *found) == (NameKind.ORGANISATION, region, core, trade, legal_form, branch, numerals)
