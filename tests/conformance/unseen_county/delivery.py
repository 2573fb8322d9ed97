"""The county as an office exports it: Chinese headers and labels, CSV in two encodings or Excel, masked, with gaps."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from .county import County, Row

DICTIONARY = Path(__file__).parents[3] / "resources" / "dictionary"


@dataclass(frozen=True)
class Delivery:
    """How the tables are written. `without` drops columns (table.field) or whole tables (table); `shuffled` is the seed
    of another order of rows and columns."""

    excel: bool = False
    masked: bool = False
    aliases: bool = False
    shuffled: int | None = None
    without: frozenset[str] = field(default_factory=frozenset)


@cache
def _table(name: str) -> Row:
    return yaml.load((DICTIONARY / "tables" / f"{name}.yaml").read_text("utf-8"), Loader=yaml.CBaseLoader)


@cache
def _codes() -> dict[str, dict[str, str]]:
    """Code list → label → code, where the list has codes."""
    lists: dict[str, dict[str, str]] = {}
    for path in (DICTIONARY / "code_lists").glob("*.yaml"):
        for name, content in yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader).items():
            values = content.get("values") or []
            lists[name] = {value["label"]: value["code"] for value in values if value.get("code")}
    return lists


def deliver(county: County, folder: Path, delivery: Delivery | None = None) -> list[Path]:
    """Write every table that has rows, under the dictionary's Chinese names or their aliases; returns the files."""
    delivery = delivery or Delivery()
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for place, (name, rows) in enumerate(sorted(county.tables.items())):
        if not rows or name in delivery.without:
            continue
        definition = _table(name)
        fields = [one for one in definition["fields"] if any(one["id"] in row for row in rows)]
        fields = [one for one in fields if f"{name}.{one['id']}" not in delivery.without]
        if delivery.shuffled is not None:
            order = Random(delivery.shuffled)
            rows, fields = order.sample(rows, len(rows)), order.sample(fields, len(fields))
        headers = [_header(one, delivery) for one in fields]
        body = [[_cell(county, one, row.get(one["id"]), delivery) for one in fields] for row in rows]
        stem = f"{definition['zh'].split('(')[0].split('/')[0]}_{county.as_of:%Y%m%d}"
        if delivery.excel and len(rows) < 200_000:
            files.append(_write_excel(folder / f"{stem}.xlsx", headers, body))
        else:
            files.append(_write_csv(folder / f"{stem}.csv", headers, body, "utf-8-sig" if place % 2 else "gb18030"))
    return files


def key_fields(table: str) -> tuple[str, ...]:
    """The fields that name a record of a table, in the order of the dictionary."""
    return tuple(_table(table)["key"])


def key_text(row: Row, fields: tuple[str, ...]) -> str:
    """A record's key as findings write it."""
    return "|".join("" if row.get(name) is None else str(row[name]) for name in fields)


def _header(one: Row, delivery: Delivery) -> str:
    names = [alias for alias in one.get("aliases", []) if not alias.isascii()]
    name = names[0] if delivery.aliases and names and one["type" if "type" in one else "id"] != "code" else one["zh"]
    return f"{name}({one['unit']})" if delivery.aliases and one.get("unit") in ("kVA", "kWh", "元", "kW") else name


def _cell(county: County, one: Row, value: Any, delivery: Delivery) -> Any:
    if value is None:
        return None
    if delivery.masked and one.get("personal") and isinstance(value, str) and one.get("type") != "code":
        return _mask(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.strftime(county.style.date_format)
    if county.style.codes_as_numbers and one.get("type") == "code" and one.get("identifier") != "true":
        return _codes().get(one.get("code_list", ""), {}).get(value, value)
    return value


def _mask(value: str) -> str:
    """张*, 138****5678, 130***********1234: the ways of the export offices."""
    if len(value) <= 4:
        return value[0] + "*" * (len(value) - 1)
    if len(value) <= 11 and value.isdigit():
        return value[:3] + "****" + value[-4:]
    return value[:3] + "*" * (len(value) - 7) + value[-4:]


def _write_csv(path: Path, headers: list[str], body: list[list[Any]], encoding: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows(body)
    return path


def _write_excel(path: Path, headers: list[str], body: list[list[Any]]) -> Path:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("明细")
    sheet.write_row(0, 0, headers)
    for place, row in enumerate(body, 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(place, column, value)
            elif value is not None:
                sheet.write(place, column, value)
    book.close()
    return path


def dropped_columns(county: County, share: float, seed: int) -> frozenset[str]:
    """A random share of the optional columns: keys and what joins the tables stay."""
    random = Random(seed)
    gone = set()
    for name, rows in county.tables.items():
        if not rows:
            continue
        definition = _table(name)
        for one in definition["fields"]:
            if (
                one["id"] not in definition["key"]
                and one["id"] not in ("cons_no", "org_no")
                and random.random() < share
            ):
                gone.add(f"{name}.{one['id']}")
    return frozenset(gone)
