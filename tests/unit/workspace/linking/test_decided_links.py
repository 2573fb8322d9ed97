"""Decisions in force: links follow people's word as long as both records stay as they were."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from census_app.archive.fabricate import Row
from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput
from census_app.matching.judging import Verdict
from census_app.matching.links import LinkSet
from census_app.matching.showing import Piece
from census_app.matching.sources import shipped_sources
from census_app.matching.vetoes import doubts_of
from census_app.matching.words import words
from census_app.workspace import acts
from census_app.workspace.imports.importing import import_into
from census_app.workspace.linking.decisions import LINK_DECIDED
from census_app.workspace.linking.explaining import explain_record
from census_app.workspace.linking.making import make_links
from census_app.workspace.linking.newest import LinkedPair, newest_links, pairs_where
from census_app.workspace.linking.single import decide_pair, undo_pair
from census_app.workspace.problems.succession import record_succession
from census_app.workspace.workspace import Workspace

SOURCE = "gov_population"


def _pairs(links: LinkSet, condition: str = "true") -> list[LinkedPair]:
    with kept_engine(1) as connection:
        return pairs_where(connection, links, f"source = '{SOURCE}' AND ({condition})")


def _verdict(links: LinkSet, key: str) -> str:
    with kept_engine(1) as connection:
        found = connection.execute(
            f"SELECT verdict FROM '{links.covered_file}' WHERE left_key = ? AND source = '{SOURCE}'", [key]
        ).fetchall()
    return str(found[0][0])


@pytest.fixture
def waiting(linked_county: Workspace) -> LinkedPair:
    """A pair that waits for a person."""
    return _pairs(newest_links(linked_county, linked_county.catalogue.open()), "decision = 'review'")[0]


def test_the_sum_of_the_evidence_is_the_stored_sum(linked_county: Workspace) -> None:
    links = newest_links(linked_county, linked_county.catalogue.open())
    for pair in _pairs(links)[::25]:
        found = explain_record(linked_county, pair.left_key, SOURCE, pair.right_key)
        explained = next(one for one in found.sources[0].pairs if one.right_key == pair.right_key)
        # the link set rounds whole columns as numpy does, which differs from round() in ties
        assert Decimal(str(np.round(explained.explanation.total, 3))) == Decimal(str(pair.bits))
        assert explained.decision == pair.decision


def test_a_pair_that_bits_alone_would_link_says_why_a_person_must_look(linked_county: Workspace) -> None:
    links = newest_links(linked_county, linked_county.catalogue.open())
    doubted = [
        (pair, doubts)
        for pair in _pairs(links, "decision = 'review'")
        if (doubts := doubts_of(shipped_sources()[SOURCE], pair.levels))
    ]
    assert doubted
    for pair, doubts in doubted[:5]:
        found = explain_record(linked_county, pair.left_key, SOURCE, pair.right_key)
        assert found.sources[0].pairs[0].doubt == "".join(words().doubts[one] for one in doubts)
        assert any(line.startswith("  要人看：") for line in found.lines())
    linked = explain_record(linked_county, _pairs(links, "decision = 'auto'")[0].left_key, SOURCE)
    assert linked.sources[0].pairs[0].doubt == ""


def test_a_candidate_that_is_somebody_elsewhere_is_no_finding(linked_county: Workspace) -> None:
    links = newest_links(linked_county, linked_county.catalogue.open())
    keys = sorted({pair.left_key for pair in _pairs(links, "decision LIKE 'veto:%'")})[:12]
    below = [
        one
        for key in keys
        for one in explain_record(linked_county, key, SOURCE).sources[0].pairs
        if not one.decision and one.forbidden
    ]
    strangers = [one for one in below if one.outcome == f"不关联：{words().strangers}"]
    assert strangers
    for one in below:
        (address,) = (line for line in one.explanation.lines if line.role == "address")
        assert address.level != "same_door" or one not in strangers
        assert address.level == "same_door" or "同址异名" not in one.outcome


def test_a_record_shown_with_findings_is_not_said_to_have_nothing_in_common(linked_county: Workspace) -> None:
    links = newest_links(linked_county, linked_county.catalogue.open())
    for pair in _pairs(links, "decision LIKE 'veto:%'")[:20]:
        found = explain_record(linked_county, pair.left_key, SOURCE, pair.right_key).sources[0]
        assert found.pairs and "没有一条" not in found.why


def test_within_the_archive_the_record_asked_about_stands_on_the_left(linked_county: Workspace) -> None:
    links = newest_links(linked_county, linked_county.catalogue.open())
    with kept_engine(1) as connection:
        pair = pairs_where(connection, links, "source = 'self'")[0]
    from_left = explain_record(linked_county, pair.left_key, "self", pair.right_key, hide=False).sources[0].pairs[0]
    from_right = explain_record(linked_county, pair.right_key, "self", pair.left_key, hide=False).sources[0].pairs[0]

    def texts(sides: list[tuple[Piece, ...]]) -> list[str]:
        return ["".join(piece.text for piece in side) for side in sides]

    lefts, rights = (
        [line.left for line in from_left.explanation.lines],
        [line.right for line in from_left.explanation.lines],
    )
    assert texts(lefts) != texts(rights)
    assert texts([line.left for line in from_right.explanation.lines]) == texts(rights)
    assert texts([line.right for line in from_right.explanation.lines]) == texts(lefts)


def test_accepted_is_linked_rejected_is_never_offered_again(linked_county: Workspace, waiting: LinkedPair) -> None:
    before = newest_links(linked_county, linked_county.catalogue.open())
    decide_pair(linked_county, waiting.left_key, waiting.right_key, SOURCE, Verdict.ACCEPT, "甲")
    accepted = make_links(linked_county)
    assert accepted.manifest.link_set != before.manifest.link_set
    assert accepted.manifest.decisions
    own = _pairs(accepted, f"left_key = '{waiting.left_key}'")
    assert [(pair.right_key, pair.decision, pair.bits) for pair in own] == [
        (waiting.right_key, "accepted", waiting.bits)
    ]
    assert _verdict(accepted, waiting.left_key) == "linked"
    decide_pair(linked_county, waiting.left_key, waiting.right_key, SOURCE, Verdict.NONE, "甲")
    rejected = make_links(linked_county)
    assert waiting.right_key not in {
        pair.right_key for pair in _pairs(rejected, f"left_key = '{waiting.left_key}' AND decision NOT LIKE 'veto%'")
    }
    undo_pair(linked_county, waiting.left_key, waiting.right_key, SOURCE, "甲")
    assert make_links(linked_county).manifest.link_set == accepted.manifest.link_set
    undo_pair(linked_county, waiting.left_key, waiting.right_key, SOURCE, "甲")
    assert make_links(linked_county).manifest.link_set == before.manifest.link_set
    with pytest.raises(BadInput, match="没有对这一对作过决定"):
        undo_pair(linked_county, waiting.left_key, waiting.right_key, SOURCE, "甲")


def test_a_dispute_waits_for_another_person(linked_county: Workspace) -> None:
    sure = _pairs(newest_links(linked_county, linked_county.catalogue.open()), "decision = 'auto'")[0]
    decide_pair(linked_county, sure.left_key, sure.right_key, SOURCE, Verdict.ACCEPT, "甲")
    decide_pair(linked_county, sure.left_key, sure.right_key, SOURCE, Verdict.NONE, "乙")
    assert _verdict(make_links(linked_county), sure.left_key) == "review"
    shown = explain_record(linked_county, sure.left_key, SOURCE, sure.right_key).sources[0]
    assert "意见不一" in shown.pairs[0].said and not shown.pairs[0].overruled
    assert any("模型估计" in line for line in shown.lines(sure.left_key)), "who is to settle it sees how likely it is"
    assert decide_pair(linked_county, sure.left_key, sure.right_key, SOURCE, Verdict.NONE, "丙").standing == "none"
    assert _verdict(make_links(linked_county), sure.left_key) == "none"


def test_strangers_may_be_accepted(linked_county: Workspace) -> None:
    links = newest_links(linked_county, linked_county.catalogue.open())
    one, other = _pairs(links, "decision = 'auto'")[:2]
    decide_pair(linked_county, one.left_key, other.right_key, SOURCE, Verdict.ACCEPT, "甲")
    own = _pairs(make_links(linked_county), f"left_key = '{one.left_key}'")
    assert [(pair.right_key, pair.decision) for pair in own] == [(other.right_key, "accepted")]


def test_the_log_holds_no_personal_value(linked_county: Workspace, waiting: LinkedPair) -> None:
    decide_pair(linked_county, waiting.left_key, waiting.right_key, SOURCE, Verdict.UNSURE, "甲", "电话里说是他姐")
    act = acts.list_acts(linked_county.engine, kinds=[LINK_DECIDED])[-1]
    shown = explain_record(linked_county, waiting.left_key, SOURCE, waiting.right_key, hide=False).sources[0].pairs[0]
    values = [piece.text for line in shown.explanation.lines for side in (line.left, line.right) for piece in side]
    telling = [value for value in values if len(value) > (3 if value.isascii() else 1)]  # two digits stand in any hash
    assert telling
    assert not [value for value in telling if value in str(act.payload)]
    assert acts.personal_value(linked_county.engine, act.seq, "remark") == "电话里说是他姐"
    assert acts.verify(linked_county.engine) == []


def test_saying_it_twice_says_it_once(linked_county: Workspace, waiting: LinkedPair) -> None:
    first = decide_pair(linked_county, waiting.left_key, waiting.right_key, SOURCE, Verdict.NONE, "甲")
    again = decide_pair(linked_county, waiting.left_key, waiting.right_key, SOURCE, Verdict.NONE, " 甲")
    assert (first.act > 0, again.act) == (True, 0)
    assert len(acts.list_acts(linked_county.engine, kinds=[LINK_DECIDED])) == 1


def test_unknown_pairs_and_nameless_reviewers_are_refused(linked_county: Workspace, waiting: LinkedPair) -> None:
    with pytest.raises(BadInput, match="没有这一对记录"):
        decide_pair(linked_county, waiting.left_key, "nobody", SOURCE, Verdict.NONE, "甲")
    for name in ("", "　", "甲" * 51, "甲\u200b"):
        with pytest.raises(BadInput, match="审核人"):
            decide_pair(linked_county, waiting.left_key, waiting.right_key, SOURCE, Verdict.NONE, name)
    with pytest.raises(BadInput, match="没有比对过这条记录"):
        explain_record(linked_county, "nobody")


def test_a_decision_lapses_with_its_values_and_follows_the_key(
    linked_county: Workspace, waiting: LinkedPair, tmp_path: Path
) -> None:
    decide_pair(linked_county, waiting.left_key, waiting.right_key, SOURCE, Verdict.ACCEPT, "甲")
    fields = ["cons_name", "cert_no", "uscc", "mobile", "phone", "elec_addr"]
    row = _customer(linked_county, waiting.left_key, fields)
    _replace(linked_county, tmp_path, [{**row, "cons_no": "7000000001"}])
    record_succession(linked_county, "customer", waiting.left_key, "7000000001", "换号")
    kept = _pairs(make_links(linked_county), "left_key = '7000000001'")
    assert [(pair.right_key, pair.decision) for pair in kept] == [(waiting.right_key, "accepted")]
    _replace(linked_county, tmp_path, [{**row, "cons_no": "7000000001", "cons_name": "钱多多"}])
    changed = make_links(linked_county)
    assert "accepted" not in {pair.decision for pair in _pairs(changed, "left_key = '7000000001'")}
    (told,) = (warning for warning in changed.manifest.warnings if "1 个人工决定不再作数" in warning)
    assert "↔" in told.partition("已改：")[2], "which one"


def _customer(linked_county: Workspace, key: str, fields: list[str]) -> dict[str, object]:
    snapshot = linked_county.catalogue.open()
    sql = snapshot.table_sql(linked_county.dictionary.table("customer"), ["cons_no", "org_no", *fields])
    with kept_engine(1) as connection:
        found = connection.execute(f"SELECT * FROM ({sql}) WHERE cons_no = ?", [key])
        return dict(zip([column[0] for column in found.description], found.fetchall()[0], strict=True))


def _replace(linked_county: Workspace, folder: Path, rows: list[Row]) -> None:
    """The unit of these customers now has them alone."""
    names = {entry.id: entry.zh for entry in linked_county.dictionary.table("customer").fields}
    wanted = [name for name in rows[0] if name in names]
    lines = [",".join(names[name] for name in wanted)]
    lines += [",".join(str(row[name] or "") for name in wanted) for row in rows]
    path = folder / f"用电客户{len(list(folder.glob('*.csv')))}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    import_into(
        linked_county.folder,
        [path],
        [],
        data_date=linked_county.catalogue.open().manifest.data_date,
        completeness="complete",
    )
