"""Stopping and going on: one person freezes, two lift, each retires their own key; rows alone do nothing."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from desk_samples import Place, denied
from dueprocess.acts.desk_state import Brought
from dueprocess.case.desk_events import KeyRetired, LawSigned
from dueprocess.case.given import Given
from dueprocess.desk.data import guards
from dueprocess.desk.data.chain import verify_chain
from dueprocess.desk.data.models import Envelope, Event, EventOpening, Statement
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import acts, desk_acts, desk_record, stood, stops, trust
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.record import append_to_desk
from dueprocess.desk.services.result import Done, LostRaceError
from dueprocess.formats import links, moment
from dueprocess.formats.errors import StatementError
from dueprocess.formats.statement import Act, hash_of


def again(place: Place) -> None:
    """The desk, opened again: its standing is read anew."""
    place.desk = replace(place.desk, standing=stood.standing({1: place.desk.roster}))


def do(place: Place, by: str, act: Act, says: dict[str, Any] | None = None, /, **changes: Any) -> str:
    """Perform; the hash of the note."""
    note = place.ask(by, act, says or (place.key(by) if act is Act.KEY_RETIRE else {}), **changes)
    done = desk_acts.perform(place.desk, note)
    assert isinstance(done, Done), done
    again(place)
    return hash_of(note)


def refused(place: Place, by: str, act: Act, says: dict[str, Any] | None = None, /, **changes: Any) -> str:
    return denied(desk_acts.perform(place.desk, place.ask(by, act, says or {}, **changes)))


def test_an_employee_freezes_and_two_of_the_desk_lift(place: Place) -> None:
    before = stood.mark()
    name = do(place, "dan", Act.DESK_FREEZE)
    assert stood.mark() != before
    (freeze,) = place.desk.standing.freezes
    assert (freeze.name, freeze.by, freeze.signed) == (name, "dan", True)
    assert refused(place, "dan", Act.DESK_FREEZE) == "desk.frozen"  # the very same bytes
    do(place, "aster", Act.DESK_LIFT, {"freeze": name})
    assert place.desk.standing.frozen
    do(place, "cedar", Act.DESK_LIFT, {"freeze": name})
    assert not place.desk.standing.frozen
    kinds = list(Event.objects.filter(case="").order_by("seq").values_list("kind", flat=True))[1:]
    assert kinds == ["desk:freeze:set", "desk:freeze:lift-agreed", "desk:freeze:lifted"]
    assert refused(place, "birch", Act.DESK_LIFT, {"freeze": name}) == "desk.not-frozen"


def test_whoever_is_logged_in_freezes_without_a_key(place: Place) -> None:
    assert isinstance(stops.freeze_unsigned(place.desk, "dan"), Done)
    again(place)
    (freeze,) = place.desk.standing.freezes
    assert (freeze.by, freeze.signed, freeze.since) == ("dan", False, place.desk.minute)
    assert denied(stops.freeze_unsigned(place.desk, "aster")) == "desk.frozen"
    assert denied(stops.freeze_unsigned(place.desk, "eve")) == "access.role"
    signed = do(place, "aster", Act.DESK_FREEZE)  # what is signed weighs more, so it may follow
    assert {one.name for one in place.desk.standing.freezes} == {freeze.name, signed}
    for name in (freeze.name, signed):
        do(place, "aster", Act.DESK_LIFT, {"freeze": name})
        do(place, "birch", Act.DESK_LIFT, {"freeze": name})
    assert not place.desk.standing.frozen


def test_an_unsigned_freeze_whose_opening_was_purged_stops_nothing(place: Place) -> None:
    stops.freeze_unsigned(place.desk, "dan")
    EventOpening.objects.filter(event__kind="desk:freeze:set")._raw_delete("default")  # noqa: SLF001
    assert stood.attested() == []


@pytest.mark.parametrize(("more", "fault"), [(True, "gap"), (False, "")])
def test_an_unsigned_freeze_that_was_deleted_leaves_a_gap_once_something_follows(
    place: Place, fault: str, *, more: bool
) -> None:
    """Without a signature it lasts as long as its event: the chain names what is gone, unless it was the last one."""
    assert isinstance(stops.freeze_unsigned(place.desk, "dan"), Done)
    if more:
        do(place, "birch", Act.KEY_RETIRE)
    guards.remove()  # whoever owns the database asks no trigger
    event = Event.objects.get(case="", kind="desk:freeze:set")
    EventOpening.objects.filter(event=event).delete()
    event.delete()
    again(place)
    assert not place.desk.standing.frozen
    checked = verify_chain("")
    assert (checked.fault.check if checked.fault else "") == fault


def test_a_freeze_and_a_retired_key_reach_the_domain(place: Place) -> None:
    case = place.arrive()

    def given(by: str) -> Given:
        draft = desk_acts.draft(place.desk, by, Act.NOTE_ADD, {})
        return acts.given_of(place.desk, state_of(case), draft, "0" * 64, came=())

    assert (given("aster").frozen, given("aster").releasers) == (False, {"aster", "birch"})
    do(place, "dan", Act.DESK_FREEZE)
    do(place, "birch", Act.KEY_RETIRE)
    assert (given("aster").frozen, given("aster").releasers) == (True, {"aster"})
    assert isinstance(place.classify(case, "new_case"), Done)  # the desk works on; nothing leaves


def test_a_retired_key_signs_nothing_further_and_opens_nothing(place: Place) -> None:
    case = place.ready()
    assert Envelope.objects.filter(case=case, person="birch").exists()
    place.propose(case, by="cedar")
    do(place, "birch", Act.KEY_RETIRE)
    do(place, "cedar", Act.KEY_RETIRE, place.key("cedar", daily=True))
    assert not Envelope.objects.filter(person="cedar").exists()
    assert Envelope.objects.filter(case=case, person="aster").exists()
    assert Envelope.objects.filter(case=case, person="recovery").exists()
    for act in (
        lambda: place.approve(case),
        lambda: desk_acts.perform(place.desk, place.ask("birch", Act.DESK_FREEZE, {})),
        lambda: desk_acts.perform(place.desk, place.ask("birch", Act.AUTHORITY_VERIFY, {}), Brought("x@y.example")),
    ):
        with pytest.raises(StatementError) as caught:
            act()
        assert caught.value.rule == "statement.retired-key"


def test_a_retirement_of_the_daily_key_leaves_the_own_one(place: Place) -> None:
    """Its envelopes go, since they are sealed to it; who has the own key signs and releases on."""
    case = place.ready()
    place.propose(case, by="cedar")
    do(place, "birch", Act.KEY_RETIRE, place.key("birch", daily=True))
    assert not Envelope.objects.filter(person="birch").exists()
    assert place.desk.standing.retired_since(place.desk.roster.person("birch")) is None
    assert isinstance(place.approve(case), Done)
    assert refused(place, "birch", Act.KEY_RETIRE, place.key("birch", daily=True)) == "key.retire"
    do(place, "birch", Act.KEY_RETIRE, place.key("birch"))
    assert refused(place, "aster", Act.KEY_RETIRE, place.key("birch")) == "key.retire"


def test_a_retirement_of_the_own_key_leaves_the_daily_one_and_what_it_opens(place: Place) -> None:
    case = place.ready()
    do(place, "birch", Act.KEY_RETIRE, place.key("birch"))
    assert Envelope.objects.filter(case=case, person="birch").exists()
    assert place.desk.standing.retired_since(place.desk.roster.person("birch")) is not None


def test_a_daily_key_retires_no_own_one(place: Place) -> None:
    note = place.sign(desk_acts.draft(place.desk, "birch", Act.KEY_RETIRE, place.key("birch")), daily=True)
    assert denied(desk_acts.perform(place.desk, note)) == "key.retire"


def test_a_daily_key_that_is_retired_later_takes_none_of_the_own_keys_record_along(place: Place) -> None:
    """What the desk took of each key has its own moment."""
    do(place, "birch", Act.KEY_RETIRE, place.key("birch", daily=True))
    place.later(minutes=1)
    late = place.sign(desk_acts.draft(place.desk, "birch", Act.AUTHORITY_CALL_BACK, {}), daily=True)
    with write():
        event = append_to_desk(place.desk, KeyRetired("birch", "0" * 8), (hash_of(late),))
        Statement.objects.keep(hash=hash_of(late), event=event, case="", act="x", person="birch", note=late)
    place.later(minutes=1)
    do(place, "birch", Act.KEY_RETIRE, place.key("birch"))
    assert links.name_of(late).hex() not in place.desk.standing.witnessed


@pytest.mark.parametrize("minutes", [0, 1, 60, 43200])
@pytest.mark.parametrize("act", [Act.GATE_ANSWER, Act.DECISION_PROPOSE, Act.NOTE_ADD])
def test_a_retired_key_does_nothing_by_dating_back(place: Place, act: Act, minutes: int) -> None:
    case = place.ready()
    place.later(minutes=30)
    do(place, "birch", Act.KEY_RETIRE)
    place.later(minutes=30)
    at = moment.write(place.desk.now - datetime.timedelta(minutes=minutes))
    says = {"answer": "no", "item": 1, "question": "tell", "until": None}
    with pytest.raises(StatementError) as caught:
        acts.perform(place.desk, place.note("birch", act, case, says, at=at))
    assert caught.value.rule == "statement.retired-key"
    with pytest.raises(StatementError) as caught:
        desk_acts.perform(place.desk, place.ask("birch", Act.AUTHORITY_VERIFY, {}, at=at), Brought("x@y.example"))
    assert caught.value.rule == "statement.retired-key"


def test_what_a_retired_key_signed_before_still_counts_and_nothing_after(place: Place) -> None:
    place.verify_authority()
    confirmed = Statement.objects.get(act="authority.confirm")
    place.later(minutes=1)
    do(place, "birch", Act.KEY_RETIRE)
    assert trust.stored(place.desk, confirmed.hash) is not None
    late = place.ask("birch", Act.AUTHORITY_CONFIRM, {"authority": "x", "verification": "0" * 64})
    assert trust.stated(place.desk, late, hash_of(late)) is None


def test_a_retirement_that_a_writer_of_the_database_dates_back_voids_nothing_that_was_taken_before(
    place: Place,
) -> None:
    place.verify_authority()
    confirmed = Statement.objects.get(act="authority.confirm")
    retire = place.ask("birch", Act.KEY_RETIRE, place.key("birch"), at="2001-01-01T00:00:00Z")
    assert denied(desk_acts.perform(place.desk, retire)) == "desk.wrong-time"
    late = place.ask(
        "birch", Act.AUTHORITY_CONFIRM, {"authority": "x", "verification": "0" * 64}, at="2000-01-01T00:00:00Z"
    )
    for note, act in ((retire, "key.retire"), (late, "authority.confirm")):
        with write():
            event = append_to_desk(place.desk, KeyRetired("birch", place.key("birch")["key"]), (hash_of(note),))
            Statement.objects.keep(hash=hash_of(note), event=event, case="", act=act, person="birch", note=note)
    again(place)
    assert place.desk.standing.retired_since(place.desk.roster.person("birch")) == moment.parse("2001-01-01T00:00:00Z")
    assert trust.stored(place.desk, confirmed.hash) is not None
    assert trust.stored(place.desk, hash_of(late)) is None  # by this desk's record it came after, whatever its date


def test_counsels_retired_key_verifies_no_law(place: Place) -> None:
    place.sign_law("PK-PTA-54")
    rosters = {1: place.desk.roster}
    place.later(minutes=1)
    do(place, "cedar", Act.KEY_RETIRE)
    place.later(minutes=1)
    late = place.ask("cedar", Act.LAW_SIGN, {"on": "2026-03-09", "rule": "DE-STPO-100J"})
    with write():
        event = append_to_desk(place.desk, LawSigned("cedar", "DE-STPO-100J", "2026-03-09"), (hash_of(late),))
        Statement.objects.keep(hash=hash_of(late), event=event, case="", act="law.sign", person="cedar", note=late)
    assert [one.rule for one in desk_record.law(rosters)] == ["PK-PTA-54", "DE-STPO-100J"]  # where nobody retired it
    assert [one.rule for one in desk_record.law(rosters, place.desk.standing)] == ["PK-PTA-54"]


def test_a_writer_of_the_database_neither_lifts_nor_retires(place: Place) -> None:
    name = do(place, "dan", Act.DESK_FREEZE)
    do(place, "aster", Act.DESK_LIFT, {"freeze": name})
    row = Statement.objects.get(act="desk.lift")
    again_ = place.sign(replace(desk_acts.draft(place.desk, "aster", Act.DESK_LIFT, {"freeze": name}), revision=7))
    forged = again_.replace(b'"by":"aster"', b'"by":"birch"')
    for number, note in enumerate((again_, forged, b"rubbish", bytes(row.note.bytes)[:-2])):
        Statement.objects.keep(
            hash=f"{number:064}", event=row.event, case="", act="desk.lift", person="birch", note=note
        )
    retire = place.ask("aster", Act.KEY_RETIRE, place.key("aster")).replace(b'"by":"aster"', b'"by":"birch"')
    Statement.objects.keep(hash="a" * 64, event=row.event, case="", act="key.retire", person="birch", note=retire)
    again(place)
    assert place.desk.standing.frozen
    assert not place.desk.standing.retired


def test_a_lost_race_writes_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(*_args: object) -> None:
        raise LostRaceError

    monkeypatch.setattr(stops, "append_to_desk", lose)
    assert denied(stops.freeze_unsigned(place.desk, "dan")) == "case.revision-moved"
    assert not Event.objects.filter(kind="desk:freeze:set").exists()
