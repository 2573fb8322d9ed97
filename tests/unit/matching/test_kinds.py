"""Levels of agreement: one pair for each thing that happens to names, numbers, phones and addresses."""

from __future__ import annotations

import numpy as np
import pytest

from census_app.matching.entries import EntryTable
from census_app.matching.kinds import field_kind
from census_app.matching.parsing import parse_texts
from census_app.matching.words import words

KINDS = ("name", "identifier", "phone", "address", "text", "number", "date")


def level(kind_id: str, left: str, right: str) -> str | None:
    """The level of the first value of each text; None when a text has none or nothing is comparable."""
    kind = field_kind(kind_id)
    table = EntryTable.of(kind.columns, kind.shared, kind.derived)
    parsed = [parse_texts(kind_id, [text]) for text in (left, right)]
    if not all(one.counts[0] for one in parsed):
        return None
    entries = [np.asarray([table.append(one)], dtype=np.int32) for one in parsed]
    number = int(kind.compare(table, *entries)[0])
    return kind.levels[number - 1] if number else None


NAMES = [
    ("张建国", "张建国", "equal"),
    ("张建国（二户）", "张 建 国", "equal"),
    ("張建國", "张建国", "equal"),
    ("张建国", "章建国", "homophone"),
    ("张志强", "张自强", "sounds_alike"),
    ("宗小杰", "宋小杰", "looks_alike"),
    ("张建国", "张国建", "swapped"),
    ("周敏", "周美敏", "one_missing"),
    ("张*", "张三", "surname_fits"),
    ("张*", "李三", "different"),
    ("*三", "张三", "mask_fits"),
    ("张**", "张**", "surname_fits"),
    ("*建国", "*建国", "mask_fits"),
    ("张**", "*建国", None),
    ("张*", "张建国", "different"),
    ("张?国", "张建国", "mask_fits"),
    ("张建？", "张建国", "mask_fits"),
    ("张建□", "张建国", "mask_fits"),
    ("张�国", "李建国", "different"),
    ("张建国?", "张建国", "equal"),
    ("青岭县□□机械有限公司", "青岭县华兴机械有限公司", "mask_fits"),
    ("阿力木·吐尔逊", "阿****逊", "mask_fits"),
    ("阿力木·吐尔逊", "阿*****逊", "mask_fits"),
    ("阿力木·吐尔逊", "肉******", "different"),
    ("玉素甫·库尔班", "玉素甫-库尔班", "equal"),
    ("玉素甫·库尔班", "玉素甫", "contained"),
    ("再乃普·卡德尔", "卡德尔", "same_surname"),
    ("孙燕", "孙睿", "one_other"),
    ("何建刚", "何福祥", "same_surname"),
    ("罗文利", "沈春艳", "different"),
    ("青岭县华兴机械有限公司", "华兴机械有限责任公司", "organisation_equal"),
    ("青岭县华兴机械有限公司第一分公司", "青岭县华兴机械有限公司第二分公司", "other_branch"),
    ("青岭县华兴机械有限公司", "青岭县宏远商贸有限公司", "organisation_different"),
    ("青岭县华兴机械有限公司", "青岭县华兴食品有限公司", "organisation_different"),
    ("青岭县华兴机械有限公司", "青岭县华兴有限公司", "organisation_core"),
    ("永和县友谊食品厂", "永和县友谊食品有限公司", "organisation_core"),
    ("永和县友谊食品", "永和县友谊食品有限公司", "organisation_equal"),
    ("永和县友谊食品股份有限公司", "永和县友谊食品有限公司", "organisation_equal"),
    ("张建国", "青岭县宏远商贸有限公司", "other_kind"),
    ("青岭县白鹤镇小湾村村民委员会", "青岭县白鹤镇小湾村股份经济合作社", "organisation_different"),
    ("青岭县白鹤镇小湾村委会", "青岭县白鹤镇小湾村村民委员会", "organisation_equal"),
    ("青岭县兴旺养殖专业合作社", "青岭县兴旺养殖有限公司", "organisation_different"),
    ("青岭县兴旺养殖专业合作社", "青岭县兴旺养殖场", "organisation_equal"),
]


def test_names():
    assert [(left, right, level("name", left, right)) for left, right, _ in NAMES] == NAMES
    assert [(left, right, level("name", right, left)) for left, right, _ in NAMES] == NAMES


def best_level(kind_id: str, left: str, right: str) -> str:
    """The best level between any of the values of each text."""
    kind = field_kind(kind_id)
    table = EntryTable.of(kind.columns, kind.shared, kind.derived)
    parsed = [parse_texts(kind_id, [text]) for text in (left, right)]
    starts = [table.append(one) for one in parsed]
    sides = [np.arange(start, start + one.counts[0], dtype=np.int32) for start, one in zip(starts, parsed, strict=True)]
    levels = kind.compare(table, *(side.ravel() for side in np.meshgrid(*sides)))
    return kind.levels[int(levels[levels > 0].min()) - 1]


