"""Remarks around a person's name: which household, which meter, what the power is used for, whose house."""

from __future__ import annotations

from functools import cache

from census_app.matching.names.kinds import is_organisation, word_length
from census_app.matching.names.person import (
    LONGEST_USUAL,
    is_han,
    is_spelled_name,
    looks_like_person,
    may_be_person,
    split_surname,
)
from census_app.matching.names.words import numbered_remark, remark_words, surnames

_SHORTEST = 2
_LONGEST_REMARK, _LONGEST_NUMBERED = 6, 24


def is_person(text: str) -> bool:
    """Whether a text, without anything more, is a person's name of two to four characters."""
    if not looks_like_person(text):
        return False
    if len(text) == LONGEST_USUAL and split_surname(text)[0] in surnames().single:
        return False
    return not is_organisation(text)


def is_rare_person(text: str) -> bool:
    """Whether a text of two or three characters, not beginning with a listed surname, may still be a person's name."""
    return len(text) < LONGEST_USUAL and may_be_person(text) and not is_organisation(text)


def strip_remark(text: str) -> tuple[str, str]:
    """(name, remark): the remark before or behind a person's name, when the rest can be a person's name."""
    for remove in (_numbered, _worded, _single, _ahead):
        name, remark = remove(text)
        if remark:
            return name, remark
    return text, ""


def _numbered(text: str) -> tuple[str, str]:
    if text[-1] in _numbered_ends():
        start = max(_SHORTEST, len(text) - _LONGEST_NUMBERED)
        while numbered := numbered_remark().search(text, start):
            head = text[: numbered.start()]
            if is_person(head) or is_rare_person(head) or is_spelled_name(head):
                return head, numbered[0]
            start = numbered.start() + 1
    return text, ""


def _worded(text: str) -> tuple[str, str]:
    words = remark_words().after_person
    # 王庄扬水站 ends with 水站, but it is an 扬水站.
    least = max(2, word_length(text))
    for length in range(min(_LONGEST_REMARK, len(text) - _SHORTEST), least - 1, -1):
        if text[-length:] in words and (is_person(text[:-length]) or is_spelled_name(text[:-length])):
            return text[:-length], text[-length:]
    return text, ""


def _single(text: str) -> tuple[str, str]:
    if len(text) != LONGEST_USUAL or text[-1] not in remark_words().single_after_person or word_length(text) > 1:
        return text, ""
    head = text[:-1]
    if head.endswith("之"):
        return text, ""
    return (head, text[-1]) if split_surname(head)[0] and is_han(head) and not is_organisation(head) else (text, "")


def _ahead(text: str) -> tuple[str, str]:
    words = remark_words().before_person
    for word in words if text.startswith(words) else ():
        if text.startswith(word) and is_person(text[len(word) :]):
            return text[len(word) :], word
    return text, ""


@cache
def _numbered_ends() -> frozenset[str]:
    """Characters a remark with a number may end with."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789零〇一二三四五六七八九十百两"
    return frozenset(letters) | {character for pattern in remark_words().numbered for character in pattern}
