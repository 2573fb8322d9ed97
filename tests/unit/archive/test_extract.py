import os
import threading
import time
import zipfile

import pytest

from census_app.archive import reader_process
from census_app.archive.extract import extract_sources
from census_app.archive.readers.limits import shipped_limits
from census_app.archive.readers.unpack import unpack
from census_app.archive.recognition import mapping as mappings
from census_app.archive.recognition.mapping import SavedMapping, TableMapping
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.canonical import sha256_file
from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput, Cancelled
from census_app.foundation.jobs import JobContext, silent
from tests.unit.archive.corpus import CUSTOMER_HEADERS, bomb_cell, customer, customers, gbk_named_zip, ole, zip_bomb

DICTIONARY = load_dictionary()
CSV = "户号,户名,用电地址,用电类别\n0001,张三,文三路1号,商业\n".encode("gb18030")


def extract(files, tmp_path, mapping=None, context=None):
    return extract_sources(files, DICTIONARY, mapping, tmp_path / "scratch", context or silent())


def test_one_bad_file_never_stops_the_others(tmp_path):
    text = tmp_path / "用户.csv"
    text.write_bytes(CSV)
    files = [
        bomb_cell(tmp_path / "炸.xlsx"),
        ole(tmp_path / "旧.xls"),
        zip_bomb(tmp_path / "膨胀.xlsx"),
        tmp_path / "没有.csv",
        customers(tmp_path / "好.xlsx"),
        text,
    ]
    result = extract(files, tmp_path)
    assert [(table.source.file, table.table, table.rows) for table in result.tables] == [
        ("好.xlsx", "customer", 3),
        ("用户.csv", "customer", 1),
    ]
    assert [refused.file for refused in result.refused] == ["炸.xlsx", "旧.xls", "膨胀.xlsx", "没有.csv"]
    assert all(refused.reason and refused.advice for refused in result.refused)
    assert result.tables[1].source.sha256 == sha256_file(text)
    with kept_engine(1) as connection:
        rows = connection.execute(result.tables[1].scan).fetchall()
    assert rows == [(2, "0001", "张三", "文三路1号", "商业")]


def test_folders_and_zips_with_chinese_names(tmp_path):
    folder = tmp_path / "某县"
    folder.mkdir()
    (folder / "~$用户.csv").write_bytes(b"lock file of an open workbook")
    gbk_named_zip(folder / "a.zip", {"用户.csv": CSV, "x/用户.csv": CSV})
    result = extract([folder], tmp_path)
    assert not result.refused
    names = [table.source.file for table in result.tables]
    assert all(name.startswith("某县/a.zip/") and name.endswith("用户.csv") for name in names)
    assert len(names) == 2


def test_zips_in_zips_down_to_the_limit(tmp_path):
    inner = tmp_path / "in.zip"
    for depth in range(3):
        outer = tmp_path / f"out{depth}.zip"
        with zipfile.ZipFile(outer, "w") as archive:
            archive.write(inner, "in.zip") if depth else archive.writestr("a.csv", CSV)
        inner = outer
    assert len(extract([tmp_path / "out1.zip"], tmp_path).tables) == 1
    deepest = extract([tmp_path / "out2.zip"], tmp_path)
    assert not deepest.tables
    assert "太深" in deepest.refused[0].reason


