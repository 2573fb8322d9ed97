"""Problem identity and the short number people see, type and read out on the phone.

Identity: rule × table × record key (× period for events), hashed. Number: seven characters of an alphabet
of 29 (a prime) without vowels, 0, 1 or O, so that it never turns into a word, a date or 1E+05; the first
is a letter, the last the check sum Σ (position + 1) × value mod 29, which finds every single wrong character
and every swap of neighbours.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXYZ"
LETTERS = ALPHABET[8:]
LENGTH = 7
_BASE = len(ALPHABET)
_DATA = LENGTH - 1
CAPACITY = len(LETTERS) * _BASE ** (_DATA - 1)
_SEPARATOR = "\x1f"


def identity(rule_id: str, table: str, record_key: str, period: str = "") -> str:
    """The problem's id: 16 hex digits, the same on every machine."""
    text = _SEPARATOR.join((rule_id, table, record_key, period))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def identity_sql(rule_id: str, table: str, record_key: str, period: str) -> str:
    """`identity` as a DuckDB expression over four column expressions."""
    return f"substr(sha256(concat_ws(chr(31), {rule_id}, {table}, {record_key}, coalesce({period}, ''))), 1, 16)"


def number(problem_id: str, attempt: int = 0) -> str:
    """The short number of a problem id; `attempt` counts the numbers found taken before it."""
    seed = problem_id if attempt == 0 else hashlib.sha256(f"{problem_id}#{attempt}".encode()).hexdigest()[:16]
    rest = int(seed, 16) % CAPACITY
    digits: list[int] = []
    for _ in range(_DATA - 1):
        rest, digit = divmod(rest, _BASE)
        digits.insert(0, digit)
    digits.insert(0, rest + _BASE - len(LETTERS))
    digits.append(_check_digit(digits))
    return "".join(ALPHABET[digit] for digit in digits)


def normalise(text: str) -> str:
    """What a person typed, in the number's own spelling: half-width, capitals, no blanks or dashes."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in folded if not character.isspace() and character != "-")


def validate(text: str) -> bool:
    """Whether `text`, as normalised, is a well-formed number with the right check character."""
    if len(text) != LENGTH or text[0] not in LETTERS or any(character not in ALPHABET for character in text):
        return False
    digits = [ALPHABET.index(character) for character in text]
    return _check_digit(digits[:_DATA]) == digits[_DATA]


def assign(connection: Any, problems: str, reserved: str) -> None:
    """Every row of DuckDB table `problems` (problem_id, problem_no null) has a number nobody else has.

    `reserved` (problem_id, problem_no) keeps the numbers given before; a problem found there gets its own again.
    New numbers depend only on the ids and on what is reserved: of two that meet, the smaller id goes first.
    """
    connection.execute(
        f"UPDATE {problems} SET problem_no = r.problem_no FROM {reserved} r "
        f"WHERE {problems}.problem_no IS NULL AND {problems}.problem_id = r.problem_id"
    )
    attempt = 0
    while True:
        waiting = connection.execute(f"SELECT count(*) FROM {problems} WHERE problem_no IS NULL").fetchone()[0]
        if waiting == 0:
            return
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE number_candidates AS
            SELECT problem_id, {_number_sql(attempt)} AS candidate FROM {problems} WHERE problem_no IS NULL
            """
        )
        connection.execute(
            f"""
            UPDATE {problems} SET problem_no = c.candidate FROM (
                SELECT candidate, min(problem_id) AS problem_id FROM number_candidates
                WHERE candidate NOT IN (SELECT problem_no FROM {problems} WHERE problem_no IS NOT NULL)
                  AND candidate NOT IN (SELECT problem_no FROM {reserved})
                GROUP BY candidate
            ) c WHERE {problems}.problem_id = c.problem_id
            """
        )
        attempt += 1


def _check_digit(digits: list[int]) -> int:
    return sum(position * digit for position, digit in enumerate(digits, start=2)) % _BASE


def _number_sql(attempt: int) -> str:
    seed = "problem_id" if attempt == 0 else f"substr(sha256(problem_id || '#{attempt}'), 1, 16)"
    whole = f"(('0x' || {seed})::UBIGINT % {CAPACITY})::BIGINT"
    digits = [f"(({whole} // {_BASE ** (_DATA - 1)}) + {_BASE - len(LETTERS)})"]
    digits += [f"(({whole} // {_BASE**power}) % {_BASE})" for power in range(_DATA - 2, -1, -1)]
    check = "+".join(f"{position}*{digit}" for position, digit in enumerate(digits, start=2))
    return "||".join(f"'{ALPHABET}'[1 + {digit}]" for digit in [*digits, f"(({check}) % {_BASE})"])
