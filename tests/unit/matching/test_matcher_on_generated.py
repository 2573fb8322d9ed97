"""The whole matcher on generated customers and references with truth; floors stand below what was measured.

Larger runs beside other engines: `python -m tests.bench.bench_matching`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.matching import exact, ours
from tests.matching_truth.measure import Judgement, judged
from tests.matching_truth.settings import SETTINGS
from tests.matching_truth.writing import write_truth

PAIRS, SEED = 2_500, 11
# F1, precision and recall of the automatic zone; measured .992, 1.000, .60-.63 and .970-.973, 1.000, .43 over 3 seeds
FLOORS = {"standard": (0.98, 0.998, 0.5), "harder": (0.95, 0.996, 0.35)}


Measured = tuple[str, Path, Judgement]


@pytest.fixture(scope="module", params=sorted(FLOORS))
def measured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    folder = tmp_path_factory.mktemp(request.param)
    write_truth(folder, PAIRS, SEED, SETTINGS[request.param])
    ours.main(str(folder), str(folder / "links.parquet"))
    with judged(folder, folder / "links.parquet") as judgement:
        yield request.param, folder, judgement


def test_quality(measured: Measured) -> None:
    setting, _, judgement = measured
    f1, precision, recall = FLOORS[setting]
    automatic = judgement.of(ours.ZONES["automatic"])
    assert judgement.of(ours.LINKED).f1 >= f1
    assert automatic.precision >= precision
    assert automatic.recall >= recall


def test_processes_change_no_link(measured: Measured) -> None:
    _, folder, _ = measured
    ours.main(str(folder), str(folder / "beside.parquet"), processes=1)
    assert (folder / "beside.parquet").read_bytes() == (folder / "links.parquet").read_bytes()


def test_better_than_exact_agreement(measured: Measured) -> None:
    _, folder, judgement = measured
    exact.write_plain(folder)
    exact.main("normalised", str(folder), str(folder / "exact.parquet"))
    with judged(folder, folder / "exact.parquet") as plain:
        assert plain.best().f1 + 0.03 < judgement.of(ours.LINKED).f1


def test_other_people_are_not_linked_automatically(measured: Measured) -> None:
    _, _, judgement = measured
    shares = {trap.name: trap for trap in judgement.traps(ours.ZONES["automatic"])}
    assert shares["household"].pairs > 200 and shares["branch"].pairs > 20 and shares["namesake"].pairs > 50
    assert shares["branch"].linked == shares["same_premises"].linked == 0
    assert shares["household"].share <= 0.005
    assert shares["namesake"].share <= 0.005


def test_undamaged_pairs_are_all_found(measured: Measured) -> None:
    _, _, judgement = measured
    kinds = {kind.name: kind for kind in judgement.recall_by_kind(ours.LINKED)}
    assert kinds["clean"].share >= 0.99
    easy = [kinds[name] for name in ("id_format", "traditional", "width", "id15")]
    assert sum(kind.linked for kind in easy) / sum(kind.pairs for kind in easy) >= 0.9


def test_shown_probabilities_are_about_what_is_true(measured: Measured) -> None:
    _, _, judgement = measured
    bands = judgement.bands(ours.CANDIDATES)
    pairs = sum(band.pairs for band in bands)
    shown = sum(band.shown * band.pairs for band in bands) / pairs
    true = sum(band.true * band.pairs for band in bands) / pairs
    assert abs(shown - true) <= 0.03
