"""A county's exports as somebody would send them: titles, aliases, GBK, totals, one file nobody can open."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

CUSTOMERS = 60
BAD_PHONES = 12
_HEADINGS = (
    "户号,户名,用户类别,状态,证件名称,身份证号,联系电话,用电地址,供电单位编码,供电单位名称,台区编码,"
    "合同容量,运行容量,用电类别,供电电压,立户日期,备注1"
).split(",")
_NAMES = ("王敏", "李建国", "张丽华", "赵强")


def write_county(folder: Path) -> list[Path]:
    """The files; the customers' phones are wrong in every fifth row."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "润川县_营销档案_20261120.xlsx", folder / "台区_20261120.csv", folder / "线路.xlsx"]
    _write_customers(files[0])
    lines = ["台区编号,台区名称,管理单位,容量,公专变标志,运行状态"]
    lines += [f"03001{number:05d},文昌路{number}号台区,1340101,400,公变,运行" for number in range(6)]
    files[1].write_bytes("\r\n".join(lines).encode("gb18030"))
    files[2].write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    return files


def _write_customers(file: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "客户档案"
    sheet.append(["润川县营销档案导出（2026-11-20）"])
    sheet.append(_HEADINGS)
    for number in range(CUSTOMERS):
        phone = "12345" if number % (CUSTOMERS // BAD_PHONES) == 0 else f"1381234{number:04d}"
        sheet.append(
            [
                f"13022100{number:02d}", _NAMES[number % 4], "低压居民", "正常用电客户", "居民身份证",
                "131081197406152417", phone, f"润川县城关镇胜利路{number + 1}号", "1340101", "城关供电所",
                f"03001{number % 6:05d}", 8, 8, "城镇居民生活用电", "交流220V", "2009/3/12", "老户",
            ]
        )  # fmt: skip
    sheet.append(["合计", *[None] * 10, 480])
    book.save(file)
