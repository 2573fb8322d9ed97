"""Pairs that agree too well to be strangers and too badly to be one: findings of their own, never links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from census_app.matching.comparing import Comparison, level_numbers
from census_app.matching.comparing import comparisons as comparisons_of
from census_app.matching.deciding import NO_DECISION
from census_app.matching.decisions import Decision
from census_app.matching.kinds.identifier import BORROWED, MASK_TELLS
from census_app.matching.kinds.kind import MISSING_LEVEL
from census_app.matching.sources import Source

_SAME_NUMBER = ("equal", "organisation_equal", BORROWED)
_SAME_NAME = ("equal", "homophone", "organisation_equal")
_HEAD = (*_SAME_NAME, "mask_fits", "surname_fits")
_NEARLY = ("homophone", "sounds_alike", "looks_alike", "swapped", "several_alike", "one_missing")
_OTHER_PERSON = ("one_other", "same_surname", "different")
_OTHER_HOLDER = (*_OTHER_PERSON, "organisation_different", "other_kind")
_SAME_DOOR = ("same_door",)
_OTHER_DOOR = ("number_differs", "neighbour", "same_town", "different", "other_county")
_ITS_DOOR = ("same_door", "door_in_part", "flat_not_told", "door_alike")
_SAME_GROUP = ("same_group", "group_in_part")
_NEAR_DOOR = (*_ITS_DOOR, *_SAME_GROUP)

_WORDS = "text"

WHERE_DECLARED = frozenset(
    {"shared_code", "family", "payer", "part", "lent", "resident", "own_name", "somebody", "clan"}
)
"""Doubts that count only in the sources whose declarations name them."""


@dataclass(frozen=True)
class Vetoes:
    """Per pair: the veto that forbids a link, the finding it is worth, and how many roles agree."""

    forbidden: NDArray[np.object_]
    finding: NDArray[np.object_]
    agreeing: NDArray[np.int64]


def vetoes(comparisons: Sequence[Comparison], levels: NDArray[np.uint8]) -> Vetoes:
    """Judge every pair by its levels alone."""
    at = _Levels(comparisons, levels)
    number = at.any("identifier", _SAME_NUMBER)
    other_number = at.any("identifier", ("different",))
    name, door, phone = at.any("name", _SAME_NAME), at.any("address", _SAME_DOOR), at.any("phone", ("equal",))
    near = at.any("address", _NEAR_DOOR)
    count = len(levels)
    forbidden = np.full(count, NO_DECISION, dtype=object)
    finding = np.full(count, NO_DECISION, dtype=object)
    branch = at.any("name", ("other_branch",)) & ~number
    forbidden[branch] = Decision.OTHER_BRANCH.value
    finding[branch & (near | phone)] = Decision.OTHER_BRANCH.value
    # nobody shares name and door, or name and phone, with somebody else: there the number is the error
    same_person = near | phone
    namesake = name & other_number
    forbidden[namesake & ~same_person] = Decision.SAME_NAME_OTHER_IDENTIFIER.value
    finding[namesake & same_person] = Decision.SAME_NAME_OTHER_IDENTIFIER.value
    # relatives share a surname, often a character more; a number that belongs to another of them is the error
    relative = number & (at.any("name", ("same_surname",)) | (at.any("name", ("one_other",)) & ~phone))
    forbidden[relative] = finding[relative] = Decision.SAME_IDENTIFIER_OTHER_NAME.value
    finding[number & at.any("name", ("different",))] = Decision.SAME_IDENTIFIER_OTHER_NAME.value
    # two errors at once are a brother or sister: a name nearly the same and a number that is another one
    sibling = at.any("name", _NEARLY) & other_number & ~phone
    forbidden[sibling] = Decision.SAME_ADDRESS_OTHER_NAME.value
    finding[sibling & door] = Decision.SAME_ADDRESS_OTHER_NAME.value
    forbidden[at.any("name", _OTHER_PERSON) & ~number] = Decision.SAME_ADDRESS_OTHER_NAME.value
    # one owner's other firm: it shares the owner, the door and the telephone, and its number is its own
    firm = at.any("name", ("organisation_different",))
    forbidden[firm & other_number] = Decision.SAME_ADDRESS_OTHER_NAME.value
    finding[door & at.any("name", _OTHER_HOLDER) & ~number] = Decision.SAME_ADDRESS_OTHER_NAME.value
    everywhere = [mask for name, mask in _doubts(at).items() if name not in WHERE_DECLARED]
    unclear = np.logical_or.reduce(everywhere)
    return Vetoes(forbidden, finding, np.where(unclear, 0, at.agreeing()))


def doubts_of(source: Source, levels: Mapping[str, str]) -> tuple[str, ...]:
    """Why a pair with these levels (comparison id → level id) is never linked without a person, whatever its bits:
    keys of `words().doubts`; none where the bits alone decide."""
    comparisons = comparisons_of(source)
    row = level_numbers(comparisons, levels)
    at = _Levels(comparisons, row)
    told = [name for name, mask in _doubts(at).items() if mask[0]]
    declared = {*source.doubts, *source.unanswerable, *source.at_most}
    found = tuple(name for name in told if name not in WHERE_DECLARED or name in declared)
    if not decisive(comparisons, row, source.decisive)[0]:
        found += ("elsewhere",)
    if not found and at.agreeing()[0] < source.corroboration:
        found += ("alone",)
    return found


def doubts_told(source: Source, levels: Mapping[str, str]) -> tuple[str, ...]:
    """`doubts_of` these levels as people read them."""
    from census_app.matching.words import words

    return tuple(words().doubts[one] for one in doubts_of(source, levels))


def doubt_told(source: Source, levels: Mapping[str, str]) -> str:
    """`doubts_told` as one text; "" without any."""
    return "".join(doubts_told(source, levels))


def doubtful(comparisons: Sequence[Comparison], levels: NDArray[np.uint8]) -> dict[str, NDArray[np.bool_]]:
    """Per doubt that a pair's levels alone may raise (keys of `words().doubts`), the pairs that raise it."""
    return _doubts(_Levels(comparisons, levels))


