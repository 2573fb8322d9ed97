"""`census link learn`: what reviewers decided becomes weights, shown before they are switched on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.foundation.text_width import table_lines
from census_app.matching.links import LinkedSource, LinkSet
from census_app.matching.sources import Source
from census_app.workspace.engine import scratch_engine
from census_app.workspace.linking.decisions import PairDecision, Standing
from census_app.workspace.linking.judged import Judged, judged_pairs, source_name
from census_app.workspace.linking.measuring import ModelMeasure, interval_words
from census_app.workspace.linking.models import activate, base_in_use, keep_model
from census_app.workspace.linking.moving import LinkMoves, link_moves
from census_app.workspace.linking.newest import newest_links, sources_of, weights_of
from census_app.workspace.linking.one_sided import OneSided, one_sided
from census_app.workspace.linking.settings import learning_settings
from census_app.workspace.linking.training import TrainingSet, training_set

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.workspace.workspace import Workspace

_WIDEST = 40
_ANYWAY = "仍要启用加 --anyway"


@dataclass(frozen=True)
class LearnedSource:
    """What the decisions about one source teach: before and after on pairs held out, and which links would change.

    `refused` says why the model was not switched though that was asked; `version` is the one now in use, if it was.
    """

    source: Source
    training: TrainingSet
    before: ModelMeasure
    after: ModelMeasure
    moves: LinkMoves | None
    version: int | None = None
    refused: str = ""
    one_sided: tuple[OneSided, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """One entry of the command line's JSON object."""
        missing = self.training.missing()
        return {
            "name": self.source.zh,
            "accepted": self.training.accepted,
            "rejected": self.training.rejected,
            "missing": {"accepted": missing[0], "rejected": missing[1]},
            "before": self.before.as_json(),
            "after": self.after.as_json(),
            "changes": [] if self.moves is None else self.moves.as_json(),
            "version": self.version,
            "refused": self.refused,
            "refusal": refusal(self.training, self.before, self.after),
            "one_sided": [one.as_json() for one in self.one_sided],
        }

    def lines(self) -> list[str]:
        """For the terminal."""
        training = self.training
        rows = [("", "学之前", "学过之后")]
        rows += [
            (one.band, one.words(), other.words())
            for one, other in zip(self.before.bands, self.after.bands, strict=True)
        ]
        rows += [
            ("够自动关联的里面对的", interval_words(self.before.precision), interval_words(self.after.precision)),
            ("该关联的里面够自动的", interval_words(self.before.recall), interval_words(self.after.recall)),
            ("平均意外（比特，小的好）", f"{self.before.loss:.3f}", f"{self.after.loss:.3f}"),
        ]
        lines = [
            f"{self.source.zh}：判定 是同一个 {training.accepted:,} 对，都不是 {training.rejected:,} 对"
            "（下表每一对都由没见过它的模型来判）",
            *(f"  {line}" for line in table_lines(rows, _WIDEST)),
        ]
        lines += [f"  注意：{one.words()}" for one in self.one_sided]
        if self.moves is not None:
            lines += [f"  {line}" for line in self.moves.lines()]
        if self.version is not None:
            lines.append(
                f"  第 {self.version} 版已启用，下次 census link 生效；退回：census link model revert {self.source.zh}"
            )
        if self.refused:
            return [*lines, f"  没有启用：{self.refused}"]
        why = refusal(training, self.before, self.after) if self.version is None else ""
        return [*lines, f"  还不能启用：{why}"] if why else lines


@dataclass(frozen=True)
class LearnReport:
    """All sources people have decided about."""

    sources: tuple[LearnedSource, ...]

    @property
    def refused(self) -> bool:
        """Whether a model was not switched though that was asked."""
        return any(one.refused for one in self.sources)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {"sources": {one.source.id: one.as_json() for one in self.sources}}

    def lines(self) -> list[str]:
        """For the terminal."""
        return [line for one in self.sources for line in one.lines()]


