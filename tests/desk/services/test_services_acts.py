"""Acts of people on a case: the whole way, four eyes, replays by name, writes that break."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

import desk_samples as samples
from case_builders import HOUSE_KEY
from desk_samples import DISCLOSURE, NEW_CASE, POLICE, SHUTDOWN, Place, counts, denied, drafted, looked, whole
from dueprocess.case.commands import BadCommandError
from dueprocess.demand.codes import ArrivalIs
from dueprocess.desk.data import chain
from dueprocess.desk.data.models import Decision, Duty, Effect, Envelope, Event, Item, Sealed, Statement
from dueprocess.desk.services import acts, outbox, splits, trust
from dueprocess.desk.services.result import Done, LostRaceError, UnknownCaseError, racing
from dueprocess.formats import ids, moment
from dueprocess.formats.errors import StatementError
from dueprocess.formats.statement import Act, Said, hash_of


def letter_says(sealed: str, kind: str = "no_data", how: str = "post") -> dict[str, Any]:
    return {"how": how, "items": [1], "kind": kind, "language": "de", "sealed": sealed}


def open_duties(case: str) -> set[str]:
    return set(Duty.objects.filter(case_id=case, done_at__isnull=True).values_list("what", flat=True))


def test_the_whole_way_of_one_demand(place: Place) -> None:
    case = place.ready()
    assert open_duties(case) == {"respond", "answer_tell", "answer_admit", "answer_count"}
    assert denied(place.gate(case, "tell", "yes")) == "gate.law-forbids"
    for question, answer in (("tell", "no"), ("admit", "no"), ("count", "yes")):
        assert isinstance(place.gate(case, question, answer), Done)
    assert open_duties(case) == {"respond"}
    assert isinstance(place.propose(case), Done)
    assert "approve" in open_duties(case)
    assert isinstance(place.approve(case), Done)
    assert open_duties(case) == {"respond", "send_letter"}
    letter = place.sealed("letter")
    place.do("aster", Act.LETTER_SEND, case, letter_says(letter.id), [letter])
    assert open_duties(case) == set()
    place.do("aster", Act.CASE_CLOSE, case, {})
    state = place.state(case)
    assert (state.phase, state.closed, state.items[0].outcome) == ("closed", True, "no_data")
    item = Item.objects.get(case_id=case)
    assert (item.outcome, item.decided_on, item.answered_on) == ("no_data", place.desk.today, place.desk.today)
    signed = Statement.objects.filter(case=case).values_list("person", "act")
    assert ("birch", "decision.approve") in signed
    stored = Sealed.objects.get(pk=letter.id)
    assert (stored.kind, stored.reader, stored.case_id) == ("letter", "case", case)
    assert set(Envelope.objects.filter(case_id=case).values_list("person", flat=True)) == {"aster", "birch", "recovery"}
    whole()


@pytest.mark.parametrize("minutes", [-10 * 525600, -61, 61, 10 * 525600])
@pytest.mark.parametrize(
    ("act", "says"),
    [
        (Act.GATE_ANSWER, {"answer": "yes", "item": 1, "question": "count", "until": None}),
        (Act.DECISION_PROPOSE, {"ground": "", "item": 1, "lines": [], "outcome": "no_data"}),
        (Act.ITEM_CHANGE, {"op": "amend", "item": 1, "fields": {"targets": 2}}),
        (Act.CASE_SPLIT, {"house": HOUSE_KEY, "items": [1], "new": "c-" + "b" * 24}),
    ],
)
def test_an_act_on_a_case_is_of_now(place: Place, act: Act, says: dict[str, Any], minutes: int) -> None:
    """A date is a claim: with one of its own choice an hour could be reckoned from a moment that never was."""
    case = place.ready()
    place.keyed(case)
    before = counts()
    note = place.note("cedar", act, case, says, at=moment.write(place.desk.now + timedelta(minutes=minutes)))
    material = splits.Material("c-" + "b" * 24, HOUSE_KEY, (), ())
    made = splits.split(place.desk, note, material) if act is Act.CASE_SPLIT else acts.perform(place.desk, note)
    assert denied(made) == "desk.wrong-time"
    assert counts() == before


def test_who_signs_within_an_hour_is_heard(place: Place) -> None:
    case = place.ready()
    for minutes, question in ((-59, "count"), (59, "admit")):
        says = {"answer": "no", "item": 1, "question": question, "until": None}
        at = moment.write(place.desk.now + timedelta(minutes=minutes))
        assert isinstance(acts.perform(place.desk, place.note("cedar", Act.GATE_ANSWER, case, says, at=at)), Done)


def test_a_letter_by_mail_waits_in_the_outbox(place: Place) -> None:
    case = place.ready()
    place.propose(case)
    place.approve(case)
    letter = place.sealed("letter", "worker")
    place.do("aster", Act.LETTER_SEND, case, letter_says(letter.id, how="mail"), [letter])
    effect = Effect.objects.get()
    assert (effect.kind, effect.case, effect.payload) == ("letter.mail", case, f'{{"sealed": "{letter.id}"}}')
    assert "respond" in open_duties(case)
    whole()


def test_the_same_identity_twice_is_refused_by_service_and_database(place: Place) -> None:
    case = place.ready()
    assert denied(place.propose(case, by="birch")) == "case.no-second-person"  # aster typed, and nobody else agrees
    assert isinstance(place.propose(case, by="aster"), Done)
    before = counts()
    assert denied(place.approve(case, by="aster")) == "case.four-eyes"
    assert denied(place.approve(case, by="cedar")) == "access.role"
    assert counts() == before
    rows = Decision.objects.filter(case_id=case, state="open")
    for change in (
        {"approver": "aster", "approved_by_statement": "f" * 64},
        {"approver": "", "approved_by_statement": "f" * 64},
        {"approver": "birch", "approved_by_statement": rows.get().proposed_by_statement},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(state="approved", **change)
    whole()


def a_look(place: Place, case: str, *more: Said) -> bytes:
    """aster confirms, proposes and answers the three questions in one look."""
    assert isinstance(acts.took_to_read(place.desk, case, "aster"), Done)
    face = place.state(case).face
    values = {path: face.get(path) for path in face.unconfirmed(1)} | {"authority": POLICE}
    fields = {path: list(value) if isinstance(value, tuple) else value for path, value in values.items()}
    proposes: dict[str, Any] = {"ground": "", "item": 1, "lines": [], "outcome": "no_data"}
    gate: dict[str, Any] = {"answer": "no", "item": 1, "until": None}
    said = (
        Said(Act.FACE_CONFIRM, {"fields": fields}),
        Said(Act.DECISION_PROPOSE, proposes),
        *(Said(Act.GATE_ANSWER, {**gate, "question": question}) for question in ("tell", "admit", "count")),
    )
    return place.sign(looked(place.desk, place.state(case), "aster", *said, *more))


def test_one_look_does_all_its_acts_and_a_second_person_agrees_to_what_stands_in_it(place: Place) -> None:
    place.verify_authority()
    case = place.arrive()
    note = a_look(place, case)
    done = acts.perform(place.desk, note)
    assert isinstance(done, Done), done
    state = place.state(case)
    assert done.revision == state.revision
    assert (state.items[0].deciding, open_duties(case)) == ("proposed", {"respond", "approve"})
    rows = Statement.objects.filter(case=case)
    assert {row.hash for row in rows} == {hash_of(note, number) for number in range(1, 6)}
    assert {bytes(row.note.bytes) for row in rows} == {note}
    assert state.items[0].proposal is not None
    assert state.items[0].proposal.statement == hash_of(note, 2)
    # Each event rests on its own act of the note, and the record says so to whoever checks it.
    assert trust.relied_on(place.desk, state) is None
    assert isinstance(place.approve(case), Done)
    assert place.state(case).items[0].outcome == "no_data"
    whole()


def test_the_same_look_again_is_told_what_it_did(place: Place) -> None:
    place.verify_authority()
    case = place.arrive()
    note = a_look(place, case)
    first, before = acts.perform(place.desk, note), counts()
    again = acts.perform(place.desk, note)
    assert isinstance(first, Done)
    assert isinstance(again, Done)
    assert again.case == case
    assert counts() == before
    assert not isinstance(place.approve(case), str)
    assert isinstance(acts.perform(place.desk, note), Done)  # a lost answer is asked for later, too
    whole()


def test_one_object_is_named_by_one_act(place: Place) -> None:
    place.verify_authority()
    case = place.arrive()
    note = place.sealed("note")
    twice = (Said(Act.NOTE_ADD, {"sealed": note.id}), Said(Act.NOTE_ADD, {"sealed": note.id}))
    signed = place.sign(looked(place.desk, place.state(case), "aster", *twice))
    assert denied(acts.perform(place.desk, signed, attached=[note, note])) == "case.same"
    assert Statement.objects.filter(case=case).count() == 0


@pytest.mark.parametrize(
    ("last", "rule"),
    [
        (Said(Act.COST_RECORD, {"item": 1, "minutes": 0, "tariff": "", "units": 1}), "cost.unknown"),
        (Said(Act.DECISION_PROPOSE, {"ground": "", "item": 1, "lines": [], "outcome": "comply"}), "case.wrong-state"),
        (Said(Act.CASE_MERGE, {"into": "c-" + "a" * 24}), "case.same"),
    ],
)
def test_one_act_that_is_refused_takes_the_whole_look_back(place: Place, last: Said, rule: str) -> None:
    place.verify_authority()
    case = place.arrive()
    note = a_look(place, case, last)
    before = counts()
    assert denied(acts.perform(place.desk, note)) == rule
    assert counts() == before
    assert Statement.objects.filter(case=case).count() == 0
    whole()


@pytest.fixture
def waiting(place: Place) -> Iterator[tuple[Place, str, dict[str, Any]]]:
    """A proposal that waits for birch; afterwards nothing may have been written."""
    case = place.ready()
    other = place.arrive()
    place.keyed(other)
    assert isinstance(place.propose(case), Done)
    place.cases = [case, other]
    before = counts()
    yield place, case, place.approve_says(case)
    assert counts() == before
    assert place.state(case).items[0].deciding == "proposed"
    whole()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"desk": "a" * 64}, "statement.wrong-desk"),
        ({"roster": (2, "0" * 64)}, "statement.wrong-roster"),
        ({"by": "eve"}, "statement.not-on-roster"),
    ],
)
def test_a_statement_from_elsewhere_is_refused(
    waiting: tuple[Place, str, dict[str, Any]], changes: dict[str, Any], rule: str
) -> None:
    place, case, says = waiting
    with pytest.raises(StatementError) as caught:
        acts.perform(place.desk, place.note("birch", Act.DECISION_APPROVE, case, says, **changes))
    assert caught.value.rule == rule


def test_another_key_or_a_changed_byte_is_refused(waiting: tuple[Place, str, dict[str, Any]]) -> None:
    from dueprocess.adapters import identity

    place, case, says = waiting
    statement = drafted(place.desk, place.state(case), Act.DECISION_APPROVE, "birch", says)
    stranger = identity.new("birch", "2026-03-01T08:00:00Z")
    with pytest.raises(StatementError) as caught:
        acts.perform(place.desk, statement.sign(*stranger.signer()))
    assert caught.value.rule == "statement.unknown-key"
    note = place.sign(statement)
    at = note.index(b'"revision":') + len(b'"revision":')
    changed = note[:at] + (b"9" if note[at : at + 1] != b"9" else b"8") + note[at + 1 :]
    with pytest.raises(StatementError) as caught:
        acts.perform(place.desk, changed)
    assert caught.value.rule == "statement.bad-signature"


def test_a_statement_on_another_case_or_an_old_revision_is_refused(waiting: tuple[Place, str, dict[str, Any]]) -> None:
    place, case, says = waiting
    other = place.cases[1]
    assert denied(place.act("birch", Act.DECISION_APPROVE, other, says)) == "case.wrong-state"
    old = place.note("birch", Act.DECISION_APPROVE, case, says, revision=place.state(case).revision - 1)
    assert denied(acts.perform(place.desk, old)) == "case.revision-moved"
    basis = place.note("birch", Act.DECISION_APPROVE, case, says, basis="b" * 64)
    assert denied(acts.perform(place.desk, basis)) == "case.basis-changed"
    with pytest.raises(UnknownCaseError):
        acts.perform(
            place.desk, place.note("birch", Act.DECISION_APPROVE, case, says, case=ids.case_id(place.desk.draw()))
        )
    with pytest.raises(UnknownCaseError):
        acts.perform(place.desk, place.note("birch", Act.DECISION_APPROVE, case, says, case=None))


def test_a_statement_of_another_act_is_refused(waiting: tuple[Place, str, dict[str, Any]]) -> None:
    place, case, says = waiting
    with pytest.raises(BadCommandError):
        place.act("birch", Act.DECISION_SEND_BACK, case, says)
    with pytest.raises(BadCommandError, match="no act on a case"):
        place.act("birch", Act.LAW_SIGN, case, says)
    with pytest.raises(BadCommandError, match="parting"):
        place.act(
            "aster", Act.CASE_SPLIT, case, {"house": HOUSE_KEY, "items": [1], "new": ids.case_id(place.desk.draw())}
        )


def test_a_statement_counts_once(place: Place) -> None:
    case = place.ready()
    note = place.note("cedar", Act.GATE_ANSWER, case, _yes("count"))
    assert isinstance(acts.perform(place.desk, note), Done)
    before = counts()
    again = acts.perform(place.desk, note)
    assert isinstance(again, Done)
    assert again.events == ("case:gate:answered",)  # what it did when it came first
    assert counts() == before
    whole()


def _yes(question: str) -> dict[str, Any]:
    return {"answer": "yes", "item": 1, "question": question, "until": None}


ACTS: list[tuple[str, str, Act, dict[str, Any]]] = [
    ("ready", "aster", Act.ARRIVAL_CLASSIFY, {**NEW_CASE, "says": "not_a_demand"}),
    ("ready", "aster", Act.FACE_CONFIRM, {"fields": {"signed": False, "items.1.targets": 2}}),
    ("ready", "aster", Act.ITEM_CHANGE, {"op": "add", "item": 2, "fields": {"kind": "preservation"}}),
    ("ready", "aster", Act.ITEM_CHANGE, {"op": "amend", "item": 1, "fields": {"targets": 3}}),
    ("ready", "aster", Act.ITEM_CHANGE, {"op": "withdraw", "item": 1, "fields": {}}),
    ("ready", "cedar", Act.DECISION_PROPOSE, {"ground": "", "item": 1, "lines": [], "outcome": "no_data"}),
    ("ready", "cedar", Act.DECISION_PROPOSE, {"ground": "", "item": 1, "lines": [], "outcome": "correct"}),
    ("proposed", "cedar", Act.DECISION_WITHDRAW, {"item": 1}),
    ("proposed", "aster", Act.FACE_CONFIRM, {"fields": {"signed": False}}),
    ("approved", "aster", Act.FACE_CONFIRM, {"fields": {"items.1.targets": 2}}),
    ("ready", "cedar", Act.GATE_ANSWER, _yes("count")),
    (
        "ready",
        "cedar",
        Act.SECRECY_RECORD,
        {
            "admit": True,
            "count": False,
            "item": 1,
            "review_on": None,
            "rule": "",
            "source": "order",
            "tell": True,
            "until": "2026-09-01",
        },
    ),
    ("ready", "birch", Act.AUTHORITY_CALL_BACK, {"how": "call_back", "said": "confirmed"}),
    ("ready", "aster", Act.PRESERVE_START, {"item": 1}),
    ("ready", "aster", Act.DUTY_DONE, {"item": 1, "what": "respond"}),
]


def prepared(place: Place, stage: str) -> str:
    case = place.ready()
    if stage in {"proposed", "approved"}:
        assert isinstance(place.propose(case), Done)
    if stage == "approved":
        assert isinstance(place.approve(case), Done)
    return case


class BrokenError(Exception):
    """The machine stops here."""


@pytest.mark.parametrize(("stage", "by", "act", "says"), ACTS)
def test_each_write_broken_twice(
    place: Place, monkeypatch: pytest.MonkeyPatch, stage: str, by: str, act: Act, says: dict[str, Any]
) -> None:
    case = prepared(place, stage)
    note = place.note(by, act, case, place.withdraw_says(case) if act is Act.DECISION_WITHDRAW else says)
    before = counts()

    def broken(*_: object, **__: object) -> None:
        raise BrokenError

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "enter", broken)  # after events and rows, before the commit
        with pytest.raises(BrokenError):
            acts.perform(place.desk, note)
    assert counts() == before
    whole()
    assert isinstance(acts.perform(place.desk, note), Done)  # failed but persisted: the caller never heard of it
    after = counts()
    assert isinstance(acts.perform(place.desk, note), Done)  # told what it did, and done once
    assert counts() == after
    whole()


def test_a_correction_after_approval_voids_it(place: Place) -> None:
    case = prepared(place, "approved")
    stale = place.approve_says(case)
    assert isinstance(place.confirm(case, items__1__targets=2), Done)
    assert Decision.objects.get(case_id=case).state == "void"
    assert Item.objects.get(case_id=case).outcome == ""
    assert "send_letter" not in open_duties(case)
    letter = place.sealed("letter")
    assert denied(place.act("aster", Act.LETTER_SEND, case, letter_says(letter.id), [letter])) == "case.wrong-state"
    assert denied(place.act("birch", Act.DECISION_APPROVE, case, stale)) == "case.wrong-state"
    assert isinstance(place.propose(case), Done)
    assert isinstance(place.approve(case), Done)
    assert sorted(Decision.objects.filter(case_id=case).values_list("state", flat=True)) == ["approved", "void"]
    whole()


def test_sent_back_and_withdrawn_proposals_are_kept_and_do_not_count(place: Place) -> None:
    case = prepared(place, "proposed")
    proposal = place.approve_says(case)["proposal"]
    place.do("birch", Act.DECISION_SEND_BACK, case, {"item": 1, "proposal": proposal, "reason": "law"})
    assert isinstance(place.propose(case), Done)
    place.do("cedar", Act.DECISION_WITHDRAW, case, place.withdraw_says(case))
    assert sorted(Decision.objects.values_list("state", flat=True)) == ["sent_back", "void"]
    whole()


def test_a_proposal_whose_row_was_taken_is_not_approved(place: Place) -> None:
    case = prepared(place, "proposed")
    Decision.objects.filter(case_id=case).update(state="void")
    before = counts()
    assert denied(place.approve(case)) == "case.revision-moved"
    assert counts() == before


def test_law_that_no_longer_applies_takes_its_clocks_and_gives_them_back(place: Place) -> None:
    case = place.ready()
    first = Duty.objects.get(case_id=case, what="respond")
    assert first.rule == "DE-STPO-100J"
    place.later(hours=5)
    assert isinstance(place.confirm(case, instruments=["PK-PTA-54"], country="PK", authority=None), Done)
    first.refresh_from_db()
    assert first.done_at == place.desk.minute
    assert Event.objects.get(event=first.done_by).kind == "case:assessment:made"
    assert isinstance(place.confirm(case, instruments=["DE-STPO-100J"], country="DE", authority=POLICE), Done)
    again = Duty.objects.get(case_id=case, what="respond", rule="DE-STPO-100J", done_at__isnull=True)
    assert again.due_at == first.due_at
    whole()


def test_an_answer_until_a_day_is_asked_again(place: Place) -> None:
    case = place.ready()
    assert isinstance(place.gate(case, "admit", "no", until="2026-05-04"), Done)
    again = Duty.objects.get(case_id=case, what="answer_admit", done_at__isnull=True)
    assert again.due_at.date().isoformat() == "2026-05-04"
    assert isinstance(place.confirm(case, signed=False), Done)  # judged again: asked once, not twice
    again.refresh_from_db()
    assert again.due_at.date().isoformat() == "2026-05-04"
    assert isinstance(place.gate(case, "admit", "no"), Done)
    assert "answer_admit" not in open_duties(case)
    whole()


def test_a_second_silence_has_an_end_too(place: Place) -> None:
    case = place.ready()
    for until in ("2026-06-01", "2026-08-03"):
        place.silence(case, until=until)
        ends = Duty.objects.get(case_id=case, what="end_secrecy", done_at__isnull=True)
        assert ends.due_at.date().isoformat() == until
        place.speaks(case)
    assert {"tell"} <= open_duties(case)
    place.ends(case)
    assert open_duties(case) == {"tell"}  # withdrawn or not: telling closes only by telling (P5)
    whole()


def test_a_ciphertext_comes_with_the_act_that_names_it(place: Place) -> None:
    case = place.ready()
    note, other = place.sealed(), place.sealed()
    before = counts()
    assert denied(place.act("aster", Act.NOTE_ADD, case, {"sealed": note.id})) == "case.same"
    assert denied(place.act("aster", Act.NOTE_ADD, case, {"sealed": note.id}, [other])) == "case.same"
    assert denied(place.act("aster", Act.NOTE_ADD, case, {"sealed": note.id}, [note, other])) == "case.same"
    assert denied(place.act("cedar", Act.GATE_ANSWER, case, _yes("count"), [note])) == "case.same"
    assert counts() == before
    place.do("aster", Act.NOTE_ADD, case, {"sealed": note.id}, [note])
    assert bytes(Sealed.objects.get(pk=note.id).bytes) == note.bytes
    again = replace(note, bytes=b"other bytes under the same id")
    assert denied(place.act("aster", Act.NOTE_ADD, case, {"sealed": note.id}, [again])) == "case.revision-moved"
    assert bytes(Sealed.objects.get(pk=note.id).bytes) == note.bytes
    whole()


def test_reading_is_recorded_of_readers_alone(place: Place) -> None:
    case = place.arrive()
    before = counts()
    for name in ("eve", "dan", "cedar"):
        assert denied(acts.took_to_read(place.desk, case, name)) == "access.role"
    assert counts() == before
    assert isinstance(acts.took_to_read(place.desk, case, "birch"), Done)
    assert place.state(case).readers == {"birch"}
    with pytest.raises(UnknownCaseError):
        acts.took_to_read(place.desk, ids.case_id(place.desk.draw()), "birch")
    whole()


def test_the_slower_reader_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    case = place.arrive()
    stale = place.state(case)
    place.classify(case, "new_case")
    monkeypatch.setattr(acts, "state_of", lambda _case: stale)
    assert denied(acts.took_to_read(place.desk, case, "aster")) == "case.revision-moved"


def test_a_refusal_by_a_guard_is_no_lost_race(place: Place) -> None:
    place.arrive()
    with pytest.raises(IntegrityError, match="dueprocess guard"), transaction.atomic(), racing():
        Event.objects.update(kind="x")
    with pytest.raises(LostRaceError), transaction.atomic(), racing():
        Item.objects.create(case_id=place.cases[0], number=1, kind="disclosure")


def test_a_refused_demand_that_is_filed_again_says_why_it_differs(place: Place) -> None:
    first = place.ready()
    assert isinstance(place.propose(first, "refuse", ground="counsel"), Done)
    assert isinstance(place.approve(first), Done)
    second, third = place.arrive(), place.arrive()
    for case, before in ((second, first), (third, second)):
        assert isinstance(place.classify(case, "new_case", resembles=before), Done)
    assert isinstance(place.confirm(third, authority=POLICE), Done)
    assert isinstance(place.propose(third), Done)
    assert denied(place.approve(third)) == "case.refiled"  # through one that nobody refused, too
    assert isinstance(place.approve(third, differs="new_order"), Done)
    with pytest.raises(UnknownCaseError):
        place.classify(second, "new_case", resembles=ids.case_id(place.desk.draw()))
    assert isinstance(place.classify(second, "new_case", resembles=third), Done)  # a ring ends
    assert isinstance(place.confirm(second, authority=POLICE), Done)
    assert isinstance(place.propose(second), Done)
    assert denied(place.approve(second)) == "case.refiled"  # naming another one took nothing back
    whole()


def test_an_unknown_kind_of_event_is_passed_over(place: Place) -> None:
    from data_samples import new_event
    from dueprocess.desk.data import codec
    from dueprocess.desk.data.transaction import write

    case = place.arrive(SHUTDOWN)
    state = place.state(case)
    with write():
        codec.append_many(
            place.desk.today, [codec.Batch(case, state.revision, [new_event("case:future:thing", body={})])]
        )
    after = place.state(case)
    assert (after.says, after.revision) == (ArrivalIs.NEW_CASE, state.revision + 1)
    assert chain.verify_chain(case).holds


def test_a_short_id_finds_its_case(place: Place) -> None:
    from dueprocess.desk.services.cases import find

    case = place.arrive(DISCLOSURE)
    assert find(case[:6]) == find(case[2:10]) == find(case) == case
    samples.Case.objects.create(id=case[:-1] + ("a" if case[-1] != "a" else "b"), recipient="x", opened_on="2026-03-09")
    for text in (case[:10], "c-zzzzz", "c-2", "%%%%"):
        with pytest.raises(UnknownCaseError):
            find(text)
