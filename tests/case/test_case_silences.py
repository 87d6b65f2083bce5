"""A silence's life: who, since when, until when, renewed, ended early and by whom; and of two orders the later end."""

import datetime

from case_builders import Desk, silence
from dueprocess.case import commands as c
from dueprocess.case.lapses import BY_TIME, time_passes
from dueprocess.case.outcome import Decided, Rule
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
