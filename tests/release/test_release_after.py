"""What was signed after a decision: it stands, or it is refused by name, whatever facts the desk hands over."""

from __future__ import annotations

import copy
import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

import pytest
from test_case_releasing import MARK, X, deal, desk_of, order

from case_builders import ACT_OF, HOUSE_KEY, OTHER, face, propose
from dueprocess.case import commands as c
from dueprocess.case.basis import basis_of
from dueprocess.demand.codes import Outcome
from dueprocess.formats.statement import Act, Statement, item_of
from dueprocess.release import after, checks, giving
from dueprocess.release.evidence import Evidence, ReleaseError
from dueprocess.release.giving import Saw
from signed_samples import TAKEN, Signed, says_of


def decided(items: int = 1) -> Signed:
    """Two have read, two have decided item 1."""
    desk = desk_of()
    if items > 1:
        desk = type(desk)(face(items=items, targets=1, data=("subscriber",)))
        desk.roles |= desk_of().roles
    signed = Signed(desk)
    for name in ("aster", "birk"):
        desk.reads(name)
        signed.does(name, c.ReadTarget(1, "T1", MARK))
    signed.does("aster", propose(Outcome.COMPLY))
    signed.does("birk", desk.approval())
    return signed


def dealt(items: int = 1) -> tuple[Signed, str]:
    signed = decided(items)
    signed.does("aster", order(signed.desk))
    signed.does("well", deal(signed.desk))
    return signed, signed.desk.item().productions[0].deal


def refused(seen: Evidence, deal: str, me: str = "birk") -> str:
    try:
        checks.check_deal(seen, deal, me)
    except ReleaseError as fault:
        return fault.rule
    return ""


def test_an_approval_that_was_taken_back_is_not_restored() -> None:
    signed, made = dealt()
    before = signed.relied()
    assert refused(signed.seen(), made) == ""
    signed.does("aster", signed.desk.withdrawal())
    assert refused(signed.seen(before), made) == "grant.withdrawn"
    signed.does("aster", propose(Outcome.COMPLY))
    signed.does("birk", signed.desk.approval())
    assert refused(signed.seen(), made) == "grant.withdrawn"  # the old production, on the facts of today
    signed.does("aster", order(signed.desk, "x-" + "g" * 24))
    signed.does("well", deal(signed.desk, "x-" + "g" * 24))
    assert refused(signed.seen(), signed.desk.item().productions[-1].deal) == ""


@pytest.mark.parametrize("revision", [1, 5, 10**6])
def test_a_withdrawal_counts_whatever_revision_its_signer_was_led_to_write(revision: int) -> None:
    signed, made = dealt()
    proposal = signed.desk.item().proposal
    assert proposal is not None
    for named, expected in ((proposal.statement, "grant.withdrawn"), ("f" * 64, "")):
        says = {"item": 1, "proposal": named}
        note = signed.stated("aster", Act.DECISION_WITHDRAW, says, revision=revision)
        assert refused(signed.seen(statements={**signed.notes, "a" * 64: note}), made) == expected


@pytest.mark.parametrize("revision", [0, 5, 10**6])
def test_a_change_counts_whatever_revision_the_desk_told_its_signer(revision: int) -> None:
    """A desk told all of them the same one: the change seemed to be no later than the decision, and data left."""
    signed, gone = decided(), c.ChangeItem("withdraw", 1)
    signed.notes = {name: dataclasses.replace(one, revision=5) for name, one in signed.notes.items()}
    assert check(signed, signed.relied(), {"f" * 64: statement(signed, gone, revision)}) == "grant.edited"
    unseen = dataclasses.replace(statement(signed, gone, revision), link=2)  # put before it by the desk alone
    signed.notes = {name: dataclasses.replace(one, seen=(2, "0" * 64)) for name, one in signed.notes.items()}
    assert check(signed, signed.relied(), {"f" * 64: unseen}) == "grant.edited"


def test_the_last_call_back_is_that_of_the_chain_whatever_clocks_say() -> None:
    signed = decided()
    said = {"how": "call_back", "said": "confirmed"}
    notes = {"a" * 64: signed.stated("cedar", Act.AUTHORITY_CALL_BACK, said, at="2026-11-02T20:00:00Z")}
    denied = signed.stated("cedar", Act.AUTHORITY_CALL_BACK, {**said, "said": "denied"}, at="2026-11-02T08:00:00Z")
    notes["b" * 64] = dataclasses.replace(denied, link=denied.link + 1)
    assert check(signed, {**signed.relied(), "callers": ["cedar"]}, notes) == "authority.denied"


