"""Learning a county's place names from addresses that name them in full."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from . import kinds
from .bulk import AddressReader
from .canonical import canonical
from .divisions import short_division
from .model import Address
from .places import NO_PLACES, SEEN_OFTEN, Places, places_of

_LEARNED = (kinds.PROVINCE, kinds.CITY, kinds.COUNTY, kinds.TOWN, kinds.VILLAGE, kinds.ROAD, kinds.ESTATE)
_LONGEST = 10
_COUNTY_ENDS = ("县", "区", "市", "旗", "自治县", "自治旗")
_ENOUGH_FOR_TOWNS = 200
_SHORTEST = {kinds.ROAD: 3, kinds.ESTATE: 3}


def learn_places(addresses: Iterable[str], divisions: Iterable[str] = ()) -> Places:
    """Names of towns, villages, roads and estates in `addresses`, and of the given divisions (full names, any level).

    What was written in full somewhere (柳河镇, 王庄村) is then recognised where it is written short (柳河, 王庄). A
    name counts from its second occurrence on; the given divisions count at once. Blank texts are skipped. A county
    nobody writes in full is not believed to be one: the addresses are all there are, or a fair sample of them.
    """
    times, divisions = Counter(text for text in addresses if text), tuple(divisions)
    # names behind a town need not be cut with what stands before it, and few addresses tell the towns
    few = dict(list(times.items())[:: max(1, len(times) // _ENOUGH_FOR_TOWNS)])
    counts = _counted(few, None)
    if len(few) < len(times):
        counts = _counted(times, _places(counts))
    for name in divisions:
        kind = _division_kind(name)
        if kind:
            for spelling in {name, _short(name, kind)}:
                counts[spelling][kind] += SEEN_OFTEN
    return _places(counts, _written_in_full(counts, "\n".join(times), divisions))


def _counted(times: Mapping[str, int], divisions: Places | None) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    texts, often = list(times), np.fromiter(times.values(), dtype=np.int64)
    reader = AddressReader(NO_PLACES, divisions)
    readings, others = reader.read(texts)
    # numbers teach nothing: addresses of the same names are one, where the first of them stands
    which, first = np.unique(readings.which, return_index=True)
    together = np.bincount(readings.which, often[readings.places]).astype(np.int64)
    names = [reading.address() for reading in readings.taken(first).each()]
    met = list(zip(readings.places[first].tolist(), names, together[which].tolist(), strict=True))
    whole = reader.parse([texts[place] for place in others])
    met += zip(others, whole, often[others].tolist(), strict=True)
    for _, address, count in sorted(met):
        _count(address, count, counts)
    return counts


def _places(counts: Mapping[str, Mapping[str, int]], home: frozenset[str] = frozenset()) -> Places:
    return places_of({name: dict(by_kind) for name, by_kind in counts.items()}, home)


def _written_in_full(counts: Mapping[str, Mapping[str, int]], text: str, divisions: Iterable[str]) -> frozenset[str]:
    """The counties met that are written with 县, 区, 市 or 旗 somewhere: others may be parts of names."""
    given = {_short(name, kinds.COUNTY) for name in divisions if _division_kind(name) == kinds.COUNTY}
    met = (name for name, by_kind in counts.items() if by_kind.get(kinds.COUNTY, 0) >= SEEN_OFTEN)
    return frozenset(given | {name for name in met if any(name + end in text for end in _COUNTY_ENDS)})


def _count(address: Address, times: int, counts: dict[str, Counter[str]]) -> None:
    for kind in _LEARNED:
        name = getattr(address, kind)
        if _SHORTEST.get(kind, 2) <= len(name) <= _LONGEST:
            counts[name][kind] += times


def _short(name: str, kind: str) -> str:
    return canonical(kind, name) if kind in (kinds.TOWN, kinds.VILLAGE) else short_division(name)


def _division_kind(name: str) -> str:
    if name.endswith(("街道", "镇", "乡", "苏木")):
        return kinds.TOWN
    if name.endswith(("村", "社区")):
        return kinds.VILLAGE
    if name.endswith(("县", "区", "旗")):
        return kinds.COUNTY
    if name.endswith(("市", "州", "盟")):
        return kinds.CITY
    return kinds.PROVINCE if name.endswith("省") else ""
