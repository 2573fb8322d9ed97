"""Trust: by a fingerprint compared over the telephone, or by the word of a key that is believed today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.rulebook.signing import TrustedKeys
from census_app.rulebook.signing.private_keys import SigningKey, generate_key
from census_app.rulebook.signing.trust import (
    Revocation,
    add_key,
    add_revocation,
    check_trustworthy,
    read_trusted,
    revocation_of,
)

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def newer(key: SigningKey) -> SigningKey:
    made = generate_key("某省电力公司", TODAY, date(2029, 1, 1))
    return replace(made, public=key.endorse(made.public, TODAY))


def _revoked(key: SigningKey, since: date) -> TrustedKeys:
    key_id = key.public.key_id
    return TrustedKeys({key_id: key.public}, {key_id: Revocation(key_id=key_id, since=since, reason="遗失")})


def test_the_fingerprint_must_be_the_one_read_out(key: SigningKey, stranger: SigningKey) -> None:
    assert check_trustworthy(TrustedKeys(), key.public, key.public.fingerprint, TODAY) == "fingerprint"
    with pytest.raises(BadInput, match="指纹不符"):
        check_trustworthy(TrustedKeys(), key.public, stranger.public.fingerprint, TODAY)


def test_an_endorsed_key_needs_no_telephone(key: SigningKey, newer: SigningKey) -> None:
    assert check_trustworthy(TrustedKeys.of(key.public), newer.public, None, TODAY) == "endorsement"


def test_an_endorsement_counts_only_from_a_key_believed_today(
    key: SigningKey, stranger: SigningKey, newer: SigningKey
) -> None:
    nobody = [TrustedKeys(), TrustedKeys.of(stranger.public), _revoked(key, TODAY)]
    for trusted in nobody:
        with pytest.raises(BadInput, match="背书"):
            check_trustworthy(trusted, newer.public, None, TODAY)
    with pytest.raises(BadInput, match="背书"):
        check_trustworthy(TrustedKeys.of(key.public), newer.public, None, date(2028, 1, 1))
    assert check_trustworthy(_revoked(key, date(2026, 12, 1)), newer.public, None, TODAY) == "endorsement"


def test_a_forged_endorsement_is_refused(key: SigningKey, stranger: SigningKey, newer: SigningKey) -> None:
    forged = SigningKey(key.public, stranger.secret).endorse(newer.public, TODAY)
    given = newer.public.endorsed_by
    assert given is not None
    other = generate_key("别人", TODAY, TODAY).public.model_copy(update={"endorsed_by": given})
    dated = newer.public.model_copy(update={"endorsed_by": given.model_copy(update={"endorsed_on": date(2020, 1, 1)})})
    for public in (forged, other, dated, stranger.public):
        with pytest.raises(BadInput, match="背书"):
            check_trustworthy(TrustedKeys.of(key.public), public, None, TODAY)


def test_an_expired_or_revoked_key_is_not_trusted_again(key: SigningKey) -> None:
    with pytest.raises(BadInput, match="到期"):
        check_trustworthy(TrustedKeys(), key.public, key.public.fingerprint, date(2028, 1, 1))
    with pytest.raises(BadInput, match="吊销"):
        check_trustworthy(_revoked(key, TODAY), key.public, key.public.fingerprint, TODAY)


def test_a_folder_keeps_keys_and_revocations(tmp_path: Path, key: SigningKey, newer: SigningKey) -> None:
    assert read_trusted(tmp_path / "none") == TrustedKeys()
    add_key(tmp_path, key.public)
    add_key(tmp_path, newer.public)
    revocation = revocation_of(read_trusted(tmp_path), key.public.fingerprint, TODAY, " 遗失 ")
    add_revocation(tmp_path, revocation)
    trusted = read_trusted(tmp_path)
    assert trusted.keys == {key.public.key_id: key.public, newer.public.key_id: newer.public}
    assert trusted.revoked == {key.public.key_id: revocation}
    assert trusted.relying_on(key.public.key_id) == [newer.public]
    assert [standing.fault == "" for standing in trusted.standings(TODAY)] == [False, True]


def test_what_cannot_be_revoked_is_said(key: SigningKey, stranger: SigningKey) -> None:
    trusted = TrustedKeys.of(key.public)
    with pytest.raises(BadInput, match="没有信任过"):
        revocation_of(trusted, stranger.public.fingerprint, TODAY, "遗失")
    with pytest.raises(BadInput, match="理由"):
        revocation_of(trusted, key.public.fingerprint, TODAY, " ")
    with pytest.raises(BadInput, match="不用再吊销"):
        revocation_of(_revoked(key, TODAY), key.public.fingerprint, TODAY, "遗失")


def test_a_damaged_revocation_file_is_not_passed_over(tmp_path: Path, key: SigningKey) -> None:
    add_key(tmp_path, key.public)
    file = add_revocation(tmp_path, Revocation(key_id=key.public.key_id, since=TODAY, reason="遗失"))
    file.write_bytes(file.read_bytes()[:20])
    with pytest.raises(BadInput, match="吊销文件读不出来"):
        read_trusted(tmp_path)
