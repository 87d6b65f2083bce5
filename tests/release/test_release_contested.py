"""A contest that a law lets stop the release, at a desk that hides it: each releaser's machine and the host refuse."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from test_case_contest import DAY, lets
from test_case_releasing import deal, order
from test_release_after import decided

from called_samples import BASIC, forged, parts, reads, two_items
from desk_samples import Place
from dueprocess.case import commands as c
from dueprocess.case import contest
from dueprocess.case.contest import AgreeContest, DecideContest, RecordContest
from dueprocess.client.contested import cited
from dueprocess.formats.statement import Act
from dueprocess.release import checks
from dueprocess.release.contested import ContestedError
from dueprocess.release.evidence import Evidence, ReleaseError
from in_process import client
from signed_samples import Signed, says_of

LAW = "EU-EPOC-TC"
JUDGES = {1: frozenset({"aster", "birk", "cedar"})}
COUPLE = {1: frozenset({"aster", "birk"})}
"""Nobody but the two who decided is on the roster."""


@pytest.fixture(name="signed")
def _signed() -> Signed:
    """Dealt; then the person is told, and contests it."""
    signed = decided()
    signed.does("cedar", c.Answer(1, "tell", "yes", None))
    signed.does("aster", order(signed.desk))
    signed.does("well", deal(signed.desk))
    return signed


def contests(signed: Signed, stays: str = LAW) -> str:
    """The hash of the statement that records it."""
    made = RecordContest(1, "T1", "person", "page", DAY, None, stays)
    signed.does("aster", made, assessment=lets(stays), instruments=frozenset({LAW}))
    return said_last(signed)


def said_last(signed: Signed) -> str:
    return hashlib.sha256(f"{signed.desk.count}".encode()).hexdigest()


def says(signed: Signed, by: str, act: Act, command: Any) -> str:
    """Signed at a desk that takes what it should not."""
    name = hashlib.sha256(f"taken {len(signed.notes)}".encode()).hexdigest()
    signed.notes[name] = signed.stated(by, act, says_of(command))
    return name


def refused(signed: Signed, judges: dict[int, frozenset[str]] = JUDGES) -> str:
    """The rule by which birk's machine refuses the deal that the desk goes on showing; empty: it does not."""
    return said(signed.seen(judges=judges), signed.desk.item().productions[0].deal)


def said(seen: Evidence, made: str) -> str:
    try:
        checks.check_deal(seen, made, "birk")
    except ReleaseError as fault:
        return fault.rule
    return ""


def test_an_open_contest_stops_it_with_the_section_and_what_ends_it(signed: Signed) -> None:
    assert refused(signed) == ""
    contests(signed)
    assert refused(signed) == "grant.contested"
    item = signed.desk.item()
    with pytest.raises(ContestedError) as bare:
        checks.check_order(signed.seen(), item.productions[0].order, "well")  # the extraction host's, too
    assert LAW in bare.value.reason
    with pytest.raises(ContestedError) as told, cited():
        checks.standing_grant(signed.seen(), 1)
    assert "art. 17(3) Regulation (EU) 2023/1543" in told.value.reason
    assert "contest decide" in str(told.value.denied.next)


def test_one_that_no_law_lets_stop_it_stops_nothing(signed: Signed) -> None:
    signed.does("aster", RecordContest(1, "T1", "person", "page", DAY, None, ""))
    assert refused(signed) == ""


def test_whoever_recorded_it_and_left_stops_it_still(signed: Signed) -> None:
    made = contests(signed)
    stated = signed.notes.pop(made)
    seen = signed.seen(past={made: stated}, judges=JUDGES)
    assert said(seen, signed.desk.item().productions[0].deal) == "grant.contested"


def test_it_goes_on_once_somebody_else_upheld_it(signed: Signed) -> None:
    made = contests(signed)
    signed.does("cedar", DecideContest(1, made, "upheld"))
    assert refused(signed) == ""