def learn(
    workspace: Workspace,
    source: str | None = None,
    *,
    switch: bool = False,
    anyway: bool = False,
    context: JobContext | None = None,
) -> LearnReport:
    """What the decisions would change; with `switch` the learned models are kept and in use from the next comparison.

    A model is not switched with too few decisions, nor (unless `anyway`) when it judges held-out pairs no better, links
    fewer of them rightly, or when people hold most of what is sure to be wrong.
    `BadInput` when nothing was compared or decided.
    """
    context = context or silent()
    snapshot = workspace.catalogue.open()
    links = newest_links(workspace, snapshot)
    chosen = sources_of(links, source)
    with scratch_engine(workspace.cache, context) as connection:
        judged = judged_pairs(connection, workspace, snapshot)
        learner = _Learner(connection, workspace, snapshot, links, judged, context)
        found = [
            learner.learn(declared, linked, training, switch, anyway)
            for name, (declared, linked) in chosen.items()
            if len((training := training_set(declared, judged.decisions.get(name, ()))).truth)
        ]
    if not found:
        raise _nothing_to_learn([one for name in chosen for one in judged.decisions.get(name, ())])
    return LearnReport(tuple(found))


def _nothing_to_learn(decisions: Sequence[PairDecision]) -> BadInput:
    """Why decisions there may well be teach nothing: those that contradict each other, and those that are unsure."""
    if not decisions:
        return BadInput(
            "还没有可以学的人工判定", "用 census link review export 出清单，填好后 census link review take 收回"
        )
    disputed = sum(one.standing is Standing.DISPUTED for one in decisions)
    unsure = len(decisions) - disputed
    parts = [f"{disputed:,} 对意见不一"] * bool(disputed) + [f"{unsure:,} 对拿不准"] * bool(unsure)
    return BadInput(
        f"有 {len(decisions):,} 对人工判定，但没有一对定下来：{'、'.join(parts)}，学不了",
        "意见不一的请第三个人判（再出一次 census link review export，它们排在最前）；拿不准的核实后再判",
    )


@dataclass
class _Learner:
    """Learns sources of one link set."""

    connection: duckdb.DuckDBPyConnection
    workspace: Workspace
    snapshot: Snapshot
    links: LinkSet
    judged: Judged
    context: JobContext

    def learn(
        self, source: Source, linked: LinkedSource, training: TrainingSet, switch: bool, anyway: bool
    ) -> LearnedSource:
        """One source; nothing is written unless the model is switched."""
        self.context.raise_if_cancelled()
        base = base_in_use(self.workspace, source) or weights_of(linked)
        before, after = training.held_out(base)
        learned = training.fitted(base)
        enough = not any(training.missing())
        moves = None
        if enough:
            moves = link_moves(
                self.connection,
                self.workspace,
                self.snapshot,
                self.links,
                source,
                learned,
                self.judged,
                self.context,
            )
        refused = (_lacking(training) if anyway else refusal(training, before, after)) if switch else ""
        version = None
        if switch and not refused:
            version = keep_model(self.workspace, source, learned, base)
            facts = {
                "accepted": training.accepted,
                "rejected": training.rejected,
                "decisions": training.digest,
                "loss": {"before": f"{before.loss:.4f}", "after": f"{after.loss:.4f}"},
                "link_set": self.links.manifest.link_set,
            }
            activate(self.workspace, source, version, facts)
        decided = self.judged.decisions.get(source_name(source), ())
        return LearnedSource(
            source, training, before, after, moves, version, refused, one_sided(decided, source, weights_of(linked))
        )


def refusal(training: TrainingSet, before: ModelMeasure, after: ModelMeasure) -> str:
    """Why a model may not be switched to; "" when it may. All but too few decisions can be overruled."""
    settings = learning_settings()
    if lacking := _lacking(training):
        return lacking
    sure = before.precision
    if sure.judged >= settings.measured_from and sure.high < settings.contradicting:
        told = f"够自动关联的 {sure.judged:,} 对里，人说是同一个的只有 {sure.confirmed:,} 对"
        return f"判定和模型相反的太多：{told}；先核对是谁判的，{_ANYWAY}"
    if after.loss >= before.loss:
        return f"在没见过的对上不比学之前好；{_ANYWAY}"
    for name, one, other in (
        ("够自动关联的里面对的", before.precision, after.precision),
        ("该关联的里面够自动的", before.recall, after.recall),
    ):
        if one.judged and other.judged and other.confirmed / other.judged < one.low:
            return f"在没见过的对上，{name}明显变少；{_ANYWAY}"
    return ""


def _lacking(training: TrainingSet) -> str:
    """What must still be decided before a model may be switched; "" when that is enough."""
    accepted, rejected = training.missing()
    lacking = [f"是同一个 {accepted} 对"] * bool(accepted) + [f"都不是 {rejected} 对"] * bool(rejected)
    return f"判定太少，还差 {'、'.join(lacking)}" if lacking else ""
