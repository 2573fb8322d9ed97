"""One file or sheet the records were imported from; only where a table came in several, else there is no other."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.workspace.root_causes.accusations import Accusation
from census_app.workspace.root_causes.factors import CUSTOMER, Factor, Kind, Scene

_TEXT = "c._source_file || CASE WHEN c._sheet <> '' THEN '!' || c._sheet ELSE '' END"


def _factors(scene: Scene) -> Iterable[Factor]:
    for table_id in sorted(scene.tables):
        files = {
            (source.file, source.sheet) for part in scene.snapshot.table_parts(table_id) for source in part.sources
        }
        if len(files) < 2:
            continue
        accusations = scene.allowed("source", table=table_id)
        if table_id == CUSTOMER:
            accusations &= {one.number for one in scene.accusations if _blames_customer(one)}
        label = scene.dictionary.table(table_id).rule_name.replace("'", "''")
        yield Factor("source", table_id, f"'{label}｜' || {_TEXT}", (), accusations)


def _blames_customer(accusation: Accusation) -> bool:
    """A column of the customers' file that slipped shows in what belongs to them too, where the two are compared."""
    return accusation.table == CUSTOMER or any(table == CUSTOMER for table, _ in accusation.fields)


def _told(value: str, _names: tuple[str, ...]) -> tuple[str, str]:
    table, _, file = value.partition("｜")
    return f"{table}文件 {file}", ""


KIND = Kind("source", _factors, told=_told)