def test_what_was_sent_back_is_not_approved_behind_it() -> None:
    signed = Signed(desk_of())
    signed.does("aster", propose(Outcome.COMPLY))
    proposed = list(signed.notes)[-1]
    old = signed.desk.approval()
    signed.does("birk", c.SendBack(1, old.proposal, "facts"))
    note = signed.stated("birk", Act.DECISION_APPROVE, {"differs": "", "item": 1, "proposal": old.proposal})
    seen = signed.seen(signed.said[0], statements={**signed.notes, "a" * 64: note})
    seen = dataclasses.replace(seen, statements={**seen.statements, proposed: signed.notes[proposed]})
    with pytest.raises(ReleaseError) as caught:
        checks.check_grant(seen, 1, "a" * 64)
    assert caught.value.rule == "grant.withdrawn"


def test_facts_that_were_edited_after_the_approval() -> None:
    signed, made = dealt()
    before = signed.relied()
    signed.does("cedar", c.ChangeItem("amend", 1, {"period_from": "2026-01-01"}))
    assert refused(signed.seen(before), made) == "grant.edited"
    assert refused(signed.seen(), made) == "grant.basis"


def test_who_edited_and_left_since_has_edited_all_the_same() -> None:
    signed, made = dealt()
    before = signed.relied()
    signed.does("cedar", c.ChangeItem("amend", 1, {"period_from": "2026-01-01"}))
    notes = {hash_: one for hash_, one in signed.notes.items() if one.act is not Act.ITEM_CHANGE}
    past = {hash_: one for hash_, one in signed.notes.items() if one.act is Act.ITEM_CHANGE}
    seen = signed.seen(before, statements=notes, past=past)
    assert refused(seen, made) == "grant.edited"
    assert seen.revision == signed.seen().revision


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (c.Confirm({"document_date": "2026-10-30"}), True),
        (c.Confirm({"document_date": "2026-10-29"}), False),
        (c.Confirm({"items.1.data": ["subscriber"]}), True),
        (c.Confirm({"items.1.data": ["traffic"]}), False),
        (c.Confirm({"items.9.data": ["traffic"]}), True),
        (c.Confirm({"items.2.data": ["traffic"]}), True),
        (c.Confirm({"items.2.data": ["traffic"], "items.1.data": ["traffic"]}), False),
        (c.Confirm({"no_such_field": "traffic"}), False),
        (c.ChangeItem("amend", 2, {"period_from": "2026-10-30"}), True),
        (c.ChangeItem("amend", 2, {"period_from": "2026-01-01"}), True),
        (c.ChangeItem("amend", 1, {"period_from": "2026-10-30"}), False),
        (c.ChangeItem("add", 3, {"kind": "disclosure"}), True),
        (c.ChangeItem("withdraw", 1), False),
        (c.ChangeItem("withdraw", 2), True),
        (c.Split((2,), OTHER, HOUSE_KEY, TAKEN), True),
        (c.Split((1, 2), OTHER, HOUSE_KEY, TAKEN), False),
        (c.CallBack("call_back", "confirmed"), False),
        (c.Merge(OTHER), False),
    ],
)
def test_a_later_act_is_in_what_is_relied_on_or_the_decision_falls(command: Any, shown: bool) -> None:  # noqa: FBT001
    signed = decided(items=2)
    found, _ = later(signed, command)
    assert (found == "") is shown


def test_a_later_act_that_the_desk_shows() -> None:
    signed = decided(items=2)
    found, _ = later(signed, c.CallBack("call_back", "confirmed"), {**signed.relied(), "callers": ["cedar"]})
    assert found == ""


@pytest.mark.parametrize("item", [1, 2])
def test_a_decision_falls_with_the_facts_of_its_own_item_and_of_no_other(item: int) -> None:
    signed, made = dealt(items=2)
    relied = copy.deepcopy(signed.relied())
    relied["face"]["items"][item - 1]["period_from"] = "2010-01-01"
    relied["items"][item - 1]["law"] = {"instruments/X-ACT-1": "6" * 64}
    assert refused(signed.seen(relied), made) == ("grant.basis" if item == 1 else "")
    grant = checks.check_grant(signed.seen(), 1, signed.desk.item().approval)
    assert grant.face["items"] == [signed.relied()["face"]["items"][0]]  # nobody signed the other one: nothing reads it


