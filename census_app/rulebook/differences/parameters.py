"""What differs between the parameters of two versions of a rule."""

from __future__ import annotations

from census_app.rulebook.differences.model import Effect, Kind
from census_app.rulebook.differences.notes import Notes
from census_app.rulebook.model import Parameter, Rule
from census_app.rulebook.overrides.parameters import spelt
from census_app.rulebook.wording import change_words, value_words


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
        says = change_words(spelt(old), spelt(new), old.unit, new.unit)
        notes.add(Kind.PARAMETER, Effect.VERDICTS, where, f"{called}{says}", before, after)
    notes.value(Kind.PARAMETER, Effect.VERDICTS, where, f"{called}取值所按的日期", old.at or "", new.at or "")
    notes.value(Kind.PARAMETER, Effect.TEXTS, where, f"{called}的单位", old.unit, new.unit)
    if old.locked is not new.locked:
        notes.add(Kind.LOCK, Effect.NOTHING, where, f"{called}{'锁定，下级不能改' if new.locked else '不再锁定'}")
    notes.value(Kind.NOTE, Effect.NOTHING, where, f"{called}的核实标记", old.confirm, new.confirm)
    notes.text(Kind.NOTE, Effect.NOTHING, where, f"{called}的备注", old.note, new.note)
    if old.type != new.type and spelt(old) == spelt(new) and old.type and new.type:
        notes.value(Kind.PARAMETER, Effect.VERDICTS, where, f"{called}的类型", old.type, new.type)