def roles_agreeing(comparisons: Sequence[Comparison], levels: NDArray[np.uint8]) -> NDArray[np.int64]:
    """How many roles speak for each pair, whatever contradicts."""
    return _Levels(comparisons, levels).agreeing()


def decisive(comparisons: Sequence[Comparison], levels: NDArray[np.uint8], roles: Sequence[str]) -> NDArray[np.bool_]:
    """Where any of the roles agrees; everywhere when there are none."""
    agreed = np.full(len(levels), not roles)
    for place, comparison in enumerate(comparisons):
        if comparison.id in roles:
            agreed |= _agrees(comparison, levels[:, place])
    return agreed


def at_the_door(comparisons: Sequence[Comparison], levels: NDArray[np.uint8], veto: Vetoes) -> NDArray[np.bool_]:
    """Where the door agrees and, with nothing doubtful, somebody's name or number."""
    at = _Levels(comparisons, levels)
    found: NDArray[np.bool_] = at.any("address", (*_SAME_DOOR, "door_in_part")) & (veto.agreeing > 1)
    return found


def settled(
    comparisons: Sequence[Comparison], levels: NDArray[np.uint8], source: Source, agreeing: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Where nothing the source declares keeps a pair from being linked without a person; `agreeing` is that of its
    vetoes."""
    found = (agreeing >= source.corroboration) & decisive(comparisons, levels, source.decisive)
    if source.doubts:
        masks = doubtful(comparisons, levels)
        found &= ~np.logical_or.reduce([masks[name] for name in source.doubts])
    return found


def answerable(comparisons: Sequence[Comparison], levels: NDArray[np.uint8], source: Source) -> NDArray[np.bool_]:
    """Where what the records tell can answer whether they are one."""
    if not source.unanswerable:
        return np.ones(len(levels), dtype=bool)
    masks = doubtful(comparisons, levels)
    found: NDArray[np.bool_] = ~np.logical_or.reduce([masks[name] for name in source.unanswerable])
    return found


def _doubts(at: _Levels) -> dict[str, NDArray[np.bool_]]:
    """Where something contradicts, or a number is shared by relatives or branches as often as it tells one from
    another, or a sort of name was read wrong: only a person can say which."""
    number, other_number = at.any("identifier", _SAME_NUMBER), at.any("identifier", ("different",))
    phone, near = at.any("phone", ("equal",)), at.any("address", _NEAR_DOOR)
    other_phone = at.any("phone", ("different",))
    elsewhere = at.any("address", _OTHER_DOOR)
    # only of people's names it is known how rare they are
    person = ~at.missing("name:rarity")
    some_number = number | at.any("identifier", (MASK_TELLS, "mask_fits", "one_slip"))
    their_phone = at.any("phone", ("equal", "mask_fits"))
    same_owner = at.any("legal_rep", _SAME_NAME)
    # where the door agrees and nobody else's number or telephone is told, a mask fits one of the family
    shown_there = at.any("address", _ITS_DOOR) & ~other_phone & ~other_number
    known_to_each_other = same_owner | at.any("account", ("equal",))
    other_firm = at.any("name", ("organisation_different",)) & ~number
    return {
        # whose name, telephone and door agree is met three times over: the number is the slip, or a relative's
        "namesake": at.any("name", _SAME_NAME) & other_number & ~(phone & near & at.any("name", ("equal",))),
        "relative": number & at.any("name", _OTHER_PERSON),
        "firm": other_firm & ~(same_owner & near),
        # one owner at one door under two names: mostly the firm of before, renamed
        "keeper": other_firm & same_owner & near,
        # a firm of this code that was given another name, or its owner's other firm that was given the code
        "shared_code": at.any("name", ("organisation_different",)) & number,
        # brand and trade agree, not the whole name: elsewhere it is another firm of the brand, or of its owner
        "form": ((at.any("name", ("organisation_equal",)) & elsewhere) | at.any("name", ("organisation_core",)))
        & ~number,
        # 王建 and 王建军 at one door are father and son as often as one man; with one number they are one, unless
        # another telephone says that it was lent
        "kin": at.any("name", ("one_missing",)) & ~(number & ~other_phone),
        # the same sound is a slip of the pen, and how brothers are named, who have other phones and homes
        "sound": at.any("name", ("homophone",)) & person & ~some_number & (near ^ phone) & (other_phone | elsewhere),
        # a brother has nearly the same name, a number of his own and the family's phone
        "sibling": at.any("name", _NEARLY) & other_number,
        # of a masked name a relative shows as much, and may have lent the number when the phone is another ...
        "masked": (
            at.any("name", ("mask_fits",))
            & ~their_phone
            & ~((number | at.any("identifier", (MASK_TELLS,))) & (near | ~other_phone))
            & ~shown_there
        )
        # ... and of a surname all the family, whose members lend each other their numbers
        | (at.any("name", ("surname_fits",)) & ~(some_number & their_phone) & ~(number & near & ~other_phone)),
        # who pays for 王建国 as 王** from a telephone that is not his, or under none, is he or any of his family
        "family": at.any("name", ("surname_fits",)) & ~some_number & ~their_phone & ~at.any("phone", ("one_slip",)),
        # a shop's owner pays, its bookkeeper, anybody: the account and its telephone agree, and nobody is the shop
        "payer": at.any("name", ("other_kind",)),
        # 张建国副食店 is 张建国's, and so may be the house next door
        "part": at.any("name", ("contained",)) & ~number,
        # door and phone are the family's, and so is what a mask shows of a number lent
        "nameless": at.missing("name") & ~(number | at.any("identifier", ("one_slip",))),
        # in a house live several
        "somebody": at.missing("name") & ~some_number & ~their_phone,
        # the branch gave the number of its head office, unless it is met at the door of it
        "branch": at.any("name", ("other_branch",)) & number & ~near,
        # 王建国 owns 王建国副食店 and 福源商贸 both, and at his home, with his phone, nobody trades
        "owner": at.any("name", ("contained", "other_kind")) & at.any("legal_rep", _HEAD) & elsewhere & ~number,
        # whose number and door the account of a firm tells is its owner, at home or in the shop
        "lent": at.any("name", ("other_kind",)) & number & near,
        # a person at the door of a firm, neither of them saying that they belong together, lives there
        "resident": at.any("name", ("other_kind",)) & ~some_number & ~their_phone & ~known_to_each_other,
        # in a village of one clan a name is borne again, and where no house is told it and the village are all that is:
        # of 7,900 such pairs 45 were namesakes, of 1,700 of one group under another telephone 7
        "clan": at.any("name", _SAME_NAME)
        & person
        & ~(some_number | their_phone | at.any("phone", ("one_slip",)))
        & (at.any("address", ("same_place",)) | (at.any("address", _SAME_GROUP) & other_phone)),
        # a trader who registered under his own name, and everybody else of that name
        "own_name": at.any("name", _SAME_NAME) & person & ~some_number & ~their_phone & ~near,
        # the boss lends the firm his number and his phone, and what is his is not the firm's
        "misread": at.any("name", ("other_kind",)) & ~(number & near) & ~known_to_each_other,
    }


class _Levels:
    def __init__(self, comparisons: Sequence[Comparison], levels: NDArray[np.uint8]) -> None:
        self._places = {comparison.id: (place, comparison) for place, comparison in enumerate(comparisons)}
        self._levels = levels
        self._columns: dict[int, NDArray[np.uint8]] = {}

    def any(self, comparison: str, names: Sequence[str]) -> NDArray[np.bool_]:
        """Where the comparison came out at one of these levels; nowhere where it is plain words that are compared: the
        names of two transformers are no two persons'."""
        if comparison not in self._places or self._places[comparison][1].kind == _WORDS:
            return np.zeros(len(self._levels), dtype=bool)
        place, found = self._places[comparison]
        if place not in self._columns:
            # asked for many times: bytes that stand together are compared a register at a time
            self._columns[place] = np.ascontiguousarray(self._levels[:, place])
        at_one = np.zeros(len(self._levels), dtype=bool)
        for name in names:
            if name in found.levels:
                at_one |= self._columns[place] == found.levels.index(name) + 1
        return at_one

    def missing(self, comparison: str) -> NDArray[np.bool_]:
        """Where the comparison is made, and found nothing to compare."""
        if comparison not in self._places:
            return np.zeros(len(self._levels), dtype=bool)
        nothing: NDArray[np.bool_] = self._levels[:, self._places[comparison][0]] == MISSING_LEVEL
        return nothing

    def agreeing(self) -> NDArray[np.int64]:
        """How many comparisons came out at a level that speaks for the pair (any but the worst)."""
        count = np.zeros(len(self._levels), dtype=np.int64)
        for name, (place, comparison) in self._places.items():
            if ":" in name:
                continue
            count += _agrees(comparison, self._levels[:, place])
        return count


def _agrees(comparison: Comparison, level: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where a comparison came out at one of the levels that speak for the pair."""
    found: NDArray[np.bool_] = (level > 0) & (level <= (comparison.agreeing or max(1, len(comparison.levels) // 2)))
    return found
