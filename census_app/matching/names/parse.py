"""A name as it stands in a record → its parts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from census_app.matching.names.brackets import split_brackets
from census_app.matching.names.model import Name, NameKind
from census_app.matching.names.organisation import organisation
from census_app.matching.names.person import is_spelled_name, looks_like_person, person, split_surname, strip_remark
from census_app.matching.names.words import (
    Endings,
    legal_form_of,
    organisation_words,
    person_words,
    surnames,
)
from census_app.matching.text.fold import fold_text, fold_texts
from census_app.matching.text.readings import pinyin

_LONGEST = 100
_LONGEST_PERSON = 4
_SHORTEST_ORGANISATION = 5
_MASK = "*"
_LETTERS_AS_MASK = re.compile(r"(?<=[㐀-鿿])X+$|^X+(?=[㐀-鿿])")
_SEPARATED = re.compile(r"[-/,、\\+&_:;]")
_HAN = re.compile("[㐀-鿿]")
_DOTTED = re.compile(r"(?<=[㐀-鿿])\.(?=[㐀-鿿])")


def parse_name(text: str, divisions: Collection[str] = ()) -> Name:
    """The parts of one name; see `Name`. Empty text gives kind `unknown` with nothing in it.

    `divisions`: names of divisions, without suffix, that organisations' names may begin with.
    """
    return _parsed(fold_text(text), divisions)


def parse_names(texts: Sequence[str], divisions: Collection[str] = ()) -> list[Name]:
    """`parse_name` of each text, quicker."""
    return [_parsed(folded, divisions) for folded in fold_texts(texts)]


def _parsed(text: str, divisions: Collection[str]) -> Name:
    if 2 <= len(text) <= 3 and text[0] in surnames().single and text.isalpha() and text[-1] not in _last_characters():
        return person(text, "") if text[1] not in "某X" else _short(text)
    if len(text) > _LONGEST:
        return Name(NameKind.UNKNOWN, text)
    if not text:
        return Name(NameKind.UNKNOWN)
    return _short(text)


def _short(text: str) -> Name:
    text = _DOTTED.sub("·", _LETTERS_AS_MASK.sub(lambda run: _MASK * len(run[0]), text))
    bare, contents = split_brackets(text) if "(" in text or ")" in text else (text, [])
    remark = "".join(contents)
    if not bare:
        bare, remark = remark, ""
    if _MASK in bare or "某" in bare[1:3]:
        return _masked(text, bare, remark, divisions=())
    return _person_of(bare, remark) or _organisation_of(text, bare, remark)


def _person_of(bare: str, remark: str) -> Name | None:
    head = _SEPARATED.split(bare, maxsplit=1)[0]
    if head != bare and (_is_person(head) or is_spelled_name(head)):
        return person(head, _together(bare[len(head) + 1 :], remark))
    if is_spelled_name(bare) and not is_organisation(bare):
        return person(bare, remark)
    for title in person_words().titles:
        if bare.endswith(title) and bare[: -len(title)] in surnames().single | surnames().compound:
            return person(bare[: -len(title)] + _MASK, _together(title, remark), masked=True)
    name, behind = strip_remark(bare)
    if behind and not (_is_certain_organisation(bare)):
        return person(name, _together(behind, remark))
    return person(bare, remark) if _is_person(bare) else None


def _organisation_of(text: str, bare: str, remark: str) -> Name:
    if is_organisation(bare) or (len(bare) >= _SHORTEST_ORGANISATION and _HAN.search(bare)):
        return organisation(text, masked=False)
    return Name(NameKind.UNKNOWN, bare, remark, pinyin=pinyin(bare))


def _together(behind: str, bracketed: str) -> str:
    return f"{behind} {bracketed}" if behind and bracketed else behind or bracketed


def _masked(text: str, bare: str, remark: str, divisions: Collection[str]) -> Name:
    if is_organisation(bare) or len(bare) > _LONGEST_PERSON:
        return organisation(text, masked=True, divisions=divisions)
    starred = bare.replace("某", _MASK)
    if not starred.strip(_MASK):
        return Name(NameKind.UNKNOWN, starred, remark, masked=True)
    return person(starred, remark, masked=True)


def _is_person(text: str) -> bool:
    if not looks_like_person(text):
        return False
    if len(text) == _LONGEST_PERSON and split_surname(text)[0] in surnames().single:
        return False
    return not is_organisation(text)


def is_organisation(text: str) -> bool:
    """Whether the words of a text (folded, without brackets) say that it names an organisation or a place."""
    if _is_certain_organisation(text):
        return True
    if len(text) >= _LONGEST_PERSON and text[-2:] in organisation_words().aliases:
        return True
    word = _organisation_endings().longest(text)
    if not word:
        return False
    if len(word) > 1:
        return True
    if word in organisation_words().certain_endings and len(text) > 2:
        return True
    return not looks_like_person(text) or (len(text) > 2 and text[-2] in person_words().village_middles)


def _is_certain_organisation(text: str) -> bool:
    return "公司" in text or "合作社" in text or "委员会" in text


@cache
def _organisation_endings() -> Endings:
    words = organisation_words()
    endings = {spelling for spelling in legal_form_of() if "(" not in spelling}
    return Endings(frozenset(endings | words.trades | words.branches | person_words().name_like_endings))


@cache
def _last_characters() -> frozenset[str]:
    words = organisation_words()
    known = [*legal_form_of(), *words.trades, *words.branches, *person_words().name_like_endings]
    return frozenset(word[-1] for word in known)
