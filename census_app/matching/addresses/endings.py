"""Where in a run of characters a name may end, and as what."""

from __future__ import annotations

from . import kinds
from .scores import stems_by_length
from .vocabulary import Scores, Vocabulary

LONGEST_NAME = 26
_OF_SECTION: Scores = ((kinds.PART, 1.5), (kinds.ESTATE, 3.4))
_OF_PHASE: Scores = ((kinds.PART, 3.0), (kinds.ESTATE, 1.5))
# Regiments and companies of the 兵团 are the towns and villages there: 143团三连.
_OF_TROOPS: dict[str, Scores] = {"师": ((kinds.ZONE, 5.0),), "团": ((kinds.TOWN, 6.0),), "连": ((kinds.VILLAGE, 5.0),)}
_OF_GROUP: Scores = ((kinds.GROUP, 5.0),)
_VILLAGE_ENDS = ("村", "村委", "委会", "社区", "嘎查")
# 卫星村民组 is the group 卫星, 朝阳村委会 the committee of 朝阳.
_MORE_OF_VILLAGE = ("民组", "民小组", "委会", "民委员会")
_REGIMENT = "团场"
_BEHIND_RING = frozenset(["", *"东西南北中内外上下与和及口旁边路线道高快辅"])  # 华南城|环球物流: no ring road.
_NO_TROOPS = frozenset("购队委锁接排傅范大")
_TROOP_NUMBERS = frozenset("一二三四五六七八九十0123456789")
_NAMED_CITY = "城市"  # 江城市|老城区 is a city that no list knows, 阳光城市 an estate.
_NO_NAME = frozenset(["", *"省市县区旗镇乡村路街"])  # Behind them 城市之光 begins.
_PART_HEADS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ一二三四五六七八九十东西南北中0123456789")

# A place where a name may end: its end, the length of the ending, the kinds it ends with their certainty, and for each
# kind of which only the length matters how its names speak for it, by their length without the ending.
End = tuple[int, int, Scores, tuple[tuple[float, ...], ...]]


def ends_of(text: str, words: Vocabulary) -> list[End]:
    """Every place where a name may end by its last characters."""
    found: list[End] = []
    for to in range(1, len(text) + 1):
        if text[to - 1] in "区期坊" and text[to - 2 : to - 1] in (
            _PART_HEADS if text[to - 1] != "坊" else _TROOP_NUMBERS
        ):
            found.append(_end(to, 2, _OF_PHASE if text[to - 1] == "期" else _OF_SECTION))
            continue
        if text[to - 2 : to] == _REGIMENT and text[to - 3 : to - 2] in _TROOP_NUMBERS:
            found[-1] = _end(to, len(_REGIMENT), _OF_TROOPS["团"])
            continue
        if (
            text[to - 1] in _OF_TROOPS
            and text[to - 2 : to - 1] in _TROOP_NUMBERS
            and text[to : to + 1] not in _NO_TROOPS
        ):
            found.append(_end(to, 1, _OF_TROOPS[text[to - 1]]))
            continue
        if text[to - 1] == "村" and text.startswith(_MORE_OF_VILLAGE, to):
            continue
        if text[to - 1] == "环" and text[to : to + 1] not in _BEHIND_RING:
            continue
        if text[to - 1] == "委" and text[to : to + 1] == "会":
            continue
        if text[to - 1] == "路" and text[to : to + 1] == "灯":
            continue
        if text.endswith(_NAMED_CITY, 0, to) and to < len(text) and text[to - 3 : to - 2] not in _NO_NAME:
            found.append(_end(to, 1, words.endings[_NAMED_CITY[-1:]]))
        size, scores = words.ending_before(text, to)
        if size <= 1 and _is_named_group(text, to, words):
            found.append(_end(to, 1, _OF_GROUP))
        elif size:
            found.append(_end(to, size, scores))
    return found


def _is_named_group(text: str, to: int, words: Vocabulary) -> bool:
    """Whether 石塔社, 上角队 behind a village is a group of its villagers, and no 合作社 or 运输队."""
    if text[to - 1] not in "社队" or text.endswith(words.teams, 0, to - 1):
        return False
    return text.endswith(_VILLAGE_ENDS, 0, to - 3) or text.endswith(_VILLAGE_ENDS, 0, to - 4)


def _end(to: int, size: int, scores: Scores) -> End:
    by_length = _BY_LENGTH.get(scores)
    if by_length is None:
        section = scores is _OF_SECTION
        by_length = tuple(() if section else stems_by_length(kind, LONGEST_NAME) for kind, _ in scores)
        _BY_LENGTH[scores] = by_length
    return to, size, scores, by_length


_BY_LENGTH: dict[Scores, tuple[tuple[float, ...], ...]] = {}