@pytest.mark.parametrize(
    ("kind_id", "left", "right", "expected"),
    [
        ("name", "陈丽燕", "韩伟，陈丽燕", "equal"),
        ("name", "韩伟", "韩伟、陈丽燕", "equal"),
        ("name", "陈丽燕", "韩伟 陈丽燕", "equal"),
        ("name", "古丽娜尔·买买提", "买买提·依明、古丽娜尔·买买提", "equal"),
        ("name", "陈丽燕", "韩*、陈**", "surname_fits"),
        ("name", "王建国", "王 建国", "equal"),
        ("name", "欧阳方舟", "欧阳 方舟", "equal"),
        ("name", "陈丽燕", "韩伟，陈立群", "same_surname"),
        ("identifier", "11010519491231002X", "320334197404244906,11010519491231002X", "equal"),
        ("identifier", "11010519491231002X", "320334********4906、110105********002X", "mask_tells"),
    ],
)
def test_cells_that_list_several(kind_id, left, right, expected):
    assert best_level(kind_id, left, right) == expected


TWO_TOWNS = ["青岭县柳河镇新民村3组12号", "青岭县石桥镇新民村5组7号"]
TWO_PHASES = ["翠湖花园一期3号楼2单元501室", "翠湖花园二期8号楼1单元302室"]


@pytest.mark.parametrize(
    ("left", "right", "others", "expected"),
    [
        ("新民村3组12号", TWO_TOWNS[0], TWO_TOWNS[1:], "door_alike"),
        ("新民村3组12号", TWO_TOWNS[0], [], "same_door"),
        ("柳河镇新民村3组12号", TWO_TOWNS[0], TWO_TOWNS[1:], "same_door"),
        ("翠湖花园3-2-501", TWO_PHASES[0], TWO_PHASES[1:], "door_alike"),
        ("翠湖花园3-2-501", TWO_PHASES[0], [], "same_door"),
    ],
)
def test_a_name_that_lies_in_several_places_does_not_settle_which(left, right, others, expected):
    kind = field_kind("address")
    table = EntryTable.of(kind.columns, kind.shared, kind.derived)
    entries = [np.asarray([table.append(parse_texts("address", [text]))], dtype=np.int32) for text in (left, right)]
    for text in others:
        table.append(parse_texts("address", [text]))
    assert kind.levels[int(kind.compare(table, *entries)[0]) - 1] == expected


IDENTIFIERS = [
    ("11010519491231002X", "11010519491231002x", "equal"),
    ("110105491231002", "11010519491231002X", "equal"),
    ("11010519491231002X", "11010519491231003X", "one_slip"),
    ("11010519491231002X", "11010519491213002X", "one_slip"),
    ("11010519491231002X", "11010519501231002X", "two_slips"),
    ("110105********002X", "11010519491231002X", "mask_tells"),
    ("110***********002X", "11010519491231002X", "mask_tells"),
    ("1101051949********", "11010519491231002X", "mask_tells"),
    ("110105********002X", "110105********002X", "mask_tells"),
    ("110105************", "11010519491231002X", "mask_fits"),
    ("1****************X", "11010519491231002X", "mask_fits"),
    ("110105********0021", "11010519491231002X", "different"),
    ("11010519491231002X", "320334197404244906", "different"),
    ("", "11010519491231002X", None),
    ("000000000000000000", "11010519491231002X", None),
    ("11010519491231002X", "91320334MA8R5NTR13", None),
    ("1101051949123100", "320334197404244906", None),
    ("11010519491231002X", "d41d8cd98f00b204e9800998ecf8427e", None),
]


def test_identifiers():
    assert [(left, right, level("identifier", left, right)) for left, right, _ in IDENTIFIERS] == IDENTIFIERS
    assert [(left, right, level("identifier", right, left)) for left, right, _ in IDENTIFIERS] == IDENTIFIERS


def test_a_credit_code_holds_its_organisation_code():
    assert level("identifier", "91320334MA8R5NTR13", "MA8R5NTR1") == "organisation_equal"


PHONES = [
    ("13931165027", "+86 139-3116-5027", "equal"),
    ("13931165027", "139****5027", "mask_fits"),
    ("139****5027", "139****5027", "mask_fits"),
    ("13931165027", "138****5027", "different"),
    ("13931165027", "13931165028", "one_slip"),
    ("13931165027", "15900001234", "different"),
    ("11111111111", "13931165027", None),
]


def test_phones():
    assert [(left, right, level("phone", left, right)) for left, right, _ in PHONES] == PHONES


