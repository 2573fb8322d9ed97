"""A county as its offices write it: workbooks with titles, merged headers, units, totals, signatures, mixed types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

Truth = dict[str, dict[str, Any]]
HIGH, LOW, POINTS = 30, 90, 120
LONG_ID_ROWS = (3, 40)
LONG_ASSET_ROW = 11
EXTRA_LOW_COLUMNS = ("序号", "催费员", "备注")


def write(folder: Path) -> dict[str, Truth]:
    """Three workbooks in `folder`; returns what they say, by table and key."""
    folder.mkdir(parents=True)
    customers = _high_voltage(folder / "城关所高压用户档案（截至2026年11月20日）.xlsx")
    customers |= _low_voltage(folder / "低压用户明细-20261120.xlsx")
    points = _points(folder / "计量资料20261120.xlsx")
    return {"customer": customers, **points}


def number_of(n: int) -> str:
    """Thirteen digits, as this county's customers have."""
    return f"{3401000000000 + n * 13}"


def spelt(day: date, n: int) -> Any:
    """The day as one of the spellings people and programs leave in a column."""
    spellings: tuple[Callable[[], Any], ...] = (
        lambda: day,
        lambda: datetime(day.year, day.month, day.day, 8, 30),
        lambda: (day - date(1899, 12, 30)).days,
        lambda: f"{day:%Y-%m-%d}",
        lambda: f"{day.year}/{day.month}/{day.day}",
        lambda: f"{day.year}年{day.month}月{day.day}日",
        lambda: f"{day:%Y%m%d}",
        lambda: f"{day.year}.{day.month:02d}.{day.day:02d}",
        lambda: f"{day:%Y-%m-%d} 00:00:00",
        lambda: f" {day:%Y-%m-%d} ",
    )
    return spellings[n % len(spellings)]()


