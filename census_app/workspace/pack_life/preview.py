"""A change of packs tried on the newest snapshot: only rules that judge differently are judged, on both sides."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from census_app import __version__
from census_app.archive.unit_names import unit_names
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.foundation.jobs import JobContext, silent
from census_app.rulebook.model import Pack, Rule, Status
from census_app.workspace.engine import SERIES_FOLDER, scratch_engine, scratch_folder
from census_app.workspace.linking.link_sets import ChosenLinks, links_for
from census_app.workspace.pack_life.affected import ADDED, GONE, Affected, affected_rules
from census_app.workspace.pack_life.compare import Side, compare_sides, count_changes, write_changes
from census_app.workspace.pack_life.composing import Composed, read_pack, unfit_words, with_pack
from census_app.workspace.pack_life.labels import label_of
from census_app.workspace.pack_life.report import Counts, PreviewReport, RulePreview
from census_app.workspace.pack_life.signatures import signature_of
from census_app.workspace.pack_life.store import received
from census_app.workspace.runs.packs import load_active
from census_app.workspace.runs.record import FINDINGS_FILE, RunRecord, last_official

if TYPE_CHECKING:
    from census_app.archive.snapshot import Snapshot
    from census_app.checking.known_wrong import KnownWrong
    from census_app.checking.model import CheckResult
    from census_app.rulebook.resolved import ResolvedPack
    from census_app.workspace.workspace import Workspace

Checker = Callable[..., "CheckResult"]
CHANGES_FILE = "changes.parquet"


def preview_pack(
    workspace: Workspace,
    path: Path,
    out: Path | None = None,
    context: JobContext | None = None,
    *,
    as_of: date | None = None,
) -> PreviewReport:
    """What installing the pack at `path` would do to the problems; the workspace is not written to.

    `out` gets every problem that appears, vanishes or stays (Parquet). `as_of` defaults to the snapshot's data date.
    Raises `BadInput` when the pack cannot be read, does not fit, or nothing was imported yet.
    """
    context = context or silent()
    day = as_of or workspace.catalogue.open().manifest.data_date
    before = load_active(workspace, day)
    with received(workspace, path) as found:
        try:
            read = read_pack(found, signature_of(workspace, found))
            after, unfit = with_pack(before, read, day)
        except BadInput as error:
            raise BadInput(found.in_words_of_giver(error.message), error.advice) from error
    if unfit:
        raise BadInput("\n".join([f"{unfit_words(read.entry)}：", *unfit.values()]), "先请覆盖包的发布者按新规则包改正")
    return preview_change(workspace, before, after, day, out, context)


def preview_change(
    workspace: Workspace,
    before: Composed,
    after: Composed,
    as_of: date,
    out: Path | None,
    context: JobContext,
    *,
    checker: Checker | None = None,
) -> PreviewReport:
    """`preview_pack` for two sets of packs; `checker` stands in for `checking.run.check_snapshot` that only finds.

    Rules that break are told as far as they do on rows that may be wrong; with a checker that counts, on all.
    """
    snapshot = workspace.catalogue.open()
    affected = affected_rules(before.pack, after.pack, as_of)
    old = {rule_id for rule_id, reason in affected.judged.items() if reason != ADDED}
    new = {rule_id for rule_id, reason in affected.judged.items() if reason != GONE}
    chosen = links_for(workspace, snapshot)
    reused = _run_to_reuse(workspace, before, snapshot, as_of, chosen) if old else None
    cache = workspace.cache
    judge = _Judge(workspace, snapshot, chosen, as_of, before.pack, checker, context)
    with scratch_folder(cache) as folder:
        if reused is not None:
            one, errors = Side(reused.file(workspace, FINDINGS_FILE), _rules(before.pack, old)), reused.errors
        else:
            one, errors = judge(before.pack, old, folder / "before")
        known = None if reused is None else _known_wrong(workspace, reused, affected)
        two, broken = judge(after.pack, new, folder / "after", known)
        with scratch_engine(cache, context) as connection:
            compare_sides(connection, one, two)
            counts = count_changes(connection)
            names = unit_names(connection, snapshot, workspace.dictionary)
            if out is not None:
                write_changes(connection, folder / CHANGES_FILE)
        if out is not None:
            with publish(out) as temporary:
                shutil.copyfile(folder / CHANGES_FILE, temporary)
    return PreviewReport(
        before=label_of(before.base_entry, before.applied),
        after=label_of(after.base_entry, after.applied),
        snapshot=snapshot.manifest.snapshot,
        data_date=snapshot.manifest.data_date.isoformat(),
        as_of=as_of.isoformat(),
        affected=affected,
        rules=_rule_previews(before.pack, after.pack, affected, counts, errors, broken),
        unit_names=_of_changed(names, counts),
        reused="" if reused is None else reused.run,
        left_out=tuple(entry.label for entry in after.left_out),
    )


class _Judge:
    """Runs a few rules of a pack over the snapshot."""

    def __init__(
        self,
        workspace: Workspace,
        snapshot: Snapshot,
        chosen: ChosenLinks,
        as_of: date,
        present: Pack,
        checker: Checker | None,
        context: JobContext,
    ) -> None:
        self._workspace, self._snapshot, self._as_of, self._present = workspace, snapshot, as_of, present
        self._links = chosen.links
        self._checker, self._context = checker, context

    def __call__(
        self, pack: Pack, wanted: set[str], folder: Path, known: KnownWrong | None = None
    ) -> tuple[Side, dict[str, str]]:
        """The findings of the wanted rules, and those of them that broke; other rules are not even compiled."""
        from census_app.checking.model import EngineLimits

        if not wanted:
            return Side(None, {}), {}
        check = self._checker or partial(_engine(self._workspace), known=known)
        few = pack.model_copy(update={"rules": tuple(_with_required(pack, wanted))})
        resolved = self._resolved(few)
        if resolved.errors:
            raise BadInput(
                f"规则包 {pack.manifest.id} 有 {len(resolved.errors)} 处错误，不能预演：{resolved.errors[0]}",
                "用 census pack lint 查看全部并改正",
            )
        result = check(
            self._snapshot,
            resolved,
            self._workspace.dictionary,
            self._as_of,
            folder,
            EngineLimits(),
            self._context,
            rules=wanted,
            links=self._links,
        )
        broken = {rule: said for rule, said in result.errors.items() if rule in wanted}
        return Side(result.findings_file, _rules(pack, wanted)), broken

    def _resolved(self, few: Pack) -> ResolvedPack:
        from census_app.rulebook.resolving.kept import resolved_but_for_numbers

        dictionary = self._workspace.dictionary
        known = resolved_but_for_numbers(few, self._present, dictionary)
        if known is not None:
            return known
        from census_app.rulebook.resolving.resolve import resolve_pack

        return resolve_pack(few, dictionary)


def _with_required(pack: Pack, wanted: set[str]) -> list[Rule]:
    by_id = {rule.id: rule for rule in pack.rules if rule.status is Status.PUBLISHED}
    pending, kept = [rule_id for rule_id in wanted if rule_id in by_id], set()
    while pending:
        rule_id = pending.pop()
        if rule_id not in kept:
            kept.add(rule_id)
            pending += [required for required in by_id[rule_id].requires if required in by_id]
    return [rule for rule in pack.rules if rule.id in kept]


def _run_to_reuse(
    workspace: Workspace, before: Composed, snapshot: Snapshot, as_of: date, chosen: ChosenLinks
) -> RunRecord | None:
    """The last official run, when it judged by the same rules, on the same data, links and day, with this program."""
    from census_app.dictionary.loader import dictionary_hash

    run = last_official(workspace)
    if run is None or run.snapshot != snapshot.manifest.snapshot or run.as_of != as_of:
        return None
    same = (
        run.inputs["pack"]["fingerprint"] == before.fingerprint
        and (run.inputs.get("link_set") or {}) == chosen.as_input()
        and run.inputs["dictionary"] == dictionary_hash(workspace.dictionary)
        and run.inputs["versions"]["census"] == __version__
        and run.file(workspace, FINDINGS_FILE).is_file()
    )
    return run if same else None


def _known_wrong(workspace: Workspace, reused: RunRecord, affected: Affected) -> KnownWrong:
    """What the run found of the rules that judge as they did."""
    from census_app.checking.known_wrong import KnownWrong

    judged = reused.rules.keys() - reused.errors.keys() - affected.judged.keys()
    return KnownWrong(reused.file(workspace, FINDINGS_FILE), frozenset(judged))


def _rules(pack: Pack, wanted: set[str]) -> dict[str, Rule]:
    return {rule.id: rule for rule in pack.rules if rule.id in wanted}


def _rule_previews(
    before: Pack,
    after: Pack,
    affected: Affected,
    counts: dict[str, dict[str, Counts]],
    errors: dict[str, str],
    broken: dict[str, str],
) -> tuple[RulePreview, ...]:
    titles = {rule.id: rule.short or rule.title.zh for pack in (before, after) for rule in pack.rules}
    told = []
    for rule_id, reason in affected.judged.items():
        error = broken.get(rule_id, "") if reason != GONE else ""
        told.append(RulePreview(rule_id, titles[rule_id], reason, counts.get(rule_id, {}), error))
    return tuple(told)


def _of_changed(names: dict[str, str], counts: dict[str, dict[str, Counts]]) -> dict[str, str]:
    """The names of the units something changes in, as far as they are known."""
    return {
        unit: names[unit] for unit in sorted({unit for of_rule in counts.values() for unit in of_rule} & names.keys())
    }


def _engine(workspace: Workspace) -> Checker:
    from census_app.checking.run import check_snapshot
    from census_app.checking.series_memory import SeriesMemory

    return partial(check_snapshot, counting=False, memory=SeriesMemory(workspace.cache / SERIES_FOLDER, writes=False))
