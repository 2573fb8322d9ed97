"""A name as it stands in a record → its parts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache, lru_cache

from census_app.matching.names.apart import put_together
from census_app.matching.names.brackets import split_brackets
from census_app.matching.names.kinds import (
    UNSAID,
    is_certain_organisation,
    is_organisation,
    plain_persons,
    word_length,
)
from census_app.matching.names.model import Name, NameKind
from census_app.matching.names.organisation import organisation
from census_app.matching.names.person import (
    LONGEST_USUAL,
    MIDDLE_DOT,
    is_han,
    is_spelled,
    is_spelled_name,
    may_be_person,
    person,
    usual_person,
)
from census_app.matching.names.regions import Regions, regions
from census_app.matching.names.remarks import is_person, is_rare_person, strip_remark
from census_app.matching.names.words import person_words, remark_words, surnames
from census_app.matching.text.fold import fold_text, fold_texts
from census_app.matching.text.readings import pinyin

# Longer texts are not names; they are kept whole and not taken apart.
_LONGEST = 100
_LONGEST_WITH_REMARK = 24
_SHORTEST_ORGANISATION = 5
_SHORTEST_PERSON = 2
_MASK = "*"
_LEAST_SHOWN = 2
_LETTERS_AS_MASK = re.compile(r"(?<=[㐀-鿿])X+$|^X+(?=[㐀-鿿])")
_DOTTED = re.compile(r"(?<=[㐀-鿿])\.(?=[㐀-鿿])")
_SEPARATED = re.compile(r"[-/,\\+&_:;]")
_HAN = re.compile("[㐀-鿿]")


def parse_name(text: str, divisions: Collection[str] = ()) -> Name:
    """The parts of one name; see `Name`. Empty text gives kind `unknown` with nothing in it.

    `divisions`: names of divisions, without suffix, that organisations' names may begin with.
    """
    return _parsed([fold_text(text)], divisions)[0]


def is_plain_person(text: str) -> bool:
    """Whether a text is a person's name written as most are, without remarks."""
    return plain_persons().holds(text) or is_spelled_name(text)


def is_listed_person(text: str) -> bool:
    """Whether a text is somebody's whole name, remarks and all, as one of several in a cell: 陈丽燕, 王*, 古丽·艾山."""
    folded = fold_text(text)
    if len(folded) < _SHORTEST_PERSON or folded in surnames().compound:
        return False
    found = parse_name(folded)
    whole = found.full == folded.replace("·", "") and not found.remark
    return whole and found.kind == NameKind.PERSON and (found.masked or is_person(folded) or is_spelled_name(folded))


def parse_names(texts: Sequence[str], divisions: Collection[str] = ()) -> list[Name]:
    """`parse_name` of each text, quicker."""
    return _parsed(fold_texts(texts), divisions)


def _parsed(texts: list[str], divisions: Collection[str]) -> list[Name]:
    known = regions(frozenset(divisions))
    is_plain_person = plain_persons().holds
    return [
        usual_person(text)
        if is_plain_person(text)
        else _short(text, known)
        if len(text) <= _LONGEST
        else Name(NameKind.UNKNOWN, text)
        for text in texts
    ]


@lru_cache(maxsize=30_000)
def _short(text: str, known: Regions) -> Name:
    """The names of one table are mostly those of the next."""
    if not text:
        return Name(NameKind.UNKNOWN)
    text = put_together(text)
    if "X" in text:
        text = _LETTERS_AS_MASK.sub(lambda run: _MASK * len(run[0]), text)
    if not text.isalpha():
        text = _readable(text)
    if "." in text:
        text = _DOTTED.sub("·", text)
    bare, contents = split_brackets(text) if "(" in text or ")" in text else (text, [])
    remark = "".join(contents)
    if not bare:
        return _short(remark, known)
    if _MASK in bare or UNSAID in bare[1:3]:
        return _masked(text, bare, remark, known)
    found = None if is_certain_organisation(bare) else _person(bare, remark)
    return found or _other(text, bare, remark, known)


