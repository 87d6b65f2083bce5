# ruff: noqa: SLF001
"""Arrivals, what they are, undoing; joining and splitting conserve items, clocks and first receipt (1.1, 1.3, 1.4)."""

import datetime
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_samples import DISCLOSURE, NEW_CASE, NEWSLETTER, NOW, POLICE, SHUTDOWN, Place, counts, denied, whole
from dueprocess.case.commands import BadCommandError
from dueprocess.demand.codes import ArrivalIs, Channel
from dueprocess.desk.data.models import Arrival, Case, Duty, Envelope, Item, Sealed, Secrecy
from dueprocess.desk.services import acts, arrivals, assessments, case_keys, report_facts, splits
from dueprocess.desk.services.result import Done, UnknownCaseError
from dueprocess.desk.services.row_check import differs
from dueprocess.formats import ids
from dueprocess.formats.statement import Act


def clocks(case: str) -> set[tuple[Any, ...]]:
    rows = Duty.objects.filter(case_id=case, done_at__isnull=True)
    return set(rows.values_list("item", "what", "rule", "due_at"))


def countable(place: Place) -> int:
    return sum(fact.countable for fact in report_facts.facts(place.desk))


def test_an_arrival_is_registered_whole(place: Place) -> None:
    case = place.arrive()
    arrival = Arrival.objects.get()
    assert (arrival.says, arrival.case_id, arrival.vessel_id, arrival.received_at) == ("new_case", case, case, NOW)
    assert Sealed.objects.filter(case_id=case, arrival=arrival.pk).count() == 2
    assert set(Envelope.objects.values_list("person", flat=True)) == {"aster", "birch", "recovery"}
    assert [event.sealed for event in _events(case)[1:2]] == [tuple(Sealed.objects.values_list("hash", flat=True))]
    assert Case.objects.get().revision == 5
    assert Duty.objects.filter(case_id=case, what="respond").exists()
    whole()


def _events(case: str) -> list[Any]:
    from dueprocess.desk.data import codec

    return codec.events_of(case)


def test_what_nobody_can_read_gets_a_duty_and_a_case_record(place: Place) -> None:
    odd = replace(place.received(), face=None, is_demand=None, unreadable="reader-failed")
    (one,) = arrivals.register(place.desk, [odd])
    assert (one.says, one.kinds, one.unreadable) == (ArrivalIs.UNREAD, (), "reader-failed")
    look = Duty.objects.get()
    assert (look.what, look.case_id, look.due_at - NOW) == ("look_at_arrival", one.case, datetime.timedelta(hours=4))
    assert Sealed.objects.filter(case_id=one.case).count() == 2
    assert place.snapshot().numbers == ()
    whole()


def test_no_demand_by_the_reader_waits_for_a_person(place: Place) -> None:
    case = place.arrive(NEWSLETTER)
    assert place.state(case).says is ArrivalIs.UNREAD
    assert isinstance(place.classify(case, "new_case"), Done)
    assert not clocks(case)
    assert denied(assessments.assess_again(place.desk, case)) == "case.wrong-state"  # no item yet
    place.do("aster", Act.ITEM_CHANGE, case, {"op": "add", "item": 1, "fields": {"kind": "preservation"}})
    assert {"answer_tell", "answer_admit", "answer_count"} <= {what for _, what, _, _ in clocks(case)}
    whole()


def test_many_arrive_in_batches_and_in_order(place: Place) -> None:
    many = [place.received(channel=Channel.FAX if n % 2 else Channel.MAIL) for n in range(arrivals.BATCH + 3)]
    done = arrivals.register(place.desk, iter(many))
    assert len({one.case for one in done}) == arrivals.BATCH + 3
    assert [Arrival.objects.get(pk=one.arrival).channel for one in done] == [str(one.channel) for one in many]
    assert arrivals.register(place.desk, []) == []


