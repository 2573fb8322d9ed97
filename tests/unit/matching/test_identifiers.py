import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.matching.identifiers import (
    Identifier,
    IdentifierKind,
    digest_of,
    hashing_of,
    parse_identifier,
    parse_identifiers,
)
from census_app.rulebook.functions.identity import ENTRIES

PERSON, ORGANISATION, OTHER, NONE = (
    IdentifierKind.PERSON,
    IdentifierKind.ORGANISATION,
    IdentifierKind.OTHER,
    IdentifierKind.NONE,
)


@pytest.mark.parametrize(
    ("written", "value", "valid", "birth"),
    [
        ("11010519491231002X", "11010519491231002X", True, "19491231"),
        (" 110105 19491231 002x ", "11010519491231002X", True, "19491231"),
        ("１１０１０５１９４９１２３１００２×", "11010519491231002X", True, "19491231"),
        ("身份证：110105194912310О2X".replace("О", "0"), "11010519491231002X", True, "19491231"),
        ("11O105194912310O2X", "11010519491231002X", True, "19491231"),
        ("110105194912310021", "110105194912310021", False, "19491231"),
        ("110105190002300026", "110105190002300026", False, ""),
        ("130503670401001", "130503196704010016", True, "19670401"),
        ("130102194001010012", "130102194001010012", True, "19400101"),
        ("810000198001010014", "810000198001010014", True, "19800101"),
        ("830000198001010018", "830000198001010018", True, "19800101"),
    ],
)
def test_resident_ids(written: str, value: str, valid: bool, birth: str) -> None:
    expected = Identifier(PERSON, value, valid, "", value[:14], value[-8:], birth)
    assert parse_identifier(written) == expected


@pytest.mark.parametrize(
    ("written", "value", "valid", "code"),
    [
        ("91110000600037341L", "91110000600037341L", True, "600037341"),
        ("91110000600037341k", "91110000600037341K", False, "600037341"),
        ("9111000060003734IL", "91110000600037341L", True, "600037341"),
        ("9111000071093123XX", "9111000071093123XX", True, "71093123X"),
        ("N2131127MF00000009", "N2131127MF00000009", True, "MF0000000"),
        ("Y1130100MB0000000B", "Y1130100MB0000000B", True, "MB0000000"),
        ("AA1300004000000007", "AA1300004000000007", True, "400000000"),
        ("60003734-1", "600037341", True, "600037341"),
        ("600037342", "600037342", False, "600037342"),
    ],
)
def test_codes_of_organisations_meet_in_the_organisation_code(written: str, value: str, valid: bool, code: str) -> None:
    assert parse_identifier(written) == Identifier(ORGANISATION, value, valid, code)


@pytest.mark.parametrize(
    "written",
    ["", " ", "无", "null", "N/A", "-", "张三", "0", "000000000000000000", "111111111111111111", "123456789012345678",
     "******************", "9" * 10_000],
)  # fmt: skip
def test_what_identifies_nobody(written: str) -> None:
    assert parse_identifier(written) == Identifier(NONE)


def test_other_numbers_stay_comparable() -> None:
    assert parse_identifier("G12345678") == Identifier(OTHER, "G12345678")
    assert parse_identifier("130503671301001").kind is OTHER
    assert parse_identifier("d41d8cd98f00b204e9800998ecf8427e").kind is IdentifierKind.HASH
    assert parse_identifier("DA39A3EE5E6B4B0D3255BFEF95601890AFD80709").kind is IdentifierKind.HASH


def test_masked_numbers_are_patterns() -> None:
    masked = parse_identifier("1301021940****0012")
    assert masked == Identifier(IdentifierKind.MASKED, pattern="1301021940****0012")
    assert parse_identifier("130102XXXXXXXX0012").pattern == "130102********0012"
    assert parse_identifier("**********01010012").last8 == "01010012"
    assert parse_identifier("13010219400101****").first14 == "13010219400101"


@given(st.lists(st.one_of(st.text(max_size=30), st.text("0123456789Xx*IO- ", max_size=20)), max_size=5))
def test_wild_cells_are_read_the_same_way_each_time(texts: list[str]) -> None:
    assert parse_identifiers(texts) == [parse_identifier(text) for text in texts]


def test_masks_of_any_length_stand_for_the_hidden_places() -> None:
    for written in ("130102****0012", "130102********0012", "130102*************0012", "130102XXXX0012"):
        assert parse_identifier(written).pattern == "130102********0012"
    assert parse_identifier("9111****341L").pattern == "9111****341L"


KINDS = {"id_card_valid": PERSON, "credit_code_valid": ORGANISATION, "organisation_code_valid": ORGANISATION}
# The rule knows today's date; a letter read for a digit is corrected here, and rejected there.
OTHERWISE = {"130102202701010010", "9111000060003734IL"}
CASES = [
    (KINDS[entry.id], example.arguments[0], example.result)
    for entry in ENTRIES
    if entry.id in KINDS
    for example in entry.cases
    if example.arguments[0] is not None and example.arguments[0] not in OTHERWISE
]


@pytest.mark.parametrize(("kind", "written", "valid"), CASES)
def test_agrees_with_the_functions_of_rules(kind: IdentifierKind, written: str, valid: bool) -> None:
    found = parse_identifier(written)
    assert (found.kind is kind and found.valid) == valid


def test_hashed_sources_are_met_by_hashing_ours() -> None:
    plain = parse_identifier("11010519491231002x")
    digest = hashlib.sha256(b"11010519491231002X").hexdigest()
    assert hashing_of(["?", digest, "11010519491231002X"]) == "sha256"
    assert digest_of(plain, "sha256") == digest_of(parse_identifier(digest), "sha256") == digest.upper()
    assert (
        digest_of(parse_identifier("110105491231002"), "md5") == hashlib.md5(b"11010519491231002X").hexdigest().upper()
    )
    assert digest_of(plain, "") == ""
    assert digest_of(parse_identifier("110105********002X"), "sha256") == ""
    assert hashing_of(["11010519491231002X", ""]) == ""


def test_a_resident_id_with_a_wrong_digit_is_no_credit_code_by_chance():
    # both end in the check character of a credit code, and agree in the nine places of an organisation code
    for number in ("421041198608240212", "654021198608240212"):
        found = parse_identifier(number)
        assert (found.kind, found.valid, found.organisation_code) == (PERSON, False, "")
