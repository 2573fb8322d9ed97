"""A run as a whole: the same bytes each time, errors kept apart, watched verdicts, nobody let in."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from census_app.archive.fabricate import Masked, Unreadable
from census_app.archive.snapshot import Snapshot
from census_app.checking.engine import open_engine
from census_app.checking.model import FINDING_COLUMNS, EngineLimits
from census_app.checking.run import check_snapshot
from census_app.foundation.canonical import sha256_file
from census_app.foundation.errors import Cancelled, TooLong
from census_app.foundation.jobs import JobContext, silent
from tests.unit.checking.build import County, pack_of, read

MANY = [
    {
        "cons_no": f"{number:05d}",
        "cons_name": None if number % 7 == 0 else f"用户{number}",
        "contract_cap": str(number % 50),
        "run_cap": str(number % 37),
        "cert_no": str(number % 900),
        "org_no": f"13{number % 5}",
        "tg_no": f"T{number % 90}",
    }
    for number in range(6000)
]
NOTES = [
    {"id": "R1", "table": "用电客户", "wrong": "为空(用户名称)", "shows": ["合同容量"], "says": "空"},
    {"id": "R2", "table": "用电客户", "wrong": "运行容量 > 合同容量", "accuses": ["运行容量"], "says": "{运行容量}"},
    {"id": "R3", "table": "用电客户", "unique": ["证件号码"], "says": "{证件号码}"},
    {"id": "R4", "table": "用电客户", "wrong": "悬空(台区)", "says": "{所属台区编号}"},
    {"id": "R5", "table": "台区", "wrong": "avg(用电客户.合同容量) > 24.6", "says": "{avg(用电客户.合同容量)}"},
]


def test_equal_runs_give_equal_bytes_at_any_number_of_threads(county: County) -> None:
    snapshot = county.snapshot({"customer": MANY, "distribution_transformer": [{"tg_no": f"T{n}"} for n in range(60)]})
    seen = set()
    for threads in (1, 2, 4, 2):
        result = county.check(snapshot, NOTES, threads=threads).result
        assert result.findings > 4000
        seen.add((result.digest, *(sha256_file(file) for file in (result.findings_file, result.counts_file))))
    assert len(seen) == 1


def test_findings_stand_in_order_and_say_where(county: County) -> None:
    checked = county.check({"customer": MANY[:40]}, NOTES[:2])
    keys = [(row["rule_id"], row["record_key"]) for row in checked.findings]
    assert keys == sorted(keys)
    first = checked.findings[0]
    assert (first["source_row"], first["row_id"], first["customer"]) == (2, 0, "00000")
    assert json.loads(first["values"]) == {"合同容量": "0"}
    total = sum(checked.counted("R2"))
    assert total == 40


def test_an_erring_rule_is_no_bad_data(county: County) -> None:
    huge = "合同容量 * 合同容量 * 合同容量 * 合同容量 * 合同容量 > 1"
    rows = [{"cons_no": "1", "contract_cap": "999999999999"}, {"cons_no": "2", "contract_cap": "2"}]
    rows.append({"cons_no": "3", "contract_cap": None})
    notes = [
        {"id": "R1", "table": "用电客户", "wrong": huge, "says": "{合同容量}"},
        {"id": "R2", "table": "用电客户", "wrong": "合同容量 = 2"},
        {"id": "R3", "table": "用电客户", "wrong": "合同容量 > 0", "requires": ["R1"]},
    ]
    checked = county.check({"customer": rows}, notes)
    assert checked.counted("R1") == (1, 0, 0, 1, 1)
    assert checked.accused("R1") == ["2"]
    assert checked.accused("R2") == ["2"]
    assert checked.accused("R3") == ["1"]
    assert set(checked.result.errors) == {"R1"}


def test_a_message_that_cannot_be_made_does_not_lose_the_finding(county: County) -> None:
    says = "{合同容量 * 合同容量 * 合同容量 * 合同容量 * 合同容量}"
    rows = [{"cons_no": "1", "contract_cap": "999999999999"}]
    note = {"id": "R1", "table": "用电客户", "wrong": "合同容量 > 1", "says": says}
    checked = county.check({"customer": rows}, [note])
    assert checked.accused("R1") == ["1"]
    assert checked.findings[0]["message"] == "未知"


def test_a_message_tells_what_was_not_delivered_from_what_is_unknown(county: County) -> None:
    says = "证件 {证件号码}，运行 {运行容量}，台区 {台区.台区名称}，名称 {用户名称}"
    note = {"id": "R1", "table": "用电客户", "wrong": "合同容量 > 1", "says": says, "shows": ["证件号码", "运行容量"]}
    rows = [{"cons_no": "1", "cons_name": None, "contract_cap": "9", "run_cap": Unreadable("x"), "tg_no": "T1"}]
    (found,) = county.check({"customer": rows}, [note]).findings
    assert found["message"] == "证件 未提供，运行 未知，台区 未提供，名称 空"
    assert json.loads(found["values"]) == {"证件号码": "未知", "运行容量": "未知"}, "exemptions are bound to these"
    with_area = {"customer": rows, "distribution_transformer": [{"tg_no": "T2", "tg_name": "前柳"}]}
    (found,) = county.check(with_area, [note]).findings
    assert "台区 未知" in found["message"], "the area was delivered, the customer's is not among them"


def test_a_message_tells_what_the_row_s_own_file_lacked(county: County) -> None:
    note = {"id": "R1", "table": "用电客户", "wrong": "合同容量 > 1", "says": "运行 {运行容量}，户名 {用户名称}"}
    row = {"cons_no": "1", "contract_cap": "9", "run_cap": "3", "cons_name": "王建国"}
    whole = county.snapshot({"customer": [row]}, snapshot_id="whole")
    rest = {"cons_no": "2", "contract_cap": "9"}
    bare = county.snapshot({"customer": [rest]}, snapshot_id="bare")
    names = {"customer": (*whole.manifest.parts["customer"], *bare.manifest.parts["customer"])}
    manifest = whole.manifest.model_copy(update={"parts": names})
    found = county.check(Snapshot(manifest, whole.parts | bare.parts, whole.parts_folder), [note]).findings
    assert [one["message"] for one in found] == ["运行 3，户名 王*", "运行 未提供，户名 未提供"]


def test_a_time_that_is_only_a_day_is_told_as_a_day(county: County) -> None:
    times = {"1": "2026-11-02 00:00:00", "2": "2026-11-02 08:30:00"}
    rows = [{"app_no": number, "accept_time": time} for number, time in times.items()]
    note = {"id": "R1", "table": "业扩工单", "wrong": "业务受理时间 > '2026-11-01'", "says": "{业务受理时间}"}
    checked = county.check({"connection_order": rows}, [note])
    assert [found["message"] for found in checked.findings] == ["2026-11-02", "2026-11-02 08:30:00"]


def test_watched_records_are_told_whatever_their_verdict(county: County) -> None:
    rows = [
        {"cons_no": "1", "contract_cap": None},
        {"cons_no": "2", "contract_cap": "5"},
        {"cons_no": "3", "contract_cap": Masked("5*")},
        {"cons_no": "4", "contract_cap": "5", "cons_status": "已销户客户"},
        {"cons_no": "5|x", "contract_cap": "0"},
    ]
    note = {"id": "R1", "table": "用电客户", "scope": "在册(用户状态)", "wrong": "为空(合同容量) or 合同容量 <= 0"}
    keys = ["1", "2", "3", "4", "5\\|x", "9"]
    checked = county.check({"customer": rows}, [note], watch=[("R1", "customer", key) for key in keys])
    assert {key: verdict for (_, key), verdict in checked.watched.items()} == {
        "1": ("wrong", ""),
        "2": ("right", ""),
        "3": ("cannot_judge", "masked"),
        "4": ("out_of_scope", ""),
        "5\\|x": ("wrong", ""),
        "9": ("gone", ""),
    }


def test_personal_values_are_masked_where_they_are_kept(county: County) -> None:
    row = {"cons_no": "1", "cons_name": "王建国", "mobile": "13912345678", "cert_no": "11010519491231002X"}
    row |= {"elec_addr": "幸福路12号3栋201室", "contract_cap": None, "cert_type": "军官证"}
    shows = ["用户名称", "移动电话", "证件号码", "用电地址", "证件类型"]
    note = {"id": "R1", "table": "用电客户", "wrong": "为空(合同容量)", "shows": shows, "says": "{用户名称}"}
    found = county.check({"customer": [row]}, [note]).findings[0]
    assert found["message"] == "王*"
    assert list(json.loads(found["values"]).values()) == [
        "王*",
        "139****5678",
        "110105********002X",
        "幸福路12号3栋*室",
        "军官证",
    ]


def test_cancel_leaves_nothing(county: County) -> None:
    context = JobContext()
    snapshot = county.snapshot({"customer": MANY[:10]})
    context.cancel()
    with pytest.raises(Cancelled):
        check_snapshot(
            snapshot,
            pack_of(county.dictionary, NOTES[:1]),
            county.dictionary,
            date(2026, 11, 25),
            county.folder / "out",
            EngineLimits(threads=1),
            context,
        )
    assert list((county.folder / "out").iterdir()) == []


def test_a_long_statement_is_stopped_by_cancel_and_by_the_time_limit(tmp_path: Path) -> None:
    endless = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = 7"
    context = JobContext()
    threading.Timer(0.3, context.cancel).start()
    with pytest.raises(Cancelled), open_engine(EngineLimits(threads=1), context, []) as engine:
        engine.run(endless)
    limits = replace(EngineLimits(threads=1), seconds=0.3)
    with pytest.raises(TooLong), open_engine(limits, silent(), []) as engine:
        engine.run(endless)


def test_the_engine_reads_and_writes_nothing_else(tmp_path: Path) -> None:
    import duckdb

    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    hostile = [
        f"SELECT * FROM read_csv('{secret.as_posix()}')",
        f"COPY (SELECT 1) TO '{(tmp_path / 'out.csv').as_posix()}'",
        f"ATTACH '{(tmp_path / 'x.db').as_posix()}'",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "INSTALL httpfs",
    ]
    with open_engine(EngineLimits(threads=1), silent(), []) as engine:
        for statement in hostile:
            with pytest.raises(duckdb.Error):
                engine.run(statement)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]


def test_a_pack_without_rules_leaves_empty_files(county: County) -> None:
    checked = county.check({"customer": MANY[:3]}, [])
    assert checked.findings == [] == checked.counts
    assert read(checked.result.watched_file) == []
    assert checked.result.findings == 0


def test_the_digest_is_the_hash_of_the_canonical_text(county: County) -> None:
    rows = [{"cons_no": "1\\x|2", "tg_no": "T\\9", "contract_cap": None}, {"cons_no": "3", "contract_cap": None}]
    note = {"id": "R1", "table": "用电客户", "wrong": "为空(合同容量)", "says": "{所属台区编号}"}
    checked = county.check({"customer": rows}, [note])
    digest = hashlib.sha256()
    for row in checked.findings:
        cells = ["\\N" if row[name] is None else _escaped(str(row[name])) for name in FINDING_COLUMNS]
        digest.update(("\t".join(cells) + "\n").encode())
    assert checked.result.digest == digest.hexdigest()


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(plain, written)
    return text
