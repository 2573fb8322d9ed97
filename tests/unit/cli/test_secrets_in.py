from __future__ import annotations

import io
import os

import pytest

from census_app.cli import secrets_in
from census_app.foundation.errors import BadInput


def test_secrets_come_line_by_line_from_the_descriptor(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.write(writing, "第一\r\n second \n".encode())
    os.close(writing)
    monkeypatch.setenv(secrets_in.DESCRIPTOR_VARIABLE, str(reading))
    monkeypatch.setattr(secrets_in, "_streams", {})
    assert [secrets_in.ask_secret(""), secrets_in.ask_secret("")] == ["第一", " second "]
    with pytest.raises(BadInput, match="没有下一行"):
        secrets_in.ask_secret("")
    secrets_in._streams[reading].close()
    os.close(reading)


@pytest.mark.parametrize("named", ["x", "", "-1", "987654"])
def test_a_descriptor_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv(secrets_in.DESCRIPTOR_VARIABLE, named)
    with pytest.raises(BadInput, match="不是可读的文件描述符"):
        secrets_in.ask_secret("")


def test_without_a_terminal_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(secrets_in.DESCRIPTOR_VARIABLE, raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO("271828\n"))
    with pytest.raises(BadInput, match="没有终端"):
        secrets_in.ask_secret("")
