"""`census pack keys …`: make, show, trust, revoke and renew the keys that sign packs."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_json, iso_date
from census_app.cli.output import print_json, print_text
from census_app.cli.packs.signing_arguments import add_key_place, add_passphrase, passphrase
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.rulebook.signing.public_keys import PublicKey

_USUAL_VALIDITY = timedelta(days=730)


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `keys` with its own actions."""
    keys = actions.add_parser("keys", help="签名用的钥匙：new、show、list、trust、revoke、rotate")
    kinds = keys.add_subparsers(metavar="动作", required=True)
    _add_new(kinds)
    _add_rotate(kinds)
    show = kinds.add_parser("show", help="一个公钥文件是谁的、指纹是多少")
    show.add_argument("file", type=Path, metavar="公钥文件")
    add_json(show)
    show.set_defaults(command=_show)
    listing = kinds.add_parser("list", help="信任着谁")
    add_key_place(listing)
    add_json(listing)
    listing.set_defaults(command=_list)
    _add_trust(kinds)
    _add_revoke(kinds)


def _add_new(kinds: Commands[argparse.ArgumentParser]) -> None:
    new = kinds.add_parser("new", help="生成一对钥匙：私钥自己保管，公钥发给别人")
    new.add_argument("private", type=Path, metavar="私钥文件", help="以 .private.pem 结尾；公钥写在它旁边")
    new.add_argument("--issuer", required=True, metavar="单位", help="签发单位全称")
    _add_validity(new)
    add_passphrase(new)
    add_json(new)
    new.set_defaults(command=_new)


def _add_rotate(kinds: Commands[argparse.ArgumentParser]) -> None:
    rotate = kinds.add_parser("rotate", help="换钥匙：生成新的一对，由旧钥匙背书")
    rotate.add_argument("private", type=Path, metavar="新私钥文件", help="以 .private.pem 结尾；公钥写在它旁边")
    rotate.add_argument("--key", type=Path, required=True, metavar="K", help="旧私钥文件")
    rotate.add_argument("--new-passphrase-file", type=Path, metavar="F", help="新口令在这个文件的第一行；不给时询问")
    _add_validity(rotate)
    add_passphrase(rotate)
    add_json(rotate)
    rotate.set_defaults(command=_rotate)


def _add_trust(kinds: Commands[argparse.ArgumentParser]) -> None:
    trust = kinds.add_parser("trust", help="信任一个公钥：核对过指纹，或有旧公钥背书")
    trust.add_argument("file", type=Path, metavar="公钥文件", help="以 .public.json 结尾；签发单位给的")
    trust.add_argument("--fingerprint", metavar="数字", help="对方在电话里读出的 40 位指纹")
    add_key_place(trust)
    add_json(trust)
    trust.set_defaults(command=_trust)


def _add_revoke(kinds: Commands[argparse.ArgumentParser]) -> None:
    revoke = kinds.add_parser("revoke", help="吊销一个公钥：它签过的一概不再相信")
    revoke.add_argument("fingerprint", metavar="指纹", help="40 位数字；keys list 列出")
    revoke.add_argument("--reason", required=True, metavar="理由")
    revoke.add_argument("--since", type=iso_date, metavar="D", help="从这一天起（含）；不给时从今天起")
    add_key_place(revoke)
    add_json(revoke)
    revoke.set_defaults(command=_revoke)


def _add_validity(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--valid-from", type=iso_date, metavar="D", help="从这一天起有效（含）；不给时从今天起")
    parser.add_argument("--valid-until", type=iso_date, metavar="D", help="到这一天为止（含）；不给时两年")


def _new(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.rulebook.signing.private_keys import check_new_place, generate_key, write_key

    check_new_place(arguments.private)
    key = generate_key(arguments.issuer, *_validity(arguments))
    secret = passphrase(arguments.passphrase_file, "新私钥的口令", twice=True)
    public = write_key(key, arguments.private, secret)
    return _say_made(arguments, key.public, public)


def _rotate(arguments: argparse.Namespace, _context: JobContext) -> int:
    from dataclasses import replace

    from census_app.rulebook.signing.private_keys import check_new_place, generate_key, open_key, write_key

    check_new_place(arguments.private)
    older = open_key(arguments.key, passphrase(arguments.passphrase_file, f"旧私钥 {arguments.key.name} 的口令"))
    newer = generate_key(older.public.issuer, *_validity(arguments))
    newer = replace(newer, public=older.endorse(newer.public, date.today()))
    secret = passphrase(arguments.new_passphrase_file, "新私钥的口令", twice=True, argument="--new-passphrase-file")
    public = write_key(newer, arguments.private, secret)
    return _say_made(arguments, newer.public, public)


def _validity(arguments: argparse.Namespace) -> tuple[date, date]:
    first = arguments.valid_from or date.today()
    return first, arguments.valid_until or first + _USUAL_VALIDITY


def _say_made(arguments: argparse.Namespace, key: PublicKey, public: Path) -> int:
    if arguments.json:
        print_json({**_as_json(key), "private": str(arguments.private), "public": str(public)})
    else:
        print_text(
            *key.lines(),
            f"私钥  {arguments.private}（只由签发人保管，口令另放；丢了口令就打不开）",
            f"公钥  {public}（发给各单位；对方来电核对时读上面的指纹）",
        )
    return int(ExitCode.DONE)


def _show(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.rulebook.signing.public_keys import read_public_key

    key = read_public_key(arguments.file)
    if arguments.json:
        print_json(_as_json(key))
    else:
        print_text(*key.lines())
    return int(ExitCode.DONE)


def _list(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.cli.packs.key_places import opened_place

    with opened_place(arguments) as place:
        standings = place.standings(date.today())
    if arguments.json:
        print_json({"keys": [standing.as_json() for standing in standings]})
    else:
        lines = [line for standing in standings for line in standing.lines()]
        print_text(*(lines or ["没有信任任何公钥"]))
    return int(ExitCode.DONE)


def _trust(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.cli.packs.key_places import opened_place
    from census_app.rulebook.signing.public_keys import read_public_key

    key = read_public_key(arguments.file)
    with opened_place(arguments) as place:
        how = place.trust(key, arguments.fingerprint)
    if arguments.json:
        print_json({**_as_json(key), "how": how})
    else:
        because = "旧公钥背书" if how == "endorsement" else "指纹已核对"
        print_text(f"已信任（{because}）", *key.lines())
    return int(ExitCode.DONE)


def _revoke(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.cli.packs.key_places import opened_place

    since = arguments.since or date.today()
    with opened_place(arguments) as place:
        revoked, relying = place.revoke(arguments.fingerprint, since, arguments.reason)
    if arguments.json:
        print_json({"key_id": revoked, "since": since.isoformat(), "relying": [_as_json(key) for key in relying]})
    else:
        print_text(f"已吊销，自 {since} 起它签过的规则包一概不再相信")
        if relying:
            print_text("下面的公钥是凭它背书而信任的，请逐个打电话核对，不放心的也吊销：")
        print_text(*(line for key in relying for line in key.lines()))
    return int(ExitCode.DONE)


def _as_json(key: PublicKey) -> dict[str, object]:
    return {**key.model_dump(mode="json"), "key_id": key.key_id, "fingerprint": key.fingerprint}
