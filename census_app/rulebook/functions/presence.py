"""Empty, masked, dangling, on the books: what is there at all. The engine reads flags and coverage for these."""

from __future__ import annotations

from collections.abc import Sequence

from census_app.rulebook.expression import ValueType
from census_app.rulebook.functions.entry import BOOLEAN, TEXT, Argument, Form, FunctionEntry, Given, Surroundings, case
from census_app.rulebook.functions.sql import quote

# Labels of the code list 用户状态; a pack that needs other states writes them out: 用户状态 in (…).
_CLOSED, _BEING_CONNECTED = "已销户客户", "当前新装客户"


def _registered(given: Sequence[Given], _: Surroundings) -> str:
    included = {one.constant for one in given[1:]}
    left_out = [label for label in (_CLOSED, _BEING_CONNECTED) if label not in included]
    if not left_out:
        return "TRUE"
    return f"coalesce({given[0].sql} NOT IN ({', '.join(map(quote, left_out))}), TRUE)"


def _known_in(given: Sequence[Given], _: Surroundings) -> str:
    words = [quote(word) for word in given[1].constant or ()]
    return f"coalesce({given[0].sql} IN ({', '.join(words)}), FALSE)" if words else "FALSE"


def _known_true(given: Sequence[Given], _: Surroundings) -> str:
    return f"coalesce({given[0].sql}, FALSE)"


ENTRIES = (
    FunctionEntry(
        id="is_empty",
        names=("为空", "is_empty"),
        arguments=(Argument("字段", form=Form.FIELD),),
        result=ValueType.BOOLEAN,
        nulls="字段已导入且单元格真的是空（或只有空白）为真；脱敏、读不出、未导入、未覆盖为无法判断",
        doc="字段真的为空",
        doc_en="The field is covered, readable and really empty.",
        engine=True,
        null_aware=True,
    ),
    FunctionEntry(
        id="is_masked",
        names=("是掩码", "is_masked"),
        arguments=(Argument("字段", form=Form.FIELD),),
        result=ValueType.BOOLEAN,
        nulls="空为假；未导入、未覆盖为无法判断",
        doc="字段的值被脱敏（张*、138****5678）",
        doc_en="The value is masked.",
        engine=True,
        null_aware=True,
        needs_raw=frozenset({0}),
    ),
    FunctionEntry(
        id="dangling",
        names=("悬空", "dangling"),
        arguments=(Argument("关系", form=Form.RELATION),),
        result=ValueType.BOOLEAN,
        nulls="编码为空为假；对方表未覆盖为无法判断",
        doc="有编码，但对方表里没有这条记录",
        doc_en="The code is there and the target record is not.",
        engine=True,
        null_aware=True,
    ),
    FunctionEntry(
        id="registered",
        names=("在册", "registered"),
        arguments=(Argument("用户状态", TEXT), Argument("另含状态", TEXT, Form.CONSTANT, optional=True)),
        result=ValueType.BOOLEAN,
        nulls="状态缺失或看不懂时为真：不因为不知道就放过一户",
        doc="用户在册：不是已销户客户，也不是当前新装客户；第二个参数写明要一并包含的状态",
        doc_en="On the books; a missing status counts as on the books.",
        duckdb=_registered,
        total=True,
        null_aware=True,
        cases=(
            case("正常用电客户", gives=True),
            case("已销户客户", gives=False),
            case("当前新装客户", gives=False),
            case("当前新装客户", "当前新装客户", gives=True),
            case("已销户客户", "当前新装客户", gives=False),
            case(None, gives=True),
        ),
    ),
    FunctionEntry(
        id="known_in",
        names=("已知在", "known_in"),
        arguments=(Argument("值", TEXT), Argument(":词表", TEXT, Form.WORDS)),
        result=ValueType.BOOLEAN,
        nulls="空、看不懂、未导入为假：不知道不成为豁免的理由",
        doc="已知这个值是词表中的一个；用来剔除有几种标记、哪一种都可能没导出的记录",
        doc_en="The value is known and one of the words; what is unknown exempts nobody.",
        duckdb=_known_in,
        total=True,
        null_aware=True,
        cases=(
            case("台区考核表户", ("考核", "台区考核表户"), gives=True),
            case("公变客户", ("考核", "台区考核表户"), gives=False),
            case("公变客户", (), gives=False),
            case(None, ("考核",), gives=False),
        ),
    ),
    FunctionEntry(
        id="known_true",
        names=("确知", "known_true"),
        arguments=(Argument("条件", BOOLEAN),),
        result=ValueType.BOOLEAN,
        nulls="条件无法判断为假：这一种查法不成立，同一个分支里另写的一种照样判；not 确知 是“没有证据说它成立”",
        doc="条件确实成立；用在几种查法任一种成立就算、其中一种常常无法判断的地方",
        doc_en="The condition is known to hold; for one of several ways to tell that often cannot be judged.",
        duckdb=_known_true,
        total=True,
        null_aware=True,
        cases=(case(True, gives=True), case(False, gives=False), case(None, gives=False)),
    ),
)
