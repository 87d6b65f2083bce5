"""From grant to release in the tables; what clients refuse where rows or words are not what was signed."""

import datetime
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import event_samples
from desk_samples import denied, drafted, people, roster, signed
from dueprocess.adapters import crypto
from dueprocess.adapters.blobs import BlobError
from dueprocess.case import commands as c
from dueprocess.case.letter_events import LetterQueued, came_back, left
from dueprocess.desk.data.models import Duty, Item, Piece, Production, Roster, Sealed, Statement
from dueprocess.desk.services import (
    acts,
    ciphertexts,
    evidence,
    handing,
    health,
    letters,
    outgoing_letters,
    stood,
    stops,
)
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.house import House as Provider
from dueprocess.desk.services.result import Done
from dueprocess.formats import selector
from dueprocess.formats.chain import Pin, walk
from dueprocess.formats.note import signed as note_of
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act, hash_of
from dueprocess.letter.blocks import LetterSet
from dueprocess.letter.kinds import LetterKind
from dueprocess.release import checks
from dueprocess.release.desk_client import Shown
from dueprocess.release.evidence import Evidence, ReleaseError
from dueprocess.release.giving import Saw
from release_samples import HOLDERS, KEY, House


@pytest.fixture
def house(db: None, tmp_path: Path) -> House:
    return House.built(tmp_path)


@pytest.fixture
def ordered(house: House) -> House:
    house.reads("aster")
    house.reads("birch")
    house.grants()
    house.orders()
    return house


@pytest.fixture
def dealt(ordered: House) -> House:
    ordered.deals()
    return ordered


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(ReleaseError) as caught:
        call()
    return caught.value.rule


def test_the_whole_way_leaves_rows_and_then_nothing_to_open(dealt: House) -> None:
    house, desk = dealt, dealt.place.desk
    assert checks.check_order(house.seen(), house.order, "well").command.production == house.production
    row = Production.objects.get(pk=house.production)
    assert {piece.kind for piece in evidence.pieces_for(desk, row, "aster")} == {"part", "manifest", "share"}
    since = Saw(desk.now, frozenset())
    for name in ("aster", "birch"):
        house.agrees(name)
    row.refresh_from_db()
    seen = house.seen()
    ready = checks.check_deal(seen, house.deal, "birch")

    def quorum(me: str, how: str = "passphrase") -> None:
        checks.check_quorum(seen, ready, me, how, since, house.place.desk.now)

    assert refused(lambda: quorum("birch")) == "release.hold"
    assert denied(house.hands("aster")) == "release.hold"
    assert "given" not in {piece.kind for piece in evidence.pieces_for(desk, row, "birch")}
    house.place.later(hours=24)
    desk = house.place.desk
    for data in (b"", b"age-encryption.org/v1\nanother", b"x" * (1 << 17)):
        assert denied(handing.hand_over(desk, house.deal, data)) == "production.wrong-state"
    assert denied(handing.hand_over(desk, "0" * 64, house.share_of("aster"))) == "production.wrong-state"
    assert isinstance(house.hands("aster"), Done)
    assert denied(house.hands("aster")) == "release.same-person"
    assert "given" in {piece.kind for piece in evidence.pieces_for(desk, row, "birch")}
    assert "given" not in {piece.kind for piece in evidence.pieces_for(desk, row, "cedar")}
    assert refused(lambda: quorum("aster")) == refused(lambda: quorum("birch", "disk")) == "release.quorum"
    quorum("birch")
    files = list(desk.blobs.ids())
    assert len(files) == 1
    house.releases("birch")
    assert desk.blobs.ids() == []
    assert [piece.kind for piece in Piece.objects.all()] == ["manifest"]
    assert set(Sealed.objects.filter(reader__in=["release", "producer"]).values_list("kind", flat=True)) == {"manifest"}
    row.refresh_from_db()
    assert (row.state, row.how) == ("released", "passphrase")
    assert Item.objects.get(case_id=house.case).answered_on == desk.today
    assert refused(lambda: checks.check_deal(house.seen(), row.deal, "aster")) == "release.done"
    assert house.seen().revision > 5


