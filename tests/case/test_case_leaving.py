"""What becomes of a letter: what it ends when it leaves, what is owed when it does not, what overtakes it."""

import datetime
from dataclasses import replace

import pytest

from case_builders import NOW, SEALED, STANDING, Desk, first, sends
from dueprocess.acts.evolve import evolve
from dueprocess.case import commands as c
from dueprocess.case.decision_events import GateAnswered, PreservationLapsed, SecrecyEnded
from dueprocess.case.events import Happened
from dueprocess.case.item_records import Silence
from dueprocess.case.lapses import BY_TIME, time_passes
from dueprocess.case.letter_events import UNDELIVERED, LetterQueued, LetterSent, came_back, gave_up, left, still_stands
from dueprocess.case.state import CaseState, ItemState, Preserving
from dueprocess.demand.codes import Outcome
from dueprocess.demand.face import Face

NEWER = "s-" + "e" * 24


def queued(desk: Desk, kind: str = "correction") -> LetterQueued:
    if kind != "acknowledgement":
        desk.proposes("aster", Outcome.CORRECT)
    return first(LetterQueued, desk.does("aster", sends(kind, how="mail")))


@pytest.mark.parametrize("kind", ["correction", "acknowledgement"])
def test_a_letter_that_does_not_arrive_is_a_persons_matter_within_four_hours(kind: str) -> None:
    for what in (lambda case, body: gave_up(case, body, "smtp.refused", NOW), lambda c, b: came_back(c, b, "5", NOW)):
        desk = Desk()
        body = queued(desk, kind)
        (duty,) = what(desk.case, body).duties
        assert (duty.item, duty.what, duty.due) == (1, UNDELIVERED, "2026-11-02T13:00Z")


def test_leaving_ends_what_an_answer_ends_and_the_worry_about_it() -> None:
    desk = Desk()
    body = queued(desk)
    decided = left(desk.case, body)
    assert decided.events[0] == LetterSent((1,), "correction", SEALED, "rule-worker", "mail", "en")
    assert {"respond", "send_letter", UNDELIVERED} <= set(decided.ended[0].what)
    desk.happens(decided.events[0])
    assert desk.item().writing == "sent"
    assert not still_stands(desk.case, body), "it cannot leave twice"
    desk.does("aster", c.Close())
    desk.happens(came_back(desk.case, body, "5", NOW).events[0])
    assert (desk.case.closed, str(desk.item().writing), desk.item().letter) == (False, "none", "")


def test_of_two_letters_the_newer_is_the_word() -> None:
    desk = Desk()
    old = queued(desk)
    desk.does("aster", c.SendLetter((1,), "correction", "en", "post", NEWER, STANDING))
    assert not still_stands(desk.case, old)
    assert left(desk.case, old).ended == ()
    assert gave_up(desk.case, old, "letter.overtaken", NOW).duties == ()
    assert came_back(desk.case, old, "5", NOW).duties == ()
    for happened in (left(desk.case, old).events[0], came_back(desk.case, old, "5", NOW).events[0]):
        desk.happens(happened)
        assert (str(desk.item().writing), desk.item().letter) == ("sent", NEWER)


def test_a_letter_does_not_outlive_its_decision() -> None:
    desk = Desk()
    body = queued(desk)
    assert still_stands(desk.case, body)
    assert not still_stands(desk.case, replace(body, kind="no_data"))
    assert not still_stands(desk.case, replace(body, items=(1, 2)))
    desk.reads("cedar")
    desk.does("cedar", c.Confirm({"court_order": "attached"}))
    assert not still_stands(desk.case, body)
    desk.happens(left(desk.case, body).events[0])
    assert desk.item().writing == "none"
    assert body.sealed == SEALED


BERLIN = "Europe/Berlin"


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def silence(until: str | None, *, seq: int = 0, agreed_by: str = "birk", **more: bool) -> Silence:
    said = {"tell": True, "admit": False, "count": False} | more
    review = None if until else "2027-01-01"
    return Silence("order", "US-2705B", until=until, review_on=review, by="aster", seq=seq, agreed_by=agreed_by, **said)


def case(*items: ItemState, **more: object) -> CaseState:
    blank = CaseState("c-" + "a" * 24, 5, "2026-11-02", practice=False, historic=False, face=Face({}, ()), items=items)
    return replace(blank, **more)


def test_the_duty_to_tell_exists_from_the_end_of_the_last_day_where_the_provider_sits() -> None:
    held = case(ItemState(1, silences=(silence("2027-11-10"),)))
    assert time_passes(held, at("2027-11-10T22:59Z"), BERLIN) is None
    passed = time_passes(held, at("2027-11-10T23:00Z"), BERLIN)
    assert passed is not None
    assert [(duty.what, duty.item, duty.rule) for duty in passed.duties] == [("tell", 1, "P5")]
    assert passed.events == (SecrecyEnded(1, BY_TIME, "expired"),)
    assert "end_secrecy" in passed.ended[0].what


