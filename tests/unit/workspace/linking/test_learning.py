"""Decisions become weights: measured on pairs held out, switched only when there are enough, and back again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from census_app.foundation.errors import BadInput
from census_app.matching.judging import Verdict
from census_app.matching.percent import percent
from census_app.matching.sources import shipped_sources
from census_app.workspace import acts
from census_app.workspace.linking import settings as settings_of
from census_app.workspace.linking.deciding import Said, record_decisions
from census_app.workspace.linking.decisions import Standing, read_decisions
from census_app.workspace.linking.learning import learn, refusal
from census_app.workspace.linking.making import make_links
from census_app.workspace.linking.measuring import ModelMeasure
from census_app.workspace.linking.model_files import export_model, import_model, revert_model
from census_app.workspace.linking.models import MODELS_FOLDER, kept_models, model_faults, model_in_use
from census_app.workspace.linking.newest import newest_links
from census_app.workspace.linking.queue import review_queue
from census_app.workspace.linking.shares import Shares
from census_app.workspace.linking.training import TrainingSet
from census_app.workspace.precision.interval import share_of
from census_app.workspace.workspace import Workspace

SOURCE = "gov_population"


def _decide_all(county: Workspace, true_pairs: frozenset[tuple[str, str]], limit: int | None = None) -> int:
    """A reviewer who knows the truth answers the queue."""
    said = []
    for record in review_queue(county, SOURCE, limit).records:
        for one in record.pairs:
            key = one.shown.pair
            verdict = Verdict.ACCEPT if (key.left_key, key.right_key) in true_pairs else Verdict.NONE
            said.append(Said(one.shown, verdict, "甲"))
    return len(record_decisions(county, said))


@pytest.fixture
def easily_taught(monkeypatch: pytest.MonkeyPatch) -> None:
    few = settings_of.learning_settings().model_copy(
        update={"least_accepted": 5, "least_rejected": 5, "measured_from": 3}
    )
    for module in ("training", "shares", "learning", "one_sided"):
        monkeypatch.setattr(f"census_app.workspace.linking.{module}.learning_settings", lambda: few)


def test_nothing_decided_teaches_nothing(linked_county: Workspace) -> None:
    with pytest.raises(BadInput, match="还没有可以学的人工判定"):
        learn(linked_county)


def test_disputes_and_doubts_are_named_when_nothing_else_was_decided(linked_county: Workspace) -> None:
    first, second, *_ = (one for record in review_queue(linked_county, SOURCE).records for one in record.pairs)
    for verdict, reviewer in ((Verdict.ACCEPT, "甲"), (Verdict.NONE, "乙")):
        record_decisions(linked_county, [Said(first.shown, verdict, reviewer)])
    record_decisions(linked_county, [Said(second.shown, Verdict.UNSURE, "甲")])
    with pytest.raises(BadInput, match="有 2 对人工判定，但没有一对定下来：1 对意见不一、1 对拿不准") as refused:
        learn(linked_county)
    assert "第三个人" in refused.value.advice


def test_a_share_stays_on_its_side_of_the_border_of_a_band() -> None:
    assert [percent(value) for value in (0.8996, 0.9, 0.69999, 0.29, 0.9899)] == ["89%", "90%", "69%", "29%", "98%"]
    assert (percent(0.9909), percent(0.9999), percent(0.004)) == ("99.0%", "99.9% 以上", "不到 1%")


def test_too_few_decisions_do_not_switch(linked_county: Workspace, true_pairs: frozenset[tuple[str, str]]) -> None:
    _decide_all(linked_county, true_pairs, 3)
    report = learn(linked_county, SOURCE, switch=True).sources[0]
    assert (report.version, report.moves) == (None, None)
    accepted, rejected = report.training.missing()
    assert f"都不是 {rejected} 对" in report.refused and accepted + rejected > 0
    shown = learn(linked_county, SOURCE).sources[0]
    assert shown.lines()[-1] == f"  还不能启用：{report.refused}"
    assert kept_models(linked_county, SOURCE)[0].in_use
    assert not (linked_county.folder / MODELS_FOLDER).exists()


@pytest.mark.usefixtures("easily_taught")
def test_learned_switched_shown_and_reverted(
    linked_county: Workspace, true_pairs: frozenset[tuple[str, str]], tmp_path: Path
) -> None:
    decided = _decide_all(linked_county, true_pairs)
    before = make_links(linked_county)
    report = learn(linked_county, SOURCE, switch=True, anyway=True)
    one = report.sources[0]
    assert one.training.accepted + one.training.rejected == decided
    for measure in (one.before, one.after):
        assert sum(band.share.judged for band in measure.bands) == decided
    assert (one.version, one.refused) == (1, "")
    assert any("学过之后" in line for line in report.lines())
    after = make_links(linked_county)
    assert after.manifest.link_set != before.manifest.link_set
    weights = after.manifest.sources[SOURCE].weights
    assert weights is not None and weights == model_in_use(linked_county, shipped_sources()[SOURCE])[0]
    assert weights.id == SOURCE

    # the same decisions again give the same model: they are not counted twice
    again = learn(linked_county, SOURCE, switch=True, anyway=True).sources[0]
    assert again.version == 1
    assert make_links(linked_county).manifest.link_set == after.manifest.link_set

    export_model(linked_county, SOURCE, None, tmp_path / "m.json")
    assert revert_model(linked_county, SOURCE) == 0
    assert make_links(linked_county).manifest.link_set == before.manifest.link_set
    assert import_model(linked_county, SOURCE, tmp_path / "m.json", switch=True) == 1
    assert make_links(linked_county).manifest.link_set == after.manifest.link_set
    assert acts.verify(linked_county.engine) == []


def _judge_all(county: Workspace, says: Callable[[bool], Verdict], true_pairs: frozenset[tuple[str, str]]) -> None:
    queue = review_queue(county, SOURCE).records
    pairs = [one.shown for record in queue for one in record.pairs]
    truth = [(shown.pair.left_key, shown.pair.right_key) in true_pairs for shown in pairs]
    said = [Said(shown, says(true), "甲") for shown, true in zip(pairs, truth, strict=True)]
    record_decisions(county, said)


@pytest.mark.usefixtures("easily_taught")
def test_who_says_the_opposite_of_what_is_sure_teaches_nothing_unasked(
    linked_county: Workspace, true_pairs: frozenset[tuple[str, str]]
) -> None:
    _judge_all(linked_county, lambda true: Verdict.NONE if true else Verdict.ACCEPT, true_pairs)
    one = learn(linked_county, SOURCE, switch=True).sources[0]
    assert one.training.missing() == (0, 0)
    assert one.before.precision.high < settings_of.learning_settings().contradicting
    assert one.refused.startswith("判定和模型相反的太多：够自动关联的 ")
    assert one.version is None
    assert learn(linked_county, SOURCE).sources[0].lines()[-1] == f"  还不能启用：{one.refused}"
    assert learn(linked_county, SOURCE, switch=True, anyway=True).sources[0].version == 1


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ((96, 100, 90, 100), ""),
        ((80, 100, 90, 100), "够自动关联的里面对的明显变少"),
        ((97, 100, 60, 100), "该关联的里面够自动的明显变少"),
    ],
)
def test_a_model_that_links_fewer_rightly_is_not_switched_to(after: tuple[int, int, int, int], told: str) -> None:
    def measure(right: int, linked: int, found: int, true: int, loss: float) -> ModelMeasure:
        shares = [share_of(one, other, Decimal("0.95")) for one, other in ((right, linked), (found, true))]
        return ModelMeasure((), shares[0], shares[1], loss)

    truth = np.arange(200) < 100
    nothing = np.zeros((200, 0), dtype=np.uint8)
    training = TrainingSet(shipped_sources()[SOURCE], (), nothing, truth, np.zeros(200, dtype=np.int64), "")
    said = refusal(training, measure(97, 100, 90, 100, 0.5), measure(*after, 0.4))
    assert (told in said) if told else said == ""


@pytest.mark.usefixtures("easily_taught")
def test_who_accepts_everything_is_told_of_and_who_looks_is_not(
    linked_county: Workspace, true_pairs: frozenset[tuple[str, str]]
) -> None:
    _judge_all(linked_county, lambda _true: Verdict.ACCEPT, true_pairs)
    one = learn(linked_county, SOURCE).sources[0]
    (told,) = one.one_sided
    assert (told.reviewer, told.verdict, told.judged) == ("甲", Verdict.ACCEPT, len(read_decisions(linked_county)))
    assert told.otherwise > 1
    assert f"  注意：甲 判的 {told.judged} 对全是“是同一个”" in "\n".join(one.lines())
    _judge_all(linked_county, lambda true: Verdict.ACCEPT if true else Verdict.NONE, true_pairs)
    assert learn(linked_county, SOURCE).sources[0].one_sided == ()


@pytest.mark.usefixtures("easily_taught")
def test_shares_are_measured_from_enough_decisions_on(
    linked_county: Workspace, true_pairs: frozenset[tuple[str, str]]
) -> None:
    shown = {
        one.shown.pair: one.share for record in review_queue(linked_county, SOURCE).records for one in record.pairs
    }
    assert all(share.measured is None and "模型估计" in share.words() for share in shown.values())
    _decide_all(linked_county, true_pairs)
    decided = read_decisions(linked_county)
    weights = newest_links(linked_county, linked_county.catalogue.open()).manifest.sources[SOURCE].weights
    assert weights is not None
    shares = Shares.of(decided, shipped_sources()[SOURCE], weights)
    told = [(shares.shown(float(one.last.probability)), shown[one.pair].band, one) for one in decided]
    bands = Counter(band for _, band, _ in told)
    for share, band, _ in told:
        true = sum(one.standing is Standing.ACCEPT for _, other, one in told if other == band)
        assert share.band == band
        if bands[band] < 3:
            assert share.measured is None
        else:
            assert share.measured is not None and (share.value, share.measured.judged) == (
                true / bands[band],
                bands[band],
            )
            assert "实测" in share.words() and f"判过 {true}/{bands[band]}" in share.words()
    assert max(bands.values()) >= 3


def test_a_changed_model_file_is_noticed(linked_county: Workspace, tmp_path: Path) -> None:
    export_model(linked_county, SOURCE, 0, tmp_path / "m.json")
    content = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))
    content["prior"] -= 1
    (tmp_path / "m.json").write_text(json.dumps(content), encoding="utf-8")
    assert import_model(linked_county, SOURCE, tmp_path / "m.json", switch=True) == 1
    assert model_faults(linked_county) == []
    kept = linked_county.folder / MODELS_FOLDER / SOURCE / "1.json"
    kept.write_text(kept.read_text(encoding="utf-8").replace("0", "1"), encoding="utf-8")
    assert ["缺失或被改动过" in fault for fault in model_faults(linked_county)] == [True]
    with pytest.raises(BadInput, match="缺失或被改动过"):
        make_links(linked_county)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[1, 2]", "读不出来"),
        ('{"id": "x", "prior": NaN, "bits": {"name": {"equal": 1}}}', "大得不合理"),
        ('{"id": "x", "prior": 1e300, "bits": {"name": {"equal": 1}}}', "大得不合理"),
        ('{"id": "x", "prior": 1, "bits": {"colour": {"equal": 1}}}', "没有一项"),
        ("[" * 100_000, "读不出来"),
        ("", "读不出来"),
        ('{"id": "pms_topology", "prior": 1, "bits": {"name": {"equal": 1}}}', "不是公安人口的"),
    ],
)
def test_other_files_are_no_models(linked_county: Workspace, tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "m.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=words):
        import_model(linked_county, SOURCE, tmp_path / "m.json")
    with pytest.raises(BadInput, match="没有这个参照源"):
        import_model(linked_county, "nobody", tmp_path / "m.json")
    with pytest.raises(BadInput, match="没有这个文件"):
        import_model(linked_county, SOURCE, tmp_path / "nowhere.json")
    assert not (linked_county.folder / MODELS_FOLDER).exists()
