"""查数码: six characters of the problem numbers' alphabet, the last a check digit, made from what the number means."""

from __future__ import annotations

from census_app.foundation.canonical import sha256_text
from census_app.workspace.problems.numbers import ALPHABET, LETTERS

LENGTH = 6
_BASE = len(ALPHABET)
_DATA = LENGTH - 1
_CAPACITY = len(LETTERS) * _BASE ** (_DATA - 1)


def code_of(meaning: str, attempt: int = 0) -> str:
    """The code of a meaning; `attempt` counts the codes found taken by other meanings before it."""
    rest = int(sha256_text(f"{meaning}#{attempt}")[:16], 16) % _CAPACITY
    digits: list[int] = []
    for _ in range(_DATA - 1):
        rest, digit = divmod(rest, _BASE)
        digits.insert(0, digit)
    digits.insert(0, rest + _BASE - len(LETTERS))
    return "".join(ALPHABET[digit] for digit in [*digits, _check(digits)])


def is_code(text: str) -> bool:
    """Whether the text is a well-formed code with the right check digit."""
    if len(text) != LENGTH or text[0] not in LETTERS or any(letter not in ALPHABET for letter in text):
        return False
    digits = [ALPHABET.index(letter) for letter in text]
    return _check(digits[:_DATA]) == digits[_DATA]


def _check(digits: list[int]) -> int:
    return sum(position * digit for position, digit in enumerate(digits, start=2)) % _BASE