def test_nothing_is_ordered_for_an_identifier_that_one_person_read(house: House) -> None:
    house.reads("aster")
    house.grants()
    says, attached = house.order_says()
    assert denied(house.place.act("aster", Act.PRODUCTION_ORDER, house.case, says, attached)) == "target.two-readers"


def test_who_waits_for_what(ordered: House) -> None:
    assert [row.pk for row in evidence.work_of("well")] == [ordered.production]
    assert evidence.work_of("aster") == []
    assert Duty.objects.filter(what="make_production", done_at__isnull=True).count() == 1


def test_each_is_shown_what_is_theirs(dealt: House) -> None:
    desk, state = dealt.place.desk, state_of(dealt.case)
    kinds = {
        name: [piece.kind for one in evidence.shown(desk, state, name).productions for piece in one.pieces]
        for name in ("aster", "well", "dan", "eve")
    }
    assert kinds["aster"] == ["manifest", "part", "share"]
    assert kinds["well"] == ["manifest", "order", "part"]
    assert kinds["dan"] == kinds["eve"] == []  # no releaser, and nobody of this desk
    assert evidence.shown(desk, state, "eve").productions == ()
    [one] = evidence.shown(desk, state, "aster").productions
    assert (one.state, one.k, one.hold_until, one.deal) == ("dealt", 2, "", dealt.deal)
    dealt.agrees("aster")
    [one] = evidence.shown(desk, state, "birch").productions
    assert one.hold_until == "2026-03-10T09:00Z"
    assert "given" not in {piece.kind for piece in one.pieces}
    row = Production.objects.get(pk=dealt.production)
    assert evidence.pieces_for(desk, row, "dan") == evidence.pieces_for(desk, row, "eve") == []
    assert [evidence.concerns(desk, dealt.case, name) for name in ("aster", "well", "eve")] == [True, True, False]
    assert not evidence.concerns(desk, "c-" + "z" * 24, "well")


@pytest.mark.parametrize("minutes", [-11, 11])
def test_a_statement_of_a_release_is_dated_now(ordered: House, minutes: int) -> None:
    ordered.deals()
    desk = ordered.place.desk
    at = f"{desk.now + datetime.timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"
    production = {"item": 1, "production": ordered.production}
    drop = forged(ordered, Act.PRODUCTION_DROP, "aster", production, at=at)
    assert denied(acts.perform(desk, drop)) == "desk.wrong-time"
    assert Production.objects.get(pk=ordered.production).state == "dealt"
    veto = forged(ordered, Act.RELEASE_VETO, "cedar", {**production, "deal": ordered.deal}, at=at)
    assert not isinstance(acts.perform(desk, veto), Denied)  # no clock stands in the way of a veto


def test_a_part_that_is_not_there_or_has_other_bytes_and_an_object_that_nobody_signed_for(ordered: House) -> None:
    says, attached = ordered.deal_says()
    missing = {**says, "parts": [{"hash": "0" * 64, "sealed": "s-" + "z" * 24}]}
    other = {**says, "parts": [{**says["parts"][0], "hash": "0" * 64}]}
    for one in (missing, other):
        assert denied(ordered.place.act("well", Act.PRODUCTION_DEAL, ordered.case, one, attached)) == "production.parts"
    assert denied(ordered.place.act("well", Act.PRODUCTION_DEAL, ordered.case, says, attached[1:])) == "case.same"
    ordered.place.desk = replace(ordered.place.desk, blobs=None)
    assert denied(ordered.place.act("well", Act.PRODUCTION_DEAL, ordered.case, says, attached)) == "production.parts"


def test_parts_are_taken_in_pieces_and_take_nobodys_place(dealt: House, monkeypatch: pytest.MonkeyPatch) -> None:
    part = Piece.objects.get(kind="part")
    desk = dealt.place.desk
    with pytest.raises(BlobError):
        ciphertexts.take_part(desk, part.sealed, io.BytesIO(b"other"))
    with pytest.raises(BlobError):
        ciphertexts.take_part(replace(desk, blobs=None), "s-" + "y" * 24, io.BytesIO(b"x"))
    monkeypatch.setattr(ciphertexts, "MAX_PART", 10)
    with pytest.raises(BlobError, match="more than 10"):
        ciphertexts.take_part(desk, "s-" + "y" * 24, io.BytesIO(b"x" * 11))