def _readable(text: str) -> str:
    """With a star for each character of a name that a system could not write: 王?明, 王□. Behind a name that is whole
    such a mark doubts it and stands for nothing."""
    name = text.rstrip(person_words().unreadable)
    if len(name) == LONGEST_USUAL - 1 and is_plain_person(name):
        return name
    return _unreadable().sub(lambda run: _MASK * len(run[0]), text)


@cache
def _unreadable() -> re.Pattern[str]:
    marks = f"[{re.escape(person_words().unreadable)}]+"
    return re.compile(f"(?<=[㐀-鿿]){marks}|{marks}(?=[㐀-鿿])")


def _person(bare: str, remark: str) -> Name | None:
    """A person, with the remarks behind the name off; None for what is none."""
    if len(bare) > _LONGEST_WITH_REMARK:
        return None
    if not bare.isalpha():
        head, *rest = _SEPARATED.split(bare, maxsplit=1)
        if rest and head in remark_words().before_person:
            return _person(rest[0], _together(head, remark)) if rest[0] else None
        # 玉素甫-库尔班: whatever stood at hand was typed for the dot
        if rest and _spelled_together(head, rest[0]):
            return person(head + MIDDLE_DOT + rest[0], remark)
        if rest and (is_person(head) or is_spelled_name(head) or is_rare_person(head)):
            return person(head, _together(rest[0], remark))
    if is_spelled_name(bare) and not is_organisation(bare):
        return person(bare, remark)
    if titled := _titled(bare, remark):
        return titled
    name, behind = strip_remark(bare)
    if behind:
        return person(name, _together(behind, remark))
    if is_person(bare) or (may_be_person(bare) and not is_organisation(bare)):
        return person(bare, remark)
    return None


def _spelled_together(head: str, rest: str) -> bool:
    """Whether two texts are the two parts of a spelled name, a remark behind a name being none."""
    both = min(len(head), len(rest)) > 1 and is_han(head) and is_han(rest)
    return both and (is_spelled(head) or is_spelled(rest)) and rest not in remark_words().after_person


def _titled(bare: str, remark: str) -> Name | None:
    """王先生: the given name is not said."""
    title = next((bare[-length:] for length in (2, 1) if bare[-length:] in person_words().titles), "")
    surname = bare[: len(bare) - len(title)]
    if not title or (surname not in surnames().single and surname not in surnames().compound):
        return None
    return usual_person(surname + _MASK, _together(title, remark), masked=True)._replace(untold=True)


def _other(text: str, bare: str, remark: str, known: Regions) -> Name:
    placed = len(bare) == LONGEST_USUAL and known.split(bare)[0]
    if is_organisation(bare) or placed or (len(bare) >= _SHORTEST_ORGANISATION and _HAN.search(bare)):
        return organisation(text, masked=False, known=known)
    return Name(NameKind.UNKNOWN, bare, remark, pinyin=pinyin(bare))


def _masked(text: str, bare: str, remark: str, known: Regions) -> Name:
    # a long mask that shows a character or two may be anybody's: 阿******
    telling = len(bare) > LONGEST_USUAL and len(bare.replace(_MASK, "")) > _LEAST_SHOWN
    if word_length(bare) > 1 or telling or is_certain_organisation(bare):
        return organisation(text, masked=True, known=known)
    starred = bare.replace(UNSAID, _MASK)
    if not starred.strip(_MASK) or len(bare) > LONGEST_USUAL:
        return Name(NameKind.UNKNOWN, starred, remark, masked=True)
    return usual_person(starred, remark, masked=True)._replace(untold=bare.endswith(UNSAID) and bare.count(UNSAID) == 1)


def _together(behind: str, bracketed: str) -> str:
    return f"{behind} {bracketed}" if behind and bracketed else behind or bracketed
