"""Words people bring from SQL, from other tools and from speech, with what to write instead."""

from __future__ import annotations

_STATEMENT = ("只能写条件，不能写语句", "写出记录有错的条件，例如 合同容量 <= 0")
_QUERY = ("不能写子查询", "用关系和聚合，例如 count(计量点, 计量点状态 <> '撤销')")
FOREIGN_WORDS = {
    "EXISTS": ("不能写 exists", "写作 any(电能表, 条件)"),
    "CAST": ("不能转换类型", "字段的类型由数据字典决定"),
    "TRY_CAST": ("不能转换类型", "字段的类型由数据字典决定"),
    "AS": ("不能起别名", "直接写名称"),
    "INTERVAL": ("不能写 interval", "天数直接加减：今日 - 30；月数用 月前(6)"),
    "FROM": ("不能写子查询", "用关系，例如 台区.运行状态"),
    "WHERE": ("不能写 where", "条件写在 scope 和 wrong 里"),
    "JOIN": ("不能写 join", "用关系，例如 台区.线路.变电站"),
    "ILIKE": ("没有 ilike", "写作 like，或 匹配(值, '…')"),
    "ESCAPE": ("like 没有 escape", "需要按字面找 % 或 _ 时用 名称含(值, :词表)"),
    "COLLATE": ("没有 collate", "文字按原样比较"),
    "DISTINCT": ("没有 distinct", "写作 count_distinct(值, 条件)"),
    "OVER": ("没有窗口函数", "相邻月用 上月(字段)"),
    "FILTER": ("没有 filter", "条件写作聚合的第二个参数"),
    "DATE": ("不写 date", "日期直接写作 '2024-03-01'"),
    "TIMESTAMP": ("不写 timestamp", "时间直接写作 '2024-03-01 08:30:00'"),
    "NOW": ("没有 now()", "写作 今日；它在一次校验内不变"),
    "CURRENT_DATE": ("没有 current_date", "写作 今日；它在一次校验内不变"),
    "CURRENT_TIMESTAMP": ("没有 current_timestamp", "写作 今日；它在一次校验内不变"),
    "GETDATE": ("没有 getdate()", "写作 今日；它在一次校验内不变"),
    "SYSDATE": ("没有 sysdate", "写作 今日；它在一次校验内不变"),
    "MOD": ("没有取余运算", "要分奇偶、分档时用代码字段或映射参数"),
    "DIV": ("没有整除运算", "写作 a / b"),
    "XOR": ("没有 xor", "写作 a <> b"),
    "IF": ("没有 if", "写作 case when 条件 then 值 end"),
    "IFF": ("没有 iff", "写作 case when 条件 then 值 end"),
}
FOREIGN_WORDS |= dict.fromkeys(
    "INSERT UPDATE DELETE DROP CREATE ALTER ATTACH COPY PRAGMA SET INSTALL LOAD CALL EXPLAIN".split(), _STATEMENT
)
FOREIGN_WORDS |= dict.fromkeys("SELECT LIMIT ORDER GROUP HAVING UNION WITH".split(), _QUERY)
SPOKEN_OPERATORS = {
    "并且": "and", "而且": "and", "且": "and", "与": "and", "和": "and", "或": "or", "或者": "or", "等于": "=",
    "不等于": "<>", "大于": ">", "小于": "<", "大于等于": ">=", "小于等于": "<=", "为空": "is null", "属于": "in",
}  # fmt: skip
DATE_WORDS = frozenset({"个月", "月", "天", "日", "年", "周"})