@pytest.mark.parametrize("how", ["drop", "veto", "take_back", "fact", "withdrawn", "anew"])
def test_what_ends_unreleased_is_destroyed_at_once(dealt: House, how: str) -> None:
    house = dealt
    if how == "drop":
        house.place.do("aster", Act.PRODUCTION_DROP, house.case, {"item": 1, "production": house.production})
    elif how == "veto":
        says = {"deal": house.deal, "item": 1, "production": house.production}
        house.place.do("cedar", Act.RELEASE_VETO, house.case, says)
    elif how == "take_back":
        house.place.do("cedar", Act.DECISION_WITHDRAW, house.case, house.place.withdraw_says(house.case))
    elif how == "anew":
        first = house.production
        house.orders()
        assert Production.objects.get(pk=first).state == "dropped"
        house.production = first
    else:
        op = {"fact": "amend", "withdrawn": "withdraw"}[how]
        fields = {"period_from": "2026-01-01"} if op == "amend" else {}
        house.place.do("aster", Act.ITEM_CHANGE, house.case, {"fields": fields, "item": 1, "op": op})
    assert Production.objects.get(pk=house.production).state in {"dropped", "vetoed"}
    assert not Piece.objects.filter(production_id=house.production).exists()
    assert house.place.desk.blobs.ids() == []


# --- what clients refuse ---------------------------------------------------------------------------------------------


def without(*hashes: str) -> Callable[[Shown], Shown]:
    return lambda said: replace(said, notes=tuple(note for note in said.notes if hash_of(note) not in hashes))


def of_act(act: Act, number: int = 0) -> str:
    return list(Statement.objects.filter(act=str(act)).order_by("event_id").values_list("pk", flat=True))[number]


def relied(**more: Any) -> Callable[[Shown], Shown]:
    return lambda said: replace(said, relied={**said.relied, **more})


def test_a_statement_that_is_missing_is_missed(ordered: House) -> None:
    for act, number, rule in (
        (Act.PRODUCTION_ORDER, 0, "release.unsigned"),
        (Act.DECISION_APPROVE, 0, "release.unsigned"),
        (Act.DECISION_PROPOSE, 0, "release.unsigned"),
        (Act.AUTHORITY_CONFIRM, 0, "authority.unverified"),
        (Act.AUTHORITY_VERIFY, 0, "authority.unverified"),
        (Act.TARGET_READ, 0, "target.two-readers"),
        (Act.TARGET_READ, 1, "target.two-readers"),
    ):
        seen = ordered.seen(without(of_act(act, number)))
        assert refused(lambda seen=seen: checks.check_order(seen, ordered.order, "well")) == rule, (act, number)


def test_what_the_desk_says_was_relied_on_is_what_was_signed(ordered: House) -> None:
    for more in (
        {"face": {"case": {}, "confirmed": [], "items": [{}], "schema": 1}},
        {"recipient": "0" * 64},
        {"authority": "0" * 64},
        {"shelf": "0" * 64},
        {"roster": (9, "0" * 64)},
        {"case": "c-" + "z" * 24},
        {"callers": ["eve"]},
        {"items": []},
        {"refiled": "c-" + "z" * 24},
    ):
        seen = ordered.seen(relied(**more))
        assert refused(lambda seen=seen: checks.check_order(seen, ordered.order, "well")) == "grant.basis", more


def test_an_order_for_another_host_a_frozen_desk_and_what_was_seen_before(ordered: House) -> None:
    assert refused(lambda: checks.check_order(ordered.seen(), ordered.order, "spring")) == "production.producer"
    frozen = ordered.seen(added(ordered.place.ask("dan", Act.DESK_FREEZE, {})))
    assert refused(lambda: checks.check_order(frozen, ordered.order, "well")) == "desk.frozen"
    stops.freeze_unsigned(ordered.place.desk, "dan")
    asked = ordered.seen(attested=stood.attested())
    assert refused(lambda: checks.check_order(asked, ordered.order, "well")) == "desk.frozen"
    seen = ordered.seen()
    checks.check_seen(seen, seen.revision)
    assert refused(lambda: checks.check_seen(seen, seen.revision + 1)) == "release.older-than-seen"


