"""Weights where no record has an identifier: learned from those met by name and telephone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import pytest

from census_app.foundation.jobs import silent
from census_app.matching.declaring import source_from
from census_app.matching.features import Features, take_apart
from census_app.matching.link import LinkResult, link_parts
from census_app.matching.sources import Source, shipped_sources
from census_app.matching.weights.anchors import Told
from census_app.matching.weights.model import Model
from census_app.matching.weights.shipped import shipped_model
from tests.bench.matching import ours
from tests.matching_truth.settings import SETTINGS
from tests.matching_truth.writing import write_truth

PAIRS, SEED = 5_000, 7
_MASKED = ("mask_fits", "surname_fits")
_SOURCE = shipped_sources()["gov_population"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Generated customers and people none of whom has an identifier."""
    made = tmp_path_factory.mktemp("without")
    write_truth(made, PAIRS, SEED, SETTINGS["harder"])
    for table, columns in (("left", ("cert_no", "uscc")), ("population", ("cert_no",))):
        none = ", ".join(f"NULL::VARCHAR AS {name}" for name in columns)
        whole, blank = made / f"{table}.parquet", made / "blank.parquet"
        duckdb.execute(f"COPY (SELECT * REPLACE ({none}) FROM '{whole}') TO '{blank}' (FORMAT parquet)")
        blank.replace(whole)
    yield made


def _linked(folder: Path, source: Source) -> LinkResult:
    left = ours.customers(folder, ["population"])
    right = ours.references(left, folder, ["population"])["population"]
    parts: partial[Features] = partial(take_apart, left, right, source, silent())
    return link_parts(parts, source, model=shipped_model(source.model))


def _truth(folder: Path) -> set[tuple[str, str]]:
    return set(duckdb.execute(f"SELECT left_key, right_key FROM '{folder}/truth.parquet'").fetchall())


def _place_of(result: LinkResult, comparison: str) -> int:
    return [one.id for one in result.comparisons].index(comparison)


def _numbers(result: LinkResult, comparison: str, levels: Sequence[str]) -> list[int]:
    names = result.comparisons[_place_of(result, comparison)].levels
    return [names.index(level) + 1 for level in levels]


def _right_and_wrong(folder: Path, result: LinkResult) -> tuple[int, int]:
    """How many automatic links are true, and how many are not."""
    truth = _truth(folder)
    places = np.flatnonzero(result.decision == "auto")
    found = [(result.left_keys[result.left_row[one]], result.right_keys[result.right_row[one]]) for one in places]
    right = sum(pair in truth for pair in found)
    return right, len(found) - right


def test_telephones_teach_what_no_number_tells(folder: Path) -> None:
    learned, shipped = _linked(folder, _SOURCE), _linked(folder, replace(_SOURCE, stand_in=None))
    assert (learned.model.anchor, shipped.model.anchor) == ("phone", "")
    right, wrong = _right_and_wrong(folder, learned)
    before, _ = _right_and_wrong(folder, shipped)
    assert right > before
    assert wrong <= 0.001 * right


def test_masked_names_are_believed_as_often_as_strangers_are_met_beside_a_partner(folder: Path) -> None:
    # 王** at his door, no numbers on either side: he or one of the family
    found, truth = _linked(folder, _SOURCE), _truth(folder)
    places = np.flatnonzero(np.isin(found.levels[:, _place_of(found, "name")], _numbers(found, "name", _MASKED)))
    shown = np.asarray([one for one in places if found.decision[one] in ("auto", "review")])
    true = [(found.left_keys[found.left_row[one]], found.right_keys[found.right_row[one]]) in truth for one in shown]
    assert len(shown) > 200
    assert found.probability[shown].mean() == pytest.approx(np.mean(true), abs=0.05)


def test_another_telephone_is_counted_among_what_leaves_strangers(folder: Path) -> None:
    # one name elsewhere: of who changed his number and of strangers alike the telephones differ
    found, truth = _linked(folder, _SOURCE), _truth(folder)
    address, name = (_place_of(found, one) for one in ("address", "name"))
    elsewhere = found.levels[:, address] == _numbers(found, "address", ("different",))[0]
    elsewhere &= (found.levels[:, name] == 1) & (found.decision == "review")
    places = np.flatnonzero(elsewhere)
    true = [(found.left_keys[found.left_row[one]], found.right_keys[found.right_row[one]]) in truth for one in places]
    assert len(places) > 50
    assert found.probability[places].mean() == pytest.approx(np.mean(true), abs=0.06)


def test_too_few_telephones_teach_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("census_app.matching.weights.anchors.ENOUGH", 10 * PAIRS)
    assert _linked(folder, _SOURCE).model.anchor == ""


def test_nothing_is_learned_of_doors_and_telephones_from_who_tells_no_name(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = "CASE WHEN hash(cons_no) % 12 = 0 THEN '用户' ELSE cons_name END AS cons_name"
    for table, columns in (("left", f"* REPLACE ({nobody})"), ("population", "*")):
        source, made = folder / f"{table}.parquet", tmp_path / f"{table}.parquet"
        duckdb.execute(f"COPY (SELECT {columns} FROM '{source}') TO '{made}' (FORMAT parquet)")
    learned: list[Told] = []

    def kept(comparisons: object, pairs: object, told: Told, anchor: object, earlier: Model) -> Model:
        learned.append(told)
        return earlier

    monkeypatch.setattr("census_app.matching.weights.by_phone.learn_from", kept)
    name = next(place for place, one in enumerate(_linked(tmp_path, _SOURCE).comparisons) if one.id == "name")
    assert (learned[0].rows[:, name] != 0).all()


def test_what_stands_in_is_a_telephone() -> None:
    with pytest.raises(ValueError, match="代锚 name"):
        source_from(asdict(_SOURCE) | {"stand_in": "name"})
    with pytest.raises(ValueError, match="代锚 phone"):
        source_from(asdict(_SOURCE) | {"anchor": None})
