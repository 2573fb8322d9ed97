"""Damage to names: what ears, eyes, dialects, keyboards and clerks do to them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from . import words
from .dice import Dice
from .organisations import Organisation


def _others(groups: Iterable[str]) -> dict[str, str]:
    table: dict[str, str] = {}
    for group in groups:
        for char in group:
            table[char] = "".join(dict.fromkeys(table.get(char, "") + group.replace(char, "")))
    return table


HOMOPHONES, LOOK_ALIKES, DIALECT = map(_others, (words.HOMOPHONES, words.LOOK_ALIKES, words.DIALECT))
TABLES = {"homophone": HOMOPHONES, "look_alike": LOOK_ALIKES, "dialect": DIALECT}
ADDED = "小文国明春华玉建"


def confused(dice: Dice, name: str, kind: str, start: int = 1) -> str:
    """The name with one character from `start` on taken for another; unchanged when none of them is ever confused."""
    table = TABLES[kind]
    places = [place for place in range(start, len(name)) if name[place] in table]
    if not places:
        return name
    place = dice.pick(places)
    return name[:place] + dice.pick(table[name[place]]) + name[place + 1 :]


def damaged_person(dice: Dice, name: str, kind: str) -> str:
    """A person's name with one kind of damage; unchanged when the kind does not apply."""
    if kind in TABLES:
        return confused(dice, name, kind, 0 if dice.chance(0.12) else 1)
    if kind == "char_missing":
        return name[0] + name[2:] if len(name) == 3 and dice.chance(0.6) else name[:-1] if len(name) > 2 else name
    if kind == "char_added":
        return name[0] + dice.pick(ADDED) + name[1:] if len(name) == 2 else name + dice.pick(ADDED)
    if kind == "swapped":
        return name[0] + name[:0:-1] if len(name) == 3 and name[1] != name[2] else name
    if kind == "masked_name":
        return dice.pick(
            (
                name[0] + "*" * (len(name) - 1),
                "*" + name[1:],
                name[0] + "*" + name[-1] if len(name) > 2 else name[0] + "*",
            )
        )
    if kind == "remark":
        return name + dice.pick(words.PERSON_REMARKS)
    return written_otherwise(dice, name, kind)


def written_otherwise(dice: Dice, text: str, kind: str) -> str:
    """The same text in traditional characters, or with other widths, spaces and radical twins."""
    if kind == "traditional":
        return traditional(text)
    twins = [place for place, char in enumerate(text) if char in words.RADICAL_TWINS]
    if twins and dice.chance(0.5):
        place = dice.pick(twins)
        return text[:place] + words.RADICAL_TWINS[text[place]] + text[place + 1 :]
    if "(" in text or "（" in text:
        return text.translate({ord("("): "（", ord("（"): "(", ord(")"): "）", ord("）"): ")"})
    return dice.pick((text + " ", text[0] + " " + text[1:], text[0] + "　" + text[1:], " " + text))


@cache
def _converter() -> object:
    import opencc

    return opencc.OpenCC("s2t")


@lru_cache(50_000)
def traditional(text: str) -> str:
    return str(_converter().convert(text))  # type: ignore[attr-defined]


def damaged_organisation(dice: Dice, owner: Organisation, kind: str) -> str:
    """An organisation's name with one kind of damage."""
    name = owner.name
    if kind == "legal_form" and owner.form:
        return owner.region + owner.core + owner.trade[0] + dice.pick(words.FORM_VARIANTS[owner.form]) + owner.branch
    if kind == "abbreviated" and owner.form:
        region = dice.pick((owner.region, owner.region[:2], ""))
        return (
            region
            + owner.core
            + dice.pick((owner.trade[1], owner.trade[1], owner.trade[2]))
            + dice.pick(("", "", owner.form, "公司"))
            + owner.branch
        )
    if kind == "abbreviated" and owner.kind in ("shop", "public") and owner.region:
        return owner.name.removeprefix(owner.region)
    if kind == "region_moved" and owner.form and owner.region:
        brackets = dice.pick(("（{}）", "({})"))
        return (
            owner.core + owner.trade[0] + brackets.format(owner.region.rstrip("县市区省")) + owner.form + owner.branch
        )
    if kind == "renamed":
        return owner.used or name
    if kind in TABLES:
        start = len(owner.region)
        return (
            name[:start] + confused(dice, owner.core, kind, 0) + name[start + len(owner.core) :]
            if owner.core and name[start:].startswith(owner.core)
            else name
        )
    if kind == "char_missing":
        place = dice.between(0, len(name) - 1)
        return name[:place] + name[place + 1 :]
    if kind == "remark":
        return name + dice.pick(
            (f"（{owner.legal}）", f"-{dice.pick(('一车间', '宿舍', '仓库', '门市', '办公楼'))}", "(动力)", "（临时）")
        )
    if kind in ("traditional", "width"):
        return written_otherwise(dice, name, kind)
    return name
