"""Links judged by a truth small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from census_app.foundation.engines import kept_engine
from tests.bench.matching.plot import write_plot
from tests.matching_truth.measure import judged, wilson


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tables = {
        "truth": "('a', '1', 'no_id+moved'), ('b', '2', 'no_id'), ('c', '3', 'clean'), ('d', '4', 'clean')",
        "traps": "('a', '2', 'household'), ('b', '9', 'household'), ('c', '8', 'branch')",
    }
    with kept_engine(1) as connection:
        for name, rows in tables.items():
            query = f"SELECT * FROM (VALUES {rows}) t(left_key, right_key, kind)"
            connection.execute(f"COPY ({query}) TO '{tmp_path / name}.parquet' (FORMAT parquet)")
        links = "('a', '1', .99, 'auto'), ('b', '9', .8, 'review'), ('c', '3', .7, 'auto'), ('e', '5', .1, 'review')"
        columns = "t(left_key, right_key, probability, decision)"
        doubles = "probability::DOUBLE AS probability"
        query = f"SELECT * REPLACE ({doubles}), probability AS score FROM (VALUES {links}) {columns}"
        connection.execute(f"COPY ({query}) TO '{tmp_path}/links.parquet' (FORMAT parquet)")
    return tmp_path


def test_quality_at_the_best_threshold(folder: Path) -> None:
    with judged(folder, folder / "links.parquet") as judgement:
        best = judgement.best()
    assert (best.threshold, best.links) == (0.70, 3)
    assert best.precision == pytest.approx(2 / 3)
    assert best.recall == pytest.approx(2 / 4)
    assert best.f1 == pytest.approx(4 / 7)


def test_zones_kinds_and_traps(folder: Path) -> None:
    with judged(folder, folder / "links.parquet") as judgement:
        assert judgement.of("decision = 'auto'").precision == 1.0
        kinds = {one.name: (one.pairs, one.linked) for one in judgement.recall_by_kind("decision = 'auto'")}
        found = {one.name: one.share for one in judgement.traps("true")}
    assert kinds == {"no_id": (2, 1), "moved": (1, 1), "clean": (2, 1)}
    assert found == {"household": 0.5, "branch": 0.0}


def test_bands_show_what_is_true(folder: Path) -> None:
    with judged(folder, folder / "links.parquet") as judgement:
        bands = judgement.bands()
    assert [(band.low, band.pairs, band.true) for band in bands] == [
        (0.1, 1, 0.0),
        (0.7, 2, 0.5),
        (0.97, 1, 1.0),
    ]
    assert bands[0].interval == wilson(0, 1)
    write_plot(bands, "标题", folder / "plot.svg")
    assert (folder / "plot.svg").read_text(encoding="utf-8").count("<circle") == 3


def test_no_links_at_all(folder: Path) -> None:
    with judged(folder, folder / "links.parquet") as judgement:
        assert judgement.best("false").f1 == judgement.of("false").f1 == 0.0


def test_wilson_interval() -> None:
    low, high = wilson(95, 100)
    assert (round(low, 3), round(high, 3)) == (0.888, 0.978)
