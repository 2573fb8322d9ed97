"""Makes the lists of towns and villages by county from the published statistical division codes.

Run by hand: `python -m tests.bench.list_towns_and_villages FOLDER…`, where each FOLDER holds cities.csv, areas.csv,
streets.csv and villages.csv of one version of the package china-division (2.0.0, 2.3.1 and 2.7.0; free for any use;
collected from the division codes of the National Bureau of Statistics for 2016, 2019 and 2023), the newest last. Writes
`resources/matching/addresses/towns_of_counties.txt` and `resources/matching/addresses/villages/<province code>.txt`.

Towns and villages that were merged since stay listed, because people go on writing them. Only villages with a village
committee are listed: residents' committees are named after estates and roads. Names that villages all over the country
bear (和平, 幸福, 凤凰) are left out, because estates and shops bear them too.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from census_app.foundation.resources import resource

_PEOPLES = (
    "[满回苗壮瑶侗畲彝白傣藏羌水黎佤蒙]族|[土仡仫][家佬]族|蒙古族|朝鲜族|布依族|哈尼族|傈僳族|拉祜族|纳西族|达斡尔族|鄂温克族|锡伯族|"
    "景颇族|布朗族|普米族|裕固族|东乡族|各族"
)
_TOWN = re.compile(rf"(.{{2,5}}?)(?:街道(?:办事处)?|街办事处|镇|(?:{_PEOPLES})*(?:民族)?乡|苏木)")
_VILLAGE = re.compile(r"(.{2,6}?)(?:(?<=..)(?:行政村|自然村|社区|嘎查|村))?(?:村民委员会|村委会|嘎查村委会|嘎查委员会)")
_EVERYWHERE = 50  # A name in so many counties says nothing of the place, unless it says that a family settled there.
_SETTLED = ("庄", "家", "屯", "营", "楼", "寨", "村")
_HEAD_OF_TOWNS = """\
# 各县的乡镇街道（不带“镇、乡、街道”）：省代码 市 县 名…。名称出自国家统计局统计用区划代码（2016、2019、2023 年，
# 撤并了的还有人写），由 tests/bench/list_towns_and_villages.py 整理。只在地址写明了这个县或市的时候认。
"""
_HEAD_OF_VILLAGES = "# 各县的行政村（不带“村”）：县 名…。来源同 towns_of_counties.txt。\n"
_NO_COUNTY = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")

# Province code, city and name of a county, which outlive its code.
_County = tuple[str, str, str]


def main() -> None:
    """Write the lists."""
    towns: dict[_County, dict[str, None]] = defaultdict(dict)
    villages: dict[_County, dict[str, None]] = defaultdict(dict)
    for folder in reversed([Path(name) for name in sys.argv[1:]]):
        counties = _counties(folder)
        _add_names(folder / "streets.csv", _TOWN, counties, towns)
        _add_names(folder / "villages.csv", _VILLAGE, counties, villages)
    of_province: dict[str, list[str]] = defaultdict(list)
    common = _common(villages.values())
    for (province, _, county), names in _in_order(villages):
        telling = [name for name in names if name not in common]
        if telling:
            of_province[province].append(" ".join([county, *telling]))
    target = resource("matching/addresses")
    lines = [" ".join([*county, *names]) for county, names in _in_order(towns)]
    _write(target / "towns_of_counties.txt", _HEAD_OF_TOWNS, lines)
    for province, of_county in of_province.items():
        _write(target / "villages" / f"{province}.txt", _HEAD_OF_VILLAGES, of_county)


def _counties(folder: Path) -> dict[str, _County]:
    """The counties by their code; those that lie in no city stand for their own."""
    cities = {row["code"]: row["name"] for row in _rows(folder / "cities.csv")}
    found: dict[str, _County] = {}
    for row in _rows(folder / "areas.csv"):
        code, name = row["code"], row["name"]
        city = cities[code[:4]]
        found[code] = (code[:2], name if city in _NO_COUNTY else city, name)
    return found


def _in_order(names: Mapping[_County, dict[str, None]]) -> list[tuple[_County, dict[str, None]]]:
    """Province after province; within one those of the newest version first, in order of their codes."""
    return sorted(names.items(), key=lambda entry: entry[0][0])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _add_names(
    path: Path, pattern: re.Pattern[str], counties: Mapping[str, _County], found: dict[_County, dict[str, None]]
) -> None:
    """To each county the names that have the pattern, without their ending, each once, in order of the file."""
    for row in _rows(path):
        match = pattern.fullmatch(row["name"].strip())
        if match and re.fullmatch("[\u4e00-\u9fff]{2,5}", match[1]):
            found[counties[row["areaCode"]]][match[1]] = None


def _common(names: Iterable[Iterable[str]]) -> frozenset[str]:
    """Names that say nothing of the place."""
    times = Counter(name for of_county in names for name in of_county)
    return frozenset(name for name, count in times.items() if count >= _EVERYWHERE and not name.endswith(_SETTLED))


def _write(path: Path, head: str, lines: list[str]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
