"""Each stage before activation, as a question to the pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from census_app.rulebook.diagnostics import Level
from census_app.rulebook.model import Pack, Status
from census_app.rulebook.standing import Standing, standing_on, standing_words
from census_app.rulebook.versions import fits_dictionary
from census_app.workspace.pack_life import stages
from census_app.workspace.pack_life.affected import affected_rules
from census_app.workspace.pack_life.composing import (
    Composed,
    ReadPack,
    compose,
    read_pack,
    shipped_entry,
    unfit_words,
    with_pack,
)
from census_app.workspace.pack_life.entries import UNSIGNED, PackEntry, Signature
from census_app.workspace.pack_life.history import pack_history
from census_app.workspace.pack_life.preview import preview_change
from census_app.workspace.pack_life.report import PreviewReport
from census_app.workspace.pack_life.signatures import signature_of
from census_app.workspace.pack_life.stages import Stage, StageWork, passed, refused, skipped
from census_app.workspace.pack_life.versions_seen import versions_seen

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.rulebook.resolved import ResolvedPack
    from census_app.workspace.pack_life.store import Received
    from census_app.workspace.workspace import Workspace

_RULES_NAMED = 10


@dataclass(frozen=True)
class Candidate:
    """The set as it would be with the pack: `unfit` are overrides that would go, id → why."""

    entry: PackEntry
    before: Composed
    after: Composed
    unfit: dict[str, str]
    resolved: ResolvedPack

    @property
    def is_override(self) -> bool:
        """Whether the pack changes another instead of replacing it."""
        return bool(self.entry.overrides)


class Checks:
    """The stages over one received pack; each builds on what the ones before it found."""

    def __init__(
        self,
        workspace: Workspace,
        found: Received,
        accept_unsigned: bool,
        drop_unfit: bool,
        now: datetime,
        context: JobContext,
    ) -> None:
        self._workspace, self._found, self._now, self._context = workspace, found, now, context
        self._accept_unsigned, self._drop_unfit = accept_unsigned, drop_unfit
        self._signature = Signature()
        self._candidate: Candidate | None = None
        self.entry: PackEntry | None = None
        self.preview: PreviewReport | None = None
        self.already = False

    @property
    def today(self) -> date:
        """The day effective dates are held against."""
        return self._now.date()

    @property
    def candidate(self) -> Candidate:
        """The set as it would be; there once the pack was parsed."""
        if self._candidate is None:
            raise ValueError("the pack was not parsed yet")
        return self._candidate

    def in_order(self) -> tuple[tuple[str, StageWork], ...]:
        """Every stage with its work."""
        return (
            (stages.VERIFY, self._verify),
            (stages.PARSE, self._parse),
            (stages.LINT, self._lint),
            (stages.CASES, self._cases),
            (stages.PREVIEW, self._preview),
        )

    def _verify(self) -> Stage:
        self._signature = signature_of(self._workspace, self._found, self._now)
        if self._signature.status == UNSIGNED and not self._accept_unsigned:
            return refused(stages.VERIFY, ["规则包没有签名；确实要用，加 --yes-unsigned，之后每个批次和清单都会注明"])
        unsigned = self._signature.status == UNSIGNED
        return passed(stages.VERIFY, ["没有签名，已同意使用" if unsigned else self._signature.words])

    def _parse(self) -> Stage:
        read = read_pack(self._found, self._signature)
        self.entry = read.entry
        faults = self._faults(read)
        if faults:
            return refused(stages.PARSE, faults)
        history = pack_history(self._workspace)
        before = compose(self._workspace, history.active)
        if read.entry in history.active.entries:
            self.already = True
            return passed(stages.PARSE, [read.entry.label])
        after, unfit = with_pack(before, read)
        if unfit and not self._drop_unfit:
            advice = "请发布者按新规则包改正覆盖包后先安装它；或加 --drop-unfit，停用不再适用的覆盖包"
            return refused(stages.PARSE, [unfit_words(read.entry), *unfit.values(), advice])
        from census_app.rulebook.resolving.resolve import resolve_pack

        resolved = resolve_pack(after.pack, self._workspace.dictionary)
        self._candidate = Candidate(read.entry, before, after, unfit, resolved)
        return passed(stages.PARSE, self._notes(read, self._candidate))

    def _faults(self, read: ReadPack) -> list[str]:
        """Why a readable pack may not come into force here, whatever it says."""
        manifest, today = read.content.manifest, self._now.date()
        faults = []
        version = self._workspace.dictionary.version
        if not fits_dictionary(manifest.dictionary, version):
            faults.append(
                f"规则包是为数据字典 {manifest.dictionary} 写的，本程序的数据字典是 {version}；请用相配的版本"
            )
        standing = standing_on(manifest, today)
        early = standing is Standing.NOT_YET and isinstance(read.content, Pack)
        if early or standing is Standing.EXPIRED:
            faults.append(standing_words(manifest, today))
        history = pack_history(self._workspace)
        seen = versions_seen(self._workspace, history, shipped_entry()).fault(read.entry)
        return [*faults, seen] if seen else faults

    def _notes(self, read: ReadPack, candidate: Candidate) -> list[str]:
        pack, before = candidate.after.pack, candidate.before.pack
        notes = [f"{read.entry.label}，{read.entry.issuer}，规则 {len(pack.rules)} 条"]
        if candidate.is_override:
            changed = [one for one in pack.overridden if one.pack == read.entry.id]
            notes.append(f"改动 {len(changed)} 处")
            notes += _overruled(pack, read.entry.id)
            words = standing_words(read.content.manifest, self._now.date())
            notes += [words] if words else []
        else:
            notes += _given_up(candidate.before.base, candidate.after.base)
            if pack.overridden or before.overridden:
                notes.append(f"生效的覆盖包仍然适用：{len(candidate.after.active.overrides)} 个")
        return [*notes, *(f"不再适用：{why}" for why in candidate.unfit.values())]

    def _lint(self) -> Stage:
        from census_app.rulebook.lineage import lineage
        from census_app.rulebook.lint import lint_pack

        found = lint_pack(self.candidate.resolved)
        if not self.candidate.is_override:
            found += lineage(self.candidate.before.base, self.candidate.after.base)
        errors = [str(one) for one in found if one.level is Level.ERROR]
        if errors:
            return refused(stages.LINT, errors)
        if self.candidate.is_override:
            known = {(one.rule, one.where, one.message) for one in lint_pack(self._resolved_before())}
            found = [one for one in found if (one.rule, one.where, one.message) not in known]
        return passed(stages.LINT, [str(one) for one in found] or ["没有发现问题"], warnings=len(found))

    def _resolved_before(self) -> ResolvedPack:
        from census_app.rulebook.resolving.resolve import resolve_pack

        return resolve_pack(self.candidate.before.pack, self._workspace.dictionary)

    def _cases(self) -> Stage:
        """The examples of a base pack; of an override, those of the rules it changes."""
        from census_app.checking.cases.run import run_cases

        candidate = self.candidate
        changed = None
        if candidate.is_override:
            affected = affected_rules(candidate.before.pack, candidate.after.pack, self._now.date())
            changed = {*affected.judged, *(one.rule for one in candidate.after.pack.overridden)}
        outcomes = run_cases(candidate.resolved, self._workspace.dictionary, changed, self._context)
        failed = [str(outcome) for outcome in outcomes if not outcome.passed]
        if failed:
            return refused(stages.CASES, failed, cases=len(outcomes), failed=len(failed))
        return passed(stages.CASES, [f"{len(outcomes)} 个例子都和写的一样"], cases=len(outcomes), failed=0)

    def _preview(self) -> Stage:
        from census_app.checking.run import check_snapshot

        latest = self._workspace.catalogue.latest()
        if latest is None:
            return skipped(stages.PREVIEW, "还没有导入数据，没有可预演的快照")
        day = latest.data_date
        before, after = self.candidate.before.on(day), self.candidate.after.on(day)
        # a check that counts meets every row, so that no rule is installed that breaks on one that cannot be wrong
        self.preview = preview_change(self._workspace, before, after, day, None, self._context, checker=check_snapshot)
        if self.preview.errors:
            said = [f"{rule} 在这份数据上运行出错：{error}" for rule, error in self.preview.errors.items()]
            return refused(stages.PREVIEW, said)
        return passed(stages.PREVIEW, self.preview.lines())


def _overruled(pack: Pack, override: str) -> list[str]:
    """What the override changes and another one after it (市, 县) changes again, so that it has no effect here."""
    mine: set[tuple[str, str]] = set()
    notes = []
    for one in pack.overridden:
        if one.pack == override:
            mine.add((one.rule, one.what))
        elif (one.rule, one.what) in mine and not one.what.startswith("word_lists"):
            notes.append(f"注意：{one.rule} {one.what} 由 {one.pack} 再改成 {one.new}，以它为准")
    return notes


def _given_up(before: Pack, after: Pack) -> list[str]:
    """What a new base pack does without: the pack in force, where it is another one, and rules of that."""
    old, new = before.manifest.id, after.manifest.id
    kept = {rule.id for rule in after.rules}
    gone = [rule.id for rule in before.rules if rule.status is Status.PUBLISHED and rule.id not in kept]
    notes = [] if old == new else [f"注意：这是另一个规则包，代替现行的 {old}，不是它的新版"]
    if gone:
        named = "、".join(gone[:_RULES_NAMED]) + ("等" if len(gone) > _RULES_NAMED else "")
        notes.append(f"注意：现行的 {len(gone)} 条规则（{named}）这里没有，生效后不再查，它们的问题记为规则撤回")
    return notes