@pytest.mark.parametrize("end", ["changed", "reversed"])
def test_decided_for_the_person_the_decision_fell_whatever_the_desk_shows(signed: Signed, end: str) -> None:
    made = contests(signed)
    says(signed, "cedar", Act.CONTEST_DECIDE, DecideContest(1, made, end))
    assert refused(signed) == "grant.withdrawn"


def test_who_decided_first_ends_nothing_while_somebody_else_could(signed: Signed) -> None:
    made = contests(signed)
    first = says(signed, "aster", Act.CONTEST_DECIDE, DecideContest(1, made, "upheld"))
    assert refused(signed) == "grant.contested"
    says(signed, "birk", Act.CONTEST_AGREE, AgreeContest(1, first, "agreed"))
    assert refused(signed) == "grant.contested"
    assert refused(signed, COUPLE) == ""  # where there was nobody else, the two look again


def test_one_of_two_alone_ends_nothing_and_nor_does_a_no(signed: Signed) -> None:
    made = contests(signed)
    first = says(signed, "aster", Act.CONTEST_DECIDE, DecideContest(1, made, "upheld"))
    says(signed, "aster", Act.CONTEST_AGREE, AgreeContest(1, first, "agreed"))
    says(signed, "birk", Act.CONTEST_AGREE, AgreeContest(1, first, "refused"))
    assert refused(signed, COUPLE) == "grant.contested"


def test_a_key_that_is_in_other_hands_ends_nothing(signed: Signed) -> None:
    made = contests(signed)
    ended = says(signed, "cedar", Act.CONTEST_DECIDE, DecideContest(1, made, "upheld"))
    seen = signed.seen(judges=JUDGES, gone={ended: frozenset()})
    assert said(seen, signed.desk.item().productions[0].deal) == "grant.contested"


def test_a_second_contest_stops_it_by_itself(signed: Signed) -> None:
    first, second = contests(signed), contests(signed)
    assert first != second
    signed.does("cedar", DecideContest(1, first, "upheld"))
    assert refused(signed) == "grant.contested"
    signed.does("cedar", DecideContest(1, second, "upheld"))
    assert refused(signed) == ""


# --- at a true desk, whose rows and events lie ------------------------------------------------------------------------


def contested(place: Place) -> str:
    """A case of two items, the second of which two people granted and somebody contests, by a law that stops it."""
    case = two_items(place, **BASIC)
    granted(place, case, 2)
    record = RecordContest(2, "T1", "person", "page", "2026-03-09", None, LAW)
    place.do("aster", Act.CONTEST_RECORD, case, says_of(record))
    return case


def granted(place: Place, case: str, item: int) -> str:
    """The rule by which a client refuses what the desk lets two people decide; empty where it takes it."""
    reads(place, case)
    place.propose(case, "comply", by="aster", item=item)
    place.approve(case, by="birch", item=item)
    return of_client(place, case, item)


def of_client(place: Place, case: str, item: int) -> str:
    try:
        checks.standing_grant(client(place, "birch")[0].look(case).seen, item)
    except ReleaseError as fault:
        return fault.rule
    return ""


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Of a desk that believes whoever contests, and names a law."""
    for name in ("_may_exist", "_stops"):
        monkeypatch.setattr(contest, name, lambda *_: None)
    return Place.found(releasing=True)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("way", ["split", "merge"])
def test_it_goes_along_with_its_item_until_it_is_decided_there(place: Place, way: str) -> None:
    case, there, item = contested(place), "", 1
    assert of_client(place, case, 2) == "grant.contested"
    place.do("aster", Act.DECISION_WITHDRAW, case, place.withdraw_says(case, 2))
    if way == "split":
        there = parts(place, case, 2)
    else:
        there, item = forged(place, **BASIC), 3
        place.do("aster", Act.CASE_MERGE, case, {"into": there})
    assert granted(place, there, item) == "grant.contested"
    place.do("cedar", Act.CONTEST_DECIDE, there, says_of(DecideContest(item, "", "upheld")))
    assert of_client(place, there, item) == ""
