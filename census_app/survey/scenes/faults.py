"""What keeps an item from being asked, in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.dictionary.model import Dictionary
from census_app.survey.scenes.items import Item
from census_app.survey.scenes.model import AnswerKind, Batch

BATCH_TABLES = {Batch.TRANSFORMER: "distribution_transformer", Batch.FEEDER: "feeder"}
_SUBJECTS = ("customer", "residential_area", "business_hall")


def item_faults(item: Item, dictionary: Dictionary) -> Iterable[str]:
    """Each begins where `普查项 X` ends."""
    if item.answer is AnswerKind.CHOICE and not item.options:
        yield "是选择题，要写 options"
    if len(set(item.options)) < len(item.options):
        yield "的 options 有重复，删去一个"
    if item.options and item.answer is not AnswerKind.CHOICE:
        yield "写了 options，answer 要写 choice"
    if any("," in option or "\n" in option for option in item.options):
        yield "的 options 里有半角逗号或换行，改用顿号"
    if item.blind and not item.field:
        yield "档案里没有原值，不能盲填，去掉 blind"
    elif item.blind and (item.personal or _finds(item, dictionary)):
        yield "是个人信息或找人找地方用的，不能盲填，去掉 blind"
    if item.default and item.personal:
        yield "是个人信息，不能带入默认值，去掉 default"
    if item.batch is not None and item.table not in ("", BATCH_TABLES[item.batch]):
        kind = dictionary.table(BATCH_TABLES[item.batch]).rule_name
        yield f"不是{kind}的字段，不能按{kind}批量填，去掉 batch"


def _finds(item: Item, dictionary: Dictionary) -> bool:
    """Whether the surveyor needs the value to find what he is sent to."""
    return item.table in _SUBJECTS and item.field in dictionary.table(item.table).key
