"""Names of people and organisations, compared by what usually goes wrong with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from census_app.matching.entries import Codes, EntryTable
from census_app.matching.kinds.kind import (
    MISSING_LEVEL,
    FieldKind,
    Glance,
    Levels,
    Shared,
    Values,
    agree,
    clash,
    distinct_pairs,
    equal_and_hidden,
    shown_or_masked,
)
from census_app.matching.lists import people_in
from census_app.matching.placeholders import placeholders
from census_app.matching.records import Texts
from census_app.matching.text.masks import HIDDEN, shown_in_both

if TYPE_CHECKING:
    from census_app.matching.context import Context
    from census_app.matching.names import Name

_LEVELS = (
    "equal",
    "homophone",
    "sounds_alike",
    "looks_alike",
    "mask_fits",
    "swapped",
    "several_alike",
    "one_missing",
    "organisation_equal",
    "surname_fits",
    "organisation_alike",
    "organisation_core",
    "contained",
    "one_other",
    "same_surname",
    "different",
    "other_branch",
    "organisation_different",
    "other_kind",
)
_NUMBER = {level: number for number, level in enumerate(_LEVELS, start=1)}
_STRANGERS = {_NUMBER[level] for level in ("other_branch", "organisation_different", "other_kind")}
# Names of so many characters may be written with a dot, which a mask hides like any other.
_DOTTED_FROM = 5
_COMPANY = "有限公司"
# A letter, or one that is hidden: 3-2-501 is nobody's name.
_NAMED = re.compile(r"[^\W\d_]|\*").search


def _parse(texts: Sequence[str], context: Context) -> Values:
    """The names of each text: mostly one, several where it lists people, none where it names nobody."""
    from census_app.matching.names import parse_names

    listed = [people_in(text) for text in texts]
    found = iter(parse_names([name for names in listed for name in names], context.divisions))
    return [tuple(_row(one) for name in islice(found, len(names)) for one in _borne(name)) for names in listed]


def _borne(name: Name) -> Sequence[Name]:
    """The names a text may stand for: none where it names nobody, two where a title stands for a given name, which has
    one character or two."""
    if name.full in placeholders().names or not _NAMED(name.full):
        return ()
    return (name, name._replace(full=name.full + HIDDEN, given=name.given + HIDDEN)) if name.untold else (name,)


def _glance(texts: Sequence[str], _: Context) -> Glance:
    """Names of people made of a surname and one or two characters."""
    from census_app.matching.names import NameKind, usual_persons

    places, names, parts = usual_persons(texts)
    shared = [Shared({name: part.texts}, part.which) for name, part in parts.items()]
    return Glance(
        places,
        {"full": names},
        [*shared, Shared({"kind": [NameKind.PERSON.value]}, np.zeros(len(names), dtype=np.intp))],
    )


def _compare(table: EntryTable, left: Codes, right: Codes) -> Levels:
    """Levels of pairs of entries."""
    a, b = (shown_or_masked(table, "full", "pattern", entries) for entries in (left, right))
    levels = np.ones(len(a), dtype=np.uint8)
    for place in equal_and_hidden(table, "full", a, b).tolist():
        (mask,) = table.decode("full", a[place : place + 1])
        levels[place] = _masked(mask, mask, _NUMBER["different"])
    unequal = np.flatnonzero(a != b)
    if len(unequal):
        first, second, place = distinct_pairs(a[unequal], b[unequal])
        example = np.zeros(len(first), dtype=np.intp)
        example[place] = unequal
        levels[unequal] = _unequal(table, left[example], right[example], first, second)[place]
    return levels


def _unequal(table: EntryTable, left: Codes, right: Codes, a: Codes, b: Codes) -> Levels:
    """Level numbers of unequal names, given one pair of entries for each distinct pair of them."""
    from census_app.matching.text import Difference, differences_of

    characters = table.vocabularies["full"].characters()
    found = differences_of(characters, a, b)
    levels = _strangers(table, left, right)
    same = {name: agree(table, name, left, right) for name in ("surname", "core", "brand", "kind", "core_pinyin")}
    levels[same["surname"] & same["kind"]] = _NUMBER["same_surname"]
    for kind, level in (
        (Difference.CONTAINED, "contained"),
        (Difference.ONE_MISSING, "one_missing"),
        (Difference.SEVERAL_ALIKE, "several_alike"),
        (Difference.SWAPPED, "swapped"),
        (Difference.ONE_LOOK, "looks_alike"),
        (Difference.ONE_SOUND, "sounds_alike"),
        (Difference.HOMOPHONE, "homophone"),
    ):
        levels[found == kind] = _NUMBER[level]
    levels[_children(table, left, right, np.flatnonzero(found == Difference.CONTAINED))] = _NUMBER["same_surname"]
    levels[(found == Difference.ONE_OTHER) & same["surname"]] = _NUMBER["one_other"]
    levels[agree(table, "pinyin", left, right)] = _NUMBER["homophone"]
    levels = _organisations(table, left, right, same, levels)
    for place in table.hidden_in_either("full", a, b):
        stranger = levels[place] if levels[place] in _STRANGERS else _NUMBER["different"]
        levels[place] = _masked(characters.texts[a[place]], characters.texts[b[place]], stranger)
    return levels


def _children(table: EntryTable, left: Codes, right: Codes, contained: NDArray[np.intp]) -> NDArray[np.intp]:
    """Of the pairs with one name contained in the other those where it is the father's: 再乃普·卡德尔 is a child of
    卡德尔."""
    full, father = table.codes("full"), table.codes("surname")
    found = np.zeros(len(contained), dtype=bool)
    for one, other in ((left[contained], right[contained]), (right[contained], left[contained])):
        # a surname of several characters is a father's name, or a compound surname that nobody has for a name
        alone, fathers = table.decode("full", full[one]), table.decode("surname", father[other])
        found |= np.array([len(text) > 1 and text == name for text, name in zip(alone, fathers, strict=True)], bool)
    return contained[found]


def _masked(one: str, other: str, stranger: int) -> int:
    """The level of names of which one hides anything: of 王** and *建国 nothing can be compared, nor of 王维 and **伟,
    whose one character only sounds alike, and 王** is all the family."""
    from census_app.matching.names import surname_of

    shown = shown_in_both(one, other, dotted_from=_DOTTED_FROM)
    if shown is None:
        if stranger in _STRANGERS or not _shown_alike(one, other):
            return stranger
        return _NUMBER["several_alike"] if _shown_together(one, other) > 1 else MISSING_LEVEL
    if not shown:
        return MISSING_LEVEL
    mask = one if HIDDEN in one else other
    return _NUMBER["surname_fits" if shown <= len(surname_of(mask)) else "mask_fits"]


def _shown_alike(one: str, other: str) -> bool:
    """Whether of what both show one character of the given name differs, and sounds or looks alike, or two neighbours
    changed places; the surname, where both show it, is the same."""
    from census_app.matching.text.alike import Alike, alike

    if len(one) != len(other) or (one[0] != other[0] and HIDDEN not in (one[0], other[0])):
        return False
    apart = [place for place in range(1, len(one)) if one[place] != other[place]]
    apart = [place for place in apart if HIDDEN not in (one[place], other[place])]
    if len(apart) == 1:
        return alike(one[apart[0]], other[apart[0]]) is not Alike.NONE
    return len(apart) == 2 and one[apart[0]] + one[apart[1]] == other[apart[1]] + other[apart[0]]


def _shown_together(one: str, other: str) -> int:
    """How many characters of names of one length both show."""
    return sum(HIDDEN not in pair for pair in zip(one, other, strict=True))


def _strangers(table: EntryTable, left: Codes, right: Codes) -> Levels:
    """The worst level of each pair, by who the two are: people, organisations, one of each."""
    kind = table.codes("kind")
    organisation = table.vocabularies["kind"].encode(["organisation"])[0]
    first, second = kind[left] == organisation, kind[right] == organisation
    choices = [_NUMBER["organisation_different"], _NUMBER["other_kind"]]
    return np.select([first & second, first ^ second], choices, default=_NUMBER["different"]).astype(np.uint8)


def _organisations(
    table: EntryTable, left: Codes, right: Codes, same: dict[str, NDArray[np.bool_]], levels: Levels
) -> Levels:
    organisations = same["core"] | same["core_pinyin"]
    if not organisations.any():
        return levels
    # the head office has no branch, and is another place than each of them
    branch = table.codes("branch")[left] != table.codes("branch")[right]
    region = clash(table, "region", left, right)
    trade = _trade_clash(table, left, right)
    close = ~branch & ~region & ~trade & ~_other_body(table, left, right)
    levels[organisations & close & same["core_pinyin"]] = _NUMBER["organisation_alike"]
    levels[same["core"] & close] = _NUMBER["organisation_core"]
    levels[same["brand"] & close & ~_company_beside_none(table, left, right)] = _NUMBER["organisation_equal"]
    levels[same["core"] & branch & ~trade] = _NUMBER["other_branch"]
    return levels


def _trade_clash(table: EntryTable, left: Codes, right: Codes) -> NDArray[np.bool_]:
    """Both name a line of business, and not the same one."""
    core, brand = table.codes("core"), table.codes("brand")
    has = (core[left] != brand[left]) & (core[right] != brand[right])
    clash: NDArray[np.bool_] = has & (brand[left] != brand[right])
    return clash


def _other_body(table: EntryTable, left: Codes, right: Codes) -> NDArray[np.bool_]:
    """Legal forms that never name one body: a village's committee and its co-operative share name, door and head."""
    from census_app.matching.names import body_of

    bodies = body_of()
    # MISSING reads the last place
    of_form = np.array([bodies.get(form, 0) for form in table.vocabularies["legal_form"].texts] + [0], dtype=np.int8)
    form = table.codes("legal_form")
    one, other = of_form[form[left]], of_form[form[right]]
    apart: NDArray[np.bool_] = (one > 0) & (other > 0) & (one != other)
    return apart


