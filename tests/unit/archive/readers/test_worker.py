"""The reader process: a file somebody still writes is refused, not half read."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from census_app.archive.readers import worker
from census_app.archive.readers.gate import FileKind
from census_app.archive.readers.limits import shipped_limits


@pytest.mark.parametrize("change", ["cut", "grown", "replaced", "gone"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = tmp_path / "用户.csv"
    path.write_text("用户编号,用户名称\n1,甲\n2,乙\n3,丙\n", encoding="utf-8")
    read = worker._READ[FileKind.TEXT]

    def disturbed(request: worker.ReadRequest, *rest: Any) -> worker.ReadAnswer:
        answer = read(request, *rest)
        if change == "cut":
            path.write_bytes(path.read_bytes()[:-6])
        elif change == "grown":
            path.write_bytes(path.read_bytes() + "4,丁\n".encode())
        elif change == "replaced":
            other = tmp_path / "other"
            other.write_bytes(path.read_bytes())
            other.replace(path)
        else:
            path.unlink()
        return answer

    request = worker.ReadRequest(path=path, folder=tmp_path)
    assert worker._answer(request, shipped_limits(), io.StringIO()).refused == ""
    monkeypatch.setitem(worker._READ, FileKind.TEXT, disturbed)
    answer = worker._answer(request, shipped_limits(), io.StringIO())
    assert answer.grids == []
    assert ("读取时出错" if change == "gone" else "读的时候文件变了") in answer.refused
