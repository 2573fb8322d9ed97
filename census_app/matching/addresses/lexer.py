"""Cutting a folded address into runs of name characters and numbers with their classifiers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .vocabulary import any_of, vocabulary

RUN = "run"
SEPARATOR = "separator"
NOISE = "noise"
CUT = "cut"
BARE = "bare"
HIGHWAY = "highway"

NAMES_IN_DI = ("香门第", "名门第", "望门第")  # 第 ends the name of an estate: 书香门第6号楼.
_NO_ORDINAL = "(?<![香名望]门)"
NUMERALS = "零〇一二两三四五六七八九十百"
_INSIDE_ROOM = r"(?<=[楼层元])\d{1,4}[A-Za-z]\d{1,4}"  # 3楼3A108: one room of a market's floor
# 12B, 18甲-2号: what stands behind the digits of one number.
_BEHIND_DIGITS = r"(?:[A-Za-z](?![A-Za-z])|[甲乙丙丁](?=号|-?\d{1,2}号|-\d{1,2}$))?"
_SPECIAL = "(?<=[路街道巷])特"  # 星海路特2号: a door added between others, as 甲2号 is.
_BEFORE_DIGITS = rf"(?:(?<![A-Za-z])[A-Za-z]{{1,2}}(?=\d)|(?:[甲乙丙丁]|{_SPECIAL})(?=\d))?"
_PART = rf"{_BEFORE_DIGITS}(?:{_INSIDE_ROOM}|\d{{1,6}}{_BEHIND_DIGITS})"
_OF_CHAIN = r"(?<=-\d#)\d{1,2}(?:单元|门)|(?<=-\d\d#)\d{1,2}(?:单元|门)"  # 7-14#2单元: the building 7-14
_LINK = rf"(?:号?[-~./、至]+(?:附)?|[一杠](?=[0-9A-Za-z])|号?[附增]|,(?=\d{{1,5}}[,号])|#(?!楼|栋|幢|{_OF_CHAIN}))"
_CHAIN = (
    rf"(?:[A-Za-z](?=-)|[一二三四五六七八九十]{{1,3}}(?=-[\d一二三四五六七八九十])|{_PART})"
    rf"(?:{_LINK}(?:{_PART}|[一二三四五六七八九十]{{1,3}}(?=-\d)|[A-Za-z](?=[-#号座栋幢楼]|$)))*"
)
_SIDE = "[东西南北](?:[侧边面;,()]|$)"  # 12号路北: the number 12, north of the road
# Words that make "3号…" a name (3号路, 5号库), not a number.
_NAMED = (
    f"(?!路(?!{_SIDE})|街|大街|大道|桥|线|渠|库|仓|馆|地块|码头|公路|站台|井|泵|机(?![械电修关])|变|矿|坝|闸|沟|航站"
    "|公馆|学生公寓|学生宿舍|车间|院|门(?![诊面店口卫]|市(?!场))|通道|出口|厂|台区|[公专配箱台]变|[公专]用变|环网|开闭|配电"
    "|路灯)"
)
_ON_ROAD = "号(?=厂|仓|库房|车间)(?:" + "|".join(f"(?<=[路街道巷]\\d{{{count}}}号)" for count in (1, 2, 3, 4)) + ")"
# 西大望路19号院金港公寓: behind a road the yard is the number, elsewhere it may be the name.
_YARD = "号院(?:" + "|".join(f"(?<=[路街道巷]\\d{{{count}}}号院)" for count in (1, 2, 3, 4)) + ")"
# 十三户村, 三座楼村: the classifier is part of a village's name.
_OF_NAME = "[楼房店庙窑地沟山桥]?[村屯乡镇庄]"
_CLASSIFIERS = (
    r"(?P<group>村民小组|居民小组|村民组|居民组|小组|生产队|号?组(?!团)|号?队(?!部)|社(?![区会]))"
    rf"|(?P<household>户(?!口|籍|外|{_OF_NAME}))"
    rf"|(?P<building>号楼|#楼|号幢|号栋|#栋|#幢|[幢栋]楼(?![道上下])|[幢栋]{{2}}|幢|栋|撞|懂|憧|橦|号?塔楼?(?=[\d一二三四五六七八九十;,-]|$)|铜(?=[\d一二三四五六七八九]|$)|号搂|号公寓楼|号写字楼|高楼(?!层)|座(?!{_OF_NAME})|排(?!{_OF_NAME}))"
    r"|(?P<unit>单元号?|单无|单员|但元|丹元|号?门洞|单(?=[-\d;,]|$)|梯)"
    r"|(?P<floor>楼(?![道村镇路街区台盘下上])|层(?!高)|[Ff](?![A-Za-z0-9]))"
    r"|(?P<room>号?房间|号?商铺|号?店面|号?门面|号?铺位|号?铺|号?床位|号?档口?|号?摊位|号?商位|号?柜|店(?=$|\s)|室|窒|(?<=\d{3})市(?=$|[;,()])|间(?=$|[;,()])|房(?!产|地|屋|管|[村屯乡镇庄]))"
    r"|(?P<lane>弄(?!堂)|支弄|(?<=[0-9])(?<![东西南北]\d)(?<![东西南北]\d\d)巷(?![路口道子]))"
    r"|(?P<street>(?<=[0-9一二三四五六七八九十])街(?=[-0-9A-Z]|$))"
    r"|(?P<door>号门(?![诊面店口卫]|市(?!场))|门(?=[0-9A-Za-z零一二三四五六七八九]|$))"
    rf"|(?P<number>(?:号(?:院(?=[0-9内附东西南北]|$)|[甲乙丙丁](?!单元|号|[幢栋座])|旁[门院])?|好(?=$)|#){_NAMED}|{_ON_ROAD}|{_YARD})"
)
_ROAD = (
    r"(?<![元门栋幢楼层室#0-9])[A-Za-z]?\d{1,4}号?"
    rf"(?:国道|省道|县道|乡道|大街|大道|公路|支?路(?!口|{_SIDE})|街(?![-道坊0-9])|巷(?=[路口道子])|(?:(?<=[东西南北]\d)|(?<=[东西南北]\d\d))巷|环(?![\u4e00-\u9fff])|环路|线|条(?!街))"
    r"|(?<!\d)\d{1,3}(?:团(?![购队委])|连(?![锁接排])|师(?![傅范大]))"  # 143团3连: regiments and companies of the 兵团
)
_PHONE = (
    r"(?<!\d)(?:\+?86-?)?1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)"
    r"|(?<!\d)[48]00-?\d{3}-?\d{4}(?!\d)|(?<![\dA-Za-z-])\d{7,}(?![\dA-Za-z-])"
)
# 东座, 甲幢, 东单元: named by where they stand or by a letter; 主楼, 裙楼: parts of a building.
_NAMED_BUILDING = (
    r"[甲乙丙丁](?=单元|号楼|[幢栋座])|[东西南北中](?=单元)|[主副附裙](?=楼)|[东南西北前后左右](?=[座栋幢])"
    r"|(?<=[号厦心场院园城])[东南西北](?=楼(?:[\d一二三四五六七八九]|$))"
)
# 杭州大厦A一楼, 材料城B: a building named by a letter without more.
_LETTER_ALONE = f"(?<=[厦城场园苑庭寓庄])[A-Za-z](?=$|[;,()](?![A-Za-z])|[{NUMERALS}]{{1,2}}[楼层])"
# 首层, 底层: floors that are named; 底楼 only behind a number, as 江底楼 is a name.
_NAMED_FLOOR = "[首底](?=层)|(?<=[号弄幢栋座元])底(?=楼)"
# 地下一层, -1层; the dash of 2单元-3层 stands between two numbers.
_BELOW = rf"(?:地下(?=[\d{NUMERALS}]{{1,2}}[层楼])|(?<=[\u4e00-\u9fff])(?<!元)-(?=[1-3]层(?!-)))"
_SIDE_OF_HOUSE = r"(?<=[号楼幢栋座#])[东西南北中](?=\d{1,2}单元)"  # 3号楼东2单元 is not 西2单元.
# (原12号): what it was called before.
_FORMER = r"\((?:原|旧|曾)[^()\d]{0,20}\d[^()]{0,20}\)"
# (严村附近): what the address lies near, which is no part of it.
_BESIDE = r"\((?<=.\()(?:[^()]|\([^()]*\)){2,40}附近\)"
_BETWEEN = r"[\s,，、。;；:：()（）\[\]【】<>《》\"'“”!！?？*|=·]"
# 4号之一, 4之1号: one door of several with the number 4.
_SUFFIX = (
    rf"(?<=[号0-9])之(?:\d{{1,2}}|[{NUMERALS}]{{1,2}})号(?!楼)"
    rf"|(?<=[号0-9])之(?:\d{{1,2}}(?![0-9A-Za-z栋幢座号])|[{NUMERALS}]{{1,2}})"
)
_DISTANCE = (
    rf"[Kk]\d{{1,4}}\+\d{{1,3}}[米Mm]?处?|[往向约]?[东西南北]{{0,2}}[往向走约]{{0,3}}(?:\d+|[{NUMERALS}]+)[多余]?"
    r"(?:米|公里|里路|[Kk][Mm])(?:\+\d{1,3}米?)?(?:处|左右|远)?"
)
# 15号杆, 3#表箱: poles and boxes stand where the address is, they are no doors of it.
_POLE = (
    rf"[\d{NUMERALS}]{{1,4}}(?:[号#]|(?=杆))(?:\+\d{{1,2}}号?)?"
    r"(?:(?:电线|水泥|[电线])?杆(?:塔|变)?(?![石子村庄])|电?表箱|计量箱|分支箱|配电箱|[电水]表井?)"
)
# 三环到四环之间: parts of cities as the forms of delivery services name them.
_RING = r"[一二三四五六内中外]环(?:[到至-][一二三四五六内中外]环)?(?:以[内外]|之间)"
_LIFT = rf"(?:\d{{1,2}}|[{NUMERALS}]{{1,2}})号?(?:[货客观光]{{1,2}}梯|电梯|扶梯|岗亭|丰巢|快递柜|智能柜|自提柜|柜机)"
# What begins one of these; of the characters of names hardly any does, and the others need not be looked at twice.
_BEGINNINGS = (
    rf"\s,，、。;；:：()（）\[\]【】<>《》\"'“”!！?？*|=·~/.#_\-+\dA-Za-z{NUMERALS}"
    "之往向约走国省县第笫附临负副地东西南北中内外甲乙丙丁特主裙前后左右首底"
)
_INSIDE = re.compile(f"[{NUMERALS}]{{1,3}}(?:[楼层]|单元)")
_FLAT_BEHIND = re.compile(r"\d{3,4}(?!\d)(?=室|号(?![楼院门])|$|[-;,(])|\d{1,2}号$")
_BUILDING_BEHIND = re.compile(r"\d{1,3}(?:号楼|#|[幢栋])")
# 万象城L1043DIOR: a shop and its number, where 110KV变电站 is one name.
_BRAND, _NUMBER_OF_SHOP = re.compile("(?!K[VWMG])[A-Z]{2}", re.IGNORECASE), re.compile(r"\d{3}")
_DIVISION_ENDS = "省市区县镇"
_LETTER_FLOOR = re.compile(r"\d{1,2}[Ff]")
_SPOKEN = re.compile("[一二三四五六七八九]?[十百][零一二三四五六七八九十百]*")
_FIGURES = re.compile("[零〇一二三四五六七八九]{3,4}")
_NUMBERED_NAME = re.compile("#(?!楼|栋|幢)[\u4e00-\u9fff]")
_BUILDING_ENDS = "号楼幢栋座#"
_WITHIN = _BUILDING_ENDS + "元层区期门城"
_ENDERS = "路街道巷弄号幢栋座元门梯组队社楼层室村线"
_KINDS = ("group", "household", "building", "unit", "floor", "room", "lane", "street", "door", "number")


@dataclass(slots=True)
class Token:
    """One piece of the text. `kind` is RUN, SEPARATOR, CUT, NOISE, or the classifier of a number (BARE without one)."""

    kind: str
    start: int
    end: int
    value_end: int = 0  # where the digits of a number end and its classifier begins


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = vocabulary()
    listed = "".join(sorted({word[0] for word in (*words.cuts, *words.remarks)}))
    return re.compile(rf"(?=[{_BEGINNINGS}{re.escape(listed)}])(?:{_tokens()})")


def _tokens() -> str:
    """A pattern of whatever is no run."""
    words = vocabulary()
    return (
        rf"(?P<former>{_FORMER}|{_BESIDE})|(?P<separator>{_BETWEEN}(?:(?!{_BESIDE}){_BETWEEN})*)"
        rf"|(?P<highway>(?:(?<![卫建兴爱报保护富强])国道|省道|县道)[A-Z]?\d{{1,4}}线?)|(?P<phone>{_PHONE})|(?P<distance>{_DISTANCE}|{_LIFT}|{_POLE}|{_RING})|(?P<road>{_ROAD})"
        rf"|(?P<value>(?:{_NO_ORDINAL}[第笫])?(?:(?:[附临负]|副(?=\d)|{_BELOW}|{_SIDE_OF_HOUSE})?{_CHAIN}(?<=[0-9A-Za-z甲乙丙丁])|[A-Za-z]{{1,2}}(?=[座栋幢楼排单号层室])|(?<![A-Za-z])[A-Za-z](?=号?塔)|{_LETTER_ALONE}|{_NAMED_BUILDING}|{_NAMED_FLOOR})|(?:{_NO_ORDINAL}[第笫]|负|{_SPECIAL}|{_BELOW})?[{NUMERALS}]{{1,5}})"
        rf"(?:{_CLASSIFIERS})?"
        rf"|(?P<dash>(?:[-~/._]|#(?![\u4e00-\u9fff]))+)|(?P<cut>{any_of(words.cuts)}|null)|(?P<remark>{any_of(words.remarks)}|{_SUFFIX})"
    )


@lru_cache(maxsize=1)
def _telling() -> re.Pattern[str]:
    """Whatever a token that is no run needs in a text of Chinese characters alone."""
    words = vocabulary()
    return re.compile(rf"[{NUMERALS}]|{any_of(words.cuts)}|{any_of(words.remarks)}|{_NAMED_BUILDING}|{_NAMED_FLOOR}")


def is_one_run(text: str) -> bool:
    """Whether `tokenize` makes one run of a text of Chinese characters alone."""
    return not _telling().search(text) or [token.kind for token in tokenize(text)] == [RUN]


def tokenize(text: str) -> list[Token]:
    """Tokens in order, without gaps."""
    tokens: list[Token] = []
    search = _pattern().search
    run = position = 0
    match = search(text)
    while match:
        start, end = match.span()
        kind = _kind_of(match, text)
        if kind is None:
            position = max(end if match["road"] else _after_first(match), start + 1)
        else:
            if start > run:
                tokens.append(Token(RUN, run, start))
            tokens.append(Token(kind, start, end, match.end("value") if match["value"] else end))
            run = position = end
        match = search(text, position)
    if run < len(text):
        tokens.append(Token(RUN, run, len(text)))
    return tokens


def _after_first(match: re.Match[str]) -> int:
    """Where to look on after characters that belong to a name: behind its digits, not behind the classifier."""
    return match.end("value") if match["value"] else match.end()


def _kind_of(match: re.Match[str], text: str) -> str | None:
    """What the match is; None where the characters belong to a name (五一路, 三里屯, 3D打印)."""
    group = match.lastgroup
    if group in ("separator", "dash"):
        return SEPARATOR
    if group in ("phone", "distance", "remark", "former"):
        return NOISE
    if group == "cut":
        return CUT
    if group == "road":
        return None
    if group == "highway":
        return HIGHWAY
    value = match["value"]
    classifier = next((kind for kind in _KINDS if match[kind]), None)
    if value.removeprefix("地下").lstrip("第笫负特")[0] in NUMERALS and "-" not in value:
        return _numeral_kind(match, text, classifier)
    if classifier == "street" and not _follows(match, text, _WITHIN):
        return None
    if (
        classifier == "door"
        and "-" not in value
        and not _before_room(match, text)
        and (not _follows(match, text, _BUILDING_ENDS) or _is_gate(match, text))
    ):
        return CUT
    if classifier is None and _LETTER_FLOOR.fullmatch(value):
        return "floor"
    return classifier or _bare_kind(match, text)


def _numeral_kind(match: re.Match[str], text: str, classifier: str | None) -> str | None:
    """Chinese numerals count as a number only with a classifier that fits what stands around them."""
    before = text[match.start() - 1 : match.start()]
    if classifier is None:
        in_figures = _FIGURES.fullmatch(match["value"]) and before and before in "元楼层栋幢座"
        alone = _SPOKEN.fullmatch(match["value"]) and _ends_name(text, match.end())
        return BARE if in_figures or alone else None
    if classifier == "street" and not _follows(match, text, _WITHIN):
        return None
    if match[classifier] == "号" and _is_named_number(match, text, before):
        return None
    if classifier == "door" and (not _follows(match, text, _BUILDING_ENDS) or _is_gate(match, text)):
        return CUT if match[classifier] == "号门" else None
    if match[classifier] in ("社", "队") and before not in ("村", "组", "委", "会"):
        following = text[match.end() : match.end() + 1]
        return None if "\u4e00" <= following <= "\u9fff" and following not in NUMERALS else classifier
    return classifier


def _is_named_number(match: re.Match[str], text: str, before: str) -> bool:
    """Whether 一号 is the end of a name that buildings follow (滨江一号2幢), not the number on a road."""
    named = "\u4e00" <= before <= "\u9fff" and before not in _ENDERS and len(match["value"]) == 1
    return named and bool(_BUILDING_BEHIND.match(text, match.end()))


def _is_gate(match: re.Match[str], text: str) -> bool:
    """Whether N号门 is a gate on a floor of a market (八楼79号门), not a stair of a building (8号楼2门)."""
    floor = text[: match.start()].rstrip("-;")[-2:]
    return match["door"] == "号门" and floor[-1:] == "楼" and floor[0] not in "号#"


def _before_room(match: re.Match[str], text: str) -> bool:
    """Whether a room stands directly behind N门, which is a stair then and no gate: 珠江里12门501."""
    return match["door"] == "门" and bool(_FLAT_BEHIND.match(text, match.end()))


def _follows(match: re.Match[str], text: str, enders: str) -> bool:
    """Whether one of the characters stands before the match, but for dashes."""
    before = text[: match.start()].rstrip("-;")[-1:]
    return bool(before) and before in enders


def _bare_kind(match: re.Match[str], text: str) -> str | None:
    """A number without classifier before a name belongs to the name unless it must be a number of its own."""
    value, start, end = match["value"], match.start(), match.end()
    following = text[end : end + 1]
    if len(value) == 1 and value.isascii() and value.isalpha():
        return "building"
    if (
        value.isalpha()
        or value in ("4S", "4s")
        or text.startswith(vocabulary().numbered, end)
        or (following and following in "期区号坊段屯")
        or text.startswith(("组团", "街坊", "小区"), end)
        or _NUMBERED_NAME.match(text, end)
    ):
        return None
    if following.isascii() and following.isalpha():
        in_place = "\u4e00" <= text[start - 1 : start] <= "\u9fff" and text[start - 1] not in _DIVISION_ENDS
        return BARE if in_place and _NUMBER_OF_SHOP.search(value) and _BRAND.match(text, end) else None
    if not "\u4e00" <= following <= "\u9fff":
        return BARE
    if (
        _INSIDE.match(text, end)
        or _ends_name(text, end)
        or re.search(r"\w[-~/一#].*\d", value)
        or text.startswith(vocabulary().remarks, end)
    ):
        return BARE
    before = text[start - 1 : start]
    enders = _ENDERS if len(value) < 3 else _ENDERS + "场厦城园苑区心"
    return BARE if before and before in enders and value[-1].isdigit() else None


def _ends_name(text: str, end: int) -> bool:
    """Whether nothing of the name follows: the end, a separator or a word that cuts."""
    match = _pattern().match(text, end)
    return end == len(text) or bool(match and match.lastgroup in ("separator", "cut", "distance", "remark"))
