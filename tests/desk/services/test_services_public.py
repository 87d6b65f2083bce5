# ruff: noqa: SLF001
"""The gate, silences, snapshots and letters: nothing leaves by itself (P5, P6, P7, P11)."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from desk_samples import (
    DISCLOSURE,
    NEWSLETTER,
    NOW,
    POLICE,
    PROVIDER,
    SHUTDOWN,
    Place,
    chains_hold,
    denied,
    forge,
    taken_back,
    whole,
)
from dueprocess.case.case_events import FaceConfirmed
from dueprocess.case.decisions import handles
from dueprocess.case.state import QUESTIONS
from dueprocess.demand.codes import Channel
from dueprocess.desk.data.models import Case, Duty, GateAnswer, Item, RegisterRow, Secrecy
from dueprocess.desk.data.transaction import write
from dueprocess.desk.publish import site
from dueprocess.desk.services import assessments, beat, desk_acts, ledgers, letters, publication, report_facts
from dueprocess.desk.services.result import Done
from dueprocess.desk.services.row_check import renew
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from dueprocess.law.finding import Status
from dueprocess.letter.facts import Provider
from dueprocess.letter.kinds import LetterKind
from dueprocess.report.cells import Cells, Why
from dueprocess.report.cells import Place as CellPlace
from dueprocess.report.lawsheet import law_sheets
from dueprocess.report.ledger import Ledger, Surface, of_cells
from dueprocess.report.provider import Declared
from dueprocess.report.snapshot import Snapshot
from dueprocess.report.told import StandingError, standing_laws
from dueprocess.report.withholding import law_cells

HOUSE = letters.Merged(Provider("Fennel Mail", "Oberfenchel", ("Fennel Mail",), "legal@fennel.example", ("de", "en")))


def publish_says(place: Place, case: str, detail: str = "full") -> dict[str, Any]:
    from dueprocess.formats import ids

    return {"detail": detail, "item": 1, "proposal": place.publication(case), "row": ids.register_id(place.desk.draw())}


@pytest.mark.slow
def test_no_clock_publishes(place: Place) -> None:
    place.arrive(SHUTDOWN)
    place.arrive(DISCLOSURE)
    empty = replace(place.snapshot(), made_on=NOW.date(), law=(), silences=())
    for _ in range(18):
        place.later(days=21)
        beat.beat(place.desk)
        for case in place.cases:
            assert isinstance(assessments.assess_again(place.desk, case), Done)
        assert replace(place.snapshot(), made_on=NOW.date(), law=(), silences=()) == empty
    assert place.snapshot().law == law_sheets(place.desk.shelf, place.desk.today)  # moves with the law's own days alone
    assert (empty.rows, empty.numbers, RegisterRow.objects.count()) == ((), (), 0)
    due = Duty.objects.get(what="propose_publication")
    assert due.done_at is None
    assert due.due_at == NOW + datetime.timedelta(hours=24)
    assert due.raised > 300  # and it grew louder
    whole()


def test_a_case_whose_gate_nobody_answered_changes_no_snapshot(place: Place) -> None:
    shutdown = place.arrive(SHUTDOWN)
    place.publish(shutdown)
    place.gate(shutdown, "tell")
    before = place.snapshot()
    assert (len(before.rows), before.numbers != ()) == (1, True)
    for text in (SHUTDOWN, DISCLOSURE, NEWSLETTER):
        place.arrive(text)
    no = place.arrive(SHUTDOWN)
    assert isinstance(place.gate(no, "admit"), Done)  # but not: count
    assert place.snapshot() == before
    gagged = place.arrive(SHUTDOWN)
    assert isinstance(place.gate(gagged, "count"), Done)
    place.silence(gagged)
    assert place.snapshot() == before


def test_a_position_is_public_once_counsel_signed_it_and_until_it_is_taken_back(place: Place) -> None:
    name = next(iter(sorted(place.desk.shelf.positions)))
    assert place.snapshot().positions == ()
    place.sign_law(name)
    (ours,) = place.snapshot().positions
    assert (ours.id, ours.taken_on) == (name, place.desk.today)
    place.later(days=800)
    assert [one.id for one in place.snapshot().positions] == [name], "no clock takes it away"
    place.sign_law(f"{name}.withdrawn")
    assert place.snapshot().positions == ()


@pytest.mark.parametrize("rule", ["PK-NONE.withdrawn", "DE-STPO-100J.withdrawn", "DE-STPO-100J.nothing"])
def test_only_a_position_can_be_taken_back(place: Place, rule: str) -> None:
    says = {"on": place.desk.today.isoformat(), "rule": rule}
    assert isinstance(desk_acts.perform(place.desk, place.ask("cedar", Act.LAW_SIGN, says)), Denied)


def test_a_desk_declares_the_standing_laws_that_apply_to_it(place: Place) -> None:
    known = sorted(standing_laws(place.desk.shelf, place.desk.today))
    before = place.snapshot()
    since = place.desk.today
    declared = tuple(Declared(name, since, ("Mail",)) for name in known)
    place.desk = replace(place.desk, house=replace(place.desk.house, standing_access=declared))
    after = place.snapshot()
    may_be_named = {
        name for name in known if str(place.desk.shelf.instruments[name].at(since).standing.public) == "yes"
    }
    assert {one.id for one in after.unseen} <= may_be_named
    assert replace(after, unseen=()) == before, "of one that may not be named nothing is public"
    place.desk = replace(place.desk, house=replace(place.desk.house, standing_access=(Declared("DE-NONE", since),)))
    with pytest.raises(StandingError, match="DE-NONE"):
        place.snapshot()


def test_law_that_counsel_signs_for_a_secret_case_changes_no_snapshot(place: Place) -> None:
    before = place.snapshot()
    secret = place.arrive(DISCLOSURE)
    place.silence(secret)
    place.sign_law("DE-STPO-100A")
    assert place.snapshot() == before
    read = [row.id for sheet in before.law for row in sheet.entries if sheet.country == "DE"]
    place.sign_law(*read)
    (german,) = (sheet for sheet in place.snapshot().law if sheet.country == "DE")
    assert german.until is not None
    assert {row.id for row in german.entries if not row.detail} == {
        row.id for row in german.entries if row.status is not Status.VERIFIED
    }


def test_a_register_row_stands_while_the_gate_is_open(place: Place) -> None:
    case = place.arrive(SHUTDOWN)
    place.confirm(case)
    place.reach(case)
    assert denied(place.act("birch", Act.PUBLICATION_PUBLISH, case, publish_says(place, case))) == "case.wrong-state"
    place.do("cedar", Act.PUBLICATION_PROPOSE, case, {"detail": "full", "item": 1})
    assert denied(place.act("birch", Act.PUBLICATION_PUBLISH, case, publish_says(place, case))) == "gate.closed"
    place.do("cedar", Act.PUBLICATION_PROPOSE, case, {"detail": "full", "item": 1})
    row = place.publish(case)
    assert [one.id for one in place.snapshot().rows] == [row]
    assert RegisterRow.objects.get().register == "network"
    assert isinstance(place.gate(case, "count", "no"), Done)
    assert place.snapshot().rows == ()
    assert RegisterRow.objects.get().withdrawn_on == place.desk.today
    assert Item.objects.get().publication == "aggregate"
    whole()


def test_a_row_about_a_person_stands_once_two_people_told_them(place: Place) -> None:
    place.verify_authority()
    case = place.arrive(SHUTDOWN)
    told = {"items__1__kind": "account", "country": "DE"}
    assert isinstance(place.confirm(case, authority=POLICE, **told), Done)
    done = place.propose(case, "not_executable")
    assert isinstance(done, Done), done
    place.approve(case)
    for each in QUESTIONS:
        done = place.gate(case, each)
        assert isinstance(done, Done), done
    place.reach(case)
    summary = {"detail": "summary", "item": 1}
    assert denied(place.act("cedar", Act.PUBLICATION_PROPOSE, case, summary)) == "publication.class"
    for handle in handles(place.state(case), 1):
        on = place.desk.today.isoformat()
        said = {"handle": handle, "how": "post", "item": 1, "mark": "6" * 64, "on": on}
        place.do("aster", Act.NOTICE_RECORD, case, said)
        record = next(one.statement for one in place.state(case).items[0].notices if one.handle == handle)
        place.do("birch", Act.NOTICE_CONFIRM, case, {"handle": handle, "item": 1, "record": record})
    row = place.publish(case, detail="summary")
    assert [one.id for one in place.snapshot().rows] == [row]
    full = {"detail": "full", "item": 1}
    place.do("birch", Act.PUBLICATION_WITHDRAW, case, {"item": 1, "proposal": place.publication(case)})
    assert denied(place.act("cedar", Act.PUBLICATION_PROPOSE, case, full)) == "publication.class"
    assert place.snapshot().rows == ()
    whole()


def test_what_was_published_and_is_no_demand_after_all_is_not_listed(place: Place) -> None:
    case, other = place.arrive(SHUTDOWN), place.arrive(SHUTDOWN)
    place.publish(case)
    place.publish(other)
    place.classify(case, "not_a_demand")
    assert len(place.snapshot().rows) == 1  # and the numbers do not contradict the register (P7)
    assert isinstance(place.classify(other, "new_case"), Done)
    place.do("birch", Act.PUBLICATION_WITHDRAW, other, {"item": 1, "proposal": place.state(other).items[0].publication})
    assert place.snapshot().rows == ()
    whole()


def test_counted_only_is_no_row(place: Place) -> None:
    case = place.arrive(SHUTDOWN)
    place.publish(case, "aggregate")
    assert (RegisterRow.objects.count(), place.snapshot().rows) == (0, ())
    assert place.snapshot().numbers != ()


@pytest.mark.slow
def test_a_row_that_was_wrong_is_corrected_in_public_and_one_that_falls_silent_leaves_no_trace(place: Place) -> None:
    case, other = place.arrive(SHUTDOWN), place.arrive(SHUTDOWN)
    row, stays = place.publish(case), place.publish(other)

    def published() -> Snapshot:
        made = place.snapshot()
        publication.tell(place.desk, made)
        return made

    assert published().corrected == ()
    place.later(days=7)
    for one in (case, other):
        assert isinstance(place.confirm(one, authority_kind="court"), Done)
    made = published()
    assert {(one.now.id, one.fields, one.on) for one in made.corrected} == {
        (one, ("authority_kind",), place.desk.today) for one in (row, stays)
    }
    assert place.snapshot().corrected == made.corrected  # built again the same day
    feed = site.render(made, languages=("en",))["feed.json"].decode()
    assert f"urn:dueprocess:register:{row}:correction:1" in feed
    place.silence(case)
    place.later(days=7)
    silent = published()
    files = site.render(silent, languages=("en", "de", "ur"))
    assert {one.now.id for one in silent.corrected} == {stays}
    assert not [path for path, data in files.items() if row.encode() in data]
    assert [path for path, data in files.items() if stays.encode() in data and "correction" in path]
    whole()


def test_access_demands_have_their_register(place: Place) -> None:
    case = place.arrive(SHUTDOWN)
    assert isinstance(place.confirm(case, items__1__kind="direct_access"), Done)
    place.publish(case, "summary")
    assert RegisterRow.objects.get().register == "access"
    assert [str(one.register) for one in place.snapshot().rows] == ["access"]


def test_a_yes_that_a_silence_overtook_does_not_come_back(place: Place) -> None:
    case = place.arrive(SHUTDOWN)
    for question in ("tell", "admit", "count"):
        assert isinstance(place.gate(case, question), Done)
    assert place.snapshot().numbers != ()
    place.silence(case, admit=False)
    assert place.snapshot().numbers == ()
    assert denied(place.gate(case, "count")) == "gate.law-forbids"
    place.speaks(case)
    assert Secrecy.objects.get().ended_on == place.desk.today
    assert place.snapshot().numbers == ()  # closed until somebody answers anew
    assert place.state(case).items[0].answers == {"admit": "yes"}
    assert isinstance(place.gate(case, "count"), Done)
    assert place.snapshot().numbers != ()
    whole()


def test_a_yes_until_a_day_is_no_answer_after_it(place: Place) -> None:
    case = place.arrive(SHUTDOWN)
    assert isinstance(place.gate(case, "count", until="2026-03-20"), Done)
    assert isinstance(place.gate(case, "admit"), Done)
    place.later(days=11)
    assert place.snapshot().numbers != ()
    place.later(days=1)
    assert place.snapshot().numbers == ()


def test_a_decided_item_is_counted_as_answered(place: Place) -> None:
    case = place.arrive(SHUTDOWN)
    place.confirm(case)
    place.gate(case, "count")
    place.gate(case, "admit")
    assert isinstance(place.propose(case, "refuse", ground="policy.shutdown"), Done)
    place.approve(case)
    at = {cell.place: cell.value for cell in place.snapshot().numbers}
    assert at[CellPlace("received", "2026")] == at[CellPlace("answered", "2026", (("outcome", "refuse"),))] == 1


def test_what_may_be_counted_and_not_admitted_is_in_no_live_number(place: Place) -> None:
    case = place.arrive(SHUTDOWN)
    empty = place.snapshot().numbers
    assert isinstance(place.gate(case, "count"), Done)
    assert place.snapshot().numbers == empty == ()
    assert isinstance(place.gate(case, "admit"), Done)
    assert place.snapshot().numbers != ()


def by_country(numbers: Cells) -> set[Why]:
    return {
        cell.why for cell in numbers if (cell.place.metric, cell.place.by[:1]) == ("received", (("country", "PK"),))
    }


def test_live_numbers_beside_a_table_of_law_are_withheld(place: Place) -> None:
    for questions in (("count", "admit"), ("count",)):
        case = place.arrive(SHUTDOWN)
        for question in questions:
            assert isinstance(place.gate(case, question), Done)
    owing = replace(place.desk, house=replace(place.desk.house, owes=("dsa",)))
    owed = publication.snapshot(owing, PROVIDER).numbers
    assert by_country(owed) == {Why.BESIDE}
    assert by_country(place.snapshot().numbers) == {Why.EXACT}
    cells = law_cells(report_facts.facts(place.desk), ["dsa"])
    entry = ledgers.prepare(Surface.LAW, Ledger(numbers=of_cells(cells, Surface.LAW, NOW.date(), fixed=True)))
    with write():
        assert ledgers.enter(place.desk, entry)
    numbers = place.snapshot().numbers
    assert {cell.why for cell in numbers if cell.place.metric == "received" and not cell.place.by} == {Why.EXACT}
    assert by_country(numbers) == {Why.BESIDE}


def test_practice_is_never_counted(place: Place) -> None:
    case = place.arrive(SHUTDOWN, practice=True)
    assert isinstance(place.gate(case, "count"), Done)
    assert place.snapshot().numbers == ()
    assert publication.arrivals_by_what(place.desk.today) == {}
    place.arrive(SHUTDOWN)
    place.arrive(NEWSLETTER)
    assert publication.arrivals_by_what(place.desk.today) == {"new_case": 1, "unread": 1}
    assert publication.arrivals_by_what(place.desk.today - datetime.timedelta(days=1)) == {}


def test_the_beat_ends_what_time_ends(place: Place) -> None:
    case = place.ready()
    place.silence(case, until="2026-03-10")
    place.do("aster", Act.PRESERVE_START, case, {"item": 1})
    assert beat.beat(place.desk) == beat.Beaten((), (), ())
    place.later(days=4)
    done = beat.beat(place.desk)
    assert done.ended == (case,)
    state = place.state(case).items[0]
    assert (state.running, state.preserving) == ((), "lapsed")
    tell = Duty.objects.get(what="tell")
    assert tell.done_at is None
    assert beat.beat(place.desk).ended == ()
    whole()


def test_each_late_duty_grows_louder_once_a_day(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beat, "MAX_A_CALL", 2)
    place.arrive()
    from dueprocess.desk.services.arrivals import hold_outside

    hold_outside(place.desk, channel=Channel.VISIT, custodian="cedar", review_on=NOW.date())
    place.later(days=30)
    raised: list[str] = []
    while (done := beat.beat(place.desk)).raised:
        raised += done.raised  # what was raised today does not stand in the way of the rest
    late = Duty.objects.exclude(what="ask_talks")  # the quarter's question is due in a week
    assert sorted(raised) == sorted(late.values_list("pk", flat=True))
    assert chains_hold()


def test_two_beats_at_once_raise_and_end_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    case, other = place.arrive(), place.arrive()
    for one in (case, other):
        place.silence(one, until="2026-03-10")
    stale = place.state(case)
    place.later(days=30)
    late = list(Duty.objects.filter(done_at__isnull=True, due_at__lt=place.desk.now).exclude(case=None))
    others = [duty.pk for duty in late if duty.case_id == other]
    assert len(others) > 1  # a chain moves once for all of them
    with monkeypatch.context() as patched:
        old = replace(stale, revision=stale.revision - 1)
        patched.setattr(beat, "states_of", lambda ones: [old if one == case else place.state(one) for one in ones])
        assert beat._raise(place.desk, late) == others  # who is behind keeps no other case from its own
        assert beat._end(place.desk, [case, other]) == [other]
    assert beat._raise(place.desk, late) == [duty.pk for duty in late if duty.case_id == case]
    assert beat._raise(place.desk, late) == []
    whole()


def letter(place: Place, case: str, kind: LetterKind, *items: int) -> Any:
    return letters.write_letter(place.desk, place.state(case), kind, items, ("de",), HOUSE)


def test_the_letter_follows_the_decision(place: Place) -> None:
    case = place.ready()
    state = place.state(case)
    assert letters.kind_for(state, state.items[0]) is LetterKind.ACKNOWLEDGEMENT
    for outcome, ground, kind in (
        ("no_data", "", LetterKind.NO_DATA),
        ("refuse", "counsel", LetterKind.REFUSAL_POLICY),
        ("not_executable", "", LetterKind.NOT_EXECUTABLE),
        ("comply", "", LetterKind.COMPLY_NOTICE),
    ):
        place.propose(case, outcome, ground=ground)
        place.approve(case)
        state = place.state(case)
        assert letters.kind_for(state, state.items[0]) is kind
        made = letter(place, case, kind, 1)
        assert isinstance(made, Denied) is (outcome == "refuse") or made
        assert isinstance(place.confirm(case, items__1__targets=len(outcome)), Done)


def test_an_oral_demand_is_asked_for_in_writing(place: Place) -> None:
    case = place.arrive(channel=Channel.TELEPHONE)
    assert isinstance(place.propose(case, "correct"), Done)
    state = place.state(case)
    assert letters.kind_for(state, state.items[0]) is LetterKind.CONFIRM_IN_WRITING


def test_a_correction_asks_for_what_the_law_requires(place: Place) -> None:
    case = place.arrive()
    place.sign_law("DE-STPO-100J", "DE-TKG-174")
    assert isinstance(place.confirm(case, written=False, authority=POLICE), Done)
    place.propose(case, "correct")
    made = letter(place, case, LetterKind.CORRECTION, 1)
    assert isinstance(made, Denied) or made.kind is LetterKind.CORRECTION
    assert letters.authority_name(place.desk, place.state(case), ("de",)) == "Bundeskriminalamt"


def test_a_letter_is_dated_where_the_provider_sits_and_refused_for_an_item_that_is_not_there(place: Place) -> None:
    case = place.ready()
    assert denied(letter(place, case, LetterKind.ACKNOWLEDGEMENT, 2)) == "case.no-such-item"
    assert denied(letter(place, case, LetterKind.ACKNOWLEDGEMENT)) == "case.no-such-item"
    place.desk = replace(place.desk, now=datetime.datetime(2026, 11, 24, 23, 30, tzinfo=datetime.UTC))
    made = letter(place, case, LetterKind.ACKNOWLEDGEMENT, 1)
    assert ("Datum", "Oberfenchel, 25. November 2026") in [
        (row.label, "".join(run.text for run in row.value)) for row in made.sheets[0].details
    ]


def test_an_authority_that_nobody_knows_has_no_name_and_no_contact(place: Place) -> None:
    from dueprocess.demand.codes import AuthorityKind
    from dueprocess.demand.draft import AuthorityName

    case = place.ready()
    assert letters.contact_of(place.desk, place.state(case)) == "auskunft@bka.example"
    other = place.arrive(NEWSLETTER)
    assert letters.contact_of(place.desk, place.state(other)) == ""
    assert letters.authority_name(place.desk, place.state(other), ("de",)) == ""
    own = AuthorityName(POLICE, "Our own row", "DE", AuthorityKind.POLICE, ("x",), True)
    desk = replace(place.desk, own_authorities={POLICE: own})
    assert letters.authority_name(desk, place.state(case), ("de",)) == "Our own row"


def test_a_silence_ends_when_its_last_day_is_over(place: Place) -> None:
    case = place.arrive()
    place.silence(case, until=NOW.date().isoformat())
    assert beat.beat(place.desk).ended == ()
    place.later(hours=14)
    assert beat.beat(place.desk).ended == (case,)


def test_an_acknowledgement_answers_nothing(place: Place) -> None:
    case = place.arrive()
    sealed = place.sealed("letter")
    says = {"how": "post", "items": [1], "kind": "acknowledgement", "language": "de", "sealed": sealed.id}
    place.do("aster", Act.LETTER_SEND, case, says, [sealed])
    assert Item.objects.get().answered_on is None
    assert Duty.objects.filter(what="respond", done_at__isnull=True).exists()
    whole()


def test_what_nobody_granted_is_not_said_to_be_carried_out(place: Place) -> None:
    case = place.arrive()
    assert denied(letter(place, case, LetterKind.CARRIED_OUT, 1)) == "letter.no-point"


def test_what_came_past_the_way_that_law_leaves_open_goes_back_to_whom_that_way_leads(place: Place) -> None:
    case = place.arrive()

    def called_for() -> str:
        made = letters.called_for(place.desk, place.state(case), LetterKind.CORRECTION, [1], ("de",), HOUSE)
        return str(made.rule if isinstance(made, Denied) else made.kind)

    assert isinstance(place.confirm(case, authority=POLICE), Done)
    assert called_for() == "letter.no-point"  # there is no other way
    assert isinstance(place.confirm(case, country="US", instruments=["US-2703A"]), Done)
    assert called_for() == LetterKind.WRONG_ADDRESSEE


def test_an_objection_names_the_ground_that_the_law_opens(place: Place) -> None:
    case = place.arrive()
    assert denied(letter(place, case, LetterKind.OBJECTION, 1)) == "letter.no-point"  # no ground: no words
    place.sign_law("EU-TCO-3")
    assert isinstance(place.confirm(case, instruments=["EU-TCO-3"], items__1__kind="content", reasons=False), Done)
    judged = assessments.assess_case(place.desk, place.state(case)).items[0]
    ground = judged.grounds[0].code
    assert isinstance(place.propose(case, "object", ground=ground), Done)
    state = place.state(case)
    assert letters.kind_for(state, state.items[0]) is LetterKind.OBJECTION
    assert letter(place, case, LetterKind.OBJECTION, 1).kind is LetterKind.OBJECTION
    (said,) = letters._ground(ground, 1, {"en": {1: judged}})
    assert said.citation == judged.grounds[0].citation


def test_what_two_powers_ask_is_asked_once(place: Place) -> None:
    case = place.arrive()
    place.sign_law("EU-DSA-9")
    assert isinstance(place.confirm(case, instruments=["EU-DSA-9"], items__1__kind="content", reasons=False), Done)
    judged = assessments.assess_case(place.desk, place.state(case)).items[0]
    once = letters._asks(place.desk, judged)
    assert once
    assert letters._asks(place.desk, replace(judged, findings=judged.findings * 2)) == once


def test_only_verified_law_is_cited(place: Place) -> None:
    case = place.arrive()
    assert isinstance(place.confirm(case, instruments=["XX-NO-LAW", "US-2703D", "DE-STPO-100J"]), Done)
    shelf = place.desk.shelf
    cited = shelf.instruments["US-2703D"].versions[0].cited
    unsure = replace(cited.citation, status=Status.UNVERIFIED)
    version = replace(shelf.instruments["US-2703D"].versions[0], cited=replace(cited, citation=unsure))
    changed = {**shelf.instruments, "US-2703D": replace(shelf.instruments["US-2703D"], versions=(version,))}
    desk = replace(place.desk, shelf=replace(shelf, instruments=changed))
    (one,) = letters._invoked(desk, place.state(case))
    assert one == shelf.instruments["DE-STPO-100J"].versions[0].cited.citation
    assert isinstance(place.confirm(case, instruments=None), Done)
    assert letters._invoked(place.desk, place.state(case)) == ()


def test_a_refusal_by_house_policy_claims_no_ground_of_the_law() -> None:
    for outcome, ground in (("refuse", ""), ("object", "legal_basis_missing")):
        assert publication._ground(Item(outcome=outcome, ground="legal_basis_missing")) == ground


def test_a_row_that_says_something_else_than_its_events_publishes_nothing(place: Place) -> None:
    case = place.ready(SHUTDOWN)
    place.publish(case)
    assert len(place.snapshot().rows) == 1
    cases, items, rows = (model.objects.filter(**{key: case}) for model, key in OF_A_CASE)
    for change in (
        lambda: cases.update(country="DE"),
        lambda: cases.update(authority_kind="court"),
        lambda: items.update(outcome="refuse"),
        lambda: rows.update(published_on=NOW.replace(year=2025)),
        lambda: rows.update(id="r-" + "b" * 24),
    ):
        with taken_back():
            change()
            with pytest.raises(publication.ForgedRowError):
                place.snapshot()


OF_A_CASE = ((Case, "pk"), (Item, "case_id"), (RegisterRow, "case_id"))


def test_rows_that_nobody_signed_publish_nothing(place: Place) -> None:
    case = place.arrive(SHUTDOWN)
    RegisterRow.objects.create(
        id="r-" + "a" * 24, case_id=case, item=1, detail="full", register="network", published_on=NOW, row="{}"
    )
    with pytest.raises(publication.ForgedRowError, match="r-aaaaaaaa"):
        publication.snapshot(place.desk, PROVIDER)
    for question in ("admit", "count"):
        GateAnswer.objects.create(
            case_id=case, item=1, question=question, answer="yes", person="birch", statement="0" * 64, seq=99
        )
    with pytest.raises(publication.ForgedRowError, match="answers"):
        publication.snapshot(place.desk, PROVIDER)


def test_a_row_whose_kind_or_confirmation_was_written_by_hand_publishes_nothing(place: Place) -> None:
    case = place.ready(SHUTDOWN)
    place.publish(case)
    assert len(publication.snapshot(place.desk, PROVIDER).rows) == 1
    Item.objects.filter(case_id=case).update(kind="capability")
    with pytest.raises(publication.ForgedRowError):
        publication.snapshot(place.desk, PROVIDER)
    Item.objects.filter(case_id=case).update(kind="shutdown")
    forge(place, case, FaceConfirmed("aster", {"country": "DE"}, ()))
    renew(case)
    with pytest.raises(publication.ForgedRowError, match="does not rest on a statement"):
        publication.snapshot(place.desk, PROVIDER)


def test_open_cases_are_judged_anew_when_counsel_has_signed(place: Place) -> None:
    case, closed = place.arrive(), place.arrive()
    place.ends(closed)
    place.do("aster", Act.CASE_CLOSE, closed, {})
    assert beat.beat(place.desk).judged == ()
    before = place.state(case).revision
    place.sign_law("PK-PTA-54")
    assert beat.beat(place.desk).judged == (case,)
    assert place.state(case).shelf == place.desk.shelf.digest
    assert place.state(case).revision == before + 1
    assert beat.beat(place.desk).judged == ()
    whole()
