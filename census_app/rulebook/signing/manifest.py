"""`signature.json`: what was signed, by whom and until when.

The file has exactly one spelling: reading it and writing it again must give the same bytes, so that not even a
space in it can change unnoticed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.rulebook.pack_files.opening import SIGNATURE
from census_app.rulebook.signing.public_keys import Issuer, KeyId, Signed

LARGEST = 1_000_000
_PURPOSE = b"census pack signature 1\n"


class SignatureManifest(BaseModel):
    """The content of `signature.json`; `signature` covers everything else in it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    census_signature: Literal[1] = 1
    pack: str
    version: str
    key_id: KeyId
    signer: Issuer
    signed_at: AwareDatetime
    expires: date | None
    files: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]]
    signature: Signed

    def message(self) -> bytes:
        """The bytes that are signed."""
        return _PURPOSE + canonical_json(self.model_dump(mode="json", exclude={"signature"})).encode()

    def content(self) -> bytes:
        """The file's only spelling."""
        return (json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n").encode()


def read_manifest(content: bytes) -> SignatureManifest | None:
    """The manifest, or None when the bytes are not one, spelt exactly as it is written."""
    if len(content) > LARGEST:
        return None
    try:
        manifest = SignatureManifest.model_validate_json(content)
        return manifest if manifest.content() == content else None
    except (ValidationError, UnicodeError):
        return None


def digests(contents: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 of every file of a pack except the signature itself, by name."""
    return {name: hashlib.sha256(contents[name]).hexdigest() for name in sorted(contents) if name != SIGNATURE}


def content_digest(files: Mapping[str, str]) -> str:
    """One SHA-256 for a pack's names and bytes: a folder and its zip, signed or not, have the same."""
    return sha256_text(canonical_json(dict(files)))
