"""The matcher as a user runs it: files are imported, references added, `census link` makes the links.

Run: python -m tests.bench.matching.command prepare FOLDER WORKSPACE      # import and reference add; not measured
     python -m tests.bench.matching.command link WORKSPACE OUT            # measured
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb

from tests.matching_truth.exports import write_exports

CENSUS = (sys.executable, "-m", "census_app")


def prepare(folder: Path, workspace: Path) -> None:
    """`workspace` holds the customers and both references of the generated folder."""
    files = write_exports(folder, folder / "exports")
    _census("import", files["left"], "--workspace", workspace)
    _census("reference", "add", "gov_population", files["population"], "--workspace", workspace)
    _census("reference", "add", "gov_market_entity", files["market"], "--workspace", workspace)


def link(workspace: Path, out: Path) -> None:
    """Runs `census link`; `out` holds left_key, right_key, probability, decision and the probability as score."""
    written = out.with_suffix(".written.parquet")
    sources = ("--source", "gov_population", "--source", "gov_market_entity")
    _census("link", *sources, "--out", written, "--workspace", workspace)
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT left_key, right_key, bits::DOUBLE AS bits, probability::DOUBLE AS probability, decision,
            probability::DOUBLE AS score FROM '{written}') TO '{out}' (FORMAT parquet)"""
        )


def _census(*arguments: str | Path) -> None:
    subprocess.run([*CENSUS, *map(str, arguments)], check=True)


if __name__ == "__main__":
    {"prepare": prepare, "link": link}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