def test_a_retired_key_takes_its_statements_along(ordered: House) -> None:
    for name, rule in (("birch", "release.unsigned"), ("cedar", "release.unsigned"), ("aster", "release.unsigned")):
        seen = ordered.seen(added(ordered.place.ask(name, Act.KEY_RETIRE, ordered.place.key(name))))
        assert refused(lambda seen=seen: checks.check_order(seen, ordered.order, "well")) == rule


def forged(house: House, act: Act, by: str, says: dict[str, Any], **more: Any) -> bytes:
    """A statement that the domain of the desk would refuse, signed by somebody who has a key."""
    statement = drafted(house.place.desk, state_of(house.case), act, by, says)
    return house.place.sign(replace(statement, **more))


def added(*notes: bytes) -> Callable[[Shown], Shown]:
    return lambda said: replace(said, notes=(*said.notes, *notes))


def approval_of(house: House, by: str, proposal: str, item: int = 1, **more: Any) -> bytes:
    basis = next(one for one in house.seen().statements.values() if one.act is Act.DECISION_PROPOSE).basis
    return forged(
        house,
        Act.DECISION_APPROVE,
        by,
        {"differs": "", "item": item, "proposal": proposal},
        basis=basis,
        revision=1,
        **more,
    )


def proposal_of(house: House, by: str, outcome: str, lines: tuple[Any, ...] = (), item: int = 1) -> bytes:
    basis = next(one for one in house.seen().statements.values() if one.act is Act.DECISION_PROPOSE).basis
    says = {"ground": "", "item": item, "lines": list(lines), "outcome": outcome}
    return forged(house, Act.DECISION_PROPOSE, by, says, basis=basis, revision=1)


def test_forged_approvals(ordered: House) -> None:
    proposed = of_act(Act.DECISION_PROPOSE)
    same = approval_of(ordered, "cedar", proposed)  # cedar proposed, and is no approver but a releaser
    other = approval_of(ordered, "birch", proposed, item=2)
    seen = ordered.seen(added(same, other))
    assert refused(lambda: checks.check_grant(seen, 1, hash_of(same))) == "grant.same-person"
    assert refused(lambda: checks.check_grant(seen, 1, hash_of(other))) == "grant.item"
    assert refused(lambda: checks.check_grant(seen, 7, ordered.approval)) == "grant.item"
    refusal = proposal_of(ordered, "cedar", "no_data")
    on_it = approval_of(ordered, "birch", hash_of(refusal))
    seen = ordered.seen(added(refusal, on_it))
    assert refused(lambda: checks.check_grant(seen, 1, hash_of(on_it))) == "grant.outcome"
    malformed = forged(ordered, Act.DECISION_APPROVE, "birch", {"item": 1})
    seen = ordered.seen(added(malformed))
    assert refused(lambda: checks.check_grant(seen, 1, hash_of(malformed))) == "release.malformed"
    assert refused(lambda: checks.check_grant(seen, 1, proposed)) == "release.unsigned"


def test_signatures_that_do_not_count(ordered: House) -> None:
    proposed = of_act(Act.DECISION_PROPOSE)
    by_eve = drafted(
        ordered.place.desk,
        state_of(ordered.case),
        Act.DECISION_APPROVE,
        "eve",
        {"differs": "", "item": 1, "proposal": proposed},
    )
    stranger = by_eve.sign(*people()["eve"].signer())
    eve, sign = people()["eve"].signer()
    in_her_name = replace(by_eve, by="birch").sign(replace(eve, name="birch"), sign)
    no_role = approval_of(ordered, "dan", proposed)
    other_case = approval_of(ordered, "birch", proposed, case="c-" + "z" * 24)
    other_roster = approval_of(ordered, "birch", proposed, roster=(7, "0" * 64))
    for note in (stranger, in_her_name, no_role, other_case, other_roster, b"no note"):
        seen = ordered.seen(added(note))
        assert refused(lambda seen=seen, note=note: checks.check_grant(seen, 1, hash_of(note))) == "release.unsigned"


