"""Signatures of rule packs: who stands behind a pack, and that not one byte of it changed since.

A signature is `signature.json` inside the pack: it names every other file with its SHA-256 and is signed with
Ed25519. Whom to believe is the reader's own decision: public keys are trusted one by one, after the fingerprint was
compared by telephone, or on the endorsement of a key that is trusted already.

What counts is the reader's own clock. `signed_at` is only a claim of the signer: a stolen key can write any date.
So a key that has expired or was revoked is believed no longer, whatever date stands in the signature.
"""

from census_app.rulebook.signing.public_keys import PublicKey
from census_app.rulebook.signing.sign import sign_pack
from census_app.rulebook.signing.trust import TrustedKeys
from census_app.rulebook.signing.verification import Status, Verification
from census_app.rulebook.signing.verify import verify_pack

__all__ = ["PublicKey", "Status", "TrustedKeys", "Verification", "sign_pack", "verify_pack"]
