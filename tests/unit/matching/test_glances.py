"""What is read at a glance is read as if it had been looked into."""

from __future__ import annotations

from dataclasses import replace

import pytest

from census_app.matching import parsing
from census_app.matching.context import Context
from census_app.matching.kinds import field_kind
from census_app.matching.parsing import parse_texts

_TEXTS = {
    "name": (
        "张三 李建国 欧阳修 单雄信 曾国藩 王 某某 张某 李超市 王先生 阿里木 司马相如 张三(二户) "
        "青岭县华兴机械有限公司 李* 李木X ＡＢ 張国榮 李四-大棚 老王 王店 刘家庄 魏 万俟 欧阳 上官云 "
        "李庄 王家庄 张建设 王超市 李新村 王嫂 张a 李1 王-李 𠮷田一 王𠮷 王A强 〇一二 单于 单人"
    ).split(" "),
    "identifier": (
        "11010519491231002X 11010519491231002x 110105194912310021 320334198605052446 110101199001011234 "
        "111111111111111111 11010519490231002X 18491231 91320334MA8R5NTR13 110105491231002 无 "
        "３２０３３４１９８６０５０５２４４６ 320334********2446 11010518001231002X "
        "91320334MA8R5NTR1X 91320334MA8R5NTRXX 91320334MAXX5NTR13 9132033400000000MA 91320334MAAAAAAAAA "
        "91320334MA8R5NTO13 91320334ma8r5ntr13 9A320334MA8R5NTR13 A1B20334MA8R5NTR13 913203340123456789"
    ).split(" "),
    "phone": (
        "13931165027 18854312076 13800138000 13999999999 12345678901 139****5027 0311-86543210 "
        "13931165027/13931165028 １３９３１１６５０２７ 86543210 1393116502 139311650271 ١٣٩٣١١٦٥٠٢٧"
    ).split(" "),
    "address": (
        "青岭县柳河镇王庄村3组12号 柳河镇王庄村三组十二号(东屋) 阳光小区3-2-501 "
        "人民路120号锦绣花园3号楼2单元1101室 人民路门牌5号 王庄13 天鹅湖小区7楼2单元5层01室 "
        "王庄村12号一层 工业路88号大棚 🙂 青岭县医院 王庄一社 建设路5号机械厂宿舍12栋1203 A座1203"
    ).split(" "),
}


@pytest.mark.parametrize("kind_id", sorted(_TEXTS))
@pytest.mark.parametrize("context", [Context(), Context(digest="md5")])
def test_the_same_values(kind_id: str, context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, texts = field_kind(kind_id), _TEXTS[kind_id]
    quick = parse_texts(kind_id, texts, context)
    if context != Context(digest="md5") or kind_id != "identifier":
        assert kind.glance is not None and len(kind.glance(texts, context).places) > 1
    monkeypatch.setattr(parsing, "field_kind", lambda _: replace(kind, glance=None))
    slow = parse_texts(kind_id, texts, context)
    assert quick.counts.tolist() == slow.counts.tolist()
    for column in kind.columns:
        written = [[parsed.texts[column][code] if code >= 0 else "" for code in parsed.codes[column]]
                   for parsed in (quick, slow)]  # fmt: skip
        assert written[0] == written[1], column