def test_lines_say_what_is_granted(ordered: House) -> None:
    grant = checks.check_grant(ordered.seen(), 1, ordered.approval)
    assert grant.granted == {("T1", "subscriber")}
    assert grant.handles == ("T1",)
    assert grant.people == {"birch", "cedar"}
    assert not grant.emergency
    assert grant.asked["kind"] == "disclosure"
    lines = ({"answer": "granted", "category": "subscriber", "handle": "T1"},)
    other = proposal_of(ordered, "cedar", "comply", lines)
    on_it = approval_of(ordered, "birch", hash_of(other))
    assert checks.check_grant(ordered.seen(added(other, on_it)), 1, hash_of(on_it)).granted == {("T1", "subscriber")}


def test_readers_who_differ_stop_the_host(ordered: House) -> None:
    mark = selector.mark(KEY, "T1", selector.selector("email", "ab@postfach.example"))
    says = {"handle": "T1", "item": 1, "mark": mark}
    differs = forged(ordered, Act.TARGET_READ, "cedar", says, revision=1)
    elsewhere = forged(ordered, Act.TARGET_READ, "cedar", {**says, "handle": "T2"}, revision=1)
    checks.check_order(ordered.seen(added(elsewhere)), ordered.order, "well")
    seen = ordered.seen(added(differs))
    assert refused(lambda: checks.check_order(seen, ordered.order, "well")) == "target.differs"


def test_an_order_older_than_its_approval(ordered: House) -> None:
    says, _ = ordered.order_says()
    old = forged(ordered, Act.PRODUCTION_ORDER, "aster", says, revision=1)
    seen = ordered.seen(added(old))
    assert refused(lambda: checks.check_order(seen, hash_of(old), "well")) == "production.older"


def deal_of(house: House, **more: Any) -> bytes:
    stated = next(one for one in house.seen().statements.values() if one.act is Act.PRODUCTION_DEAL)
    revision = more.pop("revision", stated.revision)
    return forged(house, Act.PRODUCTION_DEAL, "well", {**stated.says, **more}, revision=revision)


SHARES = [{"sealed": "s-" + "z" * 24, "share": f"{n}" * 64, "to": name} for n, name in enumerate(HOLDERS)]


def test_a_deal_to_others_or_of_another_order(dealt: House) -> None:
    for more, rule in (
        ({"production": "x-" + "z" * 24}, "deal.order"),
        ({"item": 2}, "deal.order"),
        ({"revision": 1}, "deal.order"),
        ({"order": "0" * 64}, "release.unsigned"),
        ({"shares": [{**SHARES[0], "to": "eve"}, *SHARES[1:]]}, "deal.stranger"),
        ({"shares": [{**SHARES[0], "to": "dan"}, *SHARES[1:]]}, "deal.stranger"),
        ({"shares": [*SHARES[:2], {**SHARES[2], "share": "1" * 64}]}, "deal.shares"),
        ({"shares": SHARES[:1]}, "deal.shares"),
        ({"shares": SHARES[1:]}, "deal.stranger"),
    ):
        note = deal_of(dealt, **more)
        seen = dealt.seen(added(note))
        assert refused(lambda seen=seen, note=note: checks.check_deal(seen, hash_of(note), "aster")) == rule, more


def test_a_deal_with_a_lower_k_than_the_roster(dealt: House) -> None:
    seen = dealt.seen()
    raised = replace(seen, strict=replace(seen.strict, k=3))
    assert refused(lambda: checks.check_deal(raised, dealt.deal, "aster")) == "deal.k"
    people_ = tuple(one for one in seen.strict.people if one.name != "aster")  # aster's key changes, the hours run
    rekeyed = replace(seen, strict=replace(seen.strict, people=people_))
    assert refused(lambda: checks.check_deal(rekeyed, dealt.deal, "aster")) == "deal.stranger"
    retired = replace(seen, retired=frozenset({"aster"}))
    assert refused(lambda: checks.check_deal(retired, dealt.deal, "aster")) == "deal.stranger"


