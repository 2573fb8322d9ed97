"""The matcher on the other shipped sources: real estate, standard addresses, payments, the archive against itself.

Run: python -m tests.bench.bench_matching_sources FOLDER [--pairs 20000] [--sources estate,standard,payment,self]

A customer may have several partners here (many payments, many numbers of one person), so every link counts.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.bench.matching import ours, report
from tests.bench.matching.process import run
from tests.matching_truth.measure import judged


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_matching_sources", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sources", default=",".join(ours.OTHER_SOURCES))
    arguments = parser.parse_args()
    folder = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "truth_self.parquet").exists():
        words = ["--pairs", str(arguments.pairs), "--seed", str(arguments.seed), "--others"]
        run([sys.executable, "-m", "tests.matching_truth", folder, *words], folder / "truth.log")
    print(report.HEAD)
    for table in arguments.sources.split(","):
        out = folder / f"links_{table}.parquet"
        cost = run([sys.executable, "-m", "tests.bench.matching.ours", folder, out, table], folder / f"{out.stem}.log")
        with judged(folder, out, table) as judgement:
            print(report.engine_line(table, judgement.of(ours.LINKED), cost))
            print(report.engine_line("  zone automatic", judgement.of(ours.ZONES["automatic"]), None))
            print(report.bands("calibration", judgement.bands(ours.CANDIDATES)))
            print(report.shares("recall by damage", judgement.recall_by_kind(ours.LINKED)[:12]))
            print(report.shares("traps linked", judgement.traps(ours.LINKED)), flush=True)


if __name__ == "__main__":
    main()
