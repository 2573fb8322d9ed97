"""What differs between the parameters of two versions of a rule."""

from __future__ import annotations

from typing import Any

from census_app.rulebook.differences.model import Effect, Kind
from census_app.rulebook.differences.notes import Notes
from census_app.rulebook.model import Parameter, Rule
from census_app.rulebook.overrides.parameters import spelt
from census_app.rulebook.wording import list_words, value_words


def parameter_differences(notes: Notes, old: Rule, new: Rule) -> None:
    """Note every parameter that came, went or changed."""
    for name in old.params.keys() - new.params.keys():
        words = value_words(spelt(old.params[name]), old.params[name].unit)
        notes.add(Kind.PARAMETER, Effect.VERDICTS, f"params.{name}", f"删去参数“{name}”（{words}）", old=words)
    for name, parameter in new.params.items():
        if name in old.params:
            _changed(notes, name, old.params[name], parameter)
        else:
            words = value_words(spelt(parameter), parameter.unit)
            notes.add(Kind.PARAMETER, Effect.VERDICTS, f"params.{name}", f"新增参数“{name}”（{words}）", new=words)


def _changed(notes: Notes, name: str, old: Parameter, new: Parameter) -> None:
    where, called = f"params.{name}", f"参数“{name}”"
    if spelt(old) != spelt(new):
        before, after = value_words(spelt(old), old.unit), value_words(spelt(new), new.unit)
        says = "，".join([*_value_sentences(old, new), *_dated_sentences(old, new)])
        notes.add(Kind.PARAMETER, Effect.VERDICTS, where, f"{called}{says}", before, after)
    notes.value(Kind.PARAMETER, Effect.VERDICTS, where, f"{called}取值所按的日期", old.at or "", new.at or "")
    notes.value(Kind.PARAMETER, Effect.TEXTS, where, f"{called}的单位", old.unit, new.unit)
    if old.locked is not new.locked:
        notes.add(Kind.LOCK, Effect.NOTHING, where, f"{called}{'锁定，下级不能改' if new.locked else '不再锁定'}")
    notes.value(Kind.NOTE, Effect.NOTHING, where, f"{called}的核实标记", old.confirm, new.confirm)
    notes.text(Kind.NOTE, Effect.NOTHING, where, f"{called}的备注", old.note, new.note)
    if old.type != new.type and spelt(old) == spelt(new) and old.type and new.type:
        notes.value(Kind.PARAMETER, Effect.VERDICTS, where, f"{called}的类型", old.type, new.type)


def _value_sentences(old: Parameter, new: Parameter) -> list[str]:
    return [] if old.value == new.value else [_sentence("", old.value, new.value, old.unit, new.unit)]


def _dated_sentences(old: Parameter, new: Parameter) -> list[str]:
    before, after = ({one.since: one.value for one in parameter.dated} for parameter in (old, new))
    sentences = []
    for since in sorted(before.keys() | after.keys()):
        named = f"{since} 起的值"
        if since not in after:
            sentences.append(f"{named}（{value_words(before[since], old.unit)}）删去")
        elif since not in before:
            sentences.append(f"{named}新定为 {value_words(after[since], new.unit)}")
        elif before[since] != after[since]:
            sentences.append(_sentence(named, before[since], after[since], old.unit, new.unit))
    return sentences or (["各时期的次序改变"] if old.value == new.value else [])


def _sentence(named: str, old: Any, new: Any, old_unit: str, new_unit: str) -> str:
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return f"{named}{list_words(old, new)}"
    if isinstance(old, dict) and isinstance(new, dict):
        return "，".join(
            _sentence(f"{named}“{key}”", old.get(key), new.get(key), old_unit, new_unit)
            for key in dict.fromkeys((*old, *new))
            if old.get(key) != new.get(key)
        )
    return f"{named}由 {value_words(old, old_unit)} 改为 {value_words(new, new_unit)}"