def test_a_later_act_of_no_form_counts_as_a_change() -> None:
    signed = decided()
    bad = signed.stated("cedar", Act.CASE_SPLIT, {"items": "all"}, revision=90)
    assert check(signed, signed.relied(), {"f" * 64: bad}) == "grant.edited"
    elsewhere = dataclasses.replace(bad, case=OTHER)
    assert check(signed, signed.relied(), {"f" * 64: elsewhere}) == ""


def statement(signed: Signed, command: Any, revision: int = 90) -> Statement:
    return signed.stated("cedar", ACT_OF[type(command)], says_of(command), revision=revision)


def later(
    signed: Signed,
    command: Any,
    relied: Mapping[str, Any] | None = None,
    more: Mapping[str, Statement] | None = None,
) -> tuple[str, Statement]:
    made = statement(signed, command, 91 if more else 90)
    return check(signed, signed.relied() if relied is None else relied, {**(more or {}), "f" * 64: made}), made


def check(signed: Signed, relied: Mapping[str, Any], notes: Mapping[str, Statement]) -> str:
    proposal, proposed = next(pair for pair in signed.notes.items() if pair[1].act is Act.DECISION_PROPOSE)
    try:
        after.check_stands(signed.seen(relied, statements={**signed.notes, **notes}), 1, proposal, proposed)
    except ReleaseError as fault:
        return fault.rule
    return ""


def test_a_decision_stands_under_the_next_roster() -> None:
    """What its two people signed counts while they stay with their keys (``gathering.gather``), whoever else came."""
    signed, made = dealt()
    signed.desk.roster = 2
    assert refused(signed.seen(), made) == ""


def test_decided_by_another_law() -> None:
    signed, made = dealt()
    relied = signed.relied()
    relied["items"][0]["law"] = {"instruments/DE-STPO-100J": "6" * 64}
    assert refused(signed.seen(relied), made) == "grant.basis"


def agreement(made: str, **more: Any) -> dict[str, Any]:
    says = {"deal": made, "finisher": "birk", "item": 1, "manifest": "5" * 64, "production": X}
    return {**says, "recipient": "9" * 64, "share": "1" * 64, "way": "age", **more}


def test_of_one_person_the_newest_agreement_counts_and_what_it_names_is_checked() -> None:
    signed, made = dealt()
    first = signed.stated("aster", Act.RELEASE_APPROVE, agreement(made, finisher="cedar"))
    second = signed.stated("aster", Act.RELEASE_APPROVE, agreement(made))
    theirs = signed.stated("birk", Act.RELEASE_APPROVE, agreement(made, share="2" * 64))
    seen = signed.seen(statements={**signed.notes, "a" * 64: first, "b" * 64: second, "c" * 64: theirs})
    ready = checks.check_deal(seen, made, "birk")
    assert {name: one.hash for name, one in ready.agreements.items()} == {"aster": "b" * 64, "birk": "c" * 64}
    now = signed.desk.at + datetime.timedelta(hours=24)
    since = Saw(signed.desk.at, frozenset())

    def quorum(agreed: dict[str, Any], since: Saw | None = since, now: datetime.datetime = now) -> str:
        other = signed.stated("aster", Act.RELEASE_APPROVE, agreed)
        seen = signed.seen(statements={**signed.notes, "c" * 64: theirs, "d" * 64: other})
        try:
            checks.check_quorum(seen, checks.check_deal(seen, made, "birk"), "birk", "age", since, now)
        except ReleaseError as fault:
            return fault.rule
        return ""

    assert quorum(agreement(made)) == ""
    for change in ({"finisher": "cedar"}, {"way": "disk", "recipient": ""}, {"manifest": "6" * 64}, {"recipient": ""}):
        assert quorum(agreement(made, **change)) == "release.quorum"
    for other in (agreement("0" * 64), agreement(made, item=2), agreement(made, production="x-" + "z" * 24)):
        assert quorum(other) == "release.quorum"
    assert quorum(agreement(made), None) == "release.hold"
    assert quorum(agreement(made), now=now - datetime.timedelta(seconds=1)) == "release.hold"


