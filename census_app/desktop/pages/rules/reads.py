"""Questions of the rule library to the core, as plain functions that run on a worker."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.desktop.core_errors import advised
from census_app.desktop.core_words import worded
from census_app.desktop.language import either
from census_app.desktop.opened import opened

if TYPE_CHECKING:
    from census_app.checking.cases.run import CaseOutcome
    from census_app.dictionary.model import Dictionary
    from census_app.reporting.rule_book import RuleEntry
    from census_app.workspace.imports.field_states import FieldState
    from census_app.workspace.pack_life.composing import Composed
    from census_app.workspace.pack_life.drafts import Drafts
    from census_app.workspace.precision.measured import PrecisionReport
    from census_app.workspace.runs.packs import LoadedPack
    from census_app.workspace.runs.record import RunRecord
    from census_app.workspace.workspace import Workspace

_NEXT = "；"
_COMMAND = re.compile(r"\bcensus \w|--\w")
"""What somebody at a command line is told to write."""


@dataclass(frozen=True)
class RuleLine:
    """A rule in the list. `hits` are wrong records of the last official run, None before one or when it did not run;
    `precision` in words, `share` 0…1 only where enough was judged; `words` are what a search looks through."""

    id: str
    title: str
    category: str
    severity: str
    status: str
    table: str
    hits: int | None = None
    precision: str = ""
    share: float | None = None
    demote: bool = False
    words: str = ""
    draft: bool = False


@dataclass(frozen=True)
class Ground:
    """What questions about single rules rest on: the resolved packs are made once, not for every question.

    `fields` are the states of all columns in the newest snapshot; `owner` is who alone may change expressions.
    """

    folder: Path
    loaded: LoadedPack
    composed: Composed
    dictionary: Dictionary
    precision: PrecisionReport
    counts: Path | None
    unit_names: dict[str, str]
    fields: dict[tuple[str, str], FieldState]
    owner: str
    may_publish: bool
    data_date: str = ""


@dataclass(frozen=True)
class LibraryView:
    """The packs in force with their rules; `history` newest first; `broken` rules cannot run."""

    label: str
    rules: tuple[RuleLine, ...]
    packs: tuple[str, ...]
    faults: tuple[str, ...]
    history: tuple[str, ...]
    can_roll_back: bool
    run: str
    broken: tuple[str, ...]
    ground: Ground
    drafts: Drafts


@dataclass(frozen=True)
class UnitCount:
    """What the last official run said of a rule in one unit."""

    unit: str
    wrong: int
    right: int
    out_of_scope: int
    cannot_judge: int


@dataclass(frozen=True)
class RuleView:
    """One rule: the book's entry, its message templates by clause, the numeric parameters that can be turned,
    its counts by unit, what people found of it in words by version, and below what all of its precision lies when it
    is to be demoted (empty when it is not)."""

    entry: RuleEntry
    messages: dict[str, str]
    knobs: tuple[str, ...]
    units: tuple[UnitCount, ...] = ()
    versions: tuple[str, ...] = ()
    precision: str = ""
    demoted_below: str = ""


def read_library(folder: Path, language: str) -> LibraryView:
    """All rules in force."""
    from census_app.workspace.imports.field_states import field_states
    from census_app.workspace.pack_life.draft_rules import whose
    from census_app.workspace.pack_life.drafts import read_drafts
    from census_app.workspace.pack_life.labels import label_of
    from census_app.workspace.pack_life.status import pack_status
    from census_app.workspace.people.permissions import may
    from census_app.workspace.precision.measured import measure_precision
    from census_app.workspace.runs.packs import load_active, load_for_run
    from census_app.workspace.runs.record import COUNTS_FILE, last_official

    with opened(folder) as workspace:
        loaded = load_for_run(workspace, None)
        run = last_official(workspace)
        status = pack_status(workspace)
        counts = run.file(workspace, COUNTS_FILE) if run is not None else None
        composed, newest = load_active(workspace), workspace.catalogue.latest()
        ground = Ground(
            folder,
            loaded,
            composed,
            workspace.dictionary,
            measure_precision(workspace),
            counts,
            _unit_names(workspace, run),
            field_states(workspace),
            whose(composed).owner,
            may(workspace, "pack.install"),
            newest.data_date.isoformat() if newest is not None else "",
        )
        drafts = read_drafts(workspace)
        told = status.as_json()["history"]
        base, *overrides = (pack.entry for pack in status.packs)
        running = {rule.id for rule in (*loaded.resolved.rules, *loaded.resolved.drafts)}
        return LibraryView(
            label_of(base, overrides),
            _lines(ground, drafts, run, language),
            tuple(worded(pack.lines()[0]) for pack in status.packs),
            tuple(fault for pack in status.packs for fault in pack.faults),
            tuple(_move(one) for one in reversed(told)),
            bool(status.active.entries),
            run.run if run is not None else "",
            tuple(rule.id for rule in loaded.pack.rules if rule.id not in running),
            ground,
            drafts,
        )


def _move(act: dict[str, Any]) -> str:
    """When who did what; what to add at a command line to go on nevertheless belonged to that moment."""
    first, *more = str(act["what"]).split(_NEXT)
    what = advised(_NEXT.join([first, *(part for part in more if not _COMMAND.search(part))]))
    return f"{act['at'][:16].replace('T', ' ')} {act['actor']} {what}"


def drop_published_drafts(folder: Path) -> list[str]:
    """Drafts that say what is in force by now are gone; returns their rules."""
    from census_app.workspace.pack_life.draft_rules import drop_published
    from census_app.workspace.runs.packs import load_active

    with opened(folder) as workspace:
        return drop_published(workspace, load_active(workspace))


def what_moved(ground: Ground) -> tuple[bool, bool]:
    """Whether other packs are in force by now, and whether people found out more about rules, by whatever window or
    command."""
    from census_app.workspace.pack_life.history import pack_history
    from census_app.workspace.precision.measured import measure_precision

    with opened(ground.folder) as workspace:
        packs = pack_history(workspace).active != ground.composed.active
        return packs, not packs and measure_precision(workspace) != ground.precision


def _lines(ground: Ground, drafts: Drafts, run: RunRecord | None, language: str) -> tuple[RuleLine, ...]:
    """The rules in force, and drafts of rules that are not there yet, by number."""
    known = {rule.id: _line(rule, ground, run, language) for rule in ground.loaded.pack.rules}
    for rule_id, draft in drafts.by_rule.items():
        line = known.get(rule_id) or _new_line(rule_id, draft.text, ground, run, language)
        known[rule_id] = replace(line, draft=True)
    return tuple(known[rule_id] for rule_id in sorted(known))


def _new_line(rule_id: str, text: str, ground: Ground, run: RunRecord | None, language: str) -> RuleLine:
    from census_app.foundation.errors import BadInput
    from census_app.rulebook.rule_text import read_rule

    try:
        return _line(read_rule(text), ground, run, language)
    except BadInput:
        return RuleLine(rule_id, rule_id, "", "normal", "draft", "", words=rule_id)


def _unit_names(workspace: Workspace, run: RunRecord | None) -> dict[str, str]:
    from census_app.workspace.tuning.past_snapshots import can_be_read
    from census_app.workspace.unit_names import unit_names

    if run is None or not can_be_read(workspace, run.snapshot):
        return {}
    return unit_names(workspace, workspace.catalogue.open(run.snapshot))


def _line(rule: Any, ground: Ground, run: RunRecord | None, language: str) -> RuleLine:
    report = ground.precision
    known = report.rules.get(rule.id)
    share = known.now if known else None
    measured = share is not None and share.judged >= report.settings.percent_from
    written = [rule.scope, *(clause.when for clause in rule.wrong), *rule.accuses]
    return RuleLine(
        rule.id,
        (rule.title.en if language == "en" else "") or rule.title.zh,
        rule.category,
        rule.severity.value,
        rule.status.value,
        rule.table,
        run.rules[rule.id].get("wrong", 0) if run is not None and rule.id in run.rules else None,
        worded(share.words(report.settings)) if share is not None else "",
        share.confirmed / share.judged if share is not None and measured else None,
        known.demote if known else False,
        " ".join([rule.id, rule.title.zh, rule.title.en, rule.category, rule.table, *written]),
    )


def read_rule(ground: Ground, rule_id: str) -> RuleView:
    """One rule in words with what the last official run and people found of it."""
    from census_app.desktop.tables.unit_counts import unit_counts
    from census_app.reporting.rule_book import rule_entry, spoken_messages
    from census_app.workspace.precision.measured import VERSION

    rule = next(one for one in ground.loaded.pack.rules if one.id == rule_id)
    known, settings = ground.precision.rules.get(rule_id), ground.precision.settings
    versions = known.of(VERSION) if known else []
    counted = unit_counts(ground.counts, rule_id) if ground.counts is not None else []
    messages = spoken_messages(ground.loaded.resolved, ground.dictionary, rule_id)
    return RuleView(
        rule_entry(ground.loaded.resolved, ground.dictionary, rule_id),
        {name: either(says.zh, says.en) for name, says in messages.items()},
        tuple(name for name, given in rule.params.items() if _turns(given.value)),
        tuple(UnitCount(ground.unit_names.get(unit, unit), *numbers) for unit, *numbers in counted),
        tuple(f"v{line.rule_version} {worded(line.share.words(settings))}" for line in versions),
        worded(known.now.words(settings)) if known else "",
        f"{settings.demote_below:.0%}" if known and known.demote else "",
    )


def _turns(value: Any) -> bool:
    """Whether it is one number, however it is spelt."""
    if isinstance(value, bool | list | dict):
        return False
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def run_rule_cases(ground: Ground, rule_id: str) -> list[CaseOutcome]:
    """The rule's own examples, run now."""
    from census_app.checking.cases.run import run_cases

    return run_cases(ground.loaded.resolved, ground.dictionary, [rule_id])
