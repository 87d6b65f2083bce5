"""A silence's life: who, since when, until when, renewed, ended early and by whom; and of two orders the later end."""

import datetime

from case_builders import OTHER, Desk, face, silence
from dueprocess.acts.evolve import rebuild
from dueprocess.acts.splits import carried
from dueprocess.case import commands as c
from dueprocess.case import notice
from dueprocess.case.decision_events import SecrecyAgreed, SecrecyRecorded
from dueprocess.case.lapses import BY_TIME, time_passes
from dueprocess.case.outcome import Decided, NewDuty, Rule
from dueprocess.demand.codes import Outcome
from dueprocess.formats.refusal import Denied


def agreed(desk: Desk, *ends: str | None, source: str = "order") -> None:
    for end in ends:
        review = None if end else "2027-01-01"
        desk.does("aster", silence(source, until=end, review_on=review))
        desk.does("birk", desk.agreement())


def passes(desk: Desk, day: str) -> None:
    desk.at = datetime.datetime.fromisoformat(f"{day}T06:00:00+00:00")
    decided = time_passes(desk.case, desk.at, desk.timezone)
    if decided is not None:
        desk.writes(decided, "")


def test_a_renewal_moves_the_end_and_both_are_kept(desk: Desk) -> None:
    agreed(desk, "2026-11-10", "2026-12-24")
    first, second = desk.item().silences
    assert (first.renews, second.renews) == (0, first.seq)
    assert first.recorded_on == "2026-11-02"
    passes(desk, "2026-11-11")
    first, second = desk.item().silences
    assert (first.ended_on, first.how, first.ended_by, first.ended_statement) == ("2026-11-02", "expired", BY_TIME, "")
    assert (second.ended, desk.open("tell")) == (False, [])
    assert [duty.due for duty in desk.open("end_secrecy")] == ["2026-12-25T00:00Z"]
    passes(desk, "2026-12-25")
    assert len(desk.open("tell")) == 1
    assert desk.item().running == ()


def test_another_order_is_no_renewal_and_the_later_end_holds(desk: Desk) -> None:
    agreed(desk, "2026-12-24")
    agreed(desk, "2026-11-10", source="statute")
    assert desk.item().silences[1].renews == 0
    passes(desk, "2026-11-11")
    assert desk.open("tell") == []


def test_a_renewal_that_is_refused_gives_the_old_end_back(desk: Desk) -> None:
    agreed(desk, "2026-11-10")
    desk.does("aster", silence(until="2026-12-24"))
    desk.does("birk", desk.agreement(answer="refused"))
    refused = desk.item().silences[1]
    assert (refused.refused, refused.ended_by, refused.how) == (True, "birk", "")
    assert [duty.due for duty in desk.open("end_secrecy")] == ["2026-11-11T00:00Z"]
    passes(desk, "2026-11-11")
    assert len(desk.open("tell")) == 1


def test_one_of_two_orders_is_lifted_and_the_other_goes_on(desk: Desk) -> None:
    agreed(desk, "2026-12-24", None)
    first, second = desk.item().running
    own = desk.says("aster", c.EndSecrecy(1, (second.statement,), "lifted"))
    assert isinstance(own, Denied)
    assert own.rule == Rule.FOUR_EYES
    desk.does("birk", c.EndSecrecy(1, (second.statement,), "lifted"))
    assert desk.item().running == (first,)
    assert desk.open("tell") == []  # the other forbids it yet
    assert [duty.due for duty in desk.open("end_secrecy")] == ["2026-12-25T00:00Z"]
    lifted = desk.item().silences[1]
    assert (lifted.how, lifted.ended_by, bool(lifted.ended_statement)) == ("lifted", "birk", True)
    desk.does("birk", c.EndSecrecy(1, (first.statement,), "lifted"))
    assert len(desk.open("tell")) == 1


def test_no_silence_ends_by_a_name_that_does_not_run(desk: Desk) -> None:
    agreed(desk, "2026-12-24", None)
    for names in ((), ("7" * 64,), (desk.item().running[0].statement, "7" * 64)):
        answer = desk.says("birk", c.EndSecrecy(1, names, "lifted"))
        assert isinstance(answer, Denied), names
        assert answer.rule == Rule.BASIS


def test_a_statute_is_looked_at_within_a_year_and_again(desk: Desk) -> None:
    agreed(desk, None, source="statute")
    assert [duty.due for duty in desk.open("review_secrecy")] == ["2027-01-02T00:00Z"]
    done = desk.does("birk", c.DoDuty(1, "review_secrecy"))
    assert isinstance(done, Decided)
    assert [duty.due for duty in desk.open("review_secrecy")] == ["2027-11-03T00:00Z"]


def test_what_a_split_took_along_goes_on_where_another_order_is_lifted(desk: Desk) -> None:
    agreed(desk, "2027-06-01")
    other = Desk(face())
    for body in carried(desk.case, {1: 1}, "cedar"):
        if isinstance(body, SecrecyRecorded | SecrecyAgreed):
            other.happens(body)
    other.case = rebuild(OTHER, other.events)
    agreed(other, "2026-12-24")
    came, order = other.item().running
    assert came.statement == ""
    other.does("birk", c.EndSecrecy(1, (order.statement,), "lifted"))
    assert other.item().running == (came,)
    assert other.open("tell") == []
    assert [duty.due for duty in other.open("end_secrecy")] == ["2027-06-02T00:00Z"]
    other.does("birk", c.EndSecrecy(1, (), "lifted"))
    assert other.item().running == ()
    assert len(other.open("tell")) == 1


def test_a_clock_that_was_ahead_frees_nobody_before_the_day(desk: Desk) -> None:
    agreed(desk, "2026-12-24")
    passes(desk, "2026-12-25")
    assert desk.item().running == ()
    says = c.Answer(1, "tell", "yes", None)
    for day, free in (("2026-11-03", False), ("2026-12-24", False), ("2026-12-25", True)):
        desk.at = datetime.datetime.fromisoformat(f"{day}T06:00:00+00:00")
        answer = desk.tries("cedar", says)
        assert isinstance(answer, Decided) is free, day
    assert desk.item().is_open("tell", "2026-12-25")
    assert not desk.item().is_open("tell", "2026-12-24")


def test_who_was_told_before_a_silence_came_is_owed_nothing_by_its_end(desk: Desk) -> None:
    desk.decides(Outcome.NO_DATA, "aster", "birk")
    desk.does("cedar", c.Answer(1, "tell", "yes", None))
    for handle in notice.untold(desk.case, desk.item()):
        desk.does("aster", notice.RecordNotice(1, handle, "post", "2026-11-02", "6" * 64))
        record = desk.item().notices[-1].statement
        desk.does("birk", notice.ConfirmNotice(1, handle, record))
    agreed(desk, "2026-12-24")
    passes(desk, "2026-12-25")
    assert desk.item().running == ()
    assert desk.open("tell") == [], "nobody is left to tell, so nobody could ever close it"


def test_telling_that_was_due_waits_for_an_order_that_comes_late(desk: Desk) -> None:
    """A renewal that was recorded after the first one ended: nobody is sent to tell what is forbidden."""
    agreed(desk, "2026-11-10")
    passes(desk, "2026-11-11")
    assert len(desk.open("tell")) == 1
    desk.does("aster", silence(until="2026-12-24"))
    assert desk.says("birk", desk.agreement()).duties == (NewDuty(1, "tell", "P5", "2026-12-25T00:00Z"),)