def _company_beside_none(table: EntryTable, left: Codes, right: Codes) -> NDArray[np.bool_]:
    """One is a company, the other says it is something else: 友谊食品厂 and 友谊食品有限公司 are two firms of one owner
    as often as one that was turned into the other, which gave it another code."""
    from census_app.matching.names import body_of

    bodies = body_of()
    # MISSING reads the last place; a form left out is any
    texts = table.vocabularies["legal_form"].texts
    company = np.array([bodies.get(form, 0) == bodies[_COMPANY] for form in texts] + [False])
    told = np.array([form != "" for form in texts] + [False])
    form = table.codes("legal_form")
    one, other = form[left], form[right]
    found: NDArray[np.bool_] = told[one] & told[other] & (company[one] != company[other])
    return found


def _row(name: Name) -> tuple[str, ...]:
    masked = name.masked
    branch = name.branch + name.numerals
    head, _, others = ("" if masked else name.pinyin).partition(" ")
    middle, _, rest = others.partition(" ")
    return (
        "" if masked else name.full,
        name.kind.value,
        name.surname,
        name.given,
        name.region,
        name.core,
        name.core + name.trade if name.core else "",
        name.legal_form,
        branch,
        head,
        middle,
        rest,
        name.core_pinyin,
        name.full if masked else "",
    )


def _plainly(texts: Texts) -> list[str | None]:
    """Somebody's name in a column of numbers: no word there means that there is none."""
    from census_app.matching.names import is_plain_person

    return [text if text and text[0] >= "㐀" and is_plain_person(text) else None for text in texts]


KIND = FieldKind(
    id="name",
    columns=(
        "full",
        "kind",
        "surname",
        "given",
        "region",
        "core",
        "brand",
        "legal_form",
        "branch",
        "head",
        "middle",
        "rest",
        "core_pinyin",
        "pattern",
    ),
    levels=_LEVELS,
    parse=_parse,
    compare=_compare,
    shared={"pattern": "full", "brand": "core"},
    frequencies={"equal": "full", "homophone": "pinyin", "organisation_equal": "brand", "organisation_core": "core"},
    rarity=("surname", "given"),
    glance=_glance,
    plainly=_plainly,
    derived={"pinyin": (("head", "middle", "rest"),)},
)