def test_paths_out_of_a_zip_are_left_out(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("../../evil.csv", "/abs.csv", "C:/win.csv", "好.csv", "__MACOSX/._好.csv"):
            archive.writestr(name, CSV)
    members, skipped = unpack(tmp_path / "a.zip", tmp_path / "out", shipped_limits())
    assert [name for name, _ in members] == ["好.csv"]
    assert len(skipped) == 3
    assert not (tmp_path.parent / "evil.csv").exists()


def test_empty_zip_and_empty_workbook_are_said(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w"):
        pass
    from tests.unit.archive.corpus import workbook

    result = extract([tmp_path / "a.zip", workbook(tmp_path / "b.xlsx", {"空": []})], tmp_path)
    assert [refused.file for refused in result.refused] == ["a.zip", "b.xlsx"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file_is_refused_with_its_reason(tmp_path):
    path = customers(tmp_path / "a.xlsx")
    path.chmod(0)
    assert "权限" in extract([path], tmp_path).refused[0].reason


def test_files_of_a_series_go_on_without_header(tmp_path):
    (tmp_path / "用户_1.csv").write_text("户号,户名,用电地址,用电类别\n0001,张三,a,居民\n", encoding="utf-8")
    (tmp_path / "用户_2.csv").write_text("0002,李四,b,居民\n0003,王五,c,商业\n", encoding="utf-8")
    result = extract([tmp_path / "用户_1.csv", tmp_path / "用户_2.csv"], tmp_path)
    assert [(table.table, table.rows) for table in result.tables] == [("customer", 1), ("customer", 2)]


def test_saved_mappings_round_trip_through_yaml(tmp_path):
    result = extract([customers(tmp_path / "a.xlsx")], tmp_path)
    mapping = mappings.propose(result.tables)
    mappings.save(tmp_path / "m.yaml", mapping)
    assert mappings.load(tmp_path / "m.yaml") == mapping
    again = extract([tmp_path / "a.xlsx"], tmp_path, mapping)
    assert again.tables[0].confidence == 1.0
    assert again.tables[0].columns[0].reason == "按保存的对应关系"


@pytest.mark.parametrize("content", ["tables: 3", "a: [", "tables:\n- {table: 1}", "\udcff"])
def test_broken_mapping_files_are_refused(tmp_path, content):
    path = tmp_path / "m.yaml"
    path.write_bytes(content.encode("utf-8", errors="surrogateescape"))
    with pytest.raises(BadInput):
        mappings.load(path)


def test_missing_mapping_file(tmp_path):
    with pytest.raises(BadInput, match="找不到"):
        mappings.load(tmp_path / "none.yaml")


def test_later_decisions_replace_earlier_ones(tmp_path):
    (table,) = extract([customers(tmp_path / "a.xlsx")], tmp_path).tables
    entry = TableMapping.of(table)
    changed = entry.model_copy(update={"header_rows": (2,)})
    assert SavedMapping().with_table(entry).with_table(changed).tables == (changed,)


def test_a_hanging_reader_is_killed_at_its_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(
        reader_process, "worker_command", lambda: [os.sys.executable, "-c", "import time; time.sleep(60)"]
    )
    monkeypatch.setattr(
        "census_app.archive.extract.shipped_limits",
        lambda: shipped_limits().model_copy(update={"worker_seconds": 0, "worker_seconds_per_megabyte": 0.0}),
    )
    result = extract([customers(tmp_path / "a.xlsx")], tmp_path)
    assert "时限" in result.refused[0].reason


def test_a_dying_reader_refuses_its_file_only(tmp_path, monkeypatch):
    script = "import sys, os\nfor line in sys.stdin: os.abort()"
    monkeypatch.setattr(reader_process, "worker_command", lambda: [os.sys.executable, "-c", script])
    result = extract([customers(tmp_path / "a.xlsx"), customers(tmp_path / "b.xlsx")], tmp_path)
    assert ["异常中止" in refused.reason for refused in result.refused] == [True, True]


def test_a_cancel_in_the_moment_before_the_request_is_a_cancel(tmp_path, monkeypatch):
    context = JobContext()
    started = reader_process.ReaderProcess._seconds

    def cancel_first(reader, path):
        context.cancel()
        return started(reader, path)

    monkeypatch.setattr(reader_process.ReaderProcess, "_seconds", cancel_first)
    with pytest.raises(Cancelled):
        extract([customers(tmp_path / "a.xlsx")], tmp_path, context=context)


def test_a_cancel_while_the_request_is_written_closes_nothing_under_the_writer(tmp_path, monkeypatch):
    context, found = JobContext(), reader_process._input

    class Interrupted:
        def __init__(self, stream):
            self.stream = stream

        def write(self, text):
            context.cancel()
            assert not self.stream.closed
            return self.stream.write(text)

        def flush(self):
            self.stream.flush()

    monkeypatch.setattr(reader_process, "_input", lambda process: Interrupted(found(process)))
    with pytest.raises(Cancelled):
        extract([customers(tmp_path / "a.xlsx")], tmp_path, context=context)


def test_cancel_kills_the_reader(tmp_path, monkeypatch):
    monkeypatch.setattr(
        reader_process, "worker_command", lambda: [os.sys.executable, "-c", "import time; time.sleep(60)"]
    )
    context = JobContext()
    canceller = threading.Timer(0.5, context.cancel)
    canceller.start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        extract([customers(tmp_path / "a.xlsx")], tmp_path, context=context)
    canceller.join()
    assert time.monotonic() - started < 50


def test_progress_names_the_file(tmp_path):
    said = []
    extract([customers(tmp_path / "甲.xlsx")], tmp_path, context=JobContext(lambda *step: said.append(step)))
    assert any("甲.xlsx" in text for _, _, text in said)


def test_customer_rows_of_the_corpus_fit_their_headers():
    assert len(customer(1)) == len(CUSTOMER_HEADERS)


def test_ragged_rows_right_under_a_ragged_header_are_rejected_not_lost(tmp_path):
    lines = ["户号,户名,用电地址", "1,a", "2,b,c,,", "3,d,e,,", "4,f,g,,", "合计,3"]
    (tmp_path / "用户.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (table,) = extract([tmp_path / "用户.csv"], tmp_path).tables
    assert (table.rows, table.rejected_rows, table.read) == (3, 1, 6)
    with kept_engine(1) as connection:
        rejected = connection.execute(f"SELECT * FROM read_parquet('{table.rejected}')").fetchall()
    assert rejected == [(2, '["1", "a"]', "有 2 格，应有 5 格")]


@pytest.mark.skipif(os.name == "nt", reason="file names are Unicode there")
def test_file_names_in_gbk_bytes(tmp_path):
    path = os.fsencode(tmp_path) + b"/" + "用户.csv".encode("gbk")
    with open(path, "wb") as stream:  # noqa: PTH123
        stream.write(CSV)
    result = extract([tmp_path], tmp_path / "elsewhere")
    assert [table.source.file.rsplit("/", 1)[-1] for table in result.tables] == ["用户.csv"]
    assert result.tables[0].rows == 1