def test_a_batch_that_breaks_leaves_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    before = counts()

    def broken(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(arrivals.duties, "row_of", broken)
    with pytest.raises(OSError):  # noqa: PT011 - any
        arrivals.register(place.desk, [place.received(), place.received()])
    assert counts() == before


@pytest.mark.parametrize("many", [1, 3])
def test_registering_takes_as_many_queries_for_one_as_for_three(place: Place, many: int) -> None:
    received = [place.received() for _ in range(many)]
    with CaptureQueriesContext(connection) as seen:
        arrivals.register(place.desk, received)
    kinds = [query["sql"].split()[0] for query in seen.captured_queries]
    # Cases, events, openings; arrivals, items, ciphertexts, envelopes, dockets, duties.
    assert [kind for kind in kinds if kind not in {"SAVEPOINT", "RELEASE", "BEGIN"}] == ["INSERT"] * 9


def test_no_receipt_lies_in_the_future_and_days_are_the_desks(place: Place) -> None:
    future = place.arrive(at=NOW + datetime.timedelta(days=9))
    assert Arrival.objects.get(vessel_id=future).received_at == NOW
    late = datetime.datetime(2026, 2, 28, 23, 30, tzinfo=datetime.UTC)
    night = place.arrive(at=late.astimezone(datetime.timezone(datetime.timedelta(hours=-5))))
    row = Arrival.objects.get(vessel_id=night)
    assert (row.received_at, row.received_on.isoformat()) == (late, "2026-03-01")
    assert Case.objects.get(pk=night).received_on.isoformat() == "2026-03-01"
    assert place.state(night).face.get("received_on") == "2026-03-01"


def test_one_order_on_three_channels_is_one_case_and_one_count(place: Place) -> None:
    case = place.arrive()
    fax, post = (place.arrive(channel=channel) for channel in (Channel.FAX, Channel.POST))
    assert isinstance(place.gate(case, "count"), Done)
    for other in (fax, post):
        assert isinstance(place.gate(other, "count"), Done)
    assert countable(place) == 3
    assert isinstance(place.classify(fax, "duplicate", case), Done)
    assert isinstance(place.classify(post, "duplicate", case), Done)
    assert countable(place) == 1
    assert Arrival.objects.count() == 3
    assert set(Arrival.objects.values_list("case_id", flat=True)) == {case}
    assert not clocks(fax) | clocks(post)
    assert denied(place.gate(fax, "count")) == "case.merged"
    whole()


def test_undoing_not_a_demand_brings_back_first_receipt_and_clocks(place: Place) -> None:
    case = place.arrive()
    before = clocks(case)
    received = Case.objects.get(pk=case).received_on
    place.later(days=3)
    assert isinstance(place.classify(case, "not_a_demand"), Done)
    assert (clocks(case), Case.objects.get(pk=case).closed_on) == (set(), place.desk.today)
    assert denied(assessments.assess_again(place.desk, case)) == "case.wrong-state"
    whole()
    place.later(days=2)
    assert isinstance(place.classify(case, "new_case"), Done)
    assert clocks(case) == before
    row = Case.objects.get(pk=case)
    assert (row.closed_on, row.received_on) == (None, received)
    assert Arrival.objects.get(vessel_id=case).received_at == NOW
    whole()


def test_what_was_done_stays_done_when_the_word_is_taken_back(place: Place) -> None:
    case = place.arrive()
    assert isinstance(place.gate(case, "count", "no"), Done)
    place.classify(case, "not_a_demand")
    place.classify(case, "new_case")
    assert "answer_count" not in {what for _, what, _, _ in clocks(case)}


def test_a_duplicate_that_came_first_sets_the_clock(place: Place) -> None:
    case = place.arrive()
    late = clocks(case)
    place.later(hours=30)
    early = place.arrive(channel=Channel.POST, at=NOW - datetime.timedelta(days=2))
    third = place.arrive(channel=Channel.FAX, at=NOW + datetime.timedelta(hours=1))
    assert isinstance(place.classify(early, "duplicate", case), Done)
    moved = {due for _, what, _, due in clocks(case) if what == "respond"}
    assert moved == {due - datetime.timedelta(days=2) for _, what, _, due in late if what == "respond"}
    assert Case.objects.get(pk=case).received_on == (NOW - datetime.timedelta(days=2)).date()
    revision = place.state(case).revision
    assert isinstance(place.classify(third, "duplicate", case), Done)
    assert place.state(case).revision == revision  # a later one moves nothing
    assert isinstance(place.classify(early, "new_case"), Done)
    assert clocks(case) == late
    assert Case.objects.get(pk=case).received_on == NOW.date()
    whole()


def test_a_case_without_items_gets_the_receipt_and_no_clock(place: Place) -> None:
    case = place.arrive(NEWSLETTER)
    early = place.arrive(at=NOW - datetime.timedelta(days=2))
    assert isinstance(place.classify(early, "duplicate", case), Done)
    assert Case.objects.get(pk=case).received_on == (NOW - datetime.timedelta(days=2)).date()
    assert {what for _, what, _, _ in clocks(case)} == {"look_at_arrival"}
    whole()


def test_a_supplement_joins_its_case(place: Place) -> None:
    case = place.arrive()
    place.later(days=14)
    more = place.arrive()
    assert isinstance(place.classify(more, "supplement", case), Done)
    assert place.state(more).merged_into == case
    assert set(Arrival.objects.values_list("case_id", flat=True)) == {case}
    assert assessments.received_at(case) == NOW
    whole()


def test_a_case_joins_only_where_it_can(place: Place) -> None:
    case, other, third = place.arrive(), place.arrive(), place.arrive()
    practice = place.arrive(practice=True)
    nothing = place.arrive(NEWSLETTER)
    place.classify(nothing, "not_a_demand")
    place.classify(other, "duplicate", case)
    place.keyed(third)
    before = counts()
    assert denied(place.classify(third, "duplicate", other)) == "case.merged"
    assert denied(place.classify(third, "duplicate", practice)) == "case.practice"
    assert denied(place.classify(third, "supplement", nothing)) == "case.wrong-state"
    assert denied(place.act("aster", Act.CASE_MERGE, third, {"into": other})) == "case.merged"
    missing = ids.case_id(place.desk.draw())
    for attempt in (
        lambda: place.classify(third, "duplicate", missing),
        lambda: place.act("aster", Act.CASE_MERGE, third, {"into": missing}),
    ):
        with pytest.raises(UnknownCaseError):
            attempt()
    assert counts() == before
    whole()


def test_a_chain_of_joins_keeps_the_earliest_receipt(place: Place) -> None:
    first = place.arrive(at=NOW - datetime.timedelta(days=3))
    second, third = place.arrive(), place.arrive()
    place.classify(first, "duplicate", second)
    place.classify(second, "duplicate", third)
    assert assessments.received_at(third) == NOW - datetime.timedelta(days=3)
    assert assessments.received_day(third) == NOW.date() - datetime.timedelta(days=3)
    assert differs(third) == ()
    place.classify(first, "new_case")  # what it was joined to, and what that was joined to, came later
    assert {assessments.received_at(one) for one in (second, third)} == {NOW}
    assert [differs(one) for one in (first, second, third)] == [(), (), ()]
    assert Case.objects.get(pk=third).received_on == NOW.date()
    place.classify(first, "duplicate", second)
    with pytest.raises(UnknownCaseError):
        assessments.received_at(ids.case_id(place.desk.draw()))


def test_merging_moves_items_silences_and_clocks(place: Place) -> None:
    place.verify_authority()
    one = place.arrive(at=NOW - datetime.timedelta(days=1))
    two = place.arrive()
    place.silence(one)
    assert (
        denied(place.act("aster", Act.CASE_MERGE, one, {"into": two})) == "case.not-finished"
    )  # it waits for a second person
    assert isinstance(place.agree_silence(one), Done)
    place.do("aster", Act.PRESERVE_START, one, {"item": 1})
    assert isinstance(place.confirm(one, by="birch", authority=POLICE), Done)
    whats = sorted(what for _, what, _, _ in clocks(one) | clocks(two))
    place.do("aster", Act.CASE_MERGE, one, {"into": two})
    state = place.state(two)
    assert [item.number for item in state.items] == [1, 2]
    assert state.items[1].running[0].rule == "DE-STPO-95A"
    assert state.items[1].preserving == "started"
    assert "birch" in state.typists(1)  # who typed there does not approve here (5.1)
    assert sorted(what for _, what, _, _ in clocks(two)) == whats
    assert not clocks(one)
    assert Item.objects.count() == 2
    assert Case.objects.get(pk=two).received_on == NOW.date() - datetime.timedelta(days=1)
    assert denied(place.gate(one, "count")) == "case.merged"
    # Said anew of the case that they left, their clocks would begin later.
    says = {"case": "", "custodian": "", "resembles": "", "review_on": None, "says": "new_case"}
    assert denied(place.act("aster", Act.ARRIVAL_CLASSIFY, one, says)) == "case.wrong-state"
    whole()


def test_a_merge_that_would_lose_something_is_refused(place: Place) -> None:
    place.verify_authority()
    one, two = place.arrive(), place.arrive(SHUTDOWN)
    place.confirm(one, authority=POLICE)
    place.confirm(two, authority="PK-PTA")
    before = counts()
    assert denied(place.act("aster", Act.CASE_MERGE, one, {"into": two})) == "case.wrong-state"
    third, fourth = place.arrive(SHUTDOWN), place.arrive(SHUTDOWN)
    place.publish(third)
    assert denied(place.act("aster", Act.CASE_MERGE, third, {"into": fourth})) == "case.wrong-state"
    received = place.received(SHUTDOWN)
    assert received.face is not None
    full = replace(received, face=replace(received.face, items=received.face.items * 99))
    (largest,) = arrivals.register(place.desk, [full])
    fifth = place.arrive(SHUTDOWN)
    assert denied(place.act("aster", Act.CASE_MERGE, fifth, {"into": largest.case})) == "case.wrong-state"
    assert counts() != before


def test_a_case_without_live_items_merges_as_it_is(place: Place) -> None:
    one, two, three = place.arrive(NEWSLETTER), place.arrive(), place.arrive()
    place.do("aster", Act.CASE_MERGE, one, {"into": two})
    assert len(place.state(two).items) == 1
    place.ends(two)
    place.do("aster", Act.CASE_CLOSE, two, {})
    assert denied(place.act("aster", Act.CASE_MERGE, three, {"into": two})) == "case.wrong-state"
    whole()


def test_splitting_takes_silence_typist_and_clocks_along(place: Place) -> None:
    case = place.ready()
    place.do("aster", Act.ITEM_CHANGE, case, {"op": "add", "item": 2, "fields": {"kind": "preservation"}})
    place.silence(case, item=2)
    place.gate(case, "count", item=2, answer="no")
    assert denied(place.split(case, 2)[0]) == "case.not-finished"  # it waits for a second person
    assert isinstance(place.agree_silence(case, item=2), Done)
    confirmed = place.state(case).face.confirmed
    before = {(what, rule, due) for item, what, rule, due in clocks(case) if item == 2}
    done, new = place.split(case, 2)
    assert isinstance(done, Done)
    state = place.state(new)
    assert (len(state.items), state.says, state.channel) == (1, ArrivalIs.NEW_CASE, "mail")
    assert "aster" in state.typists(1)
    assert state.face.confirmed == {path for path in confirmed if not path.startswith("items.")}
    assert before <= {(what, rule, due) for _, what, rule, due in clocks(new)}
    assert not {item for item, *_ in clocks(case) if item == 2}
    assert Secrecy.objects.filter(case_id=new, ended_on__isnull=True).count() == 1
    assert list(Item.objects.order_by("case_id").values_list("kind", flat=True).order_by("kind")) == [
        "disclosure",
        "preservation",
    ]
    assert Sealed.objects.filter(case_id=new).count() == len(case_keys.ciphers(case, vessel=False))
    assert set(Envelope.objects.filter(case_id=new).values_list("person", flat=True)) == {"aster", "birch", "recovery"}
    assert case_keys.signed(place.desk, state) == Case.objects.get(pk=new).recipient  # the split is signed, and says it
    assert assessments.received_at(new) == NOW
    assert Arrival.objects.count() == 1  # no arrival is counted twice
    assert isinstance(place.confirm(case, signed=False), Done)
    assert not {item for item, *_ in clocks(case) if item == 2}  # what left gets no clock here
    whole()


def test_a_split_of_confirmed_items_keeps_what_was_confirmed(place: Place) -> None:
    case = place.ready()
    place.do("aster", Act.ITEM_CHANGE, case, {"op": "add", "item": 2, "fields": {"kind": "preservation"}})
    done, new = place.split(case, 1)
    assert isinstance(done, Done)
    assert place.state(new).face.is_confirmed("items.1.kind")
    assert place.state(case).face.get("items.2.kind") == "preservation"


def test_a_practice_case_stays_one_when_it_is_split(place: Place) -> None:
    case = place.arrive(practice=True)
    place.do("aster", Act.ITEM_CHANGE, case, {"op": "add", "item": 2, "fields": {"kind": "preservation"}})
    done, new = place.split(case, 2)
    assert isinstance(done, Done)
    assert Case.objects.get(pk=new).practice
    whole()


def test_a_split_is_refused_whole(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    case = place.arrive()
    before = counts()
    assert denied(place.split(case, 1)[0]) == "case.wrong-state"  # nothing would be left
    place.do("aster", Act.ITEM_CHANGE, case, {"op": "add", "item": 2, "fields": {"kind": "preservation"}})
    before = counts()
    made = place.material(case)
    note = place.parting(case, [2], made)
    assert denied(splits.split(place.desk, note, place.material(case))) == "case.same"
    fewer = {"house": made.recipient, "items": [2], "new": made.case}  # as before ADR 0106
    assert denied(splits.split(place.desk, place.note("aster", Act.CASE_SPLIT, case, fewer), made)) == "case.same"
    assert denied(splits.split(place.desk, note, replace(made, sealed=(place.sealed("original"),)))) == "case.same"
    alone = replace(made, envelopes=(("aster", b"envelope"),))
    assert denied(splits.split(place.desk, note, alone)) == "case.same"  # others could not read it
    with pytest.raises(BadCommandError):
        splits.split(place.desk, place.note("aster", Act.CASE_CLOSE, case, {}), made)

    def broken(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(splits, "_store", broken)
        with pytest.raises(OSError):  # noqa: PT011 - any
            splits.split(place.desk, note, made)
    stands = Sealed.objects.values_list("pk", flat=True)[0]
    taken = replace(made, sealed=(replace(made.sealed[0], id=stands), *made.sealed[1:]))
    assert denied(splits.split(place.desk, place.parting(case, [2], taken), taken)) == "case.revision-moved"
    assert counts() == before
    whole()
    assert isinstance(splits.split(place.desk, note, made), Done)
    after = counts()
    assert denied(splits.split(place.desk, note, made)) == "case.revision-moved"
    assert counts() == after
    whole()


MOVES = st.lists(
    st.tuples(st.sampled_from(["add", "split", "merge", "silence", "withdraw"]), st.integers(0, 5), st.integers(0, 5)),
    max_size=6,
)


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(moves=MOVES)
def test_splits_and_merges_conserve_items_and_clocks(db: None, moves: list[tuple[str, int, int]]) -> None:
    from django.db import transaction

    savepoint = transaction.savepoint()
    try:
        _play(Place.found(), moves)
    finally:
        transaction.savepoint_rollback(savepoint)


def _play(place: Place, moves: list[tuple[str, int, int]]) -> None:
    cases = [place.arrive(), place.arrive()]
    live = [2, 0]  # items, silences
    for move, a, b in moves:
        case = cases[a % len(cases)]
        state = place.state(case)
        items = [item for item in state.items if item.deciding != "ended"]
        item = items[b % len(items)] if items else None
        if move == "add":
            says = {"op": "add", "item": len(state.items) + 1, "fields": {"kind": "preservation"}}
            live[0] += isinstance(place.act("aster", Act.ITEM_CHANGE, case, says), Done)
        elif move == "merge":
            place.act("aster", Act.CASE_MERGE, case, {"into": cases[b % len(cases)]})
        elif item is None:
            continue
        elif move == "split":
            done, new = place.split(case, item.number)
            cases += [new] if isinstance(done, Done) else []
        elif move == "silence" and not state.merged_into:
            place.silence(case, item=item.number)
            assert isinstance(place.agree_silence(case, item=item.number), Done)
            live[1] += 1
        elif move == "withdraw" and not state.merged_into and not item.running:
            place.ends(case, item.number)
            live[0] -= 1
        _conserved(place, cases, live)


def _conserved(place: Place, cases: list[str], live: list[int]) -> None:
    states = [state for state in map(place.state, cases) if not state.merged_into]
    items = [(state.id, item) for state in states for item in state.items if item.deciding != "ended"]
    assert len(items) == live[0]
    assert sum(len(item.running) for _, item in items) == live[1]
    for case, item in items:
        whats = {what for number, what, _, _ in clocks(case) if number == item.number}
        assert {"answer_tell", "answer_admit", "answer_count"} <= whats
        assert ("end_secrecy" in whats) == bool(item.running)
    open_items = {(case, item.number) for case, item in items}
    assert {(d.case_id, d.item) for d in Duty.objects.filter(done_at__isnull=True)} <= open_items
    whole()


def test_a_stub_for_what_stays_outside(place: Place) -> None:
    day = datetime.date(2026, 6, 1)
    arrival = arrivals.hold_outside(place.desk, channel=Channel.VISIT, custodian="cedar", review_on=day)
    row = Arrival.objects.get(pk=arrival)
    assert (row.says, row.custodian, row.review_on, row.case_id) == ("held_outside", "cedar", day, None)
    assert Duty.objects.get().what == "review_held_outside"
    assert not Sealed.objects.exists()


def test_judging_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    case = place.arrive()
    done = assessments.assess_again(place.desk, case)
    assert isinstance(done, Done)
    assert done.revision == place.state(case).revision == 6
    stale = place.state(case)
    assessments.assess_again(place.desk, case)
    monkeypatch.setattr(assessments, "state_of", lambda _case: stale)
    assert denied(assessments.assess_again(place.desk, case)) == "case.revision-moved"
    whole()


def test_clear_text_is_in_no_row(place: Place) -> None:
    from django.apps import apps

    place.arrive(DISCLOSURE)
    for model in apps.get_app_config("data").get_models():
        for row in model._default_manager.values():
            for value in row.values():
                data = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                assert b"postfach.example" not in data
                assert b"Hofmann" not in data


@pytest.mark.slow
def test_the_real_child_seals(place: Place) -> None:
    from dueprocess.adapters import crypto
    from dueprocess.adapters.sandbox import Sandbox
    from dueprocess.desk.intake import sealing

    one = sealing.Incoming("brief.txt", "text/plain", Channel.MAIL, NOW, DISCLOSURE.encode())
    with Sandbox() as sandbox:
        (done,) = arrivals.register(place.desk, sealing.seal_all(place.desk, [one], sandbox))
    assert (done.says, done.kinds) == (ArrivalIs.NEW_CASE, ("disclosure",))
    assert isinstance(acts.took_to_read(place.desk, done.case, "aster"), Done)
    assert crypto is not None
    whole()


def test_what_one_person_said_of_a_case_is_said_of_nothing_that_came_later(place: Place) -> None:
    """One colleague merged a real demand into junk of which an honest one had spoken, and agreed to that."""
    junk, real = place.arrive(), place.arrive()
    said = {**NEW_CASE, "says": "not_a_demand"}
    place.do("birch", Act.ARRIVAL_CLASSIFY, junk, said)
    assert denied(place.act("aster", Act.CASE_MERGE, real, {"into": junk})) == "case.wrong-state"
    assert denied(place.act("aster", Act.ARRIVAL_CLASSIFY, real, {**said, "says": "duplicate", "case": junk}))
    assert isinstance(place.act("aster", Act.ARRIVAL_CLASSIFY, junk, said), Done)
    assert (place.state(junk).closed, place.state(real).closed) == (True, False)
