"""The pieces that may begin at a character of a run, each with its kind and its certainty."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import kinds
from .divisions import counties_of_city
from .endings import LONGEST_NAME, End, ends_of
from .gazetteer import Local, all_towns, local_names
from .places import Words
from .scores import HAMLET_ENDS, bare_place, bare_village, stem
from .vocabulary import SURE, Vocabulary, vocabulary

_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_PHASE_HEADS = _LETTERS | frozenset("第一二三四五六七八九十0123456789")
_SECTION_HEADS = _PHASE_HEADS | frozenset("东西南北中")
_SHORT_DIVISIONS = (kinds.SHORT_PROVINCE, kinds.SHORT_CITY, kinds.SHORT_COUNTY)
_LISTED = frozenset({kinds.TOWN, kinds.VILLAGE})
_LOCAL = frozenset({kinds.CITY, kinds.COUNTY, kinds.SHORT_CITY, kinds.SHORT_COUNTY})
_ENDED = frozenset({kinds.ZONE, kinds.ROAD, kinds.ESTATE, kinds.PART})
_MORE_OF_NAME = frozenset("头湾门山桥苑园城湖江河里岭坝岗池")
_NUMBERED_PARTS = frozenset("区期村里苑街路")
_SHORT_ROADS = frozenset("新老一二三四五六七八九十")
_LEAST_OF_TOWN = -2.5
_VILLAGE_BEFORE_ESTATE = -1.0
_SURE_ENDING = 3.0
_GOES_ON = frozenset("镇乡街村社区")  # 柳河镇, 柳河街道, 柳河区 and 柳河大桥 are not 柳河 without its ending.
_GOES_ON_SO = frozenset({"大桥", "大队", "大厦", "公社", "公路", "经济", "高新", "旅游"})
_FURTHEST_DIVISION = 16  # What looks like a division further behind is part of a name.
_AWKWARD_HEADS = dict.fromkeys("区村街路弄号市县省室组期口", -0.8) | dict.fromkeys("镇乡道办", -2.0)
_TOWN_ENDS = frozenset("镇乡道")  # Behind them stands the seat of the town's government: 塘下镇|镇政府.
_LEAST_BEFORE_INSIDE = 2  # 集贤里 is a name, 阳光小区里 within one.
_SIDES = frozenset("东西南北中")
_ORDINALS = _SIDES | frozenset("一二三四五六七八九十")
_BUILDINGS = ("building", "flat", "unit")
_ANY_NUMBER = "number"
_BEHIND_TOWN = (kinds.ROAD, kinds.VILLAGE)
_SURE_ROAD = 4.0
_TOWN_ANYWHERE, _OF_ROADS = 2.0, (*_MORE_OF_NAME, "大道", "大街", "商业", "步行")  # 西溪商业街 is one name.
_BESIDE_PLACE = 2.1
_KNOWN_HERE = 1.0
_FOREIGN = -7.0
_OF_OTHER_CITY = -2.0
_BEFORE_NAME = {**dict.fromkeys("东西南北", -1.5), "中": -6.0}  # 广场|东方经贸城: directions begin names as often.
_COUNTY_ENDS = frozenset("县区旗")
_TOWN_INSIDE = re.compile("[镇乡]|街道")

Candidate = tuple[int, str, float]


def sort_of_number(after: str, text: str) -> str:
    """One kind for all kinds of number that make no difference to what a run may be cut into."""
    if after in _BUILDINGS and "村" in text:
        return _BUILDINGS[0]
    return _ANY_NUMBER if after or text[-1:] in HAMLET_ENDS else ""


@dataclass(slots=True)
class Run:
    """A run of name characters, the kind of the number behind it ("" for none), and the words of the places known.

    `divisions`: the cities and counties named before the run; those the run itself names are added as they are met.
    `home`: the counties the addresses are of, as far as they are known.
    """

    text: str
    after: str
    places: Words
    divisions: frozenset[str] = frozenset()
    home: frozenset[str] = frozenset()
    words: Vocabulary = field(default_factory=vocabulary)
    ends: list[End] = field(init=False)
    local: list[Local] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    _known: dict[int, list[Candidate]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ends = ends_of(self.text, self.words)
        self.begin()

    def begin(self) -> None:
        """Nothing of the run has been met yet."""
        self.local.clear()
        self.met.clear()
        for division in self.divisions:
            self._enter(division)

    def candidates(self, at: int) -> list[Candidate]:
        """Every piece that may begin at `at`, after what was met since the beginning: end, kind and certainty."""
        found = None if self.local else self._known.get(at)
        if found is None:
            found = self._candidates(at)
            if not self.local:
                # without divisions that tell of their towns it does not matter what was met
                self._known[at] = found
        return found

    def _candidates(self, at: int) -> list[Candidate]:
        text, end = self.text, len(self.text)
        found: list[Candidate] = [(at + 1, kinds.UNKNOWN, -4.5)]
        self._whole_words(at, found)
        awkward = _AWKWARD_HEADS.get(text[at], 0.0)
        local = bool(self.local)
        for to, size, scores, by_length in self.ends:
            length = to - at
            if length > LONGEST_NAME:
                break
            if length < size:
                continue
            for (kind, certainty), stems in zip(scores, by_length, strict=True):
                # the length of most kinds of names is all that matters of them
                if kind == kinds.ZONE and self._is_zone_of_town(at, to, size):
                    continue
                if stems and not (local and kind == kinds.VILLAGE):
                    found.append((to, kind, certainty + awkward + stems[length - size]))
                else:
                    self._ending(at, to, size, kind, certainty, awkward, found)
        if not (at or self.places or self.divisions or self.local):
            self._town_before_road(found)
        # what the rest of the run may be when its last characters say nothing
        found.append((end, kinds.ESTATE, awkward + bare_place(end - at)))
        if 2 <= end - at <= 4:
            doubt = 0.0 if self.after or text[-1] in HAMLET_ENDS else -1.0
            found.append((end, kinds.SHORT_VILLAGE, doubt + awkward + bare_village(text, at, end)))
        return found

    def _whole_words(self, at: int, found: list[Candidate]) -> None:
        """Divisions, towns, positions and the county's own names."""
        text = self.text
        head = text[at : at + 2]
        for word, kind, score in self.words.words.get(head, ()):
            if text.startswith(word, at):
                if kind == kinds.ESTATE and text[at - 1 : at] not in _TOWN_ENDS:
                    continue
                to = at + len(word)
                within = kind in _SHORT_DIVISIONS and text[to : to + 2] in self.words.continuations
                if kind == kinds.SHORT_PROVINCE and self._is_cut_short(word, at):
                    continue
                foreign = kind == kinds.SHORT_COUNTY and self._is_foreign(word, at)
                if foreign:
                    score += _FOREIGN
                elif kind == kinds.SHORT_COUNTY and self._is_of_other_city(word):
                    score += _OF_OTHER_CITY
                if kind == kinds.SHORT_TOWN:
                    score += max(self._goes_on(to), _LEAST_OF_TOWN)
                found.append((to, kind, score - 3.0 if within else score))
                if kind in _LOCAL and at < _FURTHEST_DIVISION and not foreign:
                    self._enter(word)
        for local in self.local:
            for word, kind, score in local.words.get(head, ()):
                if text.startswith(word, at):
                    to = at + len(word)
                    estate = _VILLAGE_BEFORE_ESTATE if kind == kinds.SHORT_VILLAGE and self._place_next(to) else 0.0
                    found.append((to, kind, score + _AWKWARD_HEADS.get(text[at], 0.0) + self._goes_on(to) + estate))
        for word, kind, score in self.places.get(head, ()):
            if text.startswith(word, at):
                found.append((at + len(word), kind, score))
        letter = self.words.letters.get(text[at])
        if letter and (at > _LEAST_BEFORE_INSIDE or text[at] != "里"):
            kind, score = letter
            if kind == kinds.POSITION:
                score += 1.8 if at + 1 == len(text) else _BEFORE_NAME.get(text[at], 0.0)
            found.append((at + 1, kind, score))

    def _is_zone_of_town(self, at: int, to: int, size: int) -> bool:
        """Whether a zone's name holds a town's: 大湾镇|开发区. 柳河镇工业园区 may as well be one name."""
        return bool(_TOWN_INSIDE.search(self.text, at + 2, to - size)) and not self.text.endswith(
            self.words.work_sites, at, to
        )

    def _is_cut_short(self, province: str, at: int) -> bool:
        """Whether a longer name of a province stands here: 内蒙古, not 内蒙."""
        others = self.words.words[province[:2]]
        return any(len(one) > len(province) and self.text.startswith(one, at) for one, _, _ in others)

    def _is_foreign(self, county: str, at: int) -> bool:
        """Whether a county without 县 is none of those at home, and nothing before it makes one likely: 小河|沿村."""
        if not self.home or county in self.home:
            return False
        return self.text[at - 1] in _COUNTY_ENDS if at else not self.divisions

    def _is_of_other_city(self, county: str) -> bool:
        """Whether cities were met, and the county lies in none of them: 温州|滨海园区."""
        met = [counties for counties in map(counties_of_city, self.met) if counties]
        return bool(met) and not any(county in counties for counties in met)

    def _enter(self, division: str) -> None:
        """From here on what is known in the city or county counts."""
        self.met.add(division)
        for local in local_names(division):
            if local not in self.local:
                self.local.append(local)

    def _goes_on(self, at: int) -> float:
        """How the text behind a town or village written without its ending speaks for a longer name: 新桥|头."""
        text, end = self.text, len(self.text)
        if at == end:
            return 0.0
        if text[at] in _GOES_ON or text[at : at + 2] in _GOES_ON_SO:
            return -9.0
        score = -2.0 if text[at] in _MORE_OF_NAME else 0.0
        if text[at] in _ORDINALS and text[at + 1 : at + 2] in _NUMBERED_PARTS:
            score = -2.0
        sure: tuple[int, int, str] | None = None
        for to, size, scores, _ in self.ends:
            if sure and to > sure[0] + 2:
                break
            if to > at + 1:
                kind, certainty = scores[0]
                sure = (to, to - size, kind) if certainty >= _SURE_ENDING or to == end else None
        return score - (3.0 if sure and self._hardly_named(sure[2], at, sure[1]) else 0.0)

    def _place_next(self, at: int) -> bool:
        """Whether the next sure name behind `at` is an estate or a building."""
        for to, _, scores, _ in self.ends:
            if to > at + 1 and scores[0][1] >= _SURE_ENDING:
                return scores[0][0] == kinds.ESTATE and scores[0][1] == SURE
        return False

    def _hardly_named(self, kind: str, start: int, end: int) -> bool:
        """Whether `text[start:end]` is too little for the name of a road or place before its ending: 东|路, 大|厦."""
        length = end - start
        if kind == kinds.VILLAGE:
            return not length or (length == 1 and self.text[start] in HAMLET_ENDS)
        if kind == kinds.ROAD and length > 1 and self.text[end - 1] in _ORDINALS:
            length -= 1
        if kind == kinds.ESTATE and self.text[start:end] in self.words.endings:
            return True  # 花苑|小区
        return (
            length <= 1 and kind in _ENDED and not (length and kind == kinds.ROAD and self.text[start] in _SHORT_ROADS)
        )

    def _ending(
        self, at: int, to: int, size: int, kind: str, certainty: float, awkward: float, found: list[Candidate]
    ) -> None:
        """A name of a kind recognised by its last `size` characters, where more than its length matters."""
        text, length = self.text, to - at
        if kind == kinds.PART:
            # 社|区三期 is no section, nor is 南一期: sides are told of sections, not of phases
            if length <= 3 and text[at] in (_PHASE_HEADS if text[to - 1] == "期" else _SECTION_HEADS):
                found.append((to, kind, certainty + awkward))
            return
        if kind in (kinds.CITY, kinds.COUNTY) and text[to - 1 : to + 1] == "市场":
            return
        if kind == kinds.ROAD:
            self._road(at, to, size, certainty, found)
        if kind == kinds.VILLAGE and size == 1 and length == 2 and self._known_here(kinds.TOWN, at, to):
            return  # 许村 is a town
        known = kind in _LISTED and self.local and self._known_here(kind, at, to - size)
        if known:
            certainty += _KNOWN_HERE
        if kind == kinds.ESTATE and length > 3 and text[to - 3] == "村" and self.after in _BUILDINGS:
            # only of sections does more than the length matter: 孔村一区
            certainty += 2.5
        by_stem = stem(kind, text, at, to - size)
        # a name that is known may be long: 巴拉嘎尔高勒镇
        found.append((to, kind, certainty + awkward + (max(by_stem, 0.0) if known else by_stem)))

    def _known_here(self, kind: str, start: int, end: int) -> bool:
        """Whether the county named has a town or village of this name."""
        name = self.text[start:end]
        for local in self.local:  # noqa: SIM110 - a generator costs more than the loop
            if name in local.listed[kind]:
                return True
        return False

    def _road(self, at: int, to: int, size: int, certainty: float, found: list[Candidate]) -> None:
        """What else a road's last characters may say: 步行街 alone, a place's side, a hamlet before a short road."""
        stem_end = to - size
        if self.text[stem_end:to] == "街" and self._is_town_before_road(at, to):
            found.append((to, kinds.TOWN, _KNOWN_HERE + certainty))
        if size == to - at >= 3:
            found.append((to, kinds.ROAD, certainty - 2.0))
        sided = stem_end - at >= 4 and self.text[stem_end - 1] in _SIDES
        if sided and self.words.surely_ends_place(self.text[at : stem_end - 1]):
            found.append((to, kinds.ROAD, certainty + _BESIDE_PLACE))
        if certainty >= _SURE_ROAD and size <= 2:
            self._hamlet_before_road(at, stem_end, found)

    def _is_town_before_road(self, start: int, end: int) -> bool:
        """Whether 杨村街 is the town of this name, written without 道: a road of its own follows."""
        known = self._known_here(kinds.TOWN, start, end - 1)
        return known and any(end + 2 < to <= end + 6 and scores[0][0] in _BEHIND_TOWN for to, _, scores, _ in self.ends)

    def _town_before_road(self, found: list[Candidate]) -> None:
        """A town without 镇 at the beginning, before a road of the usual length: 流亭|重庆北路."""
        towns = [to for to in (2, 3) if self.text[:to] in all_towns() and not self.text.startswith(_OF_ROADS, to)]
        for to, size, scores, _ in self.ends if towns else ():
            longest = 3 if self.text[to - size - 1] in _ORDINALS else 2
            if scores[0][0] == kinds.ROAD and scores[0][1] >= _SURE_ROAD:
                found += [(at, kinds.SHORT_TOWN, _TOWN_ANYWHERE) for at in towns if 2 <= to - size - at <= longest]

    def _hamlet_before_road(self, at: int, stem_end: int, found: list[Candidate]) -> None:
        """A hamlet without 村 before a road of the usual length: few roads have four characters before 路."""
        split = stem_end - (3 if self.text[stem_end - 1] in _ORDINALS else 2)
        if 2 <= split - at <= 3 and self.text[split] != "门":
            score = _AWKWARD_HEADS.get(self.text[at], 0.0) + bare_village(self.text, at, split) - 0.4
            found.append((split, kinds.SHORT_VILLAGE, score))
