"""Content as it may be kept: shapes, lengths, known fields, nothing invisible, nothing personal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.rulebook.hidden_characters import first_hidden
from census_app.workspace.library.model import KIND_LABELS, Content, Kind
from census_app.workspace.library.personal import personal_data
from census_app.workspace.library.settings import library_settings

if TYPE_CHECKING:
    from census_app.dictionary.model import Dictionary

_TYPED_RULE = re.compile(r"[a-z][0-9]+")
_RULE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")
_ITEM = re.compile(r"[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}")
ENTRY_ID = re.compile(r"(?:JY|SJ)-[0-9A-Z]{3,12}")
# Joiners and variation selectors belong to emoji and rare characters; alone they hide nothing.
_HARMLESS = re.compile("[\u200d\ufe0e\ufe0f\U000e0100-\U000e01ef]")
_SHORT_PARTS = {"title": "标题", "source": "来源", "unit": "单位", "county": "县"}


def checked(content: Content) -> Content:
    """The content, trimmed; `BadInput` naming the part when it cannot be kept as it is.

    Ids of rules and fields are held to their shape only: other counties may know rules and fields that we do not.
    """
    limits = library_settings().limits
    text = content.text.replace("\r\n", "\n").replace("\r", "\n").strip()
    short = {part: " ".join(getattr(content, part).split()) for part in _SHORT_PARTS}
    content = replace(
        content,
        text=text,
        rules=tuple(dict.fromkeys(content.rules)),
        items=tuple(dict.fromkeys(content.items)),
        title=short["title"],
        source=short["source"],
        unit=short["unit"],
        county=short["county"],
    )
    if not content.title:
        raise BadInput("没有写标题", "标题用一句话说清是什么事")
    if not text and content.kind is not Kind.QUESTION:
        raise BadInput("没有写正文", f"{KIND_LABELS[content.kind]}要写明怎么做；只有问题没有答案的，种类选“提问”")
    for part, label in _SHORT_PARTS.items():
        _check_text(label, short[part], limits.title)
    _check_text("正文", text, limits.text)
    _check_ids(content, limits.links)
    refuse_personal(content)
    return content


def check_remark(label: str, text: str) -> str:
    """A remark or name as it may be kept in the log: trimmed, short, nothing invisible, no numbers of people."""
    said = " ".join(text.split())
    _check_text(label, said, library_settings().limits.title)
    if found := personal_data({label: said}):
        raise BadInput(f"{label}里有个人信息：{found[0]}", "删去号码")
    return said


def refuse_personal(content: Content) -> None:
    """`BadInput` with the places when a part holds personal data."""
    found = personal_data(
        {label: getattr(content, part) for part, label in _SHORT_PARTS.items()} | {"正文": content.text}
    )
    if found:
        places = "；".join(map(str, found[:5])) + ("……" if len(found) > 5 else "")
        raise BadInput(
            f"“{content.title[:20] if found[0].part != '标题' else '这一条'}”里有个人信息：{places}",
            "经验不需要真实的证件号、电话、户号、姓名：删去，或改成“某用户”、138****5678",
        )


def rule_id(written: str) -> str:
    """A rule's id as people type it: `r043` and `Ｒ043` are R043; other spellings stay."""
    plain = unicodedata.normalize("NFKC", written).strip()
    return plain.upper() if _TYPED_RULE.fullmatch(plain) else plain


def resolve_items(dictionary: Dictionary, written: Iterable[str]) -> tuple[str, ...]:
    """Fields as `table.field`, from ids or Chinese names, with or without the table; `BadInput` when there is none."""
    return tuple(dict.fromkeys(_resolve(dictionary, one.strip()) for one in written if one.strip()))


def _resolve(dictionary: Dictionary, written: str) -> str:
    from census_app.dictionary.names import Names

    names = Names(dictionary)
    table_name, dot, field_name = unicodedata.normalize("NFKC", written).rpartition(".")
    if dot:
        table = names.table(table_name)
        entry = names.field(table.id, field_name) if table is not None else None
        if table is None or entry is None:
            raise BadInput(f"数据字典里没有这个字段：{written}", "写成 表.字段，例如 用电客户.合同容量")
        return f"{table.id}.{entry.id}"
    found = [
        (table, entry)
        for table in dictionary.tables.values()
        if (entry := names.field(table.id, field_name)) is not None
    ]
    items = [(table, entry) for table, entry in found if entry.census_item] or found
    if not items:
        known = sorted({entry.rule_name for table in dictionary.tables.values() for entry in table.fields})
        near = "、".join(names.nearest(written, known))
        raise BadInput(f"数据字典里没有这个字段：{written}", f"是不是 {near}" if near else "用数据字典里的名称")
    if len(items) > 1:
        choices = "、".join(f"{table.rule_name}.{entry.rule_name}" for table, entry in items[:6])
        raise BadInput(f"好几张表都有“{written}”", f"写明是哪一张：{choices}")
    return f"{items[0][0].id}.{items[0][1].id}"


def _check_text(label: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise BadInput(f"{label}太长：{len(text):,} 个字", f"{label}最多 {longest:,} 个字；长的分成几条")
    place = first_hidden(_HARMLESS.sub("", text))
    if place >= 0 or any("\ud800" <= character <= "\udfff" for character in text):
        raise BadInput(f"{label}里有看不见的或残缺的字符", "重新输入这一段")


def _check_ids(content: Content, most: int) -> None:
    if len(content.rules) > most or len(content.items) > most:
        raise BadInput(f"关联的规则或普查项超过 {most} 个", "只留最相关的几个")
    for rule in content.rules:
        if not _RULE.fullmatch(rule):
            raise BadInput(f"规则号“{rule[:40]}”不合规范", "写成 R043 这样")
    for item in content.items:
        if not _ITEM.fullmatch(item):
            raise BadInput(f"普查项“{item[:40]}”不合规范", "写成 表.字段，例如 用电客户.合同容量")
    if content.about and not ENTRY_ID.fullmatch(content.about):
        raise BadInput(f"所答的提问“{content.about[:40]}”不是经验编号", "写成 JY-… 这样")
