"""The generated records as the files a user would have: Chinese headers, CSV or Excel.

`write_exports(FOLDER)` turns a generated folder into `用电客户.csv`, `公安人口.csv` and `市场主体.csv` beside it;
a county imports the first with `census import` and adds the others with `census reference add`.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

HEADERS = {
    "left": {
        "cons_no": "用户编号", "cons_name": "用户名称", "cert_no": "证件号码", "uscc": "统一社会信用代码",
        "legal_rep": "法定代表人", "contact_name": "联系人", "mobile": "移动电话", "phone": "固定电话",
        "elec_addr": "用电地址", "addr_county": "区县", "addr_town": "乡镇街道", "addr_village": "村居",
        "addr_estate": "小区名称", "addr_building": "楼栋", "addr_unit": "单元", "addr_room": "门牌号",
        "org_no": "供电单位编码", "tg_no": "所属台区编号",
    },
    "population": {
        "record_no": "记录号", "person_name": "姓名", "cert_no": "证件号", "phone": "联系电话", "home_addr": "户籍地址",
    },
    "market": {
        "record_no": "记录号", "ent_name": "企业名称", "ent_name_used": "曾用名", "uscc": "统一社会信用代码",
        "legal_rep": "法定代表人", "reg_addr": "住所", "phone": "联系电话",
    },
}  # fmt: skip
NAMES = {"left": "用电客户", "population": "公安人口", "market": "市场主体"}


def write_exports(folder: Path, out: Path, excel: bool = False) -> dict[str, Path]:
    """The three files by table; every value is text, an empty cell is empty."""
    out.mkdir(parents=True, exist_ok=True)
    return {
        table: _write(folder / f"{table}.parquet", out / name, HEADERS[table], excel) for table, name in NAMES.items()
    }


def _write(source: Path, target: Path, headers: dict[str, str], excel: bool) -> Path:
    columns = ", ".join(f'{column} AS "{header}"' for column, header in headers.items())
    with duckdb.connect() as connection:
        if not excel:
            path = target.with_suffix(".csv")
            connection.execute(f"COPY (SELECT {columns} FROM '{source}') TO '{path}' (FORMAT csv, HEADER)")
            return path
        rows = connection.execute(f"SELECT {columns} FROM '{source}'").fetchall()
    import xlsxwriter

    path = target.with_suffix(".xlsx")
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": False}) as workbook:
        sheet = workbook.add_worksheet(target.name)
        for number, row in enumerate([tuple(headers.values()), *rows]):
            for place, value in enumerate(row):
                if value is not None:
                    sheet.write_string(number, place, value)
    return path
