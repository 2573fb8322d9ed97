"""`census pack sign`: answer for every byte of a pack."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_json, iso_date
from census_app.cli.output import print_json, print_text
from census_app.cli.packs.signing_arguments import add_passphrase, passphrase
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `sign`."""
    action = actions.add_parser("sign", help="给规则包签名")
    action.add_argument("pack", type=Path, metavar="P", help="规则包文件夹或 zip")
    action.add_argument("--key", type=Path, required=True, metavar="K", help="私钥文件；公钥文件要在它旁边")
    action.add_argument("--out", type=Path, metavar="ZIP", help="签名后的包写到这里；不给时签名写进 P 本身")
    action.add_argument("--expires", type=iso_date, metavar="D", help="签名到这一天为止（含）；不给时随钥匙到期")
    add_passphrase(action)
    add_json(action)
    action.set_defaults(command=_sign)


def _sign(arguments: argparse.Namespace, _context: JobContext) -> int:
    from datetime import datetime

    from census_app.rulebook.signing.private_keys import open_key
    from census_app.rulebook.signing.public_keys import in_groups
    from census_app.rulebook.signing.sign import sign_pack, signer_of
    from census_app.rulebook.signing.verify import until_words

    former = signer_of(arguments.pack)
    key = open_key(arguments.key, passphrase(arguments.passphrase_file, f"私钥 {arguments.key.name} 的口令"))
    manifest = sign_pack(arguments.pack, key, datetime.now().astimezone(), out=arguments.out, expires=arguments.expires)
    target = arguments.out or arguments.pack
    if arguments.json:
        print_json({**manifest.model_dump(mode="json"), "out": str(target), "replaced": former or None})
    else:
        print_text(
            f"{manifest.signer} 已签名：{manifest.pack} {manifest.version}，{len(manifest.files)} 个文件 → {target}",
            f"公钥指纹  {in_groups(manifest.key_id)}",
            f"签名 {until_words(manifest, key.public)}",
            *([f"替换了 {former} 原来的签名"] if former else []),
        )
    return int(ExitCode.DONE)
