"""Real-looking names written down by hand with the parts a reader would name."""

from pathlib import Path

from census_app.matching.names import NameKind, parse_name

HERE = Path(__file__).parent


def rows(file: str) -> list[list[str]]:
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    fields = [[field.strip() for field in line.split("|")] for line in lines if line and not line.startswith("#")]
    return [["" if field == "-" else field for field in row] for row in fields]


def test_persons() -> None:
    for written, surname, given, remark in rows("persons.txt"):
        name = parse_name(written)
        assert (name.kind, name.surname, name.given, name.remark) == (NameKind.PERSON, surname, given, remark), written
        assert name.full in (surname + given, given + surname), written
        assert len(name.pinyin.split()) >= len(given), written


def test_masked_names() -> None:
    for written, kind, full in rows("masked_names.txt"):
        name = parse_name(written)
        assert (name.kind, name.full, name.masked) == (kind, full, True), written


def test_organisations() -> None:
    for written, *parts in rows("organisations.txt"):
        name = parse_name(written)
        found = [name.region.replace("|", "\\"), name.core, name.trade, name.legal_form, name.branch, name.numerals]
        assert (name.kind, found) == (NameKind.ORGANISATION, parts), written
