"""One picture of a meter box checks all its meters: which of the archive's are seen, missing, extra or foreign."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput
from census_app.survey.photos.settings import photo_settings

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_NAMED = 6


@dataclass(frozen=True)
class BoxMeters:
    """What the archive says around a task's customer: asset numbers of the meters in its box (`box` empty: it names no
    box, then those of the customer), and of the whole 台区."""

    box: str
    inside: tuple[str, ...]
    area: frozenset[str]


@dataclass(frozen=True)
class BoxCheck:
    """Codes against the archive. `extra`: in the 台区 but not of this box; `foreign`: in no meter of the 台区."""

    box: str
    seen: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    foreign: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether box and archive are the same."""
        return not (self.missing or self.extra or self.foreign)

    def says(self) -> str:
        """In words; empty when no meter was read at all."""
        if not (self.seen or self.extra or self.foreign):
            return ""
        box, held = self.box or "（档案没有箱号）", len(self.seen) + len(self.missing)
        parts = [f"表箱 {box}：档案 {held} 块，照片读出 {len(self.seen)} 块"]
        for word, numbers in (
            ("没有照到", self.missing),
            ("档案在别的箱", self.extra),
            ("档案这个台区没有", self.foreign),
        ):
            if numbers:
                more = f" 等 {len(numbers)} 块" if len(numbers) > _NAMED else ""
                parts.append(f"{word} {'、'.join(numbers[:_NAMED])}{more}")
        return "；".join(parts)


def check_box(meters: BoxMeters, codes: Iterable[str]) -> BoxCheck:
    """Which meters of the box the codes prove. A code counts as a meter when it looks like an asset number."""
    shape = _shape()
    read = [code for code in dict.fromkeys(codes) if shape.fullmatch(code.strip().upper())]
    inside = {code: asset for code in read if (asset := _same(code, meters.inside))}
    others = [code for code in read if code not in inside and code != meters.box]
    extra = tuple(asset for code in others if (asset := _same(code, meters.area)))
    foreign = tuple(code for code in others if not _same(code, meters.area))
    seen = tuple(dict.fromkeys(inside.values()))
    return BoxCheck(meters.box, seen, tuple(asset for asset in meters.inside if asset not in seen), extra, foreign)


def meters_around(workspace: Workspace, customers: Mapping[str, str]) -> dict[str, BoxMeters]:
    """Customer → the meters around it; `customers` gives each customer's 台区 (may be empty). Without an archive, or
    without meters of the customer, it is left out."""
    try:
        snapshot = workspace.catalogue.open()
    except BadInput:
        return {}
    if not customers or not snapshot.rows("meter"):
        return {}
    dictionary = workspace.dictionary
    meters = snapshot.table_sql(dictionary.table("meter"), ["asset_no", "cons_no", "box_no"])
    owners = snapshot.table_sql(dictionary.table("customer"), ["cons_no", "tg_no"])
    with kept_engine(1) as connection:
        connection.execute("CREATE TEMP TABLE asked AS SELECT unnest($asked) AS cons_no", {"asked": sorted(customers)})
        connection.execute(
            f"""
            CREATE TEMP TABLE around AS
            WITH meters AS (SELECT asset_no, m.cons_no, coalesce(box_no, '') AS box_no, coalesce(c.tg_no, '') AS tg_no
                FROM ({meters}) m LEFT JOIN (SELECT cons_no, any_value(tg_no) AS tg_no FROM ({owners}) GROUP BY 1) c
                ON c.cons_no = m.cons_no WHERE asset_no IS NOT NULL),
            mine AS (SELECT DISTINCT cons_no, box_no, tg_no FROM meters WHERE cons_no IN (SELECT cons_no FROM asked))
            SELECT mine.cons_no, mine.box_no AS box, meters.asset_no,
                (meters.box_no = mine.box_no AND mine.box_no <> '') OR meters.cons_no = mine.cons_no AS inside
            FROM mine JOIN meters ON meters.cons_no = mine.cons_no
                OR (mine.box_no <> '' AND meters.box_no = mine.box_no)
                OR (mine.tg_no <> '' AND meters.tg_no = mine.tg_no)
            """
        )
        rows = connection.execute("SELECT DISTINCT cons_no, box, asset_no, inside FROM around ORDER BY ALL").fetchall()
    return _grouped(rows)


def _grouped(rows: Sequence[tuple[str, str, str, bool]]) -> dict[str, BoxMeters]:
    found: dict[str, BoxMeters] = {}
    for customer in dict.fromkeys(row[0] for row in rows):
        mine = [row for row in rows if row[0] == customer]
        box = next((row[1] for row in mine if row[1]), "")
        inside = tuple(dict.fromkeys(row[2] for row in mine if row[3]))
        found[customer] = BoxMeters(box, inside, frozenset(row[2] for row in mine))
    return found


def _same(code: str, assets: Iterable[str]) -> str:
    """The asset number a code stands for: equal, or one inside the other as makers' prefixes and check digits have it;
    empty when there is none."""
    settings, wanted = photo_settings().boxes, code.strip().upper()
    for asset in assets:
        short, long = sorted((asset.upper(), wanted), key=len)
        if short == long:
            return asset
        apart = len(long) - len(short)
        if len(short) >= settings.least_common_digits and apart <= settings.most_extra_digits and short in long:
            return asset
    return ""


@cache
def _shape() -> re.Pattern[str]:
    return re.compile(photo_settings().boxes.meter_shape)
