"""Cutting a folded address into runs of name characters and numbers with their classifiers."""

from __future__ import annotations

import re
from dataclasses import dataclass

RUN = "run"
SEPARATOR = "separator"
NUMBER = "number"
NOISE = "noise"

_PART = r"(?:[A-Za-z]{1,2}(?=\d)|[甲乙丙丁](?=\d))?\d{1,6}(?:[A-Za-z](?![A-Za-z]))?"
_LINK = r"(?:号?[-~./、至]+(?:附)?|[一杠](?=[0-9A-Za-z])|号?附|#(?!楼|栋|幢))"
_CHAIN = rf"(?:[A-Za-z](?=-)|{_PART})(?:{_LINK}(?:{_PART}|[A-Za-z](?=[-#号座栋幢楼]|$)))*"
_NUMERAL = "[零〇一二两三四五六七八九十百]{1,5}"
# Words that make "3号…" a name (3号路, 5号库), not a number.
_NAMED = (
    "(?!路|街|大街|大道|桥|线|渠|库|仓|馆|地块|码头|公路|站台|井|泵|机|变|矿|坝|闸|沟|航站|公馆|车间|院|门|通道|出口"
    "|厂)"
)
_CLASSIFIER = (
    r"(?P<group>村民小组|居民小组|小组|生产队|组|队(?!部)|社(?![区会]))"
    rf"|(?P<building>号楼|#楼|号幢|号栋|#栋|#幢|幢|栋|撞|号搂|号公寓楼|座|排)"
    r"|(?P<unit>单元|梯)"
    r"|(?P<floor>楼(?![道村镇路街区台盘下上])|层(?!高)|[Ff](?![A-Za-z0-9]))"
    r"|(?P<room>号?房间|号?商铺|号?店面|号?门面|号?铺|号?档|号?摊位|号?商位|号?柜|室|房(?!产|地|屋|管))"
    r"|(?P<lane>弄(?!堂)|支弄)"
    r"|(?P<door>号门|门(?=[0-9A-Za-z零一二三四五六七八九]|$))"
    rf"|(?P<number>号(?:院(?=[0-9内]|$))?|好(?=$)|#){_NAMED}"
)
_ROAD_NUMBER = r"[A-Za-z]?\d{1,4}号?(?:国道|省道|县道|乡道|大街|大道|公路|支?路(?!口)|街(?!道)|巷|环|线)"
_PHONE = r"(?<!\d)(?:\+?86-?)?1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)|(?<!\d)[48]00-?\d{3}-?\d{4}(?!\d)"
_DISTANCE = (
    r"[往向约]?[东西南北]{0,2}[往向走约]{0,3}(?:\d+|[一二两三四五六七八九十百]+)[多余]?"
    r"(?:米|公里|里路|[Kk][Mm])(?:处|左右|远)?"
)

_TOKEN = re.compile(
    rf"(?P<separator>[\s,，、。;；:：()（）\[\]【】<>《》\"'“”!！?？*|=·]+)"
    rf"|(?P<phone>{_PHONE})|(?P<distance>{_DISTANCE})|(?P<road>{_ROAD_NUMBER})"
    rf"|(?P<value>第?(?:[附新临]?{_CHAIN}(?<=[0-9A-Za-z])|[A-Za-z]{{1,2}}(?=[座栋幢楼排单号层]))|第?{_NUMERAL})(?:{_CLASSIFIER})?"
    rf"|(?P<dash>[-~/.#_]+)"
)
_KINDS = ("group", "building", "unit", "floor", "room", "lane", "door", "number")
BARE = "bare"


@dataclass(slots=True)
class Token:
    """One piece of the text. `kind` is RUN, SEPARATOR, NOISE, or the classifier of a number (BARE without one)."""

    kind: str
    start: int
    end: int
    value_end: int = 0  # where the digits of a number end and its classifier begins


def tokenize(text: str) -> list[Token]:
    """Tokens in order, without gaps."""
    tokens: list[Token] = []
    run = position = 0
    match = _TOKEN.search(text)
    while match:
        start, end = match.span()
        kind = _kind_of(match, text)
        if kind is None or end == start:
            position = max(end, start + 1)
        else:
            if start > run:
                tokens.append(Token(RUN, run, start))
            value_end = match.end("value") if match.lastgroup != "value" or match["value"] else end
            tokens.append(Token(kind, start, end, value_end if value_end > 0 else end))
            run = position = end
        match = _TOKEN.search(text, position)
    if run < len(text):
        tokens.append(Token(RUN, run, len(text)))
    return tokens


def _kind_of(match: re.Match[str], text: str) -> str | None:
    """What the match is; None where the characters belong to a name (五一路, 三里屯, 3D打印)."""
    if match["separator"] or match["dash"]:
        return SEPARATOR
    if match["phone"] or match["distance"]:
        return NOISE
    if match["road"]:
        return None
    value = match["value"]
    classifier = next((kind for kind in _KINDS if match[kind]), None)
    if value.lstrip("第")[0] in "零〇一二两三四五六七八九十百":
        return _numeral_kind(match, text, classifier)
    if classifier is None:
        following = text[match.end() : match.end() + 1]
        if "\u4e00" <= following <= "\u9fff" and not _may_end_before(match, text):
            return None
        if value.isalpha():
            return None
        return BARE
    return classifier


def _numeral_kind(match: re.Match[str], text: str, classifier: str | None) -> str | None:
    if classifier is None:
        return None
    before = text[match.start() - 1 : match.start()]
    if classifier == "door":
        return classifier if before and before in "号楼幢栋座元" else None
    if match[classifier] in ("楼", "层", "社", "队", "座", "#"):
        following = text[match.end() : match.end() + 1]
        if match[classifier] in ("社", "队") and before not in ("村", "组", "委", "会"):
            return None if following and "\u4e00" <= following <= "\u9fff" else classifier
    return classifier


def _may_end_before(match: re.Match[str], text: str) -> bool:
    """A bare number before a name is a number of its own only after a road, a building or another number."""
    before = text[match.start() - 1 : match.start()]
    return bool(before) and before in "路街道巷弄号幢栋座元楼层室村线" and match["value"][-1].isdigit()
