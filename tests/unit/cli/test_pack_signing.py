"""From a new key to a trusted pack on the command line; a passphrase is never an argument."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from census_app.cli.main import run
from census_app.foundation.resources import shipped_folder
from census_app.workspace.acts import list_acts
from census_app.workspace.workspace import Workspace


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: object) -> tuple[int, dict[str, Any]]:
        code = run(["pack", *map(str, arguments), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def test_a_pack_goes_from_signer_to_county(tmp_path: Path, said: Any) -> None:
    secret, renewed = tmp_path / "secret", tmp_path / "renewed"
    secret.write_text("correct horse battery\n", encoding="utf-8")
    renewed.write_text("another horse battery\n", encoding="utf-8")
    old, new = tmp_path / "a.private.pem", tmp_path / "b.private.pem"
    workspace = tmp_path / "W"
    Workspace.create(workspace).close()
    pack, signed = shipped_folder("rules") / "census-112", tmp_path / "signed.zip"

    code, made = said("keys", "new", old, "--issuer", "某省电力公司", "--passphrase-file", secret)
    assert code == 0
    public = tmp_path / "a.public.json"
    assert said("keys", "show", public)[1]["fingerprint"] == made["fingerprint"]
    assert said("sign", pack, "--key", old, "--passphrase-file", secret, "--out", signed)[0] == 0
    assert said("verify", signed)[0] == 1
    assert said("verify", signed, "--workspace", workspace)[1]["status"] == "unknown_signer"
    assert said("keys", "trust", public, "--workspace", workspace)[0] == 2
    assert said("keys", "trust", public, "--workspace", workspace, "--fingerprint", made["fingerprint"])[0] == 0
    assert said("verify", signed, "--workspace", workspace)[0] == 0

    arguments = ("--key", old, "--passphrase-file", secret, "--new-passphrase-file", renewed)
    assert said("keys", "rotate", new, *arguments)[1]["endorsed_by"]["key_id"] == made["key_id"]
    assert said("keys", "trust", tmp_path / "b.public.json", "--workspace", workspace)[1]["how"] == "endorsement"
    code, revoked = said("keys", "revoke", made["fingerprint"], "--reason", "换钥匙", "--workspace", workspace)
    assert [key["issuer"] for key in revoked["relying"]] == ["某省电力公司"]
    assert said("verify", signed, "--workspace", workspace)[1]["status"] == "revoked"
    assert said("sign", signed, "--key", new, "--passphrase-file", renewed)[1]["replaced"] == "某省电力公司"
    assert said("verify", signed, "--workspace", workspace)[0] == 0
    listed = said("keys", "list", "--workspace", workspace)[1]["keys"]
    assert [standing["believed"] for standing in listed] == [False, True]
    with Workspace.open(workspace) as opened:
        kinds = [act.kind for act in list_acts(opened.engine)]
    assert kinds == ["key.trusted", "key.trusted", "key.revoked"]


def test_keys_live_in_a_bare_folder_too(tmp_path: Path, said: Any) -> None:
    secret, keys = tmp_path / "secret", tmp_path / "keys"
    secret.write_text("correct horse battery", encoding="utf-8")
    made = said("keys", "new", tmp_path / "a.private.pem", "--issuer", "省", "--passphrase-file", secret)[1]
    assert said("keys", "list", "--keys", keys)[1] == {"keys": []}
    public = tmp_path / "a.public.json"
    assert said("keys", "trust", public, "--keys", keys, "--fingerprint", made["key_id"])[0] == 0
    assert said("keys", "revoke", made["key_id"], "--reason", "遗失", "--keys", keys)[0] == 0
    assert said("keys", "list", "--keys", keys)[1]["keys"][0]["believed"] is False


@pytest.mark.parametrize(("content", "words"), [(b"", "空"), (b"\xff\n", "UTF-8"), (b"short", "口令太短")])
def test_a_bad_passphrase_file_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    (tmp_path / "secret").write_bytes(content)
    target = tmp_path / "a.private.pem"
    given = ["pack", "keys", "new", str(target), "--issuer", "省", "--passphrase-file", str(tmp_path / "secret")]
    assert run(given) == 2
    assert words in capsys.readouterr().err
    assert not target.exists()


def test_a_pack_in_excel_form_is_not_signed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.xlsx").write_bytes(b"PK")
    assert run(["pack", "sign", str(tmp_path / "p.xlsx"), "--key", str(tmp_path / "a.private.pem")]) == 2
    assert "Excel" in capsys.readouterr().err


def test_the_parameters_of_a_province_are_signed_too(tmp_path: Path, said: Any) -> None:
    secret, override, signed = tmp_path / "secret", tmp_path / "override", tmp_path / "signed.zip"
    secret.write_text("correct horse battery", encoding="utf-8")
    override.mkdir()
    (override / "pack.yaml").write_text(
        "id: sheng\ntitle: 省参数\nversion: 1.0.0\nissuer: 省\ndictionary: '1'\neffective_from: '2026-01-01'\n"
        "overrides: census-112\nlevel: province\n",
        encoding="utf-8",
    )
    (override / "overrides.yaml").write_text("- {rule: R012, severity: urgent, reason: 省里定}\n", encoding="utf-8")
    key, keys = tmp_path / "a.private.pem", tmp_path / "keys"
    made = said("keys", "new", key, "--issuer", "省", "--passphrase-file", secret)[1]
    code, manifest = said("sign", override, "--key", key, "--passphrase-file", secret, "--out", signed)
    assert (code, manifest["pack"], len(manifest["files"])) == (0, "sheng", 2)
    said("keys", "trust", tmp_path / "a.public.json", "--keys", keys, "--fingerprint", made["key_id"])
    assert said("verify", signed, "--keys", keys)[0] == 0
    (override / "overrides.yaml").write_text("- {rule: R012}\n", encoding="utf-8")
    assert said("sign", override, "--key", key, "--passphrase-file", secret)[0] == 2


def test_which_passphrase_is_missing_is_said(tmp_path: Path, said: Any, capsys: pytest.CaptureFixture[str]) -> None:
    secret, old = tmp_path / "secret", tmp_path / "a.private.pem"
    secret.write_text("correct horse battery\n", encoding="utf-8")
    said("keys", "new", old, "--issuer", "省", "--passphrase-file", secret)
    rotate = ["pack", "keys", "rotate", str(tmp_path / "b.private.pem"), "--key", str(old)]
    assert run([*rotate, "--passphrase-file", str(secret)]) == 2
    refused = capsys.readouterr().err
    assert "新私钥的口令" in refused and "--new-passphrase-file" in refused