def test_what_an_agreement_names_is_what_this_client_verified() -> None:
    signed, made = dealt()

    def gives(**change: Any) -> str:
        both = {
            letter * 64: signed.stated(by, Act.RELEASE_APPROVE, agreement(made, **change))
            for by, letter in (("aster", "a"), ("birk", "b"))
        }
        seen = signed.seen(statements={**signed.notes, **both})
        ready = checks.check_deal(seen, made, "aster")
        since = Saw(signed.desk.at - datetime.timedelta(hours=24), frozenset())
        try:
            checks.check_giving(seen, ready, "aster", since, signed.desk.at)
        except ReleaseError as fault:
            return fault.rule
        return ""

    assert gives() == ""
    assert gives(manifest="6" * 64) == "manifest.altered"
    assert gives(finisher="well") == "release.finisher"
    assert gives(recipient="") == "release.recipient"
    assert gives(way="cms") == "release.recipient"
    assert gives(way="disk") == "release.recipient"
    assert gives(way="disk", recipient="") == ""


def test_a_hold_begins_anew_after_a_lift_and_where_the_clock_was_ahead() -> None:
    hour = datetime.timedelta(hours=1)
    at = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)
    none: frozenset[str] = frozenset()
    assert giving.saw(None, [], none, at) is None
    first = giving.saw(None, ["an agreement"], none, at)
    assert first == Saw(at, none)
    assert giving.saw(first, ["an agreement"], none, at + 20 * hour) == first
    lifted = giving.saw(first, ["an agreement"], frozenset({"a"}), at + 20 * hour)
    assert lifted == Saw(at + 20 * hour, frozenset({"a"}))
    assert giving.saw(lifted, ["an agreement"], frozenset({"a"}), at + 30 * hour) == lifted
    assert giving.saw(first, ["an agreement"], none, at - hour) == Saw(at - hour, none)


def test_a_veto_of_somebody_who_left_is_a_veto() -> None:
    signed, made = dealt()
    veto = signed.stated("cedar", Act.RELEASE_VETO, {"deal": made, "item": 1, "production": X})
    assert refused(signed.seen(past={"a" * 64: veto}), made) == "release.vetoed"


def test_an_order_between_order_and_deal_overtakes_it() -> None:
    signed, made = dealt()
    placed = next(one for one in signed.notes.values() if one.act is Act.PRODUCTION_ORDER)
    says = {**placed.says, "production": "x-" + "g" * 24}
    other = dataclasses.replace(placed, says=says, link=placed.link + 1, revision=0)
    assert refused(signed.seen(statements={**signed.notes, "a" * 64: other}), made) == "deal.superseded"
    before = dataclasses.replace(other, link=placed.link - 1)
    assert refused(signed.seen(statements={**signed.notes, "a" * 64: before}), made) == ""


def test_a_roster_that_releases_nothing_opens_no_share() -> None:
    signed, made = dealt()
    assert refused(signed.seen(strict=dataclasses.replace(signed.roster(), k=0)), made) == "deal.k"


def test_a_revision_below_what_was_signed_is_no_revision_to_sign_under() -> None:
    signed, _ = dealt()
    seen = signed.seen()
    checks.check_said(seen, seen.revision)
    with pytest.raises(ReleaseError) as caught:
        checks.check_said(seen, seen.revision - 1)
    assert caught.value.rule == "release.older-than-seen"


@pytest.mark.parametrize(
    ("days", "rule"), [(0, ""), (180, ""), (181, ""), (182, "authority.unverified"), (3000, "authority.unverified")]
)
def test_a_verification_ends_by_the_clients_own_clock(days: int, rule: str) -> None:
    """A desk that is hostile goes on with a contact that nobody looked at for years."""
    signed, made = dealt()
    signed.notes["6" * 64] = dataclasses.replace(signed.notes["6" * 64], at="2026-11-02T00:00:00Z")
    at = datetime.datetime(2026, 11, 2, 23, 59, tzinfo=datetime.UTC) + datetime.timedelta(days=days)
    assert refused(signed.seen(at=at), made) == rule


