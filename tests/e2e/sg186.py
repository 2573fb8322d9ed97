"""A county as a database tool writes it: column codes for headers, GB18030, an unnamed column of row numbers."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

CUSTOMERS = 120
STATIONS = {"3340101": "城关供电所", "3340102": "柳河供电所", "3340103": "三岔供电所"}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华"
GIVEN = ("建国", "秀英", "伟", "桂芳", "海𬭎", "䶮", "志强", "玥", "春梅", "德旺", "小燕", "镕")


def write(folder: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """C_CONS, C_MP, C_METER, G_TG and G_LINE in `folder`; returns what they say, by table and key."""
    folder.mkdir(parents=True)
    customers, points, meters = _customers(folder), _points(folder), _meters(folder)
    return {
        "customer": customers,
        "metering_point": points,
        "meter": meters,
        "distribution_transformer": _transformers(folder),
        "feeder": _feeders(folder),
    }


def _write(path: Path, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(["", *headers])
        writer.writerows([number, *row] for number, row in enumerate(rows, start=1))


def _day(day: date | None) -> str:
    return f"{day.year}/{day.month}/{day.day}" if day else ""


def _kind(number: int) -> tuple[str, str, str, str, str, str, str]:
    """Codes and labels: sort, voltage, class of use."""
    if number % 10 == 0:
        return "01", "高压", "AC00101", "交流10kV", "100", "大工业用电", "1"
    if number % 3 == 0:
        return "02", "低压非居民", "AC03802", "交流380V", "300", "农业生产用电", "3"
    return "03", "低压居民", "AC02202", "交流220V", "202", "城镇居民生活用电", "3"


def _org(number: int) -> str:
    return list(STATIONS)[number % 3]


def _no(number: int) -> str:
    return f"04{30_000_000 + number * 7:08d}"


def _customers(folder: Path) -> dict[str, dict[str, Any]]:
    headers = (
        "CONS_ID,CONS_NO,CUST_ID,CONS_NAME,CONS_SORT_CODE,ELEC_ADDR,TRADE_CODE,ELEC_TYPE_CODE,CONTRACT_CAP,RUN_CAP,"
        "LODE_ATTR_CODE,VOLT_CODE,HOLIDAY,BUILD_DATE,PS_DATE,CANCEL_DATE,STATUS_CODE,ORG_NO,RRIO_CODE,TRANSFER_CODE,"
        "MR_SECT_NO,NOTE_TYPE_CODE,TMP_FLAG,ORGN_CONS_NO,URBAN_RURAL_FLAG,MOBILE,CERT_NO,TG_NO,LINE_NO,LAST_UPDATE_USER"
    ).split(",")
    truth: dict[str, dict[str, Any]] = {}
    rows = []
    for n in range(CUSTOMERS):
        sort, sort_label, volt, volt_label, use, use_label, load = _kind(n)
        name = "，".join(["丰收农机合作社", "二分社"]) if sort == "02" else SURNAMES[n % 28] + GIVEN[n % len(GIVEN)]
        built = date(1986 + n % 38, 1 + n % 12, 1 + n % 28)
        cancelled = date(2025, 6, 1 + n % 28) if n % 41 == 7 else None
        contract, run = 315 + n if sort == "01" else 8, 315 if sort == "01" else 8
        address = (
            f"安平县柳河镇{n % 9 + 1}组“老街”{n}号\n（东门）" if n % 17 == 5 else f"安平县柳河镇{n % 9 + 1}组{n}号"
        )
        status = "3" if cancelled else "0"
        record = {
            "cons_name": name,
            "cons_sort": sort_label,
            "elec_addr": address.replace("\n", " "),
            "elec_type": use_label,
            "contract_cap": contract,
            "run_cap": run,
            "load_attr": {"1": "一类", "3": "三类"}[load],
            "volt_level": volt_label,
            "build_date": built,
            "ps_date": built,
            "cancel_date": cancelled,
            "cons_status": "已销户客户" if cancelled else "正常用电客户",
            "org_no": _org(n),
            "mr_sect_no": f"00{n % 7 + 1}0012",
            "tmp_flag": "非临时用电",
            "transfer_flag": "无转供",
            "note_type": "增值税发票" if sort == "01" else "普通发票",
            "urban_rural": "农村" if n % 2 else "城市",
            "mobile": f"139{n:04d}{n:04d}",
            "cert_no": f"34122119{60 + n % 40}0101{n:03d}X",
            "tg_no": f"00{n % 6 + 1:04d}",
            "line_no": f"1000{n % 2 + 1}",
            "orig_cons_no": f"0000{n:06d}",
        }
        truth[_no(n)] = record
        rows.append(
            [
                900000 + n,
                _no(n),
                700000 + n,
                name,
                sort,
                address,
                "9910" if sort == "03" else "",
                use,
                contract,
                run,
                load,
                volt,
                "",
                _day(built),
                _day(built),
                _day(cancelled),
                status,
                _org(n),
                "",
                "1",
                record["mr_sect_no"],
                "2" if sort == "01" else "1",
                "03",
                record["orig_cons_no"],
                "2" if n % 2 else "1",
                record["mobile"],
                record["cert_no"],
                record["tg_no"],
                record["line_no"],
                "SYSADM",
            ]
        )
    _write(folder / "C_CONS.csv", headers, rows)
    return truth


def _points(folder: Path) -> dict[str, dict[str, Any]]:
    headers = (
        "MP_ID,MP_NO,MP_NAME,CONS_NO,MP_ADDR,MP_ATTR_CODE,USAGE_TYPE_CODE,SIDE_CODE,VOLT_CODE,RUN_DATE,WIRING_MODE,"
        "MEAS_MODE,MD_TYPE_CODE,METER_FLAG,STATUS_CODE,TG_ID,LINE_ID,MP_LEVEL,PRC_CODE,CAT_PRC_NAME,PF_STD_CODE,TS_FLAG"
    ).split(",")
    truth: dict[str, dict[str, Any]] = {}
    rows = []
    for n in range(CUSTOMERS):
        sort, _, volt, volt_label, *_ = _kind(n)
        large = sort == "01"
        point = f"{_no(n)}01"
        run = date(2010 + n % 15, 1 + n % 12, 3)
        truth[point] = {
            "cons_no": _no(n),
            "mp_name": f"计量点{n}",
            "mp_attr": "结算",
            "mp_usage": "售电侧结算",
            "mp_side": "高压侧" if large else "低压侧",
            "volt_level": volt_label,
            "run_date": run,
            "wiring_mode": "三相三线" if large else "单相",
            "meas_mode": "高供高计" if large else "低供低计",
            "md_type": "Ⅲ类" if large else "Ⅴ类",
            "meter_flag": True,
            "mp_status": "在用",
            "tg_no": f"00{n % 6 + 1:04d}",
            "line_no": f"1000{n % 2 + 1}",
            "mp_level": 1,
            "price_code": f"1000{n % 10}",
            "price_name": "大工业两部制" if large else "居民生活",
            "pf_std": "0.90" if large else None,
            "tou_flag": large,
        }
        rows.append(
            [
                n,
                point,
                f"计量点{n}",
                _no(n),
                "",
                "01",
                "01",
                "03" if large else "04",
                volt,
                f"{run} 00:00:00",
                "2" if large else "1",
                "1" if large else "3",
                "3" if large else "5",
                "1",
                "02",
                truth[point]["tg_no"],
                truth[point]["line_no"],
                1,
                truth[point]["price_code"],
                truth[point]["price_name"],
                "3" if large else "",
                "1" if large else "0",
            ]
        )
    _write(folder / "C_MP.csv", headers, rows)
    return truth


def _meters(folder: Path) -> dict[str, dict[str, Any]]:
    headers = (
        "ASSET_NO,CONS_NO,MP_NO,MADE_NO,T_FACTOR,SELF_FACTOR,INST_DATE,INST_LOC,MANUFACTURER,REF_METER_FLAG".split(",")
    )
    truth: dict[str, dict[str, Any]] = {}
    rows = []
    for n in range(CUSTOMERS):
        asset = f"3410001000000{n:09d}"
        factor = 600 if n % 10 == 0 else 1
        moment = datetime(2018, 1 + n % 12, 1 + n % 28, 9, 30)
        truth[asset] = {
            "cons_no": _no(n),
            "mp_no": f"{_no(n)}01",
            "made_no": f"00{n:07d}",
            "t_factor": factor,
            "self_factor": 1,
            "inst_date": moment.date(),
            "inst_loc": "配电室" if factor > 1 else "表箱",
            "manufacturer": "威胜集团",
        }
        rows.append([asset, _no(n), f"{_no(n)}01", f"00{n:07d}", factor, "1.00", f"{moment:%Y-%m-%d %H:%M:%S}"])
        rows[-1] += [truth[asset]["inst_loc"], "威胜集团", ""]
    _write(folder / "C_METER.csv", headers, rows)
    return truth


def _transformers(folder: Path) -> dict[str, dict[str, Any]]:
    headers = "TG_NO,TG_NAME,TG_CAP,PUB_PRIV_FLAG,INST_ADDR,CHG_DATE,ORG_NO,LINE_NO,RUN_STATUS_CODE".split(",")
    truth: dict[str, dict[str, Any]] = {}
    rows = []
    for n in range(6):
        number = f"00{n + 1:04d}"
        truth[number] = {
            "tg_name": f"柳河{n + 1}号公变",
            "tg_cap": 200,
            "pub_priv": "公变",
            "inst_addr": "柳河镇政府北侧",
            "chg_date": date(2024, 2, 29),
            "org_no": _org(n),
            "line_no": f"1000{n % 2 + 1}",
            "run_status": "运行",
        }
        rows.append(
            [
                number,
                f"柳河{n + 1}号公变",
                "200.00",
                "0",
                "柳河镇政府北侧",
                "2024/2/29",
                _org(n),
                f"1000{n % 2 + 1}",
                "01",
            ]
        )
    _write(folder / "G_TG.csv", headers, rows)
    return truth


def _feeders(folder: Path) -> dict[str, dict[str, Any]]:
    truth: dict[str, dict[str, Any]] = {}
    rows = []
    for n in range(2):
        truth[f"1000{n + 1}"] = {"line_name": f"柳河{n + 1}线", "org_no": "33401", "volt_level": "交流10kV"}
        rows.append([f"1000{n + 1}", f"柳河{n + 1}线", "33401", "08", "SYSADM"])
    _write(folder / "G_LINE.csv", ["LINE_ID", "LINE_NAME", "ORG_NO", "VOLT_CODE", "LAST_UPDATE_USER"], rows)
    return truth
