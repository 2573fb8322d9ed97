"""Learning a county's place names from addresses that name them in full."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from . import kinds
from .model import Address
from .parser import parse_address
from .places import SEEN_OFTEN, Places
from .vocabulary import short_division

_LEARNED = (kinds.TOWN, kinds.VILLAGE, kinds.ROAD, kinds.ESTATE)
_LONGEST = 10


def learn_places(addresses: Iterable[str], divisions: Iterable[str] = ()) -> Places:
    """Names of towns, villages, roads and estates in `addresses`, and of the given divisions (full names, any level).

    What was written in full somewhere (柳河镇, 王庄村) is then recognised where it is written short (柳河, 王庄). A
    name counts from its second occurrence on; the given divisions count at once. Blank texts are skipped.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for text, times in Counter(text for text in addresses if text).items():
        _count(parse_address(text), times, counts)
    for name in divisions:
        label = _division_label(name)
        if label:
            for spelling in {name, short_division(name) if label != kinds.TOWN else name.rstrip("镇乡")}:
                counts[spelling][label] += SEEN_OFTEN
    return Places({name: dict(labels) for name, labels in counts.items()})


def _count(address: Address, times: int, counts: dict[str, Counter[str]]) -> None:
    for label in _LEARNED:
        name = getattr(address, label)
        if 2 <= len(name) <= _LONGEST:
            counts[name][label] += times


def _division_label(name: str) -> str:
    if name.endswith(("街道", "镇", "乡", "苏木")):
        return kinds.TOWN
    if name.endswith(("村", "社区")):
        return kinds.VILLAGE
    if name.endswith(("县", "区", "旗")):
        return kinds.COUNTY
    if name.endswith(("市", "州", "盟")):
        return kinds.CITY
    return kinds.PROVINCE if name.endswith("省") else ""
