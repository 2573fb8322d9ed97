"""CPU microseconds per distinct value of folding and parsing names, identifiers and phones, and of comparing names.

Run from the repository root: `python -m tests.bench.bench_names`. The best of many small batches is shown, so that a
busy machine disturbs little.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from census_app.matching.identifiers import parse_identifiers
from census_app.matching.names import parse_names
from census_app.matching.phones import parse_phones_of
from census_app.matching.text import differences, fold_texts

SURNAMES = "王李张刘陈杨赵黄周吴徐孙单曾"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红玲芬燕云洁梅琳素珍春雪琴莲凤岩海生国庆建文志学"
BATCH, REPEATS = 50, 200


def people(dice: random.Random, count: int) -> list[str]:
    return [dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(["", dice.choice(GIVEN)]) for _ in range(count)]


def companies(dice: random.Random, count: int) -> list[str]:
    regions, trades = ["", "石家庄", "青岭县", "河北省青岭县"], ["机械", "商贸", "食品", "建筑工程"]
    forms = ["有限公司", "有限责任公司", "厂", "经营部", "有限公司第二分公司"]
    return [
        dice.choice(regions) + dice.choice(GIVEN) + dice.choice(GIVEN) + dice.choice(trades) + dice.choice(forms)
        for _ in range(count)
    ]


def best(work: Callable[[Sequence[str]], Any], values: Sequence[str]) -> float:
    """Least microseconds per value over many batches."""
    seconds = []
    for repeat in range(REPEATS):
        start = repeat * BATCH % max(1, len(values) - BATCH)
        batch = values[start : start + BATCH]
        begun = time.process_time()
        work(batch)
        seconds.append(time.process_time() - begun)
    return min(seconds) / BATCH * 1e6


def main() -> None:
    """Prints one line per kind of value."""
    dice = random.Random(1)
    persons, organisations = people(dice, 20_000), companies(dice, 20_000)
    remarks = [name + dice.choice(["(二户)", "-大棚", "二户", "1号表"]) for name in persons]
    ids = [f"1301021940{1 + i % 12:02d}{1 + i % 28:02d}{i % 1000:03d}X" for i in range(20_000)]
    codes = ["91130100" + "".join(dice.choices("0123456789ABCDE", k=10)) for _ in range(20_000)]
    mobiles = [f"13{dice.randrange(10**9):09d}" for _ in range(20_000)]
    lines = [f"0311-{dice.randrange(20_000_000, 89_999_999)}" for _ in range(20_000)]
    table: list[tuple[str, Callable[[Sequence[str]], Any], Sequence[str]]] = [
        ("fold_texts people", fold_texts, persons),
        ("fold_texts companies", fold_texts, organisations),
        ("parse_names people", parse_names, persons),
        ("parse_names people with remarks", parse_names, remarks),
        ("parse_names companies", parse_names, organisations),
        ("parse_identifiers resident ids", parse_identifiers, ids),
        ("parse_identifiers credit codes", parse_identifiers, codes),
        ("parse_phones_of mobiles", parse_phones_of, mobiles),
        ("parse_phones_of landlines", parse_phones_of, lines),
    ]
    for title, work, values in table:
        work(values[:2000])
        print(f"{title:36}{best(work, values):7.2f} µs")
    others = persons[1:] + persons[:1]
    differences(persons[:10], others[:10])
    begun = time.process_time()
    differences(persons * 10, others * 10)
    print(f"{'differences':36}{len(persons) * 10 / (time.process_time() - begun) / 1e3:7.0f} k pairs/s")


if __name__ == "__main__":
    main()