def _high_voltage(path: Path) -> Truth:
    """A title, a line about the export, a header of two merged rows, units in headers, subtotals, signatures."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "高压用户"
    sheet.append(["安平县供电公司高压用户档案清单"])
    sheet.append(["填报单位：城关供电所", None, None, None, None, "统计时间：2026-11-20"])
    sheet.append(["序号", "基本信息", None, None, "供电电压（kV）", "容量（kVA）", None, "日期", None, "用电信息"])
    sheet.append([None, "户号", "户名", "用电地址", None, "合同容量", "运行容量", "立户日期", "送电日期", "用户分类"])
    leaves = [
        "用电类别",
        "状态",
        "供电单位编码",
        "供电单位",
        "抄表段号",
        "统一社会信用代码",
        "联系电话",
        "临时用电标志",
    ]
    for offset, leaf in enumerate(leaves):
        sheet.cell(4, 11 + offset, leaf)
    for area in ("A1:R1", "A3:A4", "B3:D3", "E3:E4", "F3:G3", "H3:I3", "J3:R3"):
        sheet.merge_cells(area)
    truth: Truth = {}
    for n in range(HIGH):
        built = date(2001 + n % 20, 1 + n % 12, 1 + n % 28)
        volts, label = ((10, "交流10kV"), (35, "交流35kV"), ("10", "交流10kV"))[n % 3]
        capacity = 400 + 5 * n
        truth[number_of(n)] = {
            "cons_name": f"安平县第{n}机械厂",
            "elec_addr": f"工业园区经{n}路{n + 1}号",
            "volt_level": label,
            "contract_cap": capacity,
            "run_cap": capacity - 5,
            "build_date": built,
            "ps_date": built,
            "cons_sort": "高压",
            "elec_type": "大工业用电",
            "cons_status": "正常用电客户",
            "org_no": "3401001",
            "org_name": "城关供电所",
            "mr_sect_no": f"0001{n % 3:02d}",
            "uscc": f"91341100MA2N{n:05d}X",
            "mobile": f"1380550{n:04d}",
            "tmp_flag": "非临时用电",
        }
        cells: list[Any] = [n + 1, number_of(n), f"安平县第{n}机械厂", f"工业园区经{n}路{n + 1}号", volts]
        cells += [capacity, str(capacity - 5), spelt(built, n), spelt(built, n + 3)]
        cells += [("高压用户", "01", "高压")[n % 3], ("大工业", "大工业用电", "100")[n % 3]]
        cells += [("正常", "正常用电客户", "0")[n % 3], "3401001", "城关供电所", f"0001{n % 3:02d}"]
        cells += [f"91341100MA2N{n:05d}X", f"'1380550{n:04d}", "否" if n % 2 else "非临时用电"]
        sheet.append(cells)
        if n == HIGH // 2:
            sheet.append([None, "小计", None, None, None, 1234, 1200])
    sheet.append([])
    sheet.append(["合计", f"{HIGH}户", None, None, None, 14000, 13500])
    sheet.append(["制表人：王芳", None, None, "审核人：李强", None, None, "2026年11月20日"])
    book.save(path)
    return truth


def _low_voltage(path: Path) -> Truth:
    """Three sheets of one table (the last without a header), other order, extra and missing columns, a hidden sheet."""
    import xlsxwriter

    headers = [
        "序号",
        "户名",
        "客户编号",
        "身份证号",
        "手机号",
        "电压等级",
        "报装容量",
        "用户类别",
        "用电性质",
        "用户状态",
    ]
    headers += ["开户日期", "供电所编码", "台区编号", "备注", "催费员", "是否一户多人口", "网上国网"]
    truth: Truth = {}
    with xlsxwriter.Workbook(path) as book:
        text = book.add_format({"num_format": "@"})
        sheets = [book.add_worksheet(name) for name in ("低压用户1", "低压用户2", "低压用户3")]
        hidden = book.add_worksheet("参数")
        hidden.write_row(0, 0, ["户号", "户名", "合同容量"])
        hidden.write_row(1, 0, ["9999999999999", "模板示例", 8])
        hidden.hide()
        for place, sheet in enumerate(sheets):
            first = 0
            if place < 2:
                sheet.write_row(0, 0, headers)
                first = 1
            for row, n in enumerate(range(HIGH + place * 30, HIGH + place * 30 + 30), start=first):
                record, cells = _low_row(n)
                truth[number_of(n)] = record
                for column, value in enumerate(cells):
                    if isinstance(value, str):
                        sheet.write_string(row, column, value, text)
                    elif value is not None:
                        sheet.write(row, column, value)
        sheets[0].write_row(40, 0, ["合 计", None, None, None, None, None, 240])
    return truth


def _low_row(n: int) -> tuple[dict[str, Any], list[Any]]:
    built = date(1995 + n % 30, 1 + n % 12, 1 + n % 28)
    identity = f"3411221970{n % 12 + 1:02d}15{n:03d}4"
    record: dict[str, Any] = {
        "cons_name": f"村民{n}",
        "cert_no": identity,
        "mobile": f"1590{n:07d}",
        "volt_level": "交流220V" if n % 2 else "交流380V",
        "contract_cap": 8 if n % 4 else 1250,
        "cons_sort": "低压居民" if n % 2 else "低压非居民",
        "elec_type": "乡村居民生活用电",
        "cons_status": "正常用电客户" if n % 7 else "已销户客户",
        "build_date": built,
        "org_no": "3401002",
        "tg_no": f"000{n % 5}",
        "multi_pop_flag": n % 3 == 0,
        "app_bind_flag": n % 2 == 0,
    }
    phone: Any = (int(record["mobile"]), record["mobile"], _full_width(record["mobile"]))[n % 3]
    volts = (("三相380V", "交流380V", "380伏"), ("220V", "单相220V", "02"))[n % 2][n // 2 % 3]
    capacity: Any = (("1,250.00", "１２５０", 1250.0), ("8", 8, "８"))[1 if n % 4 else 0][n % 3]
    status = "正常" if n % 7 else "销户"
    identity_cell: Any = int(identity) if n - HIGH in LONG_ID_ROWS else identity
    if n - HIGH in LONG_ID_ROWS:
        record["cert_no"] = None
    cells = [n - HIGH + 1, f" {record['cons_name']}　", int(number_of(n)) if n % 2 else number_of(n), identity_cell]
    cells += [phone, volts, capacity, "低压居民用户" if n % 2 else "低压非居", "乡村居民生活用电", status]
    cells += [spelt(built, n + 3) if n % 10 not in (7, 8) else f"{built:%Y-%m-%d}", "3401002", record["tg_no"]]
    cells += [None, "张三", ("是", "否", "0")[n % 3], ("Y", "N")[n % 2]]
    return record, cells


def _full_width(text: str) -> str:
    return text.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})


def _points(path: Path) -> dict[str, Truth]:
    """Metering points and meters as two sheets: units and 必填 under the header, the header repeated inside."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    first.title = "计量点"
    headers = [
        "计量点编码",
        "户号",
        "计量点名称",
        "电压等级",
        "计量方式",
        "接线方式",
        "峰谷标志",
        "是否装表",
        "变损计费标志",
    ]
    headers += [
        "定价策略类型",
        "基本电费计算方式",
        "功率因数考核",
        "核定需量",
        "投运日期",
        "台区编码",
        "电价码",
        "电价名称",
    ]
    first.append(headers)
    first.append(["必填"] * 12 + ["kW", "日期", "文本", "必填", "选填"])
    points: Truth = {}
    for n in range(POINTS):
        large = n < HIGH
        run = date(2008 + n % 15, 1 + n % 12, 1 + n % 28)
        points[f"{n:010d}"] = {
            "cons_no": number_of(n),
            "mp_name": "主表" if large else None,
            "volt_level": "交流10kV" if large else "交流220V",
            "meas_mode": "高供高计" if large else "低供低计",
            "wiring_mode": "三相三线" if large else "单相",
            "tou_flag": large,
            "meter_flag": True,
            "tran_loss_flag": False,
            "price_strategy": "两部制" if large else "单一制",
            "ba_calc_mode": "按容量" if large else "不计算",
            "pf_eval_mode": "标准考核" if large else "不考核",
            "demand_value": 350.5 if large else None,
            "run_date": run,
            "tg_no": f"000{n % 5}",
            "price_code": f"{n % 10:04d}",
            "price_name": "大工业" if large else "居民",
        }
        cells: list[Any] = [f"{n:010d}", number_of(n), "主表" if large else "-", "10千伏" if large else "220伏"]
        cells += [("高供高计", "1")[n % 2] if large else "低供低计", "三相三线制" if large else "单相"]
        cells += [("是", "Y", "1", 1)[n % 4] if large else ("否", "N", "0", 0)[n % 4], ("√", True, "有")[n % 3]]
        cells += [("否", False)[n % 2], "两部制电价" if large else "单一制", "按容量" if large else "不计算"]
        cells += ["标准考核" if large else "不考核", "350.5" if large else "/", spelt(run, n), f"000{n % 5}"]
        cells += [f"{n % 10:04d}", "大工业" if large else "居民"]
        first.append(cells)
        if n == 60:
            first.append(headers)
    meters = _meters(book)
    book.save(path)
    return {"metering_point": points, "meter": meters}


