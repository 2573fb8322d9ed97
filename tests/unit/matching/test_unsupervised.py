"""Weights of unfamiliar fields, learned from the records alone."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np

from census_app.matching.comparing import Comparison
from census_app.matching.declaring import source_from
from census_app.matching.link import LinkResult, link_records
from census_app.matching.records import Records
from census_app.matching.weights.model import Model
from census_app.matching.weights.shipped import shipped_model
from census_app.matching.weights.unsupervised import random_pairs, unfamiliar

TOWNS = ("brisbane", "sydney", "perth", "hobart", "darwin", "adelaide")
SOURCE = source_from(
    {
        "id": "people", "table": "people", "zh": "people", "many": True,
        "roles": {
            "surname": {"kind": "text", "left": ["surname"], "right": ["surname"]},
            "town": {"kind": "text", "left": ["town"], "right": ["town"]},
            "born": {"kind": "date", "left": ["born"], "right": ["born"]},
        },
        "keys": ["surname.value", "born.value"],
    }
)  # fmt: skip


def people(count: int, seed: int) -> tuple[Records, Records]:
    """The same people twice; the second time one in five has a typo in the name, one in ten has moved."""
    random = Random(seed)
    names = ["".join(random.choices("aeioubdklmnrst", k=7)) for _ in range(count // 3)]
    rows = [
        (
            random.choice(names),
            random.choice(TOWNS),
            f"19{random.randint(30, 99)}{random.randint(1, 12):02d}{random.randint(1, 28):02d}",
        )
        for _ in range(count)
    ]
    again = [
        (
            name[:2] + "q" + name[3:] if random.random() < 0.2 else name,
            random.choice(TOWNS) if random.random() < 0.1 else town,
            born,
        )
        for name, town, born in rows
    ]
    return records(rows), records(again)


def records(rows: Sequence[tuple[str, str, str]]) -> Records:
    columns: dict[str, Sequence[str | None]] = {
        field: [row[place] for row in rows] for place, field in enumerate(("surname", "town", "born"))
    }
    return Records([str(place) for place in range(len(rows))], columns)


def linked(left: Records, right: Records) -> LinkResult:
    return link_records(left, right, SOURCE, model=shipped_model("base"))


def test_true_pairs_are_found_without_any_known_pair() -> None:
    result = linked(*people(1_500, 1))
    right = sum(
        result.left_keys[a] == result.right_keys[b] for a, b in zip(result.left_row, result.right_row, strict=True)
    )
    assert right / len(result.left_row) > 0.98
    assert right / 1_500 > 0.98


def test_rarer_agreement_weighs_more() -> None:
    bits = linked(*people(1_500, 2)).model.bits
    assert bits["born"]["equal"] > bits["surname"]["equal"] > bits["town"]["equal"] > 0
    assert bits["born"]["different"] < bits["town"]["different"] < 0


def test_same_input_same_model() -> None:
    assert linked(*people(400, 3)).model == linked(*people(400, 3)).model


def test_empty_sides() -> None:
    left, _ = people(50, 4)
    assert len(linked(left, records([])).left_row) == len(linked(records([]), left).left_row) == 0


def test_a_row_is_never_its_own_random_pair() -> None:
    a, b = random_pairs(3, 3, within=True)
    assert len(a) > 1_000 and not np.any(a == b)


def test_known_kinds_are_never_unfamiliar() -> None:
    empty = Model(id="x", prior=0.0, bits={})
    assert unfamiliar(
        [Comparison("born", ("equal",), "date"), Comparison("born:frequency", ("unique",), "date:frequency")], empty
    )
    assert not unfamiliar([Comparison("holder", ("equal",), "name")], empty)
    assert not unfamiliar([Comparison("born", ("equal",), "date")], Model(id="x", prior=0.0, bits={"born": {}}))
