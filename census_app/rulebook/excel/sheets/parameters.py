"""Sheet 参数: one row per value of a parameter, for each time it is in force and each key it has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from census_app.rulebook.excel.drafts import Draft, Row, agreed, grouped, written_cell
from census_app.rulebook.excel.form import Form
from census_app.rulebook.excel.sheets.baseline import cell_value, value_cell
from census_app.rulebook.excel.sheets.rules import rule_of
from census_app.rulebook.excel.spelling import spelt
from census_app.rulebook.excel.tables import Faults, Record, Table
from census_app.rulebook.model import Parameter
from census_app.rulebook.yaml_files.strict import Path

_OWN_COLUMNS = {"value", "dated"}
_ATTRIBUTES = tuple(name for name in Parameter.model_fields if name not in _OWN_COLUMNS)


def parameter_rows(rule: dict[str, Any], form: Form) -> Iterator[Row]:
    """The rows of a rule's parameters; what belongs to the parameter as a whole stands on its first row."""
    for name, parameter in (rule.get("params") or {}).items():
        where = f"规则 {rule['id']} 的参数“{name}”"
        head = {"rule": spelt(rule["id"]), "name": spelt(name)}
        about = {
            key: written_cell(form.sheets["parameters"].column(key), parameter.get(key), form) for key in _ATTRIBUTES
        }
        times = [("", parameter.get("value"))]
        times += [(spelt(dated["since"]), dated["value"]) for dated in parameter.get("dated") or ()]
        for since, value in times:
            for row in _value_rows(value, where, form):
                yield {**head, **about, "since": since, **row}
                about = {}


def _value_rows(value: Any, where: str, form: Form) -> Iterator[Row]:
    shape = _shape(value)
    label = {"shape": form.choices["shape"][shape]}
    if not isinstance(value, dict | list):
        yield {**label, "value": value_cell(value, where)}
    elif not value:
        yield label
    elif isinstance(value, list):
        for one in value:
            yield {**label, "value": value_cell(one, where)}
    else:
        for key, inside in value.items():
            listed = inside if isinstance(inside, list) else [inside]
            for one in listed:
                yield {**label, "key": spelt(key), "value": value_cell(one, where)}
            if not listed:
                yield {**label, "key": spelt(key)}


def _shape(value: Any) -> str:
    if isinstance(value, dict):
        return "map_of_lists" if any(isinstance(inside, list) for inside in value.values()) else "map"
    return "list" if isinstance(value, list) else "scalar"


def read_parameters(table: Table, rules: dict[str, tuple[Draft, str]], faults: Faults) -> None:
    """Add each parameter to its rule."""
    groups = grouped(table.records, lambda record: (record["rule"].value(), record["name"].value()))
    for (_rule, name), records in groups.items():
        draft = rule_of(records[0], rules, faults)
        if draft is not None and name:
            draft.raw.setdefault("params", {})[name] = _read(draft, name, records, faults)


def _read(draft: Draft, name: str, records: list[Record], faults: Faults) -> dict[str, Any]:
    path: Path = ("params", name)
    draft.places.setdefault(("params",), records[0]["name"].place)
    draft.places[path] = records[0]["name"].place
    raw: dict[str, Any] = {}
    for key in _ATTRIBUTES:
        cell = agreed(records, key, faults, f"参数“{name}”")
        if cell is not None:
            raw[key] = cell.value()
            draft.places[(*path, key)] = cell.place
    for (since,), rows in grouped(records, lambda record: (record["since"].text.strip(),)).items():
        value = _read_value(rows, faults, name)
        if not since:
            raw["value"] = value
            _place_values(draft, (*path, "value"), rows)
        else:
            dated = raw.setdefault("dated", [])
            here: Path = (*path, "dated", len(dated))
            dated.append({"since": rows[0]["since"].value(), "value": value})
            draft.places[(*here, "since")] = rows[0]["since"].place
            _place_values(draft, (*here, "value"), rows)
    if "value" not in raw:
        faults.say(records[0].place, f"参数“{name}”缺少一直以来的值：加一行，不写生效日期")
    return raw


def _place_values(draft: Draft, path: Path, rows: list[Record]) -> None:
    draft.places[path] = rows[0]["value"].place
    for row in rows:
        if row["key"].written:
            draft.places[(*path, row["key"].value())] = row["value"].place


def _read_value(rows: list[Record], faults: Faults, name: str) -> Any:
    shapes = {row["shape"].text or "scalar" for row in rows}
    if len(shapes) > 1:
        faults.say(rows[1]["shape"].place.file, f"参数“{name}”的“写法”几行不一样：写成一样的")
        return None
    shape = shapes.pop()
    keyed = shape in ("map", "map_of_lists")
    for row in rows:
        if row["key"].written and not keyed:
            faults.say(row["key"].place.file, f"参数“{name}”写了键，“写法”要选“映射”或“映射列表”")
        elif keyed and not row["key"].written and (len(rows) > 1 or row["value"].written):
            faults.say(row["key"].place.file, f"参数“{name}”缺少键")
    if shape == "scalar":
        if len(rows) > 1:
            place = rows[1]["value"].place.file
            faults.say(place, f"参数“{name}”同一时期有几个值：“写法”选“列表”或“映射”，以后才生效的写“生效日期”")
        return _value(rows[0])
    if shape == "list":
        return _list(rows)
    return _map(rows, shape == "map_of_lists", faults, name)


def _map(rows: list[Record], lists: bool, faults: Faults, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    keyed = [row for row in rows if row["key"].written]
    for (key,), ones in grouped(keyed, lambda row: (row["key"].value(),)).items():
        if lists:
            found[key] = _list(ones)
            continue
        found[key] = _value(ones[0])
        if len(ones) > 1:
            faults.say(ones[1]["key"].place.file, f"参数“{name}”的键“{key[:30]}”写了两遍：删去一行")
    return found


def _list(rows: list[Record]) -> list[str | None]:
    return [_value(row) for row in rows] if len(rows) > 1 or rows[0]["value"].written else []


def _value(row: Record) -> str | None:
    return cell_value(row["value"])
