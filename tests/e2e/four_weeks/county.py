"""A county of three stations with one area manager each; every error in it is planted, so every figure is known.

In each station 12 customers run more than their contract allows and 12 are sound; in the first 12 have no contact.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path

STATIONS = {"0301": "柳河供电所", "0302": "青岭供电所", "0303": "三岔供电所"}
MANAGERS = {"0301": "张志强", "0302": "李红梅", "0303": "王小刚"}
EXCEEDING, CONTACTLESS, SOUND = 12, 12, 12
CONTRACT, RUNNING = 100, 150
GIVEN = "一二三四五六七八九十东西"

PACK = """
id: story
title: {zh: 四周}
version: 1.0.0
issuer: 试验
dictionary: "1"
effective_from: "2026-01-01"
due_days: {urgent: 3, important: 7, normal: 14}
"""
RULES = """
- id: R085
  version: 1
  title: {zh: 运行容量大于合同容量}
  category: 供电电源与受电设备
  severity: urgent
  table: 用电客户
  scope: 在册(用户状态)
  wrong:
    - id: 超合同
      when: 运行容量 > 合同容量
      accuses: [合同容量, 运行容量]
      says: {zh: "运行容量 {运行容量} 大于合同容量 {合同容量}"}
  remedy: {zh: 核对设备容量}
  source: {kind: engineering}
- id: R015
  version: 1
  title: {zh: 没有联系人}
  category: 客户基础档案
  severity: normal
  table: 用电客户
  scope: 在册(用户状态)
  wrong:
    - id: 缺
      when: 联系人 is null
      accuses: [联系人]
      says: {zh: 没有联系人}
  remedy: {zh: 补登}
  source: {kind: engineering}
"""


@dataclass(frozen=True)
class Customer:
    """One row of 用电客户 as the marketing system has it this week."""

    number: str
    name: str
    unit: str
    contract: int = CONTRACT
    running: int = 90
    contact: str = "孙晓梅"
    status: str = "正常用电客户"

    @property
    def tg(self) -> str:
        return f"TG{self.unit}"

    @property
    def place(self) -> tuple[str, str]:
        """Fifty metres apart along the road."""
        return f"{116.3 + int(self.unit[-1]) / 10 + int(self.number[-2:]) * 0.0006:.5f}", "40.00000"


def exceeding(unit: str, n: int) -> str:
    return f"{unit}01{n:04d}"


def sound(unit: str, n: int) -> str:
    return f"{unit}03{n:04d}"


def contactless(n: int) -> str:
    return f"030102{n:04d}"


def customers() -> dict[str, Customer]:
    """All customers of the first week."""
    found = []
    for unit in STATIONS:
        found += [Customer(exceeding(unit, n), f"赵大{GIVEN[n]}", unit, running=RUNNING + n) for n in range(EXCEEDING)]
        found += [Customer(sound(unit, n), f"孙小{GIVEN[n]}", unit) for n in range(SOUND)]
    found += [Customer(contactless(n), f"钱中{GIVEN[n]}", "0301", contact="") for n in range(CONTACTLESS)]
    return {one.number: one for one in found}


def changed(known: dict[str, Customer], number: str, **values: object) -> None:
    """The marketing system was corrected."""
    known[number] = replace(known[number], **values)  # type: ignore[arg-type]


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_customers(folder: Path, known: dict[str, Customer]) -> Path:
    path = folder / "用电客户.csv"
    _write(
        path,
        [
            {
                "用户编号": one.number, "用户名称": one.name, "用电地址": f"柳河镇{int(one.number[-5:]) + 1}号",
                "供电单位编码": one.unit, "供电单位名称": STATIONS[one.unit], "用户状态": one.status,
                "用户分类": "低压非居民", "用电类别": "商业用电", "合同容量": one.contract, "运行容量": one.running,
                "移动电话": "13800000000", "联系人": one.contact, "台区编号": one.tg,
                "经度": one.place[0], "纬度": one.place[1],
            }
            for one in known.values()
        ],
    )  # fmt: skip
    return path


def write_others(folder: Path, known: dict[str, Customer]) -> list[Path]:
    """Meters, areas and units: delivered once, inherited afterwards."""
    _write(
        folder / "电能表.csv",
        [
            {"电能表资产编号": f"34{one.number}", "用户编号": one.number, "出厂编号": one.number[2:]}
            for one in known.values()
        ],
    )
    _write(
        folder / "台区.csv",
        [
            {"台区编号": f"TG{unit}", "台区名称": f"{name[:2]}公变", "台区经理": MANAGERS[unit], "管理单位编码": unit,
             "变压器铭牌容量合计": 400, "变压器型号": "S13-400", "运行状态": "运行"}
            for unit, name in STATIONS.items()
        ],
    )  # fmt: skip
    units = [("03", "青岭县供电公司", "县", ""), *((unit, name, "所", "03") for unit, name in STATIONS.items())]
    headers = ("单位编码", "单位名称", "单位级别", "上级单位编码")
    _write(folder / "单位.csv", [dict(zip(headers, row, strict=True)) for row in units])
    return [folder / name for name in ("电能表.csv", "台区.csv", "单位.csv")]