def test_vetoed_dropped_and_overtaken(dealt: House) -> None:
    says = {"deal": dealt.deal, "item": 1, "production": dealt.production}
    vetoed = forged(dealt, Act.RELEASE_VETO, "cedar", says)
    dropped = forged(dealt, Act.PRODUCTION_DROP, "aster", {"item": 1, "production": dealt.production})
    later, _ = dealt.order_says()
    anew = forged(dealt, Act.PRODUCTION_ORDER, "aster", later)
    elsewhere = forged(dealt, Act.RELEASE_VETO, "cedar", {**says, "production": "x-" + "z" * 24})
    other_item = forged(dealt, Act.PRODUCTION_ORDER, "aster", {**later, "item": 2})
    checks.check_deal(dealt.seen(added(elsewhere, other_item)), dealt.deal, "aster")
    wrong_act = forged(dealt, Act.RELEASE_VETO, "cedar", {**says, "item": 1})
    assert refused(lambda: checks._command(dealt.seen(added(wrong_act)).statements[hash_of(wrong_act)], c.Release))  # noqa: SLF001
    for note, rule in ((vetoed, "release.vetoed"), (dropped, "deal.superseded"), (anew, "deal.superseded")):
        seen = dealt.seen(added(note))
        assert refused(lambda seen=seen: checks.check_deal(seen, dealt.deal, "aster")) == rule


def test_who_agreed_to_another_deal_or_holds_no_share_does_not_count(dealt: House) -> None:
    says = dealt.agreement_says("aster")
    other = forged(dealt, Act.RELEASE_APPROVE, "aster", {**says, "deal": "0" * 64})
    elsewhere = forged(dealt, Act.RELEASE_APPROVE, "aster", {**says, "production": "x-" + "z" * 24})
    ready = checks.check_deal(dealt.seen(added(other, elsewhere)), dealt.deal, "birch")
    assert ready.agreements == {}
    stranger = forged(dealt, Act.RELEASE_APPROVE, "dan", says)
    assert checks.check_deal(dealt.seen(added(stranger)), dealt.deal, "birch").agreements == {}


def test_a_confirmed_emergency_is_held_half_an_hour(ordered: House) -> None:
    grant = checks.check_grant(ordered.seen(), 1, ordered.approval)
    face = {**grant.face, "case": {**grant.face["case"], "emergency": True}, "confirmed": ["emergency"]}
    assert checks.hold(grant) == datetime.timedelta(hours=24)
    assert checks.hold(replace(grant, face=face)) == datetime.timedelta(minutes=30)


def test_all_targets_where_no_line_and_no_count_is_named() -> None:
    bare = checks._all_granted({"data": None, "targets": None})  # noqa: SLF001
    assert [(line.handle, line.category) for line in bare] == [("ALL", "")]
    assert len(checks._all_granted({"data": ["subscriber", "traffic"], "targets": 2})) == 4  # noqa: SLF001


def test_who_verified_alone_or_somebody_else(ordered: House) -> None:
    seen = ordered.seen()
    confirmed = of_act(Act.AUTHORITY_CONFIRM)
    verified = of_act(Act.AUTHORITY_VERIFY)

    def with_statement(hash_: str, **says: Any) -> Evidence:
        one = seen.statements[hash_]
        changed = replace(one, says={**one.says, **says.pop("says", {})}, **says)
        return replace(seen, statements={**seen.statements, hash_: changed})

    for tried in (
        with_statement(verified, by="birch"),
        with_statement(verified, says={"authority": "XX"}),
        with_statement(verified, says={"contact": "0" * 64}),
        with_statement(confirmed, act=Act.AUTHORITY_VERIFY),
    ):
        assert refused(lambda tried=tried: checks.check_recipient(tried)) == "authority.unverified"


def test_a_veto_and_an_edit_stand_when_their_signer_is_gone(dealt: House) -> None:
    says = {"deal": dealt.deal, "item": 1, "production": dealt.production}
    vetoed = forged(dealt, Act.RELEASE_VETO, "aster", says)
    no_role = forged(dealt, Act.RELEASE_VETO, "dan", says)
    checks.check_deal(dealt.seen(added(no_role)), dealt.deal, "birch")
    later = {"at": "2026-03-09T09:30:00Z"}
    gone = dealt.place.ask("aster", Act.KEY_RETIRE, dealt.place.key("aster"), **later)
    seen = dealt.seen(added(vetoed, gone))
    assert seen.revision == dealt.seen(added(vetoed)).revision
    seen = replace(seen, statements={**seen.past, **seen.statements}, past={}, gone={})
    assert refused(lambda: checks.check_deal(seen, dealt.deal, "birch")) == "release.vetoed"
    after = forged(dealt, Act.RELEASE_VETO, "aster", says, at="2026-03-09T09:40:00Z")  # stopping counts by any key
    seen = dealt.seen(added(gone, after))
    assert refused(lambda: checks.check_deal(seen, dealt.deal, "birch")) == "release.unsigned"  # nor do aster's others
    seen = replace(seen, statements={**seen.past, **seen.statements}, past={}, gone={})
    assert refused(lambda: checks.check_deal(seen, dealt.deal, "birch")) == "release.vetoed"


