"""PINs and first codes: what may be one, how they are hashed, how they are compared. Never logged, never in an act."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.workspace.people.settings import Argon2, people_settings

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 12
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CHOOSE = "另选一个"


def check_pin_rules(pin: str, account: str) -> None:
    """`BadInput` when nobody should use this PIN."""
    settings = people_settings().sign_in
    spelt = spelt_pin(pin)
    if len(spelt) < settings.shortest_pin:
        raise BadInput(f"PIN 太短，至少 {settings.shortest_pin} 位", _CHOOSE)
    if len(spelt) > settings.longest_pin:
        raise BadInput(f"PIN 太长，最多 {settings.longest_pin} 位", _CHOOSE)
    folded = spelt.casefold()
    if folded in settings.banned_pins or len(set(folded)) <= 2 or _is_run(folded):
        raise BadInput("这个 PIN 太容易猜", _CHOOSE)
    if folded in account or account in folded:
        raise BadInput("PIN 不能和账号相同或相近", _CHOOSE)


def spelt_pin(pin: str) -> str:
    """One spelling whatever the keyboard: full-width digits are digits."""
    return unicodedata.normalize("NFKC", pin).strip()


def hash_pin(pin: str) -> str:
    """argon2id with its parameters and a salt of its own, in the usual notation."""
    return _hasher(people_settings().sign_in.argon2).hash(spelt_pin(pin))


def is_pin(pin_hash: str, pin: str) -> bool:
    """Whether the PIN belongs to the hash; an empty hash costs the same time and is never right."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        right = _hasher(people_settings().sign_in.argon2).verify(pin_hash or _nobody(), spelt_pin(pin))
    except (VerificationError, InvalidHashError):
        return False
    return right and bool(pin_hash)


def new_code() -> str:
    """A first code of 60 random bits, for one person, once: `7K2M-9QXF-3TDB`."""
    letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, _CODE_LENGTH, 4))


def hash_code(account: str, code: str) -> str:
    """60 random bits need no slow hash; thousands are made at once. Bound to the account."""
    salt = secrets.token_hex(16)
    return f"{salt}${_code_digest(salt, account, code)}"


def is_code(code_hash: str, account: str, code: str) -> bool:
    """Whether the code is the one issued; case, dashes and letters that look like digits do not matter."""
    salt, _, digest = code_hash.partition("$")
    return hmac.compare_digest(_code_digest(salt, account, code), digest) and bool(digest)


def stated_digest(stored: str) -> str:
    """What an act says of a stored hash, so that one put in its place is found out."""
    return hashlib.sha256(stored.encode("utf-8")).hexdigest()


def _code_digest(salt: str, account: str, code: str) -> str:
    spelt = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code)).upper().translate(_ALIKE)
    return hmac.new(salt.encode(), f"{account}:{spelt}".encode(), hashlib.sha256).hexdigest()


def _is_run(text: str) -> bool:
    """Whether each character follows the one before it, up or down: 345678, fedcba."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})


@cache
def _hasher(cost: Argon2) -> PasswordHasher:
    from argon2 import PasswordHasher
    from argon2.low_level import Type

    return PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes, type=Type.ID)


@cache
def _nobody() -> str:
    """A hash no PIN belongs to, of the cost of a real one."""
    return hash_pin(secrets.token_hex(16))
