"""A pack's life as a county sees it: previewed, installed, judged by, taken back; refused when it should be."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from census_app.foundation.engines import kept_engine
from tests.e2e.census import ROOT, census, imported, rows_of

DAY, WEEK = "2026-11-20", "2026-W47"
CHANGES = [
    ("supply_and_equipment.yaml", "R042", "when: 运行容量 > 合同容量", "when: 运行容量 >= 合同容量"),
    ("supply_and_equipment.yaml", "R042", "{expect: right}", '{expect: right, record: {运行容量: "300"}}'),
    ("customer_base.yaml", "R030", "户名数: {value: 5", "户名数: {value: 50"),
    ("supply_and_equipment.yaml", "R043", "severity: ", "severity: normal  # "),
]
JUDGED = ("R030", "R042")
OVERRIDE = {
    "pack.yaml": """
id: qinglan-thresholds
title: 青澜县阈值
version: 1.0.0
issuer: 青澜县供电公司
dictionary: "1"
effective_from: 2026-01-01
overrides: census-112
level: county
""",
    "overrides.yaml": "- {rule: R082, params: {月均: 700}, reason: 本县电采暖多}\n",
}


@dataclass(frozen=True)
class Prepared:
    """A checked workspace, and the files it was imported from."""

    workspace: Path
    tables: Path


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    from census_app.demo.generate import write_tables

    folder = tmp_path_factory.mktemp("packs")
    write_tables(folder / "tables", 500, seed=5, errors=True, file_format="csv")
    files = [path for path in sorted((folder / "tables").rglob("*.csv")) if "_week" not in path.name]
    imported(folder / "workspace", *files, "--data-date", DAY)
    assert census("check", "--workspace", folder / "workspace").code == 0
    return Prepared(folder / "workspace", folder / "tables")


@pytest.fixture
def workspace(prepared: Prepared, tmp_path: Path) -> Path:
    shutil.copytree(prepared.workspace, tmp_path / "workspace")
    return tmp_path / "workspace"


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The shipped pack, next version: one rule finds more, one less, one only weighs less."""
    folder = tmp_path / "changed"
    shutil.copytree(ROOT / "rules" / "census-112", folder)
    for name, rule, old, new in CHANGES:
        text = (folder / name).read_text(encoding="utf-8")
        place = text.index(old, text.index(f"- id: {rule}\n"))
        (folder / name).write_text(text[:place] + new + text[place + len(old) :], encoding="utf-8")
    _renumber(folder, "0.9.0")
    return folder


