"""Customers, the police register, `census link`, `census check`: wrong id numbers that no key can lead to are found."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from census_app.foundation.engines import kept_engine
from tests.e2e.census import census, imported

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志芬海燕鹏飞辉玲斌"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PEOPLE, EVERY = 1200, 40


def id_number(number: int) -> str:
    """A sound number that no other below ten thousand shares."""
    body = (
        f"1305{number // 1000:02d}{1950 + number % 50:04d}{1 + number % 12:02d}{1 + number % 28:02d}{number % 1000:03d}"
    )
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def deliver(folder: Path) -> set[str]:
    """Customers and register as files; the customers whose archive has a number nobody has."""
    chance = random.Random(3)
    customers, register, wrong = [], [], set()
    for number in range(PEOPLE):
        name = "".join(chance.choice(letters) for letters in (SURNAMES, GIVEN, GIVEN))
        room = 100 * (number % 5 + 1) + number % 2 + 1
        home = f"{number // 12 + 1}号{number % 12 // 4 + 1}号楼{number % 4 // 2 + 1}单元{room}室"
        address, phone, key = f"青岭县柳河镇幸福路{home}", f"139{10000000 + number * 37:08d}", f"13{number:08d}"
        known = id_number(number)
        if number % EVERY == 7:
            wrong.add(key)
        archived = id_number(number + 5000) if key in wrong else known
        customers.append(
            [key, name, "低压居民", "正常用电客户", "居民身份证", archived, name, phone, address, "1301001"]
        )
        register.append([f"P{number:05d}", known, name, phone, address, "一致", "否", "2026-11-10"])
    headers = "用户编号 用户名称 用户分类 用户状态 证件类型 证件号码 联系人 移动电话 用电地址 供电单位编码"
    write(folder / "用电客户.csv", headers, customers)
    write(folder / "公安核验.csv", "记录号 证件号 姓名 联系电话 户籍地址 核验结果 死亡注销标志 核验日期", register)
    return wrong


def write(path: Path, headers: str, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([headers.split(), *rows])


def accused(workspace: Path, out: Path) -> dict[str, str]:
    """Customer → clauses of R088 after an official check."""
    assert census("check", "--workspace", workspace, "--out", out).code == 0
    with kept_engine(1) as connection:
        query = f"SELECT record_key, clauses FROM '{out.as_posix()}' WHERE rule_id = 'R088'"
        return dict(connection.execute(query).fetchall())


@pytest.mark.nightly
def test_numbers_nobody_has_wait_for_a_person_whose_word_reaches_the_rule(tmp_path: Path) -> None:
    wrong, workspace = sorted(deliver(tmp_path)), tmp_path / "workspace"
    imported(workspace, tmp_path / "用电客户.csv", tmp_path / "公安核验.csv", "--data-date", "2026-11-20", "--complete")
    assert accused(workspace, tmp_path / "before.parquet") == {}
    counts = census("link", "--workspace", workspace, "--json").report["sources"]["gov_population"]["counts"]
    # name, telephone and door speak for the pair, the number against it: nobody is accused without a person
    assert (counts["auto"], counts["review"]) == (PEOPLE - len(wrong), len(wrong))
    assert accused(workspace, tmp_path / "linked.parquet") == {}
    for key in wrong[:2]:
        words = ("link", "decide", key, f"P{int(key[2:]):05d}", "是", "--by", "王芳")
        assert census(*words, "--workspace", workspace).code == 0
    assert census("link", "--workspace", workspace).code == 0
    assert accused(workspace, tmp_path / "decided.parquet") == dict.fromkeys(wrong[:2], "证件号不符")
    told = census("explain", "R088", wrong[0], "--workspace", workspace).stdout
    assert "比对 公安核验：已关联" in told
