"""The record matcher beside other engines on generated Chinese records with truth, each in a process of its own.

Run: python -m tests.bench.bench_matching FOLDER [--pairs 100000] [--seed 1] [--setting standard|harder]
         [--peers PYTHON] [--engines raw,plain,fuzzy,splink,ours,command] [--svg FILE]

FOLDER is filled by the generator when it is empty. Splink runs in the interpreter of --peers, made with
`python -m venv PEERS && PEERS/bin/pip install -r tests/bench/peers.txt`; without it those lines are left out.
Every engine gives each customer at most its best record; F1 is the one at the engine's own best threshold.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench.matching import ours, report
from tests.bench.matching.plot import write_plot
from tests.bench.matching.process import Cost, added, run
from tests.matching_truth.measure import Judgement, judged
from tests.matching_truth.settings import SETTINGS

ENGINES = ("raw", "plain", "fuzzy", "splink", "ours", "command")
SPLINK = Path(__file__).parent / "matching" / "splink_engine.py"
PACKAGE = "tests.bench.matching"


class Bench:
    """Runs engines on one folder and prints a line for each."""

    def __init__(self, folder: Path, peers: Path | None) -> None:
        self.folder = folder
        self.peers = peers

    def engine(self, name: str, module: str, *arguments: str, before: Cost | None = None) -> Path:
        """Runs one of our benchmark modules; the Parquet file with its links."""
        out = self.folder / f"links_{'_'.join((module, *arguments[:-2]))}.parquet"
        words = [str(out) if word == "OUT" else word for word in arguments]
        return self._line(name, [sys.executable, "-m", f"{PACKAGE}.{module}", *words], out, before)

    def splink(self, kind: str, before: Cost | None = None) -> None:
        if self.peers is None:
            print(f"{'Splink ' + kind:<34} left out: no --peers")
            return
        out = self.folder / f"links_splink_{kind}.parquet"
        self._line(f"Splink {kind}", [self.peers, SPLINK, kind, self.folder, out], out, before)

    def command(self) -> None:
        """`census link` on a workspace of its own; importing the files is told apart."""
        with tempfile.TemporaryDirectory() as place:
            workspace = Path(place) / "workspace"
            words: list[str | Path] = [sys.executable, "-m", f"{PACKAGE}.command"]
            before = run([*words, "prepare", self.folder, workspace], self.folder / "prepare.log")
            print(
                f"{'(import and reference add)':<34}{'':24}{before.cpu:9.1f}{before.wall:9.1f}{before.peak:9d}",
                flush=True,
            )
            out = self.folder / "links_command.parquet"
            self._line("this matcher, census link", [*words, "link", workspace, out], out, None)

    def plain(self) -> Cost:
        """What it costs to normalise both sides for the peers."""
        return run([sys.executable, "-m", f"{PACKAGE}.exact", "plain", self.folder], self.folder / "plain.log")

    def _line(self, name: str, command: list[str | Path], out: Path, before: Cost | None) -> Path:
        cost = run(command, self.folder / f"{out.stem}.log")
        with judged(self.folder, out) as judgement:
            quality = judgement.best(ours.CANDIDATES if "decision" in judgement.columns else "true")
        print(report.engine_line(name, quality, added(before, cost) if before else cost), flush=True)
        return out


def details(folder: Path, links: Path, svg: Path | None) -> None:
    """Prints what the engine that decides by itself does: zones, bands, damage, traps."""
    with judged(folder, links) as judgement:
        for zone, condition in ours.ZONES.items():
            print(report.engine_line(f"  zone {zone}", judgement.of(condition), None))
        print(report.bands("calibration, automatic and review", judgement.bands(ours.CANDIDATES)))
        print(report.shares("recall by damage", judgement.recall_by_kind(ours.LINKED)))
        print_traps(judgement)
        if svg:
            write_plot(judgement.bands(ours.CANDIDATES), f"Calibration: {folder.name}", svg)


def print_traps(judgement: Judgement) -> None:
    print(report.shares("traps linked automatically", judgement.traps(ours.ZONES["automatic"])))
    print(report.shares("traps linked at all", judgement.traps(ours.LINKED)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_matching", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--setting", choices=sorted(SETTINGS), default="standard")
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--svg", type=Path)
    arguments = parser.parse_args()
    folder, engines = arguments.folder, set(arguments.engines.split(","))
    if not (folder / "truth.parquet").exists():
        # in a process of its own: the peak of a child begins at its parent's size
        words = ["--pairs", str(arguments.pairs), "--seed", str(arguments.seed), "--setting", arguments.setting]
        folder.mkdir(parents=True, exist_ok=True)
        cost = run([sys.executable, "-m", "tests.matching_truth", folder, *words], folder / "truth.log")
        print((folder / "truth.log").read_text(encoding="utf-8").strip(), f"({cost.cpu:.1f} CPU s, {cost.peak} MB)")
    bench = Bench(folder, arguments.peers)
    print(report.HEAD)
    if "raw" in engines:
        bench.engine("exact", "exact", "raw", str(folder), "OUT")
    plain = bench.plain() if engines & {"plain", "splink"} else None
    if "plain" in engines:
        bench.engine("exact after plain normalisation", "exact", "normalised", str(folder), "OUT", before=plain)
    if "fuzzy" in engines:
        bench.engine("rapidfuzz WRatio in name blocks", "fuzzy", str(folder), "OUT")
    if "splink" in engines:
        bench.splink("raw")
        bench.splink("normalised", plain)
    if "command" in engines:
        bench.command()
    if "ours" in engines:
        details(folder, bench.engine("this matcher, library", "ours", str(folder), "OUT"), arguments.svg)


if __name__ == "__main__":
    main()
