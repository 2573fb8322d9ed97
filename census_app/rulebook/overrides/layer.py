"""One override pack after another over the rules of a base pack, minding locks and double changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from census_app.dictionary.nearest import did_you_mean
from census_app.foundation.errors import BadInput
from census_app.rulebook.model import AppliedOverride, Pack, Rule, Severity, Status
from census_app.rulebook.overrides.model import OverridePack, ParameterOverride, RuleOverride, WordsOverride
from census_app.rulebook.overrides.parameters import overridden_parameter, spelt
from census_app.rulebook.used_words import uses_words

_BASE = "基础包"
_LEVELS = {"province": "省级", "city": "市级", "county": "县级"}
_WHOLE = "*"


@dataclass(frozen=True)
class _Entry:
    """One entry of an override pack, and where to say what is wrong with it."""

    pack: OverridePack
    position: int
    change: RuleOverride
    faults: list[str]

    def refuse(self, message: str, *path: str) -> None:
        """Note a fault at a part of the entry."""
        self.faults.append(f"{self.pack.place(self.position, *path)} {message}")


class Layering:
    """The rules and manifest so far, and `applied`: what changed, in order."""

    def __init__(self, pack: Pack) -> None:
        self.manifest = pack.manifest
        self.rules = {rule.id: rule for rule in pack.rules}
        self.applied: list[AppliedOverride] = []
        self._original = dict(self.rules)
        self._locks = _locks_of(pack)
        self._changed: dict[tuple[str, str], OverridePack] = {}

    def add(self, override: OverridePack) -> list[str]:
        """Lay one more override pack over; returns its faults with file:line. What is faulty is not applied."""
        faults: list[str] = []
        for name, words in override.manifest.word_lists.items():
            self._words(override, name, words, faults)
        for position, change in enumerate(override.rules):
            entry = _Entry(override, position, change, faults)
            if change.rule not in self.rules:
                entry.refuse(self._unknown(change.rule), "rule")
            elif self._original[change.rule].status is Status.RETIRED:
                entry.refuse(f"{change.rule} 在基础包里已经停用，不能再改", "rule")
            else:
                self._rule(entry)
        return faults

    def _unknown(self, rule_id: str) -> str:
        heirs = [rule.id for rule in self.rules.values() if rule_id in rule.replaces]
        if heirs:
            return f"{rule_id} 已经停用，由 {'、'.join(heirs)} 接替；要改就改接替它的"
        return f"没有规则 {rule_id}{did_you_mean(rule_id, self.rules)}"

    def _rule(self, entry: _Entry) -> None:
        change = entry.change
        for name, value in change.params.items():
            self._parameter(entry, name, value)
        for clause, severity in change.severity.items():
            self._severity(entry, clause, severity)
        if change.status is not None and self._free(entry, "status", "status"):
            self._record(
                entry.pack, change.rule, "status", self.rules[change.rule].status, change.status, change.reason
            )
            self._update(change.rule, status=change.status)
        if change.locked:
            self._lock(entry.pack, change.rule, _WHOLE)
            self._update(change.rule, locked=True)

    def _parameter(self, entry: _Entry, name: str, change: ParameterOverride) -> None:
        rule, what = self.rules[entry.change.rule], f"params.{name}"
        base = rule.params.get(name)
        if base is None:
            known = f"，它有：{'、'.join(rule.params)}" if rule.params else "，它没有参数"
            entry.refuse(f"{rule.id} 没有参数“{name}”{did_you_mean(name, rule.params) or known}", "params", name)
            return
        if not self._free(entry, what, "params", name):
            return
        try:
            changed = overridden_parameter(name, base, change)
        except BadInput as error:
            entry.refuse(f"{rule.id} {error}", "params", name)
            return
        self._record(entry.pack, rule.id, what, spelt(base), spelt(changed), entry.change.reason, base.unit)
        if spelt(base) != spelt(changed):
            self._keep_in_cases(rule, name, spelt(self._original[rule.id].params[name]))
        self._update(rule.id, params=rule.params | {name: changed})
        if change.locked:
            self._lock(entry.pack, rule.id, what)

    def _severity(self, entry: _Entry, clause: str, severity: Severity) -> None:
        rule, what = self.rules[entry.change.rule], f"severity[{clause}]" if clause else "severity"
        clauses = {one.id: one for one in rule.wrong if one.id}
        if clause and clause not in clauses:
            entry.refuse(f"{rule.id} 没有分支“{clause}”{did_you_mean(clause, clauses)}", "severity", clause)
            return
        if not self._free(entry, what, "severity", clause):
            return
        old = (clauses[clause].severity if clause else None) or rule.severity
        self._record(entry.pack, rule.id, what, old, severity, entry.change.reason)
        if not clause:
            self._update(rule.id, severity=severity)
        elif old is not severity:
            changed = clauses | {clause: clauses[clause].model_copy(update={"severity": severity})}
            self._update(rule.id, wrong=tuple(changed.get(one.id, one) for one in rule.wrong))

    def _words(self, override: OverridePack, name: str, words: WordsOverride, faults: list[str]) -> None:
        place, lists, what = (
            override.place_of_heading("word_lists", name),
            self.manifest.word_lists,
            f"word_lists.{name}",
        )
        if name not in lists:
            faults.append(f"{place} 没有词表“{name}”{did_you_mean(name, lists)}")
            return
        refusal = self._refusal(override, "", what)
        missing = [word for word in words.remove if word not in lists[name]]
        kept = [word for word in lists[name] if word not in words.remove]
        changed = tuple(dict.fromkeys((*kept, *words.add)))
        if missing:
            refusal = refusal or f"词表“{name}”里没有“{missing[0]}”{did_you_mean(missing[0], lists[name])}"
        if not changed or not all(word.strip() for word in changed):
            refusal = refusal or f"词表“{name}”不能是空的，也不能有空词"
        if refusal:
            faults.append(f"{place} {refusal}")
            return
        self._record(override, "", what, list(lists[name]), list(changed), words.reason)
        for rule in [rule for rule in self.rules.values() if changed != lists[name] and uses_words(rule, name)]:
            self._keep_in_cases(rule, name, list(lists[name]))
        self.manifest = self.manifest.model_copy(update={"word_lists": lists | {name: changed}})
        if words.locked:
            self._lock(override, "", what)

    def _keep_in_cases(self, rule: Rule, name: str, value: Any) -> None:
        """The rule's cases go on testing its expressions with the value they were written for."""
        cases = tuple(case.model_copy(update={"params": {name: value} | case.params}) for case in rule.cases)
        self._update(rule.id, cases=cases)

    def _update(self, rule_id: str, **values: Any) -> None:
        self.rules[rule_id] = self.rules[rule_id].model_copy(update=values)

    # locks and records

    def _lock(self, override: OverridePack, rule_id: str, what: str) -> None:
        self._locks.setdefault((rule_id, what), f"{_LEVELS[override.manifest.level]}覆盖包 {override.manifest.id} ")

    def _free(self, entry: _Entry, what: str, *path: str) -> bool:
        refusal = self._refusal(entry.pack, entry.change.rule, what)
        if refusal:
            entry.refuse(refusal, *path)
        return not refusal

    def _refusal(self, override: OverridePack, rule_id: str, what: str) -> str:
        """Why this may not be changed: locked from above, or changed already by a pack of the same level."""
        named = " ".join(filter(None, (rule_id, what)))
        owner = self._locks.get((rule_id, _WHOLE)) or self._locks.get((rule_id, what))
        if owner is not None:
            return f"{named} 已由{owner}锁定，不能改"
        before = self._changed.get((rule_id, what))
        if before is not None and before.manifest.level is override.manifest.level:
            return f"{named} 在同一级的覆盖包 {before.manifest.id} 里也改了，只能留一个"
        self._changed[rule_id, what] = override
        return ""

    def _record(
        self, override: OverridePack, rule_id: str, what: str, old: Any, new: Any, reason: str, unit: str = ""
    ) -> None:
        manifest = override.manifest
        if old != new:
            applied = {"level": manifest.level, "pack": manifest.id, "version": manifest.version, "rule": rule_id}
            changed = {"what": what, "old": old, "new": new, "unit": unit, "reason": reason}
            self.applied.append(AppliedOverride.model_validate(applied | changed))


def _locks_of(pack: Pack) -> dict[tuple[str, str], str]:
    locks = {("", f"word_lists.{name}"): _BASE for name in pack.manifest.locked_words}
    for rule in pack.rules:
        if rule.locked:
            locks[rule.id, _WHOLE] = _BASE
        locks |= {(rule.id, f"params.{name}"): _BASE for name, one in rule.params.items() if one.locked}
    return locks
