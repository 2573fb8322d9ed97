"""A county compared with the population register: generated customers, one with twins in the register, and a firm under
a person's number."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from census_app.workspace.imports.importing import import_into
from census_app.workspace.linking.making import make_links
from census_app.workspace.workspace import Workspace
from tests.matching_truth.exports import HEADERS, write_exports
from tests.matching_truth.settings import SETTINGS
from tests.matching_truth.writing import write_truth

DAY = date(2026, 11, 20)
DOOR, PHONE, NUMBER = "河北省永平市青岭区柳河镇石涌村3组12号", "13866200457", "410713197005121230"
TWINS, LENT = "0399000001", "0399000002"
CUSTOMERS = [
    {"cons_no": TWINS, "cons_name": "慕容雪梅", "elec_addr": DOOR},
    {"cons_no": LENT, "cons_name": "青岭区鑫源商贸有限公司", "cert_no": NUMBER, "mobile": PHONE, "elec_addr": DOOR},
]
PEOPLE = [
    {"record_no": "PX0001", "person_name": "慕容雪梅", "home_addr": DOOR, "phone": "13900000001"},
    {"record_no": "PX0002", "person_name": "慕容雪梅", "home_addr": DOOR, "phone": "13900000002"},
    {"record_no": "PX0003", "person_name": "欧阳立新", "cert_no": NUMBER, "phone": PHONE, "home_addr": DOOR},
]


def _add(file: Path, table: str, rows: list[dict[str, str]]) -> None:
    """More lines of the table at the end of its file."""
    with file.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([[row.get(column, "") for column in HEADERS[table]] for row in rows])


def made_compared(folder: Path) -> Path:
    """The workspace in the folder."""
    write_truth(folder / "truth", 100, 11, SETTINGS["harder"])
    files = write_exports(folder / "truth", folder / "files")
    _add(files["left"], "left", CUSTOMERS)
    _add(files["population"], "population", PEOPLE)
    import_into(folder / "W", [files["left"]], [], data_date=DAY)
    import_into(folder / "W", [files["population"]], [], data_date=DAY, force_table="gov_population")
    with Workspace.open(folder / "W") as opened:
        make_links(opened)
    return folder / "W"
