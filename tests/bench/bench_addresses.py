"""Precision, recall and F1 of each address component on annotated addresses, and the parser's time.

Run by hand: `python tests/bench/bench_addresses.py test.txt [--show road]`. The file is CoNLL-style: a token and its
BIO label a line, a blank line between addresses, labels prov, city, district, town, community, road, roadno, subRoad,
subroadno, poi, subpoi, houseno, cellno, floorno, roomno, person, assist, redundant, devZone. Without a file only the
time on generated addresses is printed.

A component counts as found when its value equals that of an annotated piece of its kind. Not counted either way: a
place inside a place or behind a door (subpoi, person, devZone), of which an address here holds one; a group (annotated
as a road); 弄 (a number there, a lane here); and a second road, lane or number.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from census_app.matching.addresses import Address, parse_address, parse_addresses
from census_app.matching.addresses.canonical import canonical
from census_app.matching.addresses.folding import fold_address

LABELS = {
    "province": "prov",
    "city": "city",
    "county": "district",
    "town": "town",
    "village": "community",
    "road": "road",
    "road_number": "roadno",
    "building": "houseno",
    "unit": "cellno",
    "floor": "floorno",
    "room": "roomno",
    "place": "poi",
}
UNCOUNTED = {
    "place": ("subpoi", "person", "devZone"),
    "road": ("subRoad",),
    "road_number": ("subroadno",),
    "building": ("subroadno",),
}
NO_ROAD = re.compile(r".*[组队社]$")
GENERATED = 200_000

Pieces = dict[str, list[str]]


def main() -> None:
    """Print the figures of every component and the microseconds an address takes."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", nargs="?", type=Path)
    arguments.add_argument("--show", help="print addresses on which this component is wrong")
    chosen = arguments.parse_args()
    if chosen.file:
        measure(list(read(chosen.file)), chosen.show)
    addresses = generated()
    parse_addresses(addresses[:10])
    start = time.process_time()
    parse_addresses(addresses)
    print(f"{len(addresses)} generated: {(time.process_time() - start) / len(addresses) * 1e6:.1f} µs each")


def read(path: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """(text, [(label, piece)]) of every address of a CoNLL-style file."""
    pieces: list[tuple[str, str]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if not line.strip():
            if pieces:
                yield "".join(piece for _, piece in pieces), pieces
            pieces = []
            continue
        token, _, label = line.rpartition(" ")
        if label.startswith("I-") and pieces:
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + token)
        else:
            pieces.append((label.partition("-")[2] or label, token))


def measure(records: list[tuple[str, list[tuple[str, str]]]], show: str | None) -> None:
    """Print precision, recall and F1 of every component, and the time."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    start = time.process_time()
    parsed = [parse_address(text) for text, _ in records]
    seconds = time.process_time() - start
    for (text, pieces), address in zip(records, parsed, strict=True):
        for component in LABELS:
            true, false, absent = judge(component, pieces, address)
            right[component] += true
            wrong[component] += len(false)
            missed[component] += len(absent)
            if component == show and (false or absent):
                print(f"{text}  read {false}, annotated {absent}")
    for component in LABELS:
        found = right[component]
        precision, recall = found / (found + wrong[component] or 1), found / (found + missed[component] or 1)
        f1 = 2 * precision * recall / (precision + recall or 1)
        print(f"{component:12} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  of {found + missed[component]}")
    print(f"{len(records)} annotated: {seconds / len(records) * 1e6:.0f} µs each")


def judge(component: str, pieces: list[tuple[str, str]], address: Address) -> tuple[int, list[str], list[str]]:
    """How many values of a component were found, which were wrongly read, and which were missed."""
    annotated: Pieces = defaultdict(list)
    for label, piece in pieces:
        annotated[label].append(canonical(component, fold_address(piece)))
    truth = list(dict.fromkeys(annotated[LABELS[component]]))
    values = [address.estate, address.place] if component == "place" else [getattr(address, component)]
    read_values = [value for value in values if value]
    uncounted = {value for label in UNCOUNTED.get(component, ()) for value in annotated[label]}
    uncounted |= set(annotated["houseno"][1:]) if component == "building" else set()
    false = [value for value in read_values if value not in truth and value not in uncounted]
    absent = [value for value in truth if value not in read_values and not _elsewhere(component, value, address)]
    return sum(value in truth for value in read_values), false, absent


def _elsewhere(component: str, value: str, address: Address) -> bool:
    """Whether the annotated value has another component here: a group, a numbered lane."""
    if component == "road":
        return bool(NO_ROAD.match(value))
    return component == "road_number" and (value.endswith("弄") or address.lane == f"{value}弄")


def generated() -> list[str]:
    """Addresses as a county's archive holds them, from the words of the sample county."""
    from census_app.demo.words import vocabulary

    words, draw = vocabulary(), random.Random(4)
    pick = draw.choice
    villages = [pick(words["village_heads"]) + pick(words["village_tails"]) for _ in range(300)]
    number = draw.randint
    makers = (
        lambda: f"青澜县{pick(words['towns'])}{pick(villages)}村{number(1, 9)}组{number(1, 400)}号",
        lambda: (
            f"青澜县{pick(words['towns'])}{pick(words['roads'])}{number(1, 380)}号{pick(words['estates'])}"
            f"{number(1, 26)}号楼{number(1, 4)}单元{number(1, 11)}0{number(1, 4)}室"
        ),
        lambda: f"{pick(words['estates'])}{number(1, 26)}-{number(1, 4)}-{number(1, 11)}0{number(1, 4)}",
        lambda: f"{pick(words['towns'])}{pick(villages)}村{number(1, 300)}号",
        lambda: f"青澜县{pick(words['towns'])}{pick(words['roads'])}{number(1, 380)}号",
    )
    return [pick(makers)() for _ in range(GENERATED)]


if __name__ == "__main__":
    main()
