"""Names of people: surname and given name, remarks off, all readings."""

from __future__ import annotations

from functools import cache

from census_app.matching.names.model import Name, NameKind
from census_app.matching.names.words import numbered_remark, person_words, remark_words, surnames
from census_app.matching.text.readings import READINGS, SYLLABLES

MIDDLE_DOT = "·"
_SHORTEST, _LONGEST = 2, 4
_LONGEST_SPELLED = 20
_SPELLED_SHARE = 0.8
_MOST_READINGS = 6
_LONGEST_REMARK, _LONGEST_NUMBERED = 6, 12
_UNSURE = "某"


def split_surname(text: str) -> tuple[str, str]:
    """(surname, given name); the surname is "" when the text begins with none that is known."""
    known = surnames()
    for length in (4, 3, 2):
        if len(text) > length and text[:length] in known.compound:
            return text[:length], text[length:]
    return (text[0], text[1:]) if text[:1] in known.single else ("", text)


def looks_like_person(text: str) -> bool:
    """Whether a text without remarks can be somebody's name: a known surname and one or two characters more."""
    surname, given = split_surname(text)
    return bool(surname) and 1 <= len(given) <= 2 and len(text) <= _LONGEST and _is_han(given)


def is_spelled_name(text: str) -> bool:
    """Whether a text is a minority or foreign name written in Chinese: with a middle dot, or of their syllables."""
    if MIDDLE_DOT in text.strip(MIDDLE_DOT):
        return _is_han(text.replace(MIDDLE_DOT, ""))
    if not _LONGEST <= len(text) <= _LONGEST_SPELLED:
        return False
    spelled = _spelling_characters()
    return sum(character in spelled for character in text) >= _SPELLED_SHARE * len(text) and any(
        piece in text for piece in _long_pieces()
    )


def strip_remark(text: str) -> tuple[str, str]:
    """(name, remark): the remark written behind a person's name, when what stands before it can be a person's name."""
    start = max(_SHORTEST, len(text) - _LONGEST_NUMBERED)
    while numbered := numbered_remark().search(text, start):
        head = text[: numbered.start()]
        if looks_like_person(head) or is_spelled_name(head):
            return head, numbered[0]
        start = numbered.start() + 1
    words = remark_words()
    for length in range(min(_LONGEST_REMARK, len(text) - _SHORTEST), 1, -1):
        if text[-length:] in words.after_person and looks_like_person(text[:-length]):
            return text[:-length], text[-length:]
    if len(text) == _LONGEST and text[-1] in words.single_after_person and _is_full_name(text[:-1]):
        return text[:-1], text[-1]
    return text, ""


def person(text: str, remark: str, masked: bool = False) -> Name:
    """The parts of a person's name (folded, without remarks)."""
    if MIDDLE_DOT in text:
        whole = text.replace(MIDDLE_DOT, "")
        return Name(NameKind.PERSON, whole, remark, masked, "", whole, pinyin=_syllables(whole))
    surname, given = split_surname(text)
    if is_spelled_name(text) and len(given) > 2:
        return Name(NameKind.PERSON, text, remark, masked, "", text, pinyin=_syllables(text))
    first, *others = _readings(surname, given)
    return Name(NameKind.PERSON, text, remark, masked, surname, given, pinyin=first, pinyin_other=tuple(others))


def _readings(surname: str, given: str) -> list[str]:
    """All ways to read a name, the preferred first, few."""
    heads = surnames().readings.get(surname) or ((_syllables(surname),) if surname else ("",))
    tails = [_syllables(given)]
    for place, character in enumerate(given):
        tails += [
            " ".join([*map(_syllable, given[:place]), other, *map(_syllable, given[place + 1 :])])
            for other in READINGS[character][1:]
        ]
    pairs = [(head, tail) for tail in tails for head in heads]
    return list(dict.fromkeys(f"{head} {tail}".strip() for head, tail in pairs))[:_MOST_READINGS]


def _syllables(text: str) -> str:
    return " ".join([SYLLABLES[character] for character in text])


def _syllable(character: str) -> str:
    return SYLLABLES[character]


def _is_full_name(text: str) -> bool:
    return split_surname(text)[0] != "" and _is_han(text)


def _is_han(text: str) -> bool:
    return bool(text) and all(character >= "㐀" for character in text) and text.isalpha()


@cache
def _spelling_characters() -> frozenset[str]:
    return frozenset("".join(person_words().pieces))


@cache
def _long_pieces() -> tuple[str, ...]:
    return tuple(sorted(piece for piece in person_words().pieces if len(piece) > 1))