def test_a_signer_whose_key_changed_no_longer_counts(ordered: House) -> None:
    first = roster(releasing=True)
    assert Roster.objects.count() == 1
    fresh = replace(people()["eve"], name="birch").card().person(("approver", "releaser"))
    swapped = tuple(fresh if one.name == "birch" else one for one in first.people)
    made = first.made + datetime.timedelta(days=1)
    after = replace(
        first,
        desk=first.desk_id,
        number=2,
        previous=first.hash(),
        people=swapped,
        made_at=made.strftime("%Y-%m-%dT%H:%M:%SZ"),
        notice=72,
        seen=(0, "a" * 64),
    )
    note = note_of(after.text(), [people()[name].signer() for name in ("aster", "cedar")]).encode()
    now, newer = ordered.place.desk.now, lambda said: replace(said, rosters=(*said.rosters, note))
    early = ordered.seen(newer)  # the hours run: birch reads still, and what birch signed gives nothing any more
    assert (early.roster.number, early.roster.person("birch"), early.strict.person("birch")) == (
        1,
        first.person("birch"),
        None,
    )
    pin = walk(Pin.of(first), (signed(first), note), crypto.verify, now).pin
    ordered.place.later(days=9)
    late = ordered.seen(newer, pin=pin)
    assert (late.roster, late.strict) == (after, after)
    for seen in (early, late):
        assert refused(lambda seen=seen: checks.check_order(seen, ordered.order, "well")) == "release.unsigned"


def test_a_wrong_release_is_called_back_and_the_letter_ends_its_duty_and_answers_nothing(dealt: House) -> None:
    """It leaves by mail, comes back, and is owed again; what was answered by the release stays answered."""
    dealt.agrees("aster")
    dealt.agrees("birch")
    dealt.place.later(hours=24)
    dealt.releases("birch")
    desk, case = dealt.place.desk, dealt.case
    answered = Item.objects.get(case_id=case).answered_on
    dealt.place.recalls("cedar", case, "wrong_target")
    assert Production.objects.get(pk=dealt.production).state == "recalled"
    whats = set(Duty.objects.filter(rule="house.wrong-release").values_list("what", flat=True))
    assert whats == {"recall_letter", "tell_wrong_person", "data_protection_authority"}
    assert "dueprocess_recalls 1\n" in health.metrics_text(desk.now)
    owed = lambda: set(Duty.objects.filter(case_id=case, done_at__isnull=True).values_list("what", flat=True))  # noqa: E731
    letter = dealt.place.sealed("letter", "worker")
    told = {"how": "mail", "items": [1], "kind": "recall", "language": "de", "sealed": letter.id}
    dealt.place.do("aster", Act.LETTER_SEND, case, told, [letter])
    assert "recall_letter" in owed()  # what waits in the outbox has not called back yet
    queued = event_samples.made(LetterQueued, **told, by="aster")
    assert outgoing_letters.record(desk, case, lambda state: left(state, queued))
    assert "recall_letter" not in owed()
    assert {"tell_wrong_person", "data_protection_authority"} <= owed()
    assert outgoing_letters.record(desk, case, lambda state: came_back(state, queued, "5", desk.minute))
    assert "letter_undelivered" in owed()
    assert Item.objects.get(case_id=case).answered_on == answered is not None
    again = dealt.place.sealed("letter")
    dealt.place.do("aster", Act.LETTER_SEND, case, {**told, "how": "post", "sealed": again.id}, [again])
    assert "letter_undelivered" not in owed()
    merged = letters.Merged(letters.house_of(replace(desk, house=Provider("Fennel Mail", "DE"))))
    made = letters.write_letter(desk, state_of(case), LetterKind.RECALL, [1], ("de",), merged)
    assert isinstance(made, LetterSet)
    assert [sheet.language for sheet in made.sheets] == ["de", "en"]