def _renumber(folder: Path, version: str) -> None:
    lines = (folder / "pack.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    told = [f"version: {version}\n" if line.startswith("version:") else line for line in lines]
    (folder / "pack.yaml").write_text("".join(told), encoding="utf-8")


def _problems(workspace: Path, *states: str) -> set[tuple[str, str, str]]:
    rows = census("problems", "--workspace", workspace, "--format", "json", "--json").report["problems"]
    return {(row["rule_id"], row["table"], row["record_key"]) for row in rows if row["state"] in states}


def _of(keys: Iterable[tuple[str, str, str]], *rules: str) -> set[tuple[str, str, str]]:
    return {key for key in keys if key[0] in rules}


def _kinds(workspace: Path) -> list[str]:
    from census_app.workspace.acts import list_acts
    from census_app.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        return [act.kind for act in list_acts(opened.engine) if act.kind.startswith("pack.")]


def _preview(workspace: Path, pack: Path, out: Path) -> dict[str, Any]:
    outcome = census("pack", "preview", pack, "--workspace", workspace, "--out", out, "--json")
    assert outcome.code == 0, outcome
    return outcome.report


def _changes(out: Path) -> dict[str, set[tuple[str, str, str]]]:

    with kept_engine(1) as connection:
        rows = connection.execute(
            'SELECT change, rule_id, "table", record_key FROM read_parquet($path)', {"path": str(out)}
        ).fetchall()
    found: dict[str, set[tuple[str, str, str]]] = {"appear": set(), "vanish": set(), "stay": set()}
    for change, *key in rows:
        found[change].add((key[0], key[1], key[2]))
    assert sum(map(len, found.values())) == len(rows)
    return found


def _by_hand(workspace: Path) -> dict[str, set[tuple[str, str, str]]]:
    """What the change of R042 must do, told from the customers themselves."""
    found: dict[str, set[tuple[str, str, str]]] = {"appear": set(), "stay": set()}
    for row in rows_of(workspace, "customer"):
        known = row["run_cap"] is not None and row["contract_cap"] is not None
        if known and row["cons_status"] not in ("已销户客户", "当前新装客户"):
            key = ("R042", "customer", row["cons_no"])
            if row["run_cap"] == row["contract_cap"]:
                found["appear"].add(key)
            elif row["run_cap"] > row["contract_cap"] or row["run_cap"] < 0:
                found["stay"].add(key)
    return found


def _said_in(book: Path) -> str:
    """Every cell and every page footer."""
    import openpyxl

    sheets = openpyxl.load_workbook(book).worksheets
    cells = [str(cell.value) for sheet in sheets for row in sheet for cell in row]
    return "\n".join([*cells, *(str(sheet.oddFooter.left.text) for sheet in sheets)])


@pytest.mark.nightly
def test_previewed_installed_judged_by_and_taken_back(workspace: Path, changed: Path, tmp_path: Path) -> None:
    before = _problems(workspace, "new", "open")
    report = _preview(workspace, changed, tmp_path / "preview.parquet")
    said = _changes(tmp_path / "preview.parquet")
    assert set(report["rules"]) == set(JUDGED) and report["reworded"] == ["R043"]
    assert report["reused_run"] and report["total"] == {name: len(keys) for name, keys in said.items()}
    by_hand = _by_hand(workspace)
    assert said["vanish"] and said["appear"] == by_hand["appear"] and _of(said["stay"], "R042") == by_hand["stay"]

    installed = census("pack", "install", changed, "--workspace", workspace, "--yes-unsigned", "--json")
    assert installed.code == 0 and installed.report["preview"]["total"] == report["total"]
    checked = census("check", "--workspace", workspace, "--json").report
    assert checked["official"] and checked["pack"]["unsigned"] == ["census-112"]
    assert checked["pack"]["version"] == "0.9.0"
    after = _problems(workspace, "new", "open")
    assert after - before == said["appear"] and before - after == said["vanish"]
    assert _of(after & before, *JUDGED) == said["stay"]
    assert _problems(workspace, "withdrawn") == said["vanish"]
    assert census("lists", "--workspace", workspace, "--week", WEEK, "--out", tmp_path / "lists").code == 0
    for path in (tmp_path / "lists").glob("*.xlsx"):
        assert "census-112 0.9.0（未签名）" in _said_in(path), path.name

    back = census("pack", "rollback", "--workspace", workspace, "--json")
    assert back.code == 0 and set(back.report["judged_again"]) == set(JUDGED)
    assert census("check", "--workspace", workspace).code == 0
    assert _problems(workspace, "new", "open", "reopened", "assigned") == before
    assert census("pack", "rollback", "--workspace", workspace).code == 2
    assert census("rebuild", "--workspace", workspace).code == 0

    _renumber(changed, "0.8.0")
    refused = census("pack", "install", changed, "--workspace", workspace, "--yes-unsigned", "--json")
    assert refused.code == 1 and refused.report["stages"][-1]["stage"] == "parse"
    assert "0.9.0" in refused.report["stages"][-1]["reasons"][0]
    assert _kinds(workspace) == ["pack.installed", "pack.rolled_back", "pack.refused"]
    status = census("pack", "status", "--workspace", workspace, "--json").report
    assert status["packs"][0]["version"] == _shipped_version() and status["highest_seen"]["census-112"] == "0.9.0"
    assert census("verify", "--workspace", workspace).code == 0


def _shipped_version() -> str:
    from census_app.rulebook.packs import load_pack

    return load_pack(ROOT / "rules" / "census-112").manifest.version


@pytest.mark.nightly
def test_signed_packs_are_taken_and_tampered_ones_refused(workspace: Path, changed: Path, tmp_path: Path) -> None:
    (tmp_path / "word").write_text("普查二〇二六，规则签名用的口令\n", encoding="utf-8")
    key, word = tmp_path / "issuer.private.pem", tmp_path / "word"
    made = census("pack", "keys", "new", key, "--issuer", "某省电力公司", "--passphrase-file", word, "--json")
    assert made.code == 0, made
    signed = tmp_path / "signed.zip"
    assert census("pack", "sign", changed, "--key", key, "--out", signed, "--passphrase-file", word).code == 0
    stranger = census("pack", "install", signed, "--workspace", workspace, "--yes-unsigned", "--json")
    assert stranger.code == 1 and stranger.report["stages"][-1]["stage"] == "verify"
    public = next(path for path in tmp_path.iterdir() if "issuer" in path.name and path != key)
    spoken = json.loads(made.stdout)["fingerprint"]
    trusted = census("pack", "keys", "trust", public, "--fingerprint", spoken, "--workspace", workspace)
    assert trusted.code == 0, trusted
    (tmp_path / "tampered.zip").write_bytes(_with_other_bytes(signed))
    tampered = census(
        "pack", "install", tmp_path / "tampered.zip", "--workspace", workspace, "--yes-unsigned", "--json"
    )
    assert tampered.code == 1 and tampered.report["stages"][-1]["stage"] == "verify"
    assert census("pack", "install", signed, "--workspace", workspace).code == 0
    status = census("pack", "status", "--workspace", workspace, "--json").report
    assert status["packs"][0]["signature"]["signer"] == "某省电力公司"
    assert _kinds(workspace) == ["pack.refused", "pack.refused", "pack.installed"]
    assert census("verify", "--workspace", workspace).code == 0


def _with_other_bytes(signed: Path) -> bytes:
    """The same pack with one rule's threshold changed and the signature left as it was."""
    import io
    import zipfile

    target = io.BytesIO()
    with zipfile.ZipFile(signed) as source, zipfile.ZipFile(target, "w") as copy:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith("customer_base.yaml"):
                content = content.replace("户名数: {value: 50".encode(), "户名数: {value: 51".encode())
            copy.writestr(entry.filename, content)
    return target.getvalue()


@pytest.mark.nightly
def test_a_county_sets_its_own_threshold(workspace: Path, tmp_path: Path) -> None:
    folder = tmp_path / "override"
    folder.mkdir()
    for name, text in OVERRIDE.items():
        (folder / name).write_text(text, encoding="utf-8")
    report = _preview(workspace, folder, tmp_path / "preview.parquet")
    assert set(report["rules"]) == {"R082"}
    said = _changes(tmp_path / "preview.parquet")
    before = _problems(workspace, "new", "open")
    installed = census("pack", "install", folder, "--workspace", workspace, "--yes-unsigned", "--json")
    assert installed.code == 0, installed
    checked = census("check", "--workspace", workspace, "--json").report
    assert [entry["id"] for entry in checked["pack"]["overrides"]] == ["qinglan-thresholds"]
    assert _problems(workspace, "new", "open") == (before | said["appear"]) - said["vanish"]
    text = census("pack", "status", "--workspace", workspace).stdout
    assert "县级覆盖包 qinglan-thresholds 1.0.0" in text
    backup = census("backup", "--out", tmp_path / "backup.zip", "--workspace", workspace)
    assert backup.code == 0
    assert census("restore", tmp_path / "backup.zip", "--workspace", tmp_path / "restored").code == 0
    assert census("pack", "status", "--workspace", tmp_path / "restored").stdout == text
