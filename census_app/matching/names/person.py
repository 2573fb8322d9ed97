"""Names of people: surname and given name, remarks off, all readings."""

from __future__ import annotations

import re
from functools import cache

from census_app.matching.names.model import Name, NameKind
from census_app.matching.names.words import person_words, surnames
from census_app.matching.text.readings import READINGS, pinyin

MIDDLE_DOT = "·"
LONGEST_USUAL = 4
_LONGEST_SPELLED = 20
_SPELLED_SHARE = 0.8
_MOST_READINGS = 6
_PERSON = NameKind.PERSON


def split_surname(text: str) -> tuple[str, str]:
    """(surname, given name); the surname is "" when the text begins with none that is known."""
    known = surnames()
    if text[:2] in known.compound_heads:
        for length in (4, 3, 2):
            if len(text) > length and text[:length] in known.compound:
                return text[:length], text[length:]
    return (text[0], text[1:]) if text[:1] in known.single else ("", text)


def looks_like_person(text: str) -> bool:
    """Whether a text without remarks can be somebody's name: a known surname and one or two characters more."""
    surname, given = split_surname(text)
    return bool(surname) and 1 <= len(given) <= 2 and len(text) <= LONGEST_USUAL and is_han(given)


def may_be_person(text: str) -> bool:
    """Whether, for want of anything better, a text is taken for a person's name: rare surnames, a character too many.

    Two or three characters that are no nickname, four that begin with a common surname.
    """
    words = person_words()
    if not is_han(text) or (len(text) == 2 and text[0] in words.nicknames):
        return False
    return len(text) in (2, 3) or (len(text) == LONGEST_USUAL and text[0] in words.common_surnames)


def is_spelled_name(text: str) -> bool:
    """Whether a text is a minority or foreign name written in Chinese: with a middle dot, or of their syllables."""
    if MIDDLE_DOT in text:
        return is_han(text.replace(MIDDLE_DOT, "")) and text[0] != MIDDLE_DOT != text[-1]
    if not LONGEST_USUAL <= len(text) <= _LONGEST_SPELLED:
        return text in person_words().spelled_names
    return is_spelled(text)


def is_spelled(text: str) -> bool:
    """Whether a text of any length is mostly made of the syllables of such names: the name or the father's alone."""
    spelled = _spelling_characters()
    if sum([character in spelled for character in text]) < _SPELLED_SHARE * len(text):
        return False
    return any(text[place : place + length] in person_words().pieces for place in range(len(text)) for length in (2, 3))


def usual_person(text: str, remark: str = "", masked: bool = False) -> Name:
    """The parts of a name of surname and given name (folded, without remarks)."""
    surname, given = split_surname(text)
    if not surname and len(text) < LONGEST_USUAL and text[0] != "*":
        surname, given = text[0], text[1:]
    heads = surnames().readings.get(surname)
    tails = [READINGS[character] for character in given]
    plain = " ".join([readings[0] for readings in tails])
    if heads is None:
        first, heads = f"{pinyin(surname)} {plain}" if surname else plain, ()
    else:
        first = f"{heads[0]} {plain}"
    others = _other_readings(heads or (pinyin(surname),), tails, first) if _several(heads, tails) else ()
    return Name(_PERSON, text, remark, masked, surname, given, "", "", "", "", "", "", first, others, "")


def surname_of(mask: str) -> str:
    """The surname that a mask shows at its beginning: 王 of 王**, 欧阳 of 欧阳*; "" where it hides it."""
    head = mask[: mask.find("*")]
    return head if len(head) == 1 or head in surnames().compound else ""


def surname_syllable(surname: str) -> str:
    """How a surname is read, as one: 单 shan, 曾 zeng."""
    readings = surnames().readings.get(surname)
    return readings[0] if readings else pinyin(surname)


def person(text: str, remark: str, masked: bool = False) -> Name:
    """The parts of a person's name (folded, without remarks), spelled names included."""
    if MIDDLE_DOT in text:
        given, _, father = text.rpartition(MIDDLE_DOT)
        whole = text.replace(MIDDLE_DOT, "")
        given = given.replace(MIDDLE_DOT, "")
        return Name(_PERSON, whole, remark, masked, father, given, pinyin=_spelled_pinyin(whole))
    if is_spelled_name(text):
        return Name(_PERSON, text, remark, masked, given=text, pinyin=_spelled_pinyin(text))
    return usual_person(text, remark, masked)


def _spelled_pinyin(text: str) -> str:
    """How a spelled name is read, whichever way it was written in Chinese: 图尔荪 as 吐尔逊."""
    usual, others = _spellings()
    return pinyin(others.sub(lambda found: usual[found[0]], text))


@cache
def _spellings() -> tuple[dict[str, str], re.Pattern[str]]:
    """The usual spelling of each unusual one, and what finds these in a name."""
    usual = {other: first for first, *others in person_words().spellings for other in others}
    return usual, re.compile("|".join(sorted(usual, key=lambda one: (-len(one), one))))


def _several(heads: tuple[str, ...], tails: list[tuple[str, ...]]) -> bool:
    return len(heads) > 1 or max(map(len, tails), default=1) > 1


def _other_readings(heads: tuple[str, ...], tails: list[tuple[str, ...]], first: str) -> tuple[str, ...]:
    """Other ways to read a name: other readings of the surname, and of one character of the given name at a time."""
    usual = [readings[0] for readings in tails]
    ways = [usual]
    for place, readings in enumerate(tails):
        ways += [[*usual[:place], other, *usual[place + 1 :]] for other in readings[1:]]
    found = dict.fromkeys(" ".join([head, *way]).strip() for way in ways for head in heads)
    return tuple(reading for reading in found if reading != first)[: _MOST_READINGS - 1]


def is_han(text: str) -> bool:
    """Whether a text is made of Chinese characters alone."""
    return text.isalpha() and min(text) >= "㐀"


@cache
def _spelling_characters() -> frozenset[str]:
    return frozenset("".join(person_words().pieces))
