"""Checking against hand-written SQL and other checkers on the same rows, rules and machine, one run side by side.

27 columns, 33 rules (30 row rules, 2 unique, 1 foreign key), 3 % of the rows with one injected error. Each engine runs
in a process of its own; CPU seconds and peak memory are that process's, without making the data.

    python tests/bench/bench_check.py [--rows 1000000] [--repeat 3] [--engines hand,ours,pandas,pandera,gx] [--folder F]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

TODAY = "2026-11-25"
COLUMNS = (
    "cons_no cons_name cons_sort cust_type cons_status cert_type cert_no cert_expire uscc contact_name mobile "
    "elec_addr longitude latitude elec_type volt_level contract_cap run_cap population build_date ps_date org_no "
    "tg_no line_no "
    "mr_cycle tg_manager load_attr"
).split()
SORTS = "('高压', '低压非居民', '低压居民')"
STATES = "('正常用电客户', '当前新装客户', '当前变更客户', '已销户客户')"
TYPES = "('公变客户', '公线专变客户', '专线专变客户')"
USES = "('大工业用电', '居民生活用电', '城镇居民生活用电', '乡村居民生活用电')"
VOLTS = "('交流220V', '交流380V', '交流10kV', '交流35kV')"
PAPERS = "('居民身份证', '营业执照', '统一社会信用代码')"

# (our words, hand-written SQL)
ROW_RULES: list[tuple[str, str]] = [
    *((f"为空({zh})", f"{column} IS NULL") for zh, column in (
        ("用户名称", "cons_name"), ("用电地址", "elec_addr"), ("联系人", "contact_name"), ("供电单位编码", "org_no"),
        ("所属台区编号", "tg_no"), ("合同容量", "contract_cap"), ("立户日期", "build_date"), ("台区经理", "tg_manager"),
    )),
    (f"用户分类 not in {SORTS}", f"cons_sort NOT IN {SORTS}"),
    (f"用户状态 not in {STATES}", f"cons_status NOT IN {STATES}"),
    (f"客户类型 not in {TYPES}", f"cust_type NOT IN {TYPES}"),
    (f"用电类别 not in {USES}", f"elec_type NOT IN {USES}"),
    (f"供电电压 not in {VOLTS}", f"volt_level NOT IN {VOLTS}"),
    (f"证件类型 not in {PAPERS}", f"cert_type NOT IN {PAPERS}"),
    *((f"not 匹配({zh}, '{pattern}')", f"NOT regexp_full_match({column}, '{pattern}')") for zh, column, pattern in (
        ("移动电话", "mobile", "1[3-9][0-9]{9}"), ("用户编号", "cons_no", "[0-9]{10}"),
        ("统一社会信用代码", "uscc", "[0-9A-HJ-NPQRTUWXY]{18}"), ("证件号码", "cert_no", "[1-9][0-9]{16}[0-9X]"),
        ("所属台区编号", "tg_no", "T[0-9]{6}"), ("所属线路编号", "line_no", "L[0-9]{4}"),
    )),
    ("合同容量 not between 1 and 200000", "contract_cap NOT BETWEEN 1 AND 200000"),
    ("运行容量 < 0", "run_cap < 0"),
    ("经度 not between 113 and 120", "longitude NOT BETWEEN 113 AND 120"),
    ("纬度 not between 36 and 43", "latitude NOT BETWEEN 36 AND 43"),
    ("人口数 not between 1 and 20", "population NOT BETWEEN 1 AND 20"),
    ("运行容量 > 合同容量", "run_cap > contract_cap"),
    ("送电日期 < 立户日期", "ps_date < build_date"),
    ("证件有效期至 < 立户日期", "cert_expire < build_date"),
    ("立户日期 > 今日", f"build_date > DATE '{TODAY}'"),
    ("用户分类 = '低压居民' and 合同容量 > 100", "cons_sort = '低压居民' AND contract_cap > 100"),
]  # fmt: skip
UNIQUE = (("用户编号", "cons_no"), ("证件号码", "cert_no"))
ERRORS = [
    *((column, "NULL") for column in (
        "cons_name", "elec_addr", "contact_name", "org_no", "tg_no", "contract_cap", "build_date", "tg_manager")),
    ("cons_sort", "'考核'"), ("cons_status", "'不详'"), ("cust_type", "'不详'"), ("elec_type", "'不详'"),
    ("volt_level", "'不详'"), ("cert_type", "'不详'"), ("mobile", "'12345'"), ("cons_no", "'X1' || i"),
    ("uscc", "'I000'"), ("cert_no", "'1101' || i"), ("line_no", "'线' || i"), ("contract_cap", "0.5"),
    ("run_cap", "-1"), ("longitude", "20.5"), ("latitude", "80.25"), ("population", "90"), ("run_cap", "300000"),
    ("ps_date", "DATE '1980-01-01'"), ("cert_expire", "DATE '1981-01-01'"), ("build_date", "DATE '2028-01-01'"),
    ("cons_no", "printf('9%09d', i + 1)"), ("cert_no", "printf('1101051949%08d', i + 1)"),
    ("tg_no", "'T999999'"),
]  # fmt: skip


def make_rows(rows: int, folder: Path) -> None:
    """`customer.parquet` and `transformer.parquet` stand in the folder, the same for the same number of rows."""
    import duckdb

    connection = duckdb.connect(config={"threads": 2})
    clean = {
        "cons_no": "printf('9%09d', i)",
        "cons_name": "'王' || chr(19968 + CAST(h % 5000 AS INTEGER)) || chr(19968 + CAST(h // 5000 % 5000 AS INTEGER))",
        "cons_sort": f"(list_value{SORTS})[h % 3 + 1]",
        "cust_type": f"(list_value{TYPES})[h % 3 + 1]",
        "cons_status": f"(list_value{STATES})[h % 4 + 1]",
        "cert_type": f"(list_value{PAPERS})[h % 3 + 1]",
        "cert_no": "printf('1101051949%08d', i)",
        "cert_expire": "DATE '2030-01-01' + CAST(h % 3000 AS INTEGER)",
        "uscc": "printf('91110000%010d', h % 10000000000)",
        "contact_name": "'李' || chr(19968 + CAST(h // 7 % 5000 AS INTEGER))",
        "mobile": "printf('13%09d', h % 1000000000)",
        "elec_addr": "'石家庄市长安区幸福路' || (h % 900) || '号' || (h // 900 % 30) || '栋' || (h // 11 % 99) || '室'",
        "longitude": "114 + (h % 100000) / 100000.0",
        "latitude": "38 + (h // 3 % 100000) / 100000.0",
        "elec_type": f"(list_value{USES})[h % 4 + 1]",
        "volt_level": f"(list_value{VOLTS})[h % 4 + 1]",
        "contract_cap": "CASE h % 3 WHEN 2 THEN 8 + h % 80 ELSE 100 + h % 5000 END",
        "run_cap": "CASE h % 3 WHEN 2 THEN 8 ELSE 100 END",
        "population": "1 + h % 8",
        "build_date": "DATE '2000-01-01' + CAST(h % 9000 AS INTEGER)",
        "ps_date": "DATE '2000-01-05' + CAST(h % 9000 AS INTEGER)",
        "org_no": "printf('1340%03d', h % 40)",
        "tg_no": "printf('T%06d', h % 10000)",
        "line_no": "printf('L%04d', h % 400)",
        "mr_cycle": "(list_value('单月', '双月'))[h % 2 + 1]",
        "tg_manager": "'赵' || chr(19968 + CAST(h % 40 AS INTEGER))",
        "load_attr": "(list_value('一级', '二级', '三级'))[h % 3 + 1]",
    }
    branches: dict[str, list[str]] = {}
    for number, (column, value) in enumerate(ERRORS):
        branches.setdefault(column, []).append(f"WHEN e = {number} THEN {value}")
    cells = ", ".join(
        f"CASE {' '.join(branches[column])} ELSE {text} END AS {column}"
        if column in branches
        else f"{text} AS {column}"
        for column, text in clean.items()
    )
    source = (
        f"SELECT i, CAST(hash(i) % 1000000007 AS BIGINT) AS h, "
        f"CASE WHEN hash(i, 'error') % 100 < 3 THEN hash(i, 'which') % {len(ERRORS)} END AS e FROM range({rows}) t(i)"
    )
    target = (folder / "customer.parquet").as_posix()
    connection.execute(f"COPY (SELECT {cells} FROM ({source})) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    target = (folder / "transformer.parquet").as_posix()
    stations = "SELECT printf('T%06d', i) AS tg_no FROM range(10000) t(i)"
    connection.execute(f"COPY ({stations}) TO '{target}' (FORMAT parquet)")
    connection.close()


def prepare(rows: int, folder: Path) -> None:
    """The rows and our snapshot of them stand in the folder."""
    import pickle

    from census_app.archive.fabricate import build_snapshot
    from census_app.dictionary.loader import load_dictionary

    folder.mkdir(parents=True, exist_ok=True)
    done = folder / "snapshot.pickle"
    if done.exists():
        return
    make_rows(rows, folder)
    tables = {"customer": folder / "customer.parquet", "distribution_transformer": folder / "transformer.parquet"}
    snapshot = build_snapshot(tables, folder / "parts", load_dictionary())
    done.write_bytes(pickle.dumps(snapshot))


def run_ours(folder: Path) -> dict[str, Any]:
    """The product's own check, findings written; `engine` are the seconds inside DuckDB.

    The libraries are imported before the clock starts, as everybody's are.
    """
    import pickle
    from datetime import date

    import duckdb
    import numpy  # noqa: F401

    from census_app.checking.model import EngineLimits
    from census_app.checking.run import check_snapshot
    from census_app.dictionary.loader import load_dictionary
    from census_app.foundation.jobs import silent

    snapshot = pickle.loads((folder / "snapshot.pickle").read_bytes())  # written by this script
    dictionary = load_dictionary()
    pack = bench_pack(dictionary)
    started, cpu = perf_counter(), process_time()
    result = check_snapshot(
        snapshot, pack, dictionary, date.fromisoformat(TODAY), folder / "ours", EngineLimits(), silent()
    )
    used = {"wall": perf_counter() - started, "cpu": process_time() - cpu, "engine": result.engine_seconds}
    pairs = duckdb.connect().execute(
        "SELECT count(*), CAST(sum(row_id * 100 + CAST(rule_id[2:] AS INTEGER)) AS BIGINT) "
        f"FROM '{(folder / 'ours' / 'findings.parquet').as_posix()}'"
    )
    return used | {"pairs": list(pairs.fetchone() or ())}


def bench_pack(dictionary: Any) -> Any:
    """The 33 rules as a resolved pack."""
    from tests.unit.checking.build import pack_of

    rules = [
        {"id": f"R{number:03d}", "table": "用电客户", "wrong": words, "says": "{用户编号} {用户名称}"}
        for number, (words, _) in enumerate(ROW_RULES)
    ]
    rules += [
        {"id": f"R{30 + number:03d}", "table": "用电客户", "unique": [zh], "says": f"{{{zh}}} 重复"}
        for number, (zh, _) in enumerate(UNIQUE)
    ]
    rules.append({"id": "R032", "table": "用电客户", "wrong": "悬空(台区)", "says": "{所属台区编号} 不存在"})
    return pack_of(dictionary, rules)


def run_hand(folder: Path) -> dict[str, Any]:
    """One scan as an expert would write it: a bit per rule, uniqueness and foreign key as mark joins, pairs written."""
    import duckdb

    started, cpu = perf_counter(), process_time()
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})
    source = f"read_parquet('{(folder / 'customer.parquet').as_posix()}', file_row_number = true)"
    tests = [test for _, test in ROW_RULES]
    tests += [
        f"{column} IN (SELECT {column} FROM {source} GROUP BY {column} HAVING count(*) > 1)" for _, column in UNIQUE
    ]
    known = f"(SELECT tg_no FROM '{(folder / 'transformer.parquet').as_posix()}')"
    tests.append(f"tg_no IS NOT NULL AND tg_no NOT IN {known}")
    mask = " | ".join(f"CASE WHEN {test} THEN {1 << number}::BIGINT ELSE 0 END" for number, test in enumerate(tests))
    target = (folder / "hand.parquet").as_posix()
    connection.execute(
        f"COPY (SELECT row_id, unnest(list_filter(range(33), lambda k: (mask >> k) & 1 = 1)) AS rule FROM ("
        f"SELECT file_row_number AS row_id, {mask} AS mask FROM {source}) WHERE mask <> 0) "
        f"TO '{target}' (FORMAT parquet)"
    )
    used = {"wall": perf_counter() - started, "cpu": process_time() - cpu}
    pairs = connection.execute(f"SELECT count(*), CAST(sum(row_id * 100 + rule) AS BIGINT) FROM '{target}'")
    return used | {"pairs": list(pairs.fetchone() or ())}


def run_pandera(folder: Path) -> dict[str, Any]:
    """pandera on pandas, lazily, failure cases kept."""
    import pandas
    import pandera.pandas as pandera

    started, cpu = perf_counter(), process_time()
    frame, known = _pandas_frame(folder)
    checks = [
        pandera.Check(lambda data, test=test: ~test(data), name=str(number))
        for number, test in enumerate(_pandas_tests(known, pandas))
    ]
    try:
        pandera.DataFrameSchema(checks=checks).validate(frame, lazy=True)
        failures = 0
    except pandera.errors.SchemaErrors as error:
        failures = len(error.failure_cases[["check", "index"]].drop_duplicates())
    return {"wall": perf_counter() - started, "cpu": process_time() - cpu, "pairs": [failures, None]}


def run_gx(folder: Path) -> dict[str, Any]:
    """Great Expectations on pandas, every unexpected row asked for (COMPLETE with the row's index column)."""
    import great_expectations as gx

    started, cpu = perf_counter(), process_time()
    frame, known = _pandas_frame(folder)
    frame = frame.assign(row_id=frame.index)
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("bench").add_dataframe_asset("customer")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch(batch_parameters={"dataframe": frame})
    form = {"result_format": "COMPLETE", "unexpected_index_column_names": ["row_id"], "include_unexpected_rows": False}
    count, total = 0, 0
    for number, expectation in enumerate(_expectations(gx.expectations, known)):
        found = batch.validate(expectation, result_format=form).result.get("unexpected_index_list") or []
        rows = {int(entry["row_id"]) for entry in found}
        count, total = count + len(rows), total + sum(rows) * 100 + number * len(rows)
    return {"wall": perf_counter() - started, "cpu": process_time() - cpu, "pairs": [count, total]}


def _expectations(kinds: Any, known: Any) -> list[Any]:
    """The 33 rules as expectations, in the rules' order."""
    import ast
    import re
    from datetime import date

    built: list[Any] = []
    for _, sql in ROW_RULES:
        column = sql.removeprefix("NOT regexp_full_match(").split(",")[0].split(" ")[0]
        numbers = re.findall(r"NOT BETWEEN (\S+) AND (\S+)", sql)
        if sql.endswith("IS NULL"):
            built.append(kinds.ExpectColumnValuesToNotBeNull(column=column))
        elif "NOT IN" in sql:
            values = list(ast.literal_eval(sql.split("NOT IN ")[1]))
            built.append(kinds.ExpectColumnValuesToBeInSet(column=column, value_set=values))
        elif "regexp" in sql:
            pattern = "^(?:" + sql.split("'")[1] + ")$"
            built.append(kinds.ExpectColumnValuesToMatchRegex(column=column, regex=pattern))
        elif numbers:
            low, high = map(float, numbers[0])
            built.append(kinds.ExpectColumnValuesToBeBetween(column=column, min_value=low, max_value=high))
        elif "AND contract_cap" in sql:
            condition = {"row_condition": 'cons_sort=="低压居民"', "condition_parser": "pandas"}
            built.append(kinds.ExpectColumnValuesToBeBetween(column="contract_cap", max_value=100, **condition))
        elif "DATE" in sql:
            built.append(kinds.ExpectColumnValuesToBeBetween(column=column, max_value=date.fromisoformat(TODAY)))
        elif sql == "run_cap < 0":
            built.append(kinds.ExpectColumnValuesToBeBetween(column=column, min_value=0))
        else:
            left, sign, right = sql.split(" ")
            more, less = (right, left) if sign == ">" else (left, right)
            pair = {"column_A": more, "column_B": less, "or_equal": True, "ignore_row_if": "either_value_is_missing"}
            built.append(kinds.ExpectColumnPairValuesAToBeGreaterThanB(**pair))
    built += [kinds.ExpectColumnValuesToBeUnique(column=column) for _, column in UNIQUE]
    return [*built, kinds.ExpectColumnValuesToBeInSet(column="tg_no", value_set=list(known))]


def run_pandas(folder: Path) -> dict[str, Any]:
    """Plain pandas masks."""
    import pandas

    started, cpu = perf_counter(), process_time()
    frame, known = _pandas_frame(folder)
    count, total = 0, 0
    for number, test in enumerate(_pandas_tests(known, pandas)):
        rows = frame.index[test(frame)]
        count, total = count + len(rows), total + int(rows.to_numpy().sum()) * 100 + number * len(rows)
    return {"wall": perf_counter() - started, "cpu": process_time() - cpu, "pairs": [count, total]}


def _pandas_frame(folder: Path) -> tuple[Any, set[str]]:
    import pandas

    frame = pandas.read_parquet(folder / "customer.parquet")
    frame["contract_cap"] = frame["contract_cap"].astype(float)
    return frame, set(pandas.read_parquet(folder / "transformer.parquet")["tg_no"])


def _pandas_tests(known: set[str], pandas: Any) -> list[Any]:
    import re
    from datetime import date

    today = pandas.Timestamp(date.fromisoformat(TODAY))

    def from_sql(sql: str) -> Any:
        if found := re.fullmatch(r"(\w+) IS NULL", sql):
            return lambda data: data[found[1]].isna()
        if found := re.fullmatch(r"(\w+) NOT IN \((.*)\)", sql):
            words = [word.strip(" '") for word in found[2].split(",")]
            return lambda data: ~data[found[1]].isin(words) & data[found[1]].notna()
        if found := re.fullmatch(r"NOT regexp_full_match\((\w+), '(.*)'\)", sql):
            return lambda data: (
                ~data[found[1]].str.fullmatch(found[2]).fillna(False).astype(bool) & data[found[1]].notna()
            )
        if found := re.fullmatch(r"(\w+) NOT BETWEEN (\d+) AND (\d+)", sql):
            low, high = float(found[2]), float(found[3])
            return lambda data: ~data[found[1]].between(low, high) & data[found[1]].notna()
        if sql.startswith("cons_sort"):
            return lambda data: (data["cons_sort"] == "低压居民") & (data["contract_cap"] > 100)
        if sql.startswith("build_date >"):
            return lambda data: pandas.to_datetime(data["build_date"]) > today
        left, operator, right = sql.split()
        if right == "0":
            return lambda data: data[left] < 0
        if operator == ">":
            return lambda data: data[left] > data[right]
        return lambda data: pandas.to_datetime(data[left]) < pandas.to_datetime(data[right])

    tests = [from_sql(sql) for _, sql in ROW_RULES]
    tests += [
        lambda data, column=column: data[column].duplicated(keep=False) & data[column].notna() for _, column in UNIQUE
    ]
    tests.append(lambda data: ~data["tg_no"].isin(known) & data["tg_no"].notna())
    return tests


ENGINES = {"ours": run_ours, "hand": run_hand, "pandas": run_pandas, "pandera": run_pandera, "gx": run_gx}


def measure(engine: str, folder: Path) -> dict[str, Any]:
    """One engine in a process of its own; empty when it is not installed."""
    command = [sys.executable, __file__, "--child", engine, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # our own script
    if done.returncode:
        print(f"{engine}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return {}
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def main() -> None:
    """Print one line per engine: the best of the repeats, and its ratio to hand-written SQL."""
    import resource

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--engines", default="hand,ours,pandas,pandera")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--child", choices=sorted(ENGINES))
    given = parser.parse_args()
    folder = given.folder or Path(f"/tmp/census-bench-check-{given.rows}")  # a benchmark's scratch data
    if given.child:
        result = ENGINES[given.child](folder)
        result["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(result))
        return
    prepare(given.rows, folder)
    names = given.engines.split(",")
    best: dict[str, dict[str, Any]] = {}
    for _ in range(given.repeat):
        for name in names:
            found = measure(name, folder)
            if found and (name not in best or found["cpu"] < best[name]["cpu"]):
                best[name] = found
    base = best.get("hand", {}).get("cpu")
    for name, found in best.items():
        ratio = f"{found['cpu'] / base:5.2f}×" if base else ""
        inside = f", in DuckDB {found['engine']:.2f} s" if "engine" in found else ""
        print(
            f"{name:8} CPU {found['cpu']:6.2f} s {ratio}, wall {found['wall']:6.2f} s{inside}, "
            f"peak {found['peak']:5.0f} MB, pairs {found['pairs']}"
        )


if __name__ == "__main__":
    main()