def _meters(book: Any) -> Truth:
    sheet = book.create_sheet("电能表")
    sheet.append(["电能表台账"])
    sheet.append(["数据日期：2026-11-20"])
    sheet.append(
        ["表号", "计量点编号", "用户编号", "生产厂家", "综合倍率", "接线方式", "装表日期", "额定电压", "标定电流"]
    )
    truth: Truth = {}
    for n in range(POINTS):
        asset = f"3430001{n:015d}"
        day = date(2019, 1 + n % 12, 1 + n % 28)
        factor = 400 if n < HIGH else 1
        record = {
            "mp_no": f"{n:010d}",
            "cons_no": number_of(n),
            "manufacturer": "华立科技",
            "t_factor": factor,
            "wiring_mode": "三相三线" if n < HIGH else "单相",
            "inst_date": day,
            "rated_volt": "3×100V" if n < HIGH else "220V",
            "rated_current": "1.5(6)A" if n < HIGH else "5(60)A",
        }
        if n != LONG_ASSET_ROW:
            truth[asset] = record
        cells: Sequence[Any] = [
            int(asset) if n == LONG_ASSET_ROW else asset,
            f"{n:010d}",
            int(number_of(n)),
            "华立科技",
            factor if n % 2 else f"{factor}.0",
            "三相三线" if n < HIGH else "单相",
            spelt(day, n + 5),
            "3*100V" if n < HIGH else "220v",
            "1.5(6)" if n < HIGH else "5（60）A",
        ]
        sheet.append(list(cells))
    sheet.append(["共 120 块"])
    return truth
