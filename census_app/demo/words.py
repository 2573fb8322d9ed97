"""The county's vocabulary (`resources/demo/`), in the form its statements read."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

from census_app.foundation.resources import read_yaml, resource

_WEIGHTED = re.compile(r"(\D+)(\d+)")


def vocabulary() -> dict[str, list[str]]:
    """Every word list by name; weighted words appear as often as their weight says."""
    raw: dict[str, Any] = read_yaml(resource("demo/words.yaml"))
    lists = {name: [str(word) for word in words] for name, words in raw.items() if isinstance(words, list)}
    lists["surnames"] = [
        name for name, weight in _WEIGHTED.findall(raw["surnames"].replace(" ", "")) for _ in range(int(weight))
    ]
    lists["given"] = list(re.sub(r"\s", "", raw["given"]))
    return lists | _kind_cycles()


def data_files() -> dict[str, str]:
    """Paths of the data files the statements read themselves."""
    return {"kinds_file": str(_file("kinds.csv")), "prices_file": str(_file("prices.csv"))}


def _kind_cycles() -> dict[str, list[str]]:
    """Customer kinds repeated by their share, low and high voltage apart."""
    cycles: dict[str, list[str]] = {"low_kinds": [], "high_kinds": []}
    with _file("kinds.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            name = "high_kinds" if row["cons_sort"] == "高压" else "low_kinds"
            cycles[name] += [row["kind"]] * int(row["cycle"])
    return cycles


def _file(name: str) -> Path:
    return resource("demo") / name
