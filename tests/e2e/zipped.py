"""A county as one zip: names in GBK without the UTF-8 mark, UTF-8 CSVs with BOM, one file per month of bills."""

from __future__ import annotations

import struct
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

MONTHS = ("202508", "202509", "202510")
CUSTOMERS = 40
Truth = dict[str, dict[str, Any]]


def number_of(n: int) -> str:
    return f"00{51_000_000 + n:08d}"


def write(path: Path) -> dict[str, Truth]:
    """The zip at `path`; returns what its files say, by table and key (bills by 户号 and month)."""
    customers, text = _customers()
    members = {"安平县/用户档案.csv": text}
    bills: Truth = {}
    for month in MONTHS:
        found, text = _bills(month)
        bills |= found
        members[f"安平县/电费/{month[:4]}年{int(month[4:])}月电费明细.csv"] = text
    contracts, text = _contracts()
    members["安平县/合同台账.csv"] = text
    _write_zip(path, {name: text.encode("utf-8-sig") for name, text in members.items()})
    return {"customer": customers, "billing_month": bills, "contract": contracts}


def _lines(headers: str, rows: list[list[object]], separator: str = ",") -> str:
    return "".join(separator.join(map(str, row)) + "\r\n" for row in [headers.split(","), *rows])


def _customers() -> tuple[Truth, str]:
    truth: Truth = {}
    rows: list[list[object]] = []
    for n in range(CUSTOMERS):
        truth[number_of(n)] = {
            "cons_name": f"张{'*' * (n % 2 + 1)}",
            "elec_addr": f"牌坊村{n}号",
            "contract_cap": 12,
            "volt_level": "交流220V",
            "org_name": "牌坊供电所" if n < 25 else "古城供电所",
            "org_no": "3402001" if n < 25 else "3402002",
            "ps_date": date(2011, 5, 1 + n % 28),
        }
        record = truth[number_of(n)]
        rows.append(
            [
                record["cons_name"],
                f"\t{number_of(n)}",
                record["elec_addr"],
                "12kVA",
                "220V",
                record["org_no"],
                record["org_name"],
                f"2011-05-{1 + n % 28:02d}T00:00:00",
            ]
        )
    return truth, _lines("户名,户号,用电地址,合同容量,供电电压,供电单位编码,供电单位,送电时间", rows)


def _bills(month: str) -> tuple[Truth, str]:
    headers = (
        "户号,计量点编号,抄表年月,抄表例日,上期示数,本期示数,倍率,抄见电量,结算电量,峰电量,平电量,谷电量,"
        "电度电费,当月合计电费,实收电费"
    )
    truth: Truth = {}
    rows: list[list[object]] = []
    for n in range(CUSTOMERS):
        start = 1000 + n * 100 + int(month) % 100
        energy = 80 + n
        amount = f"{energy * 0.5653:.2f}"
        truth[f"{number_of(n)}|{month}"] = {
            "mp_no": f"{number_of(n)}01",
            "mr_day": 12,
            "last_read": start,
            "this_read": start + energy,
            "t_factor": 1,
            "read_pq": energy,
            "settle_pq": energy,
            "peak_pq": 30,
            "flat_pq": energy - 40,
            "valley_pq": 10,
            "energy_amt": float(amount),
            "t_amt": float(amount) + 1000,
            "rcvd_amt": 0,
        }
        spelt = (month, f"{month[:4]}-{month[4:]}", f"{month[:4]}年{int(month[4:])}月")[n % 3]
        rows.append(
            [
                f'="{number_of(n)}"',
                f"{number_of(n)}01",
                spelt,
                "12日" if n == 5 else 12,
                f"{start}.00",
                start + energy,
                1,
                energy,
                energy,
                30,
                energy - 40,
                10,
                amount,
                f'"{1000 + float(amount):,.2f}"',
                "0.00",
            ]
        )
    return truth, _lines(headers, rows)


def _contracts() -> tuple[Truth, str]:
    truth: Truth = {}
    rows: list[list[object]] = []
    for n in range(CUSTOMERS):
        number = f"GYD-2020-{n:05d}"
        truth[number] = {
            "cons_no": number_of(n),
            "contract_type": "居民供用电合同",
            "sign_date": date(2020, 1, 15),
            "expire_date": date(2025, 12, 31),
            "contract_cap": 12,
        }
        rows.append([number, number_of(n), "居民供用电合同", "2020/1/15", "2025.12.31", 12])
    return truth, _lines("合同编号,户号,合同类型,签订日期,合同到期日,合同容量", rows, "\t")


def _write_zip(path: Path, members: dict[str, bytes]) -> None:
    """As old Windows tools do: names are GBK bytes and no flag says so. zipfile cannot write such names, so the
    placeholder of the same length it wrote is replaced by the bytes."""
    raw = {f"m{number:03d}".ljust(len(name.encode("gbk")), "_"): name for number, name in enumerate(members)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for placeholder, name in raw.items():
            archive.writestr(placeholder, members[name])
    content = path.read_bytes()
    for placeholder, name in raw.items():
        content = content.replace(placeholder.encode("ascii"), name.encode("gbk"))
    path.write_bytes(content)
    assert struct.unpack("<H", content[6:8])[0] & 0x800 == 0