@pytest.mark.parametrize(
    ("who", "more", "rule"),
    [
        (("aster", "birk"), {}, "authority.unverified"),
        (("aster", "aster"), {}, ""),
        (("aster", "birk"), {"authority": "DE-OTHER"}, ""),
        (("aster", ""), {}, ""),
    ],
)
def test_an_authority_that_was_verified_anew_gets_nothing_at_its_old_key(
    who: tuple[str, str], more: dict[str, str], rule: str
) -> None:
    """A desk that is hostile goes on with the contact, or the key, that two people replaced."""
    signed, made = dealt()
    first, second = who
    says = {**signed.notes["6" * 64].says, "contact": "9" * 64, **more}
    later = signed.stated(first, Act.AUTHORITY_VERIFY, says, None, at="2026-11-02T20:00:00Z")
    notes = {**signed.notes, "a" * 64: later}
    if second:
        notes["b" * 64] = signed.stated(second, Act.AUTHORITY_CONFIRM, {"verification": "a" * 64}, None)
    assert refused(signed.seen(statements=notes), made) == rule
    notes["c" * 64] = signed.stated("birk", Act.AUTHORITY_CONFIRM, {"verification": "d" * 64}, None)
    assert refused(signed.seen(statements=notes), made) == rule
    left = {name: notes.pop(name) for name in ("a" * 64, "b" * 64) if name in notes}
    assert refused(signed.seen(statements=notes, past=left), made) == rule  # who verified it anew has left since


@pytest.mark.parametrize("revision", [10, 11, 90])
def test_a_reading_that_was_corrected_counts_whatever_revision_an_order_names(revision: int) -> None:
    """Whoever orders writes the revision: behind it a colleague's correction did not count."""
    signed, made = dealt()
    read = signed.stated("birk", Act.TARGET_READ, {"handle": "T1", "item": 1, "mark": "7" * 64}, revision=revision)
    assert refused(signed.seen(statements={**signed.notes, "a" * 64: read}), made) == "target.differs"
    elsewhere = dataclasses.replace(read, case=None)
    assert refused(signed.seen(statements={**signed.notes, "a" * 64: elsewhere}), made) == ""


def test_who_called_or_typed_and_decided_is_refused_where_the_desk_let_them() -> None:
    """Two and a call, or two and a typist: a desk that is hostile makes one coerced person two."""
    signed, made = dealt()
    typed = {name: one for name, one in signed.notes.items() if one.act is Act.FACE_CONFIRM}
    for by, rule in (("birk", "grant.same-person"), ("cedar", ""), ("aster", "")):  # birk approved
        mine = {name: dataclasses.replace(one, by=by) for name, one in typed.items()}
        assert refused(signed.seen(statements={**signed.notes, **mine}), made) == rule
    name, one = next(iter(typed.items()))
    again = {**signed.notes, name: dataclasses.replace(one, by="birk")}
    behind = dataclasses.replace(one, by="cedar", link=1)
    assert refused(signed.seen(statements={"a" * 64: behind, **again}), made) == ""  # cedar read each of them anew
    assert refused(signed.seen(statements={**again, "a" * 64: behind}), made) == "grant.same-person"  # too late
    assert refused(signed.seen(statements={**signed.notes, "a" * 64: dataclasses.replace(one, by="birk")}), made) == ""
    for by, rule in (("aster", "grant.same-person"), ("birk", "grant.same-person"), ("cedar", "")):
        facts = signed.desk.relied
        signed.desk.relied = lambda facts=facts, by=by: {**facts(), "callers": [by]}  # type: ignore[method-assign]
        call = signed.stated(by, Act.AUTHORITY_CALL_BACK, {"how": "call_back", "said": "confirmed"}, link=1)
        notes = {name: dataclasses.replace(one, basis=called(signed, one)) for name, one in signed.notes.items()}
        assert refused(signed.seen(statements={**notes, "c" * 64: call}), made) == rule
        signed.desk.relied = facts  # type: ignore[method-assign]


def test_a_call_back_that_was_denied_is_not_struck_out_of_the_way() -> None:
    signed, made = dealt()
    denied = signed.stated("cedar", Act.AUTHORITY_CALL_BACK, {"how": "call_back", "said": "denied"})
    confirmed = dataclasses.replace(denied, says={**denied.says, "said": "confirmed"})
    for doubts, rule in (((denied,), "authority.denied"), ((confirmed,), ""), ((), "")):
        assert refused(signed.seen(doubts=doubts), made) == rule


def called(signed: Signed, one: Statement) -> str:
    """The basis of a statement, with who called."""
    return basis_of(signed.relied(), item_of(one.says))
