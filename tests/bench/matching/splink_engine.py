"""Splink on the same records; runs in the peers' interpreter and imports nothing of this project.

Run: PEERS_PYTHON splink_engine.py raw|normalised FOLDER OUT
"""

from __future__ import annotations

import sys
from typing import Any

import duckdb
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

TABLES = {
    "raw": (
        """SELECT cons_no AS unique_id, cons_name AS name, coalesce(uscc, cert_no) AS id_no,
        coalesce(mobile, phone) AS phone, elec_addr AS addr FROM '{folder}/left.parquet'""",
        "SELECT record_no AS unique_id, name, id_no, phone, addr FROM '{folder}/mixed.parquet'",
    ),
    "normalised": tuple(
        f"""SELECT key AS unique_id, name, nullif(core, '') AS core, nullif(id_no, '') AS id_no,
        nullif(phone, '') AS phone, nullif(address, '') AS addr, nullif(village, '') AS place
        FROM '{{folder}}/plain_{side}.parquet'"""
        for side in ("left", "right")
    ),
}


def settings(kind: str) -> SettingsCreator:
    """What a user who read Splink's documentation would set up: fuzzy levels, term frequencies, several blocks."""
    identifier = comparisons.CustomComparison(
        output_column_name="id_no",
        comparison_levels=[
            levels.NullLevel("id_no"),
            levels.ExactMatchLevel("id_no"),
            levels.LevenshteinLevel("id_no", 1),
            levels.LevenshteinLevel("id_no", 2),
            levels.CustomLevel("substr(id_no_l, 1, 14) = substr(id_no_r, 1, 14)", "same birth date and region"),
            levels.ElseLevel(),
        ],
    )
    phone = comparisons.ExactMatch("phone").configure(term_frequency_adjustments=True)
    blocks = [block_on(column) for column in ("id_no", "phone", "name", "addr", "substr(id_no, 1, 14)")]
    if kind == "normalised":
        blocks += [block_on("name", "place"), block_on("core", "place")]
    return SettingsCreator(
        link_type="link_only",
        comparisons=[*(raw() if kind == "raw" else normalised()), identifier, phone],
        blocking_rules_to_generate_predictions=blocks,
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )


def raw() -> list[Any]:
    """Names and addresses as they are."""
    name = comparisons.JaroWinklerAtThresholds("name", [0.92, 0.85]).configure(term_frequency_adjustments=True)
    return [name, comparisons.JaroWinklerAtThresholds("addr", [0.97, 0.93, 0.88])]


def normalised() -> list[Any]:
    """Names with their core, addresses as the key of a house and its village, road or estate."""
    name = comparisons.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            levels.NullLevel("name"),
            levels.ExactMatchLevel("name", term_frequency_adjustments=True),
            levels.ExactMatchLevel("core"),
            levels.JaroWinklerLevel("name", 0.9),
            levels.JaroWinklerLevel("name", 0.8),
            levels.ElseLevel(),
        ],
    )
    address = comparisons.CustomComparison(
        output_column_name="addr",
        comparison_levels=[
            levels.Or(levels.NullLevel("addr"), levels.NullLevel("place")),
            levels.ExactMatchLevel("addr"),
            levels.JaroWinklerLevel("addr", 0.95),
            levels.ExactMatchLevel("place"),
            levels.JaroWinklerLevel("place", 0.85),
            levels.ElseLevel(),
        ],
    )
    return [name, address]


def trained(linker: Linker) -> Linker:
    """The linker with prior, u from random pairs and m from two EM sessions."""
    linker.training.estimate_probability_two_random_records_match(
        [block_on("id_no"), block_on("name", "phone")], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2_000_000, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "phone"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("id_no"))
    return linker


def main(kind: str, folder: str, out: str) -> None:
    connection = duckdb.connect()
    api: Any = DuckDBAPI(connection=connection)
    for side, query in zip(("left", "right"), TABLES[kind], strict=True):
        connection.execute(f"CREATE TABLE {side}_records AS {query.format(folder=folder)}")
    tables = [api.register(f"{side}_records", dataset_display_name=side) for side in ("left", "right")]
    linker = trained(Linker(tables, settings(kind), log_level=None))
    pairs = linker.inference.predict(threshold_match_weight=-5).physical_name
    connection.execute(
        f"""COPY (SELECT unique_id_l AS left_key, unique_id_r AS right_key, match_weight AS score,
        match_probability AS probability FROM "{pairs}"
        QUALIFY row_number() OVER (PARTITION BY unique_id_l ORDER BY match_weight DESC, unique_id_r) = 1)
        TO '{out}' (FORMAT parquet)"""
    )


if __name__ == "__main__":
    main(*sys.argv[1:4])