ADDRESSES = [
    ("青岭县柳河镇阳光小区3号楼2单元501室", "河北省青岭县阳光小区3-2-501", "same_door"),
    ("柳河镇王庄村三组12号", "青岭县柳河镇王庄村3组12号", "same_door"),
    ("柳河镇王庄村12号", "青岭县柳河镇王庄村3组12号", "door_in_part"),
    ("柳河镇王家村孙庄12号", "柳河镇王家村李庄12号", "number_differs"),
    ("柳河镇王家村大坪", "柳河镇王家村沙田1组112号", "neighbour"),
    ("工农大道粮库巷25号", "工农大道幸福巷25号", "number_differs"),
    ("体育路祥龙里28号", "体育路长乐里28号", "number_differs"),
    ("人民路锦绣花园3号楼2单元501", "人民路阳光小区3号楼2单元501", "number_differs"),
    ("人民路12号锦绣花园3号楼2单元501", "人民路12号阳光小区3号楼2单元501", "same_door"),
    ("柳河镇王家村五横街28号", "柳河镇孙家村五横街28号", "same_town"),
    ("柳河镇王家村解放街28号", "柳河镇孙家村解放街28号", "same_door"),
    ("柳河镇王庄村科研巷38号", "柳河镇魏邱村科研巷38号", "door_alike"),
    ("柳河镇大王庄村科研巷38号", "柳河镇王庄村科研巷38号", "same_door"),
    ("柳河镇王庄村科研巷38号", "柳河镇科研巷38号", "same_door"),
    ("柳河镇王家村（16）组8号", "柳河镇王家村16组8号", "same_door"),
    ("柳河镇王家村孙庄12号", "柳河镇王家村12号", "door_alike"),
    ("青岭县柳河镇阳光小区3号楼2单元501室", "青岭县柳河镇阳光小区3号楼2单元502室", "number_differs"),
    ("青岭县柳河镇阳光小区3号楼2单元501室", "青岭县柳河镇阳光小区6号楼1单元302室", "neighbour"),
    ("青岭县柳河镇王庄村", "青岭县柳河镇王庄村12号", "same_place"),
    ("青岭县柳河镇王庄村12号", "青岭县柳河镇李庄村12号", "same_town"),
    ("青岭县柳河镇王庄村12号", "青岭县石桥镇李庄村8号", "different"),
    ("青岭县柳河镇王庄村12号", "青岭县石桥镇王庄村12号", "different"),
    ("青岭县柳河镇王庄村12号", "白河县柳河镇王庄村12号", "other_county"),
    ("金色黎明二期5幢2单元301室", "金色黎明三期5幢2单元301室", "number_differs"),
    ("金色黎明二期5幢2单元301室", "金色黎明2期5-2-301", "same_door"),
    ("龙腾苑六区12号楼4单元601室", "龙腾苑五区12号楼4单元601室", "number_differs"),
    ("龙腾苑六区12号楼4单元601室", "龙腾苑6区12-4-601", "same_door"),
    ("阳光花园东区5幢2单元301室", "阳光花园西区5幢2单元301室", "number_differs"),
    ("红星路三段1号", "红星路一段1号", "number_differs"),
    ("红星路三段1号", "红星路3段1号", "same_door"),
    ("芳村大道中333号", "芳村大道西333号", "number_differs"),
    ("惠福西路210号之二301房", "惠福西路210号之三301房", "number_differs"),
    ("人民路12号3楼", "人民路12号5楼", "number_differs"),
    ("人民路12号底楼", "人民路12号1层", "same_door"),
    ("银基商贸城B1层087号", "银基商贸城负一层087号", "same_door"),
    ("银基商贸城B1层087号", "银基商贸城1层087号", "neighbour"),
    ("文化路68号院3号楼东2单元401", "文化路68号院3号楼西2单元401", "number_differs"),
    ("文化路68号院3号楼2单元4楼西户", "文化路68号院3号楼2单元4楼东户", "number_differs"),
    ("方家胡同甲12号", "方家胡同12号甲", "same_door"),
    ("漕宝路82弄9号401室", "漕宝路84弄9号401室", "different"),
    ("兴一路5号", "兴二路5号", "different"),
    ("中山东路5号", "中山路5号", "door_alike"),
    ("王楼村大李庄67号", "王楼村小李庄67号", "different"),
    ("柳河镇王庄村大李庄067号", "柳河镇王庄村大李庄67号", "same_door"),
    ("143团6连12栋3号", "一四三团六连12栋3号", "same_door"),
    ("中心小区3-2-501", "中心小学3-2-501", "door_alike"),
    ("阳光花园12幢8号车库", "阳光花园12幢8号", "door_alike"),
    ("凤鸣苑十七街23座2004", "凤鸣苑十八街23座2004", "different"),
    ("保昌村五屯28号", "保昌村5屯28号", "same_door"),
    ("控江路1505弄23支弄4号302", "控江路1505弄25支弄4号302", "number_differs"),
    ("柳河镇王庄村6号组", "青岭县柳河镇王庄村6组", "same_group"),
    ("柳河镇王庄村6号组", "青岭县柳河镇王庄村2组6号", "neighbour"),
    ("柳河镇王庄大队三队", "青岭县柳河镇王庄村3组", "same_group"),
    ("柳河镇王庄村9号组011号", "青岭县柳河镇王庄村9组11号", "same_door"),
    ("人民路006号", "青岭县人民路6号", "same_door"),
    ("阳光小区03号楼2单元0501室", "青岭县阳光小区3-2-501", "same_door"),
    ("翠湖花园二期3号楼2单元501室", "翠湖花园2期3-2-501", "same_door"),
    ("翠湖花园二期3号楼2单元501室", "翠湖花园一期3号楼2单元501室", "number_differs"),
    ("翠湖花园东区3号楼2单元501室", "翠湖花园西区3号楼2单元501室", "number_differs"),
    ("翠湖花园二期3号楼2单元501室", "翠湖花园3号楼2单元501室", "same_door"),
    ("柳河镇王庄村6组公路边", "青岭县柳河镇王庄村6组", "same_group"),
    ("柳河镇王庄村大坪3组5号", "柳河镇李庄村大坪3组5号", "same_town"),
    ("柳河镇王庄村大坪3组5号", "石桥镇王庄村大坪3组5号", "different"),
    ("青岭县新安街道沿河路176号604", "青岭县新安街道沿河路12巷302号604室", "number_differs"),
    ("青岭县新安街道沿河路302号", "青岭县新安街道沿河路12巷302号", "same_place"),
    ("青岭县龙阳路88号604", "青岭县龙阳路88弄5号604室", "same_door"),
    ("柳河镇王庄村6组", "青岭县柳河镇王庄村6组12号", "group_in_part"),
    ("柳河镇王庄村6组12号", "青岭县柳河镇王庄村6组", "group_in_part"),
    ("柳河镇王庄村6组学校旁", "青岭县柳河镇王庄村6组学校旁", "door_in_part"),
    ("柳河镇王庄村6组", "柳河镇王庄村7组", "neighbour"),
    ("人民路12号", "青岭县人民路12号301室", "flat_not_told"),
    ("人民路12号301室", "青岭县人民路12号", "door_in_part"),
    ("环城东路53号桂花园8栋", "环城东路53号桂花园8幢车库4号", "same_town"),
    ("桂花园8栋2单元501室", "环城东路53号桂花园8幢车库4号", "same_town"),
    ("青岭县文兰路28号之二", "青岭县文兰路28号之2", "same_door"),
    ("青岭县文兰路28号", "青岭县文兰路28号之二", "flat_not_told"),
    ("青岭县文兰路28号之二", "青岭县文兰路28号", "door_in_part"),
    ("青岭县文兰路28号之一", "青岭县文兰路28号之二", "number_differs"),
    ("青岭县文兰路28之2", "青岭县文兰路28号之二", "same_door"),
    ("青岭县文兰路28之1号", "青岭县文兰路28号之二", "number_differs"),
    ("青岭县联兴横街50号", "青岭县联兴横街50号-4", "flat_not_told"),
    ("青岭县联兴横街50号-4", "青岭县联兴横街50号", "door_in_part"),
    ("文化路68号院3号楼", "青岭县文化路68号院3号楼2单元", "flat_not_told"),
    ("青岭县正阳街八委一组58号", "青岭县红光街八委一组58号", "number_differs"),
    ("青岭县正阳街八委一组58号", "青岭县八委一组58号", "same_door"),
    ("桂花园", "环城东路53号桂花园地下车位12号", "same_town"),
    ("桂花园地下车位12号", "青岭县桂花园12号", "door_alike"),
    ("桂花园12号", "青岭县桂花园储藏室12号", "door_alike"),
    ("桂花园地下车位12号", "青岭县桂花园车位12号", "same_door"),
    ("桂花园车位12号", "环城东路53号幸福苑车位12号", "different"),
]


def test_addresses():
    assert [(left, right, level("address", left, right)) for left, right, _ in ADDRESSES] == ADDRESSES


def test_plain_fields():
    assert level("text", "Smith", "smith") == "equal"
    assert level("text", "smith", "smiht") == "one_edit"
    assert level("text", "smith", "jones") == "different"
    assert level("number", "2601", "2610") == "one_edit"
    assert level("date", "1980-03-12", "19801203") == "one_edit"
    assert level("date", "19800312", "19801225") == "same_year"


@pytest.mark.parametrize("kind_id", KINDS)
def test_every_level_has_words(kind_id):
    assert set(words().levels[kind_id]) == set(field_kind(kind_id).levels)
