"""Makes `resources/matching/models/base.json`: the weights used where a source cannot teach its own.

Run: python -m tests.bench.fit_base_model [--pairs 30000] [--write]

Pairs with known truth come from the generator, in both of its settings and with seeds no benchmark uses. Without
--write it only prints the weights beside those that are there.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np

from census_app.foundation.jobs import silent
from census_app.foundation.resources import resource
from census_app.matching.blocking import block
from census_app.matching.comparing import Comparer, Comparison, Pairs
from census_app.matching.comparing_all import compare_all
from census_app.matching.deciding import NO_DECISION, Scored, best_of_each, compete, net_bits
from census_app.matching.features import take_apart
from census_app.matching.records import Records
from census_app.matching.sources import shipped_sources
from census_app.matching.vetoes import vetoes
from census_app.matching.weights.calibrating import measure
from census_app.matching.weights.fitting import fit, patterns
from census_app.matching.weights.model import Model
from census_app.matching.weights.stored import model_from, model_values
from tests.matching_truth.settings import SETTINGS
from tests.matching_truth.writing import write_truth

SEEDS = {"standard": 101, "harder": 102}
RIGHT = {"person_name": "name", "cert_no": "id_no", "phone": "phone", "home_addr": "addr"}
LEFT = ("cons_name", "cert_no", "uscc", "mobile", "phone", "elec_addr")
STRENGTH = 0.5


@dataclass
class Known:
    """Compared pairs of one setting with their truth."""

    comparisons: tuple[Comparison, ...]
    pairs: Pairs
    truth: np.ndarray


def known_pairs(folder: Path, setting: str, pairs: int) -> Known:
    """Generate, block and compare one setting."""
    write_truth(folder, pairs, SEEDS[setting], SETTINGS[setting])
    connection = duckdb.connect()

    def records(file: str, key: str, columns: dict[str, str]) -> Records:
        names = ", ".join(f"{column} AS f{place}" for place, column in enumerate([key, *columns.values()]))
        rows = connection.execute(f"SELECT {names} FROM '{folder}/{file}.parquet'").fetchall()
        keys, *texts = zip(*rows, strict=True)
        return Records(keys, dict(zip(columns, texts, strict=True)))

    left = records("left", "cons_no", {name: name for name in LEFT})
    right = records("mixed", "record_no", RIGHT)
    source = shipped_sources()["gov_population"]
    features = take_apart(left, right, source, silent())
    comparer = Comparer(features, source)
    compared = compare_all(block(features, source), comparer, source, silent())
    truth = connection.execute(f"SELECT left_key, right_key FROM '{folder}/truth.parquet'").fetchall()
    left_rows = {key: row for row, key in enumerate(left.keys)}
    right_rows = {key: row for row, key in enumerate(right.keys)}
    codes = [left_rows[one] * len(right) + right_rows[other] for one, other in truth]
    return Known(comparer.comparisons, compared, np.isin(compared.left * len(right) + compared.right, codes))


def fitted(known: Sequence[Known], earlier: Model) -> Model:
    """Weights from all settings together, and what the best candidate's bits turned out to mean."""
    comparisons = known[0].comparisons
    levels = np.concatenate([one.pairs.levels for one in known])
    truth = np.concatenate([one.truth for one in known]).astype(np.float64)
    model = fit(
        comparisons,
        patterns(levels, truth),
        earlier,
        name="base",
        trained_on="generated pairs, standard and harder",
        version=earlier.version,
        strength=STRENGTH,
        monotone=[one.id for one in comparisons if ":" in one.id],
    )
    bits, shares = zip(*(best(model, one) for one in known), strict=True)
    return replace(model, calibration=measure(np.concatenate(bits), np.concatenate(shares)))


def best(model: Model, known: Known) -> tuple[np.ndarray, np.ndarray]:
    """Nominal bits and truth of every customer's best candidate."""
    allowed = vetoes(known.comparisons, known.pairs.levels).forbidden == NO_DECISION
    bits = np.where(allowed, model.weigh(known.comparisons, known.pairs.levels), -np.inf)
    chance = compete(Scored(known.pairs.left, known.pairs.right, bits), many=False)
    chosen = best_of_each(known.pairs.left, chance, known.pairs.right)
    chosen = chosen[np.isfinite(bits[chosen])]
    return net_bits(chance[chosen]), known.truth[chosen].astype(np.float64)


def main() -> None:
    """Fit, print, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pairs", type=int, default=30_000)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    target = resource("matching/models/base.json")
    earlier = model_from(target.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as place:
        known = [known_pairs(Path(place) / setting, setting, arguments.pairs) for setting in SETTINGS]
    model = fitted(known, earlier)
    print(f"prior {earlier.prior:+.2f} -> {model.prior:+.2f}")
    for comparison in known[0].comparisons:
        for level in comparison.levels:
            before = earlier.of(comparison).get(level, 0.0)
            print(f"{comparison.id:20} {level:22} {before:+7.2f} -> {model.of(comparison)[level]:+7.2f}")
    if arguments.write:
        target.write_text(json.dumps(model_values(model), indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
