"""Back-test: what the draft of a rule would have found in the snapshots of the past, held against what people know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.dictionary.nearest import nearest
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.rulebook.diagnostics import Level
from census_app.rulebook.model import Status
from census_app.rulebook.resolved import ResolvedPack, with_drafts
from census_app.rulebook.resolving.kept import resolved_for_run
from census_app.workspace.engine import scratch_engine, scratch_folder
from census_app.workspace.linking.link_sets import links_for
from census_app.workspace.pack_life.draft_check import draft_pack_of
from census_app.workspace.pack_life.draft_telling import drafted_rules
from census_app.workspace.precision.outcomes import load_outcomes
from census_app.workspace.precision.settings import precision_settings
from census_app.workspace.runs.packs import LoadedPack, load_active, load_for_run
from census_app.workspace.runs.rule_facts import RuleFacts, rule_facts
from census_app.workspace.tuning.backtest_compare import compare, heirs_of, load_hits, weekly_hits
from census_app.workspace.tuning.backtest_report import BacktestReport
from census_app.workspace.tuning.past_snapshots import Moment, past_moments
from census_app.workspace.unit_names import unit_names

if TYPE_CHECKING:
    from census_app.checking.model import CheckResult
    from census_app.workspace.workspace import Workspace


def back_test(
    workspace: Workspace, pack: Path, rules: Sequence[str] = (), context: JobContext | None = None
) -> BacktestReport:
    """The rules of `pack` (those that differ from the active pack when none are named) over every snapshot kept.

    Nothing is written: runs, problems and acts stay as they are. Drafts run too; rules in force that `pack` does not
    run any more (retired, or gone) are run as they are in force, to say what would vanish. Raises `BadInput` when a
    rule is not there, nothing differs, or no snapshot can be read.
    """
    past = _Past.of(workspace)
    draft, active = load_for_run(workspace, pack, past.today), load_for_run(workspace, None, past.today)
    stopped = _stopped(draft, active)
    facts = {fact.rule_id: fact for fact in rule_facts(draft.pack, past.today, {})}
    chosen = _named(draft, stopped, rules) if rules else _changed(draft, active, stopped, facts, past.today)
    stopped = [rule_id for rule_id in stopped if rule_id in chosen]
    facts |= {fact.rule_id: fact for fact in rule_facts(active.pack, past.today, {}) if fact.rule_id in stopped}
    parts = [
        _Part(with_drafts(draft.resolved), frozenset(chosen) - frozenset(stopped)),
        _Part(active.resolved, frozenset(stopped)),
    ]
    label = f"{draft.pack.manifest.id} {draft.pack.manifest.version}"
    return _tested(workspace, past, _Tested(label, chosen, stopped, facts, parts), context or silent())


def back_test_draft(workspace: Workspace, rule_id: str, context: JobContext | None = None) -> BacktestReport:
    """The draft kept of one rule, as if it were published, over every snapshot kept; nothing is written.

    A draft that retires its rule is told by what the rule in force finds, and so what would vanish. Raises `BadInput`
    when there is no draft, it is no complete rule, or no snapshot can be read.
    """
    past = _Past.of(workspace)
    present = load_active(workspace, past.today)
    (rule,) = drafted_rules(workspace, [rule_id])
    retires = rule.status is Status.RETIRED
    pack = present.pack if retires else draft_pack_of(present, rule)
    facts = {fact.rule_id: fact for fact in rule_facts(pack, past.today, {}) if fact.rule_id == rule_id}
    if not facts:
        raise BadInput(f"规则 {rule_id} 没有生效，停用它不改变什么", "没有什么可回测")
    part = _Part(resolved_for_run(pack, workspace.dictionary), frozenset([rule_id]))
    errors = [one for one in part.pack.diagnostics if one.rule == rule_id and one.level is Level.ERROR]
    if errors:
        raise BadInput(f"规则 {rule_id} 的草稿有 {len(errors)} 处错误，不能回测：{errors[0]}", "改正以后再回测")
    stopped = [rule_id] if retires else []
    tested = _Tested(f"规则 {rule_id} 的草稿", [rule_id], stopped, facts, [part])
    return _tested(workspace, past, tested, context or silent())


@dataclass(frozen=True)
class _Past:
    """The snapshots that can still be read, oldest first, and how many dates no longer can."""

    moments: list[Moment]
    gone: int

    @classmethod
    def of(cls, workspace: Workspace) -> _Past:
        moments, gone = past_moments(workspace)
        if not moments:
            raise BadInput("没有可以回测的快照", "先用 census import 导入数据")
        return cls(moments, gone)

    @property
    def today(self) -> date:
        return self.moments[-1].as_of


@dataclass(frozen=True)
class _Part:
    """What one of the two packs runs in a back-test."""

    pack: ResolvedPack
    rules: frozenset[str]


@dataclass(frozen=True)
class _Tested:
    """The rules tested, those among them that stop, what is known of each, and by which packs they are run."""

    label: str
    rules: list[str]
    stopped: list[str]
    facts: dict[str, RuleFacts]
    parts: list[_Part]


def _tested(workspace: Workspace, past: _Past, tested: _Tested, context: JobContext) -> BacktestReport:
    moments, settings = past.moments, precision_settings()
    with scratch_folder(workspace.cache) as folder:
        files, errors = _run_all(workspace, [part for part in tested.parts if part.rules], moments, folder, context)
        with scratch_engine(workspace.cache, context) as connection:
            context.progress(len(moments), len(moments) + 1, "与核实结论对照")
            load_outcomes(connection, workspace, settings)
            load_hits(connection, files, [tested.facts[rule_id] for rule_id in tested.rules])
            lines, units = compare(connection, tested.rules, settings)
            heirs = heirs_of(connection, tested.stopped)
            weekly = weekly_hits(connection, tested.rules, [one.data_date for one in moments])
    newest = workspace.catalogue.open(moments[-1].snapshot)
    return BacktestReport(
        pack=tested.label,
        snapshots={one.snapshot: one.data_date for one in moments},
        gone=past.gone,
        rules=lines,
        titles={rule_id: tested.facts[rule_id].title for rule_id in tested.rules},
        settings=settings,
        units=units,
        weekly=weekly,
        names=unit_names(workspace, newest),
        errors={rule_id: said for rule_id, said in sorted(errors.items()) if rule_id in tested.rules},
        stopped=tuple(tested.stopped),
        heirs=heirs,
    )


def _stopped(draft: LoadedPack, active: LoadedPack) -> list[str]:
    """Rules in force that the draft neither publishes nor has as drafts, so that their findings would end."""
    kept = {rule.id for rule in draft.pack.rules if rule.status is not Status.RETIRED}
    return sorted(rule.id for rule in active.resolved.rules if rule.id not in kept)


def _named(draft: LoadedPack, stopped: Sequence[str], rules: Sequence[str]) -> list[str]:
    known = [*(rule.id for rule in (*draft.resolved.rules, *draft.resolved.drafts)), *stopped]
    for rule_id in rules:
        if rule_id not in known:
            close = "、".join(nearest(rule_id, known))
            raise BadInput(f"规则包里没有能运行的规则 {rule_id}", f"最接近的有：{close}" if close else "")
    return sorted(set(rules))


def _changed(
    draft: LoadedPack, active: LoadedPack, stopped: Sequence[str], facts: dict[str, RuleFacts], as_of: date
) -> list[str]:
    """Rules that are new, are drafts, judge otherwise than the active ones, or run no more."""
    before = {fact.rule_id: fact.fingerprint for fact in rule_facts(active.pack, as_of, {})}
    running = (*draft.resolved.rules, *draft.resolved.drafts)
    changed = [
        rule.id
        for rule in running
        if rule.rule.status is Status.DRAFT or before.get(rule.id) != facts[rule.id].fingerprint
    ]
    if not changed and not stopped:
        raise BadInput("这个规则包与生效的没有不同，不用回测", "用 --rules 指定要回测的规则")
    return sorted({*changed, *stopped})


def _run_all(
    workspace: Workspace, parts: Sequence[_Part], moments: list[Moment], folder: Path, context: JobContext
) -> tuple[list[tuple[date, Path]], dict[str, str]]:
    """Findings of every part at every moment, with the moment's data date, and the rules that broke in one of them."""
    files: list[tuple[date, Path]] = []
    errors: dict[str, str] = {}
    for place, moment in enumerate(moments):
        context.progress(place, len(moments) + 1, f"回测 {moment.data_date}")
        for number, part in enumerate(parts):
            context.raise_if_cancelled()
            result = _run(workspace, part, moment, folder / f"{place}-{number}", context)
            files.append((moment.data_date, result.findings_file))
            errors |= result.errors
    return files, errors


def _run(workspace: Workspace, part: _Part, moment: Moment, target: Path, context: JobContext) -> CheckResult:
    from census_app.checking.model import EngineLimits
    from census_app.checking.run import check_snapshot

    quiet = JobContext()
    forget = context.on_cancel(quiet.cancel)
    try:
        snapshot = workspace.catalogue.open(moment.snapshot)
        return check_snapshot(
            snapshot,
            part.pack,
            workspace.dictionary,
            moment.as_of,
            target,
            EngineLimits(),
            quiet,
            rules=set(part.rules),
            links=links_for(workspace, snapshot).links,
        )
    finally:
        forget()