def test_a_silence_that_never_forbade_telling_owes_nobody_a_notice() -> None:
    held = case(ItemState(1, silences=(silence("2026-11-10", tell=False, admit=True),)))
    passed = time_passes(held, at("2026-12-01T00:00Z"), "UTC")
    assert passed.duties == ()


def test_one_silence_that_runs_on_keeps_the_item_silent() -> None:
    both = case(ItemState(1, silences=(silence("2026-11-10", seq=3), silence("2027-11-10", seq=4))))
    passed = time_passes(both, at("2026-12-01T00:00Z"), "UTC")
    assert [(duty.what, duty.due) for duty in passed.duties] == [("end_secrecy", "2027-11-11T00:00Z")]
    after = evolve(both, Happened(passed.events[0]))
    assert after.items[0].silenced("tell")
    assert time_passes(after, at("2026-12-02T00:00Z"), "UTC") is None
    assert [duty.what for duty in time_passes(after, at("2027-12-01T00:00Z"), "UTC").duties] == ["tell"]


@pytest.mark.parametrize(
    "other",
    [
        silence(None, seq=4, agreed_by=""),  # one person's, to which nobody agreed
        silence("2199-12-31", seq=4, agreed_by=""),
        silence(None, seq=4, tell=False, count=True),
        silence(None, seq=4, tell=False, admit=True),
    ],
)
def test_what_else_is_silent_keeps_no_silence_from_ending_on_its_day(other: Silence) -> None:
    """A duty to tell begins that day (P5): no second silence, agreed to or not, puts it off but one about telling."""
    held = case(ItemState(1, silences=(silence("2026-11-10", seq=3), other)))
    passed = time_passes(held, at("2026-11-11T00:00Z"), "UTC")
    assert [duty.what for duty in passed.duties if duty.what != "end_secrecy"] == ["tell"]
    assert ("agree_silence" in passed.ended[0].what) == bool(other.agreed_by)
    (left,) = evolve(held, Happened(passed.events[0])).items[0].running
    assert left.seq == 4


def test_a_silence_without_an_end_does_not_end_by_time() -> None:
    assert time_passes(case(ItemState(1, silences=(silence(None),))), at("2099-01-01T00:00Z"), "UTC") is None


def test_an_unverified_preservation_lapses_to_the_minute() -> None:
    held = case(ItemState(1, preserving=Preserving.STARTED, preserved_by="aster", preserved_until="2026-11-05T10:00Z"))
    assert time_passes(held, at("2026-11-05T09:59Z"), "UTC") is None
    passed = time_passes(held, at("2026-11-05T10:00Z"), "UTC")
    after = evolve(held, Happened(passed.events[0]))
    assert after.items[0].preserving is Preserving.LAPSED
    assert time_passes(after, at("2026-11-06T10:00Z"), "UTC") is None


def test_a_verified_preservation_does_not_lapse() -> None:
    held = case(ItemState(1, preserving=Preserving.VERIFIED, preserved_until="2026-11-05T10:00Z"))
    assert time_passes(held, at("2027-01-01T00:00Z"), "UTC") is None


def test_what_ended_once_does_not_end_twice() -> None:
    held = case(ItemState(1, silences=(silence("2026-11-10"),)))
    passed = time_passes(held, at("2026-12-01T00:00Z"), "UTC")
    assert time_passes(evolve(held, Happened(passed.events[0])), at("2026-12-02T00:00Z"), "UTC") is None


@pytest.mark.parametrize("more", [{"merged_into": "c-" + "b" * 24}, {"historic": True}])
def test_a_case_that_went_elsewhere_or_is_history_is_left_alone(more: dict[str, object]) -> None:
    over = case(ItemState(1, silences=(silence("2026-11-10"),)), **more)
    assert time_passes(over, at("2026-12-01T00:00Z"), "UTC") is None


def test_time_grants_opens_publishes_and_sends_nothing() -> None:
    held = case(
        ItemState(1, silences=(silence("2026-11-10"),)),
        ItemState(2, preserving=Preserving.STARTED, preserved_until="2026-11-05T10:00Z"),
    )
    passed = time_passes(held, at("2030-01-01T00:00Z"), "UTC")
    assert passed is not None
    assert {type(event) for event in passed.events} == {SecrecyEnded, PreservationLapsed}
    # Whoever kept the data is told to give them free again: no program of ours can.
    assert [(duty.item, duty.what) for duty in passed.duties] == [(1, "tell"), (2, "undo_hold")]
    assert passed.effects == ()


def test_a_yes_that_was_given_until_a_day_is_closed_after_it() -> None:
    asked = case(ItemState(1))
    body = GateAnswered(1, "birch", "admit", "yes", "2026-12-01", "", alone=False)
    answered = evolve(asked, Happened(body))
    assert answered.items[0].answers_until == {"admit": "2026-12-01"}
    again = evolve(answered, Happened(replace(body, until=None)))
    assert again.items[0].answers_until == {}
