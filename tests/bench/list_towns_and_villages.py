"""Makes the lists of towns and villages by county from the published statistical division codes.

Run by hand: `python -m tests.bench.list_towns_and_villages FOLDER`, where FOLDER holds cities.csv, areas.csv,
streets.csv and villages.csv of the package china-division 2.7.0 (free for any use; collected from the division codes of
the National Bureau of Statistics). Writes `resources/matching/addresses/towns_of_counties.txt` and
`resources/matching/addresses/villages/<province code>.txt`.

Only villages with a village committee are listed: residents' committees are named after estates and roads. Names that
villages all over the country bear (和平, 幸福, 凤凰) are left out, because estates and shops bear them too.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from census_app.foundation.resources import resource

_TOWN = re.compile(r"(.{2,5})(?:街道|镇|民族乡|乡|苏木)")
_VILLAGE = re.compile(r"(.{2,6}?)(?:村民委员会|村委会|嘎查村委会|嘎查委员会)")
_BARE = re.compile(r"(?<=..)(?:行政村|自然村|社区|嘎查|村)$")
_EVERYWHERE = 50  # A name in so many counties says nothing of the place, unless it says that a family settled there.
_SETTLED = ("庄", "家", "屯", "营", "楼", "寨", "村")
_HEAD_OF_TOWNS = """\
# 各县的乡镇街道（不带“镇、乡、街道”）：省代码 市 县 名…。名称出自国家统计局统计用区划代码（2023 年），
# 由 tests/bench/list_towns_and_villages.py 整理。只在地址写明了这个县或市的时候认。
"""
_HEAD_OF_VILLAGES = "# 各县的行政村（不带“村”）：县 名…。来源同 towns_of_counties.txt。\n"
_NO_COUNTY = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")


def main() -> None:
    """Write the lists."""
    folder = Path(sys.argv[1])
    cities = {row["code"]: row["name"] for row in _rows(folder / "cities.csv")}
    counties = {row["code"]: row["name"] for row in _rows(folder / "areas.csv")}
    towns = _names(folder / "streets.csv", "areaCode", _TOWN)
    villages = _without_common(_names(folder / "villages.csv", "areaCode", _VILLAGE))
    lines = []
    of_province: dict[str, list[str]] = defaultdict(list)
    for code, county in sorted(counties.items()):
        city = cities[code[:4]]
        city = county if city in _NO_COUNTY else city
        if towns[code]:
            lines.append(" ".join([code[:2], city, county, *towns[code]]))
        if villages[code]:
            of_province[code[:2]].append(" ".join([county, *villages[code]]))
    target = resource("matching/addresses")
    _write(target / "towns_of_counties.txt", _HEAD_OF_TOWNS, lines)
    for province, of_county in of_province.items():
        _write(target / "villages" / f"{province}.txt", _HEAD_OF_VILLAGES, of_county)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _names(path: Path, county: str, pattern: re.Pattern[str]) -> dict[str, list[str]]:
    """County code → the names that have the pattern, without their ending, each once, in order of the file."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in _rows(path):
        match = pattern.fullmatch(row["name"].strip())
        if match:
            name = _BARE.sub("", match[1])
            if re.fullmatch("[\u4e00-\u9fff]{2,5}", name):
                found[row[county]][name] = None
    return defaultdict(list, {code: list(names) for code, names in found.items()})


def _without_common(names: dict[str, list[str]]) -> dict[str, list[str]]:
    times = Counter(name for of_county in names.values() for name in of_county)
    common = {name for name, count in times.items() if count >= _EVERYWHERE and not name.endswith(_SETTLED)}
    return defaultdict(list, {code: [name for name in found if name not in common] for code, found in names.items()})


def _write(path: Path, head: str, lines: list[str]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
