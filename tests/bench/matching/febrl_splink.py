"""Splink on FEBRL; runs in the peers' interpreter and imports nothing of this project.

Run: PEERS_PYTHON febrl_splink.py FOLDER febrl1|febrl2|febrl3|febrl4 OUT
"""

from __future__ import annotations

import sys

import duckdb
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

COLUMNS = "given_name surname street_number address_1 address_2 suburb postcode state date_of_birth soc_sec_id".split()
DETERMINISTIC = [
    block_on("soc_sec_id"),
    block_on("given_name", "surname", "date_of_birth"),
    block_on("given_name", "surname", "postcode"),
]


def settings(link_type: str) -> SettingsCreator:
    """Fuzzy levels and term frequencies for names and places, edit distances for numbers and dates, seven blocks."""
    return SettingsCreator(
        link_type=link_type,
        comparisons=[
            comparisons.NameComparison("given_name"),
            comparisons.NameComparison("surname"),
            comparisons.LevenshteinAtThresholds("date_of_birth", [1, 2]),
            comparisons.LevenshteinAtThresholds("soc_sec_id", [1, 2]),
            comparisons.LevenshteinAtThresholds("postcode", [1, 2]),
            comparisons.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            comparisons.JaroWinklerAtThresholds("address_1", [0.9, 0.8]).configure(term_frequency_adjustments=True),
            comparisons.JaroWinklerAtThresholds("suburb", [0.9, 0.8]).configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("soc_sec_id"),
            block_on("date_of_birth"),
            block_on("given_name", "surname"),
            block_on("surname", "postcode"),
            block_on("given_name", "postcode"),
            block_on("address_1"),
            block_on("suburb", "street_number"),
        ],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )


def main(folder: str, name: str, out: str) -> None:
    connection = duckdb.connect()
    api = DuckDBAPI(connection=connection)
    sides = ("left", "right") if name == "febrl4" else ("left",)
    columns = ", ".join(f"nullif(trim({column}), '') AS {column}" for column in COLUMNS)
    for side in sides:
        connection.execute(
            f"""CREATE TABLE {side}_records AS SELECT rec_id AS unique_id, {columns}
            FROM read_csv('{folder}/{name}_{side}.csv', all_varchar=true, header=true)"""
        )
    tables = [api.register(f"{side}_records", dataset_display_name=side) for side in sides]
    linker = Linker(
        tables if len(tables) > 1 else tables[0],
        settings("link_only" if len(sides) == 2 else "dedupe_only"),
        log_level=None,
    )
    linker.training.estimate_probability_two_random_records_match(DETERMINISTIC, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=2_000_000, seed=1)
    for block in (block_on("date_of_birth"), block_on("postcode")):
        linker.training.estimate_parameters_using_expectation_maximisation(block)
    pairs = linker.inference.predict(threshold_match_weight=-20).physical_name
    connection.execute(
        f"""COPY (SELECT unique_id_l AS left_key, unique_id_r AS right_key, match_weight AS score FROM "{pairs}")
        TO '{out}' (FORMAT parquet)"""
    )


if __name__ == "__main__":
    main(*sys.argv[1:4])
